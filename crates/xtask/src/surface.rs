//! What is rendered from the table of operations and from the official names: `cargo xtask surface`.

mod browser;
mod calls;
mod constants;
mod dotnet;
mod go;
mod java;
mod korean;
mod lines;
mod names_page;
mod node;
mod official;
mod php;
mod python;
mod reference;
mod ruby;
mod rust;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use clap::ValueEnum;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, path_loader};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use korean::{Language, Translations};
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
pub(crate) struct Rendered {
    /// Where it stands, from the root.
    path: String,
    text: String,
}

impl Rendered {
    pub(crate) fn new(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), text }
    }

    /// A file that is written by hand, with a block between `<!-- rendered: name -->` and `<!-- end -->` for each of these
    /// names and texts.
    fn with_blocks(root: &Path, path: &str, blocks: &[(&str, String)]) -> Result<Self, String> {
        let text = fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
        let mut text = text.replace("\r\n", "\n");
        for (name, block) in blocks {
            let (open, close) = (format!("<!-- rendered: {name} -->\n"), "<!-- end -->");
            let around = text.split_once(&open).and_then(|(before, rest)| {
                let (_, after) = rest.split_once(close)?;
                Some(format!("{before}{open}{}\n{close}{after}", block.trim_end()))
            });
            text = around
                .ok_or_else(|| format!("{path}: no block {:?} that ends with {close}", open.trim_end()))?;
        }
        Ok(Self::new(path, text))
    }
}

/// The files, and what is left to do by hand.
fn render(root: &Path) -> Result<(Vec<Rendered>, Vec<String>), String> {
    let mut templates = Templates::new(root)?;
    let official = Names::read(root)?;
    let names = Page::of(&official)?;
    let mut files = vec![
        Rendered::new("schema/operations.json", operations()?),
        Rendered::new("docs/names.md", templates.render("names.md.jinja", &names)?),
        Rendered::new("docs/names.ko.md", templates.render("names.ko.md.jinja", &names)?),
    ];
    files.extend(constants::render(&templates)?);
    files.extend(node::render(&official, &templates)?);
    files.extend(python::render(&official, &templates)?);
    files.extend(ruby::render(&official, &templates)?);
    files.extend(php::render(&official, &templates)?);
    files.extend(go::render(&official, &templates)?);
    files.extend(java::render(&official, &templates)?);
    files.extend(dotnet::render(&official, &templates)?);
    files.push(browser::render(root, &templates)?);
    let translations = Arc::new(Translations::read(root)?);
    files.extend(reference::render(root, &official, &mut templates, &translations)?);
    files.push(go::examples(&official, &templates)?);
    files.push(java::examples(&official, &templates)?);
    files.push(dotnet::examples(&official, &templates)?);
    files.push(rust::render(&official, &templates)?);
    files.push(rust::requests(&official, &templates)?);
    files.push(translations.rendered()?);
    files.push(reference::for_the_sandbox(&files)?);
    Ok((files, translations.problems()))
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
        environment.add_filter("wrapped", wrapped);
        environment.set_loader(path_loader(root.join("crates/xtask/templates")));
        Ok(Self(environment))
    }

    /// Gives the templates `t`, which says an English text in this language.
    fn translate(&mut self, translations: &Arc<Translations>, language: Language) {
        let translations = Arc::clone(translations);
        self.0.add_function("t", move |english: &str| translations.words(english, language));
    }

    /// Whether there is such a template.
    fn has(&self, name: &str) -> bool {
        self.0.get_template(name).is_ok()
    }

    fn render(&self, name: &str, view: &impl Serialize) -> Result<String, String> {
        let rendered = self.0.get_template(name).and_then(|template| template.render(Serde(view)));
        rendered.map_err(|error| format!("{name}: {error:#}"))
    }
}

/// A text in lines of at most so many columns, the first of which has some of them taken; `indent` begins the others. What stands
/// between backquotes is not broken.
fn wrapped(text: &str, columns: usize, indent: &str, taken: Option<usize>) -> String {
    let mut lines = String::new();
    for (number, paragraph) in text.split("\n\n").enumerate() {
        let pieces = paragraph.split('`').enumerate();
        // a blank at which the wrapper breaks no line
        let kept = pieces.map(
            |(piece, words)| if piece % 2 == 1 { words.replace(' ', "\u{a0}") } else { words.to_owned() },
        );
        let paragraph = kept.collect::<Vec<_>>().join("`");
        let taken = " ".repeat(taken.filter(|_| number == 0).unwrap_or(indent.width()));
        let options = textwrap::Options::new(columns)
            .initial_indent(&taken)
            .subsequent_indent(indent)
            .break_words(false)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let paragraph = textwrap::fill(&paragraph, options).replace('\u{a0}', " ");
        if number > 0 {
            lines.push_str(&format!("\n{}\n{indent}", indent.trim_end()));
        }
        lines.push_str(paragraph.get(taken.len()..).unwrap_or_default());
    }
    lines
}

