//! What is rendered from the table of operations and from the official names: `cargo xtask surface`.

mod names_page;
mod official;

use std::fs;
use std::path::Path;

use clap::ValueEnum;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, path_loader};
use serde::Serialize;

use names_page::Page;
use official::Names;

const COMMAND: &str = "cargo xtask surface";

/// What to do with what was rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// Write the files that differ.
    Write,
    /// Change nothing; fail if a file differs.
    Check,
    /// Change nothing; print the files that differ.
    DryRun,
}

/// A file as it is to be.
#[derive(Debug)]
struct Rendered {
    /// Where it stands, from the root.
    path: &'static str,
    text: String,
}

fn render(root: &Path) -> Result<Vec<Rendered>, String> {
    let templates = Templates::new(root)?;
    let names = Page::of(&Names::read(root)?)?;
    Ok(vec![
        Rendered { path: "schema/operations.json", text: operations()? },
        Rendered { path: "docs/names.md", text: templates.render("names.md.jinja", &names)? },
        Rendered { path: "docs/names.ko.md", text: templates.render("names.ko.md.jinja", &names)? },
    ])
}

/// The templates, which say what a file looks like and decide nothing.
struct Templates(Environment<'static>);

impl Templates {
    fn new(root: &Path) -> Result<Self, String> {
        let mut syntax = SyntaxConfig::builder();
        // a tag in a line of its own leaves no trace
        syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
        let mut environment = Environment::new();
        environment.set_syntax(syntax.build().map_err(|error| error.to_string())?);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_loader(path_loader(root.join("crates/xtask/templates")));
        Ok(Self(environment))
    }

    fn render(&self, name: &str, view: &impl Serialize) -> Result<String, String> {
        let rendered = self.0.get_template(name).and_then(|template| template.render(Serde(view)));
        rendered.map_err(|error| format!("{name}: {error:#}"))
    }
}

/// The contract, for a review: sorted, a line for each value.
fn operations() -> Result<String, String> {
    let document = bootpay::schema::document();
    let text = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

pub(crate) fn run(root: &Path, mode: Mode) -> Result<String, String> {
    apply(root, mode, &render(root)?)
}

fn apply(root: &Path, mode: Mode, files: &[Rendered]) -> Result<String, String> {
    let mut stale = Vec::new();
    for file in files {
        let path = root.join(file.path);
        // an absent file differs; git may have given the others the line endings of the machine
        let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        let Some(line) = first_difference(&found, &file.text) else { continue };
        match mode {
            Mode::Write => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", file.path))?;
                }
                fs::write(&path, &file.text).map_err(|error| format!("{}: {error}", file.path))?;
                stale.push(file.path.to_owned());
            }
            Mode::Check => stale.push(format!("{} (from line {line} on)", file.path)),
            Mode::DryRun => stale.push(format!("{}:\n{}", file.path, file.text)),
        }
    }
    match mode {
        _ if stale.is_empty() => Ok(format!("{} rendered files say what the table says", files.len())),
        Mode::Write => Ok(format!("wrote {}", stale.join(", "))),
        Mode::Check => Err(format!("stale: {}; run `{COMMAND}`", stale.join(", "))),
        Mode::DryRun => Ok(stale.join("\n")),
    }
}

/// The number of the first line in which two texts differ.
fn first_difference(found: &str, wanted: &str) -> Option<usize> {
    if found == wanted {
        return None;
    }
    let same = found.split('\n').zip(wanted.split('\n')).take_while(|(found, wanted)| found == wanted);
    Some(same.count() + 1)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn root() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    #[test]
    fn what_is_committed_is_what_is_rendered() {
        run(&root(), Mode::Check).unwrap();
    }

    #[test]
    fn a_stale_file_is_named_with_the_command_that_mends_it() {
        let folder = std::env::temp_dir().join(format!("bootpay-surface-{}", std::process::id()));
        let files = [Rendered { path: "schema/one.json", text: "{\n  \"a\": 1\n}\n".to_owned() }];
        let check = || apply(&folder, Mode::Check, &files);

        assert_eq!(
            check().unwrap_err(),
            "stale: schema/one.json (from line 1 on); run `cargo xtask surface`"
        );
        let shown = apply(&folder, Mode::DryRun, &files).unwrap();
        assert_eq!(shown, "schema/one.json:\n{\n  \"a\": 1\n}\n");
        assert!(!folder.exists(), "a dry run wrote something");

        assert_eq!(apply(&folder, Mode::Write, &files).unwrap(), "wrote schema/one.json");
        assert_eq!(check().unwrap(), "1 rendered files say what the table says");
        fs::write(folder.join("schema/one.json"), "{\r\n  \"a\": 1\r\n}\r\n").unwrap();
        check().unwrap();
        fs::write(folder.join("schema/one.json"), "{\n  \"a\": 2\n}\n").unwrap();
        assert_eq!(
            check().unwrap_err(),
            "stale: schema/one.json (from line 2 on); run `cargo xtask surface`"
        );
        fs::remove_dir_all(&folder).unwrap();
    }
}
