//! Every operation must have shared cases: one that succeeds and one that is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

pub(crate) fn run(root: &Path) -> Result<String, String> {
    let folder = root.join("tests/cases");
    let mut seen: BTreeMap<&str, (bool, bool)> =
        bootpay::OPERATIONS.iter().map(|spec| (spec.name, (false, false))).collect();
    let mut count = 0;
    for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        count += 1;
        let name = path.display();
        let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
        let case: Value = serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
        for key in ["description", "source", "operation", "params", "expect"] {
            if case.get(key).is_none() {
                return Err(format!("{name}: {key} is missing"));
            }
        }
        let operation = case["operation"].as_str().unwrap_or_default();
        let found =
            seen.get_mut(operation).ok_or_else(|| format!("{name}: unknown operation {operation:?}"))?;
        if succeeds(&case["expect"]).map_err(|problem| format!("{name}: {problem}"))? {
            found.0 = true;
        } else {
            found.1 = true;
        }
    }
    let lacking: Vec<String> = seen
        .iter()
        .filter(|(_, (succeeds, refused))| !(*succeeds && *refused))
        .map(|(name, (succeeds, _))| {
            format!("{name} ({})", if *succeeds { "a refusal" } else { "a success" })
        })
        .collect();
    if lacking.is_empty() {
        Ok(format!("{count} cases; every operation has a success and a refusal"))
    } else {
        Err(format!("tests/cases lacks: {}", lacking.join(", ")))
    }
}

/// Whether it is a good answer that a case expects, or an error.
fn succeeds(expect: &Value) -> Result<bool, &'static str> {
    let succeeds = match (expect.get("answer").is_some(), expect.get("error").is_some()) {
        (true, false) => true,
        (false, true) => false,
        _ => return Err("expect needs an answer or an error"),
    };
    match expect.get("requests") {
        None if succeeds => {
            Err("expect.requests is missing (only a case with expect.error may leave it out)")
        }
        Some(requests) if !requests.is_array() => Err("expect.requests is not a list"),
        _ => Ok(succeeds),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_refusal_may_leave_out_its_requests() {
        assert_eq!(succeeds(&json!({"answer": {}, "requests": []})), Ok(true));
        assert_eq!(succeeds(&json!({"error": {}, "requests": []})), Ok(false));
        assert_eq!(succeeds(&json!({"error": {}})), Ok(false));
        assert!(succeeds(&json!({"answer": {}})).unwrap_err().starts_with("expect.requests is missing"));
        assert_eq!(succeeds(&json!({"error": {}, "requests": null})), Err("expect.requests is not a list"));
    }
}
