//! One attempt over HTTP: connections, TLS, the size and the time that an answer may take.

use std::error::Error as _;
use std::io;
use std::mem;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use hyper::Uri;
use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use tokio::task::yield_now;

use crate::address::Address;
use crate::config::Config;
use crate::endpoint::{Method, Repeat};
use crate::error::Error;
use crate::outgoing::Outgoing;
use crate::proxy;
use crate::retry::{Failure, parse_retry_after};
use crate::secret::Secret;
use crate::trust::{Trust, beneath};

/// Larger than any documented answer by far; a broken proxy or a hostile server must not fill the memory.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// hyper's own limit is 100; a chain of proxies may add more. The size of a head is limited beside it.
const MOST_HEADERS: usize = 1000;

/// Shorter than the 60 s after which load balancers commonly close, so that a pooled connection is rarely stale.
pub(crate) const POOL_IDLE: Duration = Duration::from_secs(25);

static JSON: HeaderValue = HeaderValue::from_static("application/json");
static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The settings of every connection: address, proxy, times, TLS.
pub(crate) struct Transport {
    /// With a slash at its end, so that paths can be joined to it.
    base_url: Url,
    user_agent: String,
    connect_timeout: Duration,
    /// Where connections go, for messages.
    server: Server,
    /// Where the proxy between is, `host:port` and what names it.
    proxy: Option<String>,
    trust: Trust,
}

/// The connections of one runtime, which alone can drive them. They must not outlive a fork: see the bridge.
#[derive(Clone)]
pub(crate) struct Connections {
    /// Keeps connections, for what may be repeated if one of them turns out to be dead.
    pooled: reqwest::Client,
    /// Opens a connection for each request, for what must not be repeated. The server may have closed an idle
    /// connection without our knowing: the news is on its way, or lies unread in a process that was frozen. What is
    /// written into it is lost, and nobody can tell that it never arrived. TLS sessions are resumed, so that it costs
    /// two round trips.
    single_use: reqwest::Client,
}

/// The server's end of a connection, for messages.
struct Server {
    host: String,
    port: u16,
    address: Address,
    /// Whether a sandbox is meant to be there.
    is_a_sandbox: bool,
}

/// A whole answer, whatever its status.
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

/// Why there is no whole answer.
pub(crate) struct Broken {
    pub(crate) failure: Failure,
    /// Of an answer that began.
    pub(crate) status: Option<u16>,
    pub(crate) message: String,
    pub(crate) causes: Vec<String>,
}

