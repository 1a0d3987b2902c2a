"""Identity verification (본인인증): begin it, confirm it once, ask the law::

    begun = client.identity.begin(purpose="주류 구매", session=session_id)  # sends nothing, keeps nothing
    # the page calls BootPay.request with begun.request(web_application_id), and sends what it got
    person = client.identity.confirm(receipt_id, token, session=session_id, once=once)
    if person.is_adult("youth_protection"):
        ...

A certificate says who somebody is, and not that it is who sits there. ``confirm`` returns only if this
session began this verification, for this purpose, a few minutes ago, and nobody used it before; else it
raises :class:`bootpay.IdentityError`.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NoReturn

from bootpay import _native
from bootpay._frames import private_frames
from bootpay._project import Project
from bootpay._reply import person, told
from bootpay._wire import to_json
from bootpay.errors import InvalidRequestError, from_json
from bootpay.person import Person, person_of

if TYPE_CHECKING:
    from bootpay._async_client import AsyncBootpay
    from bootpay._client import Bootpay
    from bootpay.once import AsyncOnce, Once

__all__ = ["AsyncIdentity", "Begun", "Identity"]


@dataclass(frozen=True, slots=True)
class Begun:
    """A verification that was begun: what the page needs, and what proves later that this session began it.
    The ``repr()`` is without the token."""

    order_id: str
    """``identity-`` and 32 hex digits, another one each time."""
    token: str = field(repr=False)
    """What :meth:`Identity.confirm` wants back. It may go through the page: it is signed, bound to the
    session, and tells neither of them."""
    expires_at: datetime
    """When it ends, in UTC."""
    _request: Mapping[str, Any] = field(repr=False, hash=False)

    def request(self, web_application_id: str | None = None) -> dict[str, Any]:
        """What ``BootPay.request`` in the page takes, whole.

        Args:
            web_application_id: The project's application id for **web**, which is public. Default: left out,
                for a page that has it already, as a ``<meta name="bootpay-application-id">``.
        """
        given = {} if web_application_id is None else {"application_id": web_application_id}
        return {**given, **self._request}


@private_frames
class _Beginner:
    """What both clients have: beginning sends nothing, so nobody waits."""

    __slots__ = ("_client",)

    def __init__(self, client: Project) -> None:
        self._client = client

    def begin(self, *, purpose: str, session: str, expires_in: int = 600) -> Begun:
        """Begins a verification, for a purpose and a session. Sends nothing and keeps nothing: the token says
        all, on whichever server it comes back.

        Args:
            purpose: What the person is verified for, as the customer may read it; ``confirm`` can ask for it
                again.
            session: What tells this visitor from all others, and stays until ``confirm``: the session's id,
                or a random value in the session. The token does not tell it.
            expires_in: Seconds for the customer to finish; at most 1800. Default: 600.

        Returns:
            The :class:`Begun` verification.

        Raises:
            InvalidRequestError: An argument is empty or out of range; the message names it.

        Example::

            begun = client.identity.begin(purpose="주류 구매", session="the session's id")
            print(begun.order_id, begun.request("5b8f6a4d396fa665fdc2b5e7"))
        """
        asked = {"purpose": purpose, "session": session, "expires_in": expires_in}
        handle = self._client._current().handle
        begun = told(handle.begin_identity, to_json(asked, InvalidRequestError))
        expires_at = datetime.fromtimestamp(begun["expires_at"], timezone.utc)
        return Begun(begun["order_id"], begun["token"], expires_at, begun["request"])


@private_frames
class Identity(_Beginner):
    """The verifications of a project: :attr:`bootpay.Bootpay.identity`."""

    __slots__ = ()
    _client: Bootpay

    def confirm(
        self, receipt_id: str, token: str, *, session: str, once: Once, purpose: str | None = None
    ) -> Person:
        """Confirms a verification, once: looks at the token, reads the certificate (``GET
        /certificate/{receipt_id}``), compares both, and uses the order id up.

        A failure of the network uses nothing up: call again. What your own code does with the person after
        this may fail too, and then the verification is used; docs/identity.md shows how to lose nobody by
        that.

        Args:
            receipt_id: As the browser got it. Whatever it sends may be handed over as it is.
            token: :attr:`Begun.token`.
            session: What ``begin`` was given, of the visitor who asks now.
            once: Where it is noted that an order id was used, for all servers: one of :mod:`bootpay.once`, or
                any object with its one method.
            purpose: What the person must have been verified for. Default: whatever ``begin`` was told, which
                is in :attr:`Person.purpose`.

        Returns:
            The :class:`Person`, who may be believed.

        Raises:
            IdentityError: It is not to be believed; ``reason`` says why.
            InvalidRequestError: ``once`` has no ``consume``, and nothing was sent; or it answers neither true
                nor false.
            ReceiptMismatchError: The answer is about another receipt.
            APIError: The server refused, for example for wrong keys.
            APIConnectionError: No connection, or it broke. Nothing was used up.
            APITimeoutError: No answer within ``timeout`` or ``deadline``. Nothing was used up.
            DecodeError: The answer is not the documented JSON.
            Exception: What ``once`` raises, as it is.

        Example::

            from bootpay import IdentityError, once

            used = once.Memory()  # of one process; Redis, Django's cache or a database for more
            begun = client.identity.begin(purpose="주류 구매", session="s-1")
            receipt_id = "612e09260d681b0021e61ab9"  # from the page, as the token
            try:
                person = client.identity.confirm(receipt_id, begun.token, session="s-1", once=used)
            except IdentityError as error:
                print(error.http_status, error.customer_message())
            else:
                print(person.is_adult("youth_protection"))
        """
        _check(once)
        answer = self._client._run("identity.confirm", _asked(receipt_id, token, session, purpose), person)
        who = person_of(answer)
        said = once.consume(who.order_id, answer["keep_used_for"])
        if inspect.isawaitable(said):
            if inspect.iscoroutine(said):
                said.close()
            raise InvalidRequestError("once: this one has to be awaited; it is for AsyncBootpay")
        return who if _is_first(said) else _refuse(who.receipt_id)


@private_frames
class AsyncIdentity(_Beginner):
    """The verifications of a project, for asyncio: :attr:`bootpay.AsyncBootpay.identity`."""

    __slots__ = ()
    _client: AsyncBootpay

    async def confirm(
        self, receipt_id: str, token: str, *, session: str, once: Once | AsyncOnce, purpose: str | None = None
    ) -> Person:
        """Confirms a verification, once: as :meth:`Identity.confirm`, awaited.

        Args:
            receipt_id: As the browser got it.
            token: :attr:`Begun.token`.
            session: What ``begin`` was given, of the visitor who asks now.
            once: Where it is noted that an order id was used. What it answers is awaited if it can be; one
                that cannot stops the event loop for as long as it takes.
            purpose: What the person must have been verified for. Default: whatever ``begin`` was told.

        Returns:
            The :class:`Person`, who may be believed.

        Raises:
            IdentityError: It is not to be believed; ``reason`` says why.
            BootpayError: As of :meth:`Identity.confirm`.
            Exception: What ``once`` raises, as it is.

        Example::

            from bootpay import IdentityError, once

            used = once.Memory()  # of one process; Redis or a database for more
            begun = client.identity.begin(purpose="주류 구매", session="s-1")
            receipt_id = "612e09260d681b0021e61ab9"  # from the page, as the token
            try:
                person = await client.identity.confirm(receipt_id, begun.token, session="s-1", once=used)
            except IdentityError as error:
                print(error.http_status, error.customer_message())
            else:
                print(person.is_adult("youth_protection"))
        """
        _check(once)
        asked = _asked(receipt_id, token, session, purpose)
        answer = await self._client._run("identity.confirm", asked, person)
        who = person_of(answer)
        said = once.consume(who.order_id, answer["keep_used_for"])
        if inspect.isawaitable(said):
            said = await said
        return who if _is_first(said) else _refuse(who.receipt_id)


def _check(once: object) -> None:
    if not callable(getattr(once, "consume", None)):
        raise InvalidRequestError(
            f"once: {type(once).__name__} has no method consume; give one of bootpay.once, so that a "
            "verification is used only once, on whichever server; nothing was sent"
        )


def _is_first(said: object) -> bool:
    """What a store said. A number of rows or a reply of a driver would be true whatever it says."""
    if said is None or isinstance(said, bool):
        return said is True
    raise InvalidRequestError(
        f"once: consume must answer True or False, not {type(said).__name__}; nobody was confirmed"
    )


def _asked(receipt_id: str, token: str, session: str, purpose: str | None) -> dict[str, object]:
    sent = {"receipt_id": _text(receipt_id), "token": _text(token)}
    return {**sent, "session": session, "purpose": purpose}


def _text(sent: object) -> str:
    """What a browser sent, which can be anything: another type is a failed attempt, and not a mistake of the
    program. Half a character, as JSON can say it, is replaced."""
    return sent.encode(errors="replace").decode() if isinstance(sent, str) else ""


def _refuse(receipt_id: str) -> NoReturn:
    raise from_json(_native.identity("used", to_json({"receipt_id": receipt_id}, InvalidRequestError)))