/// The contract, for a review: sorted, a line for each value.
fn operations() -> Result<String, String> {
    let document = bootpay::schema::document();
    let text = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

pub(crate) fn run(root: &Path, mode: Mode) -> Result<String, String> {
    let (files, by_hand) = render(root)?;
    let left = left_over(root, &files)?;
    let told = apply(root, mode, COMMAND, &files, &left);
    // writing has taken out what nothing asks for
    let by_hand = if mode == Mode::Write { render(root)?.1 } else { by_hand };
    // what was written is to be seen even if something is left to do
    match (told, by_hand.is_empty()) {
        (told, true) => told,
        (Ok(told) | Err(told), false) => Err(format!("{told}\n{}", by_hand.join("\n"))),
    }
}

pub(crate) fn count(root: &Path) -> Result<String, String> {
    lines::count(root)
}

/// Whether a file is from here: by its folder, in Java one above the packages, or in Go, whose packages are one folder each, by
/// its name. `cargo xtask licenses` and `cargo xtask header` have folders too.
fn is_rendered(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or_default();
    let others = ["crates/bootpay-c/generated", "crates/bootpay-cli/generated"];
    let is_of_these =
        folder.ends_with("/generated") || name.starts_with("generated_") && name.ends_with(".go");
    let is_java = path.contains("/src/generated/java/");
    is_of_these && !others.contains(&folder) || is_java || folder == "docs/reference"
}

/// Files that look rendered and that nothing renders.
fn left_over(root: &Path, files: &[Rendered]) -> Result<Vec<String>, String> {
    let committed = lines::committed(root)?;
    let is_left = |path: &String| is_rendered(path) && files.iter().all(|file| file.path != *path);
    Ok(committed.into_iter().filter(is_left).collect())
}

/// Does with these files what `mode` says. `command` renders them.
pub(crate) fn apply(
    root: &Path,
    mode: Mode,
    command: &str,
    files: &[Rendered],
    left_over: &[String],
) -> Result<String, String> {
    let mut stale = Vec::new();
    for file in files {
        let path = root.join(&file.path);
        // an absent file differs; git may have given the others the line endings of the machine
        let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        let Some(line) = first_difference(&found, &file.text) else { continue };
        match mode {
            Mode::Write => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", file.path))?;
                }
                fs::write(&path, &file.text).map_err(|error| format!("{}: {error}", file.path))?;
                stale.push(file.path.clone());
            }
            Mode::Check => stale.push(format!("{} (from line {line} on)", file.path)),
            Mode::DryRun => stale.push(format!("{}:\n{}", file.path, file.text)),
        }
    }
    for path in left_over {
        if mode == Mode::Write {
            fs::remove_file(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
        }
        stale.push(format!("{path} (nothing renders it)"));
    }
    match mode {
        _ if stale.is_empty() => Ok(format!("{} rendered files say what the table says", files.len())),
        Mode::Write => Ok(format!("wrote {}", stale.join(", "))),
        Mode::Check => Err(format!("stale: {}; run `{command}`", stale.join(", "))),
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
    fn a_text_is_wrapped_between_words_and_not_within_code() {
        let text = "How much, in won. At most `what is left of it`, please.\n\nAll.";
        assert_eq!(
            wrapped(text, 24, "    # ", Some(10)),
            "How much, in\n    # won. At most\n    # `what is left of it`,\n    # please.\n    #\n    # All."
        );
        assert_eq!(wrapped("취소할 금액입니다.", 12, "", None), "취소할\n금액입니다.");
    }

    #[test]
    fn blocks_stand_in_a_file_that_is_written_by_hand() {
        let folder = std::env::temp_dir().join(format!("bootpay-blocks-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("page.md"), "a\n<!-- rendered: calls -->\nold\n<!-- end -->\nb\n").unwrap();
        let page = |name| Rendered::with_blocks(&folder, "page.md", &[(name, "new\n".to_owned())]);
        assert_eq!(page("calls").unwrap().text, "a\n<!-- rendered: calls -->\nnew\n<!-- end -->\nb\n");
        assert!(page("others").unwrap_err().contains("page.md: no block"));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_stale_file_is_named_with_the_command_that_mends_it() {
        let folder = std::env::temp_dir().join(format!("bootpay-surface-{}", std::process::id()));
        let files = [Rendered::new("schema/one.json", "{\n  \"a\": 1\n}\n".to_owned())];
        let check = || apply(&folder, Mode::Check, COMMAND, &files, &[]);

        assert_eq!(
            check().unwrap_err(),
            "stale: schema/one.json (from line 1 on); run `cargo xtask surface`"
        );
        let shown = apply(&folder, Mode::DryRun, COMMAND, &files, &[]).unwrap();
        assert_eq!(shown, "schema/one.json:\n{\n  \"a\": 1\n}\n");
        assert!(!folder.exists(), "a dry run wrote something");

        assert_eq!(apply(&folder, Mode::Write, COMMAND, &files, &[]).unwrap(), "wrote schema/one.json");
        assert_eq!(check().unwrap(), "1 rendered files say what the table says");
        fs::write(folder.join("schema/one.json"), "{\r\n  \"a\": 1\r\n}\r\n").unwrap();
        check().unwrap();
        fs::write(folder.join("schema/one.json"), "{\n  \"a\": 2\n}\n").unwrap();
        assert_eq!(
            check().unwrap_err(),
            "stale: schema/one.json (from line 2 on); run `cargo xtask surface`"
        );

        let left = ["schema/one.json".to_owned()];
        let why = apply(&folder, Mode::Check, COMMAND, &[], &left).unwrap_err();
        assert_eq!(why, "stale: schema/one.json (nothing renders it); run `cargo xtask surface`");
        apply(&folder, Mode::Write, COMMAND, &[], &left).unwrap();
        assert!(!folder.join("schema/one.json").exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
