"""Error reporters print the local variables of every frame. Those of this package have none by then, so that
nobody reads a key, a card or a name there: for every kind of error, every call and every argument."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import signal
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from clients import BOTH, IDS, Maker
from servers import (
    NOBODY,
    PATIENCE,
    PAYMENT,
    Answer,
    LocalServer,
    RawServer,
    Sandbox,
    SilentServer,
    read_request,
    wait_for_the_end,
)

import bootpay
from bootpay import AsyncBootpay, Bootpay, _project
from bootpay.identity import AsyncIdentity, Identity
from bootpay.person import CI, DI, Person, PhoneNumber
from bootpay.webhooks import AsyncWebhooks, Webhooks

both = pytest.mark.parametrize("make", BOTH, ids=IDS)
KEY = "CANARYkeyCANARYkeyCANARYkeyCANARYkeyCANARY8="
TOKEN = "CANARY-token"
CARD = (
    "nicepay",
    "CANARY",
    "CANARY",
    "9430810000000014",
    "12",
    "29",
    "12",
    "901004",
    {"phone": "01087654321"},
)
REFUND = {"account": "110-123-456789", "accountholder": "CANARY", "bankcode": "004"}
CANARIES = ("CANARY", "9430810000000014", "901004", "01087654321", "110-123-456789", "8765432123")
NOWHERE = "http://127.0.0.1:1"


def chain_of(error: BaseException) -> Iterator[BaseException]:
    left, seen = [error], set()
    while left:
        one = left.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            left += [beneath for beneath in (one.__cause__, one.__context__) if beneath is not None]


def entries(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def locals_below_the_test(error: BaseException) -> dict[str, str]:
    """What a reporter shows of each frame that is not the test's own."""
    here = str(Path(__file__).parent)
    return {
        f"{one.tb_frame.f_code.co_filename}:{one.tb_lineno} {name}": repr(value)
        for link in chain_of(error)
        for one in entries(link.__traceback__)
        if not one.tb_frame.f_code.co_filename.startswith(here)
        for name, value in one.tb_frame.f_locals.items()
    }


def assert_empty(error: BaseException) -> None:
    frames = [one.tb_frame for link in chain_of(error) for one in entries(link.__traceback__)]
    ours = os.path.dirname(bootpay.__file__)
    assert any(frame.f_code.co_filename.startswith(ours) for frame in frames), "it did not come through us"
    shown = locals_below_the_test(error)
    for where, value in shown.items():
        for canary in CANARIES:
            assert canary not in value, f"{canary} in {where}"
    # and the whole of it is printable
    traceback.TracebackException.from_exception(error, capture_locals=True)


def raised_by(call: Callable[[], object]) -> BaseException:
    try:
        call()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def client_of(make: Maker, url: str = NOWHERE, **options: Any) -> Any:
    client = make("CANARY-id", KEY, base_url=url, max_retries=0, **options)
    client.token = TOKEN
    return client


@both
@pytest.mark.parametrize(
    "options", [{"base_url": "ftp://x"}, {"mode": "prod"}, {"timeout": 0}, {"logger": print}]
)
def test_a_refused_configuration(make: Maker, options: dict[str, Any]) -> None:
    error = raised_by(lambda: make("CANARY-id", KEY, **options))
    assert isinstance(error, bootpay.ConfigError)
    assert_empty(error)


@both
@pytest.mark.parametrize(
    ("name", "value"),
    [("pk", "CANARY\n"), ("application_id", "CANARY \n"), ("mode", "CANARY"), ("token", ["CANARY"])],
)
def test_a_refused_assignment(make: Maker, name: str, value: object) -> None:
    client = client_of(make)
    error = raised_by(lambda: setattr(client, name, value))
    assert isinstance(error, bootpay.BootpayError)
    assert_empty(error)


@both
def test_refused_options(make: Maker) -> None:
    for options in ({"timeout": 0}, {"deadline": "CANARY"}, {"nonsense": "CANARY"}):
        error = raised_by(lambda options=options: client_of(make).with_options(**options))  # type: ignore[misc]
        assert_empty(error)


