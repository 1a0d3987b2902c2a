"""The answers of the server as types: plain dicts at run time, checked by mypy and completed by editors.

Every key may be missing, and unknown ones may be there: the dict is what the server sent.
"""

from __future__ import annotations

from typing import Any, TypedDict

__all__ = [
    "Certificate",
    "CertificateEnvelope",
    "Envelope",
    "Person",
    "Receipt",
    "ReceiptEnvelope",
    "Token",
    "TokenEnvelope",
]


class Envelope(TypedDict, total=False):
    """What is around every answer."""

    status: int
    """200 when the call did what was asked, otherwise as the HTTP status: 401, 404, 500 …"""
    code: int
    """0 when the call did what was asked, otherwise Bootpay's negative error code."""
    message: str
    """The server's error text, Korean. Empty or missing when all is well."""


class Token(TypedDict, total=False):
    """An access token."""

    token: str
    """64 hex digits."""
    server_time: int
    """The server's clock, Unix seconds."""
    expired_at: int
    """When the token ends, Unix seconds; 30 minutes after it was first issued."""


class TokenEnvelope(Envelope, total=False):
    """The answer of :meth:`bootpay.Bootpay.get_access_token`."""

    data: Token


class Receipt(TypedDict, total=False):
    """A payment. Times are Korean local time, ``YYYY-MM-DD HH:MM:SS``."""

    receipt_id: str
    order_id: str
    """The merchant's own number of the order."""
    name: str
    """What was sold."""
    price: float
    """What was paid, in ``unit``."""
    tax_free: float
    remain_price: float
    """What is left after cancels."""
    remain_tax_free: float
    cancelled_price: float
    cancelled_tax_free: float
    receipt_url: str
    unit: str
    """``krw`` or ``usd``."""
    pg: str
    method: str
    pg_name: str
    method_name: str
    params: Any
    """What the client sent along, unchanged."""
    payment_data: dict[str, Any]
    """What the payment company told; differs by method."""
    requested_at: str
    purchased_at: str
    revoked_at: str
    status: int
    """1 is paid. A merchant must also compare ``price`` with the price that was asked."""
    status_en: str
    status_ko: str


class ReceiptEnvelope(Envelope, total=False):
    """The answer of :meth:`bootpay.Bootpay.verify`."""

    data: Receipt


class Person(TypedDict, total=False):
    """Who was verified. Personal data: not for logs."""

    username: str
    """The real name."""
    phone: str
    """Only if the merchant has it enabled at the verification company; so ``foreigner`` and ``carrier``."""
    birth: str
    """``YYYY-MM-DD``, ``YYYYMMDD`` or ``YYMMDD``."""
    gender: str | int
    """0 female, 1 male; as text or as a number."""
    unique: str
    """CI: the same for this person at every merchant."""
    di: str
    """DI: the same for this person at this merchant."""
    foreigner: bool | int
    carrier: str
    """SKT, KT or LGT."""


class Certificate(TypedDict, total=False):
    """The result of an identity verification."""

    receipt_id: str
    order_id: str
    pg: str
    method: str
    pg_name: str
    method_name: str
    certificate: Person
    payment_data: dict[str, Any]


class CertificateEnvelope(Envelope, total=False):
    """The answer of :meth:`bootpay.Bootpay.certificate`."""

    data: Certificate
