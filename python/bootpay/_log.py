"""One line for each attempt of a call, written by the thread that made the call once the call is over; and an
observer that is told of it."""

from __future__ import annotations

import inspect
import json
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypedDict

from bootpay._frames import with_all_beneath
from bootpay.errors import ConfigError

logging.getLogger("bootpay").addHandler(logging.NullHandler())

_LEVELS = {"debug": logging.DEBUG, "warn": logging.WARNING}
"""Of the core's words, which are those of `BOOTPAY_LOG` too."""


class Attempt(TypedDict):
    """One attempt of a call that is over: what ``on_attempt`` of a client is given. No id, key or body is in
    it."""

    operation: str
    """The call, such as ``payment.cancel``; ``token.request`` for the token that it began with."""
    method: str
    """The HTTP method."""
    path: str
    """The path's template, such as ``/certificate/{receipt_id}``."""
    status: int | str
    """The HTTP status; without an answer that can be read ``no_connection``, ``lost``, ``timed_out``,
    ``unreadable`` or ``abandoned``."""
    attempt: int
    """Which attempt of its call it was, counted from 1."""
    duration_ms: int
    """How long it took, in milliseconds."""
    request_id: str
    """What was sent as ``X-Request-Id``, the same for every attempt of a call."""


class AttemptLog:
    """Where one client's lines go, and who is told of its attempts."""

    def __init__(self, logger: logging.Logger | None, on_attempt: Callable[[Attempt], object] | None) -> None:
        if not isinstance(logger, (logging.Logger, type(None))):
            raise ConfigError(f"logger must be a logging.Logger, not {type(logger).__name__}")
        self._logger = logging.getLogger("bootpay") if logger is None else logger
        self._stderr_from = None if logger is not None else _level_of_the_environment()

        if on_attempt is not None and not callable(on_attempt):
            raise ConfigError(f"on_attempt must be callable, not {type(on_attempt).__name__}")
        if inspect.iscoroutinefunction(on_attempt):
            raise ConfigError("on_attempt must be a plain function: it is not awaited")
        self._on_attempt = on_attempt

    def write(self, logs: Sequence[str]) -> None:
        """`logs` are JSON arrays, which are not even read if nobody listens."""
        self._write_lines(logs)
        if self._on_attempt is not None:
            self._observe(logs, self._on_attempt)

    def _write_lines(self, logs: Sequence[str]) -> None:
        try:
            if self._stderr_from is not None or self._logger.isEnabledFor(logging.WARNING):
                for log in logs:
                    for attempt in json.loads(log):
                        self._tell(attempt)
        except Exception:
            _report()

    def _tell(self, attempt: dict[str, Any]) -> None:
        level, line = _LEVELS[attempt.pop("level")], attempt.pop("message")
        if self._stderr_from is not None and level >= self._stderr_from and sys.stderr is not None:
            sys.stderr.write(f"{line}\n")
        self._logger.log(level, "%s", line, extra={"bootpay": attempt})

    def _observe(self, logs: Sequence[str], on_attempt: Callable[[Attempt], object]) -> None:
        ending = sys.exc_info()[1]  # what the call ends with, if it is an error
        for log in logs:
            for attempt in json.loads(log):
                del attempt["level"], attempt["message"]
                try:
                    on_attempt(attempt)
                except Exception as error:
                    # Beneath it hangs the call's own error, whose frames still have the call's arguments.
                    for one in with_all_beneath(error, ending):
                        if one.__context__ is ending:
                            one.__context__ = None
                    self._tell_of_failure(error)

    def _tell_of_failure(self, error: Exception) -> None:
        try:
            self._logger.error("bootpay: on_attempt failed; the call is not affected", exc_info=error)
        except Exception:
            _report()


def _level_of_the_environment() -> int | None:
    asked = os.environ.get("BOOTPAY_LOG")
    if not asked:
        return None
    if asked not in _LEVELS:
        # Not an error: whoever turns a log on, or misspells it, must not end the payments.
        warnings.warn("BOOTPAY_LOG must be debug or warn; it is not heeded", RuntimeWarning, stacklevel=5)
    return _LEVELS.get(asked)


def _report() -> None:
    """Says that a logger failed, in the way of `logging`'s own handlers: what a log does has no part in what
    a call comes to."""
    if logging.raiseExceptions and sys.stderr is not None:
        with suppress(Exception):  # standard error may be closed
            sys.stderr.write("bootpay: the logger failed; the call is not affected\n")
            traceback.print_exc(chain=False)
