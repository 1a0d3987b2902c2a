//! Python: the methods of both clients, the types of what they take and give, and the map of the case runner.

use std::collections::BTreeMap;

use bootpay::OPERATIONS;
use bootpay::described::{Field, Kind, Object, Presence, prose};
use bootpay::schema::constants_of;
use serde::Serialize;
use toml::Value;
use unicode_width::UnicodeWidthStr;

use super::calls::{Call, Given, calls};
use super::official::{Method, Names, Takes, collect, taken};
use super::{Rendered, Templates};

/// The columns of a line, as in python/pyproject.toml.
const COLUMNS: usize = 110;
/// How far an example in a method's documentation stands in.
const EXAMPLE_INDENT: usize = 12;
/// Beyond so many, an example gives its arguments by name.
const MOST_BY_POSITION: usize = 4;

pub(super) fn render(names: &Names, templates: &Templates) -> Result<Vec<Rendered>, String> {
    let python = Python { names };
    let calls = calls(names, |languages| &languages.python)?;
    let methods: Vec<Tested> = calls.iter().map(Tested::of).collect();
    Ok(vec![
        file(templates, "bootpay/generated/__init__.py", "init", &())?,
        file(templates, "bootpay/generated/answers.py", "answers", &python.answers()?)?,
        file(templates, "bootpay/generated/arguments.py", "arguments", &python.arguments(&calls)?)?,
        file(templates, "bootpay/generated/calls.py", "calls", &python.client(&calls, &SYNC)?)?,
        file(templates, "bootpay/generated/async_calls.py", "calls", &python.client(&calls, &ASYNC)?)?,
        file(templates, "tests/generated/methods.py", "methods", &BTreeMap::from([("methods", methods)]))?,
    ])
}

fn file(
    templates: &Templates,
    path: &str,
    template: &str,
    view: &impl Serialize,
) -> Result<Rendered, String> {
    let text = templates.render(&format!("python/{template}.py.jinja"), view)?;
    Ok(Rendered::new(&format!("python/{path}"), text))
}

/// What differs between the two clients.
#[derive(Serialize)]
struct Flavour {
    class: &'static str,
    client: &'static str,
    define: &'static str,
    wait: &'static str,
}

const SYNC: Flavour = Flavour { class: "Calls", client: "Bootpay", define: "def", wait: "" };
const ASYNC: Flavour =
    Flavour { class: "AsyncCalls", client: "AsyncBootpay", define: "async def", wait: "await " };

/// The calls of one client, as the template sees them.
#[derive(Serialize)]
struct Client {
    #[serde(flatten)]
    flavour: &'static Flavour,
    /// The types that the signatures name.
    answers: Vec<String>,
    arguments: Vec<String>,
    methods: Vec<MethodView>,
}

#[derive(Serialize)]
struct MethodView {
    name: String,
    operation: &'static str,
    warning: Option<String>,
    /// Whether it takes fields that are not written down, under any name.
    is_open: bool,
    is_whole: bool,
    /// Whether the signature, or the step that makes the call, fits into one line.
    is_short: bool,
    is_short_step: bool,
    arguments: Vec<ArgumentView>,
    answer: String,
    summary: String,
    details: Vec<String>,
    returns: String,
    example: Vec<String>,
}

#[derive(Serialize)]
struct ArgumentView {
    /// Whether it is the first of those that are given by name only.
    begins_named: bool,
    signature: String,
    name: String,
    doc: String,
    wire: &'static str,
    /// What is sent, as Python writes it.
    value: String,
}

/// A module of dict types.
#[derive(Serialize)]
struct Types {
    types: Vec<TypeView>,
}

#[derive(Serialize)]
struct TypeView {
    name: String,
    doc: String,
    /// What the class of those is called that are always there, beside others.
    base: String,
    /// Those that are always there, and the others. `TypedDict` of Python 3.10 takes each in a class of its own.
    always: Vec<FieldView>,
    sometimes: Vec<FieldView>,
}

#[derive(Serialize)]
struct FieldView {
    name: &'static str,
    kind: String,
    doc: String,
}

/// A method as the case runner calls it.
#[derive(Serialize)]
struct Tested {
    operation: &'static str,
    name: String,
    is_whole: bool,
    /// A field and the argument that is called otherwise.
    renamed: Vec<(&'static str, String)>,
}

impl Tested {
    fn of(call: &Call<'_>) -> Self {
        let renamed = call.arguments.iter().filter(|given| given.name != given.field.name);
        Self {
            operation: call.spec.name,
            name: call.method.name.clone(),
            is_whole: call.method.takes == Takes::Whole,
            renamed: renamed.map(|given| (given.field.name, given.name.to_owned())).collect(),
        }
    }
}

struct Python<'a> {
    names: &'a Names,
}

