"""The plugin as pytest finds it, in runs of pytest that the tests start. Run as test_sandbox.py is."""

from __future__ import annotations

import json
import os
import textwrap
from pathlib import Path

import pytest
from bootpay_sandbox import Sandbox, SandboxError

pytest_plugins = ["pytester"]

WORKERS = 8
#: How many seconds a run may take.
TIME = 120


@pytest.fixture
def alone(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project of tests, run as if no sandbox were there."""
    for name in bootpay_variables():
        monkeypatch.delenv(name)
    return pytester


@pytest.fixture
def tests(alone: pytest.Pytester) -> pytest.Pytester:
    """The same with an application that makes its client when it is imported."""
    alone.makepyfile(shop="import bootpay\n\nclient = bootpay.Bootpay()\n")
    return alone


def bootpay_variables() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("BOOTPAY_")}


def run(tests: pytest.Pytester, *arguments: str, **expected: int) -> pytest.RunResult:
    # pytest-asyncio warns, in every run, where nobody has chosen
    options = ["-p", "no:cacheprovider", "-W", "error", "-o", "asyncio_default_fixture_loop_scope=function"]
    result = tests.runpytest_subprocess(*options, *arguments, timeout=TIME)
    result.assert_outcomes(**expected)
    return result


def test_an_application_is_imported_when_the_sandbox_is_there(tests: pytest.Pytester) -> None:
    tests.makeconftest("import shop")
    tests.makepyfile(
        """
        from shop import client

        def test_it_reads_a_person(bootpay_sandbox):
            receipt_id = bootpay_sandbox.person(username="김가짜")["receipt_id"]
            assert client.certificate(receipt_id)["data"]["certificate"]["username"] == "김가짜"
        """
    )
    run(tests, passed=1)


def test_each_test_starts_anew(tests: pytest.Pytester) -> None:
    tests.makepyfile(
        """
        import pytest
        from shop import client

        @pytest.mark.parametrize("time", [1, 2])
        def test_it(bootpay_sandbox, time):
            receipt_id = "00000000000000000000da7a"
            assert client.certificate(receipt_id).ok is False
            bootpay_sandbox.identity(receipt_id=receipt_id)
            assert client.certificate(receipt_id).ok
            assert len(bootpay_sandbox.requests("certificate.get")) >= 2
            bootpay_sandbox.fault("reset", path="/receipt")
        """
    )
    run(tests, passed=2)


def test_nothing_but_the_sandbox_can_be_reached(
    tests: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOTPAY_APPLICATION_ID", "a" * 24)  # a developer's own
    monkeypatch.setenv("BOOTPAY_PRIVATE_KEY", "b" * 43 + "=")
    tests.makepyfile(
        """
        import bootpay
        import pytest
        from shop import client

        def test_the_host(bootpay_sandbox):
            assert bootpay_sandbox.url in repr(client)
            with pytest.raises(bootpay.ConfigError, match="BOOTPAY_LOOPBACK_ONLY is set"):
                bootpay.Bootpay(base_url="https://api.bootpay.co.kr")

        def test_without_the_fixture():
            with pytest.raises(bootpay.ConfigError, match="BOOTPAY_LOOPBACK_ONLY is set"):
                bootpay.Bootpay(base_url="https://api.bootpay.co.kr")
        """
    )
    run(tests, passed=2)


def test_the_environment_is_as_it_was_after_the_run(alone: pytest.Pytester) -> None:
    alone.makepyfile("import os\n\ndef test_it():\n    assert os.environ['BOOTPAY_LOOPBACK_ONLY'] == '1'\n")
    before = bootpay_variables()
    alone.runpytest_inprocess("-p", "no:asyncio", "-p", "no:cacheprovider").assert_outcomes(passed=1)
    assert bootpay_variables() == before


def test_without_autostart_the_environment_is_the_tests_only(alone: pytest.Pytester) -> None:
    alone.makeini("[pytest]\nbootpay_sandbox_autostart = false\n")
    alone.makepyfile(
        """
        import os
        from bootpay import Bootpay

        assert "BOOTPAY_BASE_URL" not in os.environ

        def test_it(bootpay_sandbox):
            assert Bootpay().certificate(bootpay_sandbox.person()["receipt_id"]).ok

        def test_another():
            assert "BOOTPAY_BASE_URL" not in os.environ
        """
    )
    run(alone, passed=2)


def test_a_sandbox_that_cannot_start_says_how_to_go_on(
    alone: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOTPAY_SANDBOX_URL", "http://127.0.0.1:1")
    alone.makepyfile("def test_it():\n    pass\n")
    result = alone.runpytest_subprocess("-p", "no:cacheprovider")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: bootpay-sandbox: *: the sandbox at http://127.0.0.1:1 does not answer: *",
            "put bootpay_sandbox_autostart = false into pytest's configuration to go on without it",
        ]
    )


def test_a_failing_test_says_what_the_sandbox_saw(tests: pytest.Pytester) -> None:
    tests.makepyfile(
        """
        import pytest
        from bootpay import APIConnectionError
        from shop import client

        def test_a_refund(bootpay_sandbox):
            paid = bootpay_sandbox.payment(price=3000, status=1, receipt_id="00000000000000000000da7a")
            client.verify(paid["receipt_id"])
            bootpay_sandbox.fault("reset", path="/cancel", times=5)
            with pytest.raises(APIConnectionError):
                client.cancel(paid["receipt_id"], name="canary-name", reason="canary-reason")
            client.get_user_wallets("canary-user")
            assert False

        def test_somebody(bootpay_sandbox):
            bootpay_sandbox.person(username="canary-name")
            raise AssertionError("never asked")
        """
    )
    result = run(tests, "--tb=line", failed=2)
    result.stdout.fnmatch_lines(
        [
            "*- bootpay sandbox -*",
            "   1  POST   /request/token  200",
            "   2  GET    /receipt/00000000000000000000da7a  200",
            "   3  POST   /cancel  connection broken",
            "*  GET    /wallet  200",
            "fault reset: path=/cancel times=2",
            "*- bootpay sandbox -*",
            "no request came: does the client have the address and the keys of this sandbox?",
        ]
    )
    result.stdout.no_fnmatch_line("*canary*")


STRICT = """
    import pytest
    from shop import client

    def cancel_two(sandbox):
        for _ in range(2):
            receipt_id = sandbox.payment(price=3000, status=1)["receipt_id"]
            client.cancel(receipt_id, cancel_id="refund-1")

    def test_one_id_for_two_cancels(bootpay_sandbox):
        cancel_two(bootpay_sandbox)
        assert len(bootpay_sandbox.misuses()) == 1

    def test_nothing(bootpay_sandbox):
        pass

    @pytest.mark.bootpay_strict(False)
    def test_that_is_exempt(bootpay_sandbox):
        cancel_two(bootpay_sandbox)

    @pytest.mark.bootpay_strict
    def test_that_is_strict_always(bootpay_sandbox):
        cancel_two(bootpay_sandbox)
"""


@pytest.mark.parametrize("how", ["option", "ini", "not at all"])
def test_strict_mode_fails_a_test_with_a_misuse(tests: pytest.Pytester, how: str) -> None:
    ini = "bootpay_strict = true\n" if how == "ini" else ""
    tests.makeini(f"[pytest]\naddopts = --strict-markers\n{ini}")
    tests.makepyfile(STRICT)
    arguments = ["--bootpay-strict"] if how == "option" else []
    if how == "not at all":
        run(tests, passed=3, failed=1)
        return
    result = run(tests, *arguments, passed=2, failed=2)
    mended = "*misuse * Make a new cancel_id *"
    result.stdout.fnmatch_lines(["*the sandbox saw what a merchant must not do:", "*cancel_id*", mended])


def test_asyncio_and_anyio(tests: pytest.Pytester) -> None:
    tests.makepyfile(
        """
        import pytest
        from bootpay import AsyncBootpay

        client = AsyncBootpay()

        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @pytest.mark.asyncio
        async def test_with_pytest_asyncio(bootpay_sandbox):
            assert (await client.certificate(bootpay_sandbox.person()["receipt_id"])).ok

        @pytest.mark.anyio
        async def test_with_anyio(bootpay_sandbox):
            assert (await client.certificate(bootpay_sandbox.person()["receipt_id"])).ok
        """
    )
    run(tests, passed=2)


def test_classes(tests: pytest.Pytester) -> None:
    tests.makepyfile(
        """
        import unittest
        import pytest
        from shop import client

        class TestPlain:
            def test_it(self, bootpay_sandbox):
                assert client.certificate(bootpay_sandbox.person()["receipt_id"]).ok

        class InUnittestsStyle(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def use_sandbox(self, bootpay_sandbox):
                self.sandbox = bootpay_sandbox

            def test_it(self):
                assert self.sandbox.requests() == []
                assert client.certificate(self.sandbox.person()["receipt_id"]).ok

            def test_again(self):
                assert self.sandbox.requests() == []

            def test_that_fails(self):
                self.fail("a failure")
        """
    )
    run(tests, passed=3, failed=1).stdout.fnmatch_lines(["*- bootpay sandbox -*"])


def worker_tests(folder: Path) -> str:
    return textwrap.dedent(
        f"""
        import json
        import os
        from pathlib import Path

        import pytest
        from shop import client

        @pytest.mark.parametrize("number", range(5))
        def test_nobody_is_met(bootpay_sandbox, number):
            receipt_id = "00000000000000000000da7a"
            for _ in range(5):
                bootpay_sandbox.identity(receipt_id=receipt_id, username=f"{{os.getpid()}}")
                answer = client.certificate(receipt_id)["data"]["certificate"]
                assert answer["username"] == str(os.getpid())
            assert len(bootpay_sandbox.requests("certificate.get")) <= 6  # one with the token of another test
            bootpay_sandbox.advance(days=number)

        def test_where_it_is(bootpay_sandbox):
            told = [bootpay_sandbox.url, bootpay_sandbox.application_id]
            Path({str(folder)!r}, f"{{os.getpid()}}.json").write_text(json.dumps(told))
        """
    )


@pytest.fixture
def told(tests: pytest.Pytester) -> Path:
    folder = tests.mkdir("told")
    tests.makepyfile(worker_tests(folder))
    return folder


def read(folder: Path) -> list[list[str]]:
    return [json.loads(file.read_text()) for file in folder.iterdir()]


def test_parallel_workers_share_one_sandbox_and_do_not_meet(tests: pytest.Pytester, told: Path) -> None:
    # each worker runs all tests
    run(tests, "-n", str(WORKERS), "--dist", "each", passed=6 * WORKERS)
    places = read(told)
    assert len({url for url, _ in places}) == 1
    assert len({application_id for _, application_id in places}) == len(places) == WORKERS
    with pytest.raises(SandboxError, match="does not answer"):
        Sandbox.join(places[0][0])


def test_workers_join_a_sandbox_that_runs(
    tests: pytest.Pytester, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox() as running:
        monkeypatch.setenv("BOOTPAY_SANDBOX_URL", running.url)
        run(tests, "-n", "2", "--dist", "each", passed=12)
        places = read(told)
        assert {url for url, _ in places} == {running.url}
        assert running.application_id not in {application_id for _, application_id in places}
        assert [project["application_id"] for project in running._control.get("/sandbox/projects")] == [
            running.application_id
        ], "nobody's project is left"
