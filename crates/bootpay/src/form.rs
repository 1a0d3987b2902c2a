//! Forms whose names nest: `payment_data[card_name]=…` is a field of an object, `items[][price]=…` one of a list's.
//!
//! Nobody documents how Bootpay nests. What Rails, PHP and the clients in their manner write is read, and no form is
//! refused: a name that leads nowhere stays as it came.

use serde_json::{Map, Value};

/// As deep as Rack reads.
const DEEPEST: usize = 32;

/// Puts one field of a form where its name leads, or under the name as it came if that place is taken by something of
/// another shape. Several with one name become a list.
pub(crate) fn insert(fields: &mut Map<String, Value>, name: &str, value: &str) {
    let nested =
        path(name).is_some_and(|(root, steps)| put(fields.entry(root).or_insert(Value::Null), &steps, value));
    if !nested {
        put(fields.entry(name).or_insert(Value::Null), &[], value);
    }
}

/// `a[b][]` as `a` and the steps `b` and the empty one.
fn path(name: &str) -> Option<(&str, Vec<&str>)> {
    let (root, mut rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, after) = rest.strip_prefix('[')?.split_once(']')?;
        if step.contains('[') || steps.len() == DEEPEST {
            return None;
        }
        steps.push(step);
        rest = after;
    }
    (!root.is_empty() && !root.contains(']')).then_some((root, steps))
}

/// Whether `value` could be put there. `null` is a place where nothing is yet, and takes whatever comes.
fn put(place: &mut Value, path: &[&str], value: &str) -> bool {
    let Some((step, rest)) = path.split_first() else {
        match place {
            Value::Null | Value::Object(_) => *place = value.into(), // after a[b]=… the last counts, as in Rails
            Value::Array(items) => items.push(value.into()),
            earlier => *earlier = Value::Array(vec![earlier.take(), value.into()]),
        }
        return true;
    };
    if place.is_null() {
        *place = if matches!(*step, "" | "0") { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
    }
    match place {
        Value::Object(fields) => put(fields.entry(*step).or_insert(Value::Null), rest, value),
        Value::Array(items) => item(items, step, rest).is_some_and(|item| put(item, rest, value)),
        _ => false,
    }
}

/// The item of a list that a step means: `[]` the last object if it does not have `rest` yet, or else a new one; a number
/// the item that has it, or the next.
fn item<'a>(items: &'a mut Vec<Value>, step: &str, rest: &[&str]) -> Option<&'a mut Value> {
    let at = match step {
        "" if items.last().is_some_and(|last| last.is_object() && !has(last, rest)) => items.len() - 1,
        "" => items.len(),
        number => number.parse().ok().filter(|at| *at <= items.len())?,
    };
    if at == items.len() {
        items.push(Value::Null);
    }
    items.get_mut(at)
}

fn has(value: &Value, path: &[&str]) -> bool {
    match path.split_first() {
        None => true,
        Some((step, rest)) => value.get(step).is_some_and(|value| has(value, rest)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(form: &str) -> Value {
        let mut fields = Map::new();
        for (name, value) in url::form_urlencoded::parse(form.as_bytes()) {
            insert(&mut fields, &name, &value);
        }
        fields.into()
    }

    #[test]
    fn names_nest_as_rails_and_php_write_them() {
        for (form, expected) in [
            ("a=1&b=", json!({"a": "1", "b": ""})),
            ("p[card_name]=x&p%5Btid%5D=1", json!({"p": {"card_name": "x", "tid": "1"}})),
            ("p[a][b][c]=1&p[a][d]=2", json!({"p": {"a": {"b": {"c": "1"}, "d": "2"}}})),
            ("m[]=a&m[]=b", json!({"m": ["a", "b"]})),
            ("m=a&m=b&m=c", json!({"m": ["a", "b", "c"]})),
            ("m[0]=a&m[1]=b", json!({"m": ["a", "b"]})),
            (
                "i[][n]=a&i[][p]=1&i[][n]=b&i[][p]=2",
                json!({"i": [{"n": "a", "p": "1"}, {"n": "b", "p": "2"}]}),
            ),
            (
                "i[][o][a]=1&i[][o][b]=2&i[][o][a]=3",
                json!({"i": [{"o": {"a": "1", "b": "2"}}, {"o": {"a": "3"}}]}),
            ),
            ("i[0][n]=a&i[0][p]=1&i[1][n]=b", json!({"i": [{"n": "a", "p": "1"}, {"n": "b"}]})),
            ("i[][]=1&i[][]=2", json!({"i": [["1"], ["2"]]})),
            ("i[][m][]=1&i[][m][]=2", json!({"i": [{"m": ["1", "2"]}]})),
            ("m[7]=a&m[8]=b", json!({"m": {"7": "a", "8": "b"}})),
        ] {
            assert_eq!(read(form), expected, "{form}");
        }
    }

    #[test]
    fn a_name_that_leads_nowhere_stays_as_it_came() {
        let deep = format!("a{}", "[b]".repeat(DEEPEST + 1));
        for name in ["a[", "a[b", "a]", "[a]", "a[b]c", "a[b[c]]", "a[[b]]", "", "a[]b", deep.as_str()] {
            assert_eq!(read(&format!("{name}=1&x=2")), json!({name: "1", "x": "2"}), "{name}");
        }
        for (form, expected) in [
            ("a=1&a[b]=2", json!({"a": "1", "a[b]": "2"})),
            ("a[]=1&a[b]=2", json!({"a": ["1"], "a[b]": "2"})),
            ("a[0]=1&a[9]=2", json!({"a": ["1"], "a[9]": "2"})),
            ("a[b]=1&a[b][c]=2&a[b][c]=3", json!({"a": {"b": "1"}, "a[b][c]": ["2", "3"]})),
            ("a[b]=1&a=2", json!({"a": "2"})),
        ] {
            assert_eq!(read(form), expected, "{form}");
        }
    }

    #[test]
    fn a_large_form_is_read_in_one_go() {
        let deepest = format!("a{}", "[]".repeat(DEEPEST));
        for pair in ["a[]=1&", "a=1&", "a[][b]=1&", "a[b][c]=1&", &format!("{deepest}=1&"), "[=1&"] {
            let form = pair.repeat(256 * 1024 / pair.len());
            assert_eq!(read(&form).as_object().unwrap().len(), 1, "{pair}");
        }
    }
}
