//! `bootpay sandbox`

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use bootpay_sandbox::Sandbox;
use clap::Args;
use serde::Serialize;

use crate::{Failure, parent, say};

#[derive(Args)]
pub(crate) struct Options {
    /// Where to listen; a loopback address. Port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8300")]
    listen: SocketAddr,
    /// Listen on this port of 127.0.0.1; 0 takes a free one.
    #[arg(long, value_name = "NUMBER", conflicts_with = "listen")]
    port: Option<u16>,
    /// Listen for TLS too, on this loopback address.
    #[arg(long, value_name = "ADDRESS", requires = "ca_file")]
    tls_listen: Option<SocketAddr>,
    /// Write the certificate of the CA that a TLS client has to trust to this file, made anew at each start.
    #[arg(long, value_name = "PATH", requires = "tls_listen")]
    ca_file: Option<PathBuf>,
    /// Keys, ids and people follow from this number; the same number gives the same ones. Without it the keys and people
    /// are always the same and the ids are new in each run. Tokens are new in each run either way.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Print one line of JSON once it listens, for programs.
    #[arg(long)]
    json: bool,
    /// End when standard input ends, or when the process that started this one is gone. For programs that start a
    /// sandbox: give it a pipe as its standard input.
    #[arg(long)]
    with_parent: bool,
}

impl Options {
    fn address(&self) -> SocketAddr {
        match self.port {
            Some(port) => SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            None => self.listen,
        }
    }
}

/// What `--json` prints.
#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    application_id: &'a str,
    private_key: &'a str,
    web_application_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_url: Option<&'a str>,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    // before the first line, so that whoever read it may stop us at once
    let stopped = stop_signal()?;
    let parent_gone = options.with_parent.then(parent::gone);
    let mut builder = Sandbox::builder().listen(options.address());
    if let Some(seed) = options.seed {
        builder = builder.seed(seed);
    }
    if let Some(address) = options.tls_listen {
        builder = builder.tls_listen(address);
    }
    let sandbox = builder.start().await?;
    if let (Some(path), Some(ca)) = (&options.ca_file, sandbox.ca_pem()) {
        fs::write(path, ca)
            .map_err(|error| Failure::Sandbox(format!("cannot write {}: {error}", path.display())))?;
    }
    announce(&sandbox, &options)?;
    match parent_gone {
        Some(gone) => tokio::select! { () = stopped => {}, () = gone => {} },
        None => stopped.await,
    }
    sandbox.stop().await;
    Ok(ExitCode::SUCCESS)
}

fn announce(sandbox: &Sandbox, options: &Options) -> Result<(), Failure> {
    let ready = Ready {
        url: sandbox.url(),
        application_id: sandbox.application_id(),
        private_key: sandbox.private_key(),
        web_application_id: sandbox.web_application_id(),
        tls_url: sandbox.tls_url(),
    };
    if options.json {
        let line = serde_json::to_string(&ready).map_err(|error| Failure::Sandbox(error.to_string()))?;
        return Ok(say(line)?);
    }
    let Ready { url, application_id, private_key, web_application_id, .. } = ready;
    let tls = match (ready.tls_url, &options.ca_file) {
        (Some(url), Some(ca)) => {
            format!("over TLS:                          {url}, trust {}\n", ca.display())
        }
        _ => String::new(),
    };
    Ok(say(format_args!(
        "Bootpay sandbox on {url} (made-up people, made-up money; nothing leaves this machine)\n\n\
         export BOOTPAY_BASE_URL={url}\n\
         export BOOTPAY_APPLICATION_ID={application_id}\n\
         export BOOTPAY_PRIVATE_KEY={private_key}\n\
         export BOOTPAY_WEB_APPLICATION_ID={web_application_id}  # for the page\n\n\
         an identity verification to read:  bootpay certificate 612e09260d681b0021e61ab9\n\
         a payment to read:                 bootpay receipt 5df6e67d4f74b4002a77e0eb\n\
         make your own:                     curl -X POST {url}/sandbox/identities\n\
         the browser's script:              {url}/js/bootpay-3.3.3.min.js\n\
         the codes of a verification:       curl {url}/sandbox/codes\n\
         what it can do:                    curl {url}/sandbox/scenarios\n\
         {tls}\n\
         Ctrl-C stops it."
    ))?)
}

/// Resolves at SIGINT or SIGTERM. The handlers are in place when this returns.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // without a handler Ctrl-C would end the program all the same
        let _ = tokio::signal::ctrl_c().await;
    })
}
