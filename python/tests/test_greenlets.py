"""Under gevent and eventlet, whose monkey patching makes greenlets of threads: a call lets the others go on,
ends in time, and can be interrupted. Each test is a program of its own, since nothing is patched back."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from servers import PATIENCE, YES_OVER_HTTP, RawServer, SilentServer, read_request, wait_for_the_end

PATCHED = {
    "gevent": """
from gevent import monkey; monkey.patch_all()
import gevent
from gevent import Timeout, sleep, spawn
def result(greenlet): return greenlet.get()
""",
    "eventlet": """
import eventlet; eventlet.monkey_patch()
from eventlet import Timeout, sleep, spawn
def result(greenlet): return greenlet.wait()
""",
    # by a program that had loaded the package before
    "gevent, later": """
import bootpay
from gevent import monkey; monkey.patch_all()
from gevent import Timeout, sleep, spawn
def result(greenlet): return greenlet.get()
""",
}
CLIENTS = """
import asyncio, os, sys, threading
from bootpay import AsyncBootpay, Bootpay, BootpayError
LONG = 600.0

def client_of(cls=Bootpay, deadline=LONG):
    client = cls("a", "k", base_url=sys.argv[1], timeout=LONG, deadline=deadline, max_retries=0)
    client.token = "t"
    return client
"""
both = pytest.mark.parametrize("kind", PATCHED)


def start(kind: str, program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", PATCHED[kind] + CLIENTS + program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said_by(program: subprocess.Popen[str]) -> str:
    """What it printed. One that hangs is ended, and fails the test."""
    try:
        out, err = program.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        program.kill()
        out, err = program.communicate()
        pytest.fail(f"it hung: {out}{err}")
    assert program.returncode == 0, err
    return out


class Together(RawServer):
    """Answers when so many requests wait at once, and none before."""

    def __init__(self, requests: int) -> None:
        super().__init__(self._answer)
        self._all = threading.Barrier(requests, timeout=PATIENCE)

    def _answer(self, connection: socket.socket) -> None:
        read_request(connection)
        try:
            self._all.wait()
        except threading.BrokenBarrierError:
            return
        connection.sendall(YES_OVER_HTTP)


SIX_CALLS = {
    "greenlets": """
client = client_of()
calls = [spawn(client.certificate, "612e") for _ in range(6)]
print([result(call)["status"] for call in calls])
""",
    "threads, which are greenlets": """
client, statuses = client_of(), []
def call(): statuses.append(client.certificate("612e")["status"])
calls = [threading.Thread(target=call) for _ in range(6)]
for call in calls: call.start()
for call in calls: call.join()
print(statuses)
""",
    "asyncio": """
async def main():
    client = client_of(AsyncBootpay)
    answers = await asyncio.gather(*(client.certificate("612e") for _ in range(6)))
    print([answer["status"] for answer in answers])
asyncio.run(main())
""",
}


@both
@pytest.mark.parametrize("calls", SIX_CALLS)
def test_six_calls_wait_at_once(kind: str, calls: str) -> None:
    with Together(6) as server:
        assert said_by(start(kind, SIX_CALLS[calls], server.url)) == f"{[200] * 6}\n"


ENDS_IN_TIME = {
    "the deadline of a call": """
try: client_of(deadline=0.5).certificate("612e")
except BootpayError as error: print(type(error).__name__)
""",
    "the deadline of a call in asyncio": """
try: asyncio.run(client_of(AsyncBootpay, deadline=0.5).certificate("612e"))
except BootpayError as error: print(type(error).__name__)
""",
    "a timeout of the hub": """
try:
    with Timeout(0.5): client_of().certificate("612e")
except Timeout: print("APITimeoutError")
""",
    "wait_for": """
