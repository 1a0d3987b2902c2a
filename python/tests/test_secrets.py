"""Keys, tokens and personal data show up in no text that could reach a log."""

from __future__ import annotations

import json
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from clients import BOTH, IDS, Maker, confirmed
from servers import APPLICATION_ID, PERSON, PRIVATE_KEY, Answer, LocalServer, Sandbox

import bootpay
from bootpay import Bootpay, BootpayError
from bootpay.errors import from_json

TOKEN = "CANARY-token-d6941c650061e3ea"
CANARIES = {
    "username": "카나리아",
    "phone": "01000009876",
    "unique": "CANARY+CI/" + "A" * 76 + "==",
    "di": "CANARY+DI/" + "B" * 54,
}


def texts_of(error: BaseException) -> list[str]:
    chain = [error, error.__cause__, error.__context__]
    return [
        *(f"{one} {one!r} {one.args}" for one in chain if one is not None),
        "".join(traceback.format_exception(error)),
    ]


def assert_silent(texts: list[str], *more: str) -> None:
    for text in texts:
        for canary in (PRIVATE_KEY, TOKEN, *CANARIES.values(), *more):
            assert canary not in text


def test_a_client_shows_its_mode_and_address_only(client: Bootpay) -> None:
    client.get_access_token()
    issued = client.token
    assert issued
    client.token = TOKEN
    assert repr(client) == f"<Bootpay mode='production' base_url={client.api_url()!r}>"
    assert vars(client) == {}
    assert_silent([repr(client), str(client), f"{client}", repr(vars(client)), repr([client])], issued)
    assert_silent([repr(client._open.session), str(client._open.session)], issued)


def test_no_failure_after_a_good_call_shows_anything(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    sandbox.control("POST", "/sandbox/identities", {"receipt_id": PERSON, **CANARIES})
    client = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0, deadline=0.5)
    person = client.certificate(PERSON)["data"]["certificate"]
    assert {name: person.get(name) for name in CANARIES} == CANARIES  # the canaries are alive
    token = client.get_access_token()["data"]["token"]

    texts = []
    for fault in ("stall", "reset", "truncate", "html"):
        sandbox.reset()
        sandbox.control("POST", "/sandbox/identities", {"receipt_id": PERSON, **CANARIES})
        sandbox.fault(fault, f"/certificate/{PERSON}")
        with pytest.raises(BootpayError) as caught:
            client.certificate(PERSON)
        texts += texts_of(caught.value)
        logging.getLogger("shop").error("failed: %s", caught.value, exc_info=caught.value)
    for bad in (CANARIES["username"], CANARIES["phone"] + "!", {"name": CANARIES["username"]}):
        with pytest.raises(BootpayError) as caught:
            client.verify(bad)  # type: ignore[arg-type]
        texts += texts_of(caught.value)
    printed = capfd.readouterr()
    assert_silent([*texts, caplog.text, printed.out, printed.err], token)


@pytest.mark.parametrize("status", [200, 502])
def test_a_server_that_sends_back_what_it_got_is_not_quoted(status: int) -> None:
    echo = f"<html>{PRIVATE_KEY} {TOKEN} {' '.join(CANARIES.values())}"

    def answer(*_: object) -> Answer:
        return status, echo.encode()

    with LocalServer(answer) as server:
        client = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=server.url, max_retries=0)
        client.token = TOKEN
        for call in (client.get_access_token, lambda: client.certificate(PERSON)):
            with pytest.raises(BootpayError) as caught:
                call()
            assert caught.value.body == echo  # at hand, for whoever asks
            assert_silent(texts_of(caught.value))


def test_a_refused_configuration_does_not_show_the_key() -> None:
    wrong: list[dict[str, Any]] = [
        {"mode": "prod"},
        {"base_url": "nonsense"},
        {"timeout": 0},
        {"max_retries": -1},
    ]
    for options in wrong:
        with pytest.raises(BootpayError) as caught:
            Bootpay(APPLICATION_ID, PRIVATE_KEY, **options)
        assert_silent(texts_of(caught.value))
    with pytest.raises(BootpayError) as caught:
        Bootpay(APPLICATION_ID, f"{PRIVATE_KEY}\n")
    assert_silent(texts_of(caught.value))


def fails(call: Callable[[], object]) -> BootpayError:
    with pytest.raises(BootpayError) as caught:
        call()
    return caught.value


def one_of_every_class(make: Maker, sandbox: Sandbox, log: logging.Logger) -> list[BootpayError]:
    """Each public error, brought about by a call that held the canaries, at a server that sends them back."""
    # what the server says is shown, without what can be known as a secret
    message = f"{PRIVATE_KEY} {TOKEN} {CARD_MARKS[0]}"
    echo = " ".join([message, *CANARIES.values()])
    receipt = {"receipt_id": PERSON, "status": 1, "price": 1, "order_id": echo, "payment_data": echo}
    replies: list[Answer] = [
        (200, f"<html>{echo}".encode()),
        (409, json.dumps({"status": 409, "code": -1, "message": message, "data": receipt}).encode()),
        (200, json.dumps({"status": 200, "code": 0, "data": receipt}).encode()),
    ]
    errors = [fails(lambda: make(APPLICATION_ID, f"{PRIVATE_KEY}\n", logger=log))]
    with LocalServer(lambda *_: replies.pop(0)) as server:
        client = make(APPLICATION_ID, PRIVATE_KEY, base_url=server.url, max_retries=0, logger=log)
        client.token = TOKEN
        errors += [fails(lambda: client.verify(PERSON, expected_price=2)) for _ in range(3)]
        errors.append(fails(lambda: register(client, pg={CARD_MARKS[0]: TOKEN})))
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0, timeout=0.5, logger=log)
    client.token = TOKEN
    for kind in ("reset", "stall"):
        sandbox.fault(kind, "/request/card_rebill", times=1)
        errors.append(fails(lambda: register(client)))
    body = json.dumps({"private_key": TOKEN, "receipt_id": PERSON, "payment_data": echo})
    errors.append(fails(lambda: client.webhook.verify(body, remote_address="127.0.0.1")))
    told = {"session": TOKEN, "purpose": CANARIES["username"]}
    errors.append(fails(lambda: confirmed(client, PERSON, TOKEN, **told)))
    # nothing but a fork in a signal handler, and a defect, bring these about
    for kind in ("canceled", "internal", "from_the_future"):
        errors.append(from_json(json.dumps({"kind": kind, "message": "a call"}), echo))
    return errors


