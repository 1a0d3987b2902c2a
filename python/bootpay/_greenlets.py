"""Under gevent's or eventlet's monkey patching, `threading` makes greenlets. All of them share one thread of
the operating system, so a call that waits in native code would stop every one.

Such a call is begun as the asyncio client begins it, and its greenlet waits in the hub: there the others go
on, and timeouts, kills and Ctrl-C reach it.
"""

from __future__ import annotations

import _thread
import os
import sys
from abc import ABC, abstractmethod
from typing import Any


class GreenWait(ABC):
    """A wait of one greenlet for what another thread says."""

    @abstractmethod
    def wake(self) -> None:
        """Ends the wait. From any thread, before the wait or after it."""

    @abstractmethod
    def is_woken(self, within: float) -> bool:
        """Lets the other greenlets run until woken, or for so many seconds. What they throw into this one
        comes out of it."""

    def wait(self) -> None:
        """As `is_woken`, for as long as it takes. A forked child has copies of all greenlets, and nobody
        wakes them: there the wait ends by itself."""
        process = os.getpid()
        while not self.is_woken(within=1) and os.getpid() == process:
            pass


def green_wait() -> type[GreenWait] | None:
    """How a call has to wait here; ``None`` where a thread is a thread, and in the hub itself, which cannot
    wait for itself."""
    if _patched_by("gevent.monkey", "is_module_patched", "threading", "socket"):
        import gevent

        return None if gevent.getcurrent() is gevent.get_hub() else _GeventWait
    if _patched_by("eventlet.patcher", "is_monkey_patched", "thread", "socket"):
        import greenlet
        from eventlet import hubs

        return None if greenlet.getcurrent() is hubs.get_hub().greenlet else _EventletWait
    return None


def of_real_threads(name: str) -> Any:
    """The member of `_thread` that is about threads of the operating system, whoever replaced it."""
    if _patched_by("gevent.monkey", "is_module_patched", "_thread", "threading"):
        return sys.modules["gevent.monkey"].get_original("_thread", name)
    if _patched_by("eventlet.patcher", "is_monkey_patched", "thread"):
        return getattr(sys.modules["eventlet.patcher"].original("_thread"), name)
    return getattr(_thread, name)


def _patched_by(module: str, question: str, *names: str) -> bool:
    """Nobody has patched anything by a module that is not even loaded."""
    patcher = sys.modules.get(module)
    return patcher is not None and any(map(getattr(patcher, question), names))


class _GeventWait(GreenWait):
    def __init__(self) -> None:
        import gevent
        from gevent.event import Event

        self._woken = Event()
        self._watcher = gevent.get_hub().loop.async_(ref=False)
        self._watcher.start(self._end)

    def wake(self) -> None:
        self._watcher.send()

    def is_woken(self, within: float) -> bool:
        return bool(self._woken.wait(within))

    def _end(self) -> None:
        # here and not after the wait: a call that was given up is woken too, and needs its watcher for it
        self._watcher.close()
        self._woken.set()


class _EventletWait(GreenWait):
    def __init__(self) -> None:
        from eventlet.patcher import original

        self._reader, self._writer = original("socket").socketpair()

    def wake(self) -> None:
        self._writer.close()

    def is_woken(self, within: float) -> bool:
        from eventlet.hubs import trampoline

        try:
            trampoline(self._reader, read=True, timeout=within, timeout_exc=_NotYet)
        except _NotYet:
            return False
        return True


class _NotYet(BaseException):
    """The time is up that an `is_woken` had."""
