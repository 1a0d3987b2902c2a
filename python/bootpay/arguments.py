"""What the methods of :class:`bootpay.Bootpay` take as dicts, as types for checkers and editors.

A plain ``dict`` is as good. A field that is ``None`` is not sent, and one that is not here is refused by
name.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

__all__ = [
    "Amount",
    "BillingExtra",
    "Fields",
    "Item",
    "LinkExtra",
    "MessageExtra",
    "OrderId",
    "Refund",
    "Switch",
    "UserInfo",
]

Amount = int | float | Decimal | str
"""Won, whole and not negative: ``3000``, ``3000.0``, ``Decimal(3000)`` and ``"3000"`` are the same."""

OrderId = str | int | UUID
"""The merchant's own number of something; sent as text."""

Fields = Mapping[str, object]
"""Any dict of JSON's types with text as its keys."""

Switch = bool | int
"""``True`` or 1, ``False`` or 0."""


class UserInfo(TypedDict, total=False):
    """Who buys. The payment company payapp needs ``phone`` and ``username``."""

    id: OrderId
    """The merchant's own id of the buyer."""
    username: str
    email: str
    phone: str
    """Digits only."""
    gender: int
    """0 female, 1 male."""
    area: str
    """The province or city, such as ``서울``."""
    birth: str
    """Six digits, such as ``901004``."""
    address: str
    addr: str


class _RequiredOfItem(TypedDict):
    item_name: str
    qty: int
    unique: OrderId
    """The merchant's own id of it."""
    price: Amount
    """Of one."""


class Item(_RequiredOfItem, total=False):
    """One piece of what is sold."""

    cat1: str
    cat2: str
    cat3: str


class Refund(TypedDict):
    """Where the money of a cancelled virtual-account payment goes."""

    account: str
    """The account number."""
    accountholder: str
    bankcode: str
    """Three digits, as in :data:`bootpay.bankcode.dictionary`."""


class BillingExtra(TypedDict, total=False):
    """Options of a billing call."""

    subscribe_test_payment: Switch
    """Pay 100 won (payapp: 1,000) to test the card; cancelled by itself after ten minutes."""
    raw_data: Switch
    """Give the payment company's own words as ``data`` when it refuses."""


class LinkExtra(TypedDict, total=False):
    """Options of a payment link."""

    escrow: bool
    quota: list[int] | str
    """The instalment months to offer, such as ``[0, 2, 3]`` or ``"0,2,3"``; from 50,000 won on."""
    disp_cash_result: Switch
    offer_period: str
    theme: str
    """``red``, ``purple`` or ``custom``."""
    custom_background: str
    custom_font_color: str
    expire_month: int
    seller_name: str
    subscribe_test_payment: Switch
    raw_data: Switch


class MessageExtra(TypedDict, total=False):
    """The merchant's own ids of a text message."""

    m_id: OrderId
    """Of the message."""
    o_id: OrderId
    """Of the order."""
