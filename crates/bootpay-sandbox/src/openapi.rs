//! GET /openapi.json: every HTTP route, from the tables that route them.
//!
//! To add a table: one line in `routes`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{api, console, control};

pub(crate) const PATH: &str = "/openapi.json";

/// What kind of answer a route gives, and who may call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// The API, with a token.
    Api,
    /// The API, for anybody.
    OpenApi,
    /// Pages and calls of the client scripts.
    Browser,
    /// `/sandbox/*`.
    Control,
    /// Pages and what belongs to them.
    Page,
}

/// One route as its table knows it.
pub(crate) struct Line {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) group: Group,
    pub(crate) inputs: Inputs,
}

/// What a route takes: in its body, or in the query of a GET.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inputs {
    pub(crate) required: &'static [&'static str],
    pub(crate) optional: &'static [&'static str],
}

impl Inputs {
    /// None, or whatever the caller likes.
    pub(crate) const NONE: Self = Self { required: &[], optional: &[] };

    fn all(self) -> impl Iterator<Item = (&'static str, bool)> {
        let required = self.required.iter().map(|name| (*name, true));
        required.chain(self.optional.iter().map(|name| (*name, false)))
    }
}

fn routes() -> impl Iterator<Item = Line> {
    api::lines().chain(control::lines()).chain(console::lines())
}

pub(crate) fn document() -> Value {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let all: Vec<Line> = routes().collect();
    for line in &all {
        let path = distinct(line.path, &all);
        let operation = operation(line, &path);
        paths.entry(path).or_default().insert(line.method.to_ascii_lowercase(), operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Bootpay sandbox",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The v1 server API of Bootpay as its documentation and official clients show it, each route also with .json at its end, and the routes that drive this sandbox. GET /sandbox/scenarios says what is documented and what is made up.",
        },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "The bare token of POST /request/token, without Bearer.",
                },
            },
            "schemas": {
                "Envelope": {
                    "type": "object",
                    "required": ["status", "code"],
                    "properties": {
                        "status": {"type": "integer", "description": "The HTTP status."},
                        "code": {"type": "integer", "description": "0, or a negative error code."},
                        "message": {"type": "string"},
                        "data": {},
                    },
                },
                "Error": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {"error": {"type": "string", "description": "Which field is wrong, and why."}},
                },
            },
        },
    })
}

/// Two templates that fit the same paths are one path in OpenAPI, whatever their wildcards are called.
fn distinct(path: &str, all: &[Line]) -> String {
    let shape = |path: &str| -> Vec<String> {
        path.split('/')
            .map(|segment| if segment.starts_with('{') { "{id}" } else { segment }.to_owned())
            .collect()
    };
    let is_twin = |line: &&Line| line.path != path && shape(line.path) == shape(path);
    if all.iter().any(|line| is_twin(&line)) { shape(path).join("/") } else { path.to_owned() }
}

fn operation(line: &Line, path: &str) -> Value {
    let (tag, answer) = match line.group {
        Group::Api | Group::OpenApi => ("API", "Envelope"),
        Group::Browser => ("browser", ""),
        Group::Control => ("sandbox", "Error"),
        Group::Page => ("pages", ""),
    };
    let schema = |name: &str| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
    let mut operation = json!({"operationId": operation_id(line), "tags": [tag]});
    operation["responses"] = match line.group {
        Group::Api | Group::OpenApi => json!({
            "200": {"description": "Done.", "content": schema(answer)},
            "default": {"description": "Refused.", "content": schema(answer)},
        }),
        Group::Control => json!({
            "200": {"description": "Done.", "content": {"application/json": {"schema": {}}}},
            "default": {"description": "Refused.", "content": schema(answer)},
        }),
        Group::Browser => json!({
            "200": {"description": "A page, a script or what the script expects."},
            "default": {"description": "Refused, as a page or in an envelope."},
        }),
        Group::Page => json!({"200": {"description": "The page, or a part of it."}}),
    };
    let names = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = names
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    if line.method == "GET" {
        parameters.extend(line.inputs.all().map(
            |(name, required)| json!({"name": name, "in": "query", "required": required, "schema": schema_of(name)}),
        ));
    }
    if !parameters.is_empty() {
        operation["parameters"] = json!(parameters);
    }
    if line.group == Group::Api {
        operation["security"] = json!([{"token": []}]);
    }
    if let Some(body) = body(line) {
        operation["requestBody"] = body;
    }
    operation
}

fn body(line: &Line) -> Option<Value> {
    if !["POST", "PUT"].contains(&line.method) {
        return None;
    }
    let is_control = line.group == Group::Control;
    let properties: Map<String, Value> = line
        .inputs
        .all()
        // the types of control fields are in the errors
        .map(|(name, _)| (name.to_owned(), if is_control { json!({}) } else { schema_of(name) }))
        .collect();
    let mut schema = json!({"type": "object"});
    if !properties.is_empty() {
        schema["properties"] = json!(properties);
    }
    if !line.inputs.required.is_empty() {
        schema["required"] = json!(line.inputs.required);
    }
    let mut content = json!({});
    if is_control {
        // An unknown name is refused.
        schema["additionalProperties"] = json!(false);
    } else {
        content["application/x-www-form-urlencoded"] = json!({"schema": schema});
    }
    content["application/json"] = json!({"schema": schema});
    Some(json!({"content": content}))
}

/// A field of the v1 API has the same type wherever it stands (v1 docs; official clients send numbers as text too).
fn schema_of(name: &str) -> Value {
    match name {
        "price" | "tax_free" => json!({"type": "integer", "minimum": 0, "description": "Won."}),
        "execute_at" => json!({"type": "integer", "description": "Unix seconds."}),
        "quota" => json!({"type": "integer", "description": "Months; 0 is a single payment."}),
        "gender" => json!({"type": "integer", "enum": [0, 1], "description": "0 female, 1 male."}),
        "interest" => json!({"type": "integer", "enum": [0, 1]}),
        "sandbox" => json!({"type": "boolean"}),
        "items" => json!({"type": "array", "items": {"type": "object"}}),
        "methods" => json!({"type": "array", "items": {"type": "string"}}),
        "refund" | "user_info" | "extra" | "remote_form" | "sms_payload" | "data" => {
            json!({"type": "object"})
        }
        _ => json!({"type": "string"}),
    }
}

/// `post_subscribe_billing`.
fn operation_id(line: &Line) -> String {
    let words =
        line.path.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    format!(
        "{}_{}{}",
        line.method.to_ascii_lowercase(),
        if words.is_empty() { "console".to_owned() } else { words.join("_") },
        // some routes of the official script are there with and without it
        if line.path.len() > 1 && line.path.ends_with('/') { "_slash" } else { "" }
    )
}
