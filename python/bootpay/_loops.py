"""How event loops are told of calls that are over: each watches one descriptor, whatever the number of its
calls, and takes all that are over at once. No thread of Python is needed for it.

Where a loop can watch none, as asyncio's on Windows, `bootpay._wake` has a thread that tells it.
"""

from __future__ import annotations

import os
from asyncio import AbstractEventLoop, Future
from functools import partial
from weakref import WeakKeyDictionary

from bootpay._native import Wakes
from bootpay._wake import of_the_thread, start_waker
from bootpay.errors import InternalError

_watched: WeakKeyDictionary[AbstractEventLoop, tuple[int, Wakes | None]] = WeakKeyDictionary()
"""What each loop watches, and in which process: a forked child may go on with a loop of its parent's."""


def told_in(loop: AbstractEventLoop, answered: Future[None]) -> tuple[Wakes, object]:
    """What a call has to be started with, so that this future is done when it is over."""
    process, wakes = _watched.get(loop) or (None, None)
    if process != os.getpid():
        wakes = _watch(loop)
        _watched[loop] = os.getpid(), wakes
    if wakes is not None:
        return wakes, answered
    start_waker()
    return of_the_thread, partial(loop.call_soon_threadsafe, _end, answered)


def _watch(loop: AbstractEventLoop) -> Wakes | None:
    # What nobody took from a loop that was closed holds that loop.
    for known in _watched.keyrefs():
        other = known()
        if other is not None and other.is_closed():
            _watched.pop(other, None)
    wakes = Wakes()
    try:
        loop.add_reader(wakes.fileno(), _end_all, wakes)
    except NotImplementedError:
        return None
    except OSError as refusal:
        raise InternalError(f"no file descriptor is left: {refusal}; nothing was sent") from None
    return wakes


def _end_all(wakes: Wakes) -> None:
    for answered in wakes.take():
        _end(answered)


def _end(answered: Future[None]) -> None:
    if not answered.done():
        answered.set_result(None)