impl Transport {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        let uri: Uri = config.base_url().parse().map_err(|_| Error::config("base_url is not a URL"))?;
        let usual_port = if config.address.is_plain { 80 } else { 443 };
        let server = Server {
            host: uri.host().unwrap_or_default().to_owned(),
            port: uri.port_u16().unwrap_or(usual_port),
            address: config.address.clone(),
            is_a_sandbox: config.address.is_loopback || config.is_for_a_sandbox(),
        };
        let proxy = if config.address.is_direct() { None } else { proxy::before(&uri)? };
        let trust = Trust::of(config)?;
        Ok(Self {
            base_url: Url::parse(&format!("{}/", config.base_url()))
                .map_err(|_| Error::config("base_url is not a URL"))?,
            user_agent: config.user_agent.clone(),
            connect_timeout: config
                .attempt_timeout
                .unwrap_or(config.connect_timeout)
                .min(config.connect_timeout),
            server,
            proxy,
            trust,
        })
    }

    /// Opens no connection yet: the first request does.
    pub(crate) fn open(&self) -> Result<Connections, Error> {
        let client = || {
            let builder = reqwest::Client::builder()
                .tls_backend_preconfigured(self.trust.tls.clone()) // clones share the sessions to resume
                .connect_timeout(self.connect_timeout)
                .tcp_keepalive(Duration::from_secs(30))
                .tcp_nodelay(true)
                .http1_max_headers(MOST_HEADERS)
                // A payment API that redirects is misconfigured, and credentials must not travel.
                .redirect(reqwest::redirect::Policy::none())
                // What is repeated is decided per operation; with none here, no copy of a request is kept for one.
                .retry(reqwest::retry::never().max_retries_per_request(0))
                .user_agent(&self.user_agent);
            if self.proxy.is_some() { builder } else { builder.no_proxy() }
        };
        let built = |builder: reqwest::ClientBuilder| {
            builder.build().map_err(|error| {
                Error::config("the HTTP client cannot be set up; is a proxy variable or the CA store broken?")
                    .with_causes(causes(&error.without_url()))
            })
        };
        Ok(Connections {
            pooled: built(client().pool_idle_timeout(POOL_IDLE))?,
            single_use: built(client().pool_max_idle_per_host(0))?,
        })
    }

    /// Sends the request once.
    pub(crate) async fn attempt(
        &self,
        connections: &Connections,
        request: &Outgoing,
        body: Option<Vec<u8>>,
        token: Option<&Secret>,
        request_id: &str,
        timeout: Duration,
    ) -> Result<HttpAnswer, Broken> {
        let exchanged = within(timeout, self.exchange(connections, request, body, token, request_id)).await;
        if request.repeat == Repeat::Never || matches!(exchanged, Some(Err(_))) {
            close().await;
        }
        match exchanged {
            Some(outcome) => outcome,
            None => Err(too_late(timeout)),
        }
    }

    async fn exchange(
        &self,
        connections: &Connections,
        request: &Outgoing,
        body: Option<Vec<u8>>,
        token: Option<&Secret>,
        request_id: &str,
    ) -> Result<HttpAnswer, Broken> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let client =
            if request.repeat == Repeat::Never { &connections.single_use } else { &connections.pooled };
        let url = self.base_url.join(request.path.trim_start_matches('/'));
        let url = url.map_err(|_| not_sent("the request's path makes no URL"))?;
        let mut outgoing = reqwest::Request::new(method, url);
        let headers = outgoing.headers_mut();
        headers.insert(ACCEPT, JSON.clone());
        headers.insert(
            &REQUEST_ID,
            header(request_id).ok_or_else(|| not_sent("the request's id is no header"))?,
        );
        if let Some(token) = token {
            let value = header(token.expose());
            let mut value =
                value.ok_or_else(|| not_sent("the token has characters that no header can carry"))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        if body.is_some() {
            headers.insert(CONTENT_TYPE, JSON.clone());
        }
        *outgoing.body_mut() = body.map(reqwest::Body::from);

        let (status, headers, body) = self.send(client, outgoing).await?;
        let retry_after = headers
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| parse_retry_after(value, SystemTime::now()));
        Ok(HttpAnswer { status, retry_after, body })
    }

    /// Sends a request as it is, on a connection of its own: who made it decides whether it may be repeated.
    pub(crate) async fn pass(
        &self,
        connections: &Connections,
        request: reqwest::Request,
        timeout: Duration,
    ) -> Result<(u16, HeaderMap, Vec<u8>), Broken> {
        match within(timeout, self.send(&connections.single_use, request)).await {
            Some(outcome) => outcome,
            None => Err(too_late(timeout)),
        }
    }

    /// Status, headers and the whole body of the answer.
    async fn send(
        &self,
        client: &reqwest::Client,
        request: reqwest::Request,
    ) -> Result<(u16, HeaderMap, Vec<u8>), Broken> {
        let mut response = client.execute(request).await.map_err(|error| self.broken(error))?;
        let status = response.status().as_u16();
        let headers = mem::take(response.headers_mut());
        let mut received = Received::default();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.broken(error))? {
            received.push(&chunk);
            if received.length > LARGEST_ANSWER {
                return Err(Broken {
                    failure: Failure::Unreadable,
                    status: Some(status),
                    message: format!(
                        "HTTP {status}: the answer is larger than {} MiB",
                        LARGEST_ANSWER / 1024 / 1024
                    ),
                    causes: Vec::new(),
                });
            }
        }
        Ok((status, headers, received.whole()))
    }

    fn broken(&self, error: reqwest::Error) -> Broken {
        let error = error.without_url();
        let causes = causes(&error);
        let innermost = causes.last().map(|cause| format!(": {cause}")).unwrap_or_default();
        let unreadable = beneath::<hyper::Error>(&error).filter(|error| error.is_parse());
        let (failure, message) = if error.is_builder() {
            (Failure::NotSent, format!("the request cannot be built{innermost}"))
        } else if error.is_connect() {
            (Failure::NotSent, self.no_connection(&error, &causes))
        } else if is_unsent(&error) {
            (Failure::NotSent, format!("the connection was closed before anything was sent{innermost}"))
        } else if let Some(unreadable) = unreadable {
            let why = match unreadable.to_string() {
                // hyper has one word for all of them
                word if word == "message head is too large" => format!(
                    "its head is too large, has more than {MOST_HEADERS} headers, or announces a length that no \
                     answer has"
                ),
                word => word,
            };
            (Failure::Lost, format!("the answer cannot be read as HTTP: {why}"))
        } else {
            (Failure::Lost, format!("the connection broke before the whole answer was here{innermost}"))
        };
        Broken { failure, status: None, message, causes }
    }

    fn no_connection(&self, error: &reqwest::Error, causes: &[String]) -> String {
        let through =
            self.proxy.as_ref().map(|proxy| format!(" through the proxy {proxy}")).unwrap_or_default();
        let in_time = if error.is_timeout() { " in time" } else { "" };
        let innermost = causes.last().map(|cause| format!(": {cause}")).unwrap_or_default();
        let Server { host, port, .. } = &self.server;
        let mut message = format!("no connection{through}{in_time}{innermost} (tried {host}:{port})");
        for advice in [self.trust.advice(error), self.advice(error, causes)].into_iter().flatten() {
            message.push_str("; ");
            message.push_str(&advice);
        }
        message
    }

    /// What to look at, where the failure says it.
    fn advice(&self, error: &reqwest::Error, causes: &[String]) -> Option<String> {
        let Server { host, port, address, is_a_sandbox } = &self.server;
        let failed_at = |step: &str| causes.iter().any(|cause| cause == step); // hyper-util's words
        let is_refused =
            beneath::<io::Error>(error).is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
        let is_no_tls = matches!(
            beneath::<rustls::Error>(error),
            Some(rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType))
        );
        if self.proxy.is_some() {
            Some(format!("if {host} is reached without a proxy, name it in NO_PROXY"))
        } else if failed_at("dns error") {
            Some(format!("is the name {host} right, and can this machine look it up?"))
        } else if is_no_tls {
            Some(format!("what listens there speaks no TLS: a sandbox's address is http://{host}:{port}"))
        } else if is_refused && *is_a_sandbox {
            let start = match (address, port) {
                (Address { is_plain: false, .. }, _) => {
                    return Some("does the sandbox run there?".to_owned());
                }
                (Address { is_loopback: true, .. }, 8300) => "bootpay sandbox".to_owned(),
                (Address { is_loopback: true, .. }, _) => format!("bootpay sandbox --port {port}"),
                _ => format!("bootpay sandbox --listen 0.0.0.0:{port} --allow-host {host}"),
            };
            Some(format!("does the sandbox run there? `{start}` starts one"))
        } else {
            None
        }
    }
}

