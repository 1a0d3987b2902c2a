//! What the PHP package has of the table: its methods with their documentation, the types of what they take and give, and
//! how the shared cases call them.

use std::collections::BTreeSet;

use bootpay::OPERATIONS;
use bootpay::described::{Field, Kind, Object, Presence, Privacy, prose};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::calls::{Call, Given, calls};
use super::official::{Names, Takes, taken};
use super::{Rendered, Templates, wrapped};

const COLUMNS: usize = 120;

/// A blank at which no line is broken.
const KEPT: &str = "\u{a0}";

pub(super) fn render(names: &Names, templates: &Templates) -> Result<Vec<Rendered>, String> {
    let calls = calls(names, |languages| &languages.php)?;
    let methods = calls.iter().map(|call| Method::of(call, &calls, names)).collect::<Result<_, _>>()?;
    let view = View { methods, shapes: shapes(names)? };
    let rendered = |(path, template)| Ok(Rendered::new(path, templates.render(template, &view)?));
    let files = [
        ("php/src/generated/Calls.php", "php/calls.php.jinja"),
        ("php/src/generated/StaticCalls.php", "php/static_calls.php.jinja"),
        ("php/src/generated/Compound.php", "php/compound.php.jinja"),
        ("php/tests/generated/methods.php", "php/methods.php.jinja"),
    ];
    files.into_iter().map(rendered).collect()
}

/// What the templates see.
#[derive(Serialize)]
struct View {
    methods: Vec<Method>,
    shapes: Vec<Shape>,
}

#[derive(Serialize)]
struct Method {
    operation: &'static str,
    name: String,
    doc: String,
    /// What a deprecated one says.
    warning: Option<String>,
    /// `@param`, of which the first words stay together.
    tags: Vec<String>,
    /// The type of the answer's `data`.
    answer: String,
    /// `@return`.
    returns: String,
    example: Vec<String>,
    /// What stands between the parentheses of `function`.
    parameters: String,
    /// The same as types, for `@method`.
    signature: String,
    /// The fields of the request.
    fields: String,
    takes_whole: bool,
    /// The argument with the other fields.
    rest: Option<String>,
    /// Those fields as users spell them.
    spelled: String,
    /// The fields that hold lists or objects.
    compound: Vec<&'static str>,
    /// The wire names of the arguments, in their order.
    on_the_wire: Vec<&'static str>,
}

/// An object that is given or comes back.
#[derive(Serialize)]
struct Shape {
    name: String,
    text: String,
}

impl Method {
    fn of(call: &Call, calls: &[Call], names: &Names) -> Result<Self, String> {
        let takes_whole = call.method.takes == Takes::Whole;
        let rest = call.method.rest.clone();
        let mut parameters: Vec<String> = Vec::new();
        let mut signature: Vec<String> = Vec::new();
        let mut fields: Vec<String> = Vec::new();
        if takes_whole {
            parameters.push("#[\\SensitiveParameter] $data".to_owned());
            signature.push("array<string, mixed> $data".to_owned());
        } else {
            for given in &call.arguments {
                let hidden = if is_discreet(given.field.kind) { "#[\\SensitiveParameter] " } else { "" };
                let default = default(given).map(|default| format!(" = {default}")).unwrap_or_default();
                let variable = camel_case(given.name);
                parameters.push(format!("{hidden}${variable}{default}"));
                signature.push(format!("{} ${variable}{default}", parameter_type(given)));
                fields.push(format!("'{}' => ${variable}", given.field.name));
            }
        }
        if let Some(rest) = &rest {
            parameters.push(format!("#[\\SensitiveParameter] ${rest} = null"));
            signature.push(format!("array<string, mixed>|null ${rest} = null"));
        }
        let others = others(call);
        let spelled = others
            .iter()
            .filter(|field| camel_case(field.name) != field.name)
            .map(|field| format!("'{}' => '{}'", camel_case(field.name), field.name))
            .collect::<Vec<_>>();
        let answer = shape_of(call.spec.answer, names);
        let name = &call.method.name;
        Ok(Self {
            operation: call.spec.name,
            name: name.clone(),
            doc: call.documented(prose(call.request.doc)),
            warning: call.method.warning.clone(),
            tags: tags(call, &others, names),
            returns: format!(
                "@return{KEPT}Answer<{}> {}",
                answer.replace(' ', KEPT),
                returns(call.spec.answer)
            ),
            answer,
            example: if call.names.example.is_empty() { Vec::new() } else { example(call, calls)? },
            parameters: in_parentheses(&parameters, "    public function ()".len() + name.len()),
            signature: signature.join(", "),
            fields: listed(&fields, "            ".len()),
            takes_whole,
            rest,
            spelled: listed(&spelled, "            ".len()),
            compound: call
                .request
                .fields
                .iter()
                .filter(|field| is_compound(field.kind))
                .map(|field| field.name)
                .collect(),
            on_the_wire: call.arguments.iter().map(|given| given.field.name).collect(),
        })
    }
}

