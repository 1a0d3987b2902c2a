"""The Django shop, with Django's test client and pytest-django. ``bootpay_sandbox`` stands in for Bootpay's
server and for its page."""

from typing import Any

import pytest
from bootpay_sandbox import Sandbox
from django.test import Client

pytestmark = pytest.mark.django_db


def post(client: Client, path: str, body: object) -> Any:
    return client.post(path, body, content_type="application/json")


def test_the_page_loads_bootpays_script_from_the_sandbox(bootpay_sandbox: Sandbox, client: Client) -> None:
    # Django's settings are loaded before any conftest.py, and read this address.
    assert f'src="{bootpay_sandbox.url}/js/bootpay-' in client.get("/").content.decode()


def test_somebody_is_verified_once(bootpay_sandbox: Sandbox, client: Client) -> None:
    begun = post(client, "/identity/begin", {"purpose": "주류 구매"}).json()
    person = bootpay_sandbox.person("turns_19_this_year", order_id=begun["request"]["order_id"])
    brought = {"receipt_id": person["receipt_id"], "token": begun["token"]}
    assert post(client, "/identity", brought).json()["ok"]
    assert post(client, "/identity", brought).json()["reason"] == "used"


def test_a_minor_is_told_why_not(bootpay_sandbox: Sandbox, client: Client) -> None:
    begun = post(client, "/identity/begin", {"purpose": "주류 구매"}).json()
    person = bootpay_sandbox.person(order_id=begun["request"]["order_id"], year_age=18)
    refused = post(client, "/identity", {"receipt_id": person["receipt_id"], "token": begun["token"]})
    assert (refused.status_code, refused.json()["reason"]) == (403, "minor")


def test_a_payment_is_confirmed_when_bootpay_can_be_asked(bootpay_sandbox: Sandbox, client: Client) -> None:
    order_id = post(client, "/orders", {}).json()["order_id"]
    paid = {"receipt_id": bootpay_sandbox.payment(price=1000, status=1, order_id=order_id)["receipt_id"]}
    with bootpay_sandbox.fault("reset", path="/receipt"):
        assert post(client, "/payment", paid | {"order_id": order_id}).status_code == 503
    assert post(client, "/payment", paid | {"order_id": order_id}).json() == {"ok": True, "price": 1000}
    assert client.get("/orders").json() == {order_id: "paid"}


def test_a_webhook_tells_of_a_deposit(bootpay_sandbox: Sandbox, client: Client) -> None:
    order_id = post(client, "/orders", {}).json()["order_id"]
    account = bootpay_sandbox.payment(price=1000, status=2, method="vbank", order_id=order_id)
    bootpay_sandbox.settings(feedback_content_type="json")
    bootpay_sandbox.deposit(account["receipt_id"])
    (webhook,) = bootpay_sandbox.webhooks()
    assert post(client, "/webhook", webhook["fields"]).content == b"OK"
    assert client.get("/orders").json() == {order_id: "paid"}
