//! The operations and their types as one JSON document: `schema/operations.json`, and the schemas of the sandbox's OpenAPI document.
//!
//! Types are JSON Schema (2020-12, the dialect of OpenAPI 3.1). Beyond it there are: `x-unit`, what a number counts; `x-default`, what
//! an absent field means, in words; `x-personal` and `x-secret`, what no log may have; `x-kept`, what is not sent; `x-order`, the
//! fields in the order of the documentation; `x-source`, where a form is documented; `x-constants`, the table that names the values.
//! What an operation does is what its request says.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::api::OperationSpec;
use crate::api::{OPERATIONS, receipt};
use crate::constants::{Ability, Constant, Constants, Literal};
use crate::described::{Field, Kind, Object, Presence, Privacy, prose};
use crate::endpoint::{Auth, Repeat};
use crate::{banks, gateways, methods};

/// Whether a type is sent or comes back: the server writes some values in several ways, and is sent one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Sent,
    Received,
}

/// The tables of named values.
pub const CONSTANTS: &[Constants] = &[receipt::STATUSES, gateways::TABLE, methods::TABLE, banks::TABLE];

/// The table that names a field's values.
pub fn constants_of(field: &Field) -> Option<&'static Constants> {
    CONSTANTS.iter().find(|table| table.fields.contains(&field.name))
}

/// Every operation, every type and every table of named values, by name.
pub fn document() -> Value {
    let mut types = Types::default();
    let operations: Map<String, Value> =
        OPERATIONS.iter().map(|spec| (spec.name.to_owned(), operation(spec, &mut types))).collect();
    let constants: Map<String, Value> =
        CONSTANTS.iter().map(|table| (table.name.to_owned(), constants(table))).collect();
    json!({ "operations": operations, "types": types.0, "constants": constants })
}

fn constants(table: &Constants) -> Value {
    let value = |constant: &Constant| {
        let mut value = json!({
            "name": constant.name,
            "value": match constant.value {
                Literal::Text(text) => json!(text),
                Literal::Number(number) => json!(number),
            },
            "ko": constant.korean,
            "en": prose(constant.english),
        });
        if let Some(source) = constant.source {
            value["source"] = json!(source);
        }
        value
    };
    let ability =
        |of: &Ability| json!({"ko": of.korean, "en": of.english, "source": of.source, "values": of.values});
    json!({
        "description": prose(table.doc),
        "source": table.source,
        "values": table.values.iter().map(value).collect::<Vec<_>>(),
        "abilities": table.abilities.iter().map(ability).collect::<Vec<_>>(),
    })
}

fn operation(spec: &OperationSpec, types: &mut Types) -> Value {
    json!({
        "method": spec.method.as_str(),
        "path": spec.path,
        "auth": match spec.auth {
            Auth::Token => "token",
            Auth::Credentials => "credentials",
        },
        "repeat": match spec.repeat {
            Repeat::Safe => "safe",
            Repeat::Idempotent => "idempotent",
            Repeat::Never => "never",
        },
        "attempt_timeout_seconds": spec.patience.attempt_timeout().as_secs(),
        "request": types.schema(spec.request, Direction::Sent),
        "answer": types.schema(spec.answer, Direction::Received),
    })
}

