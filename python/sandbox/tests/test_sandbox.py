"""The installed package: run by tests/sandbox-packages/run in an environment that has it and the client."""

from __future__ import annotations

import json
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import threading
import traceback
import urllib.request
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import bootpay_sandbox._process
import pytest
from bootpay_sandbox import Sandbox, SandboxError, Window

from bootpay import APIConnectionError, Bootpay, ConfigError, IdentityError, once

#: How long a test waits for something that is sure to come, before it calls the wait a failure.
PATIENCE = 30.0
SCRIPTS = Path(sys.executable).parent
#: Paid, and there from the start.
PAYMENT = "5df6e67d4f74b4002a77e0eb"


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.reset()
    return running


def client_of(sandbox: Sandbox) -> Bootpay:
    return Bootpay(sandbox.application_id, sandbox.private_key, base_url=sandbox.url, max_retries=0)


def get(url: str) -> Any:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=PATIENCE) as answer:
        return json.load(answer)


def test_a_person_is_read(sandbox: Sandbox) -> None:
    receipt_id = sandbox.identity(username="김가짜", birth="1990-10-04")["receipt_id"]
    answer = client_of(sandbox).certificate(receipt_id)
    assert answer["data"]["certificate"]["username"] == "김가짜"
    (request,) = sandbox.requests("certificate.get")
    assert (request["method"], request["path"]) == ("GET", f"/certificate/{receipt_id}")
    assert [request["path"] for request in sandbox.requests()] == [
        "/request/token",
        f"/certificate/{receipt_id}",
    ]


def test_somebody_known_by_name_is_verified(sandbox: Sandbox) -> None:
    made = sandbox.person("turns_19_this_year", order_id="signup-1")
    assert (made["order_id"], made["certificate"]["birth"][4:]) == ("signup-1", "-12-31")
    with pytest.raises(SandboxError, match="must be one of adult, "):
        sandbox.person("nobody")


def test_somebody_of_an_age_is_verified(sandbox: Sandbox) -> None:
    def born(**person: Any) -> date:
        return date.fromisoformat(sandbox.person(**person)["certificate"]["birth"])

    assert born(birth=date(1990, 10, 4)) == date(1990, 10, 4)
    youngest = born(year_age=19)
    assert (youngest.month, youngest.day) == (12, 31)
    now = sandbox._control.get("/sandbox/health")["now"]
    assert born(age=19) == add_years(korean_day(now), -19)


def korean_day(now: int) -> date:
    return datetime.fromtimestamp(now, timezone(timedelta(hours=9))).date()


def add_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)


def test_a_verification_can_be_old(sandbox: Sandbox) -> None:
    client = client_of(sandbox)
    hour: list[int | timedelta] = [3600, timedelta(hours=1)]
    for ago in hour:
        begun = client.identity.begin(purpose="회원 가입", session="s")
        receipt_id = sandbox.person(order_id=begun.order_id, verified_ago=ago)["receipt_id"]
        with pytest.raises(IdentityError) as refused:
            client.identity.confirm(receipt_id, begun.token, session="s", once=once.Memory())
        assert refused.value.reason == "expired"
    with pytest.raises(TypeError, match="a control route takes no object"):
        sandbox.identity(verified_ago=object())


def test_a_certificate_can_lack_fields(sandbox: Sandbox) -> None:
    assert "unique" in sandbox.person()["certificate"]
    assert "unique" not in sandbox.person(without="ci")["certificate"]
    made = sandbox.person(without=["phone", "carrier", "order_id"])
    assert "order_id" not in made
    assert {"phone", "carrier"}.isdisjoint(made["certificate"])


def test_a_window_is_approved_cancelled_or_fails(sandbox: Sandbox) -> None:
    client = client_of(sandbox)
    window = sandbox.window("signup-1")
    assert (window.kind, window.order_id, window.state) == ("identity", "signup-1", "waiting")
    assert window.url.startswith(sandbox.url)
    assert sandbox.window("signup-1").receipt_id == window.receipt_id, "it waits already"
    assert client.certificate(window.receipt_id)["status"] == 404
    window.approve("age_19", username="성춘향")
    assert window.state == "approved"
    assert client.certificate(window.receipt_id)["data"]["certificate"]["username"] == "성춘향"

    for order_id, end, state in (
        ("signup-2", Window.cancel, "cancelled"),
        ("signup-3", Window.fail, "failed"),
        ("signup-4", lambda window: window.fail("통신사 점검 중입니다."), "failed"),
    ):
        window = sandbox.window(order_id)
        end(window)
        assert window.state == state
        assert client.certificate(window.receipt_id)["status"] == 404
    with pytest.raises(SandboxError):
        window.approve()


