"""The answer of a call, which every call loads; :mod:`bootpay.answers` has the types of what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast, overload

import bootpay
from bootpay.errors import APIError

Data = TypeVar("Data")
_OtherKey = TypeVar("_OtherKey", bound=str)


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

    __slots__ = ("_body", "_meta")
    _body: str | None
    _meta: bootpay.Meta | str

    def __init__(self, fields: Mapping[str, Any], meta: bootpay.Meta | str, body: str | None = None) -> None:
        super().__init__(fields)
        self._meta = meta
        self._body = body

    @property
    def meta(self) -> bootpay.Meta:
        """How the call went: :class:`bootpay.Meta`.

        Example::

            answer = client.cancel("5df6e8034f74b4002177e0bb", cancel_id="refund-1")
            print(answer.meta.cancel_id, answer.meta.duration_ms)
        """
        if isinstance(self._meta, str):  # few ask, so it is read when somebody does
            self._meta = bootpay.answers.meta_of(self._meta)
        return self._meta

    @property
    def ok(self) -> bool:
        """Whether the server did what was asked. ``False`` of a refusal.

        Example::

            answer = client.certificate("612e09260d681b0021e61ab9")
            if answer.ok:
                print(answer["data"]["order_id"])
        """
        return self._body is None if isinstance(self._meta, str) else self._meta.effect is None

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
