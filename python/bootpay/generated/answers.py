# Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.
"""What the server's answers have as ``data``; :mod:`bootpay.answers` says how to read them."""

from typing import Any, TypedDict

__all__ = [
    "BilledCard",
    "BillingKey",
    "CancelledPayment",
    "Certificate",
    "CertifiedPerson",
    "CompletedPayment",
    "Receipt",
    "Reservation",
    "Token",
    "UserToken",
]


class _AlwaysOfBilledCard(TypedDict):
    card_code: str
    """The card company's code at the gateway."""
    card_name: str
    """The card company's name."""
    card_no: str
    """The card number, its middle masked by the gateway."""


class BilledCard(_AlwaysOfBilledCard, total=False):
    """The card behind a billing key."""

    card_cl: str
    """``1`` for a debit card, ``0`` for a credit card; nicepay only."""


class BillingKey(TypedDict):
    """A billing key that was issued."""

    billing_key: str
    """The key. Whoever has it and the merchant's keys can charge the card: not for logs."""
    pg: str
    """The gateway's code. See :class:`bootpay.Gateway`."""
    pg_name: str
    """The gateway's name in Korean."""
    method: str
    """``card_rebill_rest``, or ``card_rebill`` for a registration in the browser. See
    :class:`bootpay.Method`."""
    method_name: str
    """The method's name in Korean."""
    data: BilledCard
    """The card."""
    e_at: str
    """When the key ends, ``YYYY-MM-DD HH:mm:ss`` in Korea time."""
    c_at: str
    """When it was issued, ``YYYY-MM-DD HH:mm:ss`` in Korea time."""


class CancelledPayment(TypedDict):
    """A cancel that was carried out."""

    receipt_id: str
    """The receipt."""
    remain_price: int
    """What is left."""
    remain_tax_free: int
    """The tax-free part of what is left."""
    cancelled_price: int
    """What was cancelled so far."""
    cancelled_tax_free: int
    """The tax-free part of what was cancelled."""
    request_cancel_price: int | None
    """What this request cancelled. Null if its answer was lost and it asked for all that was left."""
    revoked_at: str | None
    """When, ``YYYY-MM-DD HH:mm:ss`` in Korea time without an offset. Null if its answer was lost and the
    receipt does not say."""
    tid: str | None
    """The gateway's transaction id. Null if its answer was lost."""


class Certificate(TypedDict):
    """The result of an identity verification.

    Before you believe it, check that ``order_id`` is the one which you issued to this very session: the
    receipt id came through the browser, and it may belong to somebody else or to an earlier day.
    """

    receipt_id: str
    """The receipt's id."""
    certificate: "CertifiedPerson"
    """Who was verified. To believe it, confirm an identity: :class:`bootpay.Person`."""
    order_id: str
    """The merchant's own order id, which binds the result to a session."""
    pg: str
    """The agency: ``danal`` is the only one on v1. See :class:`bootpay.Gateway`."""
    method: str
    """``auth``. See :class:`bootpay.Method`."""
    pg_name: str
    """The agency's name in Korean: ``다날``."""
    method_name: str
    """``본인인증``."""
    payment_data: dict[str, Any]
    """The agency's own report, which repeats most of what it says of the person."""


class _AlwaysOfCertifiedPerson(TypedDict):
    username: str
    """The real name. Foreigners have Latin ones with spaces; do not compare it by ``==`` with typed text."""
    birth: str
    """The birth date, in one of three forms."""
    gender: str | int
    """The gender, sent as text or number: 0 for female, 1 for male."""
    unique: str
    """CI, 88 characters of base64. The same person has the same one on every site; people verified by the
    browser script 3.1.0 or older may have another."""
    di: str
    """DI, 64 characters of base64. The same person has another one on every site."""


class CertifiedPerson(_AlwaysOfCertifiedPerson, total=False):
    """A verified person: personal data, not for logs.

    ``phone``, ``carrier`` and ``foreigner`` come only if the merchant has asked the agency to enable them;
    absent does not mean empty.
    """

    phone: str
    """The verified phone number. Numbers are given to new people: never a person's key."""
    foreigner: bool | int
    """Whether the person is a foreigner, sent as a boolean or as 0/1."""
    carrier: str
    """The mobile carrier: ``SKT``, ``KT``, ``LGT``, or another one."""


