# Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.
"""The dicts that calls take; :mod:`bootpay.arguments` says how they are read."""

from collections.abc import Sequence
from typing import TypedDict

from bootpay._wire import Amount, OrderId, Switch

__all__ = [
    "BillingExtra",
    "Item",
    "LinkExtra",
    "Refund",
    "UserInfo",
]


class BillingExtra(TypedDict, total=False):
    """Options of a billing call."""

    subscribe_test_payment: Switch
    """Pay 100 won (payapp: 1,000) to test the card; it is cancelled by itself after ten minutes.
    Default: 0."""
    raw_data: Switch
    """Give the gateway's own error back in ``data`` when it refuses. Default: 0."""


class _RequiredOfItem(TypedDict):
    item_name: str
    """What it is."""
    qty: int
    """How many."""
    unique: OrderId
    """The merchant's unique id of it."""
    price: Amount
    """The price of one, in won."""


class Item(_RequiredOfItem, total=False):
    """One piece of what is sold."""

    cat1: str
    """First category."""
    cat2: str
    """Second category."""
    cat3: str
    """Third category."""


class LinkExtra(TypedDict, total=False):
    """Options of the payment window behind a link. Others are sent as they are."""

    escrow: bool
    """Whether it is an escrow payment."""
    quota: Sequence[int] | str
    """Which instalment months to offer, from 50,000 won on: a list, or text such as ``0,2,3``."""
    disp_cash_result: Switch | str
    """Whether to show the cash receipt."""
    offer_period: str
    """How long the service runs that is paid for, as text."""
    theme: str
    """The window's colours: ``red``, ``purple`` or ``custom``."""
    custom_background: str
    """The background colour of the theme ``custom``."""
    custom_font_color: str
    """The font colour of the theme ``custom``."""
    expire_month: int
    """For how many months the billing key is valid that is issued."""
    seller_name: str
    """The seller's name as shown."""
    subscribe_test_payment: Switch
    """Pay 100 won (payapp: 1,000) to test the card; it is cancelled by itself after ten minutes.
    Default: 0."""
    raw_data: Switch
    """Give the gateway's own error back in ``data`` when it refuses. Default: 0."""


class Refund(TypedDict):
    """The account that gets the money of a cancelled virtual-account payment."""

    account: str
    """The account number."""
    accountholder: str
    """The account holder's name."""
    bankcode: str
    """The bank's three digits, such as ``004``. See :class:`bootpay.Bank`."""


class UserInfo(TypedDict, total=False):
    """Who buys (``user_info``). Everything is optional; the gateway payapp needs ``phone`` and
    ``username``."""

    id: OrderId
    """The merchant's own id of the buyer."""
    username: str
    """The name."""
    email: str
    """The e-mail address."""
    phone: str
    """The phone number, digits only."""
    gender: int
    """0 for female, 1 for male."""
    area: str
    """The province or city: 서울, 인천, 대구, 광주, 부산, 울산, 경기, 강원, 충북, 충남, 전북, 전남, 경북,
    경남, 제주, 세종, 대전, or their long names."""
    birth: str
    """The birth date in six digits, such as ``901004``."""
    address: str
    """The address."""
    addr: str
    """The address, as the browser script calls it."""
