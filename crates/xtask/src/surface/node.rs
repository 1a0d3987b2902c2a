//! What users of the package for Node see of the table: types, methods, and the names that fields have there.

use std::collections::BTreeMap;

use bootpay::described::{Field, Kind, Object, Presence, prose};
use bootpay::schema::constants_of;
use bootpay::{OPERATIONS, OperationSpec, Repeat};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::calls::{Call, calls};
use super::official::{Languages, Names, Takes, taken};
use super::{Rendered, Templates, wrapped};

const COLUMNS: usize = 120;
/// Of a line of an example, which stands in a comment.
const EXAMPLE_COLUMNS: usize = 100;

pub(super) fn render(names: &Names, templates: &Templates) -> Result<Vec<Rendered>, String> {
    let package = Package::of(names)?;
    let files = [
        ("node/generated/types.d.ts", "node/types.d.ts.jinja"),
        ("node/generated/calls.d.ts", "node/calls.d.ts.jinja"),
        ("node/lib/generated/calls.js", "node/calls.js.jinja"),
        ("node/lib/generated/names.js", "node/names.js.jinja"),
        ("node/test/generated/methods.js", "node/methods.js.jinja"),
    ];
    files.iter().map(|(path, name)| Ok(Rendered::new(path, templates.render(name, &package)?))).collect()
}

/// What the templates see.
#[derive(Serialize)]
struct Package {
    requests: Vec<Interface>,
    answers: Vec<Interface>,
    methods: Vec<Method>,
    /// The answers that the methods' types name.
    answered: Vec<String>,
    /// Names that are not the wire's written in camelCase: of an operation, or of the object in a field.
    own_names: Vec<(&'static str, Vec<(String, String)>)>,
    free_operations: Vec<&'static str>,
    free_fields: Vec<&'static str>,
}

#[derive(Serialize)]
pub(super) struct Interface {
    pub(super) comment: String,
    pub(super) name: String,
    pub(super) members: Vec<Member>,
}

/// A line of an interface, and what is said of it.
#[derive(Serialize)]
pub(super) struct Member {
    pub(super) comment: String,
    pub(super) declaration: String,
}

#[derive(Serialize)]
struct Method {
    operation: &'static str,
    name: String,
    doc: String,
    tags: Vec<Tag>,
    example: Vec<String>,
    declaration: String,
    parameter: String,
    /// The request, as the method makes it of its parameter.
    request: String,
    is_deprecated: bool,
    /// The arguments as the shared cases have them.
    arguments_of_case: String,
}

#[derive(Serialize)]
struct Tag {
    name: String,
    text: String,
}

impl Package {
    fn of(names: &Names) -> Result<Self, String> {
        let calls = calls(names, |languages| &languages.node)?;
        let mut requests = Interfaces { names, direction: Direction::Sent, renamed: None, found: Vec::new() };
        let taken_as_data = calls.iter().filter(|call| call.method.takes == Takes::Data);
        for call in taken_as_data.clone() {
            let name = call.method.data_type.as_deref().unwrap_or_default();
            requests.renamed = Some(call);
            requests.add(call.request, name);
        }
        let mut answers =
            Interfaces { names, direction: Direction::Received, renamed: None, found: Vec::new() };
        OPERATIONS.iter().for_each(|spec| answers.visit(spec.answer));
        let mut answered: Vec<String> =
            calls.iter().filter_map(|call| name_of(names, call.spec.answer)).collect();
        answered.sort();
        answered.dedup();
        let free = |field: &&Field| matches!(field.kind, Kind::Free | Kind::FreeObject);
        Ok(Self {
            requests: requests.found,
            answers: answers.found,
            answered,
            own_names: own_names(names, &calls),
            free_operations: calls.iter().filter(|call| takes_all(call)).map(|call| call.spec.name).collect(),
            free_fields: taken_as_data
                .flat_map(|call| call.request.fields.iter().filter(free))
                .map(|field| field.name)
                .collect(),
            methods: calls.iter().map(|call| Method::of(names, &calls, call)).collect::<Result<_, _>>()?,
        })
    }
}

fn takes_all(call: &Call) -> bool {
    call.method.takes == Takes::Whole
}

fn own_names(names: &Names, calls: &[Call]) -> Vec<(&'static str, Vec<(String, String)>)> {
    let pairs = |own: &BTreeMap<String, String>| -> Vec<(String, String)> {
        own.iter().map(|(own, wire)| (snake_case(own), wire.clone())).collect()
    };
    let mut found: Vec<(&str, _)> = Vec::new();
    for call in calls {
        if !call.method.renamed.is_empty() {
            found.push((call.spec.name, pairs(&call.method.renamed)));
        }
        for field in call.request.fields {
            let Some(object) = object_in(field.kind) else { continue };
            let also = names.of_type(object, |names| &names.node).map(|name| &name.also);
            let Some(also) = also.filter(|also| !also.is_empty()) else { continue };
            if found.iter().all(|(name, _)| *name != field.name) {
                found.push((field.name, pairs(also)));
            }
        }
    }
    found
}

pub(super) fn object_in(kind: Kind) -> Option<&'static Object> {
    match kind {
        Kind::Object(object) => Some(object),
        Kind::List(kind) => object_in(*kind),
        _ => None,
    }
}

