"""From Python's values to the JSON that the core reads, and nothing else: what a field must be is known
there."""

from __future__ import annotations

import functools
import inspect
import json
import math
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from bootpay.errors import BootpayError, ConfigError, InvalidRequestError

_MOST_BITS, _MOST_DIGITS = 1024, 300
"""Nobody means a number beyond these; Python refuses to write one of 4300 digits."""


def to_json(fields: Mapping[str, object], refusal: type[BootpayError]) -> str:
    """The fields as a JSON object, without those that are ``None``, at any depth. Nothing of the caller's is
    changed."""
    plain = {}
    for name, value in fields.items():
        too_deep = False
        try:
            if value is not None:
                plain[name] = _plain(value, name, refusal)
        except RecursionError:
            too_deep = True
        if too_deep:  # raised here, so that no error hangs beneath it
            raise refusal(f"{name}: it is nested too deep to be sent")
    return json.dumps(plain, allow_nan=False)


def json_object(name: str, value: object) -> Mapping[str, object]:
    """The argument of a call whose whole body is the caller's."""
    if not isinstance(value, Mapping):
        raise InvalidRequestError(f"{name}: expected a dict, not {type(value).__name__}; nothing was sent")
    for key in value:
        if not isinstance(key, str):
            raise InvalidRequestError(
                f"{name}: a field name is of type {type(key).__name__}; nothing was sent"
            )
    return value


def unix_seconds(name: str, moment: object) -> object:
    """A moment as Unix seconds; what is none is left to the core to refuse."""
    if isinstance(moment, datetime):
        if moment.utcoffset() is None:
            # A server's clock may be in UTC, and then 9 o'clock in Seoul would be charged at 18 o'clock.
            raise InvalidRequestError(
                f"{name}: a datetime needs a time zone, such as ZoneInfo('Asia/Seoul'); nothing was sent"
            )
        return math.floor(moment.timestamp())
    if isinstance(moment, float) and math.isfinite(moment):
        return math.floor(moment)
    return moment


def milliseconds(name: str, seconds: float | None) -> int | None:
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds <= 86_400:
        raise ConfigError(f"{name} must be a number of seconds above 0 and at most 86400 (a day)")
    return max(1, round(seconds * 1000))


def _plain(value: object, path: str, refusal: type[BootpayError]) -> object:
    """The value in the types that JSON has. The error names where, and shows no value: it may be a card
    number."""
    match value:
        case str():
            return value
        case int() if value.bit_length() <= _MOST_BITS:
            return value
        case float() if math.isfinite(value):
            return value
        case UUID():
            return str(value)
        case Decimal() if value.is_finite() and value.adjusted() < _MOST_DIGITS:
            # a fraction goes out as text, digit by digit: the core refuses it where it must
            return int(value) if value == value.to_integral_value() else str(value)
        case Mapping():
            members = {}
            for name, member in value.items():
                if not isinstance(name, str):
                    raise refusal(f"{path}: a field name is of type {type(name).__name__}")
                if member is not None:
                    shown = name if name.isidentifier() and len(name) <= 40 else "…"
                    members[name] = _plain(member, f"{path}.{shown}", refusal)
            return members
        case list() | tuple():
            return [
                None if item is None else _plain(item, f"{path}[{at}]", refusal)
                for at, item in enumerate(value)
            ]
        case int() | float() | Decimal():
            raise refusal(f"{path}: expected a number of ordinary size, not an infinite one or nan")
    raise refusal(f"{path}: a value of type {type(value).__name__} cannot be sent")


if TYPE_CHECKING:
    from typing_extensions import deprecated as deprecated
else:
    Method = TypeVar("Method", bound=Callable[..., Any])

    def deprecated(message: str) -> Callable[[Method], Method]:
        """PEP 702's, which Python has from 3.13 on."""

        def mark(method: Method) -> Method:
            if inspect.iscoroutinefunction(method):

                @functools.wraps(method)
                async def warning(*arguments, **named):
                    warnings.warn(message, DeprecationWarning, stacklevel=3)
                    return await method(*arguments, **named)
            else:

                @functools.wraps(method)
                def warning(*arguments, **named):
                    warnings.warn(message, DeprecationWarning, stacklevel=3)
                    return method(*arguments, **named)

            warning.__deprecated__ = message
            return warning

        return mark
