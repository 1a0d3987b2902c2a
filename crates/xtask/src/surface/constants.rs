//! The named values of the API, in every language and as a page of the reference.

use bootpay::constants::{Ability, Constant, Constants, Literal};
use bootpay::described::prose;
use bootpay::schema::CONSTANTS;
use serde::Serialize;

use super::{Rendered, Templates, go};

const FILES: &[(&str, &str)] = &[
    ("python/constants.py.jinja", "python/bootpay/generated/constants.py"),
    ("node/constants.js.jinja", "node/lib/generated/constants.js"),
    ("node/constants.d.ts.jinja", "node/generated/constants.d.ts"),
    ("ruby/constants.rb.jinja", "ruby/lib/bootpay/generated/constants.rb"),
    ("ruby/constants.rbs.jinja", "ruby/sig/generated/constants.rbs"),
    ("php/constants.php.jinja", "php/src/generated/constants.php"),
    ("go/constants.go.jinja", "go/generated_constants.go"),
    ("java/constants.java.jinja", "java/src/generated/java/kr/co/bootpay/model/Constants.java"),
    ("dotnet/constants.cs.jinja", "dotnet/src/generated/Constants.cs"),
    ("constants.md.jinja", "docs/reference/constants.md"),
    ("constants.ko.md.jinja", "docs/reference/constants.ko.md"),
];

pub(super) fn render(templates: &Templates) -> Result<Vec<Rendered>, String> {
    let view = View { tables: CONSTANTS.iter().map(Table::of).collect() };
    let file = |&(template, path)| Ok(Rendered::new(path, templates.render(template, &view)?));
    FILES.iter().map(file).collect()
}

/// What the templates see.
#[derive(Serialize)]
struct View {
    tables: Vec<Table>,
}

#[derive(Serialize)]
struct Table {
    name: &'static str,
    doc: String,
    source: &'static str,
    is_text: bool,
    values: Vec<Named>,
    abilities: Vec<Can>,
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
    /// The name as Go and .NET write one: `BankOfKorea`.
    camel: String,
    /// What brings the Korean names of a table to the same length.
    padding: String,
    /// As JSON and all these languages write it.
    literal: String,
    korean: &'static str,
    english: String,
    /// What it offers, in words, if the documentation says so.
    offers: Option<String>,
    source: Option<&'static str>,
}

#[derive(Serialize)]
struct Can {
    korean: &'static str,
    english: &'static str,
    source: &'static str,
    /// The names of those that can.
    names: Vec<&'static str>,
}

impl Table {
    fn of(table: &Constants) -> Self {
        Self {
            name: table.name,
            doc: prose(table.doc),
            source: table.source,
            is_text: table.values.iter().all(|constant| matches!(constant.value, Literal::Text(_))),
            values: table.values.iter().map(|constant| Named::of(constant, table)).collect(),
            abilities: table.abilities.iter().map(|ability| Can::of(ability, table.values)).collect(),
        }
    }
}

impl Named {
    fn of(constant: &Constant, table: &Constants) -> Self {
        let Constant { name, value, korean, english, source } = *constant;
        let longest = table.values.iter().map(|constant| constant.korean.chars().count()).max();
        let offers =
            table.abilities.iter().filter(|ability| ability.has(constant)).map(|ability| ability.english);
        let offers: Vec<&str> = offers.collect();
        Self {
            name,
            camel: go::camel(&name.to_lowercase()),
            padding: " ".repeat(longest.unwrap_or_default() - korean.chars().count()),
            literal: value.to_string(),
            korean,
            english: prose(english),
            offers: (!offers.is_empty()).then(|| format!("It offers {}.", offers.join(", "))),
            source,
        }
    }
}

impl Can {
    fn of(ability: &Ability, values: &[Constant]) -> Self {
        let Ability { korean, english, source, .. } = *ability;
        let names = values.iter().filter(|constant| ability.has(constant)).map(|constant| constant.name);
        Self { korean, english, source, names: names.collect() }
    }
}
