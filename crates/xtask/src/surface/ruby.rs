//! What the Ruby gem has of the table: its methods with YARD, their signatures and the types of their answers, and how the
//! shared cases call them.

use std::collections::BTreeSet;

use bootpay::described::{Field, Kind, Object, Presence, prose};
use bootpay::{OPERATIONS, OperationSpec};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::calls::{Call, Given, calls};
use super::official::{Names, Takes, taken};
use super::{Rendered, Templates, wrapped};

const COLUMNS: usize = 120;

/// A blank at which no line is broken.
const KEPT: &str = "\u{a0}";

pub(super) fn render(names: &Names, templates: &Templates) -> Result<Vec<Rendered>, String> {
    let calls = calls(names, |languages| &languages.ruby)?;
    let mut methods = Vec::new();
    for call in &calls {
        methods.push(Method::of(call, &calls, names)?);
        for twin in &call.method.also {
            methods.push(Method::of(call, &calls, names)?.twin(call, twin, &calls)?);
        }
    }
    let view = View { methods, answers: answers(names)? };
    let rendered = |(path, template)| Ok(Rendered::new(path, templates.render(template, &view)?));
    let files = [
        ("ruby/lib/bootpay/generated/calls.rb", "ruby/calls.rb.jinja"),
        ("ruby/sig/generated/calls.rbs", "ruby/calls.rbs.jinja"),
        ("ruby/sig/generated/answers.rbs", "ruby/answers.rbs.jinja"),
        ("ruby/spec/generated/methods.rb", "ruby/methods.rb.jinja"),
    ];
    files.into_iter().map(rendered).collect()
}

/// What the templates see.
#[derive(Serialize)]
struct View {
    methods: Vec<Method>,
    answers: Vec<Answer>,
}

#[derive(Serialize)]
struct Method {
    operation: &'static str,
    name: String,
    /// Another method that does it.
    same_as: Option<String>,
    /// What a deprecated one says.
    warning: Option<String>,
    doc: String,
    /// `@param` and `@option`.
    tags: Vec<String>,
    returns: String,
    example: Vec<String>,
    /// What stands between the parentheses of `def`.
    parameters: String,
    /// The arguments as they are handed on.
    handed_on: String,
    takes: Takes,
    /// The keywords of fields that are called otherwise, to be broken into lines.
    keywords: String,
    /// Whether they have room beside the operation.
    keywords_fit: bool,
    /// The names of the fields on the wire.
    on_the_wire: String,
    /// The arguments that nobody else misses.
    required: String,
    /// The fields of the request.
    fields: String,
    /// Whether the request is made with the help of the wire.
    asks_wire: bool,
    /// Whether the fields are all there is to it, and have room in one line.
    is_plain: bool,
    signature: Signature,
    /// The keywords with defaults, which a shared case does not send.
    defaults: Vec<String>,
}

#[derive(Serialize)]
struct Signature {
    arguments: Vec<String>,
    answer: String,
    /// Whether it has room in one line.
    is_short: bool,
}

/// An object that comes back.
#[derive(Serialize)]
struct Answer {
    name: String,
    doc: String,
    fields: Vec<Key>,
}

#[derive(Serialize)]
struct Key {
    name: &'static str,
    doc: String,
    kind: String,
}

