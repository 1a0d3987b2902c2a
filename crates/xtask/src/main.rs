//! Checks and generators of this repository: `cargo xtask versions`, `cargo xtask cases`, `cargo xtask names`,
//! `cargo xtask surface`, `cargo xtask header`, `cargo xtask licenses`.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program talks to its terminal

mod cases;
mod header;
mod licenses;
mod linked;
mod names;
mod surface;
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
    /// Check the tables of official names (docs/names.md) against the operations and the methods of every language.
    Names,
    /// Check that every operation has a shared case that succeeds and one that is refused.
    Cases,
    /// Render what is a copy of the table of operations and of schema/names.toml: schema/operations.json, docs/names.md.
    Surface {
        /// What to do with it.
        #[arg(long, value_enum, default_value_t = surface::Mode::Write)]
        mode: surface::Mode,
        /// Print how many lines of each language's package are written by hand, and how many are rendered.
        #[arg(long, conflicts_with = "mode")]
        count: bool,
    },
    /// Render the header of the C ABI from crates/bootpay-c: crates/bootpay-c/generated/bootpay.h.
    Header {
        /// What to do with it.
        #[arg(long, value_enum, default_value_t = surface::Mode::Write)]
        mode: surface::Mode,
    },
    /// Write the licences of what the program links to where it is built from, and check those of every artefact.
    Licenses {
        /// Change nothing; fail if that file is stale, a manifest is not true, or a licence is not in the list.
        #[arg(long, conflicts_with = "artefact")]
        check: bool,
        /// Print those of this artefact instead.
        artefact: Option<licenses::Artefact>,
        /// Only for this target, not for all that packages are made for.
        #[arg(long, requires = "artefact")]
        target: Vec<String>,
    },
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
        Command::Surface { count: true, .. } => surface::count(&root),
        Command::Surface { mode, .. } => surface::run(&root, mode),
        Command::Header { mode } => header::run(&root, mode),
        Command::Licenses { artefact: Some(artefact), target, .. } => {
            licenses::print(&root, artefact, &target)
        }
        Command::Licenses { check, .. } => licenses::run(&root, check),
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
