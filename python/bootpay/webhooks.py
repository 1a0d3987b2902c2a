"""Webhooks: what the server tells on its own when a payment changes, and how far that may be believed.

A v1 webhook carries no signature and no time. Who sent it, and in the form-encoded kind the project's private
key, is all that can be checked; so what it says is a hint, on which the receipt is read again::

    event = client.webhook.verify(body, content_type=…, remote_address=…)
    receipt = client.webhook.reverify(event)["data"]
    # act on the receipt, once per receipt_id and status, and answer with client.webhook.ANSWER
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bootpay._frames import private_frames
from bootpay._native import expectations
from bootpay._project import Project
from bootpay._reply import told
from bootpay._wire import to_json
from bootpay.answers import Answer, Receipt
from bootpay.errors import InvalidRequestError

if TYPE_CHECKING:
    from bootpay._async_client import AsyncBootpay
    from bootpay._client import Bootpay

__all__ = ["AsyncWebhooks", "WebhookEvent", "Webhooks"]


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """What a webhook says, without the private key. Both kinds of webhook give the same event.

    ``None`` is what a webhook does not say; an empty text says nothing. The ``repr()`` has id and status
    only.
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
    """What was sold: ``name`` in the form-encoded kind, ``item_name`` in the other."""
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
    """What the payment company told, an object that differs by method. It may hold personal data: not for
    logs."""
    fields: Mapping[str, Any] = field(repr=False, hash=False)
    """All fields under the names that they came with, and ``name`` beside an ``item_name``. Status, amounts
    and count are numbers, the rest is as it came. Which there are depends on the kind of the webhook. They
    may hold personal data: not for logs."""


@private_frames
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
            remote_address: The address at the other end of the connection, with or without a port. Over a
                Unix socket WSGI has ``""`` here, ASGI ``None``.
            content_type: The header ``Content-Type``. Default: by the first character of the body.
            forwarded_for: The header ``X-Forwarded-For``, looked at only if the connection comes from a
                trusted proxy.
            trusted_proxies: Your own proxies, as addresses or ranges such as ``10.0.0.0/8``; ``"unix"`` is
                one that brings the webhook over a Unix socket. Default: none.
            allowed_sources: Ranges to accept webhooks from. Default: Bootpay's 223.130.82.0/24, and this
                machine too if the client talks to a sandbox on it, with the sandbox's key.

        Returns:
            The :class:`bootpay.WebhookEvent`.

        Raises:
            WebhookError: It is not to be believed, or cannot be read; the message says why.
            InvalidRequestError: The body was read by a framework, an address is missing, or a range in
                ``trusted_proxies`` is wider than any private network.

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
            InvalidRequestError: The body was read by a framework.

        Example::

            event = client.webhook.parse("receipt_id=5df6e67d4f74b4002a77e0eb&price=3000&status=1")
            print(event.receipt_id, event.price)
        """
        return self._read(body, content_type=content_type, only_read=True)

    def _read(self, body: object, **how: object) -> WebhookEvent:
        delivery = to_json(how, InvalidRequestError)
        handle = self._client._current().handle
        return WebhookEvent(**told(handle.webhook, _bytes(body), delivery))


@private_frames
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
            InvalidRequestError: The event has another type or no ``receipt_id``; nothing was sent.
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


@private_frames
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


def _bytes(body: object) -> bytes:
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    raise InvalidRequestError(
        f"body: expected the raw body, bytes or text, not {type(body).__name__}; Flask has it as "
        "request.get_data(), Django as request.body, FastAPI as await request.body()"
    )


def _expectations(event: WebhookEvent) -> dict[str, Any]:
    """What the receipt has to say."""
    if not isinstance(event, WebhookEvent):
        raise InvalidRequestError(
            f"event: expected a WebhookEvent, not {type(event).__name__}; nothing was sent"
        )
    compared = {name: getattr(event, name) for name in ("receipt_id", "status", "price", "order_id")}
    return told(expectations, to_json(compared, InvalidRequestError))
