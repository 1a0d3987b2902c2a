"""What can go wrong. Every class derives from :class:`BootpayError`, and from the builtin class that fits, so
that code written for the official package, which let `requests`' errors through (`OSError`, `ValueError`),
catches them.

============================  ============================  ========================================
class                         also caught as                meaning
============================  ============================  ========================================
:class:`ConfigError`          ``ValueError``                the client cannot work as configured
:class:`InvalidRequestError`  ``ValueError``                an argument was refused, nothing was sent
:class:`APIConnectionError`   ``OSError``                   no connection, or it broke
:class:`APITimeoutError`      ``TimeoutError``, ``OSError`` no answer within the time allowed
:class:`DecodeError`          ``ValueError``, ``OSError``   the answer is not the documented JSON
:class:`APIError`                                           the server said no; see below
:class:`ReceiptMismatchError` ``ValueError``                the receipt is not the one you expect
:class:`WebhookError`         ``ValueError``                a webhook is not to be believed
:class:`IdentityError`                                      a verification is not to be believed
:class:`CanceledError`                                      the call was given up
:class:`InternalError`                                      a defect of this package
============================  ============================  ========================================

A refusal by the server that comes as JSON (wrong keys, unknown id) is *returned* by the methods of
:class:`bootpay.Bootpay`, as the official package returned it, and not raised; with two exceptions, whose
return says more than that the server answered: ``verify`` with something to compare, and ``settle``, raise it
as :class:`APIError`. :meth:`answer.unwrap() <bootpay.Answer.unwrap>` raises it too.

An error whose ``effect`` is ``unknown`` may have done what was asked:
:meth:`settle <bootpay.Bootpay.settle>` takes it and finds out.
"""

from __future__ import annotations

import json
from typing import Any, Literal

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "BootpayError",
    "CanceledError",
    "ConfigError",
    "DecodeError",
    "IdentityError",
    "InternalError",
    "InvalidRequestError",
    "ReceiptMismatchError",
    "WebhookError",
]

Reason = Literal[
    "bad_token",
    "other_session",
    "other_purpose",
    "expired",
    "not_finished",
    "not_identity",
    "other_order",
    "used",
]
"""Why a verification is not to be believed: :attr:`IdentityError.reason`."""


class BootpayError(Exception):
    """Any failure of this package.

    ``str()`` is one line for people: what happened and what to do. Neither it nor ``repr()`` shows keys,
    tokens, personal data or the server's answer; :attr:`body` has the answer and may hold personal data.

    Example::

        from bootpay import BootpayError

        try:
            client.cancel(receipt_id).unwrap()
        except BootpayError as error:
            log.warning("%s", error)          # safe to log
            if error.effect == "unknown":     # the request left, and the payment may be cancelled
                print(client.settle(error).outcome)
    """

    kind: str
    """config, invalid_request, connection, timeout, decode, api, mismatch, webhook, identity, canceled or
    internal."""
    status: int | None
    """The HTTP status, when the server answered."""
    code: int | str | None
    """Bootpay's own error code, when the server gave one: a negative number; text from a later generation of
    its API."""
    operation: str | None
    """The call that failed, such as ``certificate.get``; ``None`` when none was made."""
    effect: str
    """``none``: nothing happened at the server. ``unknown``: the request left and may have taken effect;
    :meth:`bootpay.Bootpay.settle` finds out, for a cancel or an approval."""
    attempts: int
    """How often the request was sent. Token requests are not counted."""
    request_id: str | None
    """What was sent as ``X-Request-Id``, the same for every attempt of one call."""
    receipt_id: str | None
    """The receipt that the call was about, when it named one."""
    cancel_id: str | None
    """The ``cancel_id`` that a cancel carried, your own or the one that was made for it. Repeating the cancel
    with it cannot cancel twice."""
    cancel_price: int | None
    """What a cancel asked for, in won; ``None`` if that was all that is left."""
    causes: tuple[str, ...]
    """What lies beneath, outermost first. Also chained as ``__cause__``."""
    body: str | None
    """The server's answer as it came. It may hold personal data: do not log it. A pickle, which ends up in
    queues and caches, and a copy are without it."""

    _default_kind = "internal"

    def __init__(
        self,
        message: str = "",
        *,
        kind: str | None = None,
        status: int | None = None,
        code: int | str | None = None,
        operation: str | None = None,
        effect: str = "none",
        attempts: int = 0,
        request_id: str | None = None,
        receipt_id: str | None = None,
        cancel_id: str | None = None,
        cancel_price: int | None = None,
        causes: tuple[str, ...] = (),
        body: str | None = None,
    ) -> None:
        # One argument only: OSError takes two for an errno and its text.
        super().__init__(message)
        self.kind = kind or self._default_kind
        self.status = status
        self.code = code
        self.operation = operation
        self.effect = effect
        self.attempts = attempts
        self.request_id = request_id
        self.receipt_id = receipt_id
        self.cancel_id = cancel_id
        self.cancel_price = cancel_price
        self.causes = tuple(causes)
        self.body = body
        cause: Exception | None = None
        for text in reversed(self.causes):
            beneath, cause = cause, Exception(text)
            cause.__cause__ = beneath
        self.__cause__: BaseException | None = cause

    @property
    def message(self) -> str:
        """What happened and what to do, in one line; the same as ``str()``."""
        return str(self.args[0]) if self.args else ""

    def __str__(self) -> str:
        return self.message

    # OSError's own would lose everything but the message. Notes (PEP 678) travel in the third part.
    def __reduce__(self) -> tuple[Any, ...]:
        own = {name: getattr(self, name) for name in _DETAILS}
        return _rebuilt, (type(self), self.message, own), {**self.__dict__, "body": None}


