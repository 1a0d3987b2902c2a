//! The table of official names (docs/names.md, in both languages) must be true: every operation has its row, and every method named there exists.

use std::fs;
use std::path::Path;

/// A column of the table: the folder whose files define its methods, and what stands before a method's name there.
const COLUMNS: [(&str, &[&str]); 7] = [
    ("python/bootpay", &["def "]),
    ("node/lib", &["", "async "]),
    ("ruby/lib/bootpay", &["def ", "alias ", "alias_method :"]),
    ("php/src", &["public function "]),
    ("go", &["func (api *Api) ", "func (identity Identity) "]),
    ("dotnet/src", DOTNET),
    ("crates/bootpay/src", &["pub async fn "]),
];

const DOTNET: &[&str] = &[
    "public Task<ResAny> ",
    "public Task<ResBillingKey> ",
    "public Task<ResDefault> ",
    "public Task<ResEasy> ",
    "public Task<ResLink> ",
    "public Task<ResToken> ",
    "public Task<Settlement> ",
    "public async Task<Person> ",
    "public async Task<ResDefault> ",
    "public async Task<Settlement> ",
];

pub(crate) fn run(root: &Path) -> Result<String, String> {
    let mut methods = 0;
    for page in ["docs/names.md", "docs/names.ko.md"] {
        methods = check(root, page).map_err(|why| format!("{page}: {why}"))?;
    }
    Ok(format!("{} operations, {methods} methods: docs/names.md names them all", bootpay::OPERATIONS.len()))
}

fn check(root: &Path, page: &str) -> Result<usize, String> {
    let text = fs::read_to_string(root.join(page)).map_err(|error| error.to_string())?;
    let mut sources = Vec::new();
    for (folder, _) in COLUMNS {
        let mut source = String::new();
        read_all(&root.join(folder), &mut source).map_err(|error| format!("{folder}: {error}"))?;
        sources.push(source);
    }
    let mut methods = 0;
    for spec in bootpay::OPERATIONS {
        let start = format!("| `{}` |", spec.name);
        let row = text.lines().find(|line| line.starts_with(&start));
        let row = row.ok_or_else(|| format!("no row for {}", spec.name))?;
        let cells: Vec<&str> = row[start.len()..].trim_end_matches('|').split('|').collect();
        if cells.len() != COLUMNS.len() {
            return Err(format!("the row of {} has {} columns", spec.name, cells.len()));
        }
        for ((cell, (folder, before)), source) in cells.into_iter().zip(COLUMNS).zip(&sources) {
            // the odd pieces between backquotes are the names
            for name in cell.split('`').skip(1).step_by(2) {
                let defines = |line: &str| {
                    before.iter().any(|before| {
                        let rest =
                            line.trim_start().strip_prefix(before).and_then(|rest| rest.strip_prefix(name));
                        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['(', ' ', ',']))
                    })
                };
                // the Rust clients' ordinary methods come from the table itself
                let is_rendered = folder == "crates/bootpay/src" && spec.call_name == Some(name);
                let is_there = is_rendered || source.lines().any(defines);
                if !is_there {
                    return Err(format!("{name} is not defined in {folder}"));
                }
                methods += 1;
            }
        }
    }
    Ok(methods)
}

/// The text of every source file of a folder.
fn read_all(folder: &Path, into: &mut String) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_source =
            |ending| ["py", "js", "rb", "php", "go", "cs", "rs"].iter().any(|known| ending == *known);
        if path.is_dir() {
            read_all(&path, into)?;
        } else if path.extension().is_some_and(is_source) {
            into.push_str(&fs::read_to_string(&path)?);
            into.push('\n');
        }
    }
    Ok(())
}