impl Method {
    fn of(call: &Call, calls: &[Call], names: &Names) -> Result<Self, String> {
        let name = &call.method.name;
        let parameters: Vec<String> = match call.method.takes {
            Takes::Whole => vec!["data".to_owned()],
            _ => call.arguments.iter().map(|given| parameter(call, given)).collect(),
        };
        let keywords: Vec<String> = call
            .arguments
            .iter()
            .filter(|given| given.name != given.field.name)
            .map(|given| format!("{:?} => {:?}", given.field.name, given.name))
            .collect();
        let missed = call.arguments.iter().filter(|given| call.request.is_open && given.is_required);
        let required: Vec<String> = missed.map(|given| pair(given.name, given.name)).collect();
        let sent = |given: &Given| made(given, names).unwrap_or_else(|| given.name.to_owned());
        let fields: Vec<String> =
            call.arguments.iter().map(|given| pair(given.field.name, &sent(given))).collect();
        let on_the_wire = call.arguments.iter().map(|given| format!("{:?}", given.field.name));
        let defaults = call.arguments.iter().filter(|given| given.default.is_some());
        let one_line = format!("      call({:?}) {{ {{ {} }} }}", call.spec.name, fields.join(", "));
        let is_made = |given: &Given| made(given, names).is_some();
        let asks_wire = call.arguments.iter().any(is_made) || !required.is_empty();
        let do_line =
            format!("      call({:?}, keywords: {{ {} }}) do |wire|", call.spec.name, keywords.join(", "));
        Ok(Self {
            operation: call.spec.name,
            name: name.clone(),
            same_as: None,
            warning: call.method.warning.clone(),
            doc: call.documented(prose(call.request.doc)),
            tags: tags(call, names),
            returns: returns(call.spec.answer),
            example: example(call, name, calls)?,
            parameters: listed(&parameters, "    def (".len() + name.len()),
            handed_on: call.arguments.iter().map(|given| given.name).collect::<Vec<_>>().join(", "),
            takes: call.method.takes,
            asks_wire,
            is_plain: !asks_wire && keywords.is_empty() && one_line.len() <= COLUMNS,
            keywords_fit: do_line.len() <= COLUMNS,
            keywords: unbroken(&keywords),
            on_the_wire: on_the_wire.collect::<Vec<_>>().join(", "),
            required: required.join(", "),
            fields: listed(&fields, "          ".len()),
            signature: Signature::of(call, names),
            defaults: defaults.map(|given| given.name.to_owned()).collect(),
        })
    }

    /// The same under another name.
    fn twin(self, call: &Call, name: &str, calls: &[Call]) -> Result<Self, String> {
        Ok(Self {
            name: name.to_owned(),
            doc: format!("The same as {{#{}}}.", self.name),
            example: example(call, name, calls)?,
            same_as: Some(self.name),
            ..self
        })
    }
}

/// Pieces behind commas, where alone they may be broken into lines.
fn unbroken(pieces: &[String]) -> String {
    pieces.iter().map(|piece| piece.replace(' ', KEPT)).collect::<Vec<_>>().join(", ")
}

/// Pieces behind commas, in lines that begin behind so many columns.
fn listed(pieces: &[String], columns: usize) -> String {
    wrapped(&unbroken(pieces), COLUMNS, &" ".repeat(columns), Some(columns))
}

fn pair(name: &str, value: &str) -> String {
    format!("{name}: {value}")
}

fn parameter(call: &Call, given: &Given) -> String {
    match call.method.takes {
        Takes::Keywords => pair(given.name, given.default.unwrap_or("nil")),
        _ => given.name.to_owned(),
    }
}

/// What is made of an argument that does not go out as it is.
fn made(given: &Given, names: &Names) -> Option<String> {
    let name = given.name;
    match given.field.kind {
        Kind::Object(object) => {
            let also = names.of_type(object, |names| &names.ruby).map(|names| &names.also);
            let also = also.into_iter().flatten();
            let also: Vec<String> = also.map(|(other, field)| format!(", {other:?} => {field:?}")).collect();
            Some(format!("wire.hash_argument({name:?}, {name}{})", also.concat()))
        }
        Kind::FreeObject => Some(format!("wire.hash_argument({name:?}, {name})")),
        Kind::UnixSeconds => Some(format!("wire.moment({name:?}, {name})")),
        _ => None,
    }
}