/// The name of an answer's type.
fn name_of(names: &Names, kind: Kind) -> Option<String> {
    let Kind::Object(object) = kind else { return None };
    let own = names.of_type(object, |names| &names.node);
    Some(own.map_or_else(|| object.name.to_owned(), |own| own.name.clone()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Sent,
    Received,
}

/// The interfaces of one direction, in the order in which they are met.
struct Interfaces<'a> {
    names: &'a Names,
    direction: Direction,
    /// The call whose fields have its names.
    renamed: Option<&'a Call<'a>>,
    found: Vec<Interface>,
}

impl Interfaces<'_> {
    fn visit(&mut self, kind: Kind) {
        if let Some(object) = object_in(kind) {
            let name = name_of(self.names, Kind::Object(object)).unwrap_or_default();
            self.renamed = None;
            self.add(object, &name);
        }
    }

    fn add(&mut self, object: &'static Object, name: &str) {
        if self.found.iter().any(|interface| interface.name == name) {
            return;
        }
        let mut members: Vec<Member> = object.fields.iter().map(|field| self.member(object, field)).collect();
        if object.is_open {
            let value = if self.direction == Direction::Sent { "unknown" } else { "any" };
            members.push(Member {
                comment: comment("What this version does not know.", "  "),
                declaration: format!("[field: string]: {value};"),
            });
        }
        let doc = match (self.direction, self.renamed) {
            (Direction::Sent, Some(call)) => {
                format!("What {{@link BootpayClient.{}}} sends.", call.method.name)
            }
            (Direction::Sent, None) => own_words(&prose(object.doc), None),
            (Direction::Received, _) => prose(object.doc),
        };
        let source = object.source.map(|source| format!(" Source: {source}."));
        let doc = doc + &source.unwrap_or_default();
        self.found.push(Interface { comment: comment(&doc, ""), name: name.to_owned(), members });
        object.fields.iter().for_each(|field| self.visit(field.kind));
    }

    fn member(&self, object: &Object, field: &Field) -> Member {
        let mut value = self.value(field.kind);
        if let Some(table) = constants_of(field) {
            value = value.replace("string", table.name); // which leaves room for other texts
        }
        let declaration = match (self.direction, field.presence) {
            (Direction::Sent, Presence::Sometimes) if value == "unknown" => {
                format!("{}?: {value};", own_name(field.name, self.renamed))
            }
            (Direction::Sent, Presence::Sometimes) => {
                format!("{}?: {value} | undefined;", own_name(field.name, self.renamed))
            }
            (Direction::Sent, _) => format!("{}: {value};", own_name(field.name, self.renamed)),
            (Direction::Received, Presence::Sometimes) => format!("{}?: {value};", field.name),
            (Direction::Received, Presence::OrNull) => format!("{}: {value} | null;", field.name),
            (Direction::Received, _) => format!("{}: {value};", field.name),
        };
        Member { comment: comment(&self.words(object, field), "  "), declaration }
    }

    fn words(&self, object: &Object, field: &Field) -> String {
        let mut words = vec![prose(field.doc)];
        let is_sent = self.direction == Direction::Sent;
        words.extend(match field.kind {
            Kind::Amount if object.fields.iter().any(|field| field.name == "unit") => {
                Some("In `unit`.".to_owned())
            }
            Kind::Amount => Some("In won.".to_owned()),
            Kind::UnixSeconds if is_sent => Some("A `Date` is taken too.".to_owned()),
            Kind::Free | Kind::FreeObject if is_sent => Some("Its keys stay as they are.".to_owned()),
            _ => None,
        });
        words.extend((field.presence == Presence::OrNull).then(|| "`null` if there is none.".to_owned()));
        words.extend(field.default.map(|default| format!("Default: {default}.")));
        let note = match self.renamed {
            Some(call) => call.method.notes.get(field.name),
            None => {
                self.names.of_type(object, |names| &names.node).and_then(|name| name.notes.get(field.name))
            }
        };
        words.extend(note.cloned());
        let words = words.join(" ");
        if is_sent { own_words(&words, self.renamed) } else { words }
    }

    fn value(&self, kind: Kind) -> String {
        let is_sent = self.direction == Direction::Sent;
        match kind {
            Kind::Text | Kind::Personal | Kind::Secret => "string".to_owned(),
            Kind::Id if is_sent => "string | number".to_owned(),
            Kind::Id => "string".to_owned(),
            Kind::Bool if is_sent => "boolean".to_owned(),
            Kind::Bool => "boolean | string | number".to_owned(),
            Kind::Switch => "Switch".to_owned(),
            Kind::UnixSeconds if is_sent => "number | Date".to_owned(),
            Kind::Numbered(_) => "ReceiptStatus".to_owned(),
            Kind::Gender => "string | number".to_owned(),
            Kind::Free if is_sent => "unknown".to_owned(),
            Kind::Free => "any".to_owned(),
            Kind::FreeObject if is_sent => "Record<string, unknown>".to_owned(),
            Kind::FreeObject => "Record<string, any>".to_owned(),
            // one of them has any fields
            Kind::Either(_) if !is_sent => "Record<string, any>".to_owned(),
            Kind::Either(kinds) => kinds.iter().map(|kind| self.value(*kind)).collect::<Vec<_>>().join(" | "),
            Kind::List(kind) => {
                let value = self.value(*kind);
                if value.contains(' ') { format!("({value})[]") } else { format!("{value}[]") }
            }
            Kind::Object(object) => {
                let name = name_of(self.names, kind).unwrap_or_default();
                if is_sent && object.is_open { format!("{name} | Record<string, any>") } else { name }
            }
            _ => "number".to_owned(),
        }
    }
}

