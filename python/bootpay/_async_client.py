"""The asyncio twin of :class:`bootpay.Bootpay`."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import bootpay
from bootpay._answer import Answer
from bootpay._frames import private_frames
from bootpay._loops import told_in
from bootpay._project import OFFICIAL_HOSTS
from bootpay._reply import Reply, answer, good_answer, settlement
from bootpay._requests import NOTHING, expectations, keep_token, link_request, message_request
from bootpay._settle import lost_call
from bootpay._wire import Amount, Fields, OrderId, deprecated
from bootpay.arguments import MessageExtra
from bootpay.errors import BootpayError, InvalidRequestError
from bootpay.generated.answers import Receipt, Token
from bootpay.generated.async_calls import AsyncCalls

if TYPE_CHECKING:  # loaded when they are first asked for
    import bootpay.identity
    import bootpay.webhooks

Client = TypeVar("Client", bound="AsyncBootpay")
Result = TypeVar("Result")


@private_frames
class AsyncBootpay(AsyncCalls):
    """A client of Bootpay's server API for asyncio: :class:`bootpay.Bootpay` with every call awaited.

    Methods, arguments, defaults, answers and errors are the same. One client serves any number of tasks,
    event loops and threads, and may be made before ``os.fork()``.

    A task that is cancelled, by hand, by ``asyncio.timeout()`` or by ``asyncio.wait_for()``, gives its call
    up at once, and the connection is closed. Like Ctrl-C this leaves open whether the call took effect; of a
    cancel, :meth:`settle_cancel` finds out. It is better to give the client a ``deadline``: its error says
    what is known, and :meth:`settle` takes it.

    Args:
        application_id: As of :class:`bootpay.Bootpay`; so all.
        private_key: The private key.
        mode: Which of Bootpay's installations.
        base_url: Where to send requests instead of the mode's host.
        connect_timeout: Seconds for one connection.
        timeout: Seconds for one attempt.
        deadline: Seconds for a call in all.
        max_retries: How often a call that can be repeated without harm is repeated.
        logger: Where every attempt of every call leaves a line. It is written in the task that made the call.
        on_attempt: A function that is told of every attempt, in the task that made the call. It is not
            awaited, so it must not wait.

    Raises:
        ConfigError: A key is missing, the mode is unknown, the base URL, a number, the logger or
            ``on_attempt`` cannot be used. Nothing was sent.

    Example::

        import asyncio

        from bootpay import AsyncBootpay

        async def main() -> None:
            client = AsyncBootpay()  # the project of the environment, or BOOTPAY_MODE=sandbox
            print(await client.certificate("612e09260d681b0021e61ab9"))  # nothing has to be closed

        asyncio.run(main())
    """

    __slots__ = ()

    base_url: ClassVar[dict[str, str]] = dict(OFFICIAL_HOSTS)
    """The API host of each mode, of this class. A changed entry is used from the next call on."""
    _is_closed = False

    async def aclose(self) -> None:
        """Ends the use of this client: every call after it raises. ``async with`` does it at its end.

        Nothing has to be closed, and nothing is: connections and threads belong to the process, idle ones end
        by themselves, and calls that are under way go on. It is there for programs that close what they open.
        Clients that share with this one (:meth:`with_options`) stay open. A second time changes nothing.

        Example::

            from bootpay import AsyncBootpay

            async with AsyncBootpay() as client:
                print(await client.certificate("612e09260d681b0021e61ab9"))
        """
        self._is_closed = True

    async def __aenter__(self: Client) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @property
    def webhook(self) -> bootpay.webhooks.AsyncWebhooks:
        """Reads and checks the webhooks of this project: :class:`bootpay.webhooks.AsyncWebhooks`, whose
        ``reverify`` is awaited.

        Example::

            body = b'{"receipt_id": "5df6e67d4f74b4002a77e0eb", "price": 3000, "status": 1}'
            event = client.webhook.verify(body, remote_address="223.130.82.4")
            answer = await client.webhook.reverify(event)
        """
        return bootpay.webhooks.AsyncWebhooks(self)

    @property
    def identity(self) -> bootpay.identity.AsyncIdentity:
        """Begins and confirms identity verifications (본인인증): :class:`bootpay.identity.AsyncIdentity`,
        whose ``confirm`` is awaited.

        Example::

            begun = client.identity.begin(purpose="주류 구매", session="s-1")
            # the page calls BootPay.request(begun.request(web_application_id)); then see `confirm`
            print(begun.order_id)
        """
        return bootpay.identity.AsyncIdentity(self)

    async def get_access_token(self) -> Answer[Token]:
        """Asks the server for an access token: ``POST /request/token``.

        Other calls get theirs by themselves; this one checks the keys and fills :attr:`token`. The server
        gives the same token for 25 minutes; a token lives for 30.

        Returns:
            The server's answer, also a refusal: ``{"status": 401, …}`` for wrong keys or a source address
            that the project does not allow.

        Example::

            answer = await client.get_access_token()
            if answer.ok:
                print(answer["data"]["expired_at"])
        """
        return await self._run("token.request", {}, partial(keep_token, self._current()))

    async def verify(
        self,
        receipt_id: str,
        *,
        expected_price: Amount = NOTHING,
        expected_order_id: OrderId = NOTHING,
        expected_status: int = NOTHING,
    ) -> Answer[Receipt]:
        """Reads a receipt, to verify a payment: ``GET /receipt/{receipt_id}``.

        Without expectations it returns what the server says, and the comparison is yours: a payment is good
        only if ``data.status`` is 1, ``data.price`` is the price that you asked for, and ``data.order_id`` is
        your order. With at least one, it returns only if the receipt is as expected.

        Args:
            receipt_id: As the browser got it; letters, digits, ``_`` and ``-``, at most 64.
            expected_price: The price that you asked for, in won.
            expected_order_id: The order id that you issued.
            expected_status: The status that it must have. Default, once something is expected: 1, paid.
                Before :meth:`submit` it is 2.

        Returns:
            The server's answer. Without expectations also a refusal: ``{"status": 404, …}`` for an unknown
            id, 401 for wrong keys.

        Raises:
            ReceiptMismatchError: The receipt is not as expected; the message names what differs.
            APIError: The server refused, and something was expected.
            InvalidRequestError: The id is not one, or an expectation is ``None``; nothing was sent.

        Example::

            await client.verify(
                "5df6e67d4f74b4002a77e0eb", expected_price=3000, expected_order_id="1576461949"
            )
            # here it is paid, with 3,000 won, for that order: ship it

            answer = await client.verify("5df6e67d4f74b4002a77e0eb")
            if answer.ok:
                paid = answer["data"]["status"] == 1 and answer["data"]["price"] == 3000
        """
        expected = expectations(
            expected_price=expected_price,
            expected_order_id=expected_order_id,
            expected_status=expected_status,
        )
        read = good_answer if expected else answer
        return await self._run("receipt.get", {"receipt_id": receipt_id, **expected}, read)

    async def settle(
        self, failure: BootpayError | Answer[Any], cancelled_before: Amount | None = None
    ) -> bootpay.Settlement:
        """Finds out what became of a :meth:`cancel` or a :meth:`submit` whose ``effect`` is ``unknown``, by
        reading its receipt: ``GET /receipt/{receipt_id}``. Nothing is sent that could take effect.

        A receipt says how much of a payment was cancelled so far, and not by which request. So a cancel of a
        part can be told from an earlier one of the same amount only by what was cancelled before it; and only
        if nobody else cancels the same payment meanwhile.

        Args:
            failure: The error that the call raised, or the refusal that it returned.
            cancelled_before: What was cancelled of this payment before that call, in won, by your own books;
                0 if nothing was. Only for a cancel of a part. Default: not known, and then such a cancel is
                often ``unclear``.

        Returns:
            The :class:`bootpay.Settlement`: its ``outcome`` is ``done``, ``not_done``, ``pending`` or
            ``unclear``, and its ``receipt`` the answer, as :meth:`verify` returns it. ``not_done`` speaks of
            now: a request that is still under way may yet take effect. To do it again, repeat a cancel with
            the same ``cancel_id``, which cannot cancel twice; approve again only after the lost call's
            ``deadline`` and another look.

        Raises:
            InvalidRequestError: There is nothing to settle, because ``effect`` is ``none`` or the call has no
                receipt to read, as a charge has not; nothing was sent.
            APIError: The server refused to show the receipt.

        Example::

            from bootpay import BootpayError

            try:
                answer = await client.cancel("5df6e8034f74b4002177e0bb", price=1200, cancel_id="refund-1")
                answer.unwrap()
            except BootpayError as error:
                if error.effect != "unknown":
                    raise
                settled = await client.settle(error, cancelled_before=0)
                if settled.outcome == "not_done":
                    await client.cancel("5df6e8034f74b4002177e0bb", price=1200, cancel_id="refund-1")
        """
        params = {"failure": lost_call(failure), "cancelled_before": cancelled_before}
        return await self._run("receipt.settle", params, settlement)

    async def settle_cancel(
        self,
        receipt_id: str,
        cancel_price: Amount | None = None,
        cancelled_before: Amount | None = None,
    ) -> bootpay.Settlement:
        """Finds out what became of a cancel of which only your own books are left, as after a crash or a
        Ctrl-C: like :meth:`settle`, which takes the failed call itself.

        Args:
            receipt_id: The payment.
            cancel_price: What the lost cancel asked for, in won. Default: all that was left.
            cancelled_before: What was cancelled of this payment before it, in won; 0 if nothing was. Only for
                a cancel of a part. Default: not known, and then such a cancel is often ``unclear``.

        Returns:
            The :class:`bootpay.Settlement`, as of :meth:`settle`.

        Raises:
            APIError: The server refused to show the receipt.

        Example::

            settled = await client.settle_cancel("5df6e8034f74b4002177e0bb", 1200, cancelled_before=0)
            print(settled.outcome, settled.receipt["data"]["remain_price"])
        """
        params = {
            "receipt_id": receipt_id,
            "cancel_price": cancel_price,
            "cancelled_before": cancelled_before,
        }
        return await self._run("receipt.settle", params, settlement)

    @deprecated("remote_link is deprecated by Bootpay; request_payment makes links")
    async def remote_link(
        self, payload: Fields | None = None, sms_payload: Fields | None = None
    ) -> Answer[Any]:
        """Sends a payment link by message: ``POST /app/rest/remote_link``. Deprecated by Bootpay.

        Args:
            payload: The fields of the link, which are not documented; sent as they are. It is not changed
                (the official package wrote into it).
            sms_payload: The message: ``st`` (1 SMS, 2 LMS, 3 MMS, 4 알림톡, 5 친구톡), ``rps`` (receivers),
                ``sp`` (sender), ``msg``.

        Returns:
            The server's answer, also a refusal.

        Example::

            message = {"st": 1, "rps": ["01012341234"], "msg": "결제"}
            await client.remote_link({"item_name": "상품", "price": 3000}, message)
        """
        return await self._run("remote_link.send", link_request(payload, sms_payload), answer)

    @deprecated("send_sms is deprecated by Bootpay")
    async def send_sms(
        self,
        receive_numbers: Sequence[str],
        message: str,
        send_number: str | None = None,
        extra: MessageExtra | Fields | None = None,
    ) -> Answer[Any]:
        """Sends a short text message: ``POST /push/sms``. Deprecated by Bootpay.

        Args:
            receive_numbers: Who gets it, a list of phone numbers.
            message: What it says.
            send_number: From whom, a registered phone number.
            extra: ``m_id`` and ``o_id``, your own ids of the message and of the order. Optional here; the
                official package fails without them.

        Returns:
            The server's answer, also a refusal. An error calls the receivers ``data.rps`` and the message
            ``data.msg``.

        Example::

            await client.send_sms(["01012341234"], "안녕하세요", "0212345678")
        """
        fields = message_request(extra, rps=receive_numbers, msg=message, sp=send_number)
        return await self._run("sms.send", fields, answer)

    @deprecated("send_lms is deprecated by Bootpay")
    async def send_lms(
        self,
        receive_numbers: Sequence[str],
        message: str,
        subject: str,
        send_number: str | None = None,
        extra: MessageExtra | Fields | None = None,
    ) -> Answer[Any]:
        """Sends a long text message: ``POST /push/lms``. Deprecated by Bootpay.

        Args:
            receive_numbers: Who gets it, a list of phone numbers.
            message: What it says.
            subject: Its subject.
            send_number: From whom, a registered phone number.
            extra: ``m_id`` and ``o_id``, your own ids of the message and of the order. Optional here; the
                official package fails without them.

        Returns:
            The server's answer, also a refusal. An error calls the receivers ``data.rps``, the message
            ``data.msg`` and the subject ``data.sj``.

        Example::

            await client.send_lms(["01012341234"], "안녕하세요", "주문 안내", "0212345678")
        """
        fields = message_request(extra, rps=receive_numbers, msg=message, sj=subject, sp=send_number)
        return await self._run("lms.send", fields, answer)

    async def _run(
        self, operation: str, params: Mapping[str, object], read: Callable[[Reply], Result]
    ) -> Result:
        """As `Bootpay`'s. What ends the wait for the reply, for example that the task was cancelled, ends the
        call."""
        if self._is_closed:
            raise InvalidRequestError("the client is closed; nothing was sent", operation=operation)
        handle, request, options = self._prepared(params)
        loop = get_running_loop()
        answered = loop.create_future()
        call = handle.start(operation, request, options, *told_in(loop, answered))
        try:
            await answered
        finally:
            ok, body, meta, log = call.end()
            self._log.write([log])
        return read((ok, body, meta))