def test_the_window_of_a_payment(sandbox: Sandbox) -> None:
    window = sandbox.window("order-1", price=3000)
    assert window.kind == "payment"
    window.approve()
    receipt = client_of(sandbox).verify(window.receipt_id)["data"]
    assert (receipt["status"], receipt["price"], receipt["order_id"]) == (1, 3000, "order-1")


def test_the_money_of_a_virtual_account_arrives(sandbox: Sandbox) -> None:
    receipt_id = sandbox.payment(price=3000, method="vbank", status=2, order_id="order-1")["receipt_id"]
    assert client_of(sandbox).verify(receipt_id)["data"]["status"] == 2
    assert sandbox.deposit(receipt_id)["status"] == 1
    (told,) = sandbox.webhooks()
    assert (told["receipt_id"], told["fields"]["order_id"], told["state"]) == (
        receipt_id,
        "order-1",
        "nowhere",
    )


def test_where_webhooks_go_is_a_setting(sandbox: Sandbox) -> None:
    url = "https://example.com/hook"
    assert sandbox.settings(feedback_url=url)["feedback_url"] == url
    sandbox.deposit(sandbox.payment(price=3000, method="vbank", status=2)["receipt_id"])
    (told,) = sandbox.webhooks()
    assert (told["url"], told["state"]) == (url, "refused"), "it goes to this machine only"


def test_a_misuse_is_told(sandbox: Sandbox) -> None:
    client = client_of(sandbox)
    for _ in range(2):
        client.cancel(sandbox.payment(price=3000, status=1)["receipt_id"], cancel_id="refund-1")
    (misuse,) = sandbox.misuses()
    assert misuse["kind"]
    assert "cancel_id" in misuse["what"]
    assert misuse["how_to_mend"]
    assert misuse["requests"]


def test_a_snapshot_is_restored(sandbox: Sandbox) -> None:
    receipt_id = sandbox.person(username="김가짜")["receipt_id"]
    document = json.loads(json.dumps(sandbox.snapshot()))
    sandbox.reset()
    assert client_of(sandbox).certificate(receipt_id)["status"] == 404
    sandbox.restore(document)
    assert client_of(sandbox).certificate(receipt_id).ok


def test_projects_know_nothing_of_each_other(sandbox: Sandbox) -> None:
    receipt_id = "00000000000000000000da7a"
    with sandbox.project() as other, Sandbox.join(sandbox.url + "/") as third:
        assert {sandbox.url} == {other.url, third.url}
        assert len({one.private_key for one in (sandbox, other, third)}) == 3
        other.person(receipt_id=receipt_id, username="김가짜")
        with other.fault("reset", path="/receipt"):
            other.advance(days=1)
            assert client_of(other).certificate(receipt_id).ok
            assert client_of(sandbox).certificate(receipt_id)["status"] == 404
            assert client_of(third).certificate(receipt_id)["status"] == 404
            assert client_of(sandbox).verify(PAYMENT).ok
        assert [len(one.requests("receipt.get")) for one in (sandbox, other, third)] == [1, 0, 0]
        sandbox.reset()
        assert len(other.requests("certificate.get")) == 1
        assert len(get(f"{sandbox.url}/sandbox/projects")) == 3
    assert [project["application_id"] for project in get(f"{sandbox.url}/sandbox/projects")] == [
        sandbox.application_id
    ]
    with pytest.raises(SandboxError, match="project: no project has this application_id"):
        other.requests()
    assert client_of(other).verify(PAYMENT).ok is False, "its keys are worth nothing any more"


def test_who_joins_outlives_the_sandbox() -> None:
    with Sandbox() as sandbox:
        joined = sandbox.project()
    joined.stop()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense"])
def test_nobody_is_joined_where_no_sandbox_is(url: str) -> None:
    with pytest.raises(SandboxError, match=f"at {url}"):
        Sandbox.join(url)


def test_something_else_than_a_sandbox_is_not_joined() -> None:
    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with pytest.raises(SandboxError, match="no sandbox answers at"):
            Sandbox.join(f"http://127.0.0.1:{server.server_port}")
        thread.join()


