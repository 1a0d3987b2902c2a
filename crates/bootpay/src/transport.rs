//! One attempt over HTTP: connections, TLS, the size and the time that an answer may take.

use std::error::Error as _;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use rustls_platform_verifier::Verifier;

use crate::config::Config;
use crate::error::Error;
use crate::operation::{Method, Prepared};
use crate::retry::{Failure, parse_retry_after};
use crate::secret::Secret;

/// Larger than any documented answer by far; a broken proxy or a hostile server must not fill the memory.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// Shorter than the 60 s after which load balancers commonly close, so that a pooled connection is rarely stale.
const POOL_IDLE: Duration = Duration::from_secs(25);

/// The HTTP client of one process. It must not outlive a fork: see the bridge.
pub(crate) struct Transport {
    http: reqwest::Client,
    base_url: String,
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
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls_config()?)
            .connect_timeout(
                config.attempt_timeout.unwrap_or(config.connect_timeout).min(config.connect_timeout),
            )
            .pool_idle_timeout(POOL_IDLE)
            .tcp_keepalive(Duration::from_secs(30))
            .tcp_nodelay(true)
            // A payment API that redirects is misconfigured, and credentials must not travel.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(&config.user_agent);
        if config.loopback {
            // HTTP_PROXY must not catch what is meant for this machine.
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| {
            Error::config("the HTTP client cannot be set up; is a proxy variable or the CA store broken?")
                .with_causes(causes(&error.without_url()))
        })?;
        Ok(Self { http, base_url: config.base_url.clone() })
    }

    /// Sends the request once.
    pub(crate) async fn attempt(
        &self,
        request: &Prepared,
        body: Option<Vec<u8>>,
        token: Option<&Secret>,
        request_id: &str,
        timeout: Duration,
    ) -> Result<HttpAnswer, Broken> {
        match tokio::time::timeout(timeout, self.exchange(request, body, token, request_id)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Broken {
                failure: Failure::TimedOut,
                status: None,
                message: format!("no whole answer within {} (the attempt timeout)", seconds(timeout)),
                causes: Vec::new(),
            }),
        }
    }

    async fn exchange(
        &self,
        request: &Prepared,
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
        let mut outgoing = self
            .http
            .request(method, format!("{}{}", self.base_url, request.path))
            .header(ACCEPT, "application/json")
            .header("x-request-id", request_id);
        if let Some(token) = token {
            let mut value = HeaderValue::from_str(token.expose()).map_err(|_| Broken {
                failure: Failure::NotSent,
                status: None,
                message: "the token has characters that no header can carry".to_owned(),
                causes: Vec::new(),
            })?;
            value.set_sensitive(true);
            outgoing = outgoing.header(AUTHORIZATION, value);
        }
        if let Some(body) = body {
            outgoing = outgoing.header(CONTENT_TYPE, "application/json").body(body);
        }

        let mut response = outgoing.send().await.map_err(broken)?;
        let status = response.status().as_u16();
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| parse_retry_after(value, SystemTime::now()));
        // Kept in pieces until it is whole: a buffer that doubles up to the limit leaves holes in the heap that stay.
        let mut chunks = Vec::new();
        let mut length = 0;
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            length += chunk.len();
            if length > LARGEST_ANSWER {
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
            chunks.push(chunk);
        }
        Ok(HttpAnswer { status, retry_after, body: chunks.concat() })
    }
}

/// Certificates are checked as the operating system does, with Mozilla's roots beside its own: slim containers
/// have no CA bundle. The provider is handed over here, because a library must not install a process-wide one.
fn tls_config() -> Result<rustls::ClientConfig, Error> {
    let broken =
        |error: rustls::Error| Error::config("TLS cannot be set up").with_causes(vec![error.to_string()]);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned();
    let verifier = Verifier::new_with_extra_roots(roots, provider.clone()).map_err(broken)?;
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(broken)?
        .dangerous() // the name of every builder step that takes a verifier; this one verifies
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

fn broken(error: reqwest::Error) -> Broken {
    let error = error.without_url();
    let (failure, message) = if error.is_connect() {
        let message = if error.is_timeout() { "no connection in time" } else { "no connection" };
        (Failure::NotSent, message)
    } else if error.is_builder() {
        (Failure::NotSent, "the request cannot be built")
    } else {
        (Failure::Lost, "the connection broke before the whole answer was here")
    };
    let causes = causes(&error);
    let innermost = causes.last().map(|cause| format!(": {cause}")).unwrap_or_default();
    Broken { failure, status: None, message: format!("{message}{innermost}"), causes }
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

/// A duration as people read it: `30 s`, `0.25 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}
