//! What is answered at once, by the name of the question.

use serde_json::json;

use crate::{ENVIRONMENT, ErrorKind, Handle, Reply, VERSION, expectations, identity};

/// A question.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The client, for what needs one: `base_url`, `webhook`, `begin_identity`.
    pub client: Option<&'a Handle>,
    /// `version`, `environment`, `base_url`, `webhook`, `begin_identity`, `expectations`, `identity.<verb>` or `defect`.
    pub what: &'a str,
    /// The bytes of a webhook.
    pub body: &'a [u8],
    /// What it is about: a JSON object; of a defect the operation.
    pub question: &'a str,
}

/// The answer to a question. Sends nothing.
pub fn ask(asked: Asked<'_>) -> Reply {
    answer(asked).unwrap_or_else(|reply| reply)
}

fn answer(Asked { client, what, body, question }: Asked<'_>) -> Result<Reply, Reply> {
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
pub fn error(error_json: String) -> Reply {
    Reply { ok: false, body: None, meta: error_json, log: "[]".to_owned() }
}

/// Of what needs a client, and has none.
pub fn no_client() -> Reply {
    Reply::refused(ErrorKind::InvalidRequest, "client is NULL, or a number that nobody knows: open one first")
}

fn unknown() -> Reply {
    let known =
        "version, environment, base_url, webhook, begin_identity, expectations, identity.<verb> and defect";
    Reply::refused(ErrorKind::InvalidRequest, format!("nobody knows this question; known are {known}"))
}