/// The fields that are no arguments.
fn others(call: &Call) -> Vec<&'static Field> {
    if call.method.rest.is_none() {
        return Vec::new();
    }
    let is_argument = |field: &Field| call.arguments.iter().any(|given| given.field.name == field.name);
    call.request.fields.iter().filter(|field| !is_argument(field)).collect()
}

/// Whether a trace should not have it.
fn is_discreet(kind: Kind) -> bool {
    matches!(kind, Kind::Object(_) | Kind::List(_)) || kind.privacy() != Privacy::Open
}

/// Whether an array is what it may be.
fn is_compound(kind: Kind) -> bool {
    match kind {
        Kind::List(_) | Kind::Object(_) | Kind::FreeObject | Kind::Free => true,
        Kind::Either(kinds) => kinds.iter().any(|kind| is_compound(*kind)),
        _ => false,
    }
}

fn default<'a>(given: &Given<'a>) -> Option<&'a str> {
    given.default.or(if given.is_required { None } else { Some("null") })
}

fn parameter_type(given: &Given) -> String {
    let kind = given_as(given.field.kind);
    if given.is_required { kind } else { format!("{kind}|null") }
}

/// Parameters in one line, or in one each.
fn in_parentheses(parameters: &[String], taken: usize) -> String {
    let line = parameters.join(", ");
    if taken + line.width() <= COLUMNS {
        return line;
    }
    let lines = parameters.iter().map(|parameter| format!("        {parameter},\n"));
    format!("\n{}    ", lines.collect::<String>())
}

/// Pieces behind commas, in lines that begin behind so many columns.
fn listed(pieces: &[String], columns: usize) -> String {
    let pieces = pieces.iter().map(|piece| piece.replace(' ', KEPT)).collect::<Vec<_>>().join(", ");
    wrapped(&pieces, COLUMNS, &" ".repeat(columns), Some(columns))
}