fn tags(call: &Call, names: &Names) -> Vec<String> {
    if call.method.takes == Takes::Whole {
        return vec![
            "@param data [Hash] The fields, which are sent as they are, without those that are nil."
                .to_owned(),
        ];
    }
    let mut tags = Vec::new();
    for given in &call.arguments {
        let field = given.field;
        let is_keyword = call.method.takes == Takes::Keywords;
        let may_be_nil = if given.is_required { "" } else { ", nil" };
        let kind = format!("[{}{may_be_nil}]", yard(field.kind)).replace(' ', KEPT);
        let mut text = format!("@param {} {kind} {}", given.name, prose(field.doc));
        if given.is_required && is_keyword {
            text.push_str(" Required.");
        }
        if let Kind::List(Kind::Object(object)) = field.kind {
            text.push_str(&format!(" {}", of_each(object)));
        }
        if let Some(default) = field.default {
            text.push_str(&format!(" Default: {default}."));
        }
        if let Some(note) = call.method.notes.get(field.name) {
            text.push_str(&format!(" {note}"));
        }
        tags.push(in_words_of(call, text));
        if let Kind::Object(object) = field.kind {
            tags.extend(object.fields.iter().map(|field| option(given.name, object, field, names)));
        }
    }
    tags
}

/// A text about fields, with the names that they have here.
fn in_words_of(call: &Call, text: String) -> String {
    call.arguments.iter().filter(|given| given.name != given.field.name).fold(text, |text, given| {
        text.replace(&format!("`{}`", given.field.name), &format!("`{}`", given.name))
    })
}

/// What the objects of a list have.
fn of_each(object: &Object) -> String {
    let fields = |required: bool| {
        let of_these =
            object.fields.iter().filter(|field| (field.presence == Presence::Required) == required);
        of_these.map(|field| format!("`{}`", field.name)).collect::<Vec<_>>().join(", ")
    };
    format!("Each has {}, and may have {}.", fields(true), fields(false))
}

fn option(argument: &str, object: &Object, field: &Field, names: &Names) -> String {
    let kind = format!("[{}]", yard(field.kind)).replace(' ', KEPT);
    let mut text = format!("@option {argument} {kind} :{} {}", field.name, prose(field.doc));
    if field.presence == Presence::Required {
        text.push_str(" Required.");
    }
    if let Some(default) = field.default {
        text.push_str(&format!(" Default: {default}."));
    }
    let note = names.of_type(object, |names| &names.ruby).and_then(|names| names.notes.get(field.name));
    if let Some(note) = note {
        text.push_str(&format!(" {note}"));
    }
    text
}

/// What YARD calls what is given; the class says what else is taken.
fn yard(kind: Kind) -> String {
    match kind {
        Kind::Text | Kind::Personal | Kind::Secret => "String".to_owned(),
        Kind::Id | Kind::Gender => "String, Integer".to_owned(),
        Kind::Bool => "Boolean".to_owned(),
        Kind::Switch => "Integer, Boolean".to_owned(),
        Kind::Whole | Kind::Integer | Kind::Won | Kind::Amount | Kind::Numbered(_) => "Integer".to_owned(),
        Kind::UnixSeconds => "Time, DateTime, Integer, Float".to_owned(),
        Kind::Free => "String, Hash".to_owned(),
        Kind::FreeObject | Kind::Object(_) => "Hash".to_owned(),
        Kind::List(kind) => format!("Array<{}>", yard(*kind)),
        Kind::Either(kinds) => kinds.iter().map(|kind| yard(*kind)).collect::<Vec<_>>().join(", "),
        _ => "Object".to_owned(),
    }
}

fn returns(answer: Kind) -> String {
    match answer {
        Kind::Object(object) => {
            let doc = prose(object.doc);
            let (first, rest) = doc.split_once("\n\n").unwrap_or((&doc, ""));
            let first = format!("@return [Response] {first} `data[:data]` has {}.", keys(object));
            if rest.is_empty() { first } else { format!("{first}\n\n{rest}") }
        }
        Kind::Text => "@return [Response] `data[:data]` is a String.".to_owned(),
        _ => "@return [Response]".to_owned(),
    }
}