impl Method {
    fn of(names: &Names, calls: &[Call], call: &Call) -> Result<Self, String> {
        let Call { spec, method, request, arguments, .. } = call;
        let (parameter, value, about, object, case) = match method.takes {
            Takes::Data => (
                "data".to_owned(),
                method.data_type.clone().unwrap_or_default(),
                required(call),
                "data".to_owned(),
                format!("camel(params{})", renames(call)),
            ),
            Takes::Whole => (
                "data".to_owned(),
                "Record<string, unknown>".to_owned(),
                known(request),
                "data".to_owned(),
                "params".to_owned(),
            ),
            _ => {
                let [argument] = &arguments[..] else {
                    return Err(format!("{}: one argument can be given by its position", spec.name));
                };
                let name = camel_case(argument.name);
                let about = prose(argument.field.doc);
                let case = format!("params.{}", argument.field.name);
                (name.clone(), "string".to_owned(), about, format!("{{ {name} }}"), case)
            }
        };
        let mut tags = Vec::new();
        if call.names.deprecated {
            tags.push(Tag { name: "deprecated".to_owned(), text: "As in the official clients.".to_owned() });
        }
        tags.push(Tag { name: format!("param {parameter}"), text: about });
        let options = if spec.repeat == Repeat::Never { "Times" } else { "Times, retries" };
        let options = format!("{options} and an abort signal for this call.");
        tags.push(Tag { name: "param options".to_owned(), text: options });
        let answer = name_of(names, spec.answer);
        tags.push(Tag { name: "returns".to_owned(), text: returns(spec.answer, answer.as_deref()) });
        let answer = match spec.answer {
            Kind::Text => "string".to_owned(),
            _ => answer.unwrap_or_else(|| "unknown".to_owned()),
        };
        Ok(Self {
            operation: spec.name,
            name: method.name.clone(),
            doc: doc(call),
            tags,
            example: example(calls, call)?,
            declaration: declaration(&method.name, &format!("{parameter}: {value}"), &answer),
            parameter,
            request: object,
            is_deprecated: call.names.deprecated,
            arguments_of_case: case,
        })
    }
}

