//! schema/names.toml: what the official packages call the operations and their fields.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bootpay::described::{Field, Kind, Object, Presence};
use bootpay::{OPERATIONS, OperationSpec};
use serde::{Deserialize, Serialize};

/// The file, which explains its keys.
const FILE: &str = "schema/names.toml";

/// The names of all operations and of their types.
#[derive(Deserialize)]
pub(super) struct Names {
    #[serde(default)]
    types: BTreeMap<String, TypeNames>,
    #[serde(flatten)]
    operations: BTreeMap<String, Languages>,
}

/// The names of one type, by language.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeNames {
    pub(super) python: Option<TypeName>,
    pub(super) node: Option<TypeName>,
    pub(super) ruby: Option<TypeName>,
    pub(super) php: Option<TypeName>,
    pub(super) go: Option<TypeName>,
    pub(super) java: Option<TypeName>,
    pub(super) dotnet: Option<TypeName>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeName {
    pub(super) name: String,
    /// Further names that its fields may be given under.
    #[serde(default)]
    pub(super) also: BTreeMap<String, String>,
    /// What is to be said of a field in this language only.
    #[serde(default)]
    pub(super) notes: BTreeMap<String, String>,
    /// The type that a field has there, in the language's own words.
    #[serde(default)]
    pub(super) typed: BTreeMap<String, String>,
    /// What the encoder of Go, Java or .NET has to know of a field.
    #[serde(default)]
    pub(super) hints: BTreeMap<String, String>,
}

/// The names of one operation, by language, and its example.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Languages {
    /// What the reference calls it.
    pub(super) title: Option<String>,
    /// Whether the official clients advise against it.
    #[serde(default)]
    pub(super) deprecated: bool,
    /// The fields of an example that runs in the sandbox.
    #[serde(default)]
    pub(super) example: BTreeMap<String, toml::Value>,
    /// Operations whose examples come first.
    #[serde(default)]
    pub(super) after: Vec<String>,
    /// The fields of the answer that the example shows.
    #[serde(default)]
    pub(super) shows: Vec<String>,
    pub(super) python: Option<Method>,
    pub(super) node: Option<Method>,
    pub(super) ruby: Option<Method>,
    pub(super) php: Option<Method>,
    pub(super) go: Option<Method>,
    pub(super) java: Option<Method>,
    pub(super) dotnet: Option<Method>,
    pub(super) rust: Option<Method>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Method {
    #[serde(rename = "method")]
    pub(super) name: String,
    pub(super) on: Option<String>,
    #[serde(default)]
    pub(super) own: bool,
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) more: Vec<Further>,
    #[serde(default)]
    pub(super) takes: Takes,
    #[serde(rename = "type")]
    pub(super) data_type: Option<String>,
    /// The type of what comes back, if the language gives each call's answer one.
    pub(super) returns: Option<String>,
    pub(super) arguments: Option<Vec<Argument>>,
    /// The argument that holds the other fields.
    pub(super) rest: Option<String>,
    /// What a deprecated one says when it is called.
    pub(super) warning: Option<String>,
    #[serde(default)]
    pub(super) renamed: BTreeMap<String, String>,
    /// What is to be said of it in this language only, and of its fields.
    pub(super) note: Option<String>,
    #[serde(default)]
    pub(super) notes: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) by_hand: bool,
}

/// An operation and the field of its example's answer, for a value of another example that comes from there.
pub(super) fn taken(value: &toml::Value) -> Option<(&str, &str)> {
    let table = value.as_table().filter(|table| table.len() == 2)?;
    Some((table.get("from")?.as_str()?, table.get("field")?.as_str()?))
}

/// Another method that does more with the operation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Further {
    #[serde(rename = "method")]
    pub(super) name: String,
    #[serde(default)]
    pub(super) own: bool,
}

