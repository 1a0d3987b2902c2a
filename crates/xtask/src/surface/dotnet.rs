//! What the .NET package has of the table: its methods, the classes that they take and give, and how the shared cases call them.

use bootpay::OPERATIONS;
use bootpay::described::{Field, Kind, Object, Presence, Privacy, prose};
use serde::Serialize;

use super::calls::{Call, Given, calls};
use super::go;
use super::official::{Method as Named, Names, Takes, taken};
use super::reference::{Tested, tested};
use super::{Rendered, Templates};

const COLUMNS: usize = 110;

/// The class of an answer whose data is a dictionary.
const PLAIN: &str = "ResDefault";

pub(super) fn render(names: &Names, templates: &Templates) -> Result<Vec<Rendered>, String> {
    let calls = calls(names, |languages| &languages.dotnet)?;
    let mut types = Types { names, classes: Vec::new() };
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
        let Some(method) = &names.of(spec)?.dotnet else { continue };
        types.collect(spec.answer, Role::Answer);
        let (Kind::Object(answer), Some(name)) = (spec.answer, &method.returns) else { continue };
        if results.iter().all(|result| result.name != *name) {
            results.push(Outer {
                name: name.clone(),
                data: types.named(answer),
                doc: documented(answer.doc),
            });
        }
    }
    let methods = calls.iter().map(Method::of).collect();
    let view = View { methods, results, classes: types.classes };
    let rendered = |(path, template)| Ok(Rendered::new(path, templates.render(template, &view)?));
    let files = [
        ("dotnet/src/generated/BootpayApi.cs", "dotnet/calls.cs.jinja"),
        ("dotnet/src/generated/Models.cs", "dotnet/models.cs.jinja"),
        ("dotnet/tests/generated/Methods.cs", "dotnet/methods.cs.jinja"),
    ];
    files.into_iter().map(rendered).collect()
}

/// The file that runs the examples of the reference.
pub(super) fn examples(names: &Names, templates: &Templates) -> Result<Rendered, String> {
    let calls = calls(names, |languages| &languages.dotnet)?;
    let tests = tested(templates, &calls, "csharp", |call| example(call, &calls))?;
    let text = templates.render("dotnet/reference.cs.jinja", &Tests { tests })?;
    Ok(Rendered::new("dotnet/tests/generated/Reference.cs", text))
}

#[derive(Serialize)]
struct Tests {
    tests: Vec<Tested>,
}

/// An example of a method that runs in the sandbox, in lines of an asynchronous method.
pub(super) fn example(call: &Call, calls: &[Call]) -> Result<Vec<String>, String> {
    let mut lines = Vec::new();
    for (earlier, field) in call.before(calls)? {
        let before = match field {
            Some(_) => format!("var {} = await ", variable(earlier)),
            None => "await ".to_owned(),
        };
        lines.extend(said(&before, earlier, calls)?);
    }
    lines.extend(said("var answer = await ", call, calls)?);
    let shown = |field: &String| format!("Console.WriteLine({});", read("answer", call, field));
    match call.spec.answer {
        Kind::Text => lines.push("Console.WriteLine(answer.Unwrap());".to_owned()),
        _ if !call.names.shows.is_empty() => lines.extend(call.names.shows.iter().map(shown)),
        _ => {
            lines.push("answer.Unwrap();".to_owned());
            lines.push("Console.WriteLine(answer.status); // 200".to_owned());
        }
    }
    Ok(lines)
}

/// A field of an answer's data.
fn read(answer: &str, call: &Call, field: &str) -> String {
    match (call.spec.answer, &call.method.returns) {
        (Kind::Object(_), Some(_)) => format!("{answer}.Unwrap().{}", camel(field)),
        _ => format!("{answer}.Unwrap()[{field:?}]"),
    }
}

/// What an example calls the answer of an earlier call.
fn variable(call: &Call) -> String {
    camel(call.spec.name.split('.').next().unwrap_or_default())
}

