"""For pytest, which finds it by itself: the fixture ``bootpay_sandbox``, strict mode, and what the sandbox
saw in the report of a test that failed.

An application makes its client when it is imported. A test module imports it when it is collected, a
``conftest.py`` and Django's settings do before. So the sandbox starts, and the environment points at it,
before any of them is loaded. With pytest-xdist the sandbox of the controller serves all: its address is in
the environment, which workers inherit, and each makes a project of its own there.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from ._control import SandboxError
from ._sandbox import Sandbox
from ._seen import seen

#: The address of a sandbox that runs, to be joined in the place of one that is started.
_RUNNING = "BOOTPAY_SANDBOX_URL"
_AUTOSTART = "bootpay_sandbox_autostart"
_STRICT = "bootpay_strict"

_of_this_process = pytest.StashKey[Sandbox]()
_of_this_test = pytest.StashKey[Sandbox]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        _AUTOSTART,
        "Start the sandbox, and point the environment at it, before the tests are collected (default: true). "
        "With false the fixture bootpay_sandbox does both, for its test only.",
        type="bool",
        default=True,
    )
    strict = "Fail each test with the fixture bootpay_sandbox in which the sandbox saw a misuse."
    parser.addini(_STRICT, strict, type="bool", default=False)
    parser.getgroup("bootpay_sandbox").addoption("--bootpay-strict", action="store_true", help=strict)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    if early_config.getini(_AUTOSTART):
        try:
            sandbox = _running(early_config)
        except (SandboxError, FileNotFoundError) as error:
            hint = f"put {_AUTOSTART} = false into pytest's configuration to go on without it"
            raise pytest.UsageError(f"bootpay-sandbox: {error}\n{hint}") from error
        environment = pytest.MonkeyPatch()
        early_config.add_cleanup(environment.undo)
        _point_at(sandbox, environment)
        environment.setenv(_RUNNING, sandbox.url)
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    line = f"{_STRICT}(on=True): fail if the sandbox saw what a merchant must not do; or, with False, do not."
    config.addinivalue_line("markers", line)


def _running(config: pytest.Config) -> Sandbox:
    """The sandbox of this process, started or joined when it is first wanted."""
    if _of_this_process not in config.stash:
        url = os.environ.get(_RUNNING)
        sandbox = Sandbox.join(url) if url else Sandbox()
        config.add_cleanup(sandbox.stop)
        config.stash[_of_this_process] = sandbox
    return config.stash[_of_this_process]


def _point_at(sandbox: Sandbox, environment: pytest.MonkeyPatch) -> None:
    for name, value in sandbox.env.items():
        environment.setenv(name, value)


@pytest.fixture(scope="session")
def running_bootpay_sandbox(pytestconfig: pytest.Config) -> Sandbox:
    """The sandbox of the session; of each worker of pytest-xdist, a project of its own."""
    return _running(pytestconfig)


@pytest.fixture
def bootpay_sandbox(
    running_bootpay_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Sandbox:
    """The sandbox as it is at its start. A client without arguments, ``Bootpay()``, talks to it."""
    running_bootpay_sandbox.reset()
    _point_at(running_bootpay_sandbox, monkeypatch)
    request.node.stash[_of_this_test] = running_bootpay_sandbox
    return running_bootpay_sandbox


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    sandbox = item.stash.get(_of_this_test, None)
    if sandbox is not None and _is_strict(item):
        _refuse_misuses(sandbox)
    return result


def _refuse_misuses(sandbox: Sandbox) -> None:
    misuses = [f"{misuse['what']} {misuse['how_to_mend']}" for misuse in sandbox.misuses()]
    if misuses:
        pytest.fail("\n".join(["the sandbox saw what a merchant must not do:", *misuses]), pytrace=False)


def _is_strict(item: pytest.Item) -> bool:
    marker = item.get_closest_marker(_STRICT)
    if marker is not None:
        return all(marker.args) and all(marker.kwargs.values())
    return bool(item.config.getoption("--bootpay-strict") or item.config.getini(_STRICT))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    sandbox = item.stash.get(_of_this_test, None)
    if report.failed and sandbox is not None:
        report.sections.append(("bootpay sandbox", seen(sandbox)))
    return report
