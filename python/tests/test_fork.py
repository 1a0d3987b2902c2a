"""fork: the child's next call works, whatever the parent was doing."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping

import pytest
from servers import APPLICATION_ID, PATIENCE, PERSON, PRIVATE_KEY, YES, Answer, Gate, LocalServer, Sandbox

from bootpay import AsyncBootpay, Bootpay, _project
from bootpay._native import Handle

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
    pytest.mark.skipif(
        sys.platform == "darwin", reason="Apple's frameworks do not survive fork without exec"
    ),
    # Python 3.12 warns of what is tested here.
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


class Child:
    """A forked process that runs `work` and tells what it returned."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            signal.alarm(int(2 * PATIENCE))  # a child that hangs is ended by the system
            try:
                told = json.dumps(work())
            except BaseException:
                told = json.dumps(traceback.format_exc())
            os.write(writer, told.encode())
            os._exit(0)
        os.close(writer)

    def result(self) -> object:
        with open(self._reader, encoding="utf-8") as pipe:
            told = pipe.read()
        _, status = os.waitpid(self.pid, 0)
        assert status == 0, f"the child ended with {status}"
        return json.loads(told)


def test_a_child_calls_after_its_parent_did(client: Bootpay) -> None:
    assert client.certificate(PERSON)["status"] == 200

    def work() -> object:
        return [client.certificate(PERSON)["status"], Child(lambda: client.verify(PERSON)["status"]).result()]

    # the certificate in the child; a receipt, which this id is not, in the grandchild
    assert Child(work).result() == [200, client.verify(PERSON)["status"]]
    assert client.certificate(PERSON)["status"] == 200


def test_a_client_made_before_the_fork_and_used_only_after_it(client: Bootpay) -> None:
    assert Child(lambda: client.certificate(PERSON)["status"]).result() == 200


def test_the_child_keeps_a_token_set_by_hand(client: Bootpay) -> None:
    client.token = "by-hand"
    client.certificate(PERSON)
    assert Child(lambda: [client.token, client.certificate(PERSON)["status"]]).result() == ["by-hand", 401]


def test_a_child_may_drop_and_collect_what_it_inherited(sandbox: Sandbox) -> None:
    clients = [Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url) for _ in range(3)]
    for client in clients:
        client.certificate(PERSON)

    def work() -> object:
        kept = clients.pop()
        clients.clear()
        gc.collect()
        return kept.certificate(PERSON)["status"]

    assert Child(work).result() == 200
    assert [client.certificate(PERSON)["status"] for client in clients] == [200] * 3


def test_fork_while_four_threads_call(client: Bootpay) -> None:
    stop = threading.Event()
    statuses: set[int] = set()

    def hammer() -> None:
        while not stop.is_set():
            statuses.add(client.certificate(PERSON)["status"])

    threads = [threading.Thread(target=hammer) for _ in range(4)]
    for thread in threads:
        thread.start()

    def work() -> object:
        first = client.certificate(PERSON)["status"]
        gc.collect()
        return [first, client.certificate(PERSON)["status"]]

    try:
        results = [Child(work).result() for _ in range(20)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert results == [[200, 200]] * 20
    assert statuses == {200}
    assert client.certificate(PERSON)["status"] == 200


def test_a_fork_on_a_thread_makes_it_the_main_thread_and_ctrl_c_works_there(sandbox: Sandbox) -> None:
    client = Bootpay(
        APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, timeout=10 * PATIENCE, deadline=10 * PATIENCE
    )
    client.certificate(PERSON)
    sandbox.fault("stall", f"/receipt/{PERSON}")

    def work() -> object:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            client.verify(PERSON)
        except KeyboardInterrupt:
            return "KeyboardInterrupt"
        return "no"

    children: list[Child] = []
    thread = threading.Thread(target=lambda: children.append(Child(work)))
    thread.start()
    thread.join()
    sandbox.wait_for(f"GET /receipt/{PERSON}")
    os.kill(children[0].pid, signal.SIGINT)
    assert children[0].result() == "KeyboardInterrupt"


def test_asyncio_in_a_child(sandbox: Sandbox) -> None:
    client = AsyncBootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)

    def status() -> int:
        return asyncio.run(client.certificate(PERSON))["status"]

    assert status() == 200
    assert Child(lambda: [status(), Child(status).result()]).result() == [200, 200]
    assert status() == 200


def test_a_child_goes_on_with_the_loop_of_its_parent(sandbox: Sandbox) -> None:
    client = AsyncBootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    loop = asyncio.new_event_loop()

    def status() -> int:
        return loop.run_until_complete(client.certificate(PERSON))["status"]

    assert status() == 200
    assert Child(lambda: [status(), Child(status).result()]).result() == [200, 200]
    assert status() == 200
    loop.close()


