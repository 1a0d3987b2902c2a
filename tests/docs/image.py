"""Carries out what a Containerfile from scratch says, in an empty root, where no container engine is."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

PATIENCE = 60


def instructions(containerfile: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Z]+) (.+)$", containerfile, re.MULTILINE))


def is_static(program: Path) -> bool:
    headers = subprocess.run(
        ["readelf", "--program-headers", program], capture_output=True, text=True, check=True
    )
    return "INTERP" not in headers.stdout


def status_of(port: int, host: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/sandbox/health", headers={"Host": host})
    return connection.getresponse().status


def skipped(why: str) -> None:
    print(f"skipped: the Containerfile was read and not run, because {why}")


def build_and_run(containerfile: str, folder: Path, port: int) -> None:
    """Builds it, runs it, and calls it under its own name and under another. Raises ``AssertionError``."""
    says = instructions(containerfile)
    assert says["FROM"] == "scratch"
    archive, into = says["ADD"].split()
    entry = json.loads(says["ENTRYPOINT"]) + json.loads(says["CMD"])
    assert entry[entry.index("--listen") + 1] == f"0.0.0.0:{says['EXPOSE']}"
    if os.geteuid() != 0:
        return skipped("only root may change the root folder")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        target = root / into.lstrip("/")
        if not (folder / archive).exists():
            return skipped(f"{archive} is for another platform")
        with tarfile.open(folder / archive) as tar:
            tar.extractall(target)  # noqa: S202: it is our own
        if not is_static(root / entry[0].lstrip("/")):
            return skipped(f"the program in {archive} is dynamically linked: this machine has no musl target")
        entry[entry.index("--listen") + 1] = f"0.0.0.0:{port}"
        user = f"{says['USER']}:{says['USER']}"
        program = subprocess.Popen(
            [shutil.which("chroot") or "/usr/sbin/chroot", "--userspec", user, root, *entry],
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        with program:
            try:
                assert program.stdout is not None
                assert program.stdout.readline(), "the program ended before it listened"
                allowed = entry[entry.index("--allow-host") + 1]
                seen = [status_of(port, host) for host in ("127.0.0.1", f"{allowed}:8300", "other.example")]
                assert seen == [200, 200, 403], seen
            finally:
                program.terminate()
    return None