@pytest.mark.parametrize("make", BOTH, ids=IDS)
def test_no_public_error_shows_anything_wherever_it_goes(
    make: Maker, sandbox: Sandbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    log = logging.getLogger("shop")
    errors = one_of_every_class(make, sandbox, log)
    assert {type(error) for error in errors} == {getattr(bootpay, name) for name in error_names()}
    texts = []
    for error in errors:
        log.error("failed: %s", error, exc_info=error)
        beneath: BaseException | None = error
        while beneath is not None:
            texts += texts_of(beneath)
            beneath = beneath.__cause__
        shown = {name: value for name, value in vars(error).items() if name != "body"}
        texts += [repr(shown), repr(pickle.loads(pickle.dumps(error)).__dict__)]
        texts += [pickle.dumps(error, protocol).decode("latin-1") for protocol in range(6)]
        texts += [pickle.dumps(error).decode("utf-8", "ignore")]
    printed = capfd.readouterr()
    texts += [caplog.text, printed.out, printed.err]
    assert "status=lost" in caplog.text
    assert_silent(texts, *CARD_MARKS)


def error_names() -> list[str]:
    return [name for name in bootpay.__all__ if name.endswith("Error")]


CARD_CANARIES = {
    "card_no": "9430811122223333",
    "card_pw": "77",
    "expire_year": "31",
    "expire_month": "11",
    "identify_number": "9109158",
}
# Two digits stand in many texts by chance; these do not.
CARD_MARKS = ("9430811122223333", "CANARY", "9109158", "01087654321")


def register(client: Bootpay, **changed: Any) -> Any:
    user = {"username": "CANARY-name", "phone": "01087654321"}
    told: dict[str, Any] = {
        **CARD_CANARIES,
        "pg": "nicepay",
        "order_id": "1",
        "item_name": "상품",
        "user_info": user,
    }
    return client.get_subscribe_billing_key(**{**told, **changed})


def assert_no_card(texts: list[str]) -> None:
    for text in texts:
        for mark in CARD_MARKS:
            assert mark not in text


def test_no_error_of_any_kind_shows_a_card(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    client = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0)
    hasty = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0, timeout=0.5)
    hasty.get_access_token()
    kinds = set()
    texts = []

    def failing(*, by: Bootpay = client, **changed: Any) -> None:
        with pytest.raises(BootpayError) as caught:
            register(by, **changed)
        kinds.add(caught.value.kind)
        texts.extend(texts_of(caught.value))
        logging.getLogger("shop").error("failed: %s", caught.value, exc_info=caught.value)

    def echo(*_: object) -> Answer:
        return 200, f"<html>{json.dumps(CARD_CANARIES)} CANARY".encode()

    # invalid_request, also where a value stands in the place of a name
    for changed in (
        {"card_no": ["9430811122223333"]},
        {"card_no": {"9430811122223333": 1}},
        {"card_pw": b"CANARY"},
        {"identify_number": {"9109158"}},
        {"user_info": {"9430811122223333": object()}},
        {"user_info": {"birth": ["CANARY", object()]}},
        {"extra": {"raw_data": "CANARY"}},
        {"pg": 9430811122223333},
        {"order_id": ""},
    ):
        failing(**changed)
    for kind in ("reset", "truncate", "html"):
        sandbox.reset()
        sandbox.fault(kind, "/request/card_rebill")
        failing()
    sandbox.reset()
    sandbox.fault("stall", "/request/card_rebill")
    failing(by=hasty)
    for answer in (echo, lambda *_: (500, b'"CANARY 9430811122223333"')):
        with LocalServer(answer) as server:
            echoed = Bootpay("a", "k", base_url=server.url, max_retries=0)
            echoed.token = TOKEN
            failing(by=echoed)
    assert kinds == {"invalid_request", "connection", "timeout", "decode"}

    # mismatch and api, of a receipt that shows a card
    sandbox.reset()
    for expected in ({"expected_price": 1}, {"expected_order_id": "CANARY-9430811122223333"}):
        with pytest.raises(BootpayError) as caught:
            client.verify("5df6e67d4f74b4002a77e0eb", **expected)
        texts += texts_of(caught.value)

    # and a good call leaves nothing behind
    assert register(client, identify_number="910915")["status"] == 200
    printed = capfd.readouterr()
    assert_no_card([*texts, caplog.text, printed.out, printed.err, repr(client), repr(vars(client))])


def test_the_words_of_a_warning_and_of_meta_hold_nothing_of_the_call(client: Bootpay) -> None:
    with pytest.warns(DeprecationWarning, match="deprecated") as caught:
        answer = client.send_sms(["01087654321"], "CANARY", "01087654321")
    assert_no_card([str(warning.message) for warning in caught] + [repr(answer.meta), str(answer.meta)])
