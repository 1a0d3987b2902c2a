"""For pytest, which finds it by itself: the fixture ``bootpay_sandbox``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ._sandbox import Sandbox


@pytest.fixture(scope="session")
def running_bootpay_sandbox() -> Iterator[Sandbox]:
    """The one sandbox of a session; of each process with pytest-xdist."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def bootpay_sandbox(running_bootpay_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A sandbox as it is at its start. A client without arguments, ``Bootpay()``, talks to it here."""
    running_bootpay_sandbox.reset()
    for name, value in running_bootpay_sandbox.env.items():
        monkeypatch.setenv(name, value)
    return running_bootpay_sandbox
