//! A client that lives longer than the sandbox it talks to.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::net::SocketAddr;

use bootpay_sandbox::{Sandbox, SandboxBuilder};
use bootpay_tests::builder;

/// Its token is of the run before, so the first answer is a 401; the token that it gets then must be another one.
#[tokio::test]
async fn the_first_call_after_a_restart_is_answered() {
    let unseeded: fn() -> SandboxBuilder = Sandbox::builder;
    for sandbox in [unseeded, || Sandbox::builder().seed(7)] {
        let first = sandbox().start().await.unwrap();
        let address: SocketAddr = first.url().strip_prefix("http://").unwrap().parse().unwrap();
        let client = builder(&first).max_retries(2).build().unwrap();
        client.certificate("612e09260d681b0021e61ab9").await.unwrap();
        first.stop().await;

        let second = sandbox().listen(address).start().await.unwrap();
        client.certificate("612e09260d681b0021e61ab9").await.unwrap();
        second.control("POST", "/sandbox/reset", &serde_json::Value::Null).unwrap();
        client.certificate("612e09260d681b0021e61ab9").await.unwrap();
    }
}
