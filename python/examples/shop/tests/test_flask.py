"""The Flask shop, with Flask's test client. ``bootpay_sandbox`` stands in for Bootpay's server and
its page."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import server
from bootpay_sandbox import Sandbox
from flask.testing import FlaskClient
from orders import Orders
from server import app

FOLDER = Path(server.__file__).parent
#: How long a test waits for something that is sure to come, before it calls the wait a failure.
PATIENCE = 30.0
NOT_CONFIRMED = {"ok": False, "error": "this could not be confirmed"}
NOBODY = "aaaaaaaaaaaaaaaaaaaaaaaa"
FORM_TYPE, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"


@pytest.fixture
def visitor(bootpay_sandbox: Sandbox) -> FlaskClient:
    """A browser: it keeps its cookie."""
    return app.test_client()


def post(visitor: FlaskClient, path: str, body: object, **headers: str) -> tuple[int, Any]:
    answer = visitor.post(path, json=body, headers=headers)
    return answer.status_code, answer.json


def order(visitor: FlaskClient) -> str:
    return str(post(visitor, "/orders", {})[1]["order_id"])


def begin(visitor: FlaskClient, purpose: str = "주류 구매") -> tuple[str, str]:
    """The order id and the token of a verification."""
    told = post(visitor, "/identity/begin", {"purpose": purpose})[1]
    return told["request"]["order_id"], told["token"]


def states(visitor: FlaskClient) -> Any:
    return visitor.get("/orders").json


def pay(sandbox: Sandbox, **fields: Any) -> str:
    return str(sandbox.payment(**{"price": 1000, "status": 1, "pg": "kcp", **fields})["receipt_id"])


def test_the_page_loads_both_scripts_and_its_session_is_hidden_from_them(
    bootpay_sandbox: Sandbox, visitor: FlaskClient
) -> None:
    page = visitor.get("/")
    assert page.content_type == "text/html; charset=utf-8"
    assert f'<script src="{bootpay_sandbox.url}/js/bootpay-3.3.3.min.js"></script>' in page.text
    assert bootpay_sandbox.private_key not in page.text
    assert bootpay_sandbox.application_id not in page.text
    with visitor.get("/shop.js") as script:
        assert (script.status_code, "javascript" in script.content_type) == (200, True)
    cookie = visitor.get("/orders").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    missing = visitor.get("/server.py")
    assert (missing.status_code, missing.get_json()["ok"]) == (404, False)


def test_an_order_is_issued_to_one_session(bootpay_sandbox: Sandbox, visitor: FlaskClient) -> None:
    status, bought = post(visitor, "/orders", {})
    told = {"price": 1000, "name": "키보드", "application_id": bootpay_sandbox.web_application_id}
    assert (status, bought) == (200, {"order_id": bought["order_id"], **told})
    assert states(visitor) == {bought["order_id"]: "open"}
    assert states(app.test_client()) == {}


def test_an_identity_is_begun_for_a_purpose_and_confirmed_once(
    bootpay_sandbox: Sandbox, visitor: FlaskClient
) -> None:
    status, begun = post(visitor, "/identity/begin", {"purpose": "주류 구매"})
    request = begun["request"]
    told = {"pg": "danal", "method": "auth", "price": 0, "application_id": bootpay_sandbox.web_application_id}
    assert (status, {name: request[name] for name in told}) == (200, told)
    assert states(visitor) == {}
    for purpose in (None, "", "무엇이든", ["주류 구매"], {"a": 1}):
        refused = (400, {"ok": False, "error": "no such purpose"})
        assert post(visitor, "/identity/begin", {"purpose": purpose}) == refused
    receipt_id = bootpay_sandbox.person(order_id=request["order_id"], username="홍길동")["receipt_id"]
    brought = {"receipt_id": receipt_id, "token": begun["token"]}
    verified = {"ok": True, "name": "홍*동", "purpose": "주류 구매"}
    assert post(visitor, "/identity", brought) == (200, verified)
    used = {"ok": False, "reason": "used", "error": "이미 사용된 본인인증입니다. 다시 인증해 주세요."}
    assert post(visitor, "/identity", brought) == (409, used)
    assert states(visitor) == {request["order_id"]: "verified"}
    assert states(app.test_client()) == {}


@pytest.mark.parametrize(
    ("purpose", "law", "age", "sentence"),
    [
        ("주류 구매", "youth_protection", 17, "청소년에게는 주류를 판매하지 않습니다."),
        ("할부 계약", "civil", 18, "만 19세 미만은 법정대리인의 동의가 있어야 계약할 수 있습니다."),
        ("소모임 참가", "child_welfare", 17, "만 18세 미만은 참가할 수 없습니다."),
        (
            "회원 가입",
            "guardian_consent",
            13,
            "만 14세 미만은 법정대리인의 동의가 있어야 가입할 수 있습니다.",
        ),
    ],
)
def test_who_is_too_young_for_a_purpose_is_told_so(
    purpose: str, law: str, age: int, sentence: str, bootpay_sandbox: Sandbox, visitor: FlaskClient
) -> None:
    order_id, token = begin(visitor, purpose)
    receipt_id = bootpay_sandbox.person(order_id=order_id, age=age)["receipt_id"]
    status, told = post(visitor, "/identity", {"receipt_id": receipt_id, "token": token})
    assert told.pop("error").startswith(sentence)
    assert (status, told) == (403, {"ok": False, "reason": "minor", "law": law})
    assert states(visitor) == {}


def test_an_identity_that_is_not_to_be_believed_is_none(
    bootpay_sandbox: Sandbox, visitor: FlaskClient
) -> None:
    order_id, token = begin(visitor)
    receipt_id = bootpay_sandbox.person(order_id=order_id)["receipt_id"]
    stranger = app.test_client()
    for who, given, proof, status, reason in (
        (visitor, bootpay_sandbox.person(order_id="somebody's")["receipt_id"], token, 403, "other_order"),
        (stranger, receipt_id, token, 403, "other_session"),
        (visitor, receipt_id, f"{token}A", 400, "bad_token"),
        (visitor, receipt_id, None, 400, "bad_token"),
        (visitor, NOBODY, token, 409, "not_finished"),
        (visitor, "../receipt", token, 400, "not_identity"),
        (visitor, None, token, 400, "not_identity"),
        (visitor, {"a": 1}, token, 400, "not_identity"),
    ):
        found, told = post(who, "/identity", {"receipt_id": given, "token": proof})
        assert (found, told["ok"], told["reason"]) == (status, False, reason)
        assert told["error"].endswith(".")
    brought = {"receipt_id": receipt_id, "token": token}
    with bootpay_sandbox.fault("reset", path="/certificate"):
        assert post(visitor, "/identity", brought) == (503, NOT_CONFIRMED)
    assert states(visitor) == {}
    assert post(visitor, "/identity", brought)[0] == 200, "nothing was used up"


def test_a_window_that_was_closed_verifies_nobody(bootpay_sandbox: Sandbox, visitor: FlaskClient) -> None:
    order_id, token = begin(visitor)
    window = bootpay_sandbox.window(order_id)
    brought = {"receipt_id": window.receipt_id, "token": token}
    assert post(visitor, "/identity", brought)[1]["reason"] == "not_finished"
    window.cancel()
    assert post(visitor, "/identity", brought)[1]["reason"] == "not_finished"
    again = bootpay_sandbox.window(order_id)
    again.approve("age_19")
    assert post(visitor, "/identity", {"receipt_id": again.receipt_id, "token": token})[0] == 200


def test_a_payment_is_compared_with_the_order(bootpay_sandbox: Sandbox, visitor: FlaskClient) -> None:
    order_id = order(visitor)
    for fields in ({"price": 100}, {"status": 2}, {"order_id": "another"}):
        receipt_id = pay(bootpay_sandbox, **{"order_id": order_id, **fields})
        told = post(visitor, "/payment", {"receipt_id": receipt_id, "order_id": order_id})
        assert told == (409, NOT_CONFIRMED)
        assert states(visitor) == {order_id: "open"}
    body = {"receipt_id": pay(bootpay_sandbox, order_id=order_id), "order_id": order_id}
    assert post(app.test_client(), "/payment", body)[0] == 404
    assert post(visitor, "/payment", body) == (200, {"ok": True, "price": 1000})
    assert states(visitor) == {order_id: "paid"}


def test_a_server_that_cannot_be_reached_is_no_refusal(
    bootpay_sandbox: Sandbox, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "client", server.client.with_options(**bootpay_sandbox.quick))
    order_id = order(visitor)
    body = {"receipt_id": pay(bootpay_sandbox, order_id=order_id), "order_id": order_id}
    with bootpay_sandbox.fault("reset", path="/receipt"):
        assert post(visitor, "/payment", body) == (503, NOT_CONFIRMED)
    assert post(visitor, "/payment", body)[0] == 200


def test_another_sites_page_can_do_nothing_with_a_visitors_cookie(visitor: FlaskClient) -> None:
    refused = post(visitor, "/orders", {}, **{"sec-fetch-site": "cross-site"})
    assert refused == (403, {"ok": False, "error": "this came from another site"})
    for body, content_type in (("a=b", FORM_TYPE), ("{}", "text/plain")):
        assert visitor.post("/orders", data=body, content_type=content_type).status_code == 400
    assert states(visitor) == {}


def webhook_of(sandbox: Sandbox, receipt_id: str, kind: str = "json") -> dict[str, Any]:
    """A webhook of a receipt, ``json`` or ``urlencoded``, as Flask's client sends it."""
    sandbox.settings(feedback_content_type=kind)
    server.client.create_webhook(receipt_id, "https://example.com/hook")
    fields = sandbox.webhooks()[-1]["fields"]
    if kind == "json":
        return {"data": json.dumps(fields), "content_type": JSON_TYPE}
    flat: dict[str, Any] = {}
    for name, value in (fields | {"private_key": sandbox.private_key}).items():
        if isinstance(value, dict):  # nested as Rails does it: payment_data[card_name]
            flat |= {f"{name}[{inner}]": one for inner, one in value.items()}
        else:
            flat[name] = "" if value is None else value
    return {"data": urlencode(flat), "content_type": FORM_TYPE}


