//! `POST /request/token`

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Deserializer};

use crate::config::Config;
use crate::envelope::{parse_data, undocumented};
use crate::error::Error;
use crate::prepare::Prepare;
use crate::request::request;
use crate::response::answer;
use crate::secret::Secret;

request! {
    "token.request" = Post "/request/token", Credentials, Safe, Quick -> AccessToken;

    /// Asks for an access token. The client adds the application id and the private key.
    #[derive(Default)]
    pub struct RequestToken from "v1 documentation, token page" {}
}

impl Prepare for RequestToken {
    /// A good answer without a token is none: every other call would fail for it.
    fn accepted<'a>(&self, answer: &'a str, _: &Config) -> Result<Cow<'a, str>, Error> {
        parse_data::<AccessToken>(answer).map_err(undocumented)?;
        Ok(answer.into())
    }
}

answer! {
    /// An access token and when it ends.
    pub struct AccessToken {
        required {
            /// Goes bare into the `Authorization` header.
            #[serde(deserialize_with = "fit_for_a_header")]
            token: Secret,
        }
        always {
            /// The server's clock when it answered, Unix seconds.
            server_time: i64,
            /// When the token ends, Unix seconds: 30 minutes after it was first issued.
            expired_at: i64,
        }
    }
}

/// A token that no header can carry must not be kept: nothing would ever drop it, since nothing could be refused.
fn fit_for_a_header<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    let token = Secret::deserialize(deserializer)?;
    if token.fits_a_header() { Ok(token) } else { Err(serde::de::Error::custom("expected printable ASCII")) }
}

impl AccessToken {
    /// How long the token is good for from the moment of the answer: the difference of the server's two times,
    /// whatever the local clock says. 25 minutes if the server gave none.
    pub fn life(&self) -> Duration {
        match (self.server_time, self.expired_at) {
            (Some(now), Some(end)) => Duration::from_secs(end.saturating_sub(now).clamp(0, 86_400) as u64),
            _ => Duration::from_secs(25 * 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn a_token_that_no_header_can_carry_is_none() {
        for token in ["", "a b", "a\\r\\nX: 1", "a\\u0000", "토큰"] {
            let why = parse::<AccessToken>(format!(r#"{{"token":"{token}"}}"#).as_bytes()).unwrap_err();
            assert_eq!(why, "token: expected printable ASCII", "{token}");
        }
        assert!(parse::<AccessToken>(br#"{"token":"d6941c65"}"#).is_ok());
        assert!(parse::<AccessToken>(br#"["d6941c65",1,2]"#).is_err());
    }
}