@both
def test_a_changed_address_that_cannot_be_used(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    client = make("CANARY-id", KEY)
    for cls in (Bootpay, AsyncBootpay):
        monkeypatch.setitem(cls.base_url, "production", "ftp://x")
    for call in (client.api_url, lambda: client.certificate("CANARY")):
        assert_empty(raised_by(call))


def fill(method: Callable[..., object]) -> dict[str, Any]:
    """Every argument of a call, as something that it refuses or sends to nowhere."""
    names = [one.name for one in inspect.signature(method).parameters.values() if one.kind != one.VAR_KEYWORD]
    numbers = {"price", "tax_free", "quota", "expected_price", "cancel_price", "cancelled_before"}
    return {name: 8765432123 if name in numbers else f"CANARY-{name}" for name in names if name != "self"}


CALLS = [
    name
    for name, member in inspect.getmembers(Bootpay, inspect.isfunction)
    if not name.startswith("_") and name not in ("api_url", "get_access_token", "with_options")
]


@both
@pytest.mark.filterwarnings("ignore:.*deprecated by Bootpay:DeprecationWarning")
@pytest.mark.parametrize("name", CALLS)
def test_every_argument_of_every_call(make: Maker, name: str) -> None:
    client = client_of(make)
    everything = fill(getattr(Bootpay, name))
    assert everything
    # as it is; and with an argument that breaks the writing of the request, wherever it stands
    assert_empty(raised_by(lambda: getattr(client, name)(**everything)))
    for poisoned in everything:
        changed = {**everything, poisoned: {"field": object()}}
        error = raised_by(lambda changed=changed: getattr(client, name)(**changed))  # type: ignore[misc]
        assert isinstance(error, bootpay.InvalidRequestError), poisoned
        assert_empty(error)
    assert_empty(raised_by(lambda: getattr(client, name)(nonsense="CANARY", **everything)))


def say(status: int, body: str) -> Callable[..., Answer]:
    return lambda *_: (status, body.encode())


RECEIPT = json.dumps({"status": 200, "code": 0, "data": {"receipt_id": PAYMENT, "price": 1, "status": 1}})
KINDS: dict[str, tuple[Callable[..., Answer], Callable[[Any], object]]] = {
    "invalid_request": (say(200, ""), lambda c: c.cancel("CANARY", price=-1, refund=REFUND)),
    "decode": (say(200, "<html>CANARY"), lambda c: c.get_subscribe_billing_key(*CARD)),
    "api": (say(404, '{"status":404,"code":-1}'), lambda c: c.verify(NOBODY, expected_order_id="CANARY")),
    "mismatch": (say(200, RECEIPT), lambda c: c.verify(PAYMENT, expected_order_id="CANARY")),
}


@both
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_server_says(make: Maker, kind: str) -> None:
    answer, call = KINDS[kind]
    with LocalServer(answer) as server:
        error = raised_by(lambda: call(client_of(make, server.url)))
    assert isinstance(error, bootpay.BootpayError)
    assert error.kind == kind
    assert_empty(error)


@both
@pytest.mark.parametrize(("kind", "options"), [("timeout", {"deadline": 0.3}), ("connection", {})])
def test_what_the_network_does(make: Maker, kind: str, options: dict[str, float]) -> None:
    with SilentServer() as server:
        client = client_of(make, server.url if kind == "timeout" else NOWHERE, **options)
        error = raised_by(lambda: client.get_subscribe_billing_key(*CARD))
    assert isinstance(error, bootpay.BootpayError)
    assert error.kind == kind
    assert_empty(error)


@pytest.mark.parametrize("kind", ["internal", "canceled"])
def test_what_only_the_core_brings_about(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Defective:
        base_url = "https://example.org"

        def __init__(self, config: str) -> None:
            pass

        def call(self, *_: object) -> tuple[bool, None, str]:
            return False, None, json.dumps({"kind": kind, "message": "a call"})

    monkeypatch.setattr(_project, "Handle", Defective)
    error = raised_by(lambda: Bootpay("CANARY", KEY).get_subscribe_billing_key(*CARD))
    assert isinstance(error, bootpay.BootpayError)
    assert error.kind == kind
    assert_empty(error)


class HandlerError(Exception):
    pass


@pytest.mark.parametrize("how", [KeyboardInterrupt, HandlerError])
def test_what_a_signal_does(how: type[BaseException]) -> None:
    def interrupt(*_: object) -> None:
        raise how

    def press(connection: Any) -> None:
        read_request(connection)
        os.kill(os.getpid(), signal.SIGINT)
        wait_for_the_end(connection)

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        with RawServer(press) as server:
            error = raised_by(lambda: client_of(Bootpay, server.url).get_subscribe_billing_key(*CARD))
    finally:
        signal.signal(signal.SIGINT, before)
    assert isinstance(error, how)
    assert_empty(error)


@pytest.mark.parametrize("by", ["hand", "wait_for"])
def test_a_cancelled_task(by: str) -> None:
    async def main(server: SilentServer) -> BaseException:
        call = client_of(AsyncBootpay, server.url).get_subscribe_billing_key(*CARD)
        try:
            if by == "wait_for":
                await asyncio.wait_for(call, 0.3)
            else:
                task = asyncio.create_task(call)
                assert await asyncio.to_thread(server.asked.acquire, timeout=PATIENCE)
                task.cancel()
                await task
        except BaseException as error:
            return error
        raise AssertionError("nothing was raised")

    with SilentServer() as server:
        error = asyncio.run(main(server))
    assert isinstance(error, (asyncio.CancelledError, asyncio.TimeoutError))
    assert_empty(error)


class Broken(Mapping[str, object]):
    """A caller's own object that fails when it is read."""

    def __getitem__(self, name: str) -> object:
        raise ZeroDivisionError

    def __iter__(self) -> Iterator[str]:
        return iter(["CANARY"])

    def __len__(self) -> int:
        return 1


@both
def test_what_the_callers_own_objects_raise(make: Maker) -> None:
    error = raised_by(lambda: client_of(make).get_subscribe_billing_key(*CARD[:8], user_info=Broken()))
    assert isinstance(error, ZeroDivisionError)
    assert_empty(error)


@both
def test_a_warning_that_is_an_error(make: Maker) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        error = raised_by(lambda: client_of(make).send_sms(["01087654321"], "CANARY"))
    assert isinstance(error, DeprecationWarning)
    assert_empty(error)


@both
@pytest.mark.parametrize(
    "told",
    [
        {"remote_address": "10.0.0.5"},  # from a proxy that nobody named
        {"remote_address": "nowhere"},
        {"remote_address": "223.130.82.4", "trusted_proxies": "CANARY"},
        {"remote_address": "223.130.82.4", "body": f"private_key={KEY}&receipt_id=CANARY&price=x".encode()},
        {"remote_address": "223.130.82.4", "body": b"\xff private_key=" + KEY.encode()},
        {"remote_address": "223.130.82.4", "body": {"private_key": KEY}},
    ],
)
def test_a_webhook_that_is_refused(make: Maker, told: dict[str, Any]) -> None:
    body = f"private_key={KEY}&receipt_id=CANARY&price=1&status=1"
    error = raised_by(lambda: client_of(make).webhook.verify(**{"body": body, **told}))
    assert isinstance(error, bootpay.BootpayError)
    assert_empty(error)
    assert_empty(raised_by(lambda: client_of(make).webhook.parse(f"private_key={KEY}")))


@both
@pytest.mark.parametrize("body", ["receipt_id=CANARY&price=8765432123&status=1", "receipt_id=CANARY"])
def test_a_webhook_that_is_not_confirmed(make: Maker, body: str) -> None:
    client = client_of(make)
    event = client.webhook.parse(body)

    async def awaited() -> None:
        await client.webhook.reverify(event)

    confirm = (lambda: client.webhook.reverify(event)) if make is Bootpay else lambda: asyncio.run(awaited())
    assert_empty(raised_by(confirm))


def test_what_the_caller_was_handling_is_left_alone(sandbox: Sandbox) -> None:
    def fails() -> None:
        mine = "kept"
        raise LookupError(mine)

    try:
        fails()
    except LookupError:
        error = raised_by(lambda: client_of(Bootpay, sandbox.url).cancel("CANARY", price=-1))
    assert isinstance(error.__context__, LookupError)
    assert [one.tb_frame.f_locals for one in entries(error.__context__.__traceback__)][-1] == {"mine": "kept"}
    assert_empty(error)


@both
def test_files_and_lines_stay_in_the_traceback(make: Maker) -> None:
    error = raised_by(lambda: client_of(make).cancel("CANARY", price=-1))
    assert ", in _run\n" in "".join(traceback.format_exception(error))


HALF_BUILT = [Bootpay.__new__(Bootpay), AsyncBootpay.__new__(AsyncBootpay)]


@pytest.mark.parametrize("client", HALF_BUILT, ids=IDS)
def test_a_client_whose_constructor_failed_can_be_shown(client: Any) -> None:
    assert repr(client) == f"<{type(client).__name__} without keys>"


CLIENTS = [Bootpay, AsyncBootpay, Webhooks, AsyncWebhooks, Identity, AsyncIdentity]


@pytest.mark.parametrize("cls", [*CLIENTS, Person, CI, DI, PhoneNumber])
def test_no_public_member_was_forgotten(cls: type) -> None:
    for name, member in inspect.getmembers(cls):
        if name.startswith("_") and name != "__init__":
            continue
        functions = (member.fget, member.fset) if isinstance(member, property) else (member,)
        for function in filter(inspect.isfunction, functions):
            assert function.__code__.co_filename.endswith("_frames.py"), name
