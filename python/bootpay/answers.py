"""The answers of the server: dicts as they came, with types for checkers and editors.

A key is required in its type if the documentation always has it. Nothing enforces that: the dict is what the
server sent, with keys that are not here too. Money is whole and in won unless ``unit`` says otherwise, also
where the server writes ``3000.0``; times are Korean local time, ``YYYY-MM-DD HH:MM:SS``, unless a field says
Unix seconds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Literal

from bootpay._answer import Answer
from bootpay.generated import answers as _rendered
from bootpay.generated.answers import *  # noqa: F403
from bootpay.generated.answers import Receipt

__all__ = ["Answer", "Meta", "Settlement"]
__all__ += _rendered.__all__


@dataclass(frozen=True, slots=True)
class Meta:
    """How a call went. Nothing of it is secret."""

    operation: str
    """The call, such as ``payment.cancel``."""
    status: int
    """The HTTP status, or the envelope's where that says no and HTTP said yes."""
    attempts: int
    """How often the request was sent. Token requests are not counted."""
    request_id: str | None
    """What was sent as ``X-Request-Id``, the same for every attempt of the call."""
    cancel_id: str | None
    """The ``cancel_id`` that a cancel carried, the caller's own or the one that was made for it."""
    duration_ms: int | None
    """Milliseconds for all of it; ``None`` for a refusal."""
    effect: str | None
    """``None``: the server did what was asked. A refusal has ``none``: nothing happened at the server, or
    ``unknown``: it may have happened all the same; :meth:`bootpay.Bootpay.settle` says so of a cancel or an
    approval."""
    receipt_id: str | None
    """Of a refusal: the receipt that the call was about, if it named one."""
    cancel_price: int | None
    """Of a refused cancel: what it asked for, in won; ``None`` if that was all that is left."""
    code: int | str | None = None
    """Of a refusal: Bootpay's error code, a negative number or text; ``None`` if it gave none."""
    message: str | None = None
    """Of a refusal: what happened, in one line that is safe to log, as the error of :meth:`Answer.unwrap`
    says it."""
    outcome: Literal["done", "not_done", "pending", "unclear"] | None = None
    """``done`` if the answer of a cancel was lost and its receipt shows it; ``data`` comes from the receipt
    then. Of :meth:`bootpay.Bootpay.settle`'s receipt: as :attr:`Settlement.outcome`. ``None`` otherwise."""


def meta_of(text: str) -> Meta:
    """What the core says of a call as a JSON object. Used by this package itself."""
    told = json.loads(text)
    return Meta(*map(told.get, Meta.__match_args__))


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a lost call came to: :meth:`bootpay.Bootpay.settle`."""

    outcome: Literal["done", "not_done", "pending", "unclear"]
    """``done``: it took effect. ``not_done``: it did not up to now; a request that is still under way may
    yet. ``pending``: the payment company is still at it, look again later. ``unclear``: the receipt does not
    tell; with ``cancelled_before`` it may."""
    receipt: Answer[Receipt] = field(repr=False)
    """The answer that says so, as :meth:`bootpay.Bootpay.verify` returns it."""
