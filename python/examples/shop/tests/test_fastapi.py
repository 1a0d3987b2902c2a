"""The FastAPI shop, with FastAPI's test client. ``bootpay_sandbox`` stands in for Bootpay's server and
its page."""

from collections.abc import Iterator

import pytest
from bootpay_sandbox import Sandbox
from fastapi.testclient import TestClient
from fastapi_server import app

# The check of a webhook asks where it comes from, and the test client has no address unless it is told.
HERE = ("127.0.0.1", 50000)


@pytest.fixture
def visitor(bootpay_sandbox: Sandbox) -> Iterator[TestClient]:
    with TestClient(app, client=HERE) as visitor:
        yield visitor


def test_somebody_is_verified_once(bootpay_sandbox: Sandbox, visitor: TestClient) -> None:
    begun = visitor.post("/identity/begin", json={"purpose": "주류 구매"}).json()
    person = bootpay_sandbox.person("turns_19_this_year", order_id=begun["request"]["order_id"])
    brought = {"receipt_id": person["receipt_id"], "token": begun["token"]}
    assert visitor.post("/identity", json=brought).json()["ok"]
    assert visitor.post("/identity", json=brought).json()["reason"] == "used"


def test_a_minor_is_told_why_not(bootpay_sandbox: Sandbox, visitor: TestClient) -> None:
    begun = visitor.post("/identity/begin", json={"purpose": "주류 구매"}).json()
    person = bootpay_sandbox.person(order_id=begun["request"]["order_id"], year_age=18)
    refused = visitor.post("/identity", json={"receipt_id": person["receipt_id"], "token": begun["token"]})
    assert (refused.status_code, refused.json()["reason"]) == (403, "minor")


def test_a_payment_is_confirmed_when_bootpay_can_be_asked(
    bootpay_sandbox: Sandbox, visitor: TestClient
) -> None:
    order_id = visitor.post("/orders", json={}).json()["order_id"]
    paid = {"receipt_id": bootpay_sandbox.payment(price=1000, status=1, order_id=order_id)["receipt_id"]}
    with bootpay_sandbox.fault("reset", path="/receipt"):
        assert visitor.post("/payment", json=paid | {"order_id": order_id}).status_code == 503
    assert visitor.post("/payment", json=paid | {"order_id": order_id}).json() == {"ok": True, "price": 1000}
    assert visitor.get("/orders").json() == {order_id: "paid"}


def test_a_webhook_tells_of_a_deposit(bootpay_sandbox: Sandbox, visitor: TestClient) -> None:
    order_id = visitor.post("/orders", json={}).json()["order_id"]
    account = bootpay_sandbox.payment(price=1000, status=2, method="vbank", order_id=order_id)
    bootpay_sandbox.settings(feedback_content_type="json")
    bootpay_sandbox.deposit(account["receipt_id"])
    (webhook,) = bootpay_sandbox.webhooks()
    assert visitor.post("/webhook", json=webhook["fields"]).text == "OK"
    assert visitor.get("/orders").json() == {order_id: "paid"}
