//! The sandbox shares no code with the client: its names of the operations are compared with the client's here.

use bootpay_sandbox::Sandbox;
use serde_json::{Value, json};

#[tokio::test]
async fn the_journal_is_asked_by_the_names_of_the_client() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let of = |operation: &str| {
        sandbox.control("GET", &format!("/sandbox/operations/{operation}/requests"), &Value::Null)
    };
    // what is settled is read as a receipt, and what is confirmed as a certificate
    let seen_as_another = ["receipt.settle", "identity.confirm"];
    for operation in bootpay::OPERATIONS.iter().filter(|operation| !seen_as_another.contains(&operation.name))
    {
        assert_eq!(of(operation.name), Ok(json!([])), "{}", operation.name);
    }
    let unknown = of("payment.cancle").err().unwrap_or_default();
    assert!(unknown.contains("operation: must be one of billing.pay, "), "{unknown}");

    let client = bootpay::Client::builder()
        .application_id(sandbox.application_id())
        .private_key(sandbox.private_key())
        .base_url(sandbox.url())
        .build()?;
    client.certificate("612e09260d681b0021e61ab9").await?;
    client.verify("5df6e67d4f74b4002a77e0eb").await?;
    let paths = |operation: &str| -> Result<Vec<Value>, String> {
        Ok(of(operation)?.as_array().into_iter().flatten().map(|request| request["path"].clone()).collect())
    };
    assert_eq!(paths("certificate.get")?, ["/certificate/612e09260d681b0021e61ab9"]);
    assert_eq!(paths("receipt.get")?, ["/receipt/5df6e67d4f74b4002a77e0eb"]);
    assert_eq!(paths("token.request")?.len(), 1);
    assert_eq!(paths("payment.cancel")?, [] as [Value; 0]);
    Ok(())
}
