"""One line for each attempt of a call, written by the thread that made the call once the call is over."""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from bootpay.errors import ConfigError

logging.getLogger("bootpay").addHandler(logging.NullHandler())

_LEVELS = {"debug": logging.DEBUG, "warn": logging.WARNING}
"""Of the core's words, which are those of `BOOTPAY_LOG` too."""


class AttemptLog:
    """Where one client's lines go."""

    def __init__(self, logger: logging.Logger | None) -> None:
        if not isinstance(logger, (logging.Logger, type(None))):
            raise ConfigError(f"logger must be a logging.Logger, not {type(logger).__name__}")
        self._logger = logging.getLogger("bootpay") if logger is None else logger
        self._stderr_from = None if logger is not None else _level_of_the_environment()

    def write(self, logs: Iterable[str]) -> None:
        """`logs` are JSON arrays, which are not even read if nobody listens."""
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
