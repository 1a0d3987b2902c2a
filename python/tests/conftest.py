from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from servers import APPLICATION_ID, PRIVATE_KEY, Sandbox

from bootpay import Bootpay


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("BOOTPAY_") and name != "BOOTPAY_PROGRAM":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heeded() -> None:
    """What a shell starts in the background inherits that it is ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def client(sandbox: Sandbox) -> Bootpay:
    return Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