/// The names of an object's fields, and of those of the objects in it.
fn keys(object: &Object) -> String {
    let key = |field: &Field| match field.kind {
        Kind::Object(inner) => format!("`{}` ({})", field.name, keys(inner)),
        _ => format!("`{}`", field.name),
    };
    object.fields.iter().map(key).collect::<Vec<_>>().join(", ")
}

/// An example of a method that runs in the sandbox, in lines.
pub(super) fn example(call: &Call, method: &str, calls: &[Call]) -> Result<Vec<String>, String> {
    let mut lines = Vec::new();
    for (earlier, field) in call.before(calls)? {
        lines.extend(match field {
            None => said("", earlier, None, "")?,
            Some(_) => said(&format!("{} = ", variable(earlier.spec.answer)), earlier, None, ".unwrap")?,
        });
    }
    match (&call.names.shows[..], call.spec.answer) {
        ([], Kind::Text) => lines.extend(said("puts ", call, Some(method), ".unwrap")?),
        ([], _) => lines.extend(said("", call, Some(method), ".success? # => true")?),
        (shown, answer) => {
            let variable = variable(answer);
            lines.extend(said(&format!("{variable} = "), call, Some(method), ".unwrap")?);
            let shown: Vec<String> = shown.iter().map(|field| format!("{variable}[:{field}]")).collect();
            lines.push(format!("puts {}", shown.join(", ")));
        }
    }
    Ok(lines)
}

/// A call of the method, between what stands before and behind it.
fn said(before: &str, call: &Call, method: Option<&str>, behind: &str) -> Result<Vec<String>, String> {
    let method = method.unwrap_or(&call.method.name);
    let example = &call.names.example;
    let literal = |value: &toml::Value| match taken(value) {
        Some((from, field)) => {
            let spec = OperationSpec::named(from).ok_or_else(|| format!("there is no operation {from:?}"))?;
            Ok(format!("{}[:{field}]", variable(spec.answer)))
        }
        None => Ok::<_, String>(literal(value)),
    };
    let mut given = Vec::new();
    if call.method.takes == Takes::Whole {
        let fields = example.iter().map(|(name, value)| Ok(pair(name, &literal(value)?)));
        given.push(format!("{{ {} }}", fields.collect::<Result<Vec<_>, String>>()?.join(", ")));
    } else {
        for argument in &call.arguments {
            let Some(value) = example.get(argument.field.name) else { continue };
            let value = literal(value)?;
            let is_keyword = call.method.takes == Takes::Keywords;
            given.push(if is_keyword { pair(argument.name, &value) } else { value });
        }
    }
    let line = format!("{before}api.{method}({}){behind}", given.join(", "));
    let room = COLUMNS - "    #   ".len();
    if line.width() <= room {
        return Ok(vec![line]);
    }
    let given = listed(&given, "    #     ".len());
    let mut lines = vec![format!("{before}api.{method}(")];
    lines.extend(given.lines().map(|line| format!("  {}", line.trim_start())));
    lines.push(format!("){behind}"));
    Ok(lines)
}