/// A call of the method behind what stands before it.
fn said(before: &str, call: &Call, calls: &[Call]) -> Result<Vec<String>, String> {
    let method = &call.method;
    let example = &call.names.example;
    let value_of = |value: &toml::Value| match taken(value) {
        Some((from, field)) => {
            let earlier = calls.iter().find(|call| call.spec.name == from);
            let earlier = earlier.ok_or_else(|| format!(".NET has no {from}"))?;
            Ok(format!("(string){}", read(&variable(earlier), earlier, field)))
        }
        None => Ok::<_, String>(literal(value)),
    };
    let mut pairs = Vec::new();
    let open = match (method.takes, &method.data_type) {
        (Takes::Whole, _) => {
            for (name, value) in example {
                pairs.push(format!("{{ {name:?}, {} }}", value_of(value)?));
            }
            "new Dictionary<string, object>".to_owned()
        }
        (_, Some(name)) => {
            for given in &call.arguments {
                let Some(value) = example.get(given.field.name) else { continue };
                pairs.push(format!("{} = {}", camel(given.field.name), value_of(value)?));
            }
            format!("new {name}")
        }
        _ => {
            let mut given = Vec::new();
            for argument in &call.arguments {
                let value = example.get(argument.field.name);
                given.push(value.map(value_of).transpose()?.unwrap_or_else(|| "null".to_owned()));
            }
            return Ok(vec![format!("{before}api.{}({});", method.name, given.join(", "))]);
        }
    };
    let begin = format!("{before}api.{}({open}", method.name);
    let line = format!("{begin} {{ {} }});", pairs.join(", "));
    if line.chars().count() <= COLUMNS {
        return Ok(vec![line]);
    }
    let mut lines = vec![begin, "{".to_owned()];
    lines.extend(pairs.iter().map(|pair| format!("    {pair},")));
    lines.push("});".to_owned());
    Ok(lines)
}

/// A value of the names file in C#.
fn literal(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("new List<string> {{ {} }}", values.join(", "))
        }
        toml::Value::Table(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("{{ {name:?}, {} }}", literal(value))).collect();
            format!("new Dictionary<string, object> {{ {} }}", fields.join(", "))
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
    classes: Vec<Class>,
}

#[derive(Serialize)]
struct Method {
    operation: &'static str,
    name: String,
    doc: String,
    is_deprecated: bool,
    /// What stands between the parentheses, before the token that gives the call up.
    parameters: String,
    takes: Takes,
    data_type: Option<String>,
    returns: String,
    arguments: Vec<Parameter>,
}

#[derive(Serialize)]
struct Parameter {
    wire: &'static str,
    name: String,
    doc: String,
}

/// What a call gives: the envelope, with `data` as a class of its own.
#[derive(Serialize)]
struct Outer {
    name: String,
    data: String,
    doc: String,
}

#[derive(Serialize)]
struct Class {
    name: String,
    doc: String,
    is_answer: bool,
    fields: Vec<Member>,
}

#[derive(Serialize)]
struct Member {
    name: String,
    wire: &'static str,
    kind: String,
    doc: String,
    /// The operation that needs it.
    needed_by: Option<String>,
    /// Whether it is an amount that may be all that is left.
    may_be_all: bool,
    is_private: bool,
    /// How an answer is read.
    read: String,
}

/// What a class is for.
#[derive(Clone, Copy)]
enum Role<'a> {
    Payload(&'a Call<'a>),
    Part,
    Answer,
}

struct Types<'a> {
    names: &'a Names,
    classes: Vec<Class>,
}