fn tags(call: &Call, others: &[&'static Field], names: &Names) -> Vec<String> {
    if call.method.takes == Takes::Whole {
        let about = "The fields under their names on the wire; they are sent as they are, without those that are null.";
        return vec![format!("@param{KEPT}array<string,{KEPT}mixed>{KEPT}$data {about}")];
    }
    let mut tags: Vec<String> = call
        .arguments
        .iter()
        .map(|given| {
            let name = camel_case(given.name);
            let kind = parameter_type(given).replace(' ', KEPT);
            let about = about(call, given.field, names);
            format!("@param{KEPT}{kind}{KEPT}${name} {about}")
        })
        .collect();
    if let Some(rest) = &call.method.rest {
        let mut text = format!("@param{KEPT}array<string,{KEPT}mixed>|null{KEPT}${rest} Further fields:");
        for field in others {
            text.push_str(&format!("\n\n- `{}` ({}): ", camel_case(field.name), given_as(field.kind)));
            text.push_str(&about(call, field, names));
        }
        tags.push(text);
    }
    tags
}

/// What is said of a field.
fn about(call: &Call, field: &Field, names: &Names) -> String {
    let mut text = in_words_of(call, prose(field.doc));
    let object = match field.kind {
        Kind::Object(object) => Some(object),
        Kind::List(Kind::Object(object)) => Some(*object),
        _ => None,
    };
    if let Some(object) = object {
        let each = if matches!(field.kind, Kind::List(_)) { "Each has" } else { "It has" };
        let keys: Vec<String> = object.fields.iter().map(|field| format!("`{}`", field.name)).collect();
        text.push_str(&format!(" {each} {}.", keys.join(", ")));
        let notes = names.of_type(object, |names| &names.php).map(|names| names.notes.values());
        notes.into_iter().flatten().for_each(|note| text.push_str(&format!(" {note}")));
    }
    if let Some(default) = field.default {
        text.push_str(&format!(" Default: {default}."));
    }
    if let Some(note) = call.method.notes.get(field.name) {
        text.push_str(&format!(" {note}"));
    }
    text
}

/// A text about fields, with the names that they have here.
fn in_words_of(call: &Call, text: String) -> String {
    call.request.fields.iter().fold(text, |text, field| {
        text.replace(&format!("`{}`", field.name), &format!("`{}`", camel_case(field.name)))
    })
}

/// The type of what is given, as PHPDoc has it.
fn given_as(kind: Kind) -> String {
    match kind {
        Kind::Text | Kind::Personal | Kind::Secret => "string".to_owned(),
        Kind::Id | Kind::Gender => "string|int".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Switch => "int|bool".to_owned(),
        Kind::Whole | Kind::Integer | Kind::Numbered(_) => "int".to_owned(),
        Kind::Won | Kind::Amount => "int|float|string".to_owned(),
        Kind::UnixSeconds => "\\DateTimeInterface|int".to_owned(),
        Kind::Free => "mixed".to_owned(),
        Kind::FreeObject | Kind::Object(_) => "array<string, mixed>".to_owned(),
        Kind::List(kind) => format!("list<{}>", given_as(*kind)),
        Kind::Either(kinds) => kinds.iter().map(|kind| given_as(*kind)).collect::<Vec<_>>().join("|"),
        _ => "mixed".to_owned(),
    }
}

fn returns(answer: Kind) -> String {
    match answer {
        Kind::Object(object) => {
            let doc = prose(object.doc);
            format!("{doc} Its `data` has {}.", keys(object))
        }
        Kind::Text => "Its `data` is a string.".to_owned(),
        _ => "Its `data` is not documented, and may be absent.".to_owned(),
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
pub(super) fn example(call: &Call, calls: &[Call]) -> Result<Vec<String>, String> {
    let mut lines = Vec::new();
    for (earlier, field) in call.before(calls)? {
        lines.extend(match field {
            None => said("", earlier, "")?,
            Some(_) => said(&format!("${} = ", variable(earlier.spec.answer)), earlier, "->unwrap()")?,
        });
    }
    match (&call.names.shows[..], call.spec.answer) {
        ([], Kind::Text) => lines.extend(said("echo ", call, "->unwrap()")?),
        ([], _) => lines.extend(said("echo ", call, "->status")?),
        (shown, answer) => {
            let variable = variable(answer);
            lines.extend(said(&format!("${variable} = "), call, "->unwrap()")?);
            let shown: Vec<String> = shown.iter().map(|field| format!("${variable}->{field}")).collect();
            lines.push(format!("echo {};", shown.join(", ' ', ")));
        }
    }
    Ok(lines)
}

/// A call of the method, between what stands before and behind it.
fn said(before: &str, call: &Call, behind: &str) -> Result<Vec<String>, String> {
    let literal = |value: &toml::Value| match taken(value) {
        Some((operation, field)) => {
            let spec = OPERATIONS.iter().find(|spec| spec.name == operation);
            let spec = spec.ok_or_else(|| format!("there is no operation {operation:?}"))?;
            Ok::<_, String>(format!("${}->{field}", variable(spec.answer)))
        }
        None => Ok(literal(value)),
    };
    let example = &call.names.example;
    let mut given = Vec::new();
    if call.method.takes == Takes::Whole {
        let fields = example.iter().map(|(name, value)| Ok(pair(name, &literal(value)?)));
        given.push(format!("[{}]", fields.collect::<Result<Vec<_>, String>>()?.join(", ")));
    } else {
        let mut is_behind_a_gap = false;
        for argument in &call.arguments {
            let Some(value) = example.get(argument.field.name) else {
                is_behind_a_gap = true;
                continue;
            };
            let name =
                if is_behind_a_gap { format!("{}: ", camel_case(argument.name)) } else { String::new() };
            given.push(format!("{name}{}", literal(value)?));
        }
        let mut rest = Vec::new();
        for field in others(call) {
            if let Some(value) = example.get(field.name) {
                rest.push(pair(&camel_case(field.name), &literal(value)?));
            }
        }
        if let Some(name) = call.method.rest.as_ref().filter(|_| !rest.is_empty()) {
            let name = if is_behind_a_gap { format!("{name}: ") } else { String::new() };
            given.push(format!("{name}[{}]", rest.join(", ")));
        }
    }
    let name = &call.method.name;
    let line = format!("{before}BootpayApi::{name}({}){behind};", given.join(", "));
    if line.width() <= COLUMNS - "     * ".len() {
        return Ok(vec![line]);
    }
    let given = listed(&given, "     *     ".len());
    let mut lines = vec![format!("{before}BootpayApi::{name}(")];
    lines.extend(given.lines().map(|line| format!("    {}", line.trim_start())));
    lines.push(format!("){behind};"));
    Ok(lines)
}

fn pair(name: &str, value: &str) -> String {
    format!("'{name}' => {value}")
}

/// A value of the names file in PHP.
fn literal(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(values) => {
            format!("[{}]", values.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        toml::Value::Table(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| pair(name, &literal(value))).collect();
            format!("[{}]", fields.join(", "))
        }
        toml::Value::String(text) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        other => other.to_string(),
    }
}

/// What an example calls what was answered.
fn variable(answer: Kind) -> String {
    match answer {
        Kind::Object(object) => {
            let mut letters = object.name.chars();
            letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
        }
        _ => "answer".to_owned(),
    }
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        let head = letters.next().map(|letter| letter.to_ascii_uppercase());
        text + &head.into_iter().chain(letters).collect::<String>()
    })
}

/// The type of what comes back.
fn shape_of(kind: Kind, names: &Names) -> String {
    match kind {
        Kind::Text | Kind::Id | Kind::Personal | Kind::Secret => "string".to_owned(),
        Kind::Bool | Kind::Switch => "bool|int".to_owned(),
        Kind::Whole | Kind::Integer | Kind::UnixSeconds | Kind::Numbered(_) => "int".to_owned(),
        Kind::Won | Kind::Amount => "int|float".to_owned(),
        Kind::Gender => "string|int".to_owned(),
        Kind::FreeObject => "\\stdClass".to_owned(),
        Kind::List(kind) => format!("list<{}>", shape_of(*kind, names)),
        Kind::Object(object) => alias(object, names),
        _ => "mixed".to_owned(),
    }
}

/// What an object is called; a class may have its name.
fn alias(object: &Object, names: &Names) -> String {
    let named = names.of_type(object, |names| &names.php);
    named.map_or_else(|| object.name.to_owned(), |names| names.name.clone())
}

/// The objects in the answers of all operations that PHP has, each once, those that others hold first.
fn shapes(names: &Names) -> Result<Vec<Shape>, String> {
    let mut shapes = Vec::new();
    let mut seen = BTreeSet::new();
    for spec in OPERATIONS {
        if names.of(spec)?.php.is_some() {
            collect(spec.answer, names, &mut seen, &mut shapes);
        }
    }
    Ok(shapes)
}

fn collect(kind: Kind, names: &Names, seen: &mut BTreeSet<&'static str>, shapes: &mut Vec<Shape>) {
    match kind {
        Kind::Object(object) if seen.insert(object.name) => {
            object.fields.iter().for_each(|field| collect(field.kind, names, seen, shapes));
            let key = |field: &Field| {
                let is_sometimes = field.presence == Presence::Sometimes;
                let may_be_null = field.presence == Presence::OrNull;
                let mark = if is_sometimes { "?" } else { "" };
                let or_null = if may_be_null { "|null" } else { "" };
                format!("{}{mark}: {}{or_null}", field.name, shape_of(field.kind, names))
            };
            let fields: Vec<String> = object.fields.iter().map(key).collect();
            shapes
                .push(Shape { name: alias(object, names), text: format!("object{{{}}}", fields.join(", ")) });
        }
        Kind::List(kind) => collect(*kind, names, seen, shapes),
        Kind::Either(kinds) => kinds.iter().for_each(|kind| collect(*kind, names, seen, shapes)),
        _ => {}
    }
}