/// A value of the names file in Ruby.
fn literal(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(values) => {
            format!("[{}]", values.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        toml::Value::Table(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| pair(name, &literal(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        toml::Value::String(text) => format!("{text:?}"),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(is_so) => is_so.to_string(),
        toml::Value::Datetime(moment) => format!("{:?}", moment.to_string()),
    }
}

/// What an example calls what was answered.
fn variable(answer: Kind) -> String {
    match answer {
        Kind::Object(object) => snake_case(object.name),
        _ => "answer".to_owned(),
    }
}

fn snake_case(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

impl Signature {
    fn of(call: &Call, names: &Names) -> Self {
        let arguments: Vec<String> = match call.method.takes {
            Takes::Whole => vec!["fields data".to_owned()],
            takes => call.arguments.iter().map(|given| argument(call, given, takes)).collect(),
        };
        let answer = received(call.spec.answer, names);
        let name = &call.method.name;
        let line = format!("    def {name}: ({}) -> Response[{answer}]", arguments.join(", "));
        Self { is_short: line.len() <= COLUMNS, arguments, answer }
    }
}

fn argument(call: &Call, given: &Given, takes: Takes) -> String {
    // an id that stands in the path is a text only
    let is_in_the_path = call.spec.path.contains(&format!("{{{}}}", given.field.name));
    let kind = if is_in_the_path { "text".to_owned() } else { given_as(given.field.kind) };
    match takes {
        Takes::Keywords => format!("?{}: {kind}?", given.name),
        _ => format!("{kind} {}", given.name),
    }
}

/// The type of what is given.
fn given_as(kind: Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Id | Kind::Personal | Kind::Secret | Kind::Gender => "id".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Switch => "switch".to_owned(),
        Kind::Whole | Kind::Integer | Kind::Numbered(_) => "Integer".to_owned(),
        Kind::Won | Kind::Amount => "won".to_owned(),
        Kind::UnixSeconds => "moment".to_owned(),
        Kind::Free => "(text | fields)".to_owned(),
        Kind::FreeObject | Kind::Object(_) => "fields".to_owned(),
        Kind::List(kind) => format!("Array[{}]", given_as(*kind)),
        _ => "untyped".to_owned(),
    }
}

/// The type of what comes back.
fn received(kind: Kind, names: &Names) -> String {
    match kind {
        Kind::Text | Kind::Id | Kind::Personal | Kind::Secret => "String".to_owned(),
        Kind::Bool | Kind::Switch => "switch".to_owned(),
        Kind::Whole | Kind::Integer | Kind::UnixSeconds | Kind::Numbered(_) => "Integer".to_owned(),
        Kind::Won | Kind::Amount => "amount".to_owned(),
        Kind::Gender => "String | Integer".to_owned(),
        Kind::FreeObject => "Hash[Symbol, untyped]".to_owned(),
        Kind::List(kind) => format!("Array[{}]", received(*kind, names)),
        Kind::Object(object) => alias(object, names),
        _ => "untyped".to_owned(),
    }
}

fn alias(object: &Object, names: &Names) -> String {
    let named = names.of_type(object, |names| &names.ruby);
    named.map_or_else(|| snake_case(object.name), |names| names.name.clone())
}

/// The objects in the answers of all operations that Ruby has, each once.
fn answers(names: &Names) -> Result<Vec<Answer>, String> {
    let mut answers = Vec::new();
    let mut seen = BTreeSet::new();
    for spec in OPERATIONS {
        if names.of(spec)?.ruby.is_some() {
            collect(spec.answer, names, &mut seen, &mut answers);
        }
    }
    Ok(answers)
}

fn collect(kind: Kind, names: &Names, seen: &mut BTreeSet<&'static str>, answers: &mut Vec<Answer>) {
    match kind {
        Kind::Object(object) if seen.insert(object.name) => {
            let fields = object.fields.iter().map(|field| Key::of(field, names)).collect();
            answers.push(Answer { name: alias(object, names), doc: prose(object.doc), fields });
            object.fields.iter().for_each(|field| collect(field.kind, names, seen, answers));
        }
        Kind::List(kind) => collect(*kind, names, seen, answers),
        Kind::Either(kinds) => kinds.iter().for_each(|kind| collect(*kind, names, seen, answers)),
        _ => {}
    }
}

impl Key {
    fn of(field: &Field, names: &Names) -> Self {
        let mut doc = prose(field.doc);
        if let Kind::Numbered(numbers) = field.kind {
            numbers.iter().for_each(|number| doc.push_str(&format!(" {}", prose(number.doc))));
        }
        let kind = received(field.kind, names);
        let may_be_nil =
            matches!(field.presence, Presence::OrNull | Presence::Sometimes) && kind != "untyped";
        let kind = match (may_be_nil, kind.contains(" | ")) {
            (true, true) => format!("({kind})?"),
            (true, false) => format!("{kind}?"),
            (false, _) => kind,
        };
        Self { name: field.name, doc, kind }
    }
}
