//! What the Java package has of the table: its methods, the classes that they take and give, and how the shared cases call them.

use bootpay::OPERATIONS;
use bootpay::described::{Field, Kind, Object, Presence, Privacy, prose};
use serde::Serialize;

use super::calls::{Call, Given, calls};
use super::official::{Names, Takes, taken};
use super::reference::tested;
use super::{Rendered, Templates, go};

const SOURCES: &str = "java/src/generated/java/kr/co/bootpay";
const TESTS: &str = "java/tests/src/generated/java/kr/co/bootpay/tests";

pub(super) fn render(names: &Names, templates: &Templates) -> Result<Vec<Rendered>, String> {
    let calls = calls(names, |languages| &languages.java)?;
    let mut types = Types { names, classes: Vec::new() };
    for call in &calls {
        if let Some(name) = &call.method.data_type {
            types.add(call.request, name, Role::Payload(call));
        }
    }
    for spec in OPERATIONS {
        if names.of(spec)?.java.is_some() {
            types.collect(spec.answer, Role::Answer);
        }
    }
    let methods = calls.iter().map(|call| Method::of(call, names)).collect();
    let view = View { methods };
    let mut files = vec![
        Rendered::new(&format!("{SOURCES}/Calls.java"), templates.render("java/calls.java.jinja", &view)?),
        Rendered::new(&format!("{TESTS}/CaseCalls.java"), templates.render("java/cases.java.jinja", &view)?),
    ];
    for class in &types.classes {
        let (folder, template) = match class.is_answer {
            true => ("response/data", "java/answer.java.jinja"),
            false => ("request", "java/request.java.jinja"),
        };
        let path = format!("{SOURCES}/model/{folder}/{}.java", class.name);
        files.push(Rendered::new(&path, templates.render(template, class)?));
    }
    Ok(files)
}

/// The file that runs the examples of the reference.
pub(super) fn examples(names: &Names, templates: &Templates) -> Result<Rendered, String> {
    let calls = calls(names, |languages| &languages.java)?;
    let tests = tested(templates, &calls, "java", |call| example(call, &calls, names))?;
    let tests = tests.into_iter().map(|test| {
        let method = argument(&test.operation.replace('.', "_"));
        Test { operation: test.operation, method, lines: test.lines }
    });
    let tests = tests.collect();
    let text = templates.render("java/reference.java.jinja", &Tests { tests })?;
    Ok(Rendered::new(&format!("{TESTS}/Reference.java"), text))
}

#[derive(Serialize)]
struct Tests {
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    operation: &'static str,
    method: String,
    lines: Vec<String>,
}

/// An example of a method that runs in the sandbox, in lines of a method.
pub(super) fn example(call: &Call, calls: &[Call], names: &Names) -> Result<Vec<String>, String> {
    let mut lines = Vec::new();
    for (earlier, is_read) in call.before(calls)? {
        lines.extend(said(earlier, calls, names)?);
        if is_read.is_none() {
            lines.push(format!("{}.unwrap(); // throws if the server refused", variable(earlier, names)));
        }
    }
    lines.extend(said(call, calls, names)?);
    let answer = variable(call, names);
    let shown: Vec<String> =
        call.names.shows.iter().map(|field| format!("{answer}.unwrap().{field}")).collect();
    if data_of(call, names).is_some() && !shown.is_empty() {
        lines.push(format!("System.out.println({});", shown.join(" + \" \" + ")));
    } else if matches!(call.spec.answer, Kind::Text) {
        lines.push(format!("System.out.println({answer}.unwrap());"));
    } else {
        lines.push(format!("{answer}.unwrap(); // throws if the server refused"));
        lines.push(format!("System.out.println({answer}.status); // 200"));
    }
    Ok(lines)
}

/// What an example calls an answer.
fn variable(call: &Call, names: &Names) -> String {
    let Some(data) = data_of(call, names) else { return "answer".to_owned() };
    let short = lower(data.trim_end_matches("Data"));
    match &call.method.data_type {
        Some(given) if lower(given) == short => lower(&data),
        _ => short,
    }
}

