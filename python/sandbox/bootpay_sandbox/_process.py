"""The program ``bootpay sandbox`` as a child of this process."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from typing import IO, Any, cast

from ._control import PATIENCE, SandboxError
from ._program import program


class Process:
    """Starts it and waits until it listens. It ends with this process, however that ends."""

    #: What it said of itself: address and keys.
    told: dict[str, Any]

    def __init__(self, arguments: Sequence[str], timeout: float) -> None:
        with tempfile.TemporaryFile() as errors:
            try:
                self._popen = subprocess.Popen(  # noqa: S603
                    [program(), "sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent", *arguments],
                    stdin=subprocess.PIPE,  # it ends when this does
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    start_new_session=True,  # out of reach of Ctrl-C
                )
            except OSError as error:
                raise SandboxError(f"the sandbox cannot be run on this machine: {error}") from error
            try:
                self.told = json.loads(self._first_line(timeout, errors))
            except BaseException:
                self.stop()
                raise

    @property
    def pid(self) -> int:
        return self._popen.pid

    def stop(self) -> None:
        """Does nothing when it has ended."""
        if self._popen.stdin is not None:
            self._popen.stdin.close()
        self._popen.terminate()
        try:
            self._popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        if self._popen.stdout is not None:
            self._popen.stdout.close()

    def _first_line(self, timeout: float, errors: IO[bytes]) -> bytes:
        output = cast("IO[bytes]", self._popen.stdout)
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._popen.kill()

        timer = threading.Timer(timeout, give_up)
        timer.start()
        try:
            line = output.readline()
        finally:
            timer.cancel()
            timer.join()
        if line and not late.is_set():
            return line
        status = self._popen.wait()
        errors.seek(0)
        wrote = errors.read().decode(errors="replace").strip()
        what = f"did not listen within {timeout:g} s" if late.is_set() else f"ended with status {status}"
        raise SandboxError(f"the sandbox {what}: {wrote}" if wrote else f"the sandbox {what}")
