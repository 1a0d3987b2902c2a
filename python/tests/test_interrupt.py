"""Signals while a call waits. The server stays silent until the test says otherwise."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest
from servers import APPLICATION_ID, PATIENCE, PERSON, PRIVATE_KEY, Gate, LocalServer, Sandbox

from bootpay import Bootpay

ROUTE = f"GET /certificate/{PERSON}"


class HandlerError(Exception):
    pass


class Meanwhile:
    """Runs `steps` on another thread during a `with` block. Its failure is the test's."""

    def __init__(self, steps: Callable[[], None]) -> None:
        self._steps = steps
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self._steps()
        except BaseException as failure:
            self._failure = failure

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        if self._failure is not None:
            raise self._failure


@pytest.fixture
def on_signal() -> Iterator[Callable[[signal.Signals, Callable[[int, FrameType | None], Any]], None]]:
    before: dict[signal.Signals, Any] = {}

    def install(number: signal.Signals, handler: Callable[[int, FrameType | None], Any]) -> None:
        before.setdefault(number, signal.signal(number, handler))

    yield install
    for number, handler in before.items():
        signal.signal(number, handler)


def patient_client(url: str) -> Bootpay:
    """Its deadline is far beyond the patience of the tests."""
    return Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=url, timeout=10 * PATIENCE, deadline=10 * PATIENCE)


def test_ctrl_c_ends_a_waiting_call(sandbox: Sandbox) -> None:
    sandbox.fault("stall", f"/certificate/{PERSON}", times=1)
    client = patient_client(sandbox.url)
    ended = threading.Event()

    def press_ctrl_c() -> None:
        sandbox.wait_for(ROUTE)
        os.kill(os.getpid(), signal.SIGINT)
        assert ended.wait(PATIENCE), "the call went on"

    with Meanwhile(press_ctrl_c):
        with pytest.raises(KeyboardInterrupt):
            client.certificate(PERSON)
        ended.set()
    assert client.certificate(PERSON)["status"] == 200  # the client is as good as before


@pytest.mark.parametrize("number", [signal.SIGALRM, signal.SIGTERM])
def test_what_a_handler_raises_comes_out_of_the_call(
    number: signal.Signals, sandbox: Sandbox, on_signal: Any
) -> None:
    sandbox.fault("stall", "/request/token", times=1)
    client = patient_client(sandbox.url)
    ended = threading.Event()

    def handler(*_: object) -> None:
        raise HandlerError

    on_signal(number, handler)

    def interrupt() -> None:
        sandbox.wait_for("POST /request/token")
        os.kill(os.getpid(), number)
        assert ended.wait(PATIENCE), "the call went on"

    with Meanwhile(interrupt):
        with pytest.raises(HandlerError):
            client.certificate(PERSON)  # it waits for its token
        ended.set()


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGTERM])
def test_a_handler_that_returns_does_not_disturb_the_call(number: signal.Signals, on_signal: Any) -> None:
    gate = Gate()
    handled = threading.Semaphore(0)
    on_signal(number, lambda *_: handled.release())
    with LocalServer(gate.answer) as server:
        client = patient_client(server.url)
        client.token = "t"

        def signal_three_times() -> None:
            try:
                assert gate.arrived.wait(PATIENCE)
                for _ in range(3):
                    os.kill(os.getpid(), number)
                    # the handler runs while the call waits, not after it
                    assert handled.acquire(timeout=PATIENCE)
            finally:
                gate.opened.set()

        with Meanwhile(signal_three_times):
            assert client.certificate(PERSON)["data"]["order_id"] == "behind-the-gate"


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGTERM])
def test_a_handler_may_make_a_call_of_its_own(
    number: signal.Signals, sandbox: Sandbox, on_signal: Any
) -> None:
    gate = Gate()
    with LocalServer(gate.answer) as server:
        client = patient_client(server.url)
        client.token = "t"
        other = patient_client(sandbox.url)
        statuses: list[int] = []

        def handler(*_: object) -> None:
            try:
                statuses.append(other.certificate(PERSON)["status"])
            finally:
                gate.opened.set()

        on_signal(number, handler)

        def interrupt() -> None:
            assert gate.arrived.wait(PATIENCE)
            os.kill(os.getpid(), number)

        with Meanwhile(interrupt):
            assert client.certificate(PERSON)["data"]["order_id"] == "behind-the-gate"
        assert statuses == [200]


def test_ctrl_c_is_the_main_threads_and_a_call_on_another_goes_on() -> None:
    gate = Gate()
    with LocalServer(gate.answer) as server:
        client = patient_client(server.url)
        client.token = "t"
        answers: list[Any] = []
        worker = threading.Thread(target=lambda: answers.append(client.certificate(PERSON)))
        worker.start()
        try:
            assert gate.arrived.wait(PATIENCE)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        finally:
            gate.opened.set()
            worker.join()
        assert answers[0]["data"]["order_id"] == "behind-the-gate"


def test_other_threads_run_while_calls_wait() -> None:
    """As many calls at once as threads: none of them holds the interpreter."""
    together = threading.Barrier(8, timeout=PATIENCE)

    def answer(*_: object) -> tuple[int, bytes]:
        together.wait()
        return 200, b'{"status":200,"data":{}}'

    with LocalServer(answer) as server:
        client = patient_client(server.url)
        client.token = "t"
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda: statuses.append(client.verify(PERSON)["status"]))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 8
