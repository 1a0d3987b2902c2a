//! An offline stand-in for the Bootpay v1 server, for tests and demos.
//!
//! ```no_run
//! # async fn example() -> Result<(), bootpay_sandbox::StartError> {
//! let sandbox = bootpay_sandbox::Sandbox::start().await?;
//! // Point any client at it, with the keys that it accepts:
//! let base_url = sandbox.url();
//! let (application_id, private_key) = (sandbox.application_id(), sandbox.private_key());
//! # let _ = (base_url, application_id, private_key);
//! # Ok(())
//! # }
//! ```
//!
//! It speaks the v1 API as the docs and the official SDKs do: identities, receipts, cancels, billing keys and their
//! reservations, server approval, payment links and the smaller calls, each also with `.json`, with JSON, form and
//! untyped bodies, and with the documented life of a token. It remembers: what was cancelled is gone, a reservation
//! fires when the sandbox's clock gets there. Tests make people, payments and failures with `/sandbox/*`, and read
//! back what a client sent. `GET /sandbox/scenarios` lists what it can do and says which of it is made up.
//!
//! For browsers there is a script, `/js/bootpay-3.3.3.min.js`, whose `BootPay.request` opens a window in which a tester
//! decides what happens.
//!
//! It listens on loopback unless hosts are named under which others may call it, keeps everything in memory, and takes only its own keys and the example pair that
//! the v1 docs print. Any other private key is refused and kept nowhere.

#![forbid(unsafe_code)]

#[macro_use]
mod listed;

mod api;
mod billing;
mod birth;
mod body;
mod browser;
mod call;
mod cancel;
mod certificates;
mod changes;
mod charge;
mod clock;
mod codes;
mod connection;
mod console;
mod control;
mod courier;
mod envelope;
mod escrow;
mod fault;
mod fields;
mod identity;
mod journal;
mod keys;
mod link;
mod local;
mod openapi;
mod path;
mod payment;
mod persona;
mod pg;
mod place;
mod project;
mod receipt;
mod recipe;
#[doc(hidden)]
pub mod recording;
mod refusal;
mod refused_key;
mod reservation;
mod route;
mod scenarios;
mod seed;
mod server;
mod settings;
mod signals;
mod state;
mod text_message;
mod tls;
mod token;
mod wallet;
mod webhook;
mod webhook_queue;

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::certificates::Certificates;
use crate::connection::listen;
use crate::keys::Project;
use crate::place::Place;
use crate::state::{Shared, State};

const FREE_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A running sandbox. It stops, and every connection to it ends, when this is dropped.
pub struct Sandbox {
    url: String,
    tls: Option<Tls>,
    project: Project,
    shared: Shared,
    /// One for each listener, and the courier; dropping it ends them.
    servers: JoinSet<()>,
}

/// What a client needs for the TLS listener.
struct Tls {
    url: String,
    ca_pem: String,
}

/// The kinds of fault that `POST /sandbox/faults` takes.
pub fn fault_kinds() -> impl Iterator<Item = &'static str> {
    fault::FaultKind::lines().into_iter().map(|line| line.name)
}

pub use persona::PersonaLine;

/// The people by whom `POST /sandbox/identities` makes a person, as `GET /sandbox/personas` lists them.
pub fn personas() -> impl Iterator<Item = PersonaLine> {
    persona::lines()
}

/// How to start a [`Sandbox`]; made by [`Sandbox::builder`].
#[derive(Debug, Clone)]
pub struct SandboxBuilder {
    listen: SocketAddr,
    tls_listen: Option<SocketAddr>,
    allowed_hosts: Vec<String>,
    webhook_hosts: Vec<String>,
    seed: Option<u64>,
}

