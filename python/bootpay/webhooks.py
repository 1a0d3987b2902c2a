"""Webhooks: what the server tells on its own when a payment changes, and how far that may be believed.

A v1 webhook carries no signature and no time. Who sent it, and in the form-encoded kind the project's private
key, is all that can be checked; so what it says is a hint, on which the receipt is read again::

    event = client.webhook.verify(body, content_type=…, remote_address=…)
    receipt = client.webhook.reverify(event)["data"]
    # act on the receipt, once per receipt_id and status, and answer with client.webhook.ANSWER
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bootpay._project import Project
from bootpay._wire import to_json
from bootpay.answers import Answer, Receipt
from bootpay.errors import InvalidRequestError, WebhookError, from_json

if TYPE_CHECKING:
    from bootpay._async_client import AsyncBootpay
    from bootpay._client import Bootpay

__all__ = ["AsyncWebhooks", "WebhookEvent", "Webhooks"]

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
"""A number in text; no amount of money has more digits."""


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """What a webhook says, without the private key. Both kinds of webhook give the same event.

    ``None`` is what a webhook does not say. The ``repr()`` has id and status only.
    """

    receipt_id: str
    """The receipt."""
    status: int | None
    """Where the payment stands, as in a receipt: 1 paid, 20 cancelled … Act once per ``receipt_id`` and
    ``status``: the same webhook comes up to ten times."""
    price: float | None = field(repr=False)
    """The amount, in won; an ``int`` if it is whole, as every amount in won is."""
    order_id: str | None = field(repr=False)
    """The order id that you issued."""
    name: str | None = field(repr=False)
    """What was sold."""
    tax_free: float | None = field(repr=False)
    """The tax-free part of the amount. The form-encoded kind does not have it."""
    retry_count: int | None = field(repr=False)
    """How often it was sent before; 0 for the first time. The JSON kind does not have it."""
    pg: str | None = field(repr=False)
    """The payment company's code, such as ``kcp``."""
    method: str | None = field(repr=False)
    """The method's code, such as ``card``."""
    purchased_at: str | None = field(repr=False)
    """When it was paid, ``YYYY-MM-DD HH:MM:SS``, Korean local time."""
    payment_data: Mapping[str, Any] | None = field(repr=False, hash=False)
    """What the payment company told; differs by method. It may hold personal data: not for logs."""
    fields: Mapping[str, Any] = field(repr=False, hash=False)
    """All fields, numbers as numbers, under the names that they came with; which there are depends on the
    kind of the webhook. They may hold personal data: not for logs."""


class _Reader:
    """What both clients have: reading sends nothing, so nobody waits."""

    __slots__ = ("_client",)

    ANSWER: Final = "OK"
    """What a webhook must be answered with, as plain text: exactly this, or the server sends it again."""

    def __init__(self, client: Project) -> None:
        self._client = client

    def verify(
        self,
        body: str | bytes | bytearray | memoryview,
        *,
        remote_address: str | None,
        content_type: str | None = None,
        forwarded_for: str | None = None,
        trusted_proxies: Sequence[str] = (),
        allowed_sources: Sequence[str] | None = None,
    ) -> WebhookEvent:
        """Reads a webhook and checks who sent it, and that it has this project's private key where it has to
        have one. Sends nothing.

        What it says is a hint all the same: :meth:`reverify` it.

        Args:
            body: The body as it came: ``request.get_data()`` of Flask, ``request.body`` of Django, ``await
                request.body()`` of FastAPI. It may hold your private key: keep it out of logs.
            remote_address: The address at the other end of the connection, with or without a port.
            content_type: The header ``Content-Type``. Default: by the first character of the body.
            forwarded_for: The header ``X-Forwarded-For``, looked at only if the connection comes from a
                trusted proxy.
            trusted_proxies: Your own proxies, as addresses or ranges such as ``10.0.0.0/8``. Default: none.
            allowed_sources: Ranges to accept webhooks from. Default: Bootpay's 223.130.82.0/24, and this
                machine too if the client talks to a sandbox on it.

        Returns:
            The :class:`bootpay.WebhookEvent`.

        Raises:
            WebhookError: It is not to be believed, or cannot be read; the message says why.
            InvalidRequestError: An argument is none: the body was read by a framework, an address is missing.

        Example::

            body = b'{"receipt_id": "5df6e67d4f74b4002a77e0eb", "price": 3000, "status": 1}'
            event = client.webhook.verify(body, remote_address="223.130.82.4")
            print(event.receipt_id, event.status)
        """
        return self._read(
            body,
            content_type=content_type,
            remote_address=remote_address,
            forwarded_for=forwarded_for,
            trusted_proxies=trusted_proxies,
            allowed_sources=allowed_sources,
        )

    def parse(
        self, body: str | bytes | bytearray | memoryview, *, content_type: str | None = None
    ) -> WebhookEvent:
        """Reads a webhook and believes nothing: neither the sender nor the key is looked at. Anybody may have
        written what it says. For a look at a body that was kept, not to act on.

        Args:
            body: The body as it came. It may hold your private key, which is in no event.
            content_type: The header ``Content-Type``. Default: by the first character of the body.

        Returns:
            The :class:`bootpay.WebhookEvent`.

        Raises:
            WebhookError: It cannot be read; the message says why.
            InvalidRequestError: An argument is none, as of :meth:`verify`.

        Example::

            event = client.webhook.parse("receipt_id=5df6e67d4f74b4002a77e0eb&price=3000&status=1")
            print(event.receipt_id, event.price)
        """
        return self._read(body, content_type=content_type, only_read=True)

    def _read(self, body: object, **how: object) -> WebhookEvent:
        delivery = to_json({"body": _text(body), **how}, InvalidRequestError)
        handle = self._client._current().handle
        try:
            told = handle.webhook(delivery)
        except ValueError as refusal:
            raise from_json(str(refusal)) from None
        return _event(json.loads(told))