/// A call of the method, and before it what it takes.
fn said(call: &Call, calls: &[Call], names: &Names) -> Result<Vec<String>, String> {
    let method = &call.method;
    let example = &call.names.example;
    let value_of = |value: &toml::Value, kind: &str| match taken(value) {
        Some((from, field)) => {
            let earlier = calls.iter().find(|call| call.spec.name == from);
            let earlier = earlier.ok_or_else(|| format!("Java has no {from}"))?;
            Ok(format!("{}.unwrap().{field}", variable(earlier, names)))
        }
        None => Ok::<_, String>(literal(value, kind)),
    };
    let mut lines = Vec::new();
    let given = match (method.takes, &method.data_type) {
        (Takes::Whole, _) => {
            let mut pairs = Vec::new();
            for (name, value) in example {
                pairs.push(format!("{name:?}, {}", value_of(value, "")?));
            }
            format!("Map.of({})", pairs.join(", "))
        }
        (_, Some(class)) => {
            let variable = lower(class);
            lines.push(format!("{class} {variable} = new {class}();"));
            let types = Types { names, classes: Vec::new() };
            for given in &call.arguments {
                let Some(value) = example.get(given.field.name) else { continue };
                let member = types.member(call.request, given.field, Role::Payload(call));
                lines.push(format!("{variable}.{} = {};", member.name, value_of(value, &member.kind)?));
            }
            variable
        }
        _ => {
            let mut given = Vec::new();
            for argument in &call.arguments {
                let value = example.get(argument.field.name);
                let value = value.map(|value| value_of(value, "String")).transpose()?;
                given.push(value.unwrap_or_else(|| "null".to_owned()));
            }
            given.join(", ")
        }
    };
    let returned = match (data_of(call, names), &method.returns) {
        (Some(data), _) => data,
        (None, Some(returned)) => returned.clone(),
        _ => "HashMap<String, Object>".to_owned(),
    };
    lines.push(format!(
        "ResDefault<{returned}> {} = bootpay.{}({given});",
        variable(call, names),
        method.name
    ));
    Ok(lines)
}

/// A value of the names file in Java, where this type stands.
fn literal(value: &toml::Value, kind: &str) -> String {
    match value {
        toml::Value::Array(values) => {
            let values: Vec<String> = values.iter().map(|value| literal(value, "")).collect();
            let list = if kind.is_empty() { "List.of" } else { "Arrays.asList" };
            format!("{list}({})", values.join(", "))
        }
        toml::Value::Table(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name:?}, {}", literal(value, ""))).collect();
            format!("Map.of({})", fields.join(", "))
        }
        toml::Value::String(text) => format!("{text:?}"),
        toml::Value::Integer(number) if kind == "Double" => format!("{number}.0"),
        other => other.to_string(),
    }
}

/// The class of an answer's `data`.
fn data_of(call: &Call, names: &Names) -> Option<String> {
    match call.spec.answer {
        Kind::Object(object) => Some(named(names, object)),
        _ => None,
    }
}

fn named(names: &Names, object: &Object) -> String {
    let own = names.of_type(object, |names| &names.java);
    own.map_or_else(|| object.name.to_owned(), |names| names.name.clone())
}

/// What the templates of methods see.
#[derive(Serialize)]
struct View {
    methods: Vec<Method>,
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
    /// The one argument, if that is all that is sent.
    payload: Option<String>,
    /// What stands before the name: `<T extends …> `, or nothing.
    generic: &'static str,
    returns: String,
    /// The class of `data`, or how else it is read.
    reads: String,
    arguments: Vec<Parameter>,
}

#[derive(Serialize)]
struct Parameter {
    wire: &'static str,
    name: String,
}

#[derive(Serialize)]
struct Class {
    name: String,
    doc: String,
    is_answer: bool,
    fields: Vec<Member>,
    /// Whether a field is a list, a map, or sent although it is 0.
    has_lists: bool,
    has_maps: bool,
    has_hints: bool,
}

