"""`with_options`: the same client with other times, for the calls that need them."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from clients import BOTH, IDS, Maker, confirmed
from servers import APPLICATION_ID, PAYMENT, PERSON, PRIVATE_KEY, LocalServer, Sandbox, SilentServer

from bootpay import APIError, APITimeoutError, AsyncBootpay, Bootpay, ConfigError
from bootpay.once import Memory

both = pytest.mark.parametrize("make", BOTH, ids=IDS)


def client_of(make: Maker, url: str, **options: Any) -> Any:
    return make(APPLICATION_ID, PRIVATE_KEY, base_url=url, **options)


def settings(client: Any) -> tuple[object, object]:
    project: Any = getattr(client, "client", client)
    return project._open, project._log


@both
@pytest.mark.parametrize(
    ("options", "what"), [({"timeout": 0.2}, r"0\.2 s"), ({"deadline": 0.3}, r"0\.3 s \(the deadline\)")]
)
def test_the_times_are_those_of_the_other_client(
    make: Maker, options: dict[str, float], what: str, sandbox: Sandbox
) -> None:
    client = client_of(make, sandbox.url, max_retries=0)
    quick = client.with_options(**options)
    assert client.certificate(PERSON).ok  # which gets the token too
    sandbox.fault("stall", f"/certificate/{PERSON}", times=1)
    with pytest.raises(APITimeoutError, match=what):
        quick.certificate(PERSON)
    # and the one that it was made of has its own
    sandbox.fault("delay", f"/certificate/{PERSON}", times=1, delay_ms=500)
    assert client.certificate(PERSON).ok


@both
def test_the_repetitions_are_those_of_the_other_client(make: Maker, sandbox: Sandbox) -> None:
    client = client_of(make, sandbox.url, max_retries=1)
    once, thrice = client.with_options(max_retries=0), client.with_options(max_retries=2)
    for one, attempts in ((once, 1), (thrice, 3), (client, 2)):
        sandbox.fault("status", f"/receipt/{PAYMENT}", times=3, status=503)
        assert one.verify(PAYMENT).meta.attempts == attempts
        sandbox.control("DELETE", "/sandbox/faults")


@both
def test_options_add_up_and_what_is_not_given_stays(make: Maker) -> None:
    with SilentServer() as server:
        client = client_of(make, server.url, max_retries=0, deadline=30)
        client.token = "t"
        quick = client.with_options(timeout=0.2).with_options(max_retries=1, deadline=None)
        with pytest.raises(APITimeoutError, match=r"0\.2 s") as caught:
            quick.verify(PAYMENT)
    assert caught.value.attempts == 2


@both
def test_connections_token_and_keys_are_shared(make: Maker, sandbox: Sandbox) -> None:
    client = client_of(make, sandbox.url)
    quick = client.with_options(timeout=5)
    assert settings(quick) == settings(client)
    quick.get_access_token()
    client.verify(PAYMENT)
    quick.verify(PAYMENT)
    assert sandbox.routes() == ["POST /request/token", *[f"GET /receipt/{PAYMENT}"] * 2]
    assert client.token == quick.token is not None
    # what is assigned to one of them is assigned to both
    application_id, private_key = sandbox.own_keys
    quick.application_id, quick.pk = application_id, private_key
    assert (client.application_id, client.pk, client.token) == (application_id, private_key, None)
    assert client.get_access_token().ok
    client.token = "not-a-token"
    assert quick.verify(PAYMENT)["status"] == 401
    quick.mode = "development"
    assert client.mode == "development"


@both
def test_a_token_that_was_set_is_sent_with_the_options(make: Maker) -> None:
    heard: list[str | None] = []

    def answer(method: str, path: str, headers: Any) -> tuple[int, bytes]:
        heard.append(headers.get("authorization"))
        return 404, b'{"status":404,"code":-1}'

    with LocalServer(answer) as server:
        client = client_of(make, server.url)
        quick = client.with_options(timeout=5)
        client.token = "by-hand"
        assert not quick.verify(PAYMENT).ok
    assert heard == ["by-hand"]


@both
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"timeout": 0}, "timeout must be a number of seconds above 0"),
        ({"timeout": "5"}, "timeout must be a number of seconds above 0"),
        ({"deadline": 90_000}, "deadline must be .* at most 86400"),
        ({"max_retries": -1}, "max_retries must be a whole number from 0"),
        ({"max_retries": True}, "max_retries must be a whole number from 0"),
    ],
)
def test_what_cannot_be_used_is_refused_at_once(make: Maker, options: Any, words: str) -> None:
    client = client_of(make, "http://127.0.0.1:1")
    with pytest.raises(ConfigError, match=words):
        client.with_options(**options)
    with pytest.raises(ConfigError, match=words):  # in the constructor's words
        client_of(make, "http://127.0.0.1:1", **options)


@both
def test_identities_and_webhooks_are_read_with_the_options(make: Maker) -> None:
    store = Memory()
    with SilentServer() as server:
        client = client_of(make, server.url, max_retries=0)
        client.token = "t"
        quick = client.with_options(timeout=0.2)
        begun = quick.identity.begin(purpose="가입", session="s-1")
        with pytest.raises(APITimeoutError, match=r"0\.2 s"):
            confirmed(quick, PERSON, begun.token, session="s-1", once=store)
    assert store.consume(begun.order_id, 60) is True


def test_a_webhook_is_verified_again_with_the_options(sandbox: Sandbox) -> None:
    client = client_of(Bootpay, sandbox.url, max_retries=0)
    event = client.webhook.parse(f'{{"receipt_id": "{PAYMENT}", "price": 3000, "status": 1}}')
    assert client.webhook.reverify(event).ok
    sandbox.fault("stall", f"/receipt/{PAYMENT}")
    with pytest.raises(APITimeoutError, match=r"0\.2 s"):
        client.with_options(timeout=0.2).webhook.reverify(event)


def test_the_rest_is_as_it_was(sandbox: Sandbox) -> None:
    class Shop(Bootpay):
        name: str

        def sold(self) -> str:
            return self.name

    shop = Shop(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    shop.name = "서점"
    quick = shop.with_options(timeout=5)
    assert (type(quick), quick.sold()) == (Shop, "서점")
    assert repr(quick) == repr(shop)
    with pytest.raises(TypeError, match="private key"):
        copy.copy(quick)
    quick.name = "다른 서점"
    assert shop.name == "서점"
    # a call that raises a refusal does so
    with pytest.raises(APIError):
        quick.verify("aaaaaaaaaaaaaaaaaaaaaaaa", expected_price=1)
    patient = AsyncBootpay("a", "k").with_options(deadline=120)
    assert type(patient) is AsyncBootpay
