"""The thread that tells hubs, and event loops that can watch no descriptor, of calls that are over.

It is one for the process, whatever their number, and starts with the first call that needs it. It is a thread
of the operating system also where gevent or eventlet make greenlets of threads: a greenlet in its place would
stop all others.
"""

from __future__ import annotations

import os
from contextlib import suppress

from bootpay._greenlets import of_real_threads
from bootpay._native import Wakes
from bootpay.errors import InternalError

of_the_thread = Wakes()
"""What a call is started with that this thread has to tell of."""

_started_in: int | None = None


def start_waker() -> None:
    """Starts the thread, unless this process has it: a forked child does not inherit its parent's."""
    global _started_in
    if _started_in == os.getpid():
        return
    try:
        of_real_threads("start_new_thread")(_wake_all, ())
    except RuntimeError as refusal:
        raise InternalError(f"no thread could be started: {refusal}; nothing was sent") from None
    _started_in = os.getpid()


def _wake_all() -> None:
    while True:
        wake = of_the_thread.next()
        with suppress(Exception):  # the loop is closed, and nobody waits any more; the others' calls go on
            wake()
        del wake  # it holds the loop
