//! The `bootpay` program: a sandbox to develop against, and a few reads to look at a live project with.

#![allow(clippy::print_stderr)] // a program talks to its terminal

mod demo;
mod doctor;
mod parent;
mod read;
mod sandbox;
mod show;

use std::io::{self, Write};
use std::process::ExitCode;

use bootpay::{ErrorKind, Mode};
use bootpay_sandbox::StartError;
use clap::{Args, Parser, Subcommand};

/// Bootpay from the command line: an offline sandbox, and masked reads of tokens, identity verifications and
/// receipts.
///
/// Keys come from BOOTPAY_APPLICATION_ID and BOOTPAY_PRIVATE_KEY; BOOTPAY_BASE_URL points at a sandbox.
#[derive(Parser)]
#[command(name = "bootpay", version)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the Bootpay API on this machine, offline, with made-up people and payments.
    Sandbox(sandbox::Options),
    /// Verify a made-up person in a sandbox and read the result back in every language given.
    Demo(demo::Options),
    /// Get an access token and say when it ends.
    Token(ReadOptions),
    /// Read the result of an identity verification (본인인증), masked.
    Certificate {
        /// The receipt id that the browser's `done` callback gave.
        receipt_id: String,
        #[command(flatten)]
        options: ReadOptions,
    },
    /// Read a receipt.
    Receipt {
        /// The receipt id that the browser's `done` callback gave.
        receipt_id: String,
        #[command(flatten)]
        options: ReadOptions,
    },
    /// Check the keys, the clock and the way to the server, and say where to look when it answers 401.
    Doctor(ConnectionOptions),
    /// Print the licences of the code that is compiled into this program.
    Licenses,
}

/// Where to send requests. The private key is taken from the environment only: arguments show in process lists.
#[derive(Args, Clone)]
struct ConnectionOptions {
    /// The project's REST application id.
    #[arg(long, value_name = "ID", env = "BOOTPAY_APPLICATION_ID")]
    application_id: Option<String>,
    /// Where to send requests instead of the mode's host.
    #[arg(long, value_name = "URL", env = "BOOTPAY_BASE_URL")]
    base_url: Option<String>,
    /// production, development, stage or test.
    #[arg(long, env = "BOOTPAY_MODE")]
    mode: Option<Mode>,
}

impl ConnectionOptions {
    fn client(&self) -> Result<bootpay::Client, bootpay::Error> {
        let mut builder =
            bootpay::Client::builder().user_agent(concat!("bootpay-cli/", env!("CARGO_PKG_VERSION")));
        if let Some(id) = &self.application_id {
            builder = builder.application_id(id);
        }
        if let Some(url) = self.base_url.as_ref().filter(|url| !url.is_empty()) {
            builder = builder.base_url(url);
        }
        if let Some(mode) = self.mode {
            builder = builder.mode(mode);
        }
        builder.build()
    }
}

#[derive(Args)]
struct ReadOptions {
    /// Print the server's answer as it came, nothing masked.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: ConnectionOptions,
}

/// Why a command did not work.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Call(#[from] bootpay::Error),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("{0}")]
    Usage(String),
    #[error("{0}")]
    Sandbox(String),
    #[error(transparent)]
    Output(#[from] io::Error),
}

impl Failure {
    /// 1: it did not work. 2: it was called wrongly.
    fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Usage(_) | Failure::Start(StartError::NotLoopback { .. }) => ExitCode::from(2),
            Failure::Call(error) if matches!(error.kind(), ErrorKind::Config | ErrorKind::InvalidRequest) => {
                ExitCode::from(2)
            }
            _ => ExitCode::FAILURE,
        }
    }
}

/// Writes a text and a line end. `println!` panics when the reader is gone, as in `bootpay receipt ID | head -1`.
fn say(text: impl std::fmt::Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

fn licenses() -> Result<ExitCode, Failure> {
    say(concat!(include_str!("../LICENSE"), "\n", include_str!("../generated/THIRD-PARTY-LICENSES")))?;
    Ok(ExitCode::SUCCESS)
}

/// `BOOTPAY_LOG=debug` shows each request on standard error: operation, path template, status, times. Never a body.
fn log_if_asked() {
    if let Ok(level) =
        std::env::var("BOOTPAY_LOG").unwrap_or_default().parse::<tracing_subscriber::filter::LevelFilter>()
    {
        tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).with_ansi(false).init();
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    log_if_asked();
    let outcome = match Program::parse().command {
        Command::Sandbox(options) => sandbox::run(options).await,
        Command::Demo(options) => demo::run(options).await,
        Command::Token(options) => read::token(&options).await,
        Command::Certificate { receipt_id, options } => read::certificate(&receipt_id, &options).await,
        Command::Receipt { receipt_id, options } => read::receipt(&receipt_id, &options).await,
        Command::Doctor(options) => doctor::run(&options).await,
        Command::Licenses => licenses(),
    };
    match outcome {
        Ok(code) => code,
        // whoever reads has read enough
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {}", bootpay::plain(&failure.to_string()));
            failure.exit_code()
        }
    }
}
