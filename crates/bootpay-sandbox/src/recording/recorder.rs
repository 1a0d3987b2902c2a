//! `bootpay sandbox record`: passes calls on to the real server, and writes down what came with fakes in it.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HOST,
    PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri};
use axum::response::Response;
use bootpay::ErrorKind;
use bootpay::relay::{Passed, Relay};
use bytes::Bytes;
use serde_json::Value;
use tokio::task::JoinSet;

use super::fakes::Fakes;
use super::file::{Exchange, Writer};
use super::listener::{Listener, Service, own_answer};
use super::redact::{Seen, shown};
use super::{LeftOut, RecordingError, Why, table};
use crate::body::{LIMIT, Parameters};
use crate::place::is_loopback_authority;
use crate::refusal::Refusal;

/// What a [`Recorder`] needs to know.
pub struct RecorderOptions {
    /// Where to listen; a loopback address.
    pub listen: SocketAddr,
    /// The server to pass calls on to; without one, Bootpay's own.
    pub upstream: Option<String>,
    /// The file to write, which must not be there yet.
    pub file: PathBuf,
    /// Is told of every exchange that is not written.
    pub on_left_out: Box<dyn Fn(&LeftOut) + Send + Sync>,
}

/// A server that stands between a merchant's client and the real server.
pub struct Recorder {
    url: String,
    records: Arc<Records>,
    servers: JoinSet<()>,
}

/// How many exchanges there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those in the file.
    pub written: u64,
    /// Those that were answered, and are not in the file.
    pub left_out: u64,
}

struct Records {
    relay: Relay,
    began: Instant,
    book: Mutex<Book>,
    on_left_out: Box<dyn Fn(&LeftOut) + Send + Sync>,
}

struct Book {
    fakes: Fakes,
    writer: Writer,
    counts: Counts,
}

impl Recorder {
    /// Starts to listen, and makes the file. Needs a tokio runtime.
    ///
    /// # Errors
    /// What is wrong with an option, before anything is passed on.
    pub async fn start(options: RecorderOptions) -> Result<Self, RecordingError> {
        let RecorderOptions { listen, upstream, file, on_left_out } = options;
        let relay = Relay::to(upstream.as_deref()).map_err(RecordingError::Upstream)?;
        let listener = Listener::bind(listen).await?;
        let url = listener.place.url.clone();
        if leads_to_itself(relay.url(), &url) {
            return Err(RecordingError::UpstreamIsItself);
        }
        let writer = Writer::create(&file).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => RecordingError::FileExists { file },
            _ => RecordingError::File { file, source },
        })?;
        let book = Mutex::new(Book { fakes: Fakes::default(), writer, counts: Counts::default() });
        let records = Arc::new(Records { relay, began: Instant::now(), book, on_left_out });
        let mut servers = JoinSet::new();
        servers.spawn(listener.serve(records.clone()));
        Ok(Self { url, records, servers })
    }

    /// Where a client calls it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where calls go.
    pub fn upstream(&self) -> &str {
        self.records.relay.url().trim_end_matches('/')
    }

    /// Stops; how many exchanges there were.
    pub async fn stop(mut self) -> Counts {
        self.servers.shutdown().await;
        self.records.book.lock().unwrap_or_else(PoisonError::into_inner).counts
    }
}

/// Two names of this machine may mean one port of it.
fn leads_to_itself(upstream: &str, own: &str) -> bool {
    let port = |url: &str| url.parse::<Uri>().ok().and_then(|uri| uri.port_u16());
    let is_here = upstream
        .parse::<Uri>()
        .ok()
        .and_then(|uri| uri.authority().map(|authority| is_loopback_authority(authority.as_str())));
    is_here == Some(true) && port(upstream) == port(own)
}

impl Service for Records {
    /// What the API takes is smaller by far; more is passed on all the same, and not written.
    const LARGEST_BODY: usize = 16 * LIMIT;

    async fn answer(&self, parts: Parts, body: Result<Bytes, Refusal>) -> Response {
        let Ok(body) = body else {
            self.leave_out(&parts, Why::TooLarge);
            return own_answer(
                StatusCode::PAYLOAD_TOO_LARGE,
                "bootpay sandbox record: the body is over 16 MiB, and was not passed on",
            );
        };
        let path = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let headers = passed_on(&parts.headers, &[HOST, ACCEPT_ENCODING, EXPECT]);
        match self.relay.pass(parts.method.clone(), path, headers, body.to_vec()).await {
            Ok(passed) => {
                if let Err(why) = self.keep(&parts, &body, &passed) {
                    self.leave_out(&parts, why);
                }
                answer_of(passed)
            }
            Err(error) => {
                let status = match error.kind() {
                    ErrorKind::InvalidRequest => StatusCode::BAD_REQUEST,
                    ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
                    _ => StatusCode::BAD_GATEWAY,
                };
                let message = format!("bootpay sandbox record: {}", error.message());
                self.leave_out(&parts, Why::NoAnswer(error.message().to_owned()));
                own_answer(status, &message)
            }
        }
    }
}

