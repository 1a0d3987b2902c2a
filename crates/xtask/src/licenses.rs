//! The licences of the crates that our compiled artefacts link: the text that is shipped with each artefact, and the
//! gate that refuses a licence nobody has looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use spdx::{Expression, Licensee, ParseMode};

use crate::linked::{self, Id, Package};

/// The licences that may be in what we ship, the one that we take first where a crate leaves the choice. The text is for
/// crates that bring none.
const TAKEN: [(&str, &str); 6] = [
    ("MIT", include_str!("../licenses/MIT.txt")),
    ("ISC", include_str!("../licenses/ISC.txt")),
    ("BSD-3-Clause", include_str!("../licenses/BSD-3-Clause.txt")),
    ("Unicode-3.0", include_str!("../licenses/Unicode-3.0.txt")),
    ("CDLA-Permissive-2.0", include_str!("../licenses/CDLA-Permissive-2.0.txt")),
    ("Apache-2.0", include_str!("../licenses/Apache-2.0.txt")),
];

/// Where our packages are meant to run, with the word that a reader knows it by.
const TARGETS: [(&str, &str); 8] = [
    ("x86_64-unknown-linux-gnu", "Linux"),
    ("aarch64-unknown-linux-gnu", "Linux"),
    ("x86_64-unknown-linux-musl", "Linux"),
    ("aarch64-unknown-linux-musl", "Linux"),
    ("x86_64-apple-darwin", "macOS"),
    ("aarch64-apple-darwin", "macOS"),
    ("x86_64-pc-windows-msvc", "Windows"),
    ("x86_64-pc-windows-gnu", "Windows"),
];

/// What the program shows is committed, since the program is also built from its .crate; the others' are written when
/// their packages are built.
const OF_THE_PROGRAM: &str = "crates/bootpay-cli/generated/THIRD-PARTY-LICENSES";

/// Something that we ship compiled.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Artefact {
    Wheel,
    Npm,
    Gem,
    C,
    Java,
    Program,
}

impl Artefact {
    const ALL: [Self; 6] = [Self::Wheel, Self::Npm, Self::Gem, Self::C, Self::Java, Self::Program];

    /// The crate that is compiled for it, and what users call it.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Wheel => ("bootpay-python", "the Python package bootpay"),
            Self::Npm => ("bootpay-node", "the npm package bootpay-backend-nodejs"),
            Self::Gem => ("bootpay-ruby", "the gem backend-ruby"),
            Self::C => ("bootpay-c", "the C library bootpay_c"),
            Self::Java => ("bootpay-java", "the Java package backend-java"),
            Self::Program => ("bootpay-cli", "the program bootpay"),
        }
    }

    /// The manifests of the compiled packages, and how each names the licences of all that is inside. Those of the program
    /// are its sandbox packages'; its own is that of its source, which brings nothing but itself.
    fn manifests(self, licenses: &BTreeSet<String>) -> Vec<(&'static str, String)> {
        let all = all_of(licenses);
        let pyproject = format!("license = \"{all}\"");
        let package_json = format!("\"license\": \"{all}\"");
        let gemspec = format!("%w[{}]", all.replace(" AND ", " "));
        let composer_json = format!("\"license\": \"({})\"", all.replace(" AND ", " and "));
        let pom = format!("<name>{all}</name>");
        match self {
            Self::Wheel => vec![("python/pyproject.toml", pyproject)],
            Self::Npm => vec![("node/package.json", package_json)],
            Self::Gem => vec![("ruby/backend-ruby.gemspec", gemspec)],
            // the library itself has none; it is the core of these
            Self::C => {
                vec![("php/composer.json", composer_json.clone()), ("php/ext/composer.json", composer_json)]
            }
            Self::Java => vec![("java/pom.xml", pom)],
            Self::Program => vec![
                ("python/sandbox/pyproject.toml", pyproject),
                ("node/sandbox/package.json", package_json),
                ("ruby/sandbox/bootpay-sandbox.gemspec", gemspec),
                ("php/sandbox/composer.json", composer_json),
                ("java/sandbox/pom.xml", pom),
            ],
        }
    }
}

