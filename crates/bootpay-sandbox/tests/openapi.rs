//! GET /openapi.json says what the router does.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};
use support::{DOCS_TOKEN, Server};

/// Method and path of everything that is described.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter().map(|(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
    });
    all.collect()
}

fn document(server: &Server) -> Value {
    let reply = server.send("GET", "/openapi.json", &[], "");
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json; charset=utf-8")));
    reply.json()
}

/// A page may load what comes from here, and run no script that stands in it.
fn check_policy(answer: &str, path: &str) {
    let policy = answer.lines().find_map(|line| line.strip_prefix("content-security-policy: "));
    let policy = policy.unwrap_or_else(|| panic!("{path} has no policy: {answer}"));
    assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script-src *"), "{path}: {policy}");
}

/// A path that the template stands for.
fn example(path: &str) -> String {
    let path = path.replace("/webhooks/{id}", "/webhooks/1").replace("{number}", "1");
    let path = path.replace("{script}", "bootpay-3.3.3.min.js").replace("{what}/{action}", "card/register");
    let path = path.replace("{language}", "ko").replace("{page}", "payment");
    let segments = path.split('/');
    let segments = segments.map(|name| if name.starts_with('{') { "0123456789abcdef01234567" } else { name });
    segments.collect::<Vec<_>>().join("/")
}

/// A web page can give this machine a name of its own, and then read whatever answers to that name.
#[test]
fn nothing_answers_to_a_name_of_another_host() {
    let server = Server::start();
    for (method, path, _) in operations(&document(&server)) {
        let path = example(&path);
        for host in ["evil.example", "127.0.0.1.evil.example"] {
            let headers = [("Host", host), ("Authorization", DOCS_TOKEN)];
            assert_eq!(server.send(&method, &path, &headers, "").status, 403, "{method} {path} {host}");
        }
    }
    let keys = json!({"application_id": server.sandbox.application_id(), "private_key": server.sandbox.private_key()});
    let headers = [("Host", "evil.example"), ("Content-Type", "application/json")];
    let reply = server.send("POST", "/request/token", &headers, &keys.to_string());
    assert_eq!((reply.status, &reply.json()["code"]), (403, &json!(-940301)));
}

#[test]
fn everything_that_is_described_is_routed() {
    let server = Server::start();
    let operations = operations(&document(&server));
    assert!(operations.len() >= 60, "{}", operations.len());
    let mut pages = Vec::new();
    for (method, path, operation) in operations {
        let path = example(&path);
        let headers = [("Authorization", DOCS_TOKEN), ("Content-Type", "application/json")];
        let request = server.request(&method, &path, &headers, if method == "GET" { "" } else { "{}" });
        // One of them never ends.
        let mut answer = vec![0; 64 * 1024];
        let count = server.connection(&request).read(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer[..count]).into_owned();
        let status: u16 = answer[9..12].parse().unwrap();
        assert_ne!(status, 405, "{method} {path}");
        if answer.contains("content-type: text/html") {
            pages.push(path.clone());
            check_policy(&answer, &path);
        }
        for header in ["x-bootpay-sandbox: 1\r\n", "x-content-type-options: nosniff\r\n"] {
            assert!(answer.contains(header), "{method} {path}: {answer}");
        }
        if status == 404 {
            let is_unknown = answer.contains("no such control route") || answer.contains("\"code\":-940401");
            assert!(!is_unknown, "{method} {path}: {answer}");
        }
        if operation["tags"][0] == "pages" {
            assert_eq!(status, 200, "{method} {path}: {answer}");
        }
    }
    assert!(pages.len() >= 12, "{pages:?}");
}

#[test]
fn what_the_sandbox_says_of_itself_is_described() {
    let server = Server::start();
    let described: HashSet<(String, String)> =
        operations(&document(&server)).into_iter().map(|(method, path, _)| (method, path)).collect();
    // The error of an unknown control route lists them all.
    let (_, text) = server.control_error("/sandbox/nothing", "");
    let control = text.split_once("there are ").unwrap().1;
    for path in control.split(", ") {
        assert!(described.iter().any(|(_, known)| known == path), "{path}");
    }
    // The README's tables were written by hand.
    for line in include_str!("../README.md").lines().filter(|line| line.starts_with("| `")) {
        let cell = line.split('|').nth(1).unwrap().replace('…', "/subscribe/billing");
        let cell = cell.replace("bootpay-{version}.min.js", "{script}");
        let mut methods: Vec<String> = Vec::new();
        for word in cell.split(['`', ' ', ',']).filter(|word| !word.is_empty()) {
            let word = word.split('?').next().unwrap();
            if ["GET", "POST", "PUT", "DELETE"].contains(&word) {
                methods.push(word.to_owned());
            } else if word.starts_with('/') && !methods.is_empty() {
                let found = |method: &String| {
                    described.iter().any(|(known, path)| known == method && same(path, word))
                };
                assert!(methods.iter().any(found), "{methods:?} {word}");
            }
        }
    }
}