fn declaration(method: &str, parameter: &str, answer: &str) -> String {
    let (options, result) = ("options?: CallOptions | null", format!("Promise<Envelope<{answer}>>"));
    let line = format!("{method}({parameter}, {options}): {result};");
    if line.len() + 2 <= COLUMNS {
        return line;
    }
    format!("{method}(\n    {parameter},\n    {options},\n  ): {result};")
}

/// What the call does, where it goes, and what is so in this package only.
fn doc(call: &Call) -> String {
    let Call { spec, method, request, .. } = call;
    let mut doc = prose(request.doc);
    if !takes_all(call) {
        doc = own_words(&doc, Some(call));
    }
    let first = doc.find(". ").into_iter().chain(doc.find(".\n")).min();
    let end = first.unwrap_or(doc.len().saturating_sub(1));
    doc.insert_str(end, &format!(" (`{} {}`)", spec.method.as_str(), spec.path));
    if let Some(source) = request.source.filter(|_| method.own) {
        doc.push_str(&format!("\n\nThe official package for Node does not have it. Source: {source}."));
    }
    if let Some(note) = &method.note {
        doc.push_str(&format!("\n\n{note}"));
    }
    doc
}

fn required(call: &Call) -> String {
    let fields = call.request.fields.iter().filter(|field| field.presence == Presence::Required);
    let names: Vec<String> = fields.map(|field| format!("`{}`", own_name(field.name, Some(call)))).collect();
    match &names[..] {
        [] => "Every field may be left out.".to_owned(),
        [name] => format!("{name} is required."),
        [names @ .., last] => format!("{} and {last} are required.", names.join(", ")),
    }
}

fn known(request: &Object) -> String {
    let names: Vec<String> = request.fields.iter().map(|field| format!("`{}`", field.name)).collect();
    let any = "Any object; its keys stay as they are";
    if names.is_empty() { format!("{any}.") } else { format!("{any}. Known: {}.", names.join(", ")) }
}

fn returns(answer: Kind, name: Option<&str>) -> String {
    match (answer, name) {
        (Kind::Text, _) => "The server's answer, with a text as `data`.".to_owned(),
        (_, Some(name)) => format!("The server's answer, with {{@link {name}}} as `data`."),
        _ => "The server's answer; what is in it is not documented.".to_owned(),
    }
}

fn renames(call: &Call) -> String {
    let renamed: Vec<String> =
        call.method.renamed.iter().map(|(own, wire)| format!("{wire}: \"{own}\"")).collect();
    if renamed.is_empty() { String::new() } else { format!(", {{ {} }}", renamed.join(", ")) }
}

/// A program that makes the call, with those that have to come first.
pub(super) fn example(calls: &[Call], call: &Call) -> Result<Vec<String>, String> {
    let mut lines = vec!["const { Bootpay } = require(\"bootpay-backend-nodejs\");".to_owned()];
    for (earlier, field) in call.before(calls)? {
        let before = field.map_or_else(String::new, |_| format!("const {} = ", variable(earlier.spec)));
        lines.extend(invoked(&before, earlier));
    }
    let Languages { shows, .. } = call.names;
    let shown: Vec<String> = match call.spec.answer {
        Kind::Text => vec!["answer.data".to_owned()],
        _ => shows.iter().map(|field| format!("answer.data.{field}")).collect(),
    };
    if shown.is_empty() {
        lines.extend(invoked("", call));
    } else {
        lines.extend(invoked("const answer = ", call));
        lines.push(format!("console.log({});", shown.join(", ")));
    }
    Ok(lines)
}

/// What an earlier answer is called, by its type.
fn variable(spec: &OperationSpec) -> String {
    let name = object_in(spec.answer).map_or("Earlier", |object| object.name);
    let (first, rest) = name.split_at(1);
    first.to_lowercase() + rest
}