/// Why a [`Sandbox`] did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address can be reached from other machines, and nobody said under which name they may call the sandbox,
    /// which has no access control of its own.
    #[error(
        "on {address} other machines can reach the sandbox, which asks nobody for a password: name the hosts under which it may be called (allow_host, --allow-host), or listen on 127.0.0.1"
    )]
    NotLoopback {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// What was given as the name of a host cannot be one.
    #[error("{host:?} is no host: give a name or an IP address, without scheme, port and wildcard")]
    NotAHost {
        /// What was given.
        host: String,
    },
    /// Another program, or another sandbox, has the port.
    #[error("{address} is in use; stop what listens there, or take port 0 for a free one")]
    InUse {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The operating system refused for another reason.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// No certificates for TLS could be made.
    #[error("cannot make the certificates for TLS: {source}")]
    Certificates {
        /// What the library said that makes them.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Sandbox {
    /// Starts on a free port of 127.0.0.1, with the usual keys and ids that no other run has. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`StartError::Listen`] when the operating system gives no port.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// A sandbox on another address or with another seed.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            listen: FREE_PORT,
            tls_listen: None,
            allowed_hosts: Vec::new(),
            webhook_hosts: Vec::new(),
            seed: None,
        }
    }

    /// `http://127.0.0.1:PORT`, without a slash at its end. One that listens on an address of a network is called by the
    /// first host that was allowed.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same server under each of the hosts that were allowed.
    pub fn allowed_urls(&self) -> Vec<String> {
        self.shared.place().allowed_urls()
    }

    /// `https://127.0.0.1:PORT`: the same server over TLS. `None` unless [`SandboxBuilder::tls`] asked for it.
    pub fn tls_url(&self) -> Option<&str> {
        self.tls.as_ref().map(|tls| tls.url.as_str())
    }

    /// The certificate, in PEM, of the CA that a client of [`tls_url`](Self::tls_url) has to trust. It is made at each
    /// start, and its key never leaves the memory of this process.
    pub fn ca_pem(&self) -> Option<&str> {
        self.tls.as_ref().map(|tls| tls.ca_pem.as_str())
    }

    /// The REST application id that this sandbox accepts: 24 lowercase hex characters, the same for the same seed, and
    /// always the same without one.
    pub fn application_id(&self) -> &str {
        &self.project.rest
    }

    /// The private key that belongs to [`application_id`](Self::application_id): 44 characters of base64 whose
    /// first bytes read `bootpay sandbox key`. It opens nothing but this sandbox.
    pub fn private_key(&self) -> &str {
        &self.project.private_key
    }

    /// The application id for the browser script. A token call with it is refused, as the v1 docs' token page asks
    /// for the REST id.
    pub fn web_application_id(&self) -> &str {
        &self.project.web
    }

    /// What a client and a merchant's page need, as variables of the environment: `BOOTPAY_BASE_URL`,
    /// `BOOTPAY_APPLICATION_ID`, `BOOTPAY_PRIVATE_KEY` and `BOOTPAY_WEB_APPLICATION_ID`.
    pub fn environment(&self) -> [(&'static str, &str); 4] {
        keys::environment(&self.url, &self.project)
    }

    /// A control call without HTTP, for tests in Rust: `sandbox.control("POST", "/sandbox/identities", &json!({}))`.
    /// The routes are those of `/sandbox/*`; `Value::Null` is an empty body.
    ///
    /// # Errors
    /// The text that the route answers, naming the field that is wrong.
    pub fn control(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = control::dispatch(&self.shared, method, path, body.as_bytes());
        let value: Value = serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
        if answer.status.is_success() {
            Ok(value)
        } else {
            Err(value["error"].as_str().unwrap_or("refused").to_owned())
        }
    }

    /// Waits until the server has ended, which it does only when it is stopped or its runtime ends.
    pub async fn stopped(&mut self) {
        while self.servers.join_next().await.is_some() {}
    }

    /// Stops the server and waits until its ports are free.
    pub async fn stop(mut self) {
        self.servers.shutdown().await;
    }
}

/// Shows the address only: a private key has no place in a log, not even a harmless one.
impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sandbox").field("url", &self.url).finish_non_exhaustive()
    }
}

