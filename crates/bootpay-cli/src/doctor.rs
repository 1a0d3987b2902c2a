//! `bootpay doctor`

use std::process::ExitCode;

use bootpay::doctor;
use clap::Args;

use crate::language::{language, pick};
use crate::{ConnectionOptions, Failure, say};

#[derive(Args)]
pub(crate) struct Options {
    #[arg(
        long,
        help = pick("Print one JSON object: ok, checks, advice", "JSON 객체 하나로 출력합니다: ok, checks, advice"),
    )]
    json: bool,
    #[command(flatten)]
    connection: ConnectionOptions,
}

pub(crate) async fn run(options: &Options) -> Result<ExitCode, Failure> {
    let report = doctor::examine(options.connection.builder(), language()).await;
    if options.json {
        say(report.json())?;
    } else {
        say(&report)?;
    }
    Ok(if report.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