try: asyncio.run(asyncio.wait_for(client_of(AsyncBootpay).certificate("612e"), 0.5))
except asyncio.TimeoutError: print("APITimeoutError")
""",
}


@both
@pytest.mark.parametrize("how", ENDS_IN_TIME)
def test_a_silent_server_holds_nobody(kind: str, how: str) -> None:
    with SilentServer() as server:
        assert said_by(start(kind, ENDS_IN_TIME[how], server.url)) == "APITimeoutError\n"


GIVEN_UP = """
waiting = spawn(client_of().certificate, "612e")
while not os.path.exists(sys.argv[2]): sleep(0.01)
waiting.kill()
while not os.path.exists(sys.argv[2] + ".closed"): sleep(0.01)
print("closed")
"""


@both
def test_a_greenlet_that_is_killed_closes_its_connection(kind: str, tmp_path: Path) -> None:
    asked, closed = tmp_path / "asked", tmp_path / "asked.closed"

    def listen(connection: socket.socket) -> None:
        read_request(connection)
        asked.touch()
        wait_for_the_end(connection)
        closed.touch()

    with RawServer(listen) as server:
        assert said_by(start(kind, GIVEN_UP, server.url, str(asked))) == "closed\n"


INTERRUPTED = """
try: {call}
except KeyboardInterrupt: print("interrupted")
"""


@both
@pytest.mark.parametrize(
    "call",
    [
        'client_of().certificate("612e")',
        'asyncio.run(client_of(AsyncBootpay).certificate("612e"))',
        'result(spawn(client_of().certificate, "612e"))',
    ],
)
def test_ctrl_c_ends_a_call(kind: str, call: str) -> None:
    with SilentServer() as server:
        program = start(kind, INTERRUPTED.format(call=call), server.url)
        assert server.asked.acquire(timeout=PATIENCE)
        program.send_signal(signal.SIGINT)
        assert said_by(program) == "interrupted\n"


FORKED = """
from bootpay import CanceledError

def call():
    try: return client.certificate("612e")["status"]
    except CanceledError as error: return error.effect

client = client_of()
parent = os.getpid()
waiting = spawn(call)
while not os.path.exists(sys.argv[2]): sleep(0.01)
child = os.fork()
if child == 0:
    print("child", result(waiting), flush=True)
    os._exit(0)
os.waitpid(child, 0)
open(sys.argv[2] + ".forked", "w").close()
print("parent", result(waiting))
"""


def test_a_forked_child_does_not_wait_for_the_call_of_its_parent(tmp_path: Path) -> None:
    """gevent's child goes on with copies of all greenlets."""
    arrived, forked = tmp_path / "arrived", tmp_path / "arrived.forked"
    closing = threading.Event()

    def answer_after_the_fork(connection: socket.socket) -> None:
        read_request(connection)
        arrived.touch()
        while not forked.exists() and not closing.wait(0.01):
            pass
        connection.sendall(YES_OVER_HTTP)

    with RawServer(answer_after_the_fork) as server:
        program = start("gevent", FORKED, server.url, str(arrived))
        try:
            assert said_by(program) == "child none\nparent 200\n"
        finally:
            closing.set()


CALLS_IN_THE_HUB = """
client, statuses = client_of(), []
def call(): statuses.append(client.certificate("612e")["status"])
{schedule}
while not statuses: sleep(0.01)
print(statuses)
"""
SCHEDULE = {
    "gevent": "gevent.get_hub().loop.run_callback(call)",
    "eventlet": "from eventlet import hubs; hubs.get_hub().schedule_call_global(0, call)",
}


@pytest.mark.parametrize("kind", SCHEDULE)
def test_in_the_hub_itself_a_call_just_waits(kind: str) -> None:
    """A signal handler runs there."""
    with Together(1) as server:
        program = start(kind, CALLS_IN_THE_HUB.format(schedule=SCHEDULE[kind]), server.url)
        assert said_by(program) == "[200]\n"


ASSIGNED = """
from bootpay import _project
client = client_of()
client.mode = "stage"
print(client.mode, [type(lock).__module__ for lock in _project._locks.values()])
"""


@both
def test_a_key_is_assigned_under_a_lock_of_real_threads(kind: str) -> None:
    assert said_by(start(kind, ASSIGNED, "http://127.0.0.1:1")) == "stage ['_thread']\n"


REAL_THREADS = """
import gevent
client = client_of()
print(gevent.get_hub().threadpool.apply(lambda: client.certificate("612e")["status"]))
"""


def test_a_real_thread_of_gevents_pool() -> None:
    with Together(1) as server:
        assert said_by(start("gevent", REAL_THREADS, server.url)) == "200\n"


def test_the_interpreter_ends_while_a_greenlet_waits() -> None:
    with SilentServer() as server:
        program = start("gevent", 'spawn(client_of().certificate, "612e"); sleep(0.5)', server.url)
        assert server.asked.acquire(timeout=PATIENCE)
        assert said_by(program) == ""
