"""The programs under which clients fork in earnest: gunicorn, Celery's pool, multiprocessing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from servers import APPLICATION_ID, PATIENCE, PERSON, PRIVATE_KEY, Sandbox, get_json

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
    pytest.mark.skipif(
        sys.platform == "darwin", reason="Apple's frameworks do not survive fork without exec"
    ),
]


@pytest.fixture
def environment(sandbox: Sandbox) -> dict[str, str]:
    return {
        **os.environ,
        "BOOTPAY_APPLICATION_ID": APPLICATION_ID,
        "BOOTPAY_PRIVATE_KEY": PRIVATE_KEY,
        "BOOTPAY_BASE_URL": sandbox.url,
        "PYTHONWARNINGS": "ignore",
    }


SHOP = f"""
import asyncio, json, os, sys
from bootpay import AsyncBootpay, Bootpay

client, twin = Bootpay(), AsyncBootpay()

def statuses():
    if "gevent" in sys.modules:  # where a thread runs one event loop, whatever the number of its greenlets
        return [client.certificate("{PERSON}")["status"], client.certificate("{PERSON}")["status"]]
    return [client.certificate("{PERSON}")["status"], asyncio.run(twin.certificate("{PERSON}"))["status"]]

in_the_master = statuses()

def application(environ, start_response):
    start_response("200 OK", [("content-type", "application/json")])
    return [json.dumps({{"pid": os.getpid(), "statuses": statuses()}}).encode()]
"""

SETTINGS = """
import shop

def on_exit(server):
    print("the master afterwards:", shop.statuses(), flush=True)
"""


@pytest.mark.parametrize("worker", ["sync", "gthread", "gevent"])
def test_gunicorn_with_a_client_that_its_master_has_used(
    worker: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "settings.py").write_text(SETTINGS)
    options = ["--preload", "-w", "2", "--threads", "4", "-k", worker, "--bind", "127.0.0.1:0"]
    program = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *options, "-c", "settings.py", "shop:application"],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stderr is not None
    try:
        url = next(filter(None, (re.search(r"Listening at: (http://\S+)", line) for line in program.stderr)))[
            1
        ]
        answers: list[dict[str, Any]] = []
        give_up = time.monotonic() + PATIENCE
        with ThreadPoolExecutor(8) as browsers:
            while len({answer["pid"] for answer in answers}) < 2:
                assert time.monotonic() < give_up, "only one worker answers"
                answers += browsers.map(get_json, [url] * 16)
    finally:
        program.terminate()
        out, _ = program.communicate(timeout=PATIENCE)
    assert {str(answer["statuses"]) for answer in answers} == {"[200, 200]"}
    assert program.pid not in {answer["pid"] for answer in answers}
    assert (program.returncode, out) == (0, "the master afterwards: [200, 200]\n")


POOL = """
import asyncio, os, sys
from bootpay import AsyncBootpay, Bootpay

client, twin = Bootpay(), AsyncBootpay()

def work(receipt_id):
    return [client.certificate(receipt_id)["status"], asyncio.run(twin.certificate(receipt_id))["status"]]

if __name__ == "__main__":
    method, receipt_id = sys.argv[1:]
    if method == "billiard":
        from billiard import Pool
    else:
        import multiprocessing
        Pool = multiprocessing.get_context(method).Pool
    assert work(receipt_id) == [200, 200]
    with Pool(3) as pool:
        print(pool.map(work, [receipt_id] * 12) == [[200, 200]] * 12)
        pool.close()
        pool.join()
    print(work(receipt_id))
"""


@pytest.mark.parametrize("method", ["billiard", "fork", "forkserver", "spawn"])
def test_a_pool_of_processes(method: str, tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "pool.py").write_text(POOL)
    ended = subprocess.run(
        [sys.executable, "pool.py", method, PERSON],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "True\n[200, 200]\n", "")
