"""The answers of the server: dicts as they came, with types for checkers and editors.

A key is required in its type if the documentation always has it. Nothing enforces that: the dict is what the
server sent, with keys that are not here too. Money is whole and in won unless ``unit`` says otherwise, also
where the server writes ``3000.0``; times are Korean local time, ``YYYY-MM-DD HH:MM:SS``, unless a field says
Unix seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypedDict, TypeVar, cast, overload

from bootpay.errors import APIError

__all__ = [
    "Answer",
    "BilledCard",
    "BillingKey",
    "CancelledPayment",
    "Certificate",
    "CertifiedPerson",
    "CompletedPayment",
    "Meta",
    "Receipt",
    "Reservation",
    "Settlement",
    "Token",
    "UserToken",
]

Data = TypeVar("Data")
_OtherKey = TypeVar("_OtherKey", bound=str)


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
    """Of a refusal: Bootpay's error code, a negative number or text; ``None`` if there is none."""
    message: str | None = None
    """Of a refusal: what happened, in one line that is safe to log, as the error of :meth:`Answer.unwrap`
    says it."""


class Answer(dict[str, Any], Generic[Data]):
    """The server's answer: a dict like any other, with :attr:`meta` beside it.

    A refusal is an answer too. :meth:`unwrap` gives the data of a good answer and raises a refusal as an
    error; on a refusal without data, ``answer["data"]`` is a ``KeyError`` that says what happened.

    ========  =============================================================================================
    key       value
    ========  =============================================================================================
    status    200 when the call did what was asked, otherwise as the HTTP status: 401, 404, 500 …
    code      0 when the call did what was asked, otherwise Bootpay's error code: a negative number, or text
    message   the server's error text, Korean; empty or missing when all is well
    data      what was asked for, as the type in brackets says; missing in most refusals
    ========  =============================================================================================

    Example::

        answer = client.cancel("5df6e8034f74b4002177e0bb")
        print(answer["status"], answer.meta.cancel_id)
        if answer.ok:
            print(answer["data"]["remain_price"])
    """

    __slots__ = ("_body", "meta")
    meta: Meta
    _body: str | None

    def __init__(self, fields: Mapping[str, Any], meta: Meta, body: str | None = None) -> None:
        super().__init__(fields)
        self.meta = meta
        self._body = body

    @property
    def ok(self) -> bool:
        """Whether the server did what was asked. ``False`` of a refusal.

        Example::

            answer = client.certificate("612e09260d681b0021e61ab9")
            if answer.ok:
                print(answer["data"]["order_id"])
        """
        return self.meta.effect is None

    @property
    def effect(self) -> str | None:
        """As :attr:`bootpay.BootpayError.effect`: ``none`` of a refusal that changed nothing, ``unknown`` of
        one that may have taken effect all the same. ``None`` of a good answer.

        Example::

            answer = client.cancel("5df6e8034f74b4002177e0bb", cancel_id="refund-1")
            if answer.effect == "unknown":
                print(client.settle(answer).outcome)
        """
        return self.meta.effect

    def unwrap(self) -> Data:
        """The data of a good answer; a refusal is raised.

        Returns:
            ``answer["data"]``; ``None`` if the call gives none, as :meth:`bootpay.Bootpay.create_webhook`.

        Raises:
            APIError: The server refused. ``status``, ``code``, ``effect`` and the rest say what is known, and
                :meth:`bootpay.Bootpay.settle` takes it.

        Example::

            person = client.certificate("612e09260d681b0021e61ab9").unwrap()["certificate"]
            print(person["username"], person["birth"])
        """
        if self.ok:
            return cast("Data", self.get("data"))
        refusal = APIError(
            self.meta.message or "the server refused",
            status=self.meta.status,
            code=self.meta.code,
            operation=self.meta.operation,
            effect=self.meta.effect or "none",
            attempts=self.meta.attempts,
            request_id=self.meta.request_id,
            receipt_id=self.meta.receipt_id,
            cancel_id=self.meta.cancel_id,
            cancel_price=self.meta.cancel_price,
            body=self._body,
        )
        del self  # error reporters print this frame's variables, and a refusal may quote somebody
        raise refusal

    def __missing__(self, key: str) -> Any:
        if key != "data" or self.ok:
            raise KeyError(key)
        said = self.meta.message
        del self  # as in `unwrap`
        raise KeyError(f"data: the server refused; unwrap() raises it as an APIError, ok asks. {said}")

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: Literal["status"], /) -> int: ...
        @overload
        def __getitem__(self, key: Literal["code"], /) -> int | str: ...
        @overload
        def __getitem__(self, key: Literal["message"], /) -> str: ...
        @overload
        def __getitem__(self, key: Literal["data"], /) -> Data: ...
        # A variable and not `str`, into which a checker would fold the literals: then editors have no key to
        # offer.
        @overload
        def __getitem__(self, key: _OtherKey, /) -> Any: ...
        def __getitem__(self, key: str, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a lost call came to: :meth:`bootpay.Bootpay.settle`."""

    outcome: Literal["done", "not_done", "pending", "unclear"]
    """``done``: it took effect. ``not_done``: it did not up to now; a request that is still under way may
    yet. ``pending``: the payment company is still at it, look again later. ``unclear``: the receipt does not
    tell; with ``cancelled_before`` it may."""
    receipt: Answer[Receipt] = field(repr=False)
    """The answer that says so, as :meth:`bootpay.Bootpay.verify` returns it."""


class Token(TypedDict):
    """An access token."""

    token: str
    """64 hex digits."""
    server_time: int
    """The server's clock, Unix seconds."""
    expired_at: int
    """When the token ends, Unix seconds; 30 minutes after it was first issued."""


class _AlwaysOfReceipt(TypedDict):
    receipt_id: str
    order_id: str
    """The merchant's own number of the order."""
    name: str
    """What was sold."""
    price: int
    """What was paid, in ``unit``."""
    tax_free: int
    remain_price: int
    """What is left after cancels."""
    remain_tax_free: int
    cancelled_price: int
    cancelled_tax_free: int
    receipt_url: str
    unit: str
    """``krw`` or ``usd``."""
    pg: str
    method: str
    pg_name: str
    method_name: str
    payment_data: dict[str, Any]
    """What the payment company told; differs by method."""
    requested_at: str
    status: int
    """1 is paid. A merchant must also compare ``price`` with the price that was asked."""
    status_en: str
    status_ko: str


class Receipt(_AlwaysOfReceipt, total=False):
    """A payment."""

    params: Any
    """What the client sent along, unchanged."""
    purchased_at: str
    """Of a payment that was paid."""
    revoked_at: str
    """Of a payment that was cancelled."""
    escrow_status: int
    """Of an escrow payment; so the two below."""
    escrow_status_en: str
    escrow_status_ko: str


class _AlwaysOfCertifiedPerson(TypedDict):
    username: str
    """The real name."""
    birth: str
    """``YYYY-MM-DD``, ``YYYYMMDD`` or ``YYMMDD``."""
    gender: str | int
    """0 female, 1 male; as text or as a number."""
    unique: str
    """CI: the same for this person at every merchant."""
    di: str
    """DI: the same for this person at this merchant."""


class CertifiedPerson(_AlwaysOfCertifiedPerson, total=False):
    """Whom a certificate is about; to believe it: :class:`bootpay.Person`. Personal data, not for logs."""

    phone: str
    """Only if the merchant has it enabled at the verification company; so ``foreigner`` and ``carrier``."""
    foreigner: bool | int
    carrier: str
    """SKT, KT or LGT."""


class Certificate(TypedDict):
    """The result of an identity verification."""

    receipt_id: str
    order_id: str
    pg: str
    method: str
    pg_name: str
    method_name: str
    certificate: CertifiedPerson
    payment_data: dict[str, Any]


class CancelledPayment(TypedDict):
    """A cancel that was carried out."""

    receipt_id: str
    request_cancel_price: int
    """What this request cancelled."""
    remain_price: int
    """What is left."""
    remain_tax_free: int
    cancelled_price: int
    """What was cancelled so far."""
    cancelled_tax_free: int
    revoked_at: str
    tid: str
    """The payment company's transaction id."""


class _AlwaysOfBilledCard(TypedDict):
    card_code: str
    """The card company's code at the payment company."""
    card_name: str
    card_no: str
    """Masked."""


class BilledCard(_AlwaysOfBilledCard, total=False):
    """The card behind a billing key."""

    card_cl: str
    """``1`` debit, ``0`` credit; nicepay only."""


class BillingKey(TypedDict):
    """A billing key. Whoever has it and the merchant's keys can charge the card: not for logs."""

    billing_key: str
    pg: str
    pg_name: str
    method: str
    method_name: str
    data: BilledCard
    e_at: str
    """When it ends."""
    c_at: str
    """When it was issued."""


class _AlwaysOfCompletedPayment(TypedDict):
    receipt_id: str
    order_id: str
    item_name: str
    price: int
    card_no: str | None
    """Masked; ``None`` if it was not paid by card, and so the three below."""
    card_code: str | None
    card_name: str | None
    card_quota: str | None
    """Instalment months; ``00`` is a single payment."""
    url: str | None
    payment_name: str
    pg: str
    pg_name: str
    method: str
    method_name: str
    requested_at: str
    purchased_at: str
    status: int
    """1 is paid."""


class CompletedPayment(_AlwaysOfCompletedPayment, total=False):
    """A charge, or a payment that was approved."""

    tax_free: int
    """Of a payment that was approved."""
    params: Any


class Reservation(TypedDict):
    """A charge that will be made."""

    reserve_id: str
    billing_key: str
    item_name: str
    price: int
    purchase_count: int
    """How often it was charged."""
    purchase_limit: int
    """How often it will be: 1."""
    execute_at: int
    """When, Unix seconds."""
    status: int
    """0 waiting, 1 paid, 2 failed, 3 cancelled, -1 not reserved."""


class UserToken(TypedDict):
    """A member's token for the browser, good for an hour."""

    user_token: str
    expired_unixtime: int
    """When it ends, Unix seconds."""
    expired_localtime: str
    """When it ends, ``YYYY-MM-DD HH:MM:SS +0900``."""
