//! What is answered at once.

use bootpay_bridge::{ENVIRONMENT, ErrorKind, Handle, Reply, VERSION, expectations, identity};
use serde_json::json;

/// The answer to one question, by its name. Sends nothing.
pub(crate) fn ask(client: Option<&Handle>, what: &str, body: &[u8], question: &str) -> Reply {
    answer(client, what, body, question).unwrap_or_else(|reply| reply)
}

fn answer(client: Option<&Handle>, what: &str, body: &[u8], question: &str) -> Result<Reply, Reply> {
    #[cfg(feature = "panics")]
    assert_ne!(what, "panic.ask", "on purpose");
    let client = || client.ok_or_else(no_client);
    let outcome = match what {
        "version" => Ok(VERSION.to_owned()),
        "environment" => Ok(json!(ENVIRONMENT).to_string()),
        "base_url" => Ok(client()?.base_url().to_owned()),
        "webhook" => client()?.webhook(body, question),
        "begin_identity" => client()?.begin_identity(question),
        "expectations" => expectations(question),
        "defect" => return Err(Reply::defect(question)),
        _ => identity(what.strip_prefix("identity.").ok_or_else(unknown)?, question),
    };
    let body = Some(outcome.map_err(error)?);
    Ok(Reply { ok: true, body, meta: "{}".to_owned(), log: "[]".to_owned() })
}

/// Of an error that crossed as text.
pub(crate) fn error(error_json: String) -> Reply {
    Reply { ok: false, body: None, meta: error_json, log: "[]".to_owned() }
}

pub(crate) fn no_client() -> Reply {
    Reply::refused(ErrorKind::InvalidRequest, "client is NULL: open one with bootpay_open")
}

fn unknown() -> Reply {
    let known =
        "version, environment, base_url, webhook, begin_identity, expectations, identity.<verb> and defect";
    Reply::refused(ErrorKind::InvalidRequest, format!("bootpay_ask knows no such question; it knows {known}"))
}