/// The line of a call, or its lines: one for each field, if one is too long for all.
fn invoked(before: &str, call: &Call) -> Vec<String> {
    let Call { names, method, arguments, .. } = call;
    let named = names.example.iter().map(|(name, value)| (name.as_str(), value));
    let fields = match method.takes {
        Takes::Data => fields(call.request, named, Some(call)),
        Takes::Whole => named.map(|(name, value)| (name.to_owned(), free(value))).collect(),
        _ => {
            let values = arguments.iter().filter_map(|argument| names.example.get(argument.field.name));
            let values: Vec<String> = values.map(free).collect();
            return vec![format!("{before}await Bootpay.{}({});", method.name, values.join(", "))];
        }
    };
    let line = format!("{before}await Bootpay.{}({});", method.name, inline(&fields));
    if line.width() <= EXAMPLE_COLUMNS {
        return vec![line];
    }
    let mut lines = vec![format!("{before}await Bootpay.{}({{", method.name)];
    lines.extend(fields.iter().map(|(name, value)| format!("  {name}: {value},")));
    lines.push("});".to_owned());
    lines
}

/// The fields of an object in the order of the table, under their names here.
fn fields<'a>(
    object: &Object,
    given: impl Iterator<Item = (&'a str, &'a toml::Value)>,
    call: Option<&Call>,
) -> Vec<(String, String)> {
    let given: BTreeMap<&str, &toml::Value> = given.collect();
    let known = object.fields.iter().filter_map(|field| Some((field, *given.get(field.name)?)));
    known.map(|(field, value)| (own_name(field.name, call), typed(field.kind, value))).collect()
}

fn typed(kind: Kind, value: &toml::Value) -> String {
    match (kind, value) {
        (Kind::Object(object), toml::Value::Table(table)) => {
            let named = table.iter().map(|(name, value)| (name.as_str(), value));
            inline(&fields(object, named, None))
        }
        (Kind::List(kind), toml::Value::Array(values)) => {
            let values: Vec<String> = values.iter().map(|value| typed(*kind, value)).collect();
            format!("[{}]", values.join(", "))
        }
        _ => free(value),
    }
}

/// A value whose keys stay as they are, or which an earlier answer has.
fn free(value: &toml::Value) -> String {
    let earlier = taken(value).and_then(|(name, field)| Some((OperationSpec::named(name)?, field)));
    if let Some((spec, field)) = earlier {
        return format!("{}.data.{field}", variable(spec));
    }
    match value {
        toml::Value::Table(table) => {
            inline(&table.iter().map(|(name, value)| (name.clone(), free(value))).collect::<Vec<_>>())
        }
        toml::Value::Array(values) => {
            format!("[{}]", values.iter().map(free).collect::<Vec<_>>().join(", "))
        }
        toml::Value::String(text) => format!("{text:?}"),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(is_true) => is_true.to_string(),
        toml::Value::Datetime(time) => format!("\"{time}\""),
    }
}

fn inline(fields: &[(String, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("{{ {} }}", fields.join(", "))
}

/// A field's name in a request.
fn own_name(wire: &str, call: Option<&Call>) -> String {
    let renamed = call.and_then(|call| call.method.renamed.iter().find(|(_, field)| *field == wire));
    renamed.map_or_else(|| camel_case(wire), |(own, _)| own.clone())
}

/// A text about a request, which names fields as they are called here.
fn own_words(text: &str, call: Option<&Call>) -> String {
    let pieces = text.split('`').enumerate().map(|(at, piece)| {
        if at % 2 == 1 && is_field(piece) { own_name(piece, call) } else { piece.to_owned() }
    });
    pieces.collect::<Vec<_>>().join("`")
}

/// Whether a request has such a field.
fn is_field(name: &str) -> bool {
    fn has(kind: Kind, name: &str) -> bool {
        object_in(kind).is_some_and(|object| {
            object.fields.iter().any(|field| field.name == name || has(field.kind, name))
        })
    }
    OPERATIONS.iter().any(|spec| has(spec.request, name))
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (letter, rest) = word.split_at(word.len().min(1));
        name + &letter.to_uppercase() + rest
    })
}

fn snake_case(name: &str) -> String {
    let pieces = name.chars().map(|letter| {
        if letter.is_ascii_uppercase() {
            format!("_{}", letter.to_ascii_lowercase())
        } else {
            letter.to_string()
        }
    });
    pieces.collect()
}

/// A comment of one line, or of several.
pub(super) fn comment(text: &str, indent: &str) -> String {
    let line = format!("/** {text} */");
    if !text.contains('\n') && indent.len() + line.width() <= COLUMNS {
        return line;
    }
    let begin = format!("{indent} * ");
    format!("/**\n{begin}{}\n{indent} */", wrapped(text, COLUMNS, &begin, None))
}