#[derive(Serialize)]
struct Member {
    name: String,
    wire: &'static str,
    kind: String,
    doc: String,
    /// `always` sent, or by one operation.
    hint: Option<String>,
    is_private: bool,
    /// Whether an answer's toString may show it.
    is_shown: bool,
}

/// What a class is for.
#[derive(Clone, Copy)]
enum Role<'a> {
    Payload(&'a Call<'a>),
    Part,
    Piece,
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
            // who somebody is stays a map, as in the official package
            Kind::Object(object) if object.name == "Person" => {}
            Kind::Object(object) => {
                let name = named(self.names, object);
                self.add(object, &name, role);
            }
            Kind::List(kind) => {
                self.collect(*kind, if matches!(role, Role::Part) { Role::Piece } else { role });
            }
            _ => {}
        }
    }

    /// Several calls may take one class: it has the fields of all.
    fn add(&mut self, object: &'static Object, name: &str, role: Role) {
        let at = match self.classes.iter().position(|known| known.name == name) {
            Some(at) => {
                let Role::Payload(call) = role else { return };
                let known = &mut self.classes[at];
                known.doc =
                    known.doc.replace("} takes.", &format!("}} and {} take.", link(&call.method.name)));
                at
            }
            None => {
                let is_answer = matches!(role, Role::Answer);
                let doc = match role {
                    Role::Payload(call) => format!("What {} takes.", link(&call.method.name)),
                    _ => javadoc(&prose(object.doc)),
                };
                let name = name.to_owned();
                let class = Class {
                    name,
                    doc,
                    is_answer,
                    fields: Vec::new(),
                    has_lists: false,
                    has_maps: false,
                    has_hints: false,
                };
                self.classes.push(class);
                self.classes.len() - 1
            }
        };
        for field in object.fields {
            let member = self.member(object, field, role);
            let known = &mut self.classes[at];
            if known.fields.iter().all(|other| other.wire != field.name) {
                known.has_lists |= member.kind.starts_with("List");
                known.has_maps |= member.kind.starts_with("HashMap");
                known.has_hints |= member.hint.is_some();
                known.fields.push(member);
            }
            self.collect(field.kind, if let Role::Payload(_) = role { Role::Part } else { role });
        }
    }

    fn member(&self, object: &Object, field: &'static Field, role: Role) -> Member {
        let own = self.names.of_type(object, |names| &names.java);
        let is_answer = matches!(role, Role::Answer);
        let renamed = own
            .and_then(|names| names.also.iter().find(|(_, wire)| *wire == field.name))
            .map(|(name, _)| name.clone());
        let typed = own.and_then(|names| names.typed.get(field.name));
        let kind = typed.cloned().unwrap_or_else(|| match is_answer {
            true => self.received(field.kind),
            false => self.given(field),
        });
        let mut doc = prose(field.doc);
        if let Kind::Numbered(numbers) = field.kind {
            numbers.iter().for_each(|number| doc.push_str(&format!(" {}", prose(number.doc))));
        }
        if field.presence == Presence::Required && !is_answer {
            doc.push_str(" Required.");
        }
        let hint = own.and_then(|names| names.hints.get(field.name));
        let note = own.and_then(|names| names.notes.get(field.name));
        if let Some(default) = field.default.filter(|_| hint.is_none() && note.is_none()) {
            doc.push_str(&format!(" Default: {default}."));
        }
        if let Some(note) = note {
            doc.push_str(&format!(" {note}"));
        }
        let is_always = matches!(role, Role::Piece) && field.presence == Presence::Required && kind == "long";
        let is_open = field.kind.privacy() == Privacy::Open;
        let wire_name = || if is_answer { field.name.to_owned() } else { argument(field.name) };
        Member {
            name: renamed.unwrap_or_else(wire_name),
            wire: field.name,
            is_private: !is_open,
            is_shown: is_open && !matches!(field.kind, Kind::Object(_) | Kind::Either(_) | Kind::List(_)),
            kind,
            doc: javadoc(&doc),
            hint: hint.cloned().or_else(|| is_always.then(|| "always".to_owned())),
        }
    }

    /// The type of what is given. A required amount is a `long`, as in the official package; what may be left out is a class, whose
    /// null says so.
    fn given(&self, field: &Field) -> String {
        match field.kind {
            Kind::Won if field.presence == Presence::Required => "long".to_owned(),
            kind => self.given_kind(kind),
        }
    }

    fn given_kind(&self, kind: Kind) -> String {
        match kind {
            Kind::Bool => "Boolean".to_owned(),
            Kind::Switch
            | Kind::Whole
            | Kind::Integer
            | Kind::Numbered(_)
            | Kind::Gender
            | Kind::Won
            | Kind::Amount => "Integer".to_owned(),
            Kind::UnixSeconds => "long".to_owned(),
            Kind::FreeObject => "HashMap<String, Object>".to_owned(),
            Kind::List(kind) => format!("List<{}>", self.given_kind(*kind)),
            Kind::Object(object) => named(self.names, object),
            _ => "String".to_owned(),
        }
    }

    /// The type of what comes back.
    fn received(&self, kind: Kind) -> String {
        match kind {
            Kind::Bool => "boolean".to_owned(),
            Kind::Switch | Kind::Whole | Kind::Integer | Kind::Numbered(_) => "int".to_owned(),
            Kind::Won | Kind::Amount => "double".to_owned(),
            Kind::UnixSeconds => "long".to_owned(),
            Kind::Object(object) if object.name == "Person" => "HashMap<String, Object>".to_owned(),
            Kind::Object(object) => named(self.names, object),
            // a receipt's report, whose form depends on how was paid
            Kind::FreeObject | Kind::Either(_) => "HashMap<String, Object>".to_owned(),
            Kind::Free | Kind::List(_) => "Object".to_owned(),
            _ => "String".to_owned(),
        }
    }
}

