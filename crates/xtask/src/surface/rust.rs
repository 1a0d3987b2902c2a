//! The examples of the Rust client, and the tests that run them.

use std::collections::{BTreeMap, BTreeSet};

use bootpay::described::{Field, Kind, Object, Presence};
use bootpay::{OPERATIONS, OperationSpec};
use serde::Serialize;

use super::official::{Languages, Names, taken};
use super::reference::{block, by_hand};
use super::{Rendered, Templates};

/// What the template of an example sees.
#[derive(Serialize)]
struct Example {
    uses: BTreeSet<String>,
    /// Calls that come first, and the call itself.
    calls: Vec<Call>,
    /// Fields of the answer.
    shows: Vec<String>,
}

#[derive(Serialize)]
struct Call {
    /// What its answer is called, if anything is read from it.
    answer: Option<String>,
    /// Of a client's own method, which makes the request itself.
    takes_id: bool,
    /// Absent for calls that have no method.
    method: Option<&'static str>,
    request: &'static str,
    /// The fields of a request that takes any.
    json: Option<String>,
    /// What `new` takes.
    arguments: Vec<String>,
    setters: Vec<(&'static str, String)>,
}

/// What the template of the tests sees.
#[derive(Serialize)]
struct Tests {
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    code: String,
}

/// The file of which `tests/tests/documents.rs` makes tests.
pub(super) fn render(names: &Names, templates: &Templates) -> Result<Rendered, String> {
    let mut tests = Vec::new();
    for spec in OPERATIONS {
        let code = match by_hand(templates, spec)? {
            Some(page) => {
                block(&page, "rust").ok_or_else(|| format!("{}: no example in Rust", spec.name))?.to_owned()
            }
            None => example(names, templates, spec)?,
        };
        tests.push(Test { name: spec.name.replace('.', "_"), code });
    }
    let text = templates.render("rust/tests.rs.jinja", &Tests { tests })?;
    Ok(Rendered::new("tests/tests/generated/reference.rs", text))
}

/// What the template of the requests sees.
#[derive(Serialize)]
struct Requests {
    requests: Vec<Request>,
}

#[derive(Serialize)]
struct Request {
    path: &'static str,
    example: String,
}

/// The file that gives a test every request of the table.
pub(super) fn requests(names: &Names, templates: &Templates) -> Result<Rendered, String> {
    let mut requests = Vec::new();
    for spec in OPERATIONS {
        let Kind::Object(Object { path, .. }) = spec.request else { continue };
        let example = names.of(spec)?.example.iter().map(|(name, value)| match taken(value) {
            Some((_, field)) => (name, toml::Value::from(field)), // of an answer that no test waits for here
            None => (name, value.clone()),
        });
        let example = serde_json::to_string(&example.collect::<BTreeMap<_, _>>());
        requests.push(Request { path, example: example.map_err(|error| error.to_string())? });
    }
    let text = templates.render("rust/requests.rs.jinja", &Requests { requests })?;
    Ok(Rendered::new("tests/tests/generated/requests.rs", text))
}

/// The call of an operation, with the calls that have to come first.
pub(super) fn example(
    names: &Names,
    templates: &Templates,
    spec: &'static OperationSpec,
) -> Result<String, String> {
    let languages = names.of(spec)?;
    let mut uses = BTreeSet::new();
    let mut calls = Vec::new();
    for other in before(languages)? {
        let answer = is_taken_from(languages, other).then(|| variable(other));
        calls.push(call(other, names.of(other)?, answer, &mut uses)?);
    }
    let answer = (!languages.shows.is_empty()).then(|| "answer".to_owned());
    calls.push(call(spec, languages, answer, &mut uses)?);
    templates.render("rust/example.rs.jinja", &Example { uses, calls, shows: languages.shows.clone() })
}

/// The operations whose examples come first.
fn before(languages: &Languages) -> Result<Vec<&'static OperationSpec>, String> {
    let sources = languages.example.values().filter_map(taken).map(|(operation, _)| operation);
    let first = languages.after.iter().map(String::as_str).chain(sources);
    first
        .map(|name| OperationSpec::named(name).ok_or_else(|| format!("there is no operation {name:?}")))
        .collect()
}

fn is_taken_from(languages: &Languages, other: &OperationSpec) -> bool {
    languages.example.values().filter_map(taken).any(|(operation, _)| operation == other.name)
}

/// What the answer of another operation is called.
fn variable(spec: &OperationSpec) -> String {
    match spec.answer {
        Kind::Object(object) => object.name.to_lowercase(),
        _ => "first".to_owned(),
    }
}

fn call(
    spec: &'static OperationSpec,
    languages: &Languages,
    answer: Option<String>,
    uses: &mut BTreeSet<String>,
) -> Result<Call, String> {
    let Kind::Object(request) = spec.request else {
        return Err(format!("{}: the request has no fields", spec.name));
    };
    let own = languages.rust.as_ref().map(|_| spec.name);
    let takes_id = own.is_some();
    if !takes_id {
        uses.insert(request.path.to_owned());
    }
    let given: BTreeMap<&str, &toml::Value> =
        languages.example.iter().map(|(name, value)| (name.as_str(), value)).collect();
    let json = is_any(request).then(|| serde_json::to_string_pretty(&given)).transpose();
    let json = json.map_err(|error| error.to_string())?;
    if json.is_some() {
        uses.insert("serde_json::json".to_owned());
    }
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    for field in request.fields.iter().filter(|_| json.is_none()) {
        let Some(value) = given.get(field.name) else { continue };
        let value = expression(field, value, uses)?;
        match field.presence {
            Presence::Required => arguments.push(value),
            _ => setters.push((field.name, value)),
        }
    }
    let method = spec.call_name.or(own.filter(|_| takes_id).map(|_| "certificate"));
    if method.is_none() {
        uses.insert("bootpay::CallOptions".to_owned());
    }
    Ok(Call { answer, takes_id, method, request: request.name, json, arguments, setters })
}

/// Whether a request takes fields that are not written down.
fn is_any(request: &Object) -> bool {
    request.is_open
}

/// A value of an example as Rust.
fn expression(field: &Field, value: &toml::Value, uses: &mut BTreeSet<String>) -> Result<String, String> {
    if let Some((operation, name)) = taken(value) {
        let spec =
            OperationSpec::named(operation).ok_or_else(|| format!("there is no operation {operation:?}"))?;
        return Ok(format!("&*{}.{name}", variable(spec)));
    }
    Ok(match (field.kind, value) {
        (Kind::UnixSeconds | Kind::Integer, toml::Value::Integer(number)) => format!("{number}i64"),
        (_, toml::Value::Integer(number)) => format!("{number}u64"),
        (_, toml::Value::String(text)) => format!("{text:?}"),
        (Kind::List(_), toml::Value::Array(_)) => format!("{value}.map(String::from)"),
        (Kind::FreeObject, toml::Value::Table(_)) => {
            uses.insert("serde_json::json".to_owned());
            uses.insert("bootpay::FreeObject".to_owned());
            let json = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
            format!("serde_json::from_value::<FreeObject>(json!({json}))?")
        }
        _ => return Err(format!("{}: an example of this type is new here", field.name)),
    })
}