class Webhooks(_Reader):
    """The webhooks of a project: :attr:`bootpay.Bootpay.webhook`."""

    __slots__ = ()
    _client: Bootpay

    def reverify(self, event: WebhookEvent) -> Answer[Receipt]:
        """Reads the receipt that a webhook is about, and compares status, price and order id:
        ``GET /receipt/{receipt_id}``.

        It proves that the payment is as the webhook says, not that it is what your customer owes: compare
        price and order id with your books, and act once per ``receipt_id`` and ``status``.

        Args:
            event: What :meth:`verify` returned.

        Returns:
            The receipt, as :meth:`bootpay.Bootpay.verify` returns it.

        Raises:
            WebhookError: The event has no status, or no price in won, to compare; nothing was sent.
            ReceiptMismatchError: The receipt says something else; the message names what differs. The
                webhook is forged, or the payment went on since.
            APIError: The server refused to show the receipt.
            InvalidRequestError: It is no event; nothing was sent.
            APIConnectionError: No connection, or it broke.
            APITimeoutError: No answer within ``timeout`` or ``deadline``.
            DecodeError: The answer is not the documented JSON.

        Example::

            body = b'{"receipt_id": "5df6e67d4f74b4002a77e0eb", "price": 3000, "status": 1}'
            event = client.webhook.verify(body, remote_address="223.130.82.4")
            receipt = client.webhook.reverify(event)["data"]
            print(receipt["order_id"], receipt["price"])
        """
        return self._client.verify(**_expectations(event))


class AsyncWebhooks(_Reader):
    """The webhooks of a project, for asyncio: :attr:`bootpay.AsyncBootpay.webhook`."""

    __slots__ = ()
    _client: AsyncBootpay

    async def reverify(self, event: WebhookEvent) -> Answer[Receipt]:
        """Reads the receipt that a webhook is about, and compares status, price and order id: as
        :meth:`Webhooks.reverify`, awaited.

        Args:
            event: What :meth:`verify` returned.

        Returns:
            The receipt, as :meth:`bootpay.AsyncBootpay.verify` returns it.

        Raises:
            WebhookError: The event has no status, or no price in won, to compare; nothing was sent.
            BootpayError: As of :meth:`Webhooks.reverify`.

        Example::

            body = b'{"receipt_id": "5df6e67d4f74b4002a77e0eb", "price": 3000, "status": 1}'
            event = client.webhook.verify(body, remote_address="223.130.82.4")
            answer = await client.webhook.reverify(event)
            print(answer["data"]["order_id"], answer["data"]["price"])
        """
        return await self._client.verify(**_expectations(event))


def _text(body: object) -> str:
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogatepass")
    if not isinstance(body, (bytes, bytearray, memoryview)):
        raise InvalidRequestError(
            f"body: expected the raw body, bytes or text, not {type(body).__name__}; Flask has it as "
            "request.get_data(), Django as request.body, FastAPI as await request.body()"
        )
    try:
        return bytes(body).decode()
    except UnicodeDecodeError:
        pass
    # raised here, so that no error with the body hangs beneath it
    raise _distrust("its body is not UTF-8")


def _event(told: dict[str, Any]) -> WebhookEvent:
    payment_data = told.get("payment_data")
    return WebhookEvent(
        receipt_id=told["receipt_id"],
        status=_whole(told.get("status")),
        price=_number(told.get("price")),
        order_id=_name(told.get("order_id")),
        name=_name(told.get("name")),
        tax_free=_number(told.get("tax_free")),
        retry_count=_whole(told.get("retry_count")),
        pg=_name(told.get("pg")),
        method=_name(told.get("method")),
        purchased_at=_name(told.get("purchased_at")),
        payment_data=payment_data if isinstance(payment_data, dict) else None,
        fields=told,
    )


def _expectations(event: WebhookEvent) -> dict[str, Any]:
    """What the receipt has to say. An event that says nothing itself could be compared with anything."""
    if not isinstance(event, WebhookEvent):
        raise InvalidRequestError(
            f"event: expected a WebhookEvent, not {type(event).__name__}; nothing was sent"
        )
    if event.status is None:
        raise _distrust("it has no status, so nothing can be compared")
    if not isinstance(event.price, int) or event.price < 0:
        raise _distrust("it has no price, so nothing can be compared")
    expected = {"expected_status": event.status, "expected_price": event.price}
    if event.order_id is not None:
        expected["expected_order_id"] = event.order_id
    return {"receipt_id": event.receipt_id, **expected}


def _distrust(why: str) -> WebhookError:
    return WebhookError(f"the webhook is not to be believed: {why}")


def _number(value: object) -> float | None:
    """The core makes numbers of whole ones; the ``3000.0`` of a form is still text."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if value == int(value) else value


def _whole(value: object) -> int | None:
    number = _number(value)
    return number if isinstance(number, int) else None


def _name(value: object) -> str | None:
    """A form says nothing with an empty field."""
    return str(value) or None if isinstance(value, (str, int, float)) else None
