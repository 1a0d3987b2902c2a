//! Checks and generators of this repository: `cargo xtask versions`, `cargo xtask cases`, `cargo xtask names`.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program talks to its terminal

mod cases;
mod names;
mod versions;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Checks and generators of this repository.
#[derive(Parser)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Copy the workspace's version to every manifest that cannot read it from there.
    Versions {
        /// Change nothing; fail if a manifest differs.
        #[arg(long)]
        check: bool,
    },
    /// Check the READMEs' table of official names against the operations and the methods of every language.
    Names,
    /// Check that every operation has a shared case that succeeds and one that is refused.
    Cases,
}

fn main() -> ExitCode {
    // Where cargo runs it, which may be another checkout than the one that it was compiled in.
    let Some(crate_folder) = env::var_os("CARGO_MANIFEST_DIR") else {
        eprintln!("error: run it as `cargo xtask`");
        return ExitCode::FAILURE;
    };
    let root = PathBuf::from(crate_folder).join("../..");
    let outcome = match Program::parse().command {
        Command::Versions { check } => versions::run(&root, check),
        Command::Cases => cases::run(&root),
        Command::Names => names::run(&root),
    };
    match outcome {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}