impl SandboxBuilder {
    /// The address to listen on; port 0 takes a free one. Default: `127.0.0.1:0`. Another one than loopback can be reached
    /// from other machines: it takes [`allow_host`](Self::allow_host) too.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Listens for TLS too, on a free port of 127.0.0.1; see [`Sandbox::tls_url`] and [`Sandbox::ca_pem`].
    pub fn tls(self) -> Self {
        self.tls_listen(FREE_PORT)
    }

    /// The same on this address. The certificate is for 127.0.0.1, ::1, localhost and the hosts that are allowed.
    pub fn tls_listen(mut self, address: SocketAddr) -> Self {
        self.tls_listen = Some(address);
        self
    }

    /// A name or IP address under which the sandbox may be called, beside 127.0.0.1, localhost and ::1: that of its
    /// container, or of this machine in its network. Whoever reaches the port under this name may drive the sandbox, and
    /// so may every web page that comes from there. May be given several times.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
        self
    }

    /// A name or IP address to which webhooks may go, beside this machine: that of the merchant's container. Plain
    /// `http://` only; no redirect is followed. May be given several times.
    pub fn webhook_host(mut self, host: impl Into<String>) -> Self {
        self.webhook_hosts.push(host.into());
        self
    }

    /// Where keys, ids and made-up people come from: the same seed gives the same ones. Without a seed, keys and people
    /// are those of seed 1, and ids are new in each run, as a real server's are. Tokens are new in each run either way.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Starts the server on the current tokio runtime. When this returns, connections are accepted.
    ///
    /// # Errors
    /// [`StartError::NotLoopback`] for an address that other machines can reach when no host was allowed,
    /// [`StartError::NotAHost`] for a host that cannot be one, [`StartError::InUse`] for a port that is taken,
    /// [`StartError::Listen`] for everything else that the operating system refuses, and
    /// [`StartError::Certificates`] when TLS was asked for and cannot be had.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        self.check()?;
        let (tcp, address) = bind(self.listen).await?;
        let over_tls = match self.tls_listen {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let tls_port = over_tls.as_ref().map(|(_, address)| address.port());
        let place = Place::new(address, tls_port, &self.allowed_hosts, &self.webhook_hosts);
        let url = place.url.clone();
        let shared = Shared::new(State::at_start(self.seed, place));
        let project = shared.projects().generated().clone();
        let mut servers = JoinSet::new();

        servers.spawn(courier::run(shared.clone()));
        let mut tls = None;
        if let Some((tcp, address)) = over_tls {
            let certificates = Certificates::make(&self.allowed_hosts)
                .map_err(|source| StartError::Certificates { source })?;
            let url = place::url("https", address, &self.allowed_hosts);
            tls = Some(Tls { url, ca_pem: certificates.ca_pem.clone() });
            servers.spawn(listen(tcp, Some(certificates), shared.clone()));
        }
        servers.spawn(listen(tcp, None, shared.clone()));
        Ok(Sandbox { url, tls, project, shared, servers })
    }

    /// What other machines can reach is a choice that somebody has to make.
    fn check(&self) -> Result<(), StartError> {
        if let Some(host) =
            self.allowed_hosts.iter().chain(&self.webhook_hosts).find(|host| !place::is_host(host))
        {
            return Err(StartError::NotAHost { host: host.clone() });
        }
        let addresses = [Some(self.listen), self.tls_listen];
        let open = addresses.into_iter().flatten().find(|address| !address.ip().is_loopback());
        match open {
            Some(address) if self.allowed_hosts.is_empty() => Err(StartError::NotLoopback { address }),
            _ => Ok(()),
        }
    }
}

/// A listener, and the address with its port.
async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => StartError::InUse { address },
        _ => StartError::Listen { address, source },
    };
    let tcp = TcpListener::bind(address).await.map_err(refused)?;
    let address = tcp.local_addr().map_err(refused)?;
    Ok((tcp, address))
}
