"""`AsyncBootpay` in event loops: cancelling, several loops, loops that end early, many calls at once."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import servers
from servers import (
    APPLICATION_ID,
    NOBODY,
    PATIENCE,
    PERSON,
    PRIVATE_KEY,
    YES_OVER_HTTP,
    Gate,
    LocalServer,
    RawServer,
    Sandbox,
    read_request,
)

from bootpay import AsyncBootpay, Bootpay, InvalidRequestError, once

ROUTE = f"GET /certificate/{PERSON}"


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncBootpay:
    return AsyncBootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)


def patient_client(url: str) -> AsyncBootpay:
    """Its deadline is far beyond the patience of the tests."""
    client = AsyncBootpay("a", "k", base_url=url, timeout=10 * PATIENCE, deadline=10 * PATIENCE)
    client.token = "t"
    return client


class SilentServer(servers.SilentServer):
    async def is_asked(self) -> None:
        assert await asyncio.to_thread(self.asked.acquire, timeout=PATIENCE)

    async def connection_ends(self) -> None:
        assert await asyncio.to_thread(self.ended.acquire, timeout=PATIENCE), "the connection stays open"


async def cancelled_by_hand(call: Coroutine[Any, Any, Any], asked: Callable[[], Any]) -> None:
    task = asyncio.create_task(call)
    await asked()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()


async def cancelled_by_wait_for(call: Coroutine[Any, Any, Any], asked: Callable[[], Any]) -> None:
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(call, 0.5)
    await asked()


async def answers_of_other_calls(client: AsyncBootpay, server: RawServer) -> int:
    """Once there is one, the loop was told of all calls that ended before."""
    server.talk = say_yes
    return len([await client.verify(PERSON)])


def say_yes(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(YES_OVER_HTTP)


CANCELLINGS = [cancelled_by_hand, cancelled_by_wait_for]
if sys.version_info >= (3, 11):

    async def cancelled_by_timeout(call: Coroutine[Any, Any, Any], asked: Callable[[], Any]) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await call
        await asked()

    CANCELLINGS.append(cancelled_by_timeout)


@pytest.mark.parametrize("cancelling", CANCELLINGS)
def test_a_cancelled_call_closes_its_connection(cancelling: Any, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        with SilentServer() as server:
            client = patient_client(server.url)
            await cancelling(client.certificate(PERSON), server.is_asked)
            await server.connection_ends()
            assert len(asyncio.all_tasks()) == 1
            assert await answers_of_other_calls(client, server) == 1

    asyncio.run(main())
    assert [record for record in caplog.records if record.name == "asyncio"] == []  # nor any complaint


def test_a_task_that_is_cancelled_when_its_answer_is_there_is_cancelled_and_logged_once() -> None:
    gate = Gate()
    lines: list[str] = []
    logger = logging.Logger("own", logging.DEBUG)
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(handler)

    async def main() -> None:
        task = asyncio.create_task(client.certificate(PERSON))
        assert await asyncio.to_thread(gate.arrived.wait, PATIENCE)
        gate.opened.set()
        # This loop stands still meanwhile, so the task cannot take the answer that has come for it.
        other = threading.Thread(target=lambda: asyncio.run(patient_client(server.url).verify(PERSON)))
        other.start()
        other.join()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with LocalServer(gate.answer) as server:
        client = AsyncBootpay("a", "k", base_url=server.url, logger=logger)
        client.token = "t"
        asyncio.run(main())
    assert len(lines) == 1
    assert "status=200" in lines[0]


def test_one_client_serves_one_loop_after_the_other(client: AsyncBootpay, sandbox: Sandbox) -> None:
    for _ in range(3):
        assert asyncio.run(client.certificate(PERSON))["status"] == 200
    assert sandbox.routes().count("POST /request/token") == 1


def test_one_client_serves_loops_on_several_threads(client: AsyncBootpay, sandbox: Sandbox) -> None:
    statuses: list[int] = []

    async def main() -> None:
        answers = await asyncio.gather(*(client.certificate(PERSON) for _ in range(10)))
        statuses.extend(answer["status"] for answer in answers)

    threads = [threading.Thread(target=lambda: asyncio.run(main())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 40
    assert sandbox.routes().count("POST /request/token") == 1


def test_a_thousand_calls_at_once(client: AsyncBootpay, sandbox: Sandbox) -> None:
    async def main() -> list[int]:
        answers = await asyncio.gather(*(client.certificate(PERSON) for _ in range(1000)))
        return [answer["status"] for answer in answers]

    assert asyncio.run(main()) == [200] * 1000
    assert sandbox.routes().count("POST /request/token") == 1


def test_a_thousand_calls_are_cancelled_at_once() -> None:
    async def main() -> None:
        with SilentServer() as server:
            client = patient_client(server.url)
            tasks = [asyncio.create_task(client.certificate(PERSON)) for _ in range(1000)]
            for _ in range(100):
                await server.is_asked()
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert {type(outcome) for outcome in outcomes} == {asyncio.CancelledError}

    asyncio.run(main())


def test_the_loop_runs_while_a_call_waits() -> None:
    gate = Gate()

    async def main(client: AsyncBootpay) -> None:
        task = asyncio.create_task(client.certificate(PERSON))
        assert await asyncio.to_thread(gate.arrived.wait, PATIENCE)
        for _ in range(1000):
            await asyncio.sleep(0)
        assert not task.done()
        gate.opened.set()
        assert (await task)["data"]["order_id"] == "behind-the-gate"

    with LocalServer(gate.answer) as server:
        asyncio.run(main(patient_client(server.url)))


who: contextvars.ContextVar[str] = contextvars.ContextVar("who")


def test_log_lines_know_the_context_of_their_task(client: AsyncBootpay) -> None:
    told: list[str] = []
    logger = logging.Logger("with context", logging.DEBUG)
    handler = logging.Handler()
    handler.emit = lambda record: told.append(  # type: ignore[method-assign]
        f"{who.get()} {record.bootpay['operation']}"  # type: ignore[attr-defined]
    )
    logger.addHandler(handler)
    knowing = AsyncBootpay(APPLICATION_ID, PRIVATE_KEY, base_url=client.api_url(), logger=logger)

    async def call(name: str) -> None:
        who.set(name)
        if name == "verifier":
            await knowing.verify(PERSON)
        else:
            await knowing.certificate(PERSON)

    async def main() -> None:
        await knowing.get_access_token()
        await asyncio.gather(call("verifier"), call("certifier"))

    who.set("main")
    asyncio.run(main())
    assert sorted(told) == [
        "certifier certificate.get",
        "main token.request",
        "verifier receipt.get",
    ]


def test_errors_come_out_of_the_await_and_not_out_of_the_call(client: AsyncBootpay, sandbox: Sandbox) -> None:
    waiting = client.certificate("../x")
    with pytest.raises(InvalidRequestError, match="receipt_id"):
        asyncio.run(waiting)
    assert asyncio.run(client.certificate(NOBODY))["status"] == 404
    assert sandbox.routes()[1:] == [f"GET /certificate/{NOBODY}"]


def test_a_warning_of_a_deprecated_call_points_at_the_caller(client: AsyncBootpay) -> None:
    async def main() -> None:
        await client.send_sms(["01012341234"], "안녕하세요", "0212345678")

    with pytest.warns(DeprecationWarning, match="send_sms is deprecated") as caught:
        asyncio.run(main())
    assert [warning.filename for warning in caught] == [__file__]


def test_a_loop_that_is_closed_before_the_answer_makes_no_noise(
    capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    gate = Gate()
    with LocalServer(gate.answer) as server:
        client = patient_client(server.url)
        loop = asyncio.new_event_loop()
        waiting = client.certificate(PERSON)
        task = loop.create_task(waiting)
        loop.run_until_complete(asyncio.sleep(0))
        assert gate.arrived.wait(PATIENCE)
        loop.close()
        gate.opened.set()
        # the thread that wakes has met the closed loop when it has served a later call
        answer = asyncio.run(asyncio.wait_for(client.certificate(PERSON), PATIENCE))
        assert answer["data"]["order_id"] == "behind-the-gate"
        assert not task.done()
        waiting.close()
        task._log_destroy_pending = False  # type: ignore[attr-defined]  # asyncio's own complaint
        del task
        gc.collect()
    assert capfd.readouterr().err == ""
    assert not recwarn.list


def test_a_coroutine_that_is_closed_ends_its_call() -> None:
    async def main() -> None:
        with SilentServer() as server:
            waiting = patient_client(server.url).certificate(PERSON)
            waiting.send(None)  # it runs up to where it waits
            await server.is_asked()
            waiting.close()
            await server.connection_ends()

    asyncio.run(main())


def test_ctrl_c_in_asyncio_run() -> None:
    async def main(server: SilentServer) -> None:
        async def press_ctrl_c() -> None:
            await server.is_asked()
            os.kill(os.getpid(), signal.SIGINT)

        pressing = asyncio.create_task(press_ctrl_c())
        await patient_client(server.url).certificate(PERSON)
        await pressing

    with SilentServer() as server:
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(main(server))
        assert server.ended.acquire(timeout=PATIENCE), "the connection stays open"


def test_sigterm_that_cancels_the_main_task() -> None:
    async def main(server: SilentServer) -> None:
        loop = asyncio.get_running_loop()
        waiting = asyncio.create_task(patient_client(server.url).certificate(PERSON))
        loop.add_signal_handler(signal.SIGTERM, waiting.cancel)
        await server.is_asked()
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await server.connection_ends()
        loop.remove_signal_handler(signal.SIGTERM)

    with SilentServer() as server:
        asyncio.run(main(server))


def test_the_blocking_client_may_be_used_beside_it(client: AsyncBootpay, sandbox: Sandbox) -> None:
    blocking = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)

    async def main() -> list[int]:
        one, other = await asyncio.gather(
            client.certificate(PERSON), asyncio.to_thread(blocking.certificate, PERSON)
        )
        return [one["status"], other["status"], blocking.certificate(PERSON)["status"]]

    assert asyncio.run(main()) == [200] * 3


def test_a_closed_client_makes_no_calls(client: AsyncBootpay, sandbox: Sandbox) -> None:
    async def main() -> None:
        beside = client.with_options(timeout=20)
        async with client as opened:
            assert opened is client
            assert (await client.certificate(PERSON)).ok
        await client.aclose()  # a second time changes nothing
        sent = sandbox.routes()
        for call in (client.certificate(PERSON), client.with_options(timeout=5).get_access_token()):
            with pytest.raises(InvalidRequestError, match="the client is closed; nothing was sent") as caught:
                await call
            assert caught.value.operation in ("certificate.get", "token.request")
        begun = client.identity.begin(purpose="가입", session="s-1")  # which sends nothing
        with pytest.raises(InvalidRequestError, match="closed"):
            await client.identity.confirm(PERSON, begun.token, session="s-1", once=once.Memory())
        assert sandbox.routes() == sent
        # those that share with it stay open
        assert (await beside.certificate(PERSON)).ok

    asyncio.run(main())


def test_a_call_that_is_under_way_ends_as_it_would_when_its_client_is_closed() -> None:
    gate = Gate()

    async def main(server: LocalServer) -> None:
        async with patient_client(server.url) as client:
            under_way = asyncio.create_task(client.certificate(PERSON))
            assert await asyncio.to_thread(gate.arrived.wait, PATIENCE)
        gate.opened.set()
        assert (await under_way)["data"]["order_id"] == "behind-the-gate"

    with LocalServer(gate.answer) as server:
        asyncio.run(main(server))


def test_what_is_raised_inside_comes_out_and_the_client_is_closed(client: AsyncBootpay) -> None:
    async def main() -> None:
        with pytest.raises(ZeroDivisionError):
            async with client:
                raise ZeroDivisionError
        with pytest.raises(InvalidRequestError, match="closed"):
            await client.certificate(PERSON)

    asyncio.run(main())


def test_no_thread_of_python_is_started_and_closed_loops_leave_no_descriptor(client: AsyncBootpay) -> None:
    async def main() -> None:
        answers = await asyncio.gather(*(client.certificate(PERSON) for _ in range(10)))
        assert {answer["status"] for answer in answers} == {200}

    threads = sys._current_frames().keys()
    asyncio.run(main())
    assert sys._current_frames().keys() <= threads
    if sys.platform.startswith("linux"):
        descriptors = len(os.listdir("/proc/self/fd"))
        loops = [asyncio.new_event_loop() for _ in range(30)]
        for loop in loops:
            loop.run_until_complete(main())
            loop.close()
        asyncio.run(main())
        # connections are kept
        assert len(os.listdir("/proc/self/fd")) < descriptors + 30


class WithoutReaders(asyncio.SelectorEventLoop):
    """As asyncio's loop on Windows."""

    def add_reader(self, *_: Any) -> None:  # type: ignore[override]
        raise NotImplementedError