def test_quick_options_are_a_clients(sandbox: Sandbox) -> None:
    keys = (sandbox.application_id, sandbox.private_key)
    made = Bootpay(*keys, base_url=sandbox.url, **sandbox.quick)
    for client in (made, Bootpay(*keys, base_url=sandbox.url).with_options(**sandbox.quick)):
        client.verify(PAYMENT)
        sandbox.fault("reset", path="/receipt")
        with pytest.raises(APIConnectionError):
            client.verify(PAYMENT)
        assert len(sandbox.requests("receipt.get")) == 2, "nothing is repeated"
        sandbox.reset()


def test_its_environment_keeps_a_client_here(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in sandbox.env.items():
        monkeypatch.setenv(name, value)
    assert Bootpay().verify(PAYMENT).ok
    with pytest.raises(ConfigError, match="BOOTPAY_LOOPBACK_ONLY is set"):
        Bootpay(base_url="https://api.bootpay.co.kr")


def test_another_program_finds_it_by_its_environment(sandbox: Sandbox) -> None:
    receipt_id = sandbox.identity()["receipt_id"]
    code = "import os, bootpay; print(bootpay.Bootpay().certificate(os.environ['ID'])['status'])"
    env = {**os.environ, **sandbox.env, "ID": receipt_id}
    assert sandbox.env["BOOTPAY_WEB_APPLICATION_ID"] == sandbox.web_application_id
    assert (
        subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True).stdout
        == b"200\n"
    )


def test_a_fault_ends_with_its_block(sandbox: Sandbox) -> None:
    receipt_id = sandbox.payment(price=3000, status=1)["receipt_id"]
    client = client_of(sandbox)
    client.verify(receipt_id)
    with sandbox.fault("reset", path="/cancel"), pytest.raises(APIConnectionError) as lost:
        client.cancel(receipt_id)
    assert lost.value.effect == "unknown"
    assert get(f"{sandbox.url}/sandbox/faults") == []
    assert client.settle(lost.value).outcome == "not_done"

    fault = sandbox.fault("stall", path="/receipt")
    assert get(f"{sandbox.url}/sandbox/faults") == [fault.fields]
    fault.remove()
    fault.remove()
    assert get(f"{sandbox.url}/sandbox/faults") == []


def test_the_clock_moves(sandbox: Sandbox) -> None:
    before = get(f"{sandbox.url}/sandbox/health")["now"]
    sandbox.advance(days=1, hours=1, minutes=1, seconds=1)
    sandbox.advance(timedelta(days=1), minutes=1)
    assert get(f"{sandbox.url}/sandbox/health")["now"] >= before + 48 * 3600 + 3600 + 120 + 1


def test_what_it_refuses_it_explains(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match=r"^POST /sandbox/payments: price: is required$") as refused:
        sandbox.payment()
    report = traceback.format_exception_only(refused.value)
    assert report == ["bootpay_sandbox.SandboxError: POST /sandbox/payments: price: is required\n"]
    with pytest.raises(SandboxError, match=r"operation: must be one of billing\.pay, "):
        sandbox.requests("payment.cancle")


def test_a_reset_forgets(sandbox: Sandbox) -> None:
    receipt_id = sandbox.identity()["receipt_id"]
    sandbox.reset()
    assert client_of(sandbox).certificate(receipt_id)["status"] == 404
    sandbox.reset()
    assert sandbox.requests() == []


def test_two_sandboxes_know_nothing_of_each_other(sandbox: Sandbox) -> None:
    with Sandbox(["--seed", "7"]) as other:
        assert other.url != sandbox.url
        assert other.private_key != sandbox.private_key
        client_of(other).certificate(other.identity()["receipt_id"])
        assert len(other.requests("certificate.get")) == 1
        assert sandbox.requests() == []


def test_a_proxy_of_the_environment_is_not_asked() -> None:
    code = "from bootpay_sandbox import Sandbox; Sandbox().identity()"
    env = {**os.environ, "http_proxy": "http://127.0.0.1:1", "no_proxy": ""}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)


def test_the_fixture_of_pytest(bootpay_sandbox: Sandbox) -> None:
    assert bootpay_sandbox.requests() == []
    receipt_id = bootpay_sandbox.identity(username="김가짜")["receipt_id"]
    assert Bootpay().certificate(receipt_id)["data"]["certificate"]["username"] == "김가짜"
    assert len(bootpay_sandbox.requests("certificate.get")) == 1


def test_the_fixture_of_pytest_starts_anew(bootpay_sandbox: Sandbox) -> None:
    assert bootpay_sandbox.requests() == []


def test_nothing_shows_the_key(sandbox: Sandbox) -> None:
    assert repr(sandbox) == f"<Sandbox {sandbox.url}, project {sandbox.application_id}>"


