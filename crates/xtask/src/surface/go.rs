//! What the Go module has of the table: its methods, the structs that they take and give, and how the shared cases call them.

use bootpay::OPERATIONS;
use bootpay::described::{Field, Kind, Object, Presence, Privacy, prose};
use serde::Serialize;

use super::calls::{Call, Given, calls};
use super::official::{Method as Named, Names, Takes, taken};
use super::reference::{Tested, tested};
use super::{Rendered, Templates};

const COLUMNS: usize = 110;

/// The type of what is answered where nobody documents it.
const PLAIN: &str = "APIResponse";

pub(super) fn render(names: &Names, templates: &Templates) -> Result<Vec<Rendered>, String> {
    let calls = calls(names, |languages| &languages.go)?;
    let mut types = Types { names, structs: Vec::new() };
    for call in &calls {
        if let Some(name) = &call.method.data_type {
            types.add(call.request, name, Role::Payload(call));
        }
        if call.method.takes != Takes::Whole {
            call.arguments.iter().for_each(|given| types.collect(given.field.kind, Role::Part));
        }
    }
    let mut results: Vec<Outer> = Vec::new();
    for spec in OPERATIONS {
        let Some(method) = &names.of(spec)?.go else { continue };
        types.collect(spec.answer, Role::Answer);
        let Kind::Object(answer) = spec.answer else { continue };
        let Some(name) = &method.returns else {
            continue;
        };
        if results.iter().all(|result| result.name != *name) {
            let data = types.named(answer);
            results.push(Outer { name: name.clone(), data, doc: prose(answer.doc) });
        }
    }
    let methods = calls.iter().map(Method::of).collect();
    let view = View { methods, results, structs: types.structs };
    let rendered = |(path, template)| Ok(Rendered::new(path, templates.render(template, &view)?));
    let files = [
        ("go/generated_calls.go", "go/calls.go.jinja"),
        ("go/generated_types.go", "go/types.go.jinja"),
        ("go/tests/generated_methods_test.go", "go/methods.go.jinja"),
    ];
    files.into_iter().map(rendered).collect()
}

/// The file that runs the examples of the reference.
pub(super) fn examples(names: &Names, templates: &Templates) -> Result<Rendered, String> {
    let calls = calls(names, |languages| &languages.go)?;
    let tests = tested(templates, &calls, "go", |call| example(call, &calls))?;
    let text = templates.render("go/reference.go.jinja", &Tests { tests })?;
    Ok(Rendered::new("go/tests/generated_reference_test.go", text))
}

#[derive(Serialize)]
struct Tests {
    tests: Vec<Tested>,
}

/// An example of a method that runs in the sandbox, in lines of a function that gives an error.
pub(super) fn example(call: &Call, calls: &[Call]) -> Result<Vec<String>, String> {
    let mut lines = Vec::new();
    for (earlier, _) in call.before(calls)? {
        let answer = variable(earlier);
        lines.extend(said(&format!("{answer}, err := "), earlier, calls)?);
        lines.extend(unless_good(&answer));
    }
    let answer = variable(call);
    lines.extend(said(&format!("{answer}, err := "), call, calls)?);
    lines.extend(unless_good(&answer));
    let shown: Vec<String> =
        call.names.shows.iter().map(|field| format!("{answer}.Data.{}", camel(field))).collect();
    lines.push(match call.spec.answer {
        _ if call.method.returns.is_some() && !shown.is_empty() => {
            format!("fmt.Println({})", shown.join(", "))
        }
        Kind::Text => format!("fmt.Println({answer}.Data)"),
        _ => format!("fmt.Println({answer}.Status) // 200"),
    });
    Ok(lines)
}

fn unless_good(answer: &str) -> [String; 3] {
    let failed = format!("if err := errors.Join(err, {answer}.Err()); err != nil {{");
    [failed, "\treturn err".to_owned(), "}".to_owned()]
}

