"""The example shop, driven by HTTP against the sandbox, whose control routes stand in for the browser."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

import pytest
from hooks import FORM_TYPE, JSON_TYPE, Body, webhook_of
from servers import APPLICATION_ID, NOBODY, PATIENCE, PAYMENT, PRIVATE_KEY, REPOSITORY, Sandbox

from bootpay import Bootpay

FOLDER = REPOSITORY / "python/examples/shop"
WEB_APPLICATION_ID = "5b8f6a4d396fa665fdc2b5e7"
NOT_CONFIRMED = {"ok": False, "error": "this could not be confirmed"}


class Shop:
    """The program on a free port."""

    def __init__(self, sandbox: Sandbox, folder: Path, **settings: str) -> None:
        self.sandbox = sandbox
        self._errors = folder / "errors"
        environment = {
            **os.environ,
            "BOOTPAY_BASE_URL": sandbox.url,
            "BOOTPAY_APPLICATION_ID": APPLICATION_ID,
            "BOOTPAY_PRIVATE_KEY": PRIVATE_KEY,
            "BOOTPAY_WEB_APPLICATION_ID": WEB_APPLICATION_ID,
            "BOOTPAY_LOG": "debug",
            "PORT": "0",
            **settings,
        }
        with self._errors.open("wb") as errors:
            self._program = subprocess.Popen(
                [sys.executable, str(FOLDER / "server.py")],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self._program.stdout is not None
        line = self._program.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), self._errors.read_text(encoding="utf-8")
        self.url = line.split()[-1]

    def stop(self) -> str:
        """Ends it, and gives all that it has written since it listens."""
        self._program.terminate()
        out, _ = self._program.communicate(timeout=PATIENCE)
        return out + self._errors.read_text(encoding="utf-8")

    def identity(self, **fields: Any) -> str:
        return str(self.sandbox.control("POST", "/sandbox/identities", fields)["receipt_id"])

    def payment(self, **fields: Any) -> str:
        made = {"price": 1000, "status": 1, "pg": "kcp", **fields}
        return str(self.sandbox.control("POST", "/sandbox/payments", made)["receipt_id"])

    def webhook(self, receipt_id: str, kind: str = "json") -> Body:
        return webhook_of(self.sandbox, receipt_id, kind)

    def deliver(self, body: Body, **headers: str) -> tuple[int, str, str]:
        """Brings a webhook."""
        headers = {"content-type": body.content_type, **headers}
        told = Visitor(self).send("POST", "/webhook", body.text, headers)
        return told.status, told.content_type, told.text


class Told:
    def __init__(self, answer: Any) -> None:
        with answer:
            self.status: int = answer.status
            self.headers = answer.headers
            self.content_type: str = answer.headers["content-type"]
            self.text: str = answer.read().decode()


class Visitor:
    """A browser: it keeps its cookie."""

    def __init__(self, shop: Shop) -> None:
        self._url = shop.url
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def send(self, method: str, path: str, body: str | None = None, headers: Any = None) -> Told:
        data = None if body is None else body.encode()
        request = Request(self._url + path, data, headers or {}, method=method)
        try:
            return Told(self._opener.open(request, timeout=PATIENCE))
        except HTTPError as refusal:
            return Told(refusal)

    def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        told = self.send("POST", path, json.dumps(body), {"content-type": JSON_TYPE, **headers})
        return told.status, json.loads(told.text)

    def order(self) -> str:
        return str(self.post("/orders", {})[1]["order_id"])

    def begin(self, purpose: str = "주류 구매") -> tuple[str, str]:
        """The order id and the token of a verification."""
        told = self.post("/identity/begin", {"purpose": purpose})[1]
        return told["request"]["order_id"], told["token"]

    def states(self) -> Any:
        return json.loads(self.send("GET", "/orders").text)


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Iterator[Shop]:
    running = Shop(sandbox, tmp_path)
    yield running
    running.stop()


@pytest.fixture
def visitor(shop: Shop) -> Visitor:
    return Visitor(shop)


def test_the_page_loads_both_scripts_and_its_session_is_hidden_from_them(
    shop: Shop, visitor: Visitor
) -> None:
    told = visitor.send("GET", "/")
    assert told.content_type == "text/html; charset=utf-8"
    assert f'<script src="{shop.sandbox.url}/js/bootpay-3.3.3.min.js"></script>' in told.text
    assert PRIVATE_KEY not in told.text
    assert APPLICATION_ID not in told.text
    script = visitor.send("GET", "/shop.js")
    assert (script.status, "javascript" in script.content_type) == (200, True)
    cookie = visitor.send("GET", "/orders").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    missing = visitor.send("GET", "/server.py")
    assert (missing.status, json.loads(missing.text)["ok"]) == (404, False)


def test_an_order_is_issued_to_one_session(shop: Shop, visitor: Visitor) -> None:
    status, bought = visitor.post("/orders", {})
    told = {"price": 1000, "name": "키보드", "application_id": WEB_APPLICATION_ID}
    assert (status, bought) == (200, {"order_id": bought["order_id"], **told})
    assert visitor.states() == {bought["order_id"]: "open"}
    assert Visitor(shop).states() == {}


def test_an_identity_is_begun_for_a_purpose_and_confirmed_once(shop: Shop, visitor: Visitor) -> None:
    status, begun = visitor.post("/identity/begin", {"purpose": "주류 구매"})
    request = begun["request"]
    told = {"application_id": WEB_APPLICATION_ID, "pg": "danal", "method": "auth", "price": 0}
    assert (status, {name: request[name] for name in told}) == (200, told)
    assert visitor.states() == {}
    for purpose in (None, "", "무엇이든", ["주류 구매"], {"a": 1}):
        refused = (400, {"ok": False, "error": "no such purpose"})
        assert visitor.post("/identity/begin", {"purpose": purpose}) == refused
    receipt_id = shop.identity(order_id=request["order_id"], username="홍길동", birth="1990-10-04")
    brought = {"receipt_id": receipt_id, "token": begun["token"]}
    verified = {"ok": True, "name": "홍*동", "purpose": "주류 구매"}
    assert visitor.post("/identity", brought) == (200, verified)
    used = {"ok": False, "reason": "used", "error": "이미 사용된 본인인증입니다. 다시 인증해 주세요."}
    assert visitor.post("/identity", brought) == (409, used)
    assert visitor.states() == {request["order_id"]: "verified"}
    assert Visitor(shop).states() == {}


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
    purpose: str, law: str, age: int, sentence: str, shop: Shop, visitor: Visitor
) -> None:
    order_id, token = visitor.begin(purpose)
    receipt_id = shop.identity(order_id=order_id, age=age)
    status, told = visitor.post("/identity", {"receipt_id": receipt_id, "token": token})
    assert told.pop("error").startswith(sentence)
    assert (status, told) == (403, {"ok": False, "reason": "minor", "law": law})
    assert visitor.states() == {}


def test_an_identity_that_is_not_to_be_believed_is_none(shop: Shop, visitor: Visitor) -> None:
    order_id, token = visitor.begin()
    receipt_id = shop.identity(order_id=order_id)
    stranger = Visitor(shop)
    for who, given, proof, status, reason in (
        (visitor, shop.identity(order_id="somebody's"), token, 403, "other_order"),
        (stranger, receipt_id, token, 403, "other_session"),
        (visitor, receipt_id, f"{token}A", 400, "bad_token"),
        (visitor, receipt_id, None, 400, "bad_token"),
        (visitor, NOBODY, token, 409, "not_finished"),
        (visitor, "../receipt", token, 400, "not_identity"),
        (visitor, None, token, 400, "not_identity"),
        (visitor, {"a": 1}, token, 400, "not_identity"),
    ):
        found, told = who.post("/identity", {"receipt_id": given, "token": proof})
        assert (found, told["ok"], told["reason"]) == (status, False, reason)
        assert told["error"].endswith(".")
    shop.sandbox.fault("reset", "/certificate")
    brought = {"receipt_id": receipt_id, "token": token}
    assert visitor.post("/identity", brought) == (503, NOT_CONFIRMED)
    assert visitor.states() == {}
    shop.sandbox.control("DELETE", "/sandbox/faults")
    assert visitor.post("/identity", brought)[0] == 200, "nothing was used up"


def test_a_payment_is_compared_with_the_order(shop: Shop, visitor: Visitor) -> None:
    order_id = visitor.order()
    for fields in ({"price": 100}, {"status": 2}, {"order_id": "another"}):
        receipt_id = shop.payment(**{"order_id": order_id, **fields})
        told = visitor.post("/payment", {"receipt_id": receipt_id, "order_id": order_id})
        assert told == (409, NOT_CONFIRMED)
        assert visitor.states() == {order_id: "open"}
    body = {"receipt_id": shop.payment(order_id=order_id), "order_id": order_id}
    assert Visitor(shop).post("/payment", body)[0] == 404
    assert visitor.post("/payment", body) == (200, {"ok": True, "price": 1000})
    assert visitor.states() == {order_id: "paid"}


def test_a_server_that_cannot_be_reached_is_no_refusal(shop: Shop, visitor: Visitor) -> None:
    order_id = visitor.order()
    body = {"receipt_id": shop.payment(order_id=order_id), "order_id": order_id}
    shop.sandbox.fault("reset", "/receipt")
    assert visitor.post("/payment", body) == (503, NOT_CONFIRMED)


def test_another_sites_page_can_do_nothing_with_a_visitors_cookie(visitor: Visitor) -> None:
    order = visitor.post("/orders", {}, **{"sec-fetch-site": "cross-site"})
    assert order == (403, {"ok": False, "error": "this came from another site"})
    for body, content_type in (("a=b", FORM_TYPE), ("{}", "text/plain")):
        assert visitor.send("POST", "/orders", body, {"content-type": content_type}).status == 400
    assert visitor.states() == {}


OK = (200, "text/plain; charset=utf-8", "OK")


@pytest.mark.parametrize("kind", ["urlencoded", "json"])
def test_a_webhook_pays_an_order_and_a_cancel_takes_it_back(kind: str, shop: Shop, visitor: Visitor) -> None:
    order_id = visitor.order()
    receipt_id = shop.payment(order_id=order_id)
    paid = shop.webhook(receipt_id, kind)
    for _ in range(2):
        assert shop.deliver(paid) == OK
        assert visitor.states() == {order_id: "paid"}
    Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=shop.sandbox.url).cancel(receipt_id)
    assert shop.deliver(shop.webhook(receipt_id, kind)) == OK
    assert shop.deliver(paid)[0] == 409, "the receipt says otherwise by now"
    assert visitor.states() == {order_id: "cancelled"}


def test_an_order_that_is_paid_twice_is_paid_by_the_first_receipt(shop: Shop, visitor: Visitor) -> None:
    order_id = visitor.order()
    first, second = shop.payment(order_id=order_id), shop.payment(order_id=order_id)
    assert visitor.post("/payment", {"receipt_id": first, "order_id": order_id})[0] == 200
    refused = {"ok": False, "error": "this order has another receipt"}
    assert visitor.post("/payment", {"receipt_id": second, "order_id": order_id}) == (409, refused)
    for _ in range(2):
        assert shop.deliver(shop.webhook(second)) == OK
    Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=shop.sandbox.url).cancel(second)
    assert shop.deliver(shop.webhook(second)) == OK
    assert visitor.states() == {order_id: "paid"}
    # once per receipt and status, whoever repeats it
    assert shop.stop().count(f"receipt {second} pays for none of our orders") == 2


def test_a_webhook_that_nobody_should_believe(shop: Shop, visitor: Visitor) -> None:
    order_id = visitor.order()
    waiting = shop.payment(order_id=order_id, status=2)
    told, form = shop.webhook(waiting), shop.webhook(waiting, "urlencoded")
    for body, status in (
        (told._replace(text=told.text.replace('"status": 2', '"status": 1')), 409),  # the receipt says no
        (form._replace(text=form.text.replace("private_key=", "private_key=x")), 403),
        (form._replace(text=form.text.replace("private_key=", "key=")), 403),
        (told._replace(content_type="text/xml"), 403),
        (Body("{", JSON_TYPE), 403),
        (Body("", JSON_TYPE), 403),
    ):
        found, _, text = shop.deliver(body)
        assert (found, json.loads(text)) == (status, NOT_CONFIRMED)
    cheap = shop.payment(order_id=order_id, price=100)
    assert shop.deliver(shop.webhook(cheap)) == OK, "it is genuine"
    assert visitor.states() == {order_id: "open"}, "and pays for nothing"


def test_a_webhook_that_a_proxy_brought_is_from_whom_the_proxy_says(sandbox: Sandbox, tmp_path: Path) -> None:
    shop = Shop(sandbox, tmp_path, BOOTPAY_TRUSTED_PROXIES="10.0.0.0/8,127.0.0.1")
    try:
        body = shop.webhook(shop.payment())
        assert shop.deliver(body, **{"x-forwarded-for": "6.6.6.6"})[0] == 403
        assert shop.deliver(body, **{"x-forwarded-for": "223.130.82.4, 6.6.6.6"})[0] == 403
        assert shop.deliver(body, **{"x-forwarded-for": "6.6.6.6, 223.130.82.4, 10.0.0.7"}) == OK
    finally:
        shop.stop()


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
def test_a_webhook_that_came_to_gunicorn_over_a_socket(trusted: str, sandbox: Sandbox) -> None:
    body = webhook_of(sandbox, PAYMENT, "json")
    with TemporaryDirectory(prefix="s") as folder:  # a socket's path must be short
        path = Path(folder, "s")
        with subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"unix:{path}", "server:app"],
            cwd=FOLDER,
            env={
                **os.environ,
                "BOOTPAY_BASE_URL": sandbox.url,
                "BOOTPAY_APPLICATION_ID": APPLICATION_ID,
                "BOOTPAY_PRIVATE_KEY": PRIVATE_KEY,
                "BOOTPAY_TRUSTED_PROXIES": trusted,
            },
            stderr=subprocess.PIPE,
            text=True,
        ) as program:
            assert program.stderr is not None
            assert any("Listening at: unix:" in line for line in program.stderr)

            def deliver(**forwarded: str) -> int:
                proxy = OverASocket(path)
                proxy.request(
                    "POST", "/webhook", body.text.encode(), {"content-type": JSON_TYPE, **forwarded}
                )
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


def test_a_webhook_is_good_later_if_the_receipt_could_not_be_read(shop: Shop, visitor: Visitor) -> None:
    order_id = visitor.order()
    body = shop.webhook(shop.payment(order_id=order_id))
    shop.sandbox.fault("reset", "/receipt")
    assert shop.deliver(body)[0] == 503
    shop.sandbox.control("DELETE", "/sandbox/faults")
    assert shop.deliver(body) == OK
    assert visitor.states() == {order_id: "paid"}


def test_what_the_shop_writes_names_nobody_and_holds_no_key(shop: Shop, visitor: Visitor) -> None:
    order_id, token = visitor.begin()
    person = {"username": "카나리아", "phone": "01099998888", "birth": "1991-09-09"}
    receipt_id = shop.identity(order_id=order_id, **person)
    brought = {"receipt_id": receipt_id, "token": token}
    assert [visitor.post("/identity", brought)[0] for _ in range(2)] == [200, 409]
    visitor.post("/identity", {"receipt_id": person["username"], "token": token})
    visitor.send("POST", "/identity", f'{{"name": {person["username"]}', {"content-type": JSON_TYPE})
    receipt_id = shop.payment(order_id="canary's")
    assert shop.deliver(shop.webhook(receipt_id, "urlencoded")) == OK
    written = shop.stop()
    assert f"receipt {receipt_id} pays for none of our orders" in written
    assert "identity.confirm GET /certificate/{receipt_id} status=200" in written
    for secret in (PRIVATE_KEY, quote(PRIVATE_KEY, safe=""), token, *person.values()):
        assert secret not in written


def test_an_order_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    from orders import Orders

    orders = Orders()
    order = orders.issue("somebody")
    for news, state in (("paid", "paid"), ("cancelled", "cancelled"), ("paid", "cancelled")):
        assert orders.advance(order, "r1", news)
        assert orders.states_of("somebody") == {order.id: state}
