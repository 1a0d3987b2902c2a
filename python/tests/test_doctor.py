"""``python -m bootpay doctor`` as a user runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from servers import APPLICATION_ID, PATIENCE, PRIVATE_KEY, PROGRAM, Sandbox

HERE = (sys.executable, "-m", "bootpay", "doctor")


def run(command: tuple[str, ...], *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BOOTPAY_")}
    return subprocess.run(
        [*command, *arguments],
        env={**environment, "LC_ALL": "C.UTF-8", **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize("locale", ["C.UTF-8", "ko_KR.UTF-8"])
@pytest.mark.parametrize("key", [PRIVATE_KEY, "CANARY"], ids=["good", "bad"])
def test_it_says_what_the_program_says(sandbox: Sandbox, options: list[str], locale: str, key: str) -> None:
    variables = {
        "BOOTPAY_BASE_URL": sandbox.url,
        "BOOTPAY_APPLICATION_ID": APPLICATION_ID,
        "BOOTPAY_PRIVATE_KEY": key,
        "LC_ALL": locale,
    }
    mine, program = (run(command, *options, **variables) for command in (HERE, (PROGRAM, "doctor")))
    assert mine.returncode == program.returncode == int(key != PRIVATE_KEY), mine.stdout
    assert mine.stderr == program.stderr == ""
    # What differs from run to run. The clock is the last check; the two runs may be a second apart.
    as_one_run = re.compile(r"\d+ ?(?:ms|s\b|초)|\[request [^]]+\]|(?:clock|시계).*")
    assert as_one_run.sub("", mine.stdout) == as_one_run.sub("", program.stdout)
    assert ("정상" in mine.stdout) == (locale.startswith("ko") and not options)
    assert "CANARY" not in mine.stdout
    if options:
        assert json.loads(mine.stdout)["ok"] == (key == PRIVATE_KEY)


def test_it_has_a_help_and_names_what_is_called_wrongly() -> None:
    helped = run(HERE, "--help")
    assert helped.stdout.startswith("Usage: python -m bootpay doctor [--json] [--lang en|ko]\n")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert run(HERE, "--help", "--lang", "ko").stdout.startswith("사용법: python -m bootpay doctor")
    for arguments in (["--jsno"], ["--lang", "fr"], ["me"], [os.fsdecode(b"\xff")]):
        wrong = run(HERE, *arguments)
        assert (wrong.returncode, wrong.stdout) == (2, "")
        assert wrong.stderr.startswith("error: ")
    no_command = run((sys.executable, "-m", "bootpay"))
    assert no_command.returncode == 2
    assert "which command?" in no_command.stderr


def test_korean_on_a_terminal_that_has_none_of_its_letters() -> None:
    written = run(HERE, "--lang", "ko", PYTHONIOENCODING="ascii")
    assert (written.returncode, written.stderr) == (1, "")
    assert "BOOTPAY_APPLICATION_ID" in written.stdout


def test_nobody_has_to_read_all_of_it() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [*HERE, "--help"], stdout=writer, stderr=subprocess.PIPE, timeout=PATIENCE, check=False
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")