impl Python<'_> {
    fn type_name(&self, object: &Object) -> String {
        let named = self.names.of_type(object, |names| &names.python);
        named.map_or(object.name, |named| named.name.as_str()).to_owned()
    }

    /// The type of an argument, or of a field of one.
    fn taken(&self, kind: Kind) -> Result<String, String> {
        Ok(match kind {
            Kind::Text | Kind::Personal | Kind::Secret => "str".to_owned(),
            Kind::Id => "OrderId".to_owned(),
            Kind::Bool => "bool".to_owned(),
            Kind::Switch => "Switch".to_owned(),
            Kind::Whole | Kind::Integer | Kind::Numbered(_) => "int".to_owned(),
            Kind::Won | Kind::Amount => "Amount".to_owned(),
            Kind::UnixSeconds => "float | datetime".to_owned(),
            Kind::Gender => "str | int".to_owned(),
            Kind::Free => "object".to_owned(),
            Kind::FreeObject => "Fields".to_owned(),
            Kind::List(of) => format!("Sequence[{}]", self.taken(*of)?),
            Kind::Object(object) => format!("{} | Fields", self.type_name(object)),
            Kind::Either(kinds) => {
                let kinds: Result<Vec<_>, _> = kinds.iter().map(|kind| self.taken(*kind)).collect();
                kinds?.join(" | ")
            }
            _ => return Err(format!("{kind:?} is no type in Python")),
        })
    }

    /// The type of what an answer has.
    fn given(&self, kind: Kind) -> Result<String, String> {
        Ok(match kind {
            Kind::Text | Kind::Id | Kind::Personal | Kind::Secret => "str".to_owned(),
            Kind::Bool => "bool | int".to_owned(),
            Kind::Switch | Kind::Whole | Kind::Integer | Kind::Numbered(_) => "int".to_owned(),
            Kind::Won | Kind::Amount | Kind::UnixSeconds => "int".to_owned(),
            Kind::Gender => "str | int".to_owned(),
            Kind::Free => "Any".to_owned(),
            Kind::FreeObject | Kind::Either(_) => "dict[str, Any]".to_owned(),
            Kind::List(of) => format!("list[{}]", self.given(*of)?),
            Kind::Object(object) => self.type_name(object),
            _ => return Err(format!("{kind:?} is no type in Python")),
        })
    }

    fn answers(&self) -> Result<Types, String> {
        let mut objects = BTreeMap::new();
        // of a report there may be several forms: it is a dict
        OPERATIONS.iter().for_each(|spec| collect_typed(spec.answer, &mut objects));
        self.types(objects.into_values(), "_AlwaysOf", Self::given)
    }

    fn arguments(&self, calls: &[Call<'_>]) -> Result<Types, String> {
        let mut objects = BTreeMap::new();
        let given = calls.iter().flat_map(|call| &call.arguments);
        given.for_each(|given| collect(given.field.kind, &mut objects));
        self.types(objects.into_values(), "_RequiredOf", Self::taken)
    }

    fn types(
        &self,
        objects: impl Iterator<Item = &'static Object>,
        base: &str,
        kind_of: impl Fn(&Self, Kind) -> Result<String, String>,
    ) -> Result<Types, String> {
        let mut types = Vec::new();
        for object in objects {
            let notes = self.names.of_type(object, |names| &names.python).map(|names| &names.notes);
            let (mut always, mut sometimes) = (Vec::new(), Vec::new());
            for field in object.fields {
                let kind = kind_of(self, field.kind)?;
                let is_null = field.presence == Presence::OrNull;
                let view = FieldView {
                    name: field.name,
                    kind: if is_null { format!("{kind} | None") } else { kind },
                    doc: words(field, notes.and_then(|notes| notes.get(field.name))),
                };
                match field.presence {
                    Presence::Sometimes => sometimes.push(view),
                    _ => always.push(view),
                }
            }
            let name = self.type_name(object);
            let (base, doc) = (format!("{base}{name}"), marked(&prose(object.doc)));
            types.push(TypeView { name, doc, base, always, sometimes });
        }
        types.sort_by(|one, other| one.name.cmp(&other.name));
        // Evaluated as the module is loaded, which takes a tenth of the time that texts take: what comes later is quoted.
        let names: Vec<String> = types.iter().map(|known| known.name.clone()).collect();
        for (at, type_) in types.iter_mut().enumerate() {
            for field in type_.always.iter_mut().chain(&mut type_.sometimes) {
                if names[at..].iter().any(|later| field.kind.contains(later)) {
                    field.kind = format!("\"{}\"", field.kind);
                }
            }
        }
        Ok(Types { types })
    }

    fn client(&self, calls: &[Call<'_>], flavour: &'static Flavour) -> Result<Client, String> {
        let mut answers = BTreeMap::new();
        let mut arguments = BTreeMap::new();
        let mut methods = Vec::new();
        for call in calls {
            outermost(call.spec.answer, &mut answers);
            call.arguments.iter().for_each(|given| outermost(given.field.kind, &mut arguments));
            let method = self.method(call, calls, flavour);
            methods.push(method.map_err(|why| format!("{}: {why}", call.spec.name))?);
        }
        let named = |objects: BTreeMap<_, &Object>| {
            let mut names: Vec<String> = objects.values().map(|object| self.type_name(object)).collect();
            names.sort();
            names
        };
        Ok(Client { flavour, answers: named(answers), arguments: named(arguments), methods })
    }

    fn method(&self, call: &Call<'_>, calls: &[Call<'_>], flavour: &Flavour) -> Result<MethodView, String> {
        let Call { spec, names, method, request, arguments } = call;
        if names.deprecated != method.warning.is_some() {
            return Err("a deprecated method has a `warning`, and no other".to_owned());
        }
        let is_whole = method.takes == Takes::Whole;
        let mut views = Vec::new();
        let mut was_named = false;
        for given in arguments.iter().filter(|_| !is_whole) {
            let mut view = self.argument(given, method)?;
            view.begins_named = given.is_named && !was_named;
            was_named = given.is_named;
            views.push(view);
        }
        let answer = self.given(spec.answer)?;
        let told = prose(request.doc);
        let mut paragraphs = told.split("\n\n");
        let first = paragraphs.next().unwrap_or_default();
        let (summary, rest) = first.split_once(". ").unwrap_or((first.trim_end_matches('.'), ""));
        let paragraphs = std::iter::once(rest).chain(paragraphs).filter(|paragraph| !paragraph.is_empty());
        let mut details: Vec<String> = paragraphs.map(marked).collect();
        details.extend(method.note.clone());
        if let Some(source) = request.source.filter(|_| method.own) {
            details.push(format!("Otherwise only in {source}."));
        }
        let is_open = request.is_open && !is_whole;
        let joined =
            |piece: fn(&ArgumentView) -> String| views.iter().map(piece).collect::<Vec<_>>().join(", ");
        let signature = joined(|argument| argument.signature.clone());
        let head = format!("    {} {}(self, {signature}) -> Answer[{answer}]:", flavour.define, method.name);
        let sent = joined(|argument| format!("\"{}\": {}", argument.wire, argument.value));
        let step = format!("        return {}self._run(\"{}\", {{{sent}}}, answer)", flavour.wait, spec.name);
        let is_plain = !is_open && !was_named;
        Ok(MethodView {
            name: method.name.clone(),
            is_short: is_plain && head.width() <= COLUMNS,
            is_short_step: is_plain && step.width() <= COLUMNS,
            operation: spec.name,
            warning: method.warning.clone(),
            is_open,
            is_whole,
            arguments: views,
            returns: match spec.answer {
                Kind::Object(_) => {
                    format!("The server's answer, with :class:`{answer}` as ``data``; also a refusal.")
                }
                Kind::Text => "The server's answer, with text as ``data``; also a refusal.".to_owned(),
                _ => "The server's answer, also a refusal.".to_owned(),
            },
            answer,
            summary: format!("{} (``{}\u{a0}{}``).", marked(summary), spec.method.as_str(), spec.path),
            details,
            example: example(call, calls, flavour.wait)?,
        })
    }

    fn argument(&self, given: &Given<'_>, method: &Method) -> Result<ArgumentView, String> {
        let Given { name, field, is_required, default, value_type, is_named: _ } = *given;
        let kind = match value_type {
            Some(value_type) => value_type.to_owned(),
            None => self.taken(field.kind)?,
        };
        let or_none = if kind == "object" { "" } else { " | None" };
        let signature = match default {
            _ if is_required => format!("{name}: {kind}"),
            Some(default) => format!("{name}: {kind} = {default}"),
            None => format!("{name}: {kind}{or_none} = None"),
        };
        let mut doc = words(field, method.notes.get(field.name));
        if name != field.name {
            doc.push_str(&format!(" Sent as ``{}``.", field.name));
        }
        if !is_required && field.presence == Presence::Required {
            doc.push_str(" Required, although it may be left out here, as in the official package.");
        }
        let value = match field.kind {
            Kind::UnixSeconds => format!("unix_seconds(\"{name}\", {name})"),
            _ => name.to_owned(),
        };
        Ok(ArgumentView {
            begins_named: false,
            signature,
            name: name.to_owned(),
            doc,
            wire: field.name,
            value,
        })
    }
}