class _AlwaysOfCompletedPayment(TypedDict):
    receipt_id: str
    """The receipt."""
    order_id: str
    """The merchant's id."""
    item_name: str
    """What was sold."""
    price: int
    """How much."""
    pg: str
    """The gateway's code. See :class:`bootpay.Gateway`."""
    method: str
    """The method's code. See :class:`bootpay.Method`."""
    requested_at: str
    """When it was requested, ``YYYY-MM-DD HH:mm:ss`` in Korea time without an offset."""
    purchased_at: str
    """When it was paid, ``YYYY-MM-DD HH:mm:ss`` in Korea time without an offset."""
    status: int
    """Where the payment stands. 1 is paid, and no other number is. 0: requested, nothing decided yet. 1:
    paid. 2: just before approval; also a virtual account that waits for its deposit. 3: the payment
    gateway is approving it. 11: a billing key was issued. 20: cancelled. -1: failed before approval. -2:
    approval failed. -3: the issue of a virtual account was cancelled. -11: a billing key was cancelled.
    -20: a cancel failed. -30: a cancel is running."""
    payment_name: str
    """The payment's kind in Korean."""
    pg_name: str
    """The gateway's name in Korean."""
    method_name: str
    """The method's name in Korean."""
    card_code: str | None
    """The card company's code at the gateway. What is said of a card is null if it was paid otherwise."""
    card_name: str | None
    """The card company's name."""
    card_no: str | None
    """The card number, its middle masked by the gateway."""
    card_quota: str | None
    """Instalment months as text: ``00`` is a single payment."""
    url: str | None
    """The payment's page, if it has one."""


class CompletedPayment(_AlwaysOfCompletedPayment, total=False):
    """A charge, or a payment that was approved: what the browser's ``done`` callback gets too."""

    tax_free: int
    """The tax-free part."""
    params: Any
    """What the merchant sent along."""


class _AlwaysOfReceipt(TypedDict):
    receipt_id: str
    """The receipt's id."""
    order_id: str
    """The merchant's own order id."""
    name: str
    """What was sold."""
    price: int
    """The amount paid."""
    tax_free: int
    """The tax-free part of the price."""
    remain_price: int
    """What is left after cancels."""
    remain_tax_free: int
    """The tax-free part of what is left."""
    cancelled_price: int
    """What was cancelled so far."""
    cancelled_tax_free: int
    """The tax-free part of what was cancelled."""
    receipt_url: str
    """Where the sales slip can be seen."""
    unit: str
    """``krw`` or ``usd``."""
    pg: str
    """The payment gateway's code, such as ``kcp``. See :class:`bootpay.Gateway`."""
    method: str
    """The method's code, such as ``card``, ``vbank`` or ``auth``. See :class:`bootpay.Method`."""
    pg_name: str
    """The payment gateway's name in Korean."""
    method_name: str
    """The method's name in Korean."""
    payment_data: dict[str, Any]
    """What the payment gateway reported; its fields depend on the method."""
    requested_at: str
    """When it was requested, ``YYYY-MM-DD HH:mm:ss`` in Korea time without an offset."""
    status: int
    """Where the payment stands. 1 is paid, and no other number is. 0: requested, nothing decided yet. 1:
    paid. 2: just before approval; also a virtual account that waits for its deposit. 3: the payment
    gateway is approving it. 11: a billing key was issued. 20: cancelled. -1: failed before approval. -2:
    approval failed. -3: the issue of a virtual account was cancelled. -11: a billing key was cancelled.
    -20: a cancel failed. -30: a cancel is running. See :class:`bootpay.ReceiptStatus`."""
    status_en: str
    """``status`` as an English word, such as ``complete``."""
    status_ko: str
    """``status`` in Korean, such as ``결제완료``."""


class Receipt(_AlwaysOfReceipt, total=False):
    """A receipt.

    Treat it as paid only if its status is 1, paid, the price is the one that you asked for, and the order
    id is yours: the receipt id came through the customer's browser.
    """

    params: Any
    """What the merchant's page sent along as ``params``."""
    purchased_at: str
    """When it was paid, ``YYYY-MM-DD HH:mm:ss`` in Korea time without an offset."""
    revoked_at: str
    """When it was cancelled, ``YYYY-MM-DD HH:mm:ss`` in Korea time without an offset."""
    escrow_status: int
    """Where an escrow payment stands."""
    escrow_status_en: str
    """``escrow_status`` as an English word."""
    escrow_status_ko: str
    """``escrow_status`` in Korean."""


class Reservation(TypedDict):
    """A charge that waits for its time."""

    reserve_id: str
    """The reservation's id."""
    billing_key: str
    """The billing key that will be charged."""
    item_name: str
    """What is sold."""
    price: int
    """How much. The documentation's sample says ``3000.0``."""
    purchase_count: int
    """How often it was charged."""
    purchase_limit: int
    """How often it will be charged: 1."""
    execute_at: int
    """When, Unix seconds."""
    status: int
    """0 waiting, 1 all paid, 2 failed, -1 not reserved, 3 cancelled by the user."""


class Token(TypedDict):
    """An access token and when it ends."""

    token: str
    """Goes bare into the ``Authorization`` header."""
    server_time: int
    """The server's clock when it answered, Unix seconds."""
    expired_at: int
    """When the token ends, Unix seconds: 30 minutes after it was first issued."""


class UserToken(TypedDict):
    """A member's token. Valid for an hour, then ask again."""

    user_token: str
    """Goes into the browser's request."""
    expired_unixtime: int
    """When it ends, Unix seconds."""
    expired_localtime: str
    """When it ends, ``YYYY-MM-DD HH:mm:ss +0900``."""
