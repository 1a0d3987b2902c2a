"""The answers of the server: dicts as they came, with types for checkers and editors.

A key is required in its type if the documentation always has it. Nothing enforces that: the dict is what the
server sent, with keys that are not here too. Money is whole and in won unless ``unit`` says otherwise, also
where the server writes ``3000.0``; times are Korean local time, ``YYYY-MM-DD HH:MM:SS``, unless a field says
Unix seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast, overload

from bootpay.errors import APIError
from bootpay.generated import answers as _rendered
from bootpay.generated.answers import *  # noqa: F403
from bootpay.generated.answers import Receipt

__all__ = ["Answer", "Meta", "Settlement"]
__all__ += _rendered.__all__

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
    """Of a refusal: Bootpay's error code, a negative number or text; ``None`` if it gave none."""
    message: str | None = None
    """Of a refusal: what happened, in one line that is safe to log, as the error of :meth:`Answer.unwrap`
    says it."""
    outcome: Literal["done", "not_done", "pending", "unclear"] | None = None
    """``done`` if the answer of a cancel was lost and its receipt shows it; ``data`` comes from the receipt
    then. Of :meth:`bootpay.Bootpay.settle`'s receipt: as :attr:`Settlement.outcome`. ``None`` otherwise."""


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
