//! An endpoint beside its types: its method, how it proves itself, how it may be repeated, how long it may take.

use std::time::Duration;

use crate::effect::Effect;

/// What a second copy of the same request could do. It decides what may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// It only reads, or asking twice gives the same.
    Safe,
    /// The server keeps one effect, however often it is asked.
    Idempotent,
    /// A second copy may move money or send a message: repeated only when no byte can have left.
    Never,
}

impl Repeat {
    /// What a request may have done once it was sent, if no answer tells.
    pub(crate) fn effect_once_sent(self) -> Effect {
        if self == Repeat::Safe { Effect::None } else { Effect::Unknown }
    }
}

/// How a request proves who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Auth {
    /// `Authorization: <token>`, the bare token without a scheme.
    Token,
    /// The application id and the private key in the body: only for getting a token.
    Credentials,
}

/// How long one attempt may take, unless the client or the call says otherwise. The deadline is twice as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Patience {
    /// 30 s.
    Quick,
    /// 60 s: a gateway may wait half a minute for the card company, and whoever gives up earlier does not know
    /// whether the card was charged.
    WaitsOnCard,
}

impl Patience {
    /// The time.
    pub const fn attempt_timeout(self) -> Duration {
        match self {
            Patience::Quick => Duration::from_secs(30),
            Patience::WaitsOnCard => Duration::from_secs(60),
        }
    }
}

/// HTTP methods that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// DELETE
    Delete,
}

impl Method {
    /// The method as it stands in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}