fn too_late(timeout: Duration) -> Broken {
    Broken {
        failure: Failure::TimedOut,
        status: None,
        message: format!("no whole answer within {} (the attempt timeout)", seconds(timeout)),
        causes: Vec::new(),
    }
}

/// The failure of a request that cannot be made.
fn not_sent(message: &str) -> Broken {
    Broken { failure: Failure::NotSent, status: None, message: message.to_owned(), causes: Vec::new() }
}

fn header(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(text).ok()
}

/// Whether a request certainly never left although its connection stood: hyper says so where the server closed it
/// before the first byte was written.
fn is_unsent(error: &reqwest::Error) -> bool {
    let never_began = beneath::<hyper::Error>(error).is_some_and(hyper::Error::is_canceled);
    // one that failed before a request was given to it
    let had_none = beneath::<hyper_util::client::legacy::Error>(error)
        .is_some_and(|error| error.connect_info().is_none());
    never_began || had_none
}

/// What has come of an answer so far, in blocks of one size. One buffer that doubles up to the limit would leave holes
/// in the heap that stay; the pieces as they come would cost many times what they hold if a server sends single bytes.
#[derive(Default)]
struct Received {
    blocks: Vec<Vec<u8>>,
    length: usize,
}

impl Received {
    const BLOCK: usize = 64 * 1024;

