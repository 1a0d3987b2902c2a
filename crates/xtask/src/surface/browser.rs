//! Types for the page's `window.BootPay`, from schema/browser.toml and the types that a page shares with the server.

use std::fs;
use std::path::Path;

use bootpay::OPERATIONS;
use bootpay::described::{Kind, Object, Presence, prose};
use serde::{Deserialize, Serialize};

use super::node::{Interface, Member, comment, object_in};
use super::{Rendered, Templates};

const FILE: &str = "schema/browser.toml";

/// The file, which explains its keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    types: Vec<Type>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Type {
    name: String,
    doc: String,
    #[serde(default)]
    is_open: bool,
    fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    name: String,
    #[serde(rename = "type")]
    value: String,
    doc: String,
    #[serde(default)]
    required: bool,
    default: Option<String>,
}

#[derive(Serialize)]
struct View {
    types: Vec<Interface>,
}

pub(super) fn render(root: &Path, templates: &Templates) -> Result<Rendered, String> {
    let text = fs::read_to_string(root.join(FILE)).map_err(|error| format!("{FILE}: {error}"))?;
    let page: Page = toml::from_str(&text).map_err(|error| format!("{FILE}: {error}"))?;
    let mut types = Vec::new();
    for described in &page.types {
        types.push(page.interface(described).map_err(|why| format!("{FILE}: {}: {why}", described.name))?);
    }
    for shared in SHARED {
        types.push(of_the_table(shared)?);
    }
    Ok(Rendered::new(
        "node/generated/browser.d.ts",
        templates.render("node/browser.d.ts.jinja", &View { types })?,
    ))
}

/// The types of the table that a page uses under their names on the wire.
const SHARED: [&str; 2] = ["Buyer", "Item"];

impl Page {
    fn interface(&self, described: &Type) -> Result<Interface, String> {
        let mut members = Vec::new();
        for field in &described.fields {
            let value = self.value(&field.value).map_err(|why| format!("{}: {why}", field.name))?;
            let default = field.default.as_ref().map(|default| format!(" Default: {default}."));
            let optional = if field.required { "" } else { "?" };
            members.push(Member {
                comment: comment(&format!("{}{}", field.doc, default.unwrap_or_default()), "  "),
                declaration: format!("{}{optional}: {value};", field.name),
            });
        }
        if described.is_open {
            members.push(Member {
                comment: comment("What this version does not know.", "  "),
                declaration: "[field: string]: unknown;".to_owned(),
            });
        }
        Ok(Interface { comment: comment(&described.doc, ""), name: described.name.clone(), members })
    }

    fn value(&self, name: &str) -> Result<String, String> {
        if let Some(name) = name.strip_suffix("[]") {
            return Ok(format!("{}[]", self.value(name)?));
        }
        if let Some(text) = name.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
            return Ok(format!("\"{text}\""));
        }
        Ok(match name {
            "text" => "string".to_owned(),
            "id" => "string | number".to_owned(),
            "number" => "number".to_owned(),
            "flag" => "boolean | 0 | 1".to_owned(),
            "texts" => "string[]".to_owned(),
            "object" => "Record<string, unknown>".to_owned(),
            "any" => "any".to_owned(),
            name if SHARED.contains(&name) => format!("BootPay{name}"),
            name if self.types.iter().any(|described| described.name == name) => name.to_owned(),
            other => return Err(format!("there is no type {other:?}")),
        })
    }
}

fn of_the_table(name: &str) -> Result<Interface, String> {
    let fields =
        OPERATIONS.iter().filter_map(|spec| object_in(spec.request)).flat_map(|request| request.fields);
    let object = fields.filter_map(|field| object_in(field.kind)).find(|object| object.name == name);
    let Object { doc, fields, .. } = object.ok_or_else(|| format!("no request has a {name}"))?;
    let members = fields.iter().map(|field| {
        let value = match field.kind {
            Kind::Id => "string | number",
            Kind::Whole | Kind::Won => "number",
            _ => "string",
        };
        let optional = if field.presence == Presence::Required { "" } else { "?" };
        Member {
            comment: comment(&prose(field.doc), "  "),
            declaration: format!("{}{optional}: {value};", field.name),
        }
    });
    Ok(Interface {
        comment: comment(&prose(doc), ""),
        name: format!("BootPay{name}"),
        members: members.collect(),
    })
}