def test_a_loop_that_can_watch_no_descriptor() -> None:
    async def main() -> None:
        with SilentServer() as server:
            client = patient_client(server.url)
            await cancelled_by_hand(client.certificate(PERSON), server.is_asked)
            await server.connection_ends()
            assert await answers_of_other_calls(client, server) == 1

    loop = WithoutReaders()
    loop.run_until_complete(main())
    loop.close()


def test_uvloop(client: AsyncBootpay) -> None:
    uvloop = pytest.importorskip("uvloop")

    async def main() -> None:
        answers = await asyncio.gather(*(client.certificate(PERSON) for _ in range(50)))
        assert {answer["status"] for answer in answers} == {200}
        with SilentServer() as server:
            silent = patient_client(server.url)
            await cancelled_by_hand(silent.certificate(PERSON), server.is_asked)
            await server.connection_ends()

    loop = uvloop.new_event_loop()
    try:
        loop.run_until_complete(main())
    finally:
        loop.close()


ENDS_EARLY = """
import asyncio, sys
from bootpay import AsyncBootpay

async def main():
    asyncio.get_running_loop().slow_callback_duration = 60   # a busy machine is slow
    client = AsyncBootpay("a", "k", base_url=sys.argv[1])
    client.token = "t"
    pending = [asyncio.create_task(client.certificate("612e")) for _ in range(20)]
    await asyncio.sleep(0)
    if sys.argv[2] == "exit":
        raise SystemExit(7)
    if sys.argv[2] == "stop":      # the interpreter ends with the loop open and the calls waiting
        return pending

loop = asyncio.new_event_loop()
if sys.argv[2] == "stop":
    kept = loop.run_until_complete(main())
    for task in kept:
        task._log_destroy_pending = False   # asyncio's own complaint
else:
    asyncio.run(main())
"""


