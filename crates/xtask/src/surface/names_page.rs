//! docs/names.md and its Korean twin: the table of official names.

use bootpay::{OPERATIONS, OperationSpec};
use serde::Serialize;

use super::official::{Languages, Method, Names};

/// What the templates see.
#[derive(Serialize)]
pub(super) struct Page {
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    operation: &'static str,
    /// Python, Node, Ruby, PHP, Go, Java, .NET, Rust: the columns.
    languages: [Vec<Name>; 8],
}

#[derive(Serialize)]
struct Name {
    on: Option<String>,
    name: String,
    own: bool,
}

impl Page {
    pub(super) fn of(names: &Names) -> Result<Self, String> {
        let rows = OPERATIONS.iter().map(|spec| names.of(spec).map(|languages| Row::of(spec, languages)));
        Ok(Self { rows: rows.collect::<Result<_, _>>()? })
    }
}

impl Row {
    fn of(spec: &OperationSpec, languages: &Languages) -> Self {
        let Languages { python, node, ruby, php, go, java, dotnet, rust, .. } = languages;
        let of_the_table = spec.call_name.map(|name| Name { on: None, name: name.to_owned(), own: false });
        let rust = of_the_table.into_iter().chain(methods(rust)).collect();
        let languages = [
            methods(python),
            methods(node),
            methods(ruby),
            methods(php),
            methods(go),
            methods(java),
            methods(dotnet),
            rust,
        ];
        Self { operation: spec.name, languages }
    }
}

fn methods(method: &Option<Method>) -> Vec<Name> {
    let Some(Method { name, on, own, also, more, .. }) = method else { return Vec::new() };
    let mut names = vec![Name { on: on.clone(), name: name.clone(), own: *own }];
    names.extend(also.iter().map(|name| Name { on: on.clone(), name: name.clone(), own: *own }));
    names.extend(more.iter().map(|more| Name { on: on.clone(), name: more.name.clone(), own: more.own }));
    names
}
