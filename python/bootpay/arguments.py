"""What the methods of :class:`bootpay.Bootpay` take as dicts, as types for checkers and editors.

A plain ``dict`` is as good. A field that is ``None`` is not sent, and one that is not here is refused by
name.
"""

from __future__ import annotations

from typing import TypedDict

from bootpay._wire import Amount, Fields, OrderId, Switch
from bootpay.generated import arguments as _rendered
from bootpay.generated.arguments import *  # noqa: F403

__all__ = ["Amount", "Fields", "MessageExtra", "OrderId", "Switch"]
__all__ += _rendered.__all__


class MessageExtra(TypedDict, total=False):
    """The merchant's own ids of a text message."""

    m_id: OrderId
    """Of the message."""
    o_id: OrderId
    """Of the order."""
