//! Which crates a build links, and what their packages say of themselves: cargo is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Name and version.
pub(crate) type Id = (String, String);

/// A package of the lock file.
pub(crate) struct Package {
    /// As its manifest has it; empty if it has none.
    pub(crate) license: String,
    /// A file that the manifest names because it has an unusual name.
    pub(crate) license_file: Option<PathBuf>,
    pub(crate) authors: Vec<String>,
    pub(crate) folder: PathBuf,
    /// From this repository.
    pub(crate) is_ours: bool,
}

/// Every package of the lock file, also those that only other platforms need.
pub(crate) fn packages(root: &Path) -> Result<BTreeMap<Id, Package>, String> {
    let printed = cargo(root, &["metadata", "--locked", "--format-version", "1"])?;
    let metadata: Value =
        serde_json::from_str(&printed).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(packages.iter().map(|package| (id(package), Package::read(package))).collect())
}

fn id(package: &Value) -> Id {
    (text(&package["name"]), text(&package["version"]))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl Package {
    fn read(package: &Value) -> Self {
        let folder =
            Path::new(&text(&package["manifest_path"])).parent().map(Path::to_owned).unwrap_or_default();
        let authors = package["authors"].as_array().map(Vec::as_slice).unwrap_or_default();
        Self {
            license: text(&package["license"]),
            license_file: package["license_file"].as_str().map(|file| folder.join(file)),
            authors: authors.iter().map(text).collect(),
            is_ours: package["source"].is_null(),
            folder,
        }
    }
}

/// What the crate `name` links when it is built by itself for `target`. (`cargo metadata` knows it too, but for the features
/// of the whole workspace at once, with crates that this build does not hold.)
pub(crate) fn linked(root: &Path, name: &str, target: &str) -> Result<BTreeSet<Id>, String> {
    let edges = "normal,no-proc-macro";
    let arguments =
        ["tree", "--locked", "-p", name, "--target", target, "-e", edges, "--prefix", "none", "-f", "{p}"];
    // "tokio v1.54.1", then perhaps a path in brackets, or a star where it was printed before
    let id_of = |line: &str| {
        let (name, rest) = line.split_once(" v")?;
        Some((name.to_owned(), rest.split(' ').next()?.to_owned()))
    };
    cargo(root, &arguments)?
        .lines()
        .map(|line| id_of(line).ok_or_else(|| format!("cargo tree says {line:?}")))
        .collect()
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("cargo").current_dir(root).args(arguments).output();
    let output = output.map_err(|error| format!("cargo {}: {error}", arguments[0]))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("cargo {}: {}", arguments[0], String::from_utf8_lossy(&output.stderr)))
    }
}
