"""Keys, tokens and personal data show up in no text that could reach a log."""

from __future__ import annotations

import logging
import traceback
from typing import Any

import pytest
from servers import APPLICATION_ID, PERSON, PRIVATE_KEY, Answer, LocalServer, Sandbox

from bootpay import Bootpay, BootpayError

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
    assert_silent([repr(client._opened), str(client._opened)], issued)


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