/// How a method is given its request.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Takes {
    #[default]
    Positional,
    Keywords,
    Data,
    Whole,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Argument {
    Plain(String),
    Renamed(Renamed),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Renamed {
    pub(super) name: String,
    pub(super) is: Option<String>,
    pub(super) default: Option<String>,
    #[serde(rename = "type")]
    pub(super) value_type: Option<String>,
}

impl Argument {
    /// The name on the wire; none of the mark behind which arguments are given by name.
    pub(super) fn field(&self) -> Option<&str> {
        let name = match self {
            Argument::Plain(name) => name,
            Argument::Renamed(renamed) => renamed.is.as_ref().unwrap_or(&renamed.name),
        };
        let name = name.strip_suffix(['?', '!']).unwrap_or(name);
        (name != "*").then_some(name)
    }

    fn has_default(&self) -> bool {
        matches!(self, Argument::Renamed(Renamed { default: Some(_), .. }))
    }
}

impl Names {
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(root.join(FILE)).map_err(|error| error.to_string());
        text.and_then(|text| Self::parse(&text)).map_err(|why| format!("{FILE}: {why}"))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let names: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        names.check()?;
        Ok(names)
    }

    /// The names of an operation.
    pub(super) fn of(&self, spec: &OperationSpec) -> Result<&Languages, String> {
        self.operations.get(spec.name).ok_or_else(|| format!("{FILE}: no names for {}", spec.name))
    }

    /// The names of an object of the table in one language, if it has some of its own there.
    pub(super) fn of_type<'a>(
        &'a self,
        object: &Object,
        language: impl Fn(&'a TypeNames) -> &'a Option<TypeName>,
    ) -> Option<&'a TypeName> {
        self.types.get(object.name).and_then(|names| language(names).as_ref())
    }

    /// Names of operations, types and fields that are not there.
    fn check(&self) -> Result<(), String> {
        let mut objects = BTreeMap::new();
        OPERATIONS.iter().for_each(|spec| {
            collect(spec.request, &mut objects);
            collect(spec.answer, &mut objects);
        });
        for (name, TypeNames { python, node, ruby, php, go, java, dotnet }) in &self.types {
            let object = objects.get(name.as_str()).ok_or_else(|| format!("there is no type {name:?}"))?;
            for names in [python, node, ruby, php, go, java, dotnet].into_iter().flatten() {
                let by_name = names.notes.keys().chain(names.typed.keys()).chain(names.hints.keys());
                for field in names.also.values().chain(by_name) {
                    named(Kind::Object(object), field).map_err(|why| format!("[types.{name}] {why}"))?;
                }
            }
        }
        for (operation, languages) in &self.operations {
            let spec = OperationSpec::named(operation)
                .ok_or_else(|| format!("there is no operation {operation:?}"))?;
            languages.check_example(spec).map_err(|why| format!("[{operation:?}] {why}"))?;
            let Languages { python, node, ruby, php, go, java, dotnet, rust, .. } = languages;
            let by_language = [
                ("python", python),
                ("node", node),
                ("ruby", ruby),
                ("php", php),
                ("go", go),
                ("java", java),
                ("dotnet", dotnet),
                ("rust", rust),
            ];
            for (language, method) in by_language {
                if let Some(method) = method {
                    method.check(spec).map_err(|why| format!("[{operation:?}.{language}] {why}"))?;
                }
            }
        }
        Ok(())
    }
}

/// The objects that stand in a request or an answer, by their names.
pub(super) fn collect(kind: Kind, objects: &mut BTreeMap<&'static str, &'static Object>) {
    match kind {
        Kind::Object(object) => {
            objects.insert(object.name, object);
            object.fields.iter().for_each(|field| collect(field.kind, objects));
        }
        Kind::List(kind) => collect(*kind, objects),
        Kind::Either(kinds) => kinds.iter().for_each(|kind| collect(*kind, objects)),
        _ => {}
    }
}

/// The fields of a request or an answer.
fn fields_of(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Object(object) => object.fields,
        Kind::List(kind) => fields_of(*kind),
        _ => &[],
    }
}

fn named(kind: Kind, name: &str) -> Result<&'static Field, String> {
    let field = fields_of(kind).iter().find(|field| field.name == name);
    field.ok_or_else(|| format!("there is no field {name:?}"))
}