    fn push(&mut self, mut piece: &[u8]) {
        self.length += piece.len();
        while !piece.is_empty() {
            let block = match self.blocks.last_mut() {
                Some(block) if block.len() < Self::BLOCK => block,
                _ => {
                    self.blocks.push(Vec::with_capacity(Self::BLOCK));
                    continue;
                }
            };
            let (now, later) = piece.split_at(piece.len().min(Self::BLOCK - block.len()));
            block.extend_from_slice(now);
            piece = later;
        }
    }

    fn whole(mut self) -> Vec<u8> {
        match self.blocks.as_mut_slice() {
            [only] => {
                only.shrink_to_fit();
                mem::take(only)
            }
            several => several.concat(),
        }
    }
}

/// The chain beneath an error, outermost first, without repetitions.
fn causes(error: &reqwest::Error) -> Vec<String> {
    let mut texts = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if texts.last() != Some(&text) {
            texts.push(text);
        }
        next = cause.source();
    }
    texts
}

/// What `work` comes to, if that is within this time. Its thread may have stood still meanwhile, for a signal's handler or in
/// a frozen process: what came by then is read before the time counts.
pub(crate) async fn within<T>(time: Duration, work: impl Future<Output = T>) -> Option<T> {
    /// Of the runtime: an answer's head comes in one, its body in the next ones.
    const TURNS: usize = 8;
    {
        let mut work = std::pin::pin!(work);
        if let Ok(outcome) = tokio::time::timeout(time, work.as_mut()).await {
            return Some(outcome);
        }
        for _ in 0..TURNS {
            yield_now().await;
            let now = std::future::poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await;
            if let Poll::Ready(outcome) = now {
                return Some(outcome);
            }
        }
    }
    close().await;
    None
}

/// Lets the runtime close the connection of an attempt that is over, since a lane is driven no longer than its call.
async fn close() {
    yield_now().await;
}

/// A duration as people read it: `30 s`, `0.25 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What it holds in memory, in bytes.
    fn held(received: &Received) -> usize {
        let blocks: usize = received.blocks.iter().map(Vec::capacity).sum();
        blocks + received.blocks.capacity() * size_of::<Vec<u8>>()
    }

    #[tokio::test]
    async fn what_came_while_the_thread_stood_still_counts_though_the_time_is_over() {
        let (tell, told) = tokio::sync::oneshot::channel();
        tokio::spawn(async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            tell.send(1)
        });
        yield_now().await; // it sleeps by now
        let work = async {
            std::thread::sleep(Duration::from_millis(20));
            told.await
        };
        assert_eq!(within(Duration::from_millis(5), work).await, Some(Ok(1)));
        assert_eq!(within(Duration::from_millis(1), std::future::pending::<()>()).await, None);
    }

    #[test]
    fn an_answer_in_single_bytes_costs_what_it_holds() {
        let mut received = Received::default();
        for byte in 0..LARGEST_ANSWER {
            received.push(&[byte as u8]);
        }
        assert_eq!(received.length, LARGEST_ANSWER);
        assert!(held(&received) <= LARGEST_ANSWER + 2 * Received::BLOCK, "{}", held(&received));
    }

    #[test]
    fn an_answer_is_put_together_as_it_came_however_it_was_cut() {
        let whole: Vec<u8> = (0..3 * Received::BLOCK + 5).map(|at| at as u8).collect();
        for piece in [1, 7, Received::BLOCK - 1, Received::BLOCK, Received::BLOCK + 1, whole.len()] {
            let mut received = Received::default();
            whole.chunks(piece).for_each(|piece| received.push(piece));
            assert_eq!(received.length, whole.len());
            assert!(held(&received) <= whole.len() + 2 * Received::BLOCK, "in pieces of {piece}");
            assert!(received.whole() == whole, "in pieces of {piece}");
        }
    }
}