/// Whether two templates have the same shape.
fn same(left: &str, right: &str) -> bool {
    let shape = |path: &str| -> Vec<String> {
        path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }.to_owned()).collect()
    };
    shape(left) == shape(right)
}

#[test]
fn the_document_is_openapi() {
    let server = Server::start();
    let document = document(&server);
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    let (mut ids, mut shapes) = (HashSet::new(), HashSet::new());
    for path in document["paths"].as_object().unwrap().keys() {
        let shape: Vec<&str> =
            path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
        assert!(path.starts_with('/') && shapes.insert(shape.join("/")), "{path} is there twice");
    }
    for (method, path, operation) in operations(&document) {
        assert!(["GET", "POST", "PUT", "DELETE", "OPTIONS"].contains(&method.as_str()));
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{method} {path}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(status == "default" || status.parse::<u16>().is_ok());
            assert!(response["description"].is_string());
        }
        let named: HashSet<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let empty = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&empty);
        let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
        let described: HashSet<&str> =
            in_path.clone().map(|parameter| parameter["name"].as_str().unwrap()).collect();
        assert_eq!(named, described, "{method} {path}");
        assert!(in_path.clone().all(|parameter| parameter["required"] == true));
        let others = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "query" && parameter["name"] != "project");
        assert!(method == "GET" || others.count() == 0, "only GET has a query");
        let takes_project = parameters.iter().any(|parameter| parameter["name"] == "project");
        assert_eq!(takes_project, path.starts_with("/sandbox/"), "{method} {path}");
        assert!(operation.get("requestBody").is_none() || method != "GET");
    }
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
    let payment =
        "/paths/~1sandbox~1payments/post/requestBody/content/application~1json/schema/properties/price";
    assert!(document.pointer(payment).is_some());
    let cancel = "/components/schemas/CancelPayment/properties/price";
    assert_eq!(document.pointer(cancel).unwrap()["x-unit"], "won");
    // What stays in the client, and what callers need not write but the server asks for.
    let parameters = document["paths"]["/receipt/{receipt_id}"]["get"]["parameters"].as_array().unwrap();
    assert_eq!(parameters.iter().map(|parameter| &parameter["name"]).collect::<Vec<_>>(), ["receipt_id"]);
    let required = document.pointer("/components/schemas/ReserveBilling/required").unwrap();
    assert!(
        ["execute_at", "scheduler_type"]
            .iter()
            .all(|name| required.as_array().unwrap().contains(&json!(name)))
    );
    let security = &document["paths"]["/cancel"]["post"]["security"];
    assert_eq!(security.to_string(), r#"[{"token":[]}]"#);
    assert_eq!(document["paths"]["/request/token"]["post"].get("security"), None);
}

/// The schema of what a route takes, whether it stands there or among the components.
fn body_of(document: &Value, operation: &Value) -> Value {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let named = schema["$ref"].as_str().and_then(|name| document.pointer(name.strip_prefix('#')?));
    named.unwrap_or(schema).clone()
}