def deliver(body: dict[str, Any], **headers: str) -> tuple[int, str]:
    answer = app.test_client().post("/webhook", **body, headers=headers)
    return answer.status_code, answer.text


OK = (200, "OK")


@pytest.mark.parametrize("kind", ["urlencoded", "json"])
def test_a_webhook_pays_an_order_and_a_cancel_takes_it_back(
    kind: str, bootpay_sandbox: Sandbox, visitor: FlaskClient
) -> None:
    order_id = order(visitor)
    receipt_id = pay(bootpay_sandbox, order_id=order_id)
    paid = webhook_of(bootpay_sandbox, receipt_id, kind)
    for _ in range(2):
        assert deliver(paid) == OK
        assert states(visitor) == {order_id: "paid"}
    server.client.cancel(receipt_id)
    assert deliver(webhook_of(bootpay_sandbox, receipt_id, kind)) == OK
    assert deliver(paid)[0] == 409, "the receipt says otherwise by now"
    assert states(visitor) == {order_id: "cancelled"}


def test_an_order_that_is_paid_twice_is_paid_by_the_first_receipt(
    bootpay_sandbox: Sandbox, visitor: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    order_id = order(visitor)
    first, second = pay(bootpay_sandbox, order_id=order_id), pay(bootpay_sandbox, order_id=order_id)
    assert post(visitor, "/payment", {"receipt_id": first, "order_id": order_id})[0] == 200
    refused = {"ok": False, "error": "this order has another receipt"}
    assert post(visitor, "/payment", {"receipt_id": second, "order_id": order_id}) == (409, refused)
    for _ in range(2):
        assert deliver(webhook_of(bootpay_sandbox, second)) == OK
    server.client.cancel(second)
    assert deliver(webhook_of(bootpay_sandbox, second)) == OK
    assert states(visitor) == {order_id: "paid"}
    # once per receipt and status, whoever repeats it
    assert caplog.text.count(f"receipt {second} pays for none of our orders") == 2


def test_a_webhook_that_nobody_should_believe(bootpay_sandbox: Sandbox, visitor: FlaskClient) -> None:
    order_id = order(visitor)
    waiting = pay(bootpay_sandbox, order_id=order_id, status=2)
    told, form = webhook_of(bootpay_sandbox, waiting), webhook_of(bootpay_sandbox, waiting, "urlencoded")
    for changed, status in (
        ({**told, "data": told["data"].replace('"status": 2', '"status": 1')}, 409),  # the receipt says no
        ({**form, "data": form["data"].replace("private_key=", "private_key=x")}, 403),
        ({**form, "data": form["data"].replace("private_key=", "key=")}, 403),
        ({**told, "content_type": "text/xml"}, 403),
        ({"data": "{", "content_type": JSON_TYPE}, 403),
        ({"data": "", "content_type": JSON_TYPE}, 403),
    ):
        found, text = deliver(changed)
        assert (found, json.loads(text)) == (status, NOT_CONFIRMED)
    cheap = pay(bootpay_sandbox, order_id=order_id, price=100)
    assert deliver(webhook_of(bootpay_sandbox, cheap)) == OK, "it is genuine"
    assert states(visitor) == {order_id: "open"}, "and pays for nothing"


def test_a_webhook_that_a_proxy_brought_is_from_whom_the_proxy_says(
    bootpay_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "TRUSTED_PROXIES", ["10.0.0.0/8", "127.0.0.1"])
    body = webhook_of(bootpay_sandbox, pay(bootpay_sandbox))
    assert deliver(body, **{"x-forwarded-for": "6.6.6.6"})[0] == 403
    assert deliver(body, **{"x-forwarded-for": "223.130.82.4, 6.6.6.6"})[0] == 403
    assert deliver(body, **{"x-forwarded-for": "6.6.6.6, 223.130.82.4, 10.0.0.7"}) == OK


class OverASocket(HTTPConnection):
    """An HTTP connection to a Unix socket, as a proxy before gunicorn opens it."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self._path = str(path)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no Unix sockets")
@pytest.mark.parametrize("trusted", ["unix", ""])
def test_a_webhook_that_came_to_gunicorn_over_a_socket(trusted: str, bootpay_sandbox: Sandbox) -> None:
    body = webhook_of(bootpay_sandbox, pay(bootpay_sandbox))
    with TemporaryDirectory(prefix="s") as folder:  # a socket's path must be short
        path = Path(folder, "s")
        with subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"unix:{path}", "server:app"],
            cwd=FOLDER,
            env={**os.environ, **bootpay_sandbox.env, "BOOTPAY_TRUSTED_PROXIES": trusted},
            stderr=subprocess.PIPE,
            text=True,
        ) as program:
            assert program.stderr is not None
            assert any("Listening at: unix:" in line for line in program.stderr)

            def deliver(**forwarded: str) -> int:
                proxy = OverASocket(path)
                proxy.request("POST", "/webhook", body["data"], {"content-type": JSON_TYPE, **forwarded})
                status = proxy.getresponse().status
                proxy.close()
                return status

            try:
                told = [
                    deliver(**{"x-forwarded-for": "6.6.6.6, 223.130.82.4"}),
                    deliver(**{"x-forwarded-for": "223.130.82.4, 6.6.6.6"}),
                    deliver(),
                ]
            finally:
                program.terminate()
    assert told == ([200, 403, 403] if trusted else [400, 400, 400])


def test_a_webhook_is_good_later_if_the_receipt_could_not_be_read(
    bootpay_sandbox: Sandbox, visitor: FlaskClient
) -> None:
    order_id = order(visitor)
    body = webhook_of(bootpay_sandbox, pay(bootpay_sandbox, order_id=order_id))
    with bootpay_sandbox.fault("reset", path="/receipt"):
        assert deliver(body)[0] == 503
    assert deliver(body) == OK
    assert states(visitor) == {order_id: "paid"}


def test_what_the_shop_writes_names_nobody_and_holds_no_key(
    bootpay_sandbox: Sandbox, visitor: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    order_id, token = begin(visitor)
    person: dict[str, Any] = {"username": "카나리아", "phone": "01099998888", "birth": "1991-09-09"}
    receipt_id = bootpay_sandbox.person(order_id=order_id, **person)["receipt_id"]
    brought = {"receipt_id": receipt_id, "token": token}
    assert [post(visitor, "/identity", brought)[0] for _ in range(2)] == [200, 409]
    post(visitor, "/identity", {"receipt_id": person["username"], "token": token})
    visitor.post("/identity", data=f'{{"name": {person["username"]}', content_type=JSON_TYPE)
    receipt_id = pay(bootpay_sandbox, order_id="canary's")
    assert deliver(webhook_of(bootpay_sandbox, receipt_id, "urlencoded")) == OK
    written = caplog.text
    assert f"receipt {receipt_id} pays for none of our orders" in written
    assert "identity.confirm GET /certificate/{receipt_id} status=200" in written
    key = bootpay_sandbox.private_key
    for secret in (key, quote(key, safe=""), token, *person.values()):
        assert secret not in written


def test_an_order_never_goes_back() -> None:
    orders = Orders()
    order = orders.issue("somebody")
    for news, state in (("paid", "paid"), ("cancelled", "cancelled"), ("paid", "cancelled")):
        assert orders.advance(order, "r1", news)
        assert orders.states_of("somebody") == {order.id: state}
