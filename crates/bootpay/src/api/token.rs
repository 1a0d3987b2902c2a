//! `POST /request/token`

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::request::Prepare;
use crate::secret::Secret;

/// Asks for an access token. The client adds the application id and the private key.
///
/// Source: v1 documentation, token page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestToken {}

impl Prepare for RequestToken {}

/// An access token and when it ends.
#[derive(Clone, Debug, Deserialize)]
pub struct AccessToken {
    /// Goes bare into the `Authorization` header.
    pub token: Secret,
    /// The server's clock when it answered, Unix seconds. Absent in no known answer.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub server_time: Option<i64>,
    /// When the token ends, Unix seconds: 30 minutes after it was first issued.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub expired_at: Option<i64>,
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
