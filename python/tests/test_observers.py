"""`on_attempt`: a function that is told of every attempt, for metrics and traces."""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest
from clients import BOTH, IDS, Maker
from servers import (
    APPLICATION_ID,
    PATIENCE,
    PERSON,
    PRIVATE_KEY,
    REPOSITORY,
    RawServer,
    Sandbox,
    read_request,
    wait_for_the_end,
)
from test_frames import CARD, assert_empty, chain_of

from bootpay import APIConnectionError, AsyncBootpay, Attempt, Bootpay, ConfigError, InvalidRequestError

both = pytest.mark.parametrize("make", BOTH, ids=IDS)


def client_of(make: Maker, sandbox: Sandbox, **named: Any) -> Any:
    return make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, **named)


@both
def test_every_attempt_is_told_as_the_log_has_it(
    make: Maker, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Attempt] = []
    caplog.set_level(logging.DEBUG, logger="bootpay")
    sandbox.fault("reset", f"/certificate/{PERSON}", times=1)
    client = client_of(make, sandbox, on_attempt=told.append)
    answer = client.certificate(PERSON)
    client.with_options(timeout=20).certificate("aaaaaaaaaaaaaaaaaaaaaaaa")
    seen = [(one["operation"], one["status"], one["attempt"]) for one in told]
    assert seen == [
        ("token.request", 200, 1),
        ("certificate.get", "lost", 1),
        ("certificate.get", 200, 2),
        ("certificate.get", 404, 1),
    ]
    lines: list[Any] = [record for record in caplog.records if record.name == "bootpay"]
    assert told == [line.bootpay for line in lines]
    assert told[2].keys() == Attempt.__annotations__.keys()
    assert told[2]["request_id"] == answer.meta.request_id
    assert PERSON not in json.dumps(told)


@both
def test_it_is_told_where_nobody_reads_the_log(make: Maker, sandbox: Sandbox) -> None:
    told: list[Attempt] = []
    silent = logging.getLogger("a shop's")
    silent.setLevel(logging.CRITICAL)
    client_of(make, sandbox, logger=silent, on_attempt=told.append).certificate(PERSON)
    assert [one["operation"] for one in told] == ["token.request", "certificate.get"]


@both
def test_it_is_told_by_the_thread_that_made_the_call(make: Maker, sandbox: Sandbox) -> None:
    threads: list[threading.Thread] = []
    client = client_of(make, sandbox, on_attempt=lambda _: threads.append(threading.current_thread()))
    thread = threading.Thread(target=lambda: client.certificate(PERSON))
    thread.start()
    thread.join()
    assert threads == [thread] * 2


def test_it_is_told_in_the_context_of_the_task(sandbox: Sandbox) -> None:
    order: contextvars.ContextVar[str] = contextvars.ContextVar("order")
    told: list[str] = []

    async def main() -> None:
        client = AsyncBootpay(
            APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, on_attempt=lambda _: told.append(order.get())
        )
        order.set("before")
        await client.get_access_token()
        await client.certificate(PERSON)  # which gets the token of the others

        async def look(name: str) -> None:
            order.set(name)
            await client.certificate(PERSON)

        told.clear()
        await asyncio.gather(look("o-1"), look("o-2"))

    asyncio.run(main())
    assert sorted(told) == ["o-1", "o-2"]


@both
def test_what_it_raises_is_logged_and_changes_no_call(
    make: Maker, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Attempt] = []

    def observe(attempt: Attempt) -> None:
        told.append(attempt)
        raise ZeroDivisionError

    client = client_of(make, sandbox, max_retries=0, on_attempt=observe)
    assert client.certificate(PERSON).ok
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    # the token's and the call's: the first failure does not keep the second from being told
    assert len(errors) == len(told) == 2
    assert {record.getMessage() for record in errors} == {
        "bootpay: on_attempt failed; the call is not affected"
    }
    assert all(record.exc_info and record.exc_info[0] is ZeroDivisionError for record in errors)
    sandbox.fault("reset", f"/certificate/{PERSON}")
    with pytest.raises(APIConnectionError):
        client.certificate(PERSON)


@both
def test_a_logger_that_fails_does_not_keep_it_from_being_told(
    make: Maker, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    class Failing(logging.Logger):
        def isEnabledFor(self, level: int) -> bool:
            raise OSError("the disk is full")

    told: list[Attempt] = []

    def observe(attempt: Attempt) -> None:
        told.append(attempt)
        raise ZeroDivisionError

    assert client_of(make, sandbox, logger=Failing("a shop's"), on_attempt=observe).certificate(PERSON).ok
    assert len(told) == 2
    assert "the logger failed" in capsys.readouterr().err


def test_what_it_raises_shows_nothing_of_an_interrupted_call(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The call's own error is on its way then, and its frames still have the arguments."""

    def observe(attempt: Attempt) -> None:
        try:
            raise LookupError
        except LookupError:
            raise ZeroDivisionError  # noqa: B904

    def press(connection: Any) -> None:
        read_request(connection)
        os.kill(os.getpid(), signal.SIGINT)
        wait_for_the_end(connection)

    with RawServer(press) as server:
        client = Bootpay("CANARY", "CANARY", base_url=server.url, on_attempt=observe)
        client.token = "CANARY"
        with pytest.raises(KeyboardInterrupt) as interrupted:
            client.get_subscribe_billing_key(*CARD)
    assert_empty(interrupted.value)
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info
    error = record.exc_info[1]
    assert isinstance(error, ZeroDivisionError)
    assert [type(one) for one in chain_of(error)] == [ZeroDivisionError, LookupError]


@both
def test_what_cannot_be_told_is_refused(make: Maker, sandbox: Sandbox) -> None:
    async def observe(attempt: Attempt) -> None: ...

    for what, words in ((1, "on_attempt must be callable, not int"), (observe, "it is not awaited")):
        with pytest.raises(ConfigError, match=words):
            client_of(make, sandbox, on_attempt=what)
    told: list[Attempt] = []
    with pytest.raises(InvalidRequestError):
        client_of(make, sandbox, on_attempt=told.append).certificate("../cancel")
    assert told == []  # nothing was sent


def test_the_example_counts_and_traces(sandbox: Sandbox) -> None:
    sandbox.fault("status", f"/certificate/{PERSON}", times=1, status=503)
    keys = {"BOOTPAY_APPLICATION_ID": APPLICATION_ID, "BOOTPAY_PRIVATE_KEY": PRIVATE_KEY}
    ended = subprocess.run(
        [sys.executable, str(REPOSITORY / "python/examples/observed.py"), PERSON],
        env={**os.environ, **keys, "BOOTPAY_BASE_URL": sandbox.url},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    spans = ended.stdout.splitlines()[:4]
    assert spans == [
        "POST /request/token: ok, beneath another",
        "GET /certificate/{receipt_id}: 503, beneath another",
        "GET /certificate/{receipt_id}: ok, beneath another",
        "who is it: ok",
    ]
    for operation, status in (("token.request", 200), ("certificate.get", 503), ("certificate.get", 200)):
        assert f'bootpay_attempts_total{{operation="{operation}",status="{status}"}} 1.0' in ended.stdout
    assert PERSON not in ended.stdout
