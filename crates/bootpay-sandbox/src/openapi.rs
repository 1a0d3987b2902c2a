//! GET /openapi.json: every HTTP route, from the tables that route them.
//!
//! What the API takes and answers is what the client's table of operations says (`bootpay::schema`), as it goes over the
//! wire. What the control routes take is what they read (`fields.rs`), what they answer are their own structs.
//! To add a table of routes: one line in `routes`.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::fields::{Field, ID_PATTERN};
use crate::identity::{Certificate, CertificateAnswer};
use crate::payment::Done;
use crate::pg::PgReply;
use crate::receipt::Receipt;
use crate::{api, console, control};

pub(crate) const PATH: &str = "/openapi.json";

/// Where schemas stand in the document.
const SCHEMAS: &str = "/components/schemas";

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
pub(crate) struct Description {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) group: Group,
    pub(crate) takes: Takes,
    /// The schema of an answer's `data`, or of a control route's whole answer. `None`: the table of operations says it,
    /// or there is nothing to say.
    pub(crate) answers: Option<SchemaOf>,
}

/// What a route takes: in its path, its body, or the query of a GET.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Takes {
    /// Nothing, or whatever the caller likes.
    Anything,
    /// The request of this operation. Beyond it the server asks for `also`, which the client adds by itself.
    Operation {
        name: &'static str,
        also: &'static [&'static str],
    },
    Fields(&'static [Field]),
    /// A document with this schema.
    Schema(SchemaOf),
}

pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The schema of what `T` is written as.
pub(crate) fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// Structs that are answers of the API: the client's table has their schemas.
macro_rules! of_the_api {
    ($($answer:ty: $name:literal,)+) => {$(
        impl JsonSchema for $answer {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"$ref": concat!("#/components/schemas/", $name)})
            }
        }
    )+};
}

of_the_api! {
    Receipt<'_>: "Receipt",
    CertificateAnswer<'_>: "Certificate",
    Certificate: "Person",
    Done<'_>: "CompletedPayment",
}

fn routes() -> impl Iterator<Item = Description> {
    api::descriptions().chain(control::descriptions()).chain(console::descriptions())
}

pub(crate) fn document() -> Value {
    let mut schemas = Schemas::of_the_table();
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let all: Vec<Description> = routes().collect();
    for route in &all {
        let path = distinct(route.path, &all);
        let operation = schemas.operation(route, &path);
        paths.entry(path).or_default().insert(route.method.to_ascii_lowercase(), operation);
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
            "schemas": schemas.all(),
        },
    })
}

/// Two templates that fit the same paths are one path in OpenAPI, whatever their wildcards are called.
fn distinct(path: &str, all: &[Description]) -> String {
    let shape = |path: &str| -> Vec<String> {
        path.split('/')
            .map(|segment| if segment.starts_with('{') { "{id}" } else { segment }.to_owned())
            .collect()
    };
    let is_twin = |other: &&Description| other.path != path && shape(other.path) == shape(path);
    if all.iter().any(|other| is_twin(&other)) { shape(path).join("/") } else { path.to_owned() }
}

