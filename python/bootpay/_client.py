from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import bootpay
from bootpay._answer import Answer
from bootpay._frames import private_frames
from bootpay._greenlets import GreenWait, green_wait
from bootpay._native import Handle
from bootpay._reply import Reply, answer, good_answer, settlement
from bootpay._requests import NOTHING, expectations, keep_token, link_request, message_request
from bootpay._settle import lost_call
from bootpay._wake import of_the_thread, start_waker
from bootpay._wire import Amount, Fields, OrderId, deprecated
from bootpay.arguments import MessageExtra
from bootpay.errors import BootpayError
from bootpay.generated.answers import Receipt, Token
from bootpay.generated.calls import Calls

if TYPE_CHECKING:  # loaded when they are first asked for
    import bootpay.identity
    import bootpay.webhooks

Result = TypeVar("Result")


@private_frames
class Bootpay(Calls):
    """A client of Bootpay's server API for one project.

    Every call gets and renews its access token by itself. One client serves any number of threads, and may be
    made before ``os.fork()``. Making one starts no thread, opens no connection and sends nothing.

    Args:
        application_id: The project's **REST** application id, 24 hex digits; not the one for web, Android or
            iOS. Default: the environment variable ``BOOTPAY_APPLICATION_ID``.
        private_key: The project's private key, 44 characters of base64. Default: ``BOOTPAY_PRIVATE_KEY``.
        mode: Which of Bootpay's installations: ``production``, ``development``, ``stage`` or ``test``; or
            ``sandbox``, where ``bootpay sandbox`` listens on this machine, with the documentation's keys if
            none are given. Default: ``BOOTPAY_MODE``, else ``production``.
        base_url: Where to send requests instead of the mode's host, for example a sandbox. ``https`` only,
            except for this machine and, with a sandbox's key, for a sandbox on another one. Default:
            ``BOOTPAY_BASE_URL``, else the mode's host.
        connect_timeout: Seconds for DNS, TCP and TLS of one connection. Default 5.
        timeout: Seconds for one attempt, from the first byte sent to the last one read. Default 30, and 60
            for the calls that wait for a card company: :meth:`cancel`, :meth:`submit`,
            :meth:`subscribe_billing`, :meth:`get_subscribe_billing_key` and :meth:`request_wallet_payment`.
        deadline: Seconds for a call in all: the token, every attempt and the pauses between them. Default
            twice the default of ``timeout``: 60, and 120 for the calls that wait for a card company.
        max_retries: How often a call that can be repeated without harm is repeated after a failure of the
            network or a 429, 502, 503 or 504: one that only reads, that deletes, or that cancels. Default 2,
            so three attempts. A call that charges is never repeated once it may have left.
        logger: Where every attempt of every call leaves a line, without an id, a body or a key: at level
            ``DEBUG``, or ``WARNING`` if no answer came or it was 429 or 5xx. The fields are also in the
            record's attribute ``bootpay``, a dict. Default: ``logging.getLogger("bootpay")``; and with
            ``BOOTPAY_LOG=debug`` or ``warn`` in the environment also the standard error.
        on_attempt: A function that is told of every attempt of every call, and of the token's, for metrics
            and traces: when the call is over, by the thread that made it. It gets a
            :class:`bootpay.Attempt`, the dict that the log line has. What it raises is logged as an error
            and changes no call. Default: none.

    ``None`` means the default everywhere; an argument of a call that is ``None`` is not sent.

    A call returns the server's answer, a :class:`bootpay.Answer`, also if the server refused: 401 for wrong
    keys or a source address that the project does not allow, 404 for an unknown id, 500 for a card or a
    charge that the payment company refused. All else is raised, as a :class:`bootpay.BootpayError`.

    The ``effect`` of an error, and of a refusal, is ``unknown`` if the call may have taken effect all the
    same. What to do then:

    - After a cancel or an approval: :meth:`settle` says what became of it. A cancel may also be repeated with
      the ``cancel_id`` of the error, which cannot cancel twice.
    - After a charge or a new billing key: find out before you try again.
    - After a deletion: repeat it; 404 means that it is done.

    Raises:
        ConfigError: By the constructor: a key is missing, the mode is unknown, the base URL, a number, the
            logger or ``on_attempt`` cannot be used. Nothing was sent.
        InvalidRequestError: By a call, as all below: an argument cannot be right, and the message names it.
            Nothing was sent.
        APIConnectionError: No connection, or it broke.
        APITimeoutError: No answer within ``timeout`` or ``deadline``.
        DecodeError: The answer is not the documented JSON.

    Example::

        from bootpay import Bootpay

        client = Bootpay()  # the project of the environment, or BOOTPAY_MODE=sandbox
        print(client.certificate("612e09260d681b0021e61ab9"))
    """

    __slots__ = ()

    @property
    def webhook(self) -> bootpay.webhooks.Webhooks:
        """Reads and checks the webhooks of this project: :class:`bootpay.webhooks.Webhooks`.

        Example::

            body = b'{"receipt_id": "5df6e67d4f74b4002a77e0eb", "price": 3000, "status": 1}'
            event = client.webhook.verify(body, remote_address="223.130.82.4")
            receipt = client.webhook.reverify(event)["data"]
        """
        return bootpay.webhooks.Webhooks(self)

    @property
    def identity(self) -> bootpay.identity.Identity:
        """Begins and confirms identity verifications (본인인증): :class:`bootpay.identity.Identity`.

        Example::

            begun = client.identity.begin(purpose="주류 구매", session="s-1")
            # the page calls BootPay.request(begun.request(web_application_id)); then see `confirm`
            print(begun.order_id)
        """
        return bootpay.identity.Identity(self)

    def get_access_token(self) -> Answer[Token]:
        """Asks the server for an access token: ``POST /request/token``.

        Other calls get theirs by themselves; this one checks the keys and fills :attr:`token`. The server
        gives the same token for 25 minutes; a token lives for 30.

        Returns:
            The server's answer, also a refusal: ``{"status": 401, …}`` for wrong keys or a source address
            that the project does not allow.

        Example::

            answer = client.get_access_token()
            if answer.ok:
                print(answer["data"]["expired_at"])
        """
        return self._run("token.request", {}, partial(keep_token, self._current()))

    def verify(
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

            client.verify(
                "5df6e67d4f74b4002a77e0eb", expected_price=3000, expected_order_id="1576461949"
            )
            # here it is paid, with 3,000 won, for that order: ship it

            answer = client.verify("5df6e67d4f74b4002a77e0eb")
            if answer.ok:
                paid = answer["data"]["status"] == 1 and answer["data"]["price"] == 3000
        """
        expected = expectations(
            expected_price=expected_price,
            expected_order_id=expected_order_id,
            expected_status=expected_status,
        )
        read = good_answer if expected else answer
        return self._run("receipt.get", {"receipt_id": receipt_id, **expected}, read)

    def settle(
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
                answer = client.cancel("5df6e8034f74b4002177e0bb", price=1200, cancel_id="refund-1")
                answer.unwrap()
            except BootpayError as error:
                if error.effect != "unknown":
                    raise
                settled = client.settle(error, cancelled_before=0)
                if settled.outcome == "not_done":
                    client.cancel("5df6e8034f74b4002177e0bb", price=1200, cancel_id="refund-1")
        """
        params = {"failure": lost_call(failure), "cancelled_before": cancelled_before}
        return self._run("receipt.settle", params, settlement)

    def settle_cancel(
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

            settled = client.settle_cancel("5df6e8034f74b4002177e0bb", 1200, cancelled_before=0)
            print(settled.outcome, settled.receipt["data"]["remain_price"])
        """
        params = {
            "receipt_id": receipt_id,
            "cancel_price": cancel_price,
            "cancelled_before": cancelled_before,
        }
        return self._run("receipt.settle", params, settlement)

    @deprecated("remote_link is deprecated by Bootpay; request_payment makes links")
    def remote_link(self, payload: Fields | None = None, sms_payload: Fields | None = None) -> Answer[Any]:
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
            client.remote_link({"item_name": "상품", "price": 3000}, message)
        """
        return self._run("remote_link.send", link_request(payload, sms_payload), answer)

    @deprecated("send_sms is deprecated by Bootpay")
    def send_sms(
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

            client.send_sms(["01012341234"], "안녕하세요", "0212345678")
        """
        fields = message_request(extra, rps=receive_numbers, msg=message, sp=send_number)
        return self._run("sms.send", fields, answer)

    @deprecated("send_lms is deprecated by Bootpay")
    def send_lms(
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

            client.send_lms(["01012341234"], "안녕하세요", "주문 안내", "0212345678")
        """
        fields = message_request(extra, rps=receive_numbers, msg=message, sj=subject, sp=send_number)
        return self._run("lms.send", fields, answer)

    def _run(self, operation: str, params: Mapping[str, object], read: Callable[[Reply], Result]) -> Result:
        """Makes one call and gives what `read` makes of its reply. A method's last step, and its result:
        `AsyncBootpay` puts one that can be awaited in its place."""
        handle, request, options = self._prepared(params)
        wait_kind = green_wait()
        if wait_kind is not None:
            return read(self._wait_among_greenlets(wait_kind, handle, operation, request, options))
        log: list[str] = []
        try:
            reply = handle.call(operation, request, options, log)
        finally:
            self._log.write(log)
        return read(reply)

    def _wait_among_greenlets(
        self, wait_kind: type[GreenWait], handle: Handle, operation: str, request: str, options: str
    ) -> Reply:
        start_waker()
        green = wait_kind()
        call = handle.start(operation, request, options, of_the_thread, green.wake)
        try:
            green.wait()
        finally:
            ok, body, meta, log = call.end()
            self._log.write([log])
        return ok, body, meta
