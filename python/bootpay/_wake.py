"""The thread that tells event loops of calls that are over.

It is one for the process, whatever the number of loops, and starts with the first call that is awaited.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress

from bootpay._native import next_wake
from bootpay.errors import InternalError

_started_in: int | None = None


def start_waker() -> None:
    """Starts the thread, unless this process has it: a forked child does not inherit its parent's."""
    global _started_in
    if _started_in == os.getpid():
        return
    try:
        threading.Thread(target=_wake_loops, name="bootpay-wake", daemon=True).start()
    except RuntimeError as refusal:
        raise InternalError(f"no thread could be started: {refusal}; nothing was sent") from None
    _started_in = os.getpid()


def _wake_loops() -> None:
    while wake := next_wake():
        with suppress(Exception):  # the loop is closed, and nobody waits any more; the others' calls go on
            wake()
        del wake  # it holds the loop