impl Languages {
    fn check_example(&self, spec: &OperationSpec) -> Result<(), String> {
        for (name, value) in &self.example {
            if !matches!(spec.request, Kind::Object(Object { is_open: true, .. })) {
                named(spec.request, name)?;
            }
            if let Some((from, field)) = taken(value) {
                let other =
                    OperationSpec::named(from).ok_or_else(|| format!("there is no operation {from:?}"))?;
                named(other.answer, field)?;
            }
        }
        for name in &self.after {
            OperationSpec::named(name).ok_or_else(|| format!("there is no operation {name:?}"))?;
        }
        for name in &self.shows {
            named(spec.answer, name)?;
        }
        let missing = fields_of(spec.request)
            .iter()
            .find(|field| field.presence == Presence::Required && !self.example.contains_key(field.name));
        match missing {
            Some(field) if !self.example.is_empty() => Err(format!("the example has no {:?}", field.name)),
            _ => Ok(()),
        }
    }
}

impl Method {
    fn check(&self, spec: &OperationSpec) -> Result<(), String> {
        for argument in self.arguments.iter().flatten() {
            let Some(name) = argument.field() else { continue };
            if named(spec.request, name)?.presence == Presence::Required && argument.has_default() {
                return Err(format!("{name:?} is required, and has a default"));
            }
        }
        for name in self.renamed.values().chain(self.notes.keys()) {
            named(spec.request, name)?;
        }
        if (self.takes == Takes::Data) != self.data_type.is_some() {
            return Err("`type` is the name of what `takes = \"data\"`".to_owned());
        }
        if self.rest.is_some() && self.arguments.is_none() {
            return Err("`rest` holds the fields that are not in `arguments`".to_owned());
        }
        if self.by_hand && self.arguments.is_some() {
            return Err("a method that is written by hand has its arguments there".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_nowhere_is_an_error() {
        for (text, why) in [
            (
                r#"["payment.refund".python]
                method = "refund""#,
                "there is no operation \"payment.refund\"",
            ),
            (
                r#"["payment.cancel".python]
                method = "cancel"
                arguments = ["receipt_id", "prise?"]"#,
                "[\"payment.cancel\".python] there is no field \"prise\"",
            ),
            (
                r#"["payment.cancel".ruby]
                method = "cancel_payment"
                arguments = [{ name = "cancel_price", is = "prise" }]"#,
                "there is no field \"prise\"",
            ),
            (
                r#"["payment.cancel".ruby]
                method = "cancel_payment"
                arguments = [{ name = "receipt_id", default = "nil" }]"#,
                "\"receipt_id\" is required, and has a default",
            ),
            (
                r#"["link.request".node]
                method = "requestPayment"
                takes = "data"
                type = "BootpayRequestPaymentData"
                renamed = { itemName = "item_name" }"#,
                "there is no field \"item_name\"",
            ),
            (
                r#"["payment.cancel".node]
                method = "cancel"
                takes = "data""#,
                "`type` is the name",
            ),
            (
                r#"["payment.cancel"]
                example = { price = 1 }"#,
                "the example has no \"receipt_id\"",
            ),
            (
                r#"["payment.cancel"]
                example = { receipt_id = { from = "billing.pay", field = "receipt" } }"#,
                "there is no field \"receipt\"",
            ),
            (
                r#"[types.Byer.node]
                name = "BootpayUserInfoData""#,
                "there is no type \"Byer\"",
            ),
            (
                r#"[types.Buyer.node]
                name = "BootpayUserInfoData"
                also = { userName = "user_name" }"#,
                "[types.Buyer] there is no field \"user_name\"",
            ),
            (
                r#"["payment.cancel".cobol]
                method = "cancel""#,
                "unknown field `cobol`",
            ),
        ] {
            let found = Names::parse(text).map(drop).unwrap_err();
            assert!(found.contains(why), "{found}");
        }
        let good = r#"["payment.cancel".ruby]
            method = "cancel_payment"
            takes = "keywords"
            arguments = ["receipt_id", { name = "cancel_price", is = "price" }, "*", { name = "reason", default = "nil" }]"#;
        Names::parse(good).unwrap();
    }
}
