//! Reads an identity verification: `cargo run --example certificate -- RECEIPT_ID`, keys from `BOOTPAY_*`.

#![allow(clippy::print_stdout)] // an example shows what it got

fn main() -> Result<(), bootpay::Error> {
    let receipt_id = std::env::args().nth(1).unwrap_or_else(|| "612e09260d681b0021e61ab9".to_owned());
    let client = bootpay::blocking::Client::from_builder(bootpay::Client::builder())?;
    let certificate = client.certificate(receipt_id)?;
    println!("{} {}", certificate.receipt_id, certificate.person.username.masked());
    Ok(())
}
