//! What the README prints of Rust. `tests/docs/run` compares the lines.

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::test]
async fn the_quick_start() -> Outcome {
    let sandbox = bootpay_sandbox::Sandbox::start().await?; // in a test; a server takes its settings from the environment
    let client = bootpay::Client::builder()
        .base_url(sandbox.url())
        .application_id(sandbox.application_id())
        .private_key(sandbox.private_key())
        .build()?;
    let certificate = client.certificate("612e09260d681b0021e61ab9").await?;
    println!("{} {:?}", certificate.person.username.masked(), certificate.person.gender);
    assert_eq!(certificate.person.username.masked(), "홍*동");
    Ok(())
}