impl Method {
    fn of(call: &Call, names: &Names) -> Self {
        let method = call.method;
        let parameters = match (method.takes, &method.data_type) {
            (Takes::Whole, _) => "Map<String, ?> data".to_owned(),
            (_, Some(data_type)) => format!("{data_type} {}", lower(data_type)),
            _ => {
                let given: Vec<String> =
                    call.arguments.iter().map(|given| format!("String {}", name_of(given))).collect();
                given.join(", ")
            }
        };
        let (generic, returns, reads) = match (&method.returns, call.spec.answer) {
            (Some(returns), Kind::Text) => ("", returns.clone(), "String".to_owned()),
            (Some(returns), _) => ("", returns.clone(), "Object".to_owned()),
            (None, Kind::Object(object)) => {
                ("<T extends HashMap<String, Object>> ", "T".to_owned(), named(names, object))
            }
            _ => ("<T extends HashMap<String, Object>> ", "T".to_owned(), "AnswerMap".to_owned()),
        };
        Self {
            operation: call.spec.name,
            name: method.name.clone(),
            doc: javadoc(&call.documented(prose(call.request.doc))),
            is_deprecated: call.names.deprecated,
            parameters,
            takes: method.takes,
            data_type: method.data_type.clone(),
            payload: match method.takes {
                Takes::Whole => Some("data".to_owned()),
                _ => method.data_type.as_deref().map(lower),
            },
            generic,
            returns,
            reads,
            arguments: call
                .arguments
                .iter()
                .map(|given| Parameter { wire: given.field.name, name: name_of(given) })
                .collect(),
        }
    }
}

fn name_of(given: &Given) -> String {
    argument(given.name)
}

fn link(method: &str) -> String {
    format!("{{@code {method}}}")
}

/// A text as javadoc has it. `{` and `@` of a path or an annotation would be tags.
fn javadoc(text: &str) -> String {
    let mut pieces = String::new();
    for (at, piece) in text.split('`').enumerate() {
        match at % 2 {
            1 => pieces.push_str(&format!("{{@code {piece}}}")),
            _ => pieces.push_str(&piece.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
        }
    }
    pieces.replace("\n\n", "\n\n<p>")
}

/// A name of the wire as Java writes it: `receiptId`.
fn argument(name: &str) -> String {
    lower(&go::camel(name))
}

fn lower(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}