/// Writes what is committed. With `check` it only looks, and fails if that is stale, if a manifest is not true, or if an
/// artefact links something under a licence that is not in `TAKEN`.
pub(crate) fn run(root: &Path, check: bool) -> Result<String, String> {
    let packages = linked::packages(root)?;
    let targets = TARGETS.map(|(target, _)| target);
    let mut problems = Vec::new();
    let mut said = Vec::new();
    for artefact in Artefact::ALL {
        let (crate_name, title) = artefact.names();
        let parts = match parts(root, &packages, crate_name, &targets) {
            Ok(parts) => parts,
            Err(mut found) => {
                problems.append(&mut found);
                continue;
            }
        };
        said.push(format!("{title}: {} parts, {}", parts.len(), all_of(&licenses_of(&parts))));
        for (file, line) in artefact.manifests(&licenses_of(&parts)) {
            let manifest = fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
            if !manifest.contains(&line) {
                problems.push(format!("{file} must say {line}"));
            }
        }
        if artefact == Artefact::Program {
            let text = document(title, &parts, &targets);
            let path = root.join(OF_THE_PROGRAM);
            if check && fs::read_to_string(&path).ok().as_ref() != Some(&text) {
                problems.push(format!("{OF_THE_PROGRAM} is stale; run `cargo xtask licenses`"));
            } else if !check {
                fs::write(&path, text).map_err(|error| format!("{OF_THE_PROGRAM}: {error}"))?;
            }
        }
    }
    if problems.is_empty() { Ok(said.join("\n")) } else { Err(problems.join("\nerror: ")) }
}

/// The text for one artefact as it is built for these targets; for all of ours if none is named.
pub(crate) fn print(root: &Path, artefact: Artefact, targets: &[String]) -> Result<String, String> {
    let mut named: Vec<&str> = targets.iter().map(String::as_str).collect();
    if named.is_empty() {
        named.extend(TARGETS.map(|(target, _)| target));
    }
    let (crate_name, title) = artefact.names();
    let parts = parts(root, &linked::packages(root)?, crate_name, &named);
    let parts = parts.map_err(|problems| problems.join("\nerror: "))?;
    Ok(document(title, &parts, &named).trim_end().to_owned())
}

/// A crate, or the standard library, that is linked into an artefact.
struct Part {
    /// Name and version.
    name: String,
    /// The licences that it offers, as its manifest says.
    offered: String,
    /// What we take of them.
    taken: BTreeSet<String>,
    /// The targets for which it is linked.
    targets: Vec<String>,
    texts: Vec<String>,
}

fn parts(
    root: &Path,
    packages: &BTreeMap<Id, Package>,
    crate_name: &str,
    targets: &[&str],
) -> Result<Vec<Part>, Vec<String>> {
    let mut found: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    for target in targets {
        for id in linked::linked(root, crate_name, target).map_err(|problem| vec![problem])? {
            found.entry(id).or_default().push((*target).to_owned());
        }
    }
    let mut parts = vec![standard_library(targets)];
    let mut problems = Vec::new();
    for (id, targets) in found {
        let name = format!("{} {}", id.0, id.1);
        match packages.get(&id) {
            Some(package) if package.is_ours => {}
            Some(package) => match part(name, package, targets) {
                Ok(part) => parts.push(part),
                Err(problem) => problems.push(format!("{crate_name} links {problem}")),
            },
            None => problems.push(format!("cargo metadata has no {name}")),
        }
    }
    if problems.is_empty() { Ok(parts) } else { Err(problems) }
}

/// No crate of the lock file, and in every artefact all the same.
fn standard_library(targets: &[&str]) -> Part {
    Part {
        name: "the Rust standard library".to_owned(),
        offered: "(MIT OR Apache-2.0) AND Unicode-3.0".to_owned(),
        taken: ["MIT", "Unicode-3.0"].map(str::to_owned).into(),
        targets: targets.iter().map(|target| (*target).to_owned()).collect(),
        texts: vec![
            cleaned(include_str!("../licenses/rust-standard-library.txt")),
            cleaned(include_str!("../licenses/Unicode-3.0.txt")),
        ],
    }
}

fn part(name: String, package: &Package, targets: Vec<String>) -> Result<Part, String> {
    let offered = package.license.clone();
    let expression = Expression::parse_mode(&offered, ParseMode::LAX).map_err(|_| {
        format!("{name}, whose manifest names its licence as {offered:?}: that is no SPDX expression")
    })?;
    let taken = taken(&expression).ok_or_else(|| {
        format!(
            "{name}, which is under {offered}: that is not in the list of crates/xtask/src/licenses.rs. Use another crate; \
             or, if closed programs may be shipped with it, add the licence to TAKEN, and its text to \
             crates/xtask/licenses"
        )
    })?;
    let mut files = BTreeSet::from_iter(package.license_file.clone());
    licence_files(&package.folder, &mut files).map_err(|error| format!("{name}: {error}"))?;
    let left = left(&expression, &taken);
    let mut texts = Vec::new();
    for file in files.iter().filter(|file| !is_of_any(file, &left)) {
        let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        texts.push(cleaned(&String::from_utf8_lossy(&bytes)));
    }
    if texts.is_empty() {
        let authors = package.authors.join(", ");
        texts.extend(TAKEN.iter().filter(|(id, _)| taken.contains(*id)).map(|(id, text)| {
            let text = cleaned(text);
            format!(
                "(The crate brings no licence file; its manifest names as authors: {authors}. The text of {id} as SPDX has \
                 it:)\n\n{text}"
            )
        }));
    }
    Ok(Part { name, offered, taken, targets, texts })
}

