"""One line for each attempt of a call, written by the thread that made the call once the call is over; and an
observer that is told of it."""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypedDict, cast

from bootpay._frames import with_all_beneath
from bootpay.errors import ConfigError

if TYPE_CHECKING:
    from logging import Logger as Logger

_DEBUG, _WARNING = 10, 30
_LEVELS = {"debug": _DEBUG, "warn": _WARNING}
"""Of the core's words, which are those of `BOOTPAY_LOG` too, as `logging` counts them."""

_default_logger: Logger | None = None


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

    def __init__(self, logger: Logger | None, on_attempt: Callable[[Attempt], object] | None) -> None:
        if logger is not None:
            import logging

            if not isinstance(logger, logging.Logger):
                raise ConfigError(f"logger must be a logging.Logger, not {type(logger).__name__}")
        self._own_logger = logger
        self._stderr_from = None if logger is not None else _level_of_the_environment()

        if on_attempt is not None:
            import inspect

            if not callable(on_attempt):
                raise ConfigError(f"on_attempt must be callable, not {type(on_attempt).__name__}")
            if inspect.iscoroutinefunction(on_attempt):
                raise ConfigError("on_attempt must be a plain function: it is not awaited")
        self._on_attempt = on_attempt

    @property
    def _logger(self) -> Logger | None:
        return _logger_of_the_package() if self._own_logger is None else self._own_logger

    def asked(self) -> str:
        """Which attempts of a call somebody wants to be told of, as its option `log` says it."""
        if self._on_attempt is not None or self._stderr_from == _DEBUG:
            return "debug"
        try:
            if (logger := self._logger) is not None:
                if logger.isEnabledFor(_DEBUG):
                    return "debug"
                if logger.isEnabledFor(_WARNING):
                    return "warn"
        except Exception:
            return "debug"  # it fails again when there is something to write, and that is reported
        return "none" if self._stderr_from is None else "warn"

    def write(self, logs: Sequence[str]) -> None:
        """`logs` are JSON arrays, of what was asked for."""
        attempts = [attempt for log in logs if log != "[]" for attempt in json.loads(log)]
        if attempts:
            self._write_lines(attempts)
            if self._on_attempt is not None:
                self._observe(attempts, self._on_attempt)

    def _write_lines(self, attempts: Sequence[Mapping[str, Any]]) -> None:
        try:
            for attempt in attempts:
                self._tell(dict(attempt))
        except Exception:
            _report()

    def _tell(self, attempt: dict[str, Any]) -> None:
        level, line = _LEVELS[attempt.pop("level")], attempt.pop("message")
        if self._stderr_from is not None and level >= self._stderr_from and sys.stderr is not None:
            sys.stderr.write(f"{line}\n")
        if (logger := self._logger) is not None:
            logger.log(level, "%s", line, extra={"bootpay": attempt})

    def _observe(self, attempts: Sequence[dict[str, Any]], on_attempt: Callable[[Attempt], object]) -> None:
        ending = sys.exc_info()[1]  # what the call ends with, if it is an error
        for attempt in attempts:
            del attempt["level"], attempt["message"]
            try:
                on_attempt(cast("Attempt", attempt))
            except Exception as error:
                # Beneath it hangs the call's own error, whose frames still have the call's arguments.
                for one in with_all_beneath(error, ending):
                    if one.__context__ is ending:
                        one.__context__ = None
                self._tell_of_failure(error)

    def _tell_of_failure(self, error: Exception) -> None:
        try:
            if (logger := self._logger) is not None:
                logger.error("bootpay: on_attempt failed; the call is not affected", exc_info=error)
        except Exception:
            _report()


def _logger_of_the_package() -> Logger | None:
    """The default logger, once the program has loaded `logging`. Until then nobody can listen."""
    global _default_logger
    if _default_logger is None and "logging" in sys.modules:
        import logging  # which another thread may still be loading

        logger = logging.getLogger("bootpay")
        logger.addHandler(logging.NullHandler())
        _default_logger = logger
    return _default_logger


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
    import logging
    import traceback

    if logging.raiseExceptions and sys.stderr is not None:
        with suppress(Exception):  # standard error may be closed
            sys.stderr.write("bootpay: the logger failed; the call is not affected\n")
            traceback.print_exc(chain=False)


if not TYPE_CHECKING:

    def __getattr__(name):
        """`Logger`, for who asks at run time for the types of a client's arguments."""
        if name == "Logger":
            from logging import Logger

            return Logger
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
