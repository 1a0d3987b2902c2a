"""Webhooks as they arrive: who is believed, what is made of them, and what the receipt says to it."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import inspect
import json
import logging
import pickle
import pprint
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from clients import BOTH, IDS, Maker
from hooks import (
    FORM,
    FORM_TYPE,
    IN_THE_FORM,
    IN_THE_JSON,
    JSON,
    JSON_TYPE,
    NAME,
    form,
    json_body,
    webhook_of,
)
from servers import APPLICATION_ID, NOBODY, PAYMENT, PRIVATE_KEY, REPOSITORY, TO_CANCEL, LocalServer, Sandbox

from bootpay import (
    APIError,
    AsyncBootpay,
    Bootpay,
    BootpayError,
    ConfigError,
    InvalidRequestError,
    ReceiptMismatchError,
    WebhookError,
    WebhookEvent,
)

BOOTPAY = "223.130.82.4"
both = pytest.mark.parametrize("make", BOTH, ids=IDS)


@pytest.fixture
def live() -> Bootpay:
    """Of no sandbox: to this machine it owes no belief."""
    return Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url="https://api.example.com")


def reverified(client: Any, event: WebhookEvent) -> Any:
    told = client.webhook.reverify(event)
    return asyncio.run(told) if inspect.iscoroutine(told) else told


def refusal(call: Callable[[], object], cls: type[BootpayError] = WebhookError) -> BootpayError:
    with pytest.raises(cls) as caught:
        call()
    error = caught.value
    assert (error.kind, error.effect, error.attempts, error.body) == (cls._default_kind, "none", 0, None)
    return error


@both
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, str], ids=lambda kind: kind.__name__)
def test_both_kinds_give_the_same_event_without_the_key(make: Maker, kind: Callable[..., Any]) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url="https://api.example.com")
    for text, content_type, retry_count, tax_free in (
        (FORM.text, FORM_TYPE, 0, None),
        (FORM.text, f"{FORM_TYPE}; charset=utf-8", 0, None),
        (FORM.text, None, 0, None),
        (JSON.text, JSON_TYPE, None, 0),
        (JSON.text, "Application/JSON; charset=utf-8", None, 0),
        (JSON.text, None, None, 0),
    ):
        body = text if kind is str else kind(text.encode())
        event = client.webhook.verify(body, content_type=content_type, remote_address=BOOTPAY)
        assert isinstance(event, WebhookEvent)
        assert (event.receipt_id, event.status, event.price) == (PAYMENT, 1, 3000)
        assert (event.order_id, event.name) == ("1576461949", "테스트 아이템")
        assert (event.pg, event.method, event.purchased_at) == ("kcp", "card", "2019-12-16 12:06:05")
        assert (event.retry_count, event.tax_free) == (retry_count, tax_free)
        assert event.payment_data == {"card_name": "KB", "username": NAME}
        assert type(event.price) is type(event.status) is int
        given = IN_THE_FORM if text == FORM.text else {**IN_THE_JSON, "name": "테스트 아이템"}
        assert event.fields == {name: value for name, value in given.items() if name != "private_key"}
        assert client.webhook.parse(body, content_type=content_type) == event


def test_numbers_are_numbers_and_what_is_not_said_is_none(live: Bootpay) -> None:
    event = live.webhook.parse("receipt_id=r1&price=3000.0&status=-2&retry_count=10&order_id=007")
    assert (event.price, event.status, event.retry_count, event.order_id) == (3000, -2, 10, "007")
    assert isinstance(event.price, int)
    assert live.webhook.parse('{"receipt_id": "r1", "price": 10.5}').price == 10.5
    bare = live.webhook.parse('{"receipt_id": "r1", "order_id": 7, "status": null}')
    assert (bare.order_id, bare.status, bare.price, bare.payment_data) == ("7", None, None, None)
    empty = live.webhook.parse("receipt_id=r1&price=&status=&order_id=&name=&payment_data=")
    assert (empty.price, empty.status, empty.order_id, empty.name, empty.payment_data) == (None,) * 5
    for nonsense in ("nan", "inf", "1_000", "1\uff11", "1e3", "3,000"):
        for name in ("price", "status"):
            body = form({"receipt_id": "r1", name: nonsense}).text
            assert f"{name}: expected" in str(refusal(lambda: live.webhook.parse(body)))  # noqa: B023
    # too long for any payment, and for Python's int()
    assert live.webhook.parse(form({"receipt_id": "r1", "price": "9" * 5000}).text).price is None


CASES = sorted((REPOSITORY / "tests/webhooks").glob("*.json"))
EVERY_FIELD = {one.name for one in dataclasses.fields(WebhookEvent)}
CLIENTS = {
    "live": (PRIVATE_KEY, "https://api.example.com"),
    "sandbox": ("Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ=", "http://127.0.0.1:1"),
    "container": ("Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ=", "http://sandbox:8300"),
    "proxy": ("bm90IGEgc2FuZGJveCBrZXk6IGEgbGl2ZSBwcm9qZWM=", "http://127.0.0.1:1"),
}
CLASS_OF = {"webhook": WebhookError, "invalid_request": InvalidRequestError}


@both
@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_shared_webhook(make: Maker, file: Path) -> None:
    """What every language reads; tests/webhooks/README.md describes the form."""
    case = json.loads(file.read_text(encoding="utf-8"))
    key, base_url = CLIENTS[case["client"]]
    webhook = make(APPLICATION_ID, key, base_url=base_url).webhook
    for delivery in case["deliveries"]:
        how = {name: value for name, value in delivery.items() if not name.startswith("body")}
        latin1 = delivery.get("body_latin1")
        body = delivery["body"] if latin1 is None else latin1.encode("latin-1")
        read = webhook.verify if "remote_address" in how else webhook.parse
        if "event" in case:
            event = read(body, **how)
            assert {name: getattr(event, name) for name in EVERY_FIELD} == case["event"]
            assert type(event.price) is type(case["event"]["price"])
        else:
            expected = case["error"]
            error = refusal(lambda: read(body, **how), CLASS_OF[expected["kind"]])  # noqa: B023
            assert expected["message_has"] in str(error)


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_what_is_not_to_be_believed_says_why(live: Bootpay) -> None:
    bodies: list[tuple[str | bytes, str | None, str]] = [
        (changed(FORM.text, "private_key=rm6E", "private_key=CANARY"), FORM_TYPE, "not this project's"),
        (changed(FORM.text, "private_key=", "key="), FORM_TYPE, "has no private_key"),
        (changed(FORM.text, "private_key=", "private_key[]="), FORM_TYPE, "not this project's"),
        (changed(JSON.text, "{", '{"private_key": "CANARY", '), JSON_TYPE, "not this project's"),
        (changed(JSON.text, PAYMENT, "../CANARY"), JSON_TYPE, "receipt_id is missing or is none"),
        ('{"price": CANARY', JSON_TYPE, "no JSON object"),
        ("[" * 100_000, JSON_TYPE, "no JSON object"),
        ("[1]", None, "has no private_key"),
        (b"", None, "has no private_key"),
        (JSON.text.encode() + b"\xff", JSON_TYPE, "its body is not UTF-8"),
        (JSON.text + "\ud800", JSON_TYPE, "its body is not UTF-8"),
        (changed(FORM.text, "order_id=", "order_id=%FF"), FORM_TYPE, "its order_id is not UTF-8"),
        (FORM.text + "&order_id[]=CANARY", FORM_TYPE, "its order_id is there twice"),
        ("x" * (2**20 + 1), None, "larger than 1 MiB"),
        (JSON.text, "text/xml", 'content type "text/xml"'),
    ]
    for body, content_type, why in bodies:
        error = refusal(
            lambda: live.webhook.verify(body, content_type=content_type, remote_address=BOOTPAY)  # noqa: B023
        )
        assert why in str(error)
        assert str(error).startswith("the webhook is not to be believed: ")
        assert not isinstance(error.__context__, UnicodeError), "which has the body"
        assert_silent([f"{error} {error!r}", "".join(traceback.format_exception(error))])


def assert_silent(texts: list[str]) -> None:
    keys = (PRIVATE_KEY, quote(PRIVATE_KEY, safe=""))
    for text in texts:
        for secret in (*keys, NAME, quote_plus(NAME), "CANARY", "943081"):
            assert secret not in text, text


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "believed"),
    [
        (BOOTPAY, None, [], True),
        ("223.130.82.255:443", None, [], True),
        ("::ffff:223.130.82.4", None, [], True),
        ("[::ffff:223.130.82.4]:5000", None, [], True),
        ("223.130.83.1", None, [], False),
        ("127.0.0.1", None, [], False),
        ("::1", None, [], False),
        ("10.0.0.9", BOOTPAY, [], False),  # anybody can write that header
        ("10.0.0.9", BOOTPAY, ["10.0.0.0/8"], True),
        ("::ffff:10.0.0.9", f"::ffff:{BOOTPAY}", ["10.0.0.0/8"], True),
        ("10.0.0.9", "223.130.82.4, 10.0.0.7", ("10.0.0.7", "10.0.0.9"), True),
        ("10.0.0.9", "223.130.82.4, 6.6.6.6", ["10.0.0.0/8"], False),
        ("6.6.6.6", BOOTPAY, ["10.0.0.0/8"], False),
        ("10.0.0.9", "unknown", ["10.0.0.0/8"], False),
        ("10.0.0.9", None, ["10.0.0.0/8"], False),
    ],
)
def test_only_bootpays_addresses_are_believed_and_only_trusted_proxies(
    live: Bootpay, remote: str, forwarded: str | None, proxies: Any, believed: bool
) -> None:
    def verify() -> WebhookEvent:
        return live.webhook.verify(
            JSON.text, remote_address=remote, forwarded_for=forwarded, trusted_proxies=proxies
        )

    if believed:
        assert verify().receipt_id == PAYMENT
    else:
        refusal(verify)


def test_a_sandbox_of_this_machine_and_whom_the_caller_names_are_believed_too(
    live: Bootpay, client: Bootpay, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Bootpay(*sandbox.own_keys, base_url=sandbox.url)
    another = Bootpay(APPLICATION_ID, CLIENTS["proxy"][0], base_url=sandbox.url)
    for here in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        for of_the_sandbox in (client, own):
            assert of_the_sandbox.webhook.verify(JSON.text, remote_address=here).receipt_id == PAYMENT
        refusal(lambda: another.webhook.verify(JSON.text, remote_address=here))  # noqa: B023
    # or by the environment that a sandbox prints
    monkeypatch.setenv("BOOTPAY_BASE_URL", sandbox.url)
    monkeypatch.setenv("BOOTPAY_PRIVATE_KEY", sandbox.own_keys[1])
    another = Bootpay(APPLICATION_ID, CLIENTS["proxy"][0])
    assert another.webhook.verify(JSON.text, remote_address="127.0.0.1").status == 1
    named = ["6.6.6.0/24"]
    assert live.webhook.verify(JSON.text, remote_address="6.6.6.6", allowed_sources=named).status == 1
    refusal(lambda: live.webhook.verify(JSON.text, remote_address=BOOTPAY, allowed_sources=named))
    refusal(lambda: live.webhook.verify(JSON.text, remote_address=BOOTPAY, allowed_sources=[]))


def test_the_key_is_the_one_that_the_client_has_now(live: Bootpay) -> None:
    live.pk = "another"
    refusal(lambda: live.webhook.verify(FORM.text, remote_address=BOOTPAY))
    body = changed(FORM.text, quote(PRIVATE_KEY, safe=""), "another")
    assert live.webhook.verify(body, remote_address=BOOTPAY).fields.get("private_key") is None


def test_an_address_that_cannot_be_used_is_an_error_of_the_configuration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Bootpay(APPLICATION_ID, "k")
    monkeypatch.setitem(Bootpay.base_url, "production", "nonsense")
    refusal(lambda: client.webhook.parse(JSON.text), ConfigError)


def test_what_a_framework_made_of_the_body_is_refused(live: Bootpay) -> None:
    class Form(dict[str, str]):
        pass

    for parsed in (IN_THE_FORM, Form(private_key=PRIVATE_KEY), [PRIVATE_KEY], None, 1, object()):
        for call in (
            lambda: live.webhook.verify(parsed, remote_address=BOOTPAY),  # type: ignore[arg-type]  # noqa: B023
            lambda: live.webhook.parse(parsed),  # type: ignore[arg-type]  # noqa: B023
        ):
            error = refusal(call, InvalidRequestError)
            assert f"expected the raw body, bytes or text, not {type(parsed).__name__};" in str(error)
            assert "request.get_data()" in str(error)
            assert_silent([f"{error!r}", "".join(traceback.format_exception(error))])


def test_a_mistake_of_the_caller_is_called_one(live: Bootpay) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"remote_address": None}, "remote_address is missing"),
        ({"remote_address": "localhost"}, "remote_address is no IP address"),
        ({"trusted_proxies": ["10/8"]}, "trusted_proxies has an entry"),
        ({"allowed_sources": ["all"]}, "allowed_sources has an entry"),
        ({"trusted_proxies": "10.0.0.0/8"}, "trusted_proxies"),
        ({"trusted_proxies": "unix"}, "trusted_proxies"),
        ({"content_type": 7}, "content_type"),
        ({"forwarded_for": ["10.0.0.1"]}, "forwarded_for"),
    ]
    for given, why in wrong:
        options = {"remote_address": BOOTPAY, **given}
        error = refusal(lambda: live.webhook.verify(JSON.text, **options), InvalidRequestError)  # noqa: B023
        assert why in str(error)


def test_what_is_only_read_is_not_checked_and_still_without_the_key(live: Bootpay) -> None:
    event = live.webhook.parse(changed(FORM.text, "private_key=rm6E", "private_key=CANARY"))
    assert event.receipt_id == PAYMENT
    assert_silent([json.dumps(dict(event.fields), ensure_ascii=False).replace(NAME, "")])


def test_an_event_shows_its_id_and_status_only(
    live: Bootpay, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for body in (FORM.text, JSON.text):
        event = live.webhook.verify(body, remote_address=BOOTPAY)
        assert repr(event) == str(event) == f"WebhookEvent(receipt_id='{PAYMENT}', status=1)"
        assert pprint.pformat(event) == repr(event)
        logging.getLogger("shop").info("%s %r %s", event, [event], live.webhook)
        with pytest.raises(dataclasses.FrozenInstanceError):
            event.status = 20  # type: ignore[misc]
        assert pickle.loads(pickle.dumps(event)) == copy.deepcopy(event) == event
        assert len({event, copy.copy(event)}) == 1
        assert PRIVATE_KEY.encode() not in pickle.dumps(event)
    printed = capfd.readouterr()
    assert_silent([caplog.text, printed.out, printed.err])


@both
@pytest.mark.parametrize("kind", ["urlencoded", "json"])
def test_the_receipt_is_read_again_and_says_the_same(make: Maker, kind: str, sandbox: Sandbox) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    body = webhook_of(sandbox, PAYMENT, kind)
    event = client.webhook.verify(body.text, content_type=body.content_type, remote_address=BOOTPAY)
    receipt = reverified(client, event)
    assert receipt.meta.operation == "receipt.get"
    assert (receipt["data"]["receipt_id"], receipt["data"]["price"]) == (PAYMENT, event.price)
    assert sandbox.routes()[-1] == f"GET /receipt/{PAYMENT}"


@both
def test_a_receipt_that_says_something_else_is_an_error(make: Maker, sandbox: Sandbox) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    true = client.webhook.parse(webhook_of(sandbox, TO_CANCEL, "json").text)
    for forged, what in (
        ({"price": 1}, "price"),
        ({"status": 20}, "status"),
        ({"order_id": "another"}, "order_id"),
    ):
        with pytest.raises(ReceiptMismatchError, match=what):
            reverified(client, dataclasses.replace(true, **forged))
    with pytest.raises(APIError) as caught:
        reverified(client, dataclasses.replace(true, receipt_id=NOBODY))
    assert caught.value.status == 404

    Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url).cancel(TO_CANCEL)
    with pytest.raises(ReceiptMismatchError):  # a late one of before the cancel
        reverified(client, true)
    after = client.webhook.parse(webhook_of(sandbox, TO_CANCEL, "json").text)
    assert after.status == reverified(client, after)["data"]["status"] == 20


@both
@pytest.mark.parametrize("order_id", ["2026112312232600001", "20261123122326000001"])
def test_an_order_id_that_came_as_a_number_is_compared_digit_by_digit(make: Maker, order_id: str) -> None:
    data = f'"receipt_id": "r1", "price": 3000, "status": 1, "order_id": {order_id}'
    answer = f'{{"status": 200, "code": 0, "data": {{{data}}}}}'.encode()
    with LocalServer(lambda *_: (200, answer)) as server:
        client = make(APPLICATION_ID, PRIVATE_KEY, base_url=server.url)
        client.token = "t"
        event = client.webhook.verify(f"{{{data}}}", remote_address=BOOTPAY)
        assert event.order_id == event.fields["order_id"] == order_id
        assert reverified(client, event)["data"]["order_id"] == order_id
        for another in (f"{order_id[:-1]}0", str(float(order_id))):
            with pytest.raises(ReceiptMismatchError, match="order_id is another one"):
                reverified(client, dataclasses.replace(event, order_id=another))


@both
def test_an_event_that_says_nothing_to_compare_is_not_compared(make: Maker, sandbox: Sandbox) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    before = sandbox.routes()
    for fields, missing in (
        ({"status": None}, "status"),
        ({"price": None}, "price"),
        ({"price": 10.5}, "price"),
        ({"price": -1}, "price"),
    ):
        event = client.webhook.parse(json_body({**IN_THE_JSON, **fields}).text)
        error = refusal(lambda: reverified(client, event))  # noqa: B023
        assert f"it has no {missing}" in str(error)
    broken = dataclasses.replace(event, price="much")
    for no_event in (PAYMENT, {"receipt_id": PAYMENT}, None, broken):
        refusal(lambda: reverified(client, no_event), InvalidRequestError)  # type: ignore[arg-type]  # noqa: B023
    assert sandbox.routes() == before
    # without an order id there is less to compare, and nothing against it
    assert reverified(client, client.webhook.parse(json_body({**IN_THE_JSON, "order_id": None}).text))


def test_the_answer_is_two_letters_and_nobody_changes_it(live: Bootpay) -> None:
    assert live.webhook.ANSWER == AsyncBootpay("a", "k").webhook.ANSWER == "OK"
    with pytest.raises(AttributeError):
        live.webhook.ANSWER = "ok"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        live.webhook = live.webhook  # type: ignore[misc]
