"""From Python's values to the JSON that the core reads, and nothing else: what a field must be is known
there.

===========================================  ==========================================================
taken, in every argument and at every depth  written as
===========================================  ==========================================================
``str``, ``bool``, ``int``, ``float``        what they are; also what derives from them, such as a member
                                             of ``StrEnum`` or ``IntEnum`` and Django's ``SafeString``
lazy text of Django (``gettext_lazy``), a    its text
proxy of a ``str`` (werkzeug's
``LocalProxy``), ``UserString``
``Decimal``                                  a number if it is whole, else its digits as text
``UUID``                                     its text
numpy's numbers and ``bool_``                the number, true or false
a mapping with text as its keys              an object, without what is ``None``
``list``, ``tuple``                          a list
===========================================  ==========================================================

All else is refused with the name of the argument and of the type.
"""

from __future__ import annotations

import functools
import json
import math
import sys
import warnings
from collections import UserString
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from numbers import Integral
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from bootpay._frames import is_coroutine_function
from bootpay.errors import BootpayError, ConfigError, InvalidRequestError

Amount = int | float | Decimal | str
"""Won, whole and not negative: ``3000``, ``3000.0``, ``Decimal(3000)`` and ``"3000"`` are the same."""

OrderId = str | int | UUID
"""The merchant's own number of something; sent as text."""

Fields = Mapping[str, object]
"""Any dict of JSON's types with text as its keys."""

Switch = bool | int
"""``True`` or 1, ``False`` or 0."""

_MOST_BITS, _MOST_DIGITS = 1024, 300
"""Nobody means a number beyond these; Python refuses to write one of 4300 digits."""


_encode = json.JSONEncoder(allow_nan=False).encode


class AsItStands(dict[str, object]):
    """An object of this package's own, in which ``None`` is said too, as null."""


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
    return _encode(plain)


def json_object(name: str, value: object) -> Mapping[str, object]:
    """The argument of a call whose whole body is the caller's."""
    if not isinstance(value, Mapping):
        raise InvalidRequestError(f"{name}: expected a dict, not {_kind(value)}; nothing was sent")
    for key in value:
        if not isinstance(key, str):
            raise InvalidRequestError(f"{name}: a field name is of type {_kind(key)}; nothing was sent")
    return value


def unix_seconds(name: str, moment: object) -> object:
    """A moment as Unix seconds; the core refuses anything else."""
    if isinstance(moment, datetime):
        # pandas' NaT is a datetime without a zone, and cannot be asked for more
        if moment.tzinfo is not None and moment.utcoffset() is not None:
            return moment.timestamp()
        what = "a datetime needs a time zone"
    elif isinstance(moment, date):
        what = "a date says neither the time of day nor the time zone"
    else:
        return moment
    # The host's zone would be a guess: 9 o'clock in Seoul is 18 o'clock on a server whose clock is in UTC.
    example = "datetime(2027, 1, 31, 9, tzinfo=ZoneInfo('Asia/Seoul'))"
    raise InvalidRequestError(f"{name}: {what}; write {example}; nothing was sent")


def number_or_kind(value: object) -> object:
    """A number as it was given; anything else as the name of its type, which the core refuses in its own
    words."""
    if value is None:
        return None
    if isinstance(value, Decimal) and value.is_finite():
        value = float(value)
    try:
        number = _plain(value, "", ConfigError)
    except ConfigError:
        number = None
    return number if type(number) in (int, float) else _kind(value)


def _plain(value: object, path: str, refusal: type[BootpayError]) -> object:
    """The value in the types that JSON has, and in none that derives from them. The error names where, and
    shows no value: it may be a card number."""
    if type(value) is str or type(value) is bool:
        return value
    if type(value) is int and value.bit_length() <= _MOST_BITS:
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (bool, _loaded("numpy", "bool_"))):
        return bool(value)
    if _is_number(type(value)):
        number = _number(value)
        if number is None:
            raise refusal(f"{path}: expected a number of ordinary size, not an infinite one or nan")
        return number
    # lazy text as Django's own `DjangoJSONEncoder` takes it
    if isinstance(value, (UUID, UserString, _loaded("django.utils.functional", "Promise"))):
        return str(value)
    if isinstance(value, AsItStands):
        return value
    if isinstance(value, Mapping):
        members = {}
        for name, member in value.items():
            if not isinstance(name, str):
                raise refusal(f"{path}: a field name is of type {_kind(name)}")
            if member is not None:
                shown = name if name.isidentifier() and len(name) <= 40 else "…"
                members[_text(name)] = _plain(member, f"{path}.{shown}", refusal)
        return members
    if isinstance(value, (list, tuple)) and not hasattr(value, "_asdict"):
        return [
            None if item is None else _plain(item, f"{path}[{at}]", refusal) for at, item in enumerate(value)
        ]
    raise refusal(f"{path}: a value of type {_kind(value)} cannot be sent{_instead_of(value)}")


def _text(value: str) -> str:
    # str() of a member of an enum gives its name, so str's own is used; a proxy only looks like a str.
    return str.__str__(value) if issubclass(type(value), str) else str(value)


def _is_number(kind: type) -> bool:
    """By its true type: a proxy says that it is a number, and cannot be made one."""
    if issubclass(kind, _loaded("numpy", "timedelta64")):  # numpy calls it an integer
        return False
    return issubclass(kind, (Integral, float, Decimal, _loaded("numpy", "floating")))


def _number(value: Any) -> int | float | str | None:
    """``None`` if it is not finite or has more digits than anybody means."""
    if isinstance(value, Integral):
        whole = int(value)
        return whole if whole.bit_length() <= _MOST_BITS else None
    if isinstance(value, Decimal):
        if not value.is_finite() or value.adjusted() >= _MOST_DIGITS:
            return None
        # a fraction goes out as text, digit by digit: the core refuses it where it must
        return int(value) if value == value.to_integral_value() else str(value)
    fraction = float(value)
    return fraction if math.isfinite(fraction) else None


def _kind(value: object) -> str:
    return type(value).__name__


def _instead_of(value: object) -> str:
    """What to write, where the type says what is meant."""
    match value:
        case bytes() | bytearray() | memoryview():
            return "; give text, such as value.decode()"
        case date():
            return "; give text, such as value.isoformat()"
        case Enum():
            return "; give its value"
        case _ if hasattr(type(value), "__dataclass_fields__"):
            return "; give dataclasses.asdict(value)"
    for method in ("model_dump", "_asdict"):
        if callable(getattr(type(value), method, None)):
            return f"; give value.{method}()"
    is_proxy = value.__class__ is not type(value)
    return "; give list(value)" if isinstance(value, Iterable) and not is_proxy else ""


def _loaded(module: str, name: str) -> Any:
    """A type of a library that nobody has to have: only who has loaded it can have a value of it."""
    return getattr(sys.modules.get(module), name, ())


if TYPE_CHECKING:
    from typing_extensions import deprecated as deprecated
else:
    Method = TypeVar("Method", bound=Callable[..., Any])

    def deprecated(message: str) -> Callable[[Method], Method]:
        """PEP 702's, which Python has from 3.13 on."""

        def mark(method: Method) -> Method:
            if is_coroutine_function(method):

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
