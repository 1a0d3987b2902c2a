//! How much of the languages' packages is written by hand: the measure of what rendering saves.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::is_rendered;

/// What a language's users see: its code and its types.
const LANGUAGES: [(&str, &[&str]); 7] = [
    ("python", &["python/bootpay/"]),
    ("node", &["node/lib/", "node/generated/", "node/index.d.ts"]),
    ("ruby", &["ruby/lib/bootpay/", "ruby/sig/"]),
    ("php", &["php/src/"]),
    ("go", &["go/"]),
    ("java", &["java/src/"]),
    ("dotnet", &["dotnet/src/"]),
];

/// The lines by hand and rendered, by language.
pub(super) fn count(root: &Path) -> Result<String, String> {
    let files = committed(root)?;
    let mut told = format!("{:<10}{:>10}{:>10}", "lines", "by hand", "rendered");
    let mut sum = [0, 0];
    for (language, places) in LANGUAGES {
        let mut lines = [0, 0];
        let is_for_users = |file: &&String| {
            let is_beside = file.contains("/tests/") || file.ends_with(".md") || file.ends_with(".sh");
            places.iter().any(|place| file.starts_with(place)) && !is_beside
        };
        for file in files.iter().filter(is_for_users) {
            let text = fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
            lines[usize::from(is_rendered(file))] += text.lines().count();
        }
        told.push_str(&format!("\n{language:<10}{:>10}{:>10}", lines[0], lines[1]));
        sum = [sum[0] + lines[0], sum[1] + lines[1]];
    }
    Ok(format!("{told}\n{:<10}{:>10}{:>10}", "all", sum[0], sum[1]))
}

/// The files of the repository that are there, also those that are not committed yet and not ignored.
pub(super) fn committed(root: &Path) -> Result<Vec<String>, String> {
    let git = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("git: {error}"))?;
    if !git.status.success() {
        return Err(format!("git ls-files: {}", String::from_utf8_lossy(&git.stderr).trim()));
    }
    let names = String::from_utf8_lossy(&git.stdout).lines().map(str::to_owned).collect::<Vec<_>>();
    Ok(names.into_iter().filter(|name| root.join(name).is_file()).collect())
}