_DETAILS = (
    "kind",
    "status",
    "code",
    "operation",
    "effect",
    "attempts",
    "request_id",
    "receipt_id",
    "cancel_id",
    "cancel_price",
    "causes",
)


def _rebuilt(cls: type[BootpayError], message: str, details: dict[str, Any]) -> BootpayError:
    return cls(message, **details)


class ConfigError(BootpayError, ValueError):
    """The client was made with something that cannot work: a missing or empty key, an unknown mode, a bad
    ``base_url``, a timeout of 0. Raised by the constructor or by the assignment, before anything is stored or
    sent.
    """

    _default_kind = "config"


class InvalidRequestError(BootpayError, ValueError):
    """An argument was refused here; nothing was sent. For example a ``receipt_id`` with a slash in it."""

    _default_kind = "invalid_request"


class APIConnectionError(BootpayError, OSError):
    """DNS, TCP or TLS failed, or the connection broke before the whole answer was here."""

    _default_kind = "connection"


class APITimeoutError(APIConnectionError, TimeoutError):
    """No answer within ``timeout`` (one attempt) or ``deadline`` (the call in all)."""

    _default_kind = "timeout"


class DecodeError(BootpayError, ValueError, OSError):
    """The server, or a proxy before it, answered something that is not the documented JSON, such as an HTML
    page.

    Both a ``ValueError`` and an ``OSError``, like the ``JSONDecodeError`` of `requests`.
    """

    _default_kind = "decode"


class APIError(BootpayError):
    """The server said no, in a call whose return would say more than that it answered (``verify`` with
    something to compare, ``settle``), in an answer that was unwrapped, or without a JSON answer that could be
    returned.
    """

    _default_kind = "api"


class ReceiptMismatchError(BootpayError, ValueError):
    """The receipt is there, but its status, price or order id is not the one that ``verify`` was told to
    expect. The message names what differs. Do not ship.
    """

    _default_kind = "mismatch"


class WebhookError(BootpayError, ValueError):
    """A webhook came from elsewhere, has another project's key, cannot be read, or does not say what a
    receipt could be compared with. The message says which. Do not act on it, and do not answer ``OK``.
    """

    _default_kind = "webhook"


class IdentityError(BootpayError):
    """A verification is not to be believed: nobody was verified for this session and this purpose, just now
    and for the first time. :attr:`reason` says why, for a program; ``str()`` says it for a log, and
    :meth:`customer_message` for the customer. None of them quotes anything.

    =================  ====  ============================================================================
    reason             HTTP  meaning
    =================  ====  ============================================================================
    ``bad_token``      400   the token was not made with this private key, or was changed
    ``other_session``  403   it was begun in another session
    ``other_purpose``  403   it was begun for another purpose
    ``expired``        410   its time is over, or the person was verified outside of it
    ``not_finished``   409   the window is still open, or was closed; there is time to finish it
    ``not_identity``   400   the receipt is a payment's, or its id is malformed
    ``other_order``    403   the receipt is of another verification: an earlier one, or somebody else's
    ``used``           409   it was confirmed before
    =================  ====  ============================================================================

    Example::

        from bootpay import IdentityError

        def answer(error: IdentityError) -> tuple[int, str]:
            log.warning("%s", error)  # safe to log
            return error.http_status, error.customer_message()
    """

    reason: Reason
    """Why."""
    http_status: int
    """The HTTP status that fits the answer of a web handler: 400, 403, 409 or 410."""

    _default_kind = "identity"

    def __init__(
        self,
        message: str = "",
        *,
        reason: Reason = "bad_token",
        http_status: int = 400,
        ko: str = "",
        en: str = "",
        **details: Any,
    ) -> None:
        super().__init__(message, **details)
        self.reason = reason
        self.http_status = http_status
        self._sentences = {"ko": ko, "en": en}

    def customer_message(self, language: Literal["ko", "en"] = "ko") -> str:
        """A sentence that a customer may read: what is wrong, and what to do.

        Args:
            language: ``ko`` or ``en``. Default: ``ko``.

        Raises:
            InvalidRequestError: It is another language.
        """
        if language not in self._sentences:
            raise InvalidRequestError("language must be ko or en")
        return self._sentences[language]


class CanceledError(BootpayError):
    """The call was given up before its answer came."""

    _default_kind = "canceled"


class InternalError(BootpayError):
    """A defect of this package. The process lives on and the client stays usable; please report it."""

    _default_kind = "internal"


_CLASS_OF_KIND: dict[str, type[BootpayError]] = {
    "config": ConfigError,
    "invalid_request": InvalidRequestError,
    "connection": APIConnectionError,
    "timeout": APITimeoutError,
    "decode": DecodeError,
    "api": APIError,
    "mismatch": ReceiptMismatchError,
    "webhook": WebhookError,
    "identity": IdentityError,
    "canceled": CanceledError,
    "internal": InternalError,
}


def from_json(text: str, body: str | None = None) -> BootpayError:
    """The exception for an error that the core describes as a JSON object. Used by this package itself."""
    told = json.loads(text)
    kind = told.get("kind", "internal")
    # A kind that a newer core knows and this file does not is still a BootpayError with its own kind.
    return _CLASS_OF_KIND.get(kind, BootpayError)(
        told.get("message", ""),
        kind=kind,
        status=told.get("status"),
        code=told.get("code"),
        operation=told.get("operation"),
        effect=told.get("effect", "none"),
        attempts=told.get("attempts", 0),
        request_id=told.get("request_id"),
        receipt_id=told.get("receipt_id"),
        cancel_id=told.get("cancel_id"),
        cancel_price=told.get("cancel_price"),
        causes=tuple(told.get("causes", ())),
        body=body,
        **(told.get("identity") or {}),
    )