/// The names at the wildcards of a path.
fn wildcards(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

/// What may stand at a wildcard of a path.
fn wildcard(group: Group, name: &str) -> Value {
    match (group, name) {
        (Group::Control, "id" | "number") => json!({"type": "integer", "minimum": 1}),
        (Group::Control, "receipt_id" | "application_id") => json!({"type": "string", "pattern": ID_PATTERN}),
        (Group::Control, "operation") => json!({"enum": api::operations().collect::<Vec<&str>>()}),
        _ => json!({"type": "string"}),
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#{SCHEMAS}/{name}")})
}

/// The schemas of the document, as they come together route by route.
struct Schemas {
    /// The table's operations by name.
    operations: Value,
    /// Their requests, which become parameters or bodies.
    requests: Map<String, Value>,
    /// What a schema of the document may refer to.
    named: Map<String, Value>,
    /// Of our own structs.
    own: SchemaGenerator,
}

impl Schemas {
    fn of_the_table() -> Self {
        let mut table = bootpay::schema::document();
        on_the_wire(&mut table);
        let operations = table["operations"].take();
        let mut named = match table["types"].take() {
            Value::Object(types) => types,
            _ => Map::new(),
        };
        let requests = operations.as_object().into_iter().flat_map(Map::values).filter_map(request_name);
        let requests: Map<String, Value> =
            requests.filter_map(|name| Some((name.to_owned(), named.remove(name)?))).collect();
        named.insert(
            "Envelope".to_owned(),
            json!({
                "type": "object",
                "required": ["status", "code"],
                "properties": {
                    "status": {"type": "integer", "description": "The HTTP status."},
                    "code": {"type": "integer", "description": "0, or a negative error code."},
                    "message": {"type": "string"},
                },
            }),
        );
        named.insert(
            "Error".to_owned(),
            json!({
                "type": "object",
                "required": ["error"],
                "properties": {"error": {"type": "string", "description": "Which field is wrong, and why."}},
            }),
        );
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let own = settings.with(|settings| settings.definitions_path = SCHEMAS.into()).into_generator();
        Self { operations, requests, named, own }
    }

    fn all(mut self) -> Map<String, Value> {
        self.named.extend(self.own.take_definitions(true));
        self.named
    }

    fn operation(&mut self, route: &Description, path: &str) -> Value {
        let tag = match route.group {
            Group::Api | Group::OpenApi => "API",
            Group::Browser => "browser",
            Group::Control => "sandbox",
            Group::Page => "pages",
        };
        let mut operation = json!({"operationId": operation_id(route), "tags": [tag]});
        let mut request = self.request(route);
        if let Some(description) = request.as_object_mut().and_then(|schema| schema.remove("description")) {
            operation["description"] = description;
        }
        let mut parameters = Vec::new();
        for (name, field) in wildcards(path).zip(wildcards(route.path)) {
            let schema = taken_out(&mut request, field).unwrap_or_else(|| wildcard(route.group, field));
            parameters.push(parameter(name, "path", true, schema));
        }
        if route.method == "GET" {
            for (name, schema) in request["properties"].as_object().cloned().unwrap_or_default() {
                let is_required = is_required(&request, &name);
                parameters.push(parameter(&name, "query", is_required, schema));
            }
        }
        if route.group == Group::Control || route.path == console::EVENTS {
            let schema = json!({
                "type": "string",
                "pattern": ID_PATTERN,
                "description": "The REST application id of the project that is meant; without it, the first one.",
            });
            parameters.push(parameter("project", "query", false, schema));
        }
        if !parameters.is_empty() {
            operation["parameters"] = json!(parameters);
        }
        if ["POST", "PUT"].contains(&route.method) {
            operation["requestBody"] = self.body(route, request);
        }
        if route.group == Group::Api {
            operation["security"] = json!([{"token": []}]);
        }
        operation["responses"] = self.responses(route);
        operation
    }

    /// Everything that a route takes, wherever it stands.
    fn request(&mut self, route: &Description) -> Value {
        match route.takes {
            Takes::Anything => json!({"type": "object"}),
            // What is in it the caller does not write by hand.
            Takes::Schema(schema) => schema(&mut self.own).to_value(),
            Takes::Operation { name, also } => {
                let name = request_name(&self.operations[name]).unwrap_or_default();
                let mut request = self.requests[name].clone();
                for field in also {
                    let required = request["required"].as_array_mut();
                    required.into_iter().for_each(|required| required.push(json!(field)));
                    let known = &mut request["properties"][field];
                    if known.is_null() {
                        *known = json!({"type": "string"});
                    }
                }
                request
            }
            Takes::Fields(fields) => {
                let properties: Map<String, Value> =
                    fields.iter().map(|field| (field.name.to_owned(), field.schema())).collect();
                let required = fields.iter().filter(|field| field.is_required).map(|field| field.name);
                let required: Vec<&str> = required.collect();
                // Another name is refused.
                let mut request =
                    json!({"type": "object", "additionalProperties": false, "required": required});
                if !properties.is_empty() {
                    request["properties"] = json!(properties);
                }
                request
            }
        }
    }

    fn body(&mut self, route: &Description, request: Value) -> Value {
        let is_required = matches!(route.takes, Takes::Schema(_))
            || request["required"].as_array().is_some_and(|required| !required.is_empty());
        let schema = match route.takes {
            Takes::Operation { name, .. } => {
                let name = request_name(&self.operations[name]).unwrap_or_default().to_owned();
                let schema = reference(&name);
                self.named.insert(name, request);
                schema
            }
            Takes::Anything | Takes::Fields(_) | Takes::Schema(_) => request,
        };
        let mut content = json!({"application/json": {"schema": schema}});
        if route.group != Group::Control {
            content["application/x-www-form-urlencoded"] = json!({"schema": schema});
        }
        json!({"required": is_required, "content": content})
    }

    fn responses(&mut self, route: &Description) -> Value {
        let one = |description: &str, media_type: &str, schema: Value| json!({"description": description, "content": {media_type: {"schema": schema}}});
        let data = match (route.answers, route.takes) {
            (Some(schema), _) => Some(schema(&mut self.own).to_value()),
            (None, Takes::Operation { name, .. }) => {
                let answer = &self.operations[name]["answer"];
                answer.as_object().is_some_and(|answer| !answer.is_empty()).then(|| answer.clone())
            }
            (None, _) => None,
        };
        let json = "application/json";
        match route.group {
            Group::Api | Group::OpenApi => {
                let refused = json!({"properties": {"data": schema_of::<PgReply>(&mut self.own)}});
                json!({
                    "200": one("Done.", json, in_envelope(data.map(|data| json!({"required": ["data"], "properties": {"data": data}})))),
                    "default": one("Refused.", json, in_envelope(Some(refused))),
                })
            }
            Group::Control => json!({
                "200": one("Done.", json, data.unwrap_or_else(|| reference("Envelope"))),
                "default": one("Refused.", json, reference("Error")),
            }),
            Group::Browser => json!({
                "200": {"description": "A page, a script or what the script expects."},
                "default": {"description": "Refused, as a page or in an envelope."},
            }),
            Group::Page => json!({"200": {"description": "The page, or a part of it."}}),
        }
    }
}

fn in_envelope(more: Option<Value>) -> Value {
    let envelope = reference("Envelope");
    match more {
        Some(more) => json!({"allOf": [envelope, more]}),
        None => envelope,
    }
}

/// The table describes what callers of the client may write. On the wire there is nothing that stays in the client, and
/// the server lets fields through that nobody knows.
fn on_the_wire(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            if let Some(Value::String(target)) = keywords.get_mut("$ref") {
                *target = target.replace("#/types/", &format!("#{SCHEMAS}/"));
            }
            if keywords.get("additionalProperties") == Some(&json!(false)) {
                keywords.remove("additionalProperties");
            }
            keywords.remove("x-order");
            if keywords.get("properties") == Some(&json!({})) {
                keywords.remove("properties");
            }
            // Beside what is described there may be something else; as one of several, that would say nothing.
            if let Some(Value::Array(several)) = keywords.get_mut("anyOf") {
                several.retain(|schema| *schema != json!({}));
            }
            let mut kept = Vec::new();
            if let Some(Value::Object(properties)) = keywords.get_mut("properties") {
                properties.retain(|name, field| {
                    let is_kept = field["x-kept"] == true;
                    kept.extend(is_kept.then(|| json!(name)));
                    !is_kept
                });
            }
            if let Some(Value::Array(required)) = keywords.get_mut("required") {
                required.retain(|name| !kept.contains(name));
            }
            keywords.values_mut().for_each(on_the_wire);
        }
        Value::Array(schemas) => schemas.iter_mut().for_each(on_the_wire),
        _ => {}
    }
}

/// The type of an operation's request.
fn request_name(operation: &Value) -> Option<&str> {
    operation["request"]["$ref"].as_str()?.rsplit('/').next()
}

fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|required| required.contains(&json!(name)))
}

/// Takes a field out of an object's schema, for it stands in the path.
fn taken_out(schema: &mut Value, name: &str) -> Option<Value> {
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|field| field != name);
    }
    schema.get_mut("properties")?.as_object_mut()?.remove(name)
}

fn parameter(name: &str, place: &str, is_required: bool, mut schema: Value) -> Value {
    let mut parameter = json!({"name": name, "in": place, "required": is_required});
    if let Some(description) = schema.as_object_mut().and_then(|schema| schema.remove("description")) {
        parameter["description"] = description;
    }
    parameter["schema"] = schema;
    parameter
}

/// `post_subscribe_billing`.
fn operation_id(route: &Description) -> String {
    let words =
        route.path.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    format!(
        "{}_{}{}",
        route.method.to_ascii_lowercase(),
        if words.is_empty() { "console".to_owned() } else { words.join("_") },
        // some routes of the official script are there with and without it
        if route.path.len() > 1 && route.path.ends_with('/') { "_slash" } else { "" }
    )
}
