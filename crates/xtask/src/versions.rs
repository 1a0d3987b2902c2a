//! One version for every package: `[workspace.package] version`.

use std::fs;
use std::path::Path;

/// This crate inherits the workspace's version, so it knows it without reading a manifest.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where a copy stands: the file, the text just before the version, and how often it stands there.
const COPIES: [(&str, &str, usize); 14] = [
    ("Cargo.toml", "\", version = \"", 3),
    ("python/pyproject.toml", "\"bootpay-sandbox==", 1),
    ("python/sandbox/pyproject.toml", "\nversion = \"", 1),
    ("node/package.json", "  \"version\": \"", 1),
    ("node/package-lock.json", "\"name\": \"bootpay-backend-nodejs\",\n", 2),
    ("node/sandbox/package.json", "  \"version\": \"", 1),
    ("ruby/lib/bootpay/version.rb", "VERSION = \"", 1),
    ("ruby/sandbox/lib/bootpay/sandbox/version.rb", "VERSION = \"", 1),
    ("php/composer.json", "\"version\": \"", 1),
    ("php/sandbox/composer.json", "\"version\": \"", 1),
    ("java/pom.xml", "<artifactId>backend-java</artifactId>\n  <version>", 1),
    ("java/sandbox/pom.xml", "<artifactId>bootpay-sandbox</artifactId>\n  <version>", 1),
    ("php/ext/composer.json", "\"version\": \"", 1),
    ("php/ext/bootpay.c", "PHP_BOOTPAY_VERSION \"", 1),
];

pub(crate) fn run(root: &Path, check: bool) -> Result<String, String> {
    let mut stale = Vec::new();
    for (file, before, times) in COPIES {
        let path = root.join(file);
        let text = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        let current = with_version(&text, before, times).map_err(|why| format!("{file}: {why}"))?;
        if current != text {
            stale.push(file);
            if !check {
                fs::write(&path, current).map_err(|error| format!("{file}: {error}"))?;
            }
        }
    }
    match (stale.is_empty(), check) {
        (true, _) => Ok(format!("every manifest says {VERSION}")),
        (false, false) => Ok(format!("wrote {VERSION} to {}", stale.join(", "))),
        (false, true) => {
            Err(format!("{} do not say {VERSION}; run `cargo xtask versions`", stale.join(", ")))
        }
    }
}

/// `text` with the version that follows `before` replaced by ours.
fn with_version(text: &str, before: &str, times: usize) -> Result<String, String> {
    let pieces: Vec<&str> = text.split(before).collect();
    if pieces.len() != times + 1 {
        return Err(format!("expected {before:?} {times} times, found {}", pieces.len() - 1));
    }
    let mut fresh = pieces[0].to_owned();
    for piece in &pieces[1..] {
        let start = piece.find(|c: char| c.is_ascii_digit()).ok_or("no version follows")?;
        let end = start + piece[start..].find(['"', '<']).ok_or("nothing ends the version")?;
        fresh.push_str(before);
        fresh.push_str(&piece[..start]);
        fresh.push_str(VERSION);
        fresh.push_str(&piece[end..]);
    }
    Ok(fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_every_copy_and_counts_them() {
        let text = "a v=\"0.0.9\" b v=\"1.2.3-rc.1\" c";
        let fresh = with_version(text, "v=\"", 2).unwrap();
        assert_eq!(fresh, format!("a v=\"{VERSION}\" b v=\"{VERSION}\" c"));
        assert!(with_version(text, "v=\"", 1).is_err());
        assert!(with_version(text, "w=\"", 1).is_err());
    }
}