impl Types<'_> {
    /// The objects in this, each once.
    fn collect(&mut self, kind: Kind, role: Role) {
        match kind {
            Kind::Object(object) => {
                let name = self.named(object);
                self.add(object, &name, role);
            }
            Kind::List(kind) => self.collect(*kind, role),
            _ => {}
        }
    }

    /// Several calls may take one class: it has the fields of all.
    fn add(&mut self, object: &'static Object, name: &str, role: Role) {
        let at = match self.classes.iter().position(|known| known.name == name) {
            Some(at) => {
                let Role::Payload(call) = role else { return };
                let known = &mut self.classes[at];
                known.doc = known.doc.replace(" takes.", &format!(" and {} take.", call.method.name));
                at
            }
            None => {
                let doc = match role {
                    Role::Payload(call) => format!("What {} takes.", call.method.name),
                    _ => documented(object.doc),
                };
                let is_answer = matches!(role, Role::Answer);
                self.classes.push(Class { name: name.to_owned(), doc, is_answer, fields: Vec::new() });
                self.classes.len() - 1
            }
        };
        for field in object.fields {
            let member = self.member(object, field, role);
            let known = &mut self.classes[at];
            if known.fields.iter().all(|other| other.wire != field.name) {
                known.fields.push(member);
            }
            self.collect(field.kind, if let Role::Payload(_) = role { Role::Part } else { role });
        }
    }

    fn member(&self, object: &Object, field: &'static Field, role: Role) -> Member {
        let own = self.names.of_type(object, |names| &names.dotnet);
        let renamed = own
            .and_then(|names| names.also.iter().find(|(_, wire)| *wire == field.name))
            .map(|(name, _)| name);
        let typed = own.and_then(|names| names.typed.get(field.name));
        let kind = typed.cloned().unwrap_or_else(|| match role {
            Role::Answer => self.received(field.kind),
            _ => self.given(field.kind),
        });
        let mut doc = documented(field.doc);
        if let Kind::Numbered(numbers) = field.kind {
            numbers.iter().for_each(|number| doc.push_str(&format!(" {}", documented(number.doc))));
        }
        if field.presence == Presence::Required && !matches!(role, Role::Answer) {
            doc.push_str(" Required.");
        }
        let hint = own.and_then(|names| names.hints.get(field.name));
        if let Some(default) = field.default.filter(|_| hint.is_none()) {
            doc.push_str(&format!(" Default: {}.", xml(default)));
        }
        if let Some(note) = own.and_then(|names| names.notes.get(field.name)) {
            doc.push_str(&format!(" {}", xml(note)));
        }
        Member {
            name: renamed.cloned().unwrap_or_else(|| camel(field.name)),
            wire: field.name,
            needed_by: hint.and_then(|hint| hint.strip_prefix("always ")).map(str::to_owned),
            may_be_all: hint.is_some_and(|hint| hint == "all"),
            is_private: field.kind.privacy() != Privacy::Open
                && (kind == "string" || kind.starts_with("Dictionary")),
            read: reading(&kind, field.name),
            kind,
            doc,
        }
    }

    fn named(&self, object: &Object) -> String {
        let own = self.names.of_type(object, |names| &names.dotnet);
        own.map_or_else(|| object.name.to_owned(), |names| names.name.clone())
    }

    /// The type of what is given: all may be left out.
    fn given(&self, kind: Kind) -> String {
        match kind {
            Kind::Bool => "bool?".to_owned(),
            Kind::Switch | Kind::Whole | Kind::Integer | Kind::Numbered(_) | Kind::Gender => {
                "int?".to_owned()
            }
            Kind::Won | Kind::Amount => "double?".to_owned(),
            Kind::UnixSeconds => "long?".to_owned(),
            Kind::FreeObject => "Dictionary<string, object>".to_owned(),
            Kind::List(kind) => format!("List<{}>", self.given(*kind).trim_end_matches('?')),
            Kind::Object(object) => self.named(object),
            _ => "string".to_owned(),
        }
    }

    /// The type of what comes back.
    fn received(&self, kind: Kind) -> String {
        match kind {
            Kind::Bool => "bool".to_owned(),
            Kind::Switch | Kind::Whole | Kind::Integer | Kind::Numbered(_) => "int".to_owned(),
            Kind::Won | Kind::Amount => "double".to_owned(),
            Kind::UnixSeconds => "long".to_owned(),
            // a receipt's report has another form for each way to pay
            Kind::Free | Kind::FreeObject | Kind::Either(_) => "Dictionary<string, object>".to_owned(),
            Kind::Object(object) => self.named(object),
            _ => "string".to_owned(),
        }
    }
}

/// How a field of an answer is read into this type.
fn reading(kind: &str, wire: &str) -> String {
    let reader = match kind {
        "bool" => "Bool",
        "int" => "Int",
        "long" => "Long",
        "double" => "Double",
        "string" => "Text",
        "Dictionary<string, object>" => {
            return format!("Received.Data(Received.Object(found, {wire:?}))");
        }
        part => return format!("Part<{part}>(Received.Of(found, {wire:?}))"),
    };
    format!("Received.{reader}(found, {wire:?})")
}

impl Method {
    fn of(call: &Call) -> Self {
        let Named { name, takes, data_type, returns, .. } = call.method;
        let parameters = match (takes, data_type) {
            (Takes::Whole, _) => "IDictionary<string, object> data".to_owned(),
            (_, Some(data_type)) => format!("{data_type} payload"),
            _ => {
                let names: Vec<String> =
                    call.arguments.iter().map(|given| format!("string {}", argument(given))).collect();
                names.join(", ")
            }
        };
        let arguments = call.arguments.iter().filter(|_| *takes != Takes::Whole && data_type.is_none());
        Self {
            operation: call.spec.name,
            doc: xml(&call.documented(prose(call.request.doc))),
            is_deprecated: call.names.deprecated,
            name: name.clone(),
            parameters,
            takes: *takes,
            data_type: data_type.clone(),
            returns: returns.clone().unwrap_or_else(|| PLAIN.to_owned()),
            arguments: arguments
                .map(|given| Parameter {
                    wire: given.field.name,
                    name: argument(given),
                    doc: documented(given.field.doc),
                })
                .collect(),
        }
    }
}

/// A field as an argument: `receiptId`.
fn argument(given: &Given) -> String {
    camel(given.name)
}

/// A name of the wire as the official package writes it: `receiptId`.
fn camel(name: &str) -> String {
    let name = go::camel(name);
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// A description as it stands in an XML comment.
fn documented(doc: &str) -> String {
    xml(&prose(doc))
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
