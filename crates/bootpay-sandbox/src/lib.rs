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
//! It listens on loopback unless hosts are named under which others may call it, keeps everything in memory unless it is
//! given a file for its state, and takes only its own keys and the example pair that the v1 docs print. Any other private key is refused and kept nowhere.

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
mod directory;
mod envelope;
mod escrow;
mod fault;
mod fields;
mod identity;
mod in_test;
mod journal;
mod json_text;
mod keys;
mod link;
mod local;
mod misuse;
mod openapi;
mod path;
mod payment;
mod persona;
mod pg;
mod place;
mod private_file;
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
mod snapshot;
mod state;
mod state_file;
mod text_message;
mod tls;
mod token;
mod wallet;
mod webhook;
mod webhook_queue;

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use crate::certificates::Certificates;
use crate::connection::listen;
use crate::directory::{Directory, Start};
use crate::place::Place;
use crate::seed::Seeds;
use crate::state_file::{Document, StateFile};

const FREE_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A running sandbox. It stops, and every connection to it ends, when this is dropped. What a test does with it are the
/// methods of its first [`Project`].
pub struct Sandbox {
    tls: Option<Tls>,
    /// The first one.
    project: Project,
    state_file: Option<Arc<StateFile>>,
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

pub use in_test::{Fault, Project, Window};
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
    state_file: Option<PathBuf>,
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
    /// Another sandbox keeps its state in this file.
    #[error("another sandbox keeps its state in {}: stop that one, or name another file", path.display())]
    StateInUse {
        /// The file.
        path: PathBuf,
    },
    /// The file in which the state is kept cannot be read or written.
    #[error("cannot keep the state in {}: {source}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// There is something else in the file than a state, or one that is broken. It is as it was.
    #[error("there is no usable state in {}: {problem}. Move the file away to begin anew", path.display())]
    StateBroken {
        /// The file.
        path: PathBuf,
        /// Where it is wrong, and why.
        problem: String,
    },
    /// The state was made with another seed than the one that is given.
    #[error("the state in {} has the seed {kept}, from which its keys follow, and {given} is given: give no seed, or name another file", path.display())]
    StateSeed {
        /// The file.
        path: PathBuf,
        /// Of the file.
        kept: u64,
        /// What was given.
        given: u64,
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
            state_file: None,
        }
    }

    /// The same server under each of the hosts that were allowed.
    pub fn allowed_urls(&self) -> Vec<String> {
        self.project.directory.place().allowed_urls()
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

    /// One more project, with keys, records, a clock and faults of its own, at the same address. `None` when there are a
    /// thousand already. It stays until the sandbox ends.
    pub fn project(&self) -> Option<Project> {
        Some(Project { shared: self.project.directory.add()?, directory: self.project.directory.clone() })
    }

    /// Writes the [state file](SandboxBuilder::state_file), if there is one. That happens by itself soon after each change, and
    /// when this is stopped or dropped; here somebody hears if it fails.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn save(&self) -> io::Result<()> {
        self.state_file.as_ref().map_or(Ok(()), |file| file.save(&self.project.directory))
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

impl Deref for Sandbox {
    type Target = Project;

    fn deref(&self) -> &Project {
        &self.project
    }
}

/// What has changed since the state file was written is not lost.
impl Drop for Sandbox {
    fn drop(&mut self) {
        self.servers.abort_all();
        if let Some(file) = &self.state_file {
            let _ = file.close(&self.project.directory);
        }
    }
}

/// Shows the address only: a private key has no place in a log, not even a harmless one.
impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sandbox").field("url", &self.url()).finish_non_exhaustive()
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

    /// Keeps everything in this file, and goes on from there at the next start: records, tokens, clock, faults, webhooks,
    /// windows and the journal. Keys and people are those of the file. It is readable for its owner only; one sandbox at a
    /// time has it.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Starts the server on the current tokio runtime. When this returns, connections are accepted.
    ///
    /// # Errors
    /// [`StartError::NotLoopback`] for an address that other machines can reach when no host was allowed,
    /// [`StartError::NotAHost`] for a host that cannot be one, [`StartError::InUse`] for a port that is taken,
    /// [`StartError::Listen`] for everything else that the operating system refuses, [`StartError::StateInUse`],
    /// [`StartError::State`], [`StartError::StateBroken`] and [`StartError::StateSeed`] for a state file that cannot be used, and
    /// [`StartError::Certificates`] when TLS was asked for and cannot be had.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        self.check()?;
        let (state_file, kept) = self.open_state()?;
        let (tcp, address) = bind(self.listen).await?;
        let over_tls = match self.tls_listen {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let tls_port = over_tls.as_ref().map(|(_, address)| address.port());
        let place = Place::new(address, tls_port, &self.allowed_hosts, &self.webhook_hosts);
        let start = Start { seeds: Seeds::of(self.seed), place, runtime: Some(Handle::current()) };
        let directory = match kept {
            None => Directory::new(start),
            Some(kept) => Directory::continued(start, kept).map_err(|error| StartError::StateBroken {
                path: self.state_file.clone().unwrap_or_default(),
                problem: error.into_text(),
            })?,
        };
        let project = Project { shared: directory.first().clone(), directory: directory.clone() };
        let mut servers = JoinSet::new();

        if let Some(file) = &state_file {
            // Whoever cannot be written to should hear of it at once.
            file.save(&directory)
                .map_err(|source| StartError::State { path: file.path().to_owned(), source })?;
            servers.spawn(state_file::keep(file.clone(), directory.clone()));
        }
        servers.spawn(courier::run(directory.first().clone()));
        let mut tls = None;
        if let Some((tcp, address)) = over_tls {
            let certificates = Certificates::make(&self.allowed_hosts)
                .map_err(|source| StartError::Certificates { source })?;
            let url = place::url("https", address, &self.allowed_hosts);
            tls = Some(Tls { url, ca_pem: certificates.ca_pem.clone() });
            servers.spawn(listen(tcp, Some(certificates), directory.clone()));
        }
        servers.spawn(listen(tcp, None, directory.clone()));
        Ok(Sandbox { tls, project, state_file, servers })
    }

    /// The state file, and what was kept in it.
    fn open_state(&self) -> Result<(Option<Arc<StateFile>>, Option<Document>), StartError> {
        let Some(path) = &self.state_file else { return Ok((None, None)) };
        let (file, kept) = StateFile::open(path)?;
        if let (Some(given), Some(kept)) = (self.seed, kept.as_ref().map(Document::seed))
            && given != kept
        {
            return Err(StartError::StateSeed { path: path.clone(), kept, given });
        }
        Ok((Some(Arc::new(file)), kept))
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