/// The smallest choice of licences that is enough, the first of `TAKEN` preferred; none if another one is needed.
fn taken(expression: &Expression) -> Option<BTreeSet<String>> {
    let licensees: Vec<Licensee> = TAKEN.iter().filter_map(|(id, _)| Licensee::parse(id).ok()).collect();
    let chosen = expression.minimized_requirements(&licensees).ok()?;
    Some(chosen.iter().map(ToString::to_string).collect())
}

/// The licences that are offered and not taken.
fn left(expression: &Expression, taken: &BTreeSet<String>) -> BTreeSet<String> {
    expression.requirements().map(|offer| offer.req.to_string()).filter(|id| !taken.contains(id)).collect()
}

/// Whether the file's name is that of one of these licences, as in `LICENSE-APACHE`: the first word of the id.
fn is_of_any(file: &Path, licenses: &BTreeSet<String>) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    licenses.iter().any(|id| name.contains(&id.split('-').next().unwrap_or_default().to_lowercase()))
}

/// Files of licences and notices; some crates have them beside code that came from elsewhere.
fn licence_files(folder: &Path, into: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    const BEGINNINGS: [&str; 6] = ["license", "licence", "copying", "copyright", "notice", "unlicense"];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if path.is_dir() {
            licence_files(&path, into)?;
        } else if BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) && !name.ends_with(".rs") {
            into.insert(path);
        }
    }
    Ok(())
}

/// Texts that differ in line ends only become equal, and nothing in them can steer a terminal.
fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\t', "    ");
    let line = |line: &str| {
        let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        line.trim_end().to_owned()
    };
    let lines: Vec<String> = text.trim_matches(['\n', '\u{feff}']).split('\n').map(line).collect();
    lines.join("\n").trim_end().to_owned()
}

fn licenses_of(parts: &[Part]) -> BTreeSet<String> {
    parts.iter().flat_map(|part| part.taken.iter().cloned()).collect()
}

/// `MIT AND …`: our own code's first.
fn all_of(licenses: &BTreeSet<String>) -> String {
    let others = licenses.iter().filter(|id| *id != "MIT");
    others.fold("MIT".to_owned(), |all, id| all + " AND " + id)
}

fn document(title: &str, parts: &[Part], targets: &[&str]) -> String {
    let mut text = format!(
        "Third-party licences of {title}\n\n\
         Its own code is under the MIT licence. Compiled, it also holds the parts that are listed here; their licences \
         follow.\n\n\
         Licences of the whole: {}\n\
         Built for: {}\n\n",
        all_of(&licenses_of(parts)),
        wrapped(targets),
    );
    for part in parts {
        text += &format!("  {:<36}{}", part.name, part.offered);
        if part.offered.contains(" OR ") || part.offered.contains('/') {
            let taken: Vec<&str> = part.taken.iter().map(String::as_str).collect();
            text += &format!(", taken: {}", taken.join(" AND "));
        }
        if part.targets.len() < targets.len() {
            text += &format!(", only on {}", systems_of(&part.targets).join(" and "));
        }
        text.push('\n');
    }
    let mut texts: Vec<(&str, Vec<&str>)> = Vec::new();
    for part in parts {
        for licence in &part.texts {
            match texts.iter_mut().find(|(known, _)| known == licence) {
                Some((_, names)) => names.push(&part.name),
                None => texts.push((licence, vec![&part.name])),
            }
        }
    }
    let rule = "=".repeat(WIDTH);
    for (licence, names) in texts {
        text += &format!("\n{rule}\n{}\n{rule}\n\n{licence}\n", wrapped(&names));
    }
    text
}

fn systems_of(targets: &[String]) -> Vec<&'static str> {
    let mut systems: Vec<&str> = Vec::new();
    for (target, system) in TARGETS {
        if targets.iter().any(|linking| linking == target) && !systems.contains(&system) {
            systems.push(system);
        }
    }
    systems
}

const WIDTH: usize = 100;

