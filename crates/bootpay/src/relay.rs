//! The requests of another client, passed on to the server that it means: for a program that stands between the two.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, Request, Url};

use crate::client::Client;
use crate::config::Mode;
use crate::error::{Error, ErrorKind};
use crate::retry::Failure;
use crate::transport::{Broken, Connections, Transport};

/// Longer than clients wait: it is for them to give up.
const PATIENCE: Duration = Duration::from_secs(300);

/// No key is known here: those of the requests pass through. As no sandbox's, it goes nowhere in clear but to this machine.
const NO_KEY: &str = "none";

/// The way to a server, with the address rules, certificates, proxies and limits of the [`Client`].
pub struct Relay {
    url: Url,
    transport: Transport,
    connections: Connections,
}

/// An answer as the server gave it, but for a compression that was undone.
pub struct Passed {
    /// The HTTP status.
    pub status: u16,
    /// All of its headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Vec<u8>,
}

/// Names the server only.
impl fmt::Debug for Relay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Relay").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

/// Shows the status only: what passes through is somebody's.
impl fmt::Debug for Passed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Passed").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Relay {
    /// The way to this address; without one, to that of the mode production. The environment's own address does not count: it
    /// leads to the relay.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] for an address that a client would refuse, too.
    pub fn to(base_url: Option<&str>) -> Result<Self, Error> {
        let config = Client::builder()
            .application_id(NO_KEY)
            .private_key(NO_KEY)
            .mode(Mode::Production)
            .base_url(base_url.unwrap_or(Mode::Production.base_url()))
            .check()?;
        let url = Url::parse(config.base_url()).map_err(|_| Error::config("base_url is not a URL"))?;
        let transport = Transport::new(&config)?;
        let connections = transport.open()?;
        Ok(Self { url, transport, connections })
    }

    /// The server's address.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Sends a request once. `path` begins with a slash, and may have a query.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] for a path that leads to another server, [`ErrorKind::Connection`] and
    /// [`ErrorKind::Timeout`] if the whole answer does not come.
    pub async fn pass(
        &self,
        method: Method,
        path: &str,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Passed, Error> {
        let base = self.url.as_str().trim_end_matches('/');
        let there = Url::parse(&format!("{base}{path}")).ok();
        let there = there.filter(|url| path.starts_with('/') && url.origin() == self.url.origin());
        let url = there.ok_or_else(|| Error::invalid_request("the path makes no URL of this server"))?;
        let mut request = Request::new(method, url);
        *request.headers_mut() = headers;
        if !body.is_empty() {
            *request.body_mut() = Some(body.into());
        }
        let passed = self.transport.pass(&self.connections, request, PATIENCE).await;
        let (status, headers, body) = passed.map_err(error_of)?;
        Ok(Passed { status, headers, body })
    }
}

fn error_of(broken: Broken) -> Error {
    let kind = if broken.failure == Failure::TimedOut { ErrorKind::Timeout } else { ErrorKind::Connection };
    Error::new(kind, broken.message)
}