def test_it_stops_once() -> None:
    sandbox = Sandbox()
    sandbox.stop()
    sandbox.stop()
    with pytest.raises(SandboxError, match=rf"the sandbox at {sandbox.url} does not answer"):
        sandbox.requests()


def test_what_the_program_wrote_is_in_the_error() -> None:
    with pytest.raises(SandboxError, match=r"ended with status 2: .*invalid value 'seven'"):
        Sandbox(["--seed", "seven"])


def test_a_program_that_cannot_be_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootpay_sandbox._process, "program", lambda: str(tmp_path / "bootpay"))
    with pytest.raises(SandboxError, match=r"cannot be run on this machine: .*No such file"):
        Sandbox()


def test_a_program_that_never_listens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    silent = tmp_path / "bootpay"
    silent.write_text("#!/bin/sh\necho is waiting >&2\nexec sleep 600\n")
    silent.chmod(0o755)
    monkeypatch.setattr(bootpay_sandbox._process, "program", lambda: str(silent))
    with pytest.raises(SandboxError, match=r"did not listen within 0\.5 s"):
        Sandbox(timeout=0.5)


def test_ctrl_c_in_a_terminal_does_not_reach_it(sandbox: Sandbox) -> None:
    assert sandbox._process is not None
    assert os.getpgid(sandbox._process.pid) != os.getpgrp()


def use(url: str, sandbox: Sandbox) -> None:
    assert sandbox.url == url
    sandbox.identity()
    sandbox.stop()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_uses_it_and_does_not_stop_it(sandbox: Sandbox) -> None:
    child = multiprocessing.get_context("fork").Process(target=use, args=(sandbox.url, sandbox))
    child.start()
    child.join(PATIENCE)
    assert child.exitcode == 0

    # one that ends as a program does, with what `atexit` has
    code = "\n".join(
        [
            "import os, sys",
            "from bootpay_sandbox import Sandbox",
            "sandbox = Sandbox()",
            "if (child := os.fork()) == 0:",
            "    sandbox.identity()",
            "    sys.exit()",
            "assert os.waitpid(child, 0)[1] == 0",
            "sandbox.identity()",
        ]
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=PATIENCE)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfd_open, Linux's")
@pytest.mark.parametrize("ending", ["kill", "exit"])
def test_it_ends_with_the_process_that_started_it(ending: str) -> None:
    # a child of that process still holds all its pipes
    code = "\n".join(
        [
            "import os, sys, time",
            "from bootpay_sandbox import Sandbox",
            "sandbox = Sandbox()",
            "child = os.fork()",
            "if child == 0:",
            "    time.sleep(600)",
            "print(sandbox._process.pid, child, flush=True)",
            "sys.stdin.readline()",
        ]
    )
    starter = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdin is not None
    assert starter.stdout is not None
    program, child = map(int, starter.stdout.readline().split())
    watched = os.pidfd_open(program)
    try:
        if ending == "kill":
            starter.kill()
        starter.stdin.close()
        starter.wait(PATIENCE)
        assert select.select([watched], [], [], PATIENCE)[0], "it still runs"
    finally:
        os.close(watched)
        os.kill(child, signal.SIGKILL)
        starter.stdout.close()


@pytest.mark.parametrize(
    "command",
    [
        [SCRIPTS / "bootpay", "sandbox"],
        [SCRIPTS / "bootpay-sandbox"],
        [sys.executable, "-m", "bootpay_sandbox"],
    ],
    ids=["bootpay", "bootpay-sandbox", "module"],
)
def test_the_program_from_a_shell(command: list[str]) -> None:
    arguments = [*command, "--listen", "127.0.0.1:0", "--json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        url = json.loads(program.stdout.readline())["url"]
        assert get(f"{url}/sandbox/health")["ok"] is True
        program.send_signal(signal.SIGINT)
        assert program.wait(PATIENCE) == 0


def test_it_is_found_where_pip_put_it_beside_the_package(tmp_path: Path) -> None:
    options = f"-q --disable-pip-version-check --no-deps --no-index --target {tmp_path}".split()
    install = [sys.executable, "-m", "pip", "install", *options, "--find-links", os.environ["DIST"]]
    subprocess.run([*install, "bootpay-sandbox"], check=True)
    # without site-packages, so that it is no other installation
    code = "import bootpay_sandbox as s; print(s.program()); s.Sandbox().stop()"
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-S", "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"{tmp_path.resolve()}/bin/bootpay\n"
