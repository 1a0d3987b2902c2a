//! The shop against a sandbox, which each test starts for itself.

use axum::http::{HeaderValue, StatusCode};
use bootpay_sandbox::Sandbox;

use super::*;

type Tested = Result<(), Box<dyn Error>>;

fn shop(sandbox: &Sandbox) -> Result<State<Arc<Shop>>, bootpay::Error> {
    let bootpay = Client::builder()
        .base_url(sandbox.url())
        .application_id(sandbox.application_id())
        .private_key(sandbox.private_key())
        .build()?;
    Ok(State(Arc::new(Shop {
        bootpay,
        orders: Orders::default(),
        once: Memory::default(),
        script_origin: sandbox.url().to_owned(),
        web_application_id: Some(sandbox.web_application_id().to_owned()),
        trusted_proxies: Vec::new(),
    })))
}

/// Those of a visitor who has opened the page.
fn visitor() -> HeaderMap {
    HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("session=visitor-1"))])
}

fn status(answer: Result<Json<Value>, Refusal>) -> StatusCode {
    answer.into_response().status()
}

/// What the shop says when somebody with these fields finishes the verification for a purpose.
async fn verify(
    sandbox: &Sandbox,
    shop: &State<Arc<Shop>>,
    purpose: &str,
    person: Value,
) -> Result<StatusCode, Box<dyn Error>> {
    let wish = Json(Wish { purpose: purpose.to_owned() });
    let Ok(Json(begun)) = begin(shop.clone(), visitor(), wish).await else {
        return Err("nothing began".into());
    };
    let window = sandbox.window(json!({ "order_id": begun["request"]["order_id"] }))?;
    window.approve(person)?;
    let token = begun["token"].as_str().unwrap_or_default().to_owned();
    let verified = || Json(Verified { receipt_id: window.receipt_id().to_owned(), token: token.clone() });
    let first = status(identity(shop.clone(), visitor(), verified()).await);
    assert_ne!(status(identity(shop.clone(), visitor(), verified()).await), StatusCode::OK, "it counts once");
    Ok(first)
}

#[tokio::test]
async fn the_law_of_the_purpose_is_asked() -> Tested {
    let sandbox = Sandbox::start().await?;
    let shop = shop(&sandbox)?;
    let purchase = verify(&sandbox, &shop, "주류 구매", json!({ "year_age": 19 })).await?;
    assert_eq!(purchase, StatusCode::OK);
    let minor = verify(&sandbox, &shop, "주류 구매", json!({ "year_age": 18 })).await?;
    assert_eq!(minor, StatusCode::FORBIDDEN);
    assert!(sandbox.misuses()?.is_empty());
    Ok(())
}

#[tokio::test]
async fn another_price_pays_for_no_order() -> Tested {
    let sandbox = Sandbox::start().await?;
    let shop = shop(&sandbox)?;
    let order = shop.orders.issue("visitor-1");
    let paid = |price| sandbox.payment(json!({ "price": price, "status": 1, "order_id": order.id }));
    for (price, wanted) in [(order.price - 1, false), (order.price, true)] {
        let receipt_id = paid(price)?["receipt_id"].as_str().unwrap_or_default().to_owned();
        let done = Json(Done { receipt_id, order_id: order.id.clone() });
        let answer = status(payment(shop.clone(), visitor(), done).await);
        assert_eq!(answer == StatusCode::OK, wanted, "{price}: {answer}");
    }
    Ok(())
}