/// The requests that the shared cases of this repository make, each as the documentation and the official clients
/// write it, have the fields that are described, and every field that is required.
#[test]
fn the_fields_of_the_api_are_those_of_real_requests() {
    let server = Server::start();
    let document = document(&server);
    let operations = operations(&document);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let mut seen = HashSet::new();
    for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let case: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        for request in case["expect"]["requests"].as_array().unwrap_or(&Vec::new()) {
            let (method, path) = (request["method"].as_str().unwrap(), request["path"].as_str().unwrap());
            let Some(body) = request["body"].as_object() else { continue };
            let (_, template, operation) =
                operations.iter().find(|(verb, known, _)| verb == method && fits(known, path)).unwrap();
            seen.insert(template.clone());
            let schema = body_of(&document, operation);
            for required in schema["required"].as_array().unwrap_or(&Vec::new()) {
                assert!(body.contains_key(required.as_str().unwrap()), "{file:?} has no {required}");
            }
            let Some(properties) = schema.get("properties") else { continue };
            // The fields of some calls are free.
            let is_free = |name: &str| properties.get(name).is_none() && body_is_free(template);
            for (name, value) in body.iter().filter(|(name, _)| !is_free(name)) {
                let described = &properties[name];
                let fits = match described["type"].as_str() {
                    Some("string") => value.is_string(),
                    Some("integer") => value.is_i64(),
                    Some("boolean") => value.is_boolean(),
                    Some("object") => value.is_object(),
                    Some("array") => value.is_array(),
                    _ => match described["enum"].as_array() {
                        Some(values) => values.contains(value),
                        None => described.get("$ref").is_none() || value.is_object(),
                    },
                };
                assert!(fits, "{file:?}: {name} is described as {described}");
            }
        }
    }
    assert!(seen.len() >= 15, "{seen:?}");
}

/// Calls of which the client's table knows some fields, and passes on the others.
fn body_is_free(path: &str) -> bool {
    ["/wallet/payment", "/app/rest/remote_link", "/npay/product", "/project/payment"].contains(&path)
}

/// Whether the path is one of the template's.
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(&path).all(|(known, given)| known.starts_with('{') || known == given)
}

/// What is described as required, the server asks for.
#[test]
fn a_required_field_is_missed_by_the_server() {
    let server = Server::start();
    let key = "5b025b33e13f33310ce560fb";
    let mut checked = 0;
    let document = document(&server);
    for (method, path, operation) in operations(&document) {
        if operation["tags"][0] != "API" {
            continue;
        }
        let content = body_of(&document, &operation);
        let required = content["required"].as_array().cloned().unwrap_or_default();
        for missing in &required {
            let fields = required.iter().filter(|name| *name != missing).map(|name| {
                let name = name.as_str().unwrap();
                let value = match (name, content["properties"][name]["type"].as_str().unwrap_or("object")) {
                    ("billing_key", _) => json!(key),
                    ("receipt_id", _) => json!("5df6e8034f74b4002177e0bb"),
                    ("user_id", _) => json!("sandbox-member"),
                    ("scheduler_type", _) => json!("oneshot"),
                    (_, "integer") => json!(3000),
                    (_, "object") => json!({"n": "1"}),
                    _ => json!("1"),
                };
                (name.to_owned(), value)
            });
            let body = Value::Object(fields.collect());
            let path = path.replace("{receipt_id}", "5df6e8034f74b4002177e0bb");
            let reply = server.api(&method, &path, body);
            let says = reply.text();
            assert!(says.contains(missing.as_str().unwrap()), "{method} {path} without {missing}: {says}");
            checked += 1;
        }
    }
    assert!(checked >= 30, "{checked}");
}

/// What is described of a control call, the sandbox reads in this way.
#[test]
fn a_control_field_is_read_as_it_is_described() {
    let server = Server::start();
    let document = document(&server);
    let mut checked = 0;
    for (method, path, operation) in operations(&document) {
        if operation["tags"][0] != "sandbox" || path == "/sandbox/cancels" {
            continue;
        }
        let body = body_of(&document, &operation);
        for (name, field) in body["properties"].as_object().into_iter().flatten() {
            let context = format!("{method} {path} {name}");
            let is_required = body["required"].as_array().unwrap().contains(&json!(name));
            if is_required {
                let (status, says) = server.control_error(&path, "{}");
                assert!(status == 422 && says.starts_with(name), "{context}: {says}");
            }
            if field.get("type").is_none() && field.get("enum").is_none() {
                continue;
            }
            // Whatever else is required is right.
            let kind = if name == "delay_ms" { "delay" } else { "status" };
            let mut fields = json!({"price": 3000, "kind": kind, "billing_key": "5b025b33e13f33310ce560fb"});
            let known = body["required"].as_array().unwrap();
            fields.as_object_mut().unwrap().retain(|name, _| known.contains(&json!(name)));
            fields[name] = json!([]);
            let (status, says) = server.control_error(&path, &fields.to_string());
            assert!(status == 422 && says.starts_with(&format!("{name}: must be")), "{context}: {says}");
            checked += 1;
        }
    }
    assert!(checked >= 45, "{checked}");
}