/// What is to be said of a field.
fn words(field: &Field, note: Option<&String>) -> String {
    let mut words = marked(&prose(field.doc));
    if let Kind::Numbered(numbers) = field.kind {
        numbers.iter().for_each(|number| words.push_str(&format!(" {}", marked(&prose(number.doc)))));
    }
    if let Some(default) = field.default {
        words.push_str(&format!(" Default:\u{a0}{}.", marked(default)));
    }
    if let Some(table) = constants_of(field) {
        words.push_str(&format!(" See :class:`bootpay.{}`.", table.name));
    }
    if let Some(note) = note {
        words.push_str(&format!(" {note}"));
    }
    words
}

/// A text of the table as Sphinx and editors read it: code in two backquotes each, which no line breaks.
fn marked(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    let kept =
        pieces.map(|(at, piece)| if at % 2 == 1 { piece.replace(' ', "\u{a0}") } else { piece.to_owned() });
    kept.collect::<Vec<_>>().join("``")
}

/// The objects of an answer that have a type of their own, at every depth.
fn collect_typed(kind: Kind, objects: &mut BTreeMap<&'static str, &'static Object>) {
    match kind {
        Kind::Object(object) => {
            objects.insert(object.name, object);
            object.fields.iter().for_each(|field| collect_typed(field.kind, objects));
        }
        Kind::List(kind) => collect_typed(*kind, objects),
        _ => {}
    }
}