/// The objects that were met so far.
#[derive(Default)]
struct Types(BTreeMap<&'static str, Value>);

impl Types {
    fn schema(&mut self, kind: Kind, direction: Direction) -> Value {
        match kind {
            Kind::Text | Kind::Id | Kind::Personal | Kind::Secret => json!({"type": "string"}),
            Kind::Bool if direction == Direction::Received => json!({"type": ["boolean", "integer"]}),
            Kind::Bool => json!({"type": "boolean"}),
            Kind::Switch => json!({"type": "integer", "enum": [0, 1]}),
            Kind::Whole | Kind::Won => json!({"type": "integer", "minimum": 0}),
            Kind::Integer | Kind::UnixSeconds => json!({"type": "integer"}),
            Kind::Amount => json!({"type": "number"}),
            Kind::Numbered(numbers) => {
                let meanings: Vec<String> = numbers.iter().map(|number| prose(number.doc)).collect();
                json!({"type": "integer", "description": meanings.join(" ")})
            }
            Kind::Gender => json!({"type": ["string", "integer"], "enum": ["0", "1", 0, 1]}),
            Kind::Free => json!({}),
            Kind::FreeObject => json!({"type": "object"}),
            Kind::List(kind) => json!({"type": "array", "items": self.schema(*kind, direction)}),
            Kind::Either(kinds) => {
                let kinds: Vec<Value> = kinds.iter().map(|kind| self.schema(*kind, direction)).collect();
                json!({"anyOf": kinds})
            }
            Kind::Object(object) => {
                if !self.0.contains_key(object.name) {
                    let described = self.object(object, direction);
                    self.0.insert(object.name, described);
                }
                json!({"$ref": format!("#/types/{}", object.name)})
            }
        }
    }

    fn object(&mut self, object: &Object, direction: Direction) -> Value {
        let properties: Map<String, Value> =
            object.fields.iter().map(|field| (field.name.to_owned(), self.field(field, direction))).collect();
        let is_there = |field: &&Field| field.presence != Presence::Sometimes;
        let required: Vec<&str> = object.fields.iter().filter(is_there).map(|field| field.name).collect();
        let order: Vec<&str> = object.fields.iter().map(|field| field.name).collect();
        let mut schema = json!({
            "type": "object",
            "description": prose(object.doc),
            "properties": properties,
            "required": required,
            "additionalProperties": object.is_open,
            "x-order": order,
        });
        if let Some(source) = object.source {
            schema["x-source"] = json!(source);
        }
        schema
    }

    fn field(&mut self, field: &Field, direction: Direction) -> Value {
        let mut schema = self.schema(field.kind, direction);
        if field.presence == Presence::OrNull {
            schema = or_null(schema);
        }
        let meanings = schema["description"].take();
        let doc = prose(field.doc);
        schema["description"] = match meanings.as_str() {
            Some(meanings) => json!(format!("{doc} {meanings}")),
            None => json!(doc),
        };
        if let Some(unit) = field.kind.unit() {
            schema["x-unit"] = json!(unit);
        }
        if let Some(default) = field.default {
            schema["x-default"] = json!(default);
        }
        if let Some(table) = constants_of(field) {
            schema["x-constants"] = json!(table.name);
        }
        match field.kind.privacy() {
            Privacy::Open => {}
            Privacy::Personal => schema["x-personal"] = json!(true),
            Privacy::Secret => schema["x-secret"] = json!(true),
        }
        if !field.is_sent {
            schema["x-kept"] = json!(true);
        }
        schema
    }
}

fn or_null(mut schema: Value) -> Value {
    match schema.get("type").and_then(Value::as_str) {
        Some(only) => schema["type"] = json!([only, "null"]),
        None => schema = json!({"anyOf": [schema, {"type": "null"}]}),
    }
    schema
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Whoever follows a reference finds a type, and no type is there that nobody refers to.
    #[test]
    fn references_lead_to_types() {
        let document = document();
        let mut referred = Vec::new();
        collect(&document, &mut referred);
        let types = document["types"].as_object().unwrap();
        for name in &referred {
            assert!(types.contains_key(name), "{name}");
        }
        for name in types.keys() {
            assert!(referred.contains(name), "{name}");
        }
    }

    fn collect(value: &Value, referred: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                    referred.push(name.strip_prefix("#/types/").unwrap().to_owned());
                }
                fields.values().for_each(|field| collect(field, referred));
            }
            Value::Array(values) => values.iter().for_each(|value| collect(value, referred)),
            _ => {}
        }
    }

    #[test]
    fn a_field_says_what_it_is() {
        let types = document()["types"].take();
        let cancel = &types["CancelPayment"];
        assert_eq!(cancel["required"], json!(["receipt_id"]));
        assert_eq!(cancel["additionalProperties"], json!(false));
        let price = &cancel["properties"]["price"];
        assert_eq!((&price["type"], &price["x-unit"]), (&json!("integer"), &json!("won")));
        assert_eq!(price["x-default"], json!("all that is left"));
        assert_eq!(cancel["properties"]["reason"]["x-personal"], json!(true));
        assert_eq!(types["GetReceipt"]["properties"]["expected_price"]["x-kept"], json!(true));
        assert_eq!(types["AccessToken"]["properties"]["token"]["x-secret"], json!(true));
        // under their names on the wire
        assert!(types["BillingKey"]["properties"]["e_at"].is_object());
        assert_eq!(types["CompletedPayment"]["properties"]["card_no"]["type"], json!(["string", "null"]));
    }

    #[test]
    fn named_values_are_told_apart_and_fields_lead_to_them() {
        for table in CONSTANTS {
            let names: BTreeSet<&str> = table.values.iter().map(|constant| constant.name).collect();
            let values: BTreeSet<String> =
                table.values.iter().map(|constant| constant.value.to_string()).collect();
            assert_eq!(
                (names.len(), values.len()),
                (table.values.len(), table.values.len()),
                "{}",
                table.name
            );
            for ability in table.abilities {
                let known = table.values.iter().filter(|constant| ability.has(constant)).count();
                assert_eq!(known, ability.values.len(), "{}", ability.english);
            }
        }
        let document = document();
        let shinhan = json!({"name": "SHINHAN", "value": "088", "ko": "신한은행", "en": "Shinhan Bank"});
        assert!(document["constants"]["Bank"]["values"].as_array().unwrap().contains(&shinhan));
        let paid = json!({"name": "PAID", "value": 1, "ko": "결제완료", "en": "paid"});
        assert!(document["constants"]["ReceiptStatus"]["values"].as_array().unwrap().contains(&paid));
        let of =
            |object: &str, field: &str| document["types"][object]["properties"][field]["x-constants"].clone();
        assert_eq!(of("Refund", "bankcode"), json!("Bank"));
        assert_eq!(of("RequestLink", "methods"), json!("Method"));
        assert_eq!(of("Receipt", "pg"), json!("Gateway"));
        assert_eq!(of("Receipt", "price"), Value::Null);
    }

    /// Two structs of one name would be one type.
    #[test]
    fn a_name_is_one_type() {
        let mut places = BTreeMap::new();
        for spec in OPERATIONS {
            for kind in [spec.request, spec.answer] {
                same_everywhere(kind, &mut places);
            }
        }
    }

    fn same_everywhere(kind: Kind, places: &mut BTreeMap<&'static str, &'static str>) {
        match kind {
            Kind::Object(object) => {
                let doc = *places.entry(object.name).or_insert(object.doc);
                assert_eq!(doc, object.doc, "{}", object.name);
                object.fields.iter().for_each(|field| same_everywhere(field.kind, places));
            }
            Kind::List(kind) => same_everywhere(*kind, places),
            Kind::Either(kinds) => kinds.iter().for_each(|kind| same_everywhere(*kind, places)),
            _ => {}
        }
    }
}
