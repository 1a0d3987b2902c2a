//! A recording of real calls, and a server that answers from it: for the program, which calls them `record` and `replay`.
//!
//! `table.rs` is what the client's table says, `fakes.rs` what stands instead of real values, `redact.rs` puts it there,
//! `file.rs` is the file, `listener.rs` lets in who may call. `recorder.rs` and `replay.rs` are the two servers.

mod fakes;
mod file;
mod listener;
mod recorder;
mod redact;
mod replay;
mod table;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

pub use recorder::{Counts, Recorder, RecorderOptions};
pub use replay::Replay;

use crate::StartError;

/// An exchange that was answered and not written. Nothing in it is a value that came.
#[derive(Debug)]
pub struct LeftOut {
    /// The operation, if it is one of the API.
    pub operation: Option<&'static str>,
    /// Method and path, with names or `…` in place of ids.
    pub call: String,
    /// Why.
    pub why: Why,
}

/// Why an exchange was not written.
#[derive(Debug)]
#[non_exhaustive]
pub enum Why {
    /// The API has no such route.
    Route,
    /// The path has something else in the place of this id.
    Path(&'static str),
    /// The request is neither JSON nor a form.
    Request,
    /// The operation has no such field.
    RequestField(String),
    /// The answer is not a JSON object.
    Answer,
    /// The operation's answer has no such field.
    AnswerField(String),
    /// The request is larger than the API takes.
    TooLarge,
    /// A secret or something personal stands where the API has none.
    Leak,
    /// The file cannot be written.
    File(io::Error),
    /// There is no whole answer.
    NoAnswer(String),
}

/// Why recording or replaying did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordingError {
    /// The address can be reached from other machines.
    #[error("{address} can be reached from other machines: listen on 127.0.0.1")]
    NotLoopback {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// It cannot listen.
    #[error(transparent)]
    Listen(StartError),
    /// The real server's address is none to which keys may go.
    #[error("{0}")]
    Upstream(bootpay::Error),
    /// Calls would go round in a circle.
    #[error("the upstream is this recorder itself")]
    UpstreamIsItself,
    /// The file is there already.
    #[error("{} is there already", file.display())]
    FileExists {
        /// The file.
        file: PathBuf,
    },
    /// The file cannot be read or written.
    #[error("{}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file is no recording.
    #[error("{}, line {line}: {why}", file.display())]
    NoRecording {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
}