/// The objects that a type names.
fn outermost(kind: Kind, objects: &mut BTreeMap<&'static str, &'static Object>) {
    match kind {
        Kind::Object(object) => {
            objects.insert(object.name, object);
        }
        Kind::List(kind) => outermost(*kind, objects),
        _ => {}
    }
}

/// The lines of an example that runs in the sandbox.
pub(super) fn example(call: &Call<'_>, calls: &[Call<'_>], wait: &str) -> Result<Vec<String>, String> {
    let Call { names, .. } = call;
    if names.example.is_empty() {
        return Err("there is no example".to_owned());
    }
    let mut lines = Vec::new();
    for (earlier, field) in call.before(calls)? {
        lines.extend(written(if field.is_some() { "answer = " } else { "" }, wait, earlier)?);
        lines.extend(field.map(|field| format!("{field} = answer[\"data\"][\"{field}\"]")));
    }
    let shown: Vec<String> = match call.spec.answer {
        Kind::Text => vec!["answer[\"data\"]".to_owned()],
        _ => names.shows.iter().map(|field| format!("answer[\"data\"][\"{field}\"]")).collect(),
    };
    if shown.is_empty() {
        lines.extend(written("", wait, call)?);
        return Ok(lines);
    }
    lines.extend(written("answer = ", wait, call)?);
    lines.push("if answer.ok:".to_owned());
    lines.push(format!("    print({})", shown.join(", ")));
    Ok(lines)
}

/// A call in one line if it fits, else with its arguments in one line or in a line each, as ruff writes it.
fn written(before: &str, wait: &str, call: &Call<'_>) -> Result<Vec<String>, String> {
    let example = &call.names.example;
    let opening = format!("{before}{wait}client.{}(", call.method.name);
    if call.method.takes == Takes::Whole {
        let fields =
            Value::Table(example.iter().map(|(name, value)| (name.clone(), value.clone())).collect());
        return Ok(vec![format!("{opening}{})", literal(&fields)?)]);
    }
    let is_by_position = call.arguments.iter().filter(|given| given.is_required).count() <= MOST_BY_POSITION;
    let mut arguments = Vec::new();
    for given in &call.arguments {
        let Some(value) = example.get(given.field.name) else { continue };
        let value = match taken(value) {
            Some((_, field)) => field.to_owned(),
            None => literal(value)?,
        };
        let is_plain = given.is_required && is_by_position;
        arguments.push(if is_plain { value } else { format!("{}={value}", given.name) });
    }
    let joined = arguments.join(", ");
    let fits = |line: &str| EXAMPLE_INDENT + line.width() <= COLUMNS;
    let line = format!("{opening}{joined})");
    if fits(&line) {
        return Ok(vec![line]);
    }
    let joined = format!("    {joined}");
    let middle = match fits(&joined) {
        true => vec![joined],
        false => arguments.iter().map(|argument| format!("    {argument},")).collect(),
    };
    Ok([vec![opening], middle, vec![")".to_owned()]].concat())
}

fn literal(value: &Value) -> Result<String, String> {
    Ok(match value {
        Value::String(text) => serde_json::json!(text).to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(true) => "True".to_owned(),
        Value::Boolean(false) => "False".to_owned(),
        Value::Array(values) => {
            let values: Result<Vec<_>, _> = values.iter().map(literal).collect();
            format!("[{}]", values?.join(", "))
        }
        Value::Table(fields) => {
            let fields: Result<Vec<_>, String> =
                fields.iter().map(|(name, value)| Ok(format!("\"{name}\": {}", literal(value)?))).collect();
            format!("{{{}}}", fields?.join(", "))
        }
        other => return Err(format!("{other:?} has no place in an example")),
    })
}
