"""The access token: got and renewed by the client, or set by hand."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Mapping
from typing import Any

import pytest
from clients import BOTH, IDS, Maker
from servers import (
    APPLICATION_ID,
    PATIENCE,
    PAYMENT,
    PERSON,
    PRIVATE_KEY,
    Answer,
    Gate,
    LocalServer,
    Sandbox,
)

from bootpay import AsyncBootpay, Bootpay, DecodeError, InvalidRequestError

both = pytest.mark.parametrize("make", BOTH, ids=IDS)
OTHER_ID, OTHER_KEY = "af402804bc4f9886771cace5", "bm90IGEga2V5IG9mIGFueWJvZHkncyBwcm9qZWN0ISE="


def sent_tokens(sandbox: Sandbox) -> list[str | None]:
    return [request["headers"].get("authorization") for request in sandbox.requests()]


def test_a_call_gets_its_token_by_itself_and_the_next_one_keeps_it(sandbox: Sandbox, client: Bootpay) -> None:
    assert client.certificate(PERSON)["data"]["receipt_id"] == PERSON
    assert client.verify(PAYMENT)["data"]["receipt_id"] == PAYMENT
    assert sandbox.routes() == [
        "POST /request/token",
        f"GET /certificate/{PERSON}",
        f"GET /receipt/{PAYMENT}",
    ]
    first, second, third = sent_tokens(sandbox)
    assert first is None
    assert second == third
    assert client.token is None  # only an explicit call shows it


def test_the_explicit_call_always_asks_and_shows_the_token(sandbox: Sandbox, client: Bootpay) -> None:
    answer = client.get_access_token()
    assert answer["status"] == 200
    assert client.token == answer["data"]["token"]
    client.get_access_token()
    client.certificate(PERSON)
    assert sandbox.routes() == ["POST /request/token"] * 2 + [f"GET /certificate/{PERSON}"]
    assert sent_tokens(sandbox)[-1] == client.token


def test_a_token_set_by_hand_is_sent_as_it_is_and_not_renewed(sandbox: Sandbox, client: Bootpay) -> None:
    client.token = "by-hand"
    assert client.token == "by-hand"
    assert client.certificate(PERSON)["status"] == 401
    assert client.certificate(PERSON)["status"] == 401
    assert sandbox.routes() == [f"GET /certificate/{PERSON}"] * 2
    assert sent_tokens(sandbox) == ["by-hand", "by-hand"]


def test_none_goes_back_to_the_automatic_token(client: Bootpay) -> None:
    client.token = "by-hand"
    client.token = None
    assert client.token is None
    assert client.certificate(PERSON)["status"] == 200


def test_a_successful_explicit_call_ends_the_token_set_by_hand(sandbox: Sandbox, client: Bootpay) -> None:
    client.token = "by-hand"
    sandbox.fault("status", "/request/token", status=401, times=1)
    assert client.get_access_token()["status"] == 401
    assert client.token == "by-hand"
    assert client.get_access_token()["status"] == 200
    assert client.token != "by-hand"
    assert client.certificate(PERSON)["status"] == 200


def test_a_token_that_is_no_text_is_refused(client: Bootpay) -> None:
    with pytest.raises(InvalidRequestError, match="token"):
        client.token = b"bytes"  # type: ignore[assignment]
    assert client.token is None


def test_an_expired_token_is_renewed_once_and_the_call_succeeds(sandbox: Sandbox, client: Bootpay) -> None:
    client.certificate(PERSON)
    sandbox.advance(1900)
    assert client.certificate(PERSON)["status"] == 200
    call = f"GET /certificate/{PERSON}"
    assert sandbox.routes() == ["POST /request/token", call, call, "POST /request/token", call]
    tokens = sent_tokens(sandbox)
    assert tokens[1] == tokens[2] != tokens[4]


def test_a_refusal_of_a_token_that_the_server_gives_again_is_not_asked_for_twice(
    sandbox: Sandbox, client: Bootpay
) -> None:
    sandbox.fault("status", f"/certificate/{PERSON}", status=401)
    assert client.certificate(PERSON)["status"] == 401
    # the server hands the same token out for 25 minutes, so the second copy would be refused alike
    assert sandbox.routes() == ["POST /request/token", f"GET /certificate/{PERSON}", "POST /request/token"]


def test_wrong_keys_are_returned_as_the_server_said_it(sandbox: Sandbox) -> None:
    client = Bootpay(OTHER_ID, OTHER_KEY, base_url=sandbox.url)
    answer = client.get_access_token()
    assert answer["status"] == 401
    assert answer["code"] != 0
    assert client.token is None
    # and a call that needs a token brings the same refusal, and is not sent without one
    assert client.certificate(PERSON) == answer
    assert set(sandbox.routes()) == {"POST /request/token"}


def test_a_hundred_first_calls_at_once_share_one_token_request(sandbox: Sandbox, client: Bootpay) -> None:
    statuses: list[int] = []
    together = threading.Barrier(100)

    def call() -> None:
        together.wait()
        statuses.append(client.certificate(PERSON)["status"])

    threads = [threading.Thread(target=call) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 100
    assert sandbox.routes().count("POST /request/token") == 1


def test_a_hundred_first_calls_in_one_loop_share_one_token_request(sandbox: Sandbox) -> None:
    client = AsyncBootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)

    async def main() -> set[int]:
        answers = await asyncio.gather(*(client.certificate(PERSON) for _ in range(100)))
        return {answer["status"] for answer in answers}

    assert asyncio.run(main()) == {200}
    assert sandbox.routes().count("POST /request/token") == 1


class TokenServer:
    """Gives a new token for every request, by its own clock, and answers all else with `status`."""

    def __init__(self, status: int, clock: int = 0) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self._status = status
        self._clock = clock

    def answer(self, method: str, path: str, headers: Mapping[str, str]) -> Answer:
        self.asked.append((path, headers.get("authorization")))
        if path != "/request/token":
            return self._status, json.dumps({"status": self._status, "code": -1, "data": {}}).encode()
        now = int(time.time()) + self._clock
        token = {"token": f"t{len(self.asked)}", "server_time": now, "expired_at": now + 1800}
        return 200, json.dumps({"status": 200, "code": 0, "data": token}).encode()


@both
def test_a_refused_token_is_renewed_once_and_the_call_repeated_once(make: Maker) -> None:
    tokens = TokenServer(status=401)
    with LocalServer(tokens.answer) as server:
        client = make("a", "k", base_url=server.url)
        assert client.certificate(PERSON)["status"] == 401
    call = f"/certificate/{PERSON}"
    assert tokens.asked == [
        ("/request/token", None),
        (call, "t1"),
        ("/request/token", None),
        (call, "t3"),
    ]


@both
@pytest.mark.parametrize("clock", [-10_800, -600, 600, 10_800])
def test_a_server_whose_clock_is_another_one_gives_its_token_once(make: Maker, clock: int) -> None:
    tokens = TokenServer(200, clock)
    with LocalServer(tokens.answer) as server:
        client = make("a", "k", base_url=server.url)
        for _ in range(3):
            assert client.certificate(PERSON)["status"] == 200
    assert [path for path, _ in tokens.asked].count("/request/token") == 1


@both
def test_the_sandbox_ten_minutes_ahead(make: Maker, sandbox: Sandbox) -> None:
    sandbox.advance(600)
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    for _ in range(3):
        assert client.certificate(PERSON)["status"] == 200
    assert sandbox.routes().count("POST /request/token") == 1


@both
def test_two_merchants_in_one_process_do_not_mix(make: Maker, sandbox: Sandbox) -> None:
    merchants = [
        make(*keys, base_url=sandbox.url) for keys in ((APPLICATION_ID, PRIVATE_KEY), sandbox.own_keys)
    ]
    tokens = [merchant.get_access_token()["data"]["token"] for merchant in merchants]
    assert tokens[0] != tokens[1]
    receipts = (PAYMENT, PERSON)

    def call(merchant: Any, receipt: str) -> None:
        for _ in range(20):
            merchant.verify(receipt)

    threads = [threading.Thread(target=call, args=pair) for pair in zip(merchants, receipts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = {
        (request["path"], request["headers"]["authorization"])
        for request in sandbox.requests()
        if request["path"].startswith("/receipt/")
    }
    assert sent == {(f"/receipt/{receipt}", token) for receipt, token in zip(receipts, tokens, strict=True)}


@both
def test_a_token_that_comes_after_another_key_was_assigned_is_not_kept(make: Maker) -> None:
    gate = Gate()

    def answer(*_: Any) -> Answer:
        gate.arrived.set()
        gate.opened.wait(PATIENCE)
        return 200, b'{"status":200,"data":{"token":"old","server_time":1,"expired_at":1801}}'

    with LocalServer(answer) as server:
        client = make("a", "k", base_url=server.url)
        asking = threading.Thread(target=client.get_access_token)
        asking.start()
        assert gate.arrived.wait(PATIENCE)
        client.application_id = "b"
        gate.opened.set()
        asking.join()
        assert client.token is None


@pytest.mark.parametrize("name", ["application_id", "pk", "mode"])
def test_another_key_or_mode_drops_the_token(name: str, sandbox: Sandbox, client: Bootpay) -> None:
    client.get_access_token()
    client.token = "by-hand"
    setattr(client, name, {"application_id": OTHER_ID, "pk": OTHER_KEY, "mode": "development"}[name])
    assert client.token is None
    # the next call asks with what is new, and does not carry a token of what was
    status = client.certificate(PERSON)["status"]
    after = sandbox.routes()[1:]
    if name == "mode":
        assert (status, after) == (200, ["POST /request/token", f"GET /certificate/{PERSON}"])
    else:
        assert (status, set(after)) == (401, {"POST /request/token"})


@pytest.mark.parametrize(
    "body",
    [
        b'{"status":200,"code":0}',
        b'{"status":200,"code":0,"data":null}',
        b'{"status":200,"code":0,"data":[]}',
        b'{"status":200,"code":0,"data":{"server_time":1}}',
        b'{"status":200,"code":0,"data":{"token":null}}',
        b"{}",
    ],
)
def test_a_good_answer_without_a_token_is_a_decode_error(body: bytes) -> None:
    def answer(*_: object) -> Answer:
        return 200, body

    with LocalServer(answer) as server:
        client = Bootpay("a", "k", base_url=server.url, max_retries=0)
        with pytest.raises(DecodeError) as caught:
            client.get_access_token()
        error = caught.value
        assert (error.kind, error.status, error.effect) == ("decode", 200, "none")
        assert error.operation == "token.request"
        assert error.body == body.decode()
        assert client.token is None
        with pytest.raises(DecodeError):
            client.certificate(PERSON)


def test_a_token_with_another_status_is_returned_but_not_kept() -> None:
    def answer(*_: object) -> Answer:
        return 200, b'{"status":201,"data":{"token":"t","server_time":1,"expired_at":1800}}'

    with LocalServer(answer) as server:
        client = Bootpay("a", "k", base_url=server.url)
        assert client.get_access_token()["data"]["token"] == "t"
        assert client.token is None