impl Records {
    /// Writes an exchange down, with fakes, or says why not.
    fn keep(&self, parts: &Parts, body: &[u8], passed: &Passed) -> Result<(), Why> {
        let path = parts.uri.path();
        let (spec, ids) = table::find(parts.method.as_str(), path).ok_or(Why::Route)?;
        if body.len() > LIMIT {
            return Err(Why::TooLarge);
        }
        let text = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let query = parts.uri.query().unwrap_or_default();
        let fields =
            Parameters::read(query, text(CONTENT_TYPE), body).map_err(|_| Why::Request)?.into_fields();
        let answer: Value = serde_json::from_slice(without_mark(&passed.body)).map_err(|_| Why::Answer)?;
        if !answer.is_object() {
            return Err(Why::Answer);
        }
        let status = passed.status;
        let seen = Seen { spec, ids, fields, authorization: text(AUTHORIZATION), status, answer };

        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let Book { fakes, writer, counts } = &mut *book;
        let shown = shown(&seen, fakes)?;
        let exchange = Exchange {
            after_ms: self.began.elapsed().as_millis() as u64,
            operation: spec.name.to_owned(),
            method: spec.method.as_str().to_owned(),
            path: shown.path,
            request: shown.request,
            status,
            answer: shown.answer,
        };
        let line = serde_json::to_string(&exchange).map_err(|error| Why::File(error.into()))?;
        // whatever the table says: what is secret or personal by one of its fields must not stand in another
        if fakes.is_seen_in(&line) {
            return Err(Why::Leak);
        }
        writer.line(line).map_err(Why::File)?;
        counts.written += 1;
        Ok(())
    }

    fn leave_out(&self, parts: &Parts, why: Why) {
        self.book.lock().unwrap_or_else(PoisonError::into_inner).counts.left_out += 1;
        let path = parts.uri.path();
        let known = table::find(parts.method.as_str(), path).map(|(spec, _)| spec);
        let method = match parts.method.as_str() {
            method @ ("GET" | "POST" | "PUT" | "DELETE" | "HEAD" | "PATCH" | "OPTIONS") => method,
            _ => "…",
        };
        let path = known.map_or_else(|| table::shown(path), |spec| spec.path.to_owned());
        (self.on_left_out)(&LeftOut {
            operation: known.map(|spec| spec.name),
            call: format!("{method} {path}"),
            why,
        });
    }
}

/// Some proxies put one in front.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// The headers that are about the message, and none that are about its connection.
fn passed_on(headers: &HeaderMap, but: &[HeaderName]) -> HeaderMap {
    const OF_THE_CONNECTION: [HeaderName; 8] = [
        CONNECTION,
        CONTENT_LENGTH,
        PROXY_AUTHENTICATE,
        PROXY_AUTHORIZATION,
        TE,
        TRAILER,
        TRANSFER_ENCODING,
        UPGRADE,
    ];
    let named: Vec<String> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|names| names.split(',').map(|name| name.trim().to_ascii_lowercase()))
        .collect();
    let is_left = |name: &HeaderName| {
        OF_THE_CONNECTION.contains(name)
            || but.contains(name)
            || name == "keep-alive"
            || named.iter().any(|other| name == other.as_str())
    };
    let mut passed = HeaderMap::new();
    for (name, value) in headers {
        if !is_left(name) {
            passed.append(name, value.clone());
        }
    }
    passed
}

fn answer_of(passed: Passed) -> Response {
    let mut response = Response::new(Body::from(passed.body));
    *response.status_mut() = StatusCode::from_u16(passed.status).unwrap_or(StatusCode::BAD_GATEWAY);
    *response.headers_mut() = passed_on(&passed.headers, &[]);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorder_that_leads_to_itself_is_found() {
        let own = "http://127.0.0.1:8300";
        for (upstream, is_itself) in [
            ("http://localhost:8300/", true),
            ("http://127.0.0.1:8300/", true),
            ("http://[::1]:8300/", true),
            ("http://127.0.0.1:8301/", false),
            ("https://api.bootpay.co.kr/", false),
            ("https://api.bootpay.co.kr:8300/", false),
        ] {
            assert_eq!(leads_to_itself(upstream, own), is_itself, "{upstream}");
        }
    }

    #[test]
    fn headers_of_the_connection_end_here() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "close, x-hop"),
            ("x-hop", "1"),
            ("authorization", "token"),
            ("host", "127.0.0.1:8300"),
            ("content-type", "application/json"),
            ("x-request-id", "1"),
            ("content-length", "3"),
            ("proxy-authorization", "secret"),
        ] {
            headers.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        let mut passed: Vec<String> =
            passed_on(&headers, &[HOST]).keys().map(|name| name.as_str().to_owned()).collect();
        passed.sort();
        assert_eq!(passed, ["authorization", "content-type", "x-request-id"]);
    }
}