/// What an example calls an answer.
fn variable(call: &Call) -> String {
    let name = call.method.returns.as_deref().unwrap_or("Answer");
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// A call of the method behind what stands before it.
fn said(before: &str, call: &Call, calls: &[Call]) -> Result<Vec<String>, String> {
    let method = &call.method;
    let example = &call.names.example;
    let value_of = |value: &toml::Value| match taken(value) {
        Some((from, field)) => {
            let earlier = calls.iter().find(|call| call.spec.name == from);
            let earlier = earlier.ok_or_else(|| format!("Go has no {from}"))?;
            Ok(format!("{}.Data.{}", variable(earlier), camel(field)))
        }
        None => Ok::<_, String>(literal(value)),
    };
    let mut pairs = Vec::new();
    let (open, close) = match (method.takes, &method.data_type) {
        (Takes::Whole, _) => {
            for (name, value) in example {
                pairs.push((format!("{name:?}"), value_of(value)?));
            }
            ("map[string]any{".to_owned(), "})")
        }
        (_, Some(name)) => {
            for given in &call.arguments {
                let Some(value) = example.get(given.field.name) else { continue };
                pairs.push((camel(given.field.name), value_of(value)?));
            }
            (format!("bootpay.{name}{{"), "})")
        }
        _ => {
            let mut given = Vec::new();
            for argument in &call.arguments {
                let value = example.get(argument.field.name);
                given.push(value.map(value_of).transpose()?.unwrap_or_else(|| "\"\"".to_owned()));
            }
            return Ok(vec![format!("{before}api.{}({})", method.name, given.join(", "))]);
        }
    };
    let begin = format!("{before}api.{}({open}", method.name);
    let short: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let line = format!("{begin}{}{close}", short.join(", "));
    if line.chars().count() <= COLUMNS {
        return Ok(vec![line]);
    }
    // as gofmt has it
    let longest = pairs.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let mut lines = vec![begin];
    lines.extend(pairs.iter().map(|(name, value)| {
        let gap = " ".repeat(longest - name.chars().count() + 1);
        format!("\t{name}:{gap}{value},")
    }));
    lines.push(close.to_owned());
    Ok(lines)
}

/// A value of the names file in Go.
fn literal(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("[]string{{{}}}", values.join(", "))
        }
        toml::Value::Table(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name:?}: {}", literal(value))).collect();
            format!("map[string]any{{{}}}", fields.join(", "))
        }
        toml::Value::String(text) => format!("{text:?}"),
        other => other.to_string(),
    }
}

/// What the templates see.
#[derive(Serialize)]
struct View {
    methods: Vec<Method>,
    results: Vec<Outer>,
    structs: Vec<Struct>,
}

#[derive(Serialize)]
struct Method {
    operation: &'static str,
    name: String,
    doc: String,
    is_deprecated: bool,
    /// What stands between the parentheses.
    parameters: String,
    takes: Takes,
    data_type: Option<String>,
    returns: String,
    /// Whether `returns` has the struct of its own for `data`.
    is_typed: bool,
    arguments: Vec<Parameter>,
}

#[derive(Serialize)]
struct Parameter {
    wire: &'static str,
    name: String,
}

/// What a call gives: the envelope, with `data` as a struct of its own.
#[derive(Serialize)]
struct Outer {
    name: String,
    data: String,
    doc: String,
}

#[derive(Serialize)]
struct Struct {
    name: String,
    doc: String,
    /// Whether the official struct has the project's keys, too.
    has_keys: bool,
    fields: Vec<Member>,
    /// The name of the part of an answer whose people the core masks.
    below: Option<&'static str>,
    is_private: bool,
}

#[derive(Serialize)]
struct Member {
    name: String,
    wire: &'static str,
    kind: String,
    doc: String,
    /// What the encoder has to know: `always` sent, or by one operation; a `gender`; or an amount that may be `all`.
    hint: Option<String>,
    is_private: bool,
}

/// What a struct is for.
#[derive(Clone, Copy)]
enum Role<'a> {
    Payload(&'a Call<'a>),
    Part,
    Piece,
    Answer,
}

struct Types<'a> {
    names: &'a Names,
    structs: Vec<Struct>,
}

