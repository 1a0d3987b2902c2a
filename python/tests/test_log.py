"""One line for each attempt: where it goes, what it says, and that nobody's call depends on it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from clients import BOTH, IDS, Maker
from servers import APPLICATION_ID, PATIENCE, PAYMENT, PERSON, PRIVATE_KEY, TO_CANCEL, Sandbox

from bootpay import APITimeoutError, AsyncBootpay, Bootpay, BootpayError, InvalidRequestError, _log

both = pytest.mark.parametrize("make", BOTH, ids=IDS)
REQUEST_ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"


class Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []
        self.threads: list[threading.Thread] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        self.threads.append(threading.current_thread())

    def lines(self) -> list[tuple[str, str]]:
        """Level and text, with what differs from run to run left out."""
        told = [(record.levelname, record.getMessage()) for record in self.records]
        return [
            (level, re.sub(f"duration_ms=[0-9]+ request_id={REQUEST_ID}$", "…", line)) for level, line in told
        ]


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """At the logger that is the default."""
    logger = logging.getLogger("bootpay")
    recorder = Recorder()
    logger.addHandler(recorder)
    logger.setLevel(logging.DEBUG)
    yield recorder
    logger.removeHandler(recorder)
    logger.setLevel(logging.NOTSET)


CERTIFICATE = "bootpay certificate.get GET /certificate/{receipt_id}"


@both
def test_every_attempt_leaves_a_line(make: Maker, sandbox: Sandbox, recorder: Recorder) -> None:
    sandbox.fault("reset", f"/certificate/{PERSON}", times=1)
    sandbox.fault("html", f"/certificate/{PERSON}", times=1, status=502)
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    client.certificate(PERSON)
    client.certificate("aaaaaaaaaaaaaaaaaaaaaaaa")
    assert recorder.lines() == [
        ("DEBUG", "bootpay token.request POST /request/token status=200 attempt=1 …"),
        ("WARNING", f"{CERTIFICATE} status=lost attempt=1 …"),
        ("WARNING", f"{CERTIFICATE} status=502 attempt=2 …"),
        ("DEBUG", f"{CERTIFICATE} status=200 attempt=3 …"),
        ("DEBUG", f"{CERTIFICATE} status=404 attempt=1 …"),
    ]


@both
def test_a_record_has_its_fields_for_machines_and_no_more(
    make: Maker, sandbox: Sandbox, recorder: Recorder
) -> None:
    answer = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url).verify(PAYMENT)
    record: Any = recorder.records[-1]
    assert record.name == "bootpay"
    assert isinstance(record.bootpay.pop("duration_ms"), int)
    assert record.bootpay == {
        "operation": "receipt.get",
        "method": "GET",
        "path": "/receipt/{receipt_id}",
        "status": 200,
        "attempt": 1,
        "request_id": answer.meta.request_id,
    }
    assert sandbox.requests()[-1]["headers"]["x-request-id"] == answer.meta.request_id


@both
def test_lines_are_written_by_the_thread_that_made_the_call(
    make: Maker, sandbox: Sandbox, recorder: Recorder
) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    thread = threading.Thread(target=lambda: client.certificate(PERSON))
    thread.start()
    thread.join()
    assert recorder.threads == [thread] * 2


def test_an_interrupted_call_leaves_its_line(sandbox: Sandbox, recorder: Recorder) -> None:
    sandbox.fault("stall", f"/certificate/{PERSON}")
    client = Bootpay(
        APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, timeout=9 * PATIENCE, deadline=9 * PATIENCE
    )

    def press_ctrl_c() -> None:
        sandbox.wait_for(f"GET /certificate/{PERSON}")
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press_ctrl_c)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        client.certificate(PERSON)
    thread.join()
    assert recorder.lines()[-1] == ("WARNING", f"{CERTIFICATE} status=abandoned attempt=1 …")


def test_a_cancelled_call_leaves_its_line(sandbox: Sandbox, recorder: Recorder) -> None:
    sandbox.fault("stall", f"/certificate/{PERSON}")

    async def main() -> None:
        client = AsyncBootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
        task = asyncio.create_task(client.certificate(PERSON))
        await asyncio.to_thread(sandbox.wait_for, f"GET /certificate/{PERSON}")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # it is there when the task is over, and not some time later
        assert recorder.lines()[-1] == ("WARNING", f"{CERTIFICATE} status=abandoned attempt=1 …")

    asyncio.run(main())


@both
def test_a_timeout_leaves_its_line(make: Maker, sandbox: Sandbox, recorder: Recorder) -> None:
    sandbox.fault("stall", f"/certificate/{PERSON}")
    token = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url).get_access_token()["data"]["token"]
    for options, word in (({"timeout": 0.3}, "timed_out"), ({"deadline": 0.3}, "abandoned")):
        client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0, **options)
        client.token = token
        with pytest.raises(APITimeoutError):
            client.certificate(PERSON)
        assert recorder.lines()[-1] == ("WARNING", f"{CERTIFICATE} status={word} attempt=1 …")


@both
def test_a_call_that_is_refused_here_leaves_none(make: Maker, sandbox: Sandbox, recorder: Recorder) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    with pytest.raises(InvalidRequestError):
        client.certificate("../x")
    with pytest.raises(InvalidRequestError):
        client.certificate(object())
    assert recorder.records == []


@both
def test_warnings_only(make: Maker, sandbox: Sandbox, recorder: Recorder) -> None:
    logging.getLogger("bootpay").setLevel(logging.WARNING)
    sandbox.fault("status", f"/certificate/{PERSON}", status=429, times=1)
    make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url).certificate(PERSON)
    assert recorder.lines() == [("WARNING", f"{CERTIFICATE} status=429 attempt=1 …")]


@both
def test_a_logger_of_ones_own_wins(
    make: Maker,
    sandbox: Sandbox,
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BOOTPAY_LOG", "debug")
    own = logging.Logger("own")
    lines = Recorder()
    own.addHandler(lines)
    make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, logger=own).certificate(PERSON)
    assert len(lines.records) == 2
    assert recorder.records == []
    assert capfd.readouterr().err == ""


@both
@pytest.mark.parametrize(("level", "lines"), [("debug", 3), ("warn", 1)])
def test_the_environment_asks_for_lines_on_standard_error(
    make: Maker,
    level: str,
    lines: int,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BOOTPAY_LOG", level)
    sandbox.fault("reset", f"/certificate/{PERSON}", times=1)
    make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url).certificate(PERSON)
    told = capfd.readouterr().err.splitlines()
    assert len(told) == lines
    form = rf"bootpay [a-z.]+ (GET|POST) /\S+ status=\w+ attempt=\d duration_ms=\d+ request_id={REQUEST_ID}"
    assert all(re.fullmatch(form, line) for line in told), told


def test_a_misspelt_level_warns_and_harms_nothing(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOTPAY_LOG", "verbose")
    with pytest.warns(RuntimeWarning, match="BOOTPAY_LOG must be debug or warn") as caught:
        client = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    assert caught[0].filename == __file__
    assert client.certificate(PERSON)["status"] == 200


class FailingLogger(logging.Logger):
    def _log(self, *_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")


@both
def test_a_logger_that_fails_is_reported_and_changes_nothing(
    make: Maker, sandbox: Sandbox, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = FailingLogger("failing")
    client = make(
        APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0, timeout=0.5, logger=logger
    )
    assert client.certificate(PERSON)["status"] == 200
    told = capfd.readouterr().err
    assert "bootpay: the logger failed; the call is not affected" in told
    assert "RuntimeError: the disk is full" in told
    sandbox.fault("stall", "/cancel")
    with pytest.raises(APITimeoutError) as caught:
        client.cancel(TO_CANCEL)
    assert (caught.value.effect, caught.value.__context__) == ("unknown", None)
    # standard error may be closed
    with monkeypatch.context() as closed:
        closed.setattr(sys, "stderr", open(os.devnull, "w"))  # noqa: SIM115
        sys.stderr.close()
        assert client.verify(PAYMENT)["status"] == 200
    # silenced as everything that logging itself reports
    capfd.readouterr()
    monkeypatch.setattr(logging, "raiseExceptions", False)
    assert client.verify(PAYMENT)["status"] == 200
    assert capfd.readouterr().err == ""


def test_a_failing_logger_does_not_hide_an_interrupt(sandbox: Sandbox) -> None:
    sandbox.fault("stall", f"/certificate/{PERSON}")

    async def main() -> None:
        client = AsyncBootpay(
            APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, logger=FailingLogger("failing")
        )
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.certificate(PERSON), 0.5)

    asyncio.run(main())


NOBODY_LISTENS = """
import sys
from bootpay import AsyncBootpay, Bootpay
import asyncio
client = Bootpay(max_retries=0)
print(client.certificate(sys.argv[1])["status"])
print(asyncio.run(AsyncBootpay(max_retries=0).certificate(sys.argv[1]))["status"])
"""


def test_nothing_is_printed_where_nobody_listens(sandbox: Sandbox) -> None:
    sandbox.fault("status", f"/certificate/{PERSON}", status=500)
    environment = {
        **os.environ,
        "BOOTPAY_APPLICATION_ID": APPLICATION_ID,
        "BOOTPAY_PRIVATE_KEY": PRIVATE_KEY,
        "BOOTPAY_BASE_URL": sandbox.url,
    }
    ended = subprocess.run(
        [sys.executable, "-c", NOBODY_LISTENS, PERSON],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ("500\n500\n", "")


@both
def test_where_nobody_listens_the_log_is_not_even_read(
    make: Maker, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    monkeypatch.setattr(_log.AttemptLog, "_tell", lambda self, attempt: read.append(attempt))
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    logger = logging.getLogger("bootpay")
    try:
        # a good answer leaves a line at DEBUG
        for level, lines in ((logging.ERROR, 0), (logging.WARNING, 0), (logging.DEBUG, 1)):
            logger.setLevel(level)
            assert client.certificate(PERSON)["status"] == 200
            assert len(read) == lines
    finally:
        logger.setLevel(logging.NOTSET)


@both
def test_no_line_shows_a_key_a_token_or_an_id(make: Maker, sandbox: Sandbox, recorder: Recorder) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0)
    token = client.get_access_token()["data"]["token"]
    client.certificate(PERSON)
    client.cancel(TO_CANCEL, 1100, name="CANARY", reason="CANARY", cancel_id="CANARY-id")
    client.destroy_subscribe_billing_key("5b025b33e13f33310ce560fb")
    for kind in ("reset", "truncate", "html"):
        sandbox.fault(kind, f"/certificate/{PERSON}", times=1)
        with pytest.raises(BootpayError):
            client.certificate(PERSON)
    assert len(recorder.records) == 7
    for record in recorder.records:
        text = json.dumps({name: repr(value) for name, value in vars(record).items()}) + record.getMessage()
        for canary in (token, PRIVATE_KEY, PERSON, TO_CANCEL, "CANARY", "5b025b33e13f33310ce560fb"):
            assert canary not in text