@pytest.mark.parametrize(("how", "code"), [("exit", 7), ("return", 0), ("stop", 0)])
def test_the_interpreter_ends_while_calls_wait(how: str, code: int) -> None:
    with SilentServer() as server:
        ended = subprocess.run(
            [sys.executable, "-X", "dev", "-W", "ignore", "-c", ENDS_EARLY, server.url, how],
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
        )
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "", "")


SLOW_TO_WAKE = """
import asyncio, gc, sys, time
from bootpay import AsyncBootpay

class SlowLoop(asyncio.SelectorEventLoop):
    def call_soon_threadsafe(self, *arguments, **named):
        if sys.argv[2] == "before":
            time.sleep(0.4)   # the main thread is at its end meanwhile
        super().call_soon_threadsafe(*arguments, **named)
        time.sleep(0.4)

class SlowEnd:
    def __del__(self, sleep=time.sleep):
        sleep(1)              # the interpreter shuts down, and whoever comes for its lock is ended

async def main():
    client = AsyncBootpay("a", "k", base_url=sys.argv[1], max_retries=0)
    client.token = "t"
    task = asyncio.create_task(client.certificate("612e"))
    await asyncio.wait([task], timeout=0.2 if sys.argv[2] == "before" else None)
    task.done() and task.exception()
    task._log_destroy_pending = False   # asyncio's own complaint

gc.disable()
found_at_the_end = SlowEnd()
found_at_the_end.itself = found_at_the_end
del found_at_the_end
SlowLoop().run_until_complete(main())
"""


@pytest.mark.parametrize("sleep", ["before", "after"])
def test_the_interpreter_ends_while_a_loop_is_woken(sleep: str) -> None:
    """A thread that is inside the interpreter when that ends must not take the process with it."""
    with RawServer(lambda connection: None) as server:
        ended = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", SLOW_TO_WAKE, server.url, sleep],
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
        )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_a_call_that_nobody_awaits_sends_nothing(client: AsyncBootpay, sandbox: Sandbox) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # asyncio's own: never awaited
        waiting = client.certificate(PERSON)
        del waiting
        gc.collect()
    assert sandbox.requests() == []