impl Types<'_> {
    /// The objects in this, each once.
    fn collect(&mut self, kind: Kind, role: Role) {
        match kind {
            Kind::Object(object) => {
                let name = self.named(object);
                self.add(object, &name, role);
            }
            Kind::List(kind) => {
                self.collect(*kind, if matches!(role, Role::Part) { Role::Piece } else { role });
            }
            _ => {}
        }
    }

    /// Several calls may take one struct: it has the fields of all.
    fn add(&mut self, object: &'static Object, name: &str, role: Role) {
        let at = match self.structs.iter().position(|known| known.name == name) {
            Some(at) => {
                let Role::Payload(call) = role else { return };
                let known = &mut self.structs[at];
                known.doc = known.doc.replace(" takes.", &format!(" and {} take.", call.method.name));
                at
            }
            None => {
                let below = (object.name == "Person").then_some("certificate");
                let has_keys = matches!(role, Role::Payload(_));
                let doc = match role {
                    Role::Payload(call) => format!("{name} is what {} takes.", call.method.name),
                    _ => format!("{name}: {}", prose(object.doc)),
                };
                let name = name.to_owned();
                self.structs.push(Struct {
                    name,
                    doc,
                    has_keys,
                    below,
                    fields: Vec::new(),
                    is_private: has_keys,
                });
                self.structs.len() - 1
            }
        };
        for field in object.fields {
            let member = self.member(object, field, role);
            let known = &mut self.structs[at];
            if known.fields.iter().all(|other| other.wire != field.name) {
                let has_parts = matches!(field.kind, Kind::Object(_) | Kind::Either(_));
                known.is_private |= member.is_private || known.below.is_some() || has_parts;
                known.fields.push(member);
            }
            self.collect(field.kind, if let Role::Payload(_) = role { Role::Part } else { role });
        }
    }

    fn member(&self, object: &Object, field: &'static Field, role: Role) -> Member {
        let own = self.names.of_type(object, |names| &names.go);
        let renamed = own
            .and_then(|names| names.also.iter().find(|(_, wire)| *wire == field.name))
            .map(|(name, _)| name);
        let typed = own.and_then(|names| names.typed.get(field.name));
        let kind = typed.cloned().unwrap_or_else(|| match role {
            Role::Answer => self.received(field.kind),
            // nothing, and 0, are two things to say
            _ if !field.is_sent => "*int".to_owned(),
            _ => self.given(field.kind),
        });
        let mut doc = prose(field.doc);
        if let Kind::Numbered(numbers) = field.kind {
            numbers.iter().for_each(|number| doc.push_str(&format!(" {}", prose(number.doc))));
        }
        if field.presence == Presence::Required && !matches!(role, Role::Answer) {
            doc.push_str(" Required.");
        }
        let hint = own.and_then(|names| names.hints.get(field.name));
        if let Some(default) = field.default.filter(|_| hint.is_none()) {
            doc.push_str(&format!(" Default: {default}."));
        }
        if let Some(note) = own.and_then(|names| names.notes.get(field.name)) {
            doc.push_str(&format!(" {note}"));
        }
        let is_given_gender = field.name == "gender" && !matches!(role, Role::Answer);
        if is_given_gender {
            doc.push_str(" Male or Female; 0 is not sent.");
        }
        let is_number = matches!(field.kind, Kind::Won | Kind::Whole);
        let is_always = matches!(role, Role::Piece) && field.presence == Presence::Required && is_number;
        Member {
            name: renamed.cloned().unwrap_or_else(|| camel(field.name)),
            wire: field.name,
            is_private: field.kind.privacy() != Privacy::Open
                && (kind == "string" || kind.starts_with("map")),
            kind,
            doc,
            hint: match hint {
                Some(hint) => Some(hint.clone()),
                None if is_given_gender => Some("gender".to_owned()),
                None => is_always.then(|| "always".to_owned()),
            },
        }
    }

    fn named(&self, object: &Object) -> String {
        let own = self.names.of_type(object, |names| &names.go);
        own.map_or_else(|| object.name.to_owned(), |names| names.name.clone())
    }

    /// The type of what is given.
    fn given(&self, kind: Kind) -> String {
        match kind {
            Kind::Bool => "bool".to_owned(),
            Kind::Switch | Kind::Whole | Kind::Integer | Kind::Numbered(_) | Kind::Gender => "int".to_owned(),
            Kind::Won | Kind::Amount => "float64".to_owned(),
            Kind::UnixSeconds => "int64".to_owned(),
            Kind::FreeObject => "map[string]interface{}".to_owned(),
            Kind::List(kind) => format!("[]{}", self.given(*kind)),
            Kind::Object(object) => self.named(object),
            _ => "string".to_owned(),
        }
    }

    /// The type of what comes back.
    fn received(&self, kind: Kind) -> String {
        match kind {
            Kind::Bool => "bool".to_owned(),
            Kind::Switch | Kind::Whole | Kind::Integer | Kind::Numbered(_) => "int".to_owned(),
            Kind::Won | Kind::Amount => "float64".to_owned(),
            Kind::UnixSeconds => "int64".to_owned(),
            Kind::Free | Kind::FreeObject => "map[string]interface{}".to_owned(),
            Kind::List(kind) => format!("[]{}", self.received(*kind)),
            Kind::Object(object) => self.named(object),
            // a receipt's report, whose form depends on how was paid
            Kind::Either(_) => "PaymentData".to_owned(),
            _ => "string".to_owned(),
        }
    }
}

impl Method {
    fn of(call: &Call) -> Self {
        let Named { name, takes, data_type, returns, .. } = call.method;
        let parameters = match (takes, data_type) {
            (Takes::Whole, _) => "data map[string]interface{}".to_owned(),
            (_, Some(data_type)) => format!("payload {data_type}"),
            _ => {
                let names: Vec<String> = call.arguments.iter().map(|given| argument(given)).collect();
                format!("{} string", names.join(", "))
            }
        };
        let arguments = call.arguments.iter();
        Self {
            operation: call.spec.name,
            doc: doc(call),
            is_deprecated: call.names.deprecated,
            name: name.clone(),
            parameters,
            takes: *takes,
            data_type: data_type.clone(),
            is_typed: returns.is_some(),
            returns: returns.clone().unwrap_or_else(|| PLAIN.to_owned()),
            arguments: arguments
                .map(|given| Parameter { wire: given.field.name, name: argument(given) })
                .collect(),
        }
    }
}

fn doc(call: &Call) -> String {
    let text = prose(call.request.doc);
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
    call.documented(format!("{} {first}{}", call.method.name, letters.as_str()))
}

/// A field as an argument: `receiptId`.
fn argument(given: &Given) -> String {
    let name = camel(given.name);
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// A name of the wire as the official package writes it: `ReceiptId`.
pub(super) fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    name.split('_').map(word).collect()
}
