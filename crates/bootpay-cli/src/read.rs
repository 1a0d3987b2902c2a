//! `bootpay token`, `bootpay certificate`, `bootpay receipt`

use std::process::ExitCode;

use bootpay::Answer;

use crate::show::{self, Table};
use crate::{Failure, ReadOptions, say};

pub(crate) async fn token(options: &ReadOptions) -> Result<ExitCode, Failure> {
    let answer = options.connection.client()?.get_access_token().await?;
    print(options, &answer, |answer| {
        let mut table = Table::new(["access token", "masked"]);
        table.row(["token", &answer.token.masked()]);
        table.row(["ends in", &format!("{} s", answer.life().as_secs())]);
        table
    })
}

pub(crate) async fn certificate(receipt_id: &str, options: &ReadOptions) -> Result<ExitCode, Failure> {
    let answer = options.connection.client()?.certificate(receipt_id).await?;
    print(options, &answer, show::certificate)
}

pub(crate) async fn receipt(receipt_id: &str, options: &ReadOptions) -> Result<ExitCode, Failure> {
    let answer = options.connection.client()?.verify(receipt_id).await?;
    print(options, &answer, |answer| show::receipt(answer))
}

fn print<T>(
    options: &ReadOptions,
    answer: &Answer<T>,
    table: impl FnOnce(&Answer<T>) -> Table,
) -> Result<ExitCode, Failure> {
    if options.json {
        say(answer.raw())?;
    } else {
        say(table(answer))?;
    }
    Ok(ExitCode::SUCCESS)
}