/// Names with commas between them, in lines.
fn wrapped(names: &[&str]) -> String {
    let mut lines = vec![String::new()];
    for name in names {
        let line = lines.last_mut().expect("there is a line");
        if line.is_empty() {
            *line += name;
        } else if line.len() + 2 + name.len() <= WIDTH {
            *line = format!("{line}, {name}");
        } else {
            line.push(',');
            lines.push((*name).to_owned());
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(expression: &str) -> Option<String> {
        let taken = taken(&Expression::parse_mode(expression, ParseMode::LAX).unwrap())?;
        Some(taken.into_iter().collect::<Vec<String>>().join(" "))
    }

    #[test]
    fn of_a_choice_mit_is_taken_and_of_a_sum_everything() {
        for (expression, expected) in [
            ("Apache-2.0 OR MIT", Some("MIT")),
            ("MIT/Apache-2.0", Some("MIT")),
            ("Apache-2.0 OR BSL-1.0", Some("Apache-2.0")),
            ("Apache-2.0 AND ISC", Some("Apache-2.0 ISC")),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", Some("MIT Unicode-3.0")),
            ("GPL-3.0-only OR MIT", Some("MIT")),
            ("GPL-3.0-only", None),
            ("MIT AND GPL-3.0-only", None),
            ("Apache-2.0 WITH LLVM-exception", None),
        ] {
            assert_eq!(chosen(expression).as_deref(), expected, "{expression}");
        }
    }

    /// A crate's folder with these files.
    fn package(name: &str, license: &str, files: &[(&str, &str)]) -> Package {
        let folder = std::env::temp_dir().join(format!("bootpay-xtask-{}-{name}", std::process::id()));
        for (file, text) in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        let authors = vec!["A. Uthor".to_owned()];
        Package { license: license.to_owned(), license_file: None, authors, folder, is_ours: false }
    }

    fn part_of(name: &str, license: &str, files: &[(&str, &str)]) -> Result<Part, String> {
        let package = package(name, license, files);
        let part = part(format!("{name} 1.0.0"), &package, vec!["x86_64-unknown-linux-gnu".to_owned()]);
        fs::remove_dir_all(package.folder).unwrap();
        part
    }

    #[test]
    fn a_licence_that_is_not_in_the_list_is_refused_with_the_crate_and_what_to_do() {
        let refusal = part_of("copyleft", "GPL-3.0-only", &[]).err().unwrap();
        for said in ["copyleft 1.0.0", "GPL-3.0-only", "Use another crate", "crates/xtask/src/licenses.rs"] {
            assert!(refusal.contains(said), "{refusal}");
        }
        assert!(part_of("nameless", "", &[]).err().unwrap().contains("nameless 1.0.0"));
    }

    #[test]
    fn the_texts_of_a_crate_are_those_of_what_is_taken_and_of_the_code_that_it_brings() {
        let files = [
            ("LICENSE-MIT", "mit\r\n"),
            ("LICENSE-Apache", "apache"),
            ("UNLICENSE.md", "unlicense"),
            ("NOTICE", "notice\x1b[2J"),
            ("src/foreign/LICENSE", "foreign"),
            ("src/license.rs", "code"),
            ("README.md", "readme"),
        ];
        let part = part_of("choice", "MIT OR Apache-2.0 OR Unlicense", &files).unwrap();
        assert_eq!(part.texts, ["mit", "notice [2J", "foreign"]);
        let part = part_of("sum", "Apache-2.0 AND MIT", &files[..2]).unwrap();
        assert_eq!(part.texts, ["apache", "mit"]);
        let part = part_of("bare", "MIT", &files[6..]).unwrap();
        assert!(part.texts[0].contains("brings no licence file") && part.texts[0].contains("A. Uthor"));
        assert!(part.texts[0].contains("Permission is hereby granted"));
    }

    #[test]
    fn a_text_that_several_crates_share_is_printed_once() {
        let targets = ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"];
        let mut parts = vec![
            part_of("one", "MIT", &[("LICENSE", "the text")]).unwrap(),
            part_of("two", "MIT OR ISC", &[("LICENSE", "the text\n\n")]).unwrap(),
        ];
        parts[1].targets = targets.map(str::to_owned).to_vec();
        let text = document("a package", &parts, &targets);
        assert_eq!(text.matches("the text\n").count(), 1);
        assert!(text.contains("\none 1.0.0, two 1.0.0\n"), "{text}");
        assert!(text.contains("  one 1.0.0                           MIT, only on Linux\n"), "{text}");
        assert!(text.contains("  two 1.0.0                           MIT OR ISC, taken: MIT\n"), "{text}");
    }
}