def test_a_child_may_drop_the_call_that_its_parent_awaits(sandbox: Sandbox) -> None:
    client = AsyncBootpay(
        APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, timeout=10 * PATIENCE, deadline=10 * PATIENCE
    )
    sandbox.fault("stall", f"/receipt/{PERSON}")

    async def main() -> None:
        waiting = client.verify(PERSON)
        waiting.send(None)  # it runs up to where it waits

        def work() -> object:
            waiting.close()
            gc.collect()
            return asyncio.run(client.certificate(PERSON))["status"]

        await asyncio.to_thread(sandbox.wait_for, f"GET /receipt/{PERSON}")
        assert await asyncio.to_thread(lambda: Child(work).result()) == 200
        waiting.close()
        assert (await client.certificate(PERSON))["status"] == 200

    asyncio.run(main())


def test_forks_while_a_loop_makes_calls(sandbox: Sandbox) -> None:
    client = AsyncBootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    stop = threading.Event()
    statuses: set[int] = set()

    async def hammer() -> None:
        while not stop.is_set():
            answers = await asyncio.gather(*(client.certificate(PERSON) for _ in range(8)))
            statuses.update(answer["status"] for answer in answers)

    thread = threading.Thread(target=lambda: asyncio.run(hammer()))
    thread.start()

    def work() -> object:
        first = asyncio.run(client.certificate(PERSON))["status"]
        gc.collect()
        return [first, asyncio.run(client.certificate(PERSON))["status"]]

    try:
        results = [Child(work).result() for _ in range(20)]
    finally:
        stop.set()
        thread.join()
    assert results == [[200, 200]] * 20
    assert statuses == {200}


def test_a_child_assigns_a_key_while_its_parent_was_at_it(
    client: Bootpay, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, forked = threading.Event(), threading.Event()

    def slow(config: str) -> Handle:
        opening.set()
        assert forked.wait(PATIENCE)
        return Handle(config)

    monkeypatch.setattr(_project, "Handle", slow)
    assigning = threading.Thread(target=setattr, args=(client, "mode", "development"))
    assigning.start()
    assert opening.wait(PATIENCE)

    def work() -> object:
        forked.set()
        client.mode = "stage"
        return client.mode

    try:
        assert Child(work).result() == "stage"
    finally:
        forked.set()
        assigning.join()
    assert client.mode == "development"


FORKING_HANDLER = """
import os, signal, sys
from bootpay import Bootpay, CanceledError
client = Bootpay("a", "k", base_url=sys.argv[1])
client.token = "t"
children = []
signal.signal(signal.SIGUSR1, lambda *_: children.append(os.fork()))
try:
    said = client.certificate("612e")["data"]["order_id"]
except CanceledError as error:
    print("child:", error.effect, client.verify("612e")["status"], flush=True)
    os._exit(0)
os.waitpid(children[0], 0)
print("parent:", said)
"""


def test_a_signal_handler_that_forks_during_a_call() -> None:
    """The call goes on in the parent; the child, where it cannot, is told so, and its next call works."""
    gate = Gate()

    def answer(method: str, path: str, headers: Mapping[str, str]) -> Answer:
        return gate.answer(method, path, headers) if path.startswith("/certificate") else YES

    with LocalServer(answer) as server:
        program = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", FORKING_HANDLER, server.url],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert gate.arrived.wait(PATIENCE)
            program.send_signal(signal.SIGUSR1)
            assert program.stdout is not None
            assert program.stdout.readline() == "child: none 200\n"
        finally:
            gate.opened.set()
            rest, _ = program.communicate(timeout=PATIENCE)
    assert (program.returncode, rest) == (0, "parent: behind-the-gate\n")


ORDINARY_EXIT = """
import os, sys
from bootpay import Bootpay
client = Bootpay()
assert client.certificate(sys.argv[1])["status"] == 200
child = os.fork()
assert client.certificate(sys.argv[1])["status"] == 200
if child == 0:
    sys.exit(7)   # the interpreter's ordinary end, with everything it collects
_, status = os.waitpid(child, 0)
print(os.waitstatus_to_exitcode(status))
"""


def test_parent_and_child_end_in_the_ordinary_way(sandbox: Sandbox) -> None:
    environment = {
        **os.environ,
        "BOOTPAY_APPLICATION_ID": APPLICATION_ID,
        "BOOTPAY_PRIVATE_KEY": PRIVATE_KEY,
        "BOOTPAY_BASE_URL": sandbox.url,
    }
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ORDINARY_EXIT, PERSON],
        env=environment,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "7\n", "")
