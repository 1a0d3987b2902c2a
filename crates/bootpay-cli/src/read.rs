//! `bootpay token`, `bootpay certificate`, `bootpay receipt`

use std::process::ExitCode;

use bootpay::Answer;

use crate::language::{pick, text};
use crate::show::{self, Table};
use crate::{Failure, ReadOptions, say};

pub(crate) async fn token(options: &ReadOptions) -> Result<ExitCode, Failure> {
    let answer = options.connection.client()?.get_access_token().await?;
    print(options, &answer, |answer| {
        let mut table = Table::new([pick("access token", "액세스 토큰"), pick("masked", "마스킹됨")]);
        table.row([pick("token", "토큰"), &answer.token.masked()]);
        let seconds = answer.life().as_secs();
        table.row([pick("ends in", "남은 시간"), &text!("{seconds} s", "{seconds}초")]);
        table
    })
}

pub(crate) async fn certificate(receipt_id: &str, options: &ReadOptions) -> Result<ExitCode, Failure> {
    let answer = options.connection.client()?.certificate(receipt_id).await?;
    print(options, &answer, |answer| show::certificate(answer))
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
