from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from bootpay._frames import private_frames
from bootpay._greenlets import GreenWait, green_wait
from bootpay._native import Handle
from bootpay._project import Project, Session
from bootpay._reply import Reply, answer, good_answer, settlement
from bootpay._settle import lost_call
from bootpay._wake import start_waker
from bootpay._wire import deprecated, json_object, unix_seconds
from bootpay.answers import (
    Answer,
    BillingKey,
    CancelledPayment,
    Certificate,
    CompletedPayment,
    Receipt,
    Reservation,
    Settlement,
    Token,
    UserToken,
)
from bootpay.arguments import (
    Amount,
    BillingExtra,
    Fields,
    Item,
    LinkExtra,
    MessageExtra,
    OrderId,
    Refund,
    Switch,
    UserInfo,
)
from bootpay.errors import BootpayError, InvalidRequestError
from bootpay.identity import Identity
from bootpay.webhooks import Webhooks

Result = TypeVar("Result")


class _NothingExpected:
    """The default of `verify`'s expectations. An explicit None, perhaps a price that a database did not have,
    would look like a comparison and compare nothing."""

    def __repr__(self) -> str:
        return "None"


_NOTHING: Any = _NothingExpected()


@private_frames
class Bootpay(Project):
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

    ``None`` means the default everywhere.

    Raises:
        ConfigError: A key is missing, the mode is unknown, the base URL, a number, the logger or
            ``on_attempt`` cannot be used. Nothing was sent.

    Example::

        from bootpay import Bootpay

        client = Bootpay()  # the project of the environment, or BOOTPAY_MODE=sandbox
        print(client.certificate("612e09260d681b0021e61ab9"))
    """

    __slots__ = ()

    @property
    def webhook(self) -> Webhooks:
        """Reads and checks the webhooks of this project: :class:`bootpay.webhooks.Webhooks`.

        Example::

            body = b'{"receipt_id": "5df6e67d4f74b4002a77e0eb", "price": 3000, "status": 1}'
            event = client.webhook.verify(body, remote_address="223.130.82.4")
            receipt = client.webhook.reverify(event)["data"]
        """
        return Webhooks(self)

    @property
    def identity(self) -> Identity:
        """Begins and confirms identity verifications (본인인증): :class:`bootpay.identity.Identity`.

        Example::

            begun = client.identity.begin(purpose="주류 구매", session="s-1")
            # the page calls BootPay.request(begun.request(web_application_id)); then see `confirm`
            print(begun.order_id)
        """
        return Identity(self)

    def get_access_token(self) -> Answer[Token]:
        """Asks the server for an access token: ``POST /request/token``.

        Other calls get theirs by themselves; this one checks the keys and fills :attr:`token`. The server
        gives the same token for 25 minutes; a token lives for 30.

        Returns:
            The server's answer, also a refusal: ``{"status": 401, …}`` for wrong keys or a source address
            that the project does not allow.

        Raises:
            APIConnectionError: No connection, or it broke.
            APITimeoutError: No answer within ``timeout`` or ``deadline``.
            DecodeError: The answer is not JSON, or is a good one without a token.

        Example::

            answer = client.get_access_token()
            if answer.ok:
                print(answer["data"]["expired_at"])
        """
        return self._run("token.request", {}, partial(_keep_token, self._current()))

    def verify(
        self,
        receipt_id: str,
        *,
        expected_price: Amount = _NOTHING,
        expected_order_id: OrderId = _NOTHING,
        expected_status: int = _NOTHING,
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
            APIConnectionError: No connection, or it broke.
            APITimeoutError: No answer within ``timeout`` or ``deadline``.
            DecodeError: The answer is not the documented JSON.

        Example::

            client.verify("5df6e67d4f74b4002a77e0eb", expected_price=3000, expected_order_id="1576461949")
            # here it is paid, with 3,000 won, for that order: ship it

            answer = client.verify("5df6e67d4f74b4002a77e0eb")
            if answer.ok:
                paid = answer["data"]["status"] == 1 and answer["data"]["price"] == 3000
        """
        given = {
            "expected_price": expected_price,
            "expected_order_id": expected_order_id,
            "expected_status": expected_status,
        }
        expected = {name: value for name, value in given.items() if value is not _NOTHING}
        for name, value in expected.items():
            if value is None:
                raise InvalidRequestError(f"{name}: None would compare nothing; nothing was sent")
        read = good_answer if expected else answer
        return self._run("receipt.get", {"receipt_id": receipt_id, **expected}, read)

    def certificate(self, receipt_id: str) -> Answer[Certificate]:
        """Reads the result of an identity verification (본인인증): ``GET /certificate/{receipt_id}``.

        It says who somebody is, and not that it is who sits there: to believe it, use :attr:`identity`.
        Printed, the answer's ``certificate`` and ``payment_data`` are masked; the data itself is as it came.

        Args:
            receipt_id: As the browser got it; letters, digits, ``_`` and ``-``, at most 64.

        Returns:
            The server's answer, also a refusal: ``{"status": 404, …}`` for an id that is no finished
            verification, 401 for wrong keys.

        Raises:
            InvalidRequestError: The id is not one; nothing was sent.
            APIConnectionError: No connection, or it broke.
            APITimeoutError: No answer within ``timeout`` or ``deadline``.
            DecodeError: The answer is not the documented JSON.

        Example::

            answer = client.certificate("612e09260d681b0021e61ab9")
            if answer.ok:
                person = answer["data"]["certificate"]
                print(person["username"], person["birth"])
        """
        return self._run("certificate.get", {"receipt_id": receipt_id}, answer)

    def cancel(
        self,
        receipt_id: str,
        price: Amount | None = None,
        name: str | None = None,
        reason: str | None = None,
        cancel_id: str | UUID | None = None,
        tax_free: Amount | None = None,
        refund: Refund | Fields | None = None,
    ) -> Answer[CancelledPayment]:
        """Cancels a payment, whole or in part: ``POST /cancel``.

        Args:
            receipt_id: The payment.
            price: How much, in won, more than 0. Default: all that is left. A part must be more than 1,000
                won, and only inicis, kcp, danal, payletter, nicepay, kakao and payco cancel parts.
            name: Who cancels, as the admin page shows it.
            reason: Why.
            cancel_id: Your own id of this cancel; the server carries one id out once. Default: a new one for
                every call (in the official package one for the whole process), kept over the call's own
                repetitions and given back as ``answer.meta.cancel_id`` and in the error.
            tax_free: The tax-free part of ``price``, in won; only beside it.
            refund: Where the money of a virtual account goes: ``account``, ``accountholder`` and ``bankcode``
                (:data:`bootpay.bankcode.dictionary`).

        Returns:
            The server's answer, also a refusal, such as 404 for an unknown id.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, :meth:`settle` says
                what became of it; or call again with the error's ``cancel_id``: it cannot cancel twice.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            answer = client.cancel("5df6e8034f74b4002177e0bb", price=1200, tax_free=200, reason="변심")
            if answer.ok:
                print(answer["data"]["remain_price"], answer.meta.cancel_id)
        """
        params = {
            "receipt_id": receipt_id,
            "price": price,
            "name": name,
            "reason": reason,
            "cancel_id": cancel_id,
            "tax_free": tax_free,
            "refund": refund,
        }
        return self._run("payment.cancel", params, answer)

    def settle(
        self, failure: BootpayError | Answer[Any], cancelled_before: Amount | None = None
    ) -> Settlement:
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
            APIConnectionError: No connection, or it broke.
            APITimeoutError: No answer within ``timeout`` or ``deadline``.
            DecodeError: The answer is not the documented JSON.

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
    ) -> Settlement:
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
            InvalidRequestError: An argument cannot be right, and the message names it; nothing was sent.
            APIError: The server refused to show the receipt.
            APIConnectionError: No connection, or it broke.
            APITimeoutError: No answer within ``timeout`` or ``deadline``.
            DecodeError: The answer is not the documented JSON.

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

    def get_subscribe_billing_key(
        self,
        pg: str,
        order_id: OrderId,
        item_name: str,
        card_no: str,
        card_pw: str,
        expire_year: str,
        expire_month: str,
        identify_number: str,
        user_info: UserInfo | Fields | None = None,
        extra: BillingExtra | Fields | None = None,
    ) -> Answer[BillingKey]:
        """Issues a billing key for a card by its number: ``POST /request/card_rebill``.

        Never repeated by itself: each success makes another key. What you give here is in no error and no log
        of this package.

        Args:
            pg: The payment company: ``nicepay``, ``payapp`` or ``welcome``.
            order_id: Your own id of this registration.
            item_name: What is shown as the item.
            card_no: The card number, digits only.
            card_pw: The first two digits of its password.
            expire_year: Two digits.
            expire_month: Two digits.
            identify_number: The holder's birth date in six digits, or a business number; no dashes.
            user_info: Who buys; payapp needs ``phone`` and ``username``.
            extra: ``subscribe_test_payment``, ``raw_data``.

        Returns:
            The server's answer with the key, also a refusal, such as 500 for a card that is refused.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, a key may have been
                made.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            answer = client.get_subscribe_billing_key(
                "nicepay", "order-1", "정기결제", "9000200012341000", "12", "29", "12", "901004",
                extra={"subscribe_test_payment": 1},
            )
            if answer.ok:
                keep = answer["data"]["billing_key"]
        """
        params = {
            "pg": pg,
            "order_id": order_id,
            "item_name": item_name,
            "card_no": card_no,
            "card_pw": card_pw,
            "expire_year": expire_year,
            "expire_month": expire_month,
            "identify_number": identify_number,
            "user_info": user_info,
            "extra": extra,
        }
        return self._run("billing_key.request", params, answer)

    def subscribe_billing(
        self,
        billing_key: str,
        item_name: str,
        price: Amount,
        order_id: OrderId,
        items: Sequence[Item | Fields] | None = None,
        user_info: UserInfo | Fields | None = None,
        extra: BillingExtra | Fields | None = None,
        tax_free: Amount | None = None,
        quota: int | None = None,
        interest: Switch | None = None,
        feedback_url: str | None = None,
        feedback_content_type: str | None = None,
    ) -> Answer[CompletedPayment]:
        """Charges a billing key now: ``POST /subscribe/billing``.

        Never repeated once it may have left: the API knows no id that would keep a charge from being made
        twice.

        Args:
            billing_key: The key.
            item_name: What is sold.
            price: How much, in won.
            order_id: Your own id, another one for every charge.
            items: What is sold, piece by piece: ``item_name``, ``qty``, ``unique``, ``price``, ``cat1`` to
                ``cat3``.
            user_info: Who buys; payapp needs ``phone`` and ``username``.
            extra: ``subscribe_test_payment``, ``raw_data``.
            tax_free: The tax-free part of ``price``, in won. Default: none.
            quota: Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: single.
            interest: Without interest; the payment company welcome only.
            feedback_url: Where the webhook goes.
            feedback_content_type: ``json`` or ``urlencoded``. Default: ``urlencoded``.

        Returns:
            The server's answer, also a refusal, such as 500 with code -15006 when the payment company
            refused.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, the card may have
                been charged: find out before you charge again.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            answer = client.subscribe_billing("5b025b33e13f33310ce560fb", "정기결제", 3000, "order-2")
            if answer.ok:
                print(answer["data"]["receipt_id"], answer["data"]["card_name"])
        """
        params = {
            "billing_key": billing_key,
            "item_name": item_name,
            "price": price,
            "order_id": order_id,
            "items": items,
            "user_info": user_info,
            "extra": extra,
            "tax_free": tax_free,
            "quota": quota,
            "interest": interest,
            "feedback_url": feedback_url,
            "feedback_content_type": feedback_content_type,
        }
        return self._run("billing.pay", params, answer)

    def subscribe_billing_reserve(
        self,
        billing_key: str,
        item_name: str,
        price: Amount,
        order_id: OrderId,
        execute_at: float | datetime | None = None,
        items: Sequence[Item | Fields] | None = None,
        user_info: UserInfo | Fields | None = None,
        extra: BillingExtra | Fields | None = None,
        tax_free: Amount | None = None,
        quota: int | None = None,
        interest: Switch | None = None,
        feedback_url: str | None = None,
        feedback_content_type: str | None = None,
    ) -> Answer[Reservation]:
        """Charges a billing key once, later: ``POST /subscribe/billing/reserve``.

        At most five reservations wait for one key. Never repeated once it may have left.

        Args:
            billing_key: The key.
            item_name: What is sold.
            price: How much, in won.
            order_id: Your own id, another one for every charge.
            execute_at: When, in the future: Unix seconds, or a ``datetime`` with a time zone. Default: ten
                seconds from this call (in the official package from the import).
            items: What is sold, piece by piece: ``item_name``, ``qty``, ``unique``, ``price``, ``cat1`` to
                ``cat3``.
            user_info: Who buys; payapp needs ``phone`` and ``username``.
            extra: ``subscribe_test_payment``, ``raw_data``.
            tax_free: The tax-free part of ``price``, in won. Default: none.
            quota: Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: single.
            interest: Without interest; the payment company welcome only.
            feedback_url: Where the webhook goes; the result of the charge comes by it only.
            feedback_content_type: ``json`` or ``urlencoded``. Default: ``urlencoded``.

        Returns:
            The server's answer with the reservation's id, also a refusal.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, it may be reserved.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            from datetime import datetime, timedelta, timezone

            tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
            answer = client.subscribe_billing_reserve(
                "5b025b33e13f33310ce560fb", "정기결제", 3000, "order-3", execute_at=tomorrow
            )
            if answer.ok:
                keep = answer["data"]["reserve_id"]
        """
        params = {
            "billing_key": billing_key,
            "item_name": item_name,
            "price": price,
            "order_id": order_id,
            "execute_at": unix_seconds("execute_at", execute_at),
            "items": items,
            "user_info": user_info,
            "extra": extra,
            "tax_free": tax_free,
            "quota": quota,
            "interest": interest,
            "feedback_url": feedback_url,
            "feedback_content_type": feedback_content_type,
        }
        return self._run("billing.reserve", params, answer)

    def subscribe_billing_reserve_cancel(self, reserve_id: str) -> Answer[Any]:
        """Cancels a reservation that was not carried out yet: ``DELETE
        /subscribe/billing/reserve/{reserve_id}``.

        Args:
            reserve_id: From :meth:`subscribe_billing_reserve`.

        Returns:
            The server's answer, also a refusal, such as 404 for an unknown id.

        Raises:
            InvalidRequestError: The id is not one; nothing was sent.
            APIConnectionError: No connection, or it broke. Calling again is safe; then 404 means that it is
                done.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            key = "5b025b33e13f33310ce560fb"
            reserved = client.subscribe_billing_reserve(key, "정기결제", 3000, "order-4")
            client.subscribe_billing_reserve_cancel(reserved["data"]["reserve_id"])
        """
        return self._run("reservation.cancel", {"reserve_id": reserve_id}, answer)

    def destroy_subscribe_billing_key(self, billing_key: str) -> Answer[Any]:
        """Deletes a billing key: ``DELETE /subscribe/billing/{billing_key}``.

        Args:
            billing_key: The key.

        Returns:
            The server's answer, also a refusal, such as 404 for an unknown key.

        Raises:
            InvalidRequestError: The key is not one; nothing was sent.
            APIConnectionError: No connection, or it broke. Calling again is safe; then 404 means that it is
                done.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            client.destroy_subscribe_billing_key("5b025b33e13f33310ce560fb")
        """
        return self._run("billing_key.delete", {"billing_key": billing_key}, answer)

    def lookup_billing_key(self, receipt_id: str) -> Answer[BillingKey]:
        """Looks up the billing key that a registration in the browser made:
        ``GET /subscribe/billing/{receipt_id}``.

        Args:
            receipt_id: The receipt of the registration.

        Returns:
            The server's answer with the key, also a refusal, such as 404 for an unknown id.

        Raises:
            InvalidRequestError: The id is not one; nothing was sent.
            APIConnectionError: No connection, or it broke.
            APITimeoutError: No answer within ``timeout`` or ``deadline``.
            DecodeError: The answer is not the documented JSON.

        Example::

            answer = client.lookup_billing_key("5b025b33e13f33310ce560fa")
            if answer.ok:
                keep = answer["data"]["billing_key"]
        """
        return self._run("billing_key.lookup", {"receipt_id": receipt_id}, answer)

    def get_user_token(
        self,
        user_id: OrderId | None = None,
        email: str | None = None,
        name: str | None = None,
        gender: int | None = None,
        birth: str | None = None,
        phone: str | None = None,
    ) -> Answer[UserToken]:
        """Gets a token with which a member uses Bootpay's own easy pay in the browser: ``POST
        /request/user/token``.

        Args:
            user_id: Your own id of the member. Required, although it can be left out here as in the official
                package.
            email: The e-mail address.
            name: The name.
            gender: 0 female, 1 male.
            birth: Six digits, such as ``901004``.
            phone: Digits only; payapp needs it.

        Returns:
            The server's answer with the token, good for an hour; also a refusal.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it; nothing was sent.
            APIConnectionError: No connection, or it broke.
            APITimeoutError: No answer within ``timeout`` or ``deadline``.
            DecodeError: The answer is not the documented JSON.

        Example::

            answer = client.get_user_token("member-1", phone="01012341234")
            if answer.ok:
                to_the_browser = answer["data"]["user_token"]
        """
        params = {
            "user_id": user_id,
            "email": email,
            "name": name,
            "gender": gender,
            "birth": birth,
            "phone": phone,
        }
        return self._run("user_token.request", params, answer)

    def request_payment(
        self,
        pg: str | None = None,
        method: str | None = None,
        methods: Sequence[str] | None = None,
        price: Amount | None = None,
        order_id: OrderId | None = None,
        params: object = None,
        tax_free: Amount | None = None,
        name: str | None = None,
        user_info: UserInfo | Fields | None = None,
        items: Sequence[Item | Fields] | None = None,
        extra: LinkExtra | Fields | None = None,
        *,
        return_url: str | None = None,
    ) -> Answer[str]:
        """Makes a payment link: ``POST /request/payment``. ``price``, ``order_id`` and ``name`` are required.

        Args:
            pg: The payment company. Without it and ``method`` the buyer chooses.
            method: How to pay, such as ``card``, ``phone``, ``vbank``, ``bank``, ``easy``.
            methods: The methods to offer.
            price: How much, in won.
            order_id: Your own id.
            params: Given back in the receipt: text, or something that becomes JSON text.
            tax_free: The tax-free part of ``price``, in won. Default: none.
            name: What is sold.
            user_info: Who buys.
            items: What is sold, piece by piece: ``item_name``, ``qty``, ``unique``, ``price``, ``cat1`` to
                ``cat3``.
            extra: ``escrow``, ``quota``, ``offer_period``, ``theme`` and so on:
                :class:`bootpay.arguments.LinkExtra`.
            return_url: Where the browser goes afterwards. Other official clients have it.

        Returns:
            The server's answer with the link as ``data``, a string; also a refusal.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it; nothing was sent.
            APIConnectionError: No connection, or it broke. Each call makes another link, so it is not
                repeated by itself; repeating does no harm.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            answer = client.request_payment(
                price=3000, order_id="order-5", name="상품", methods=["card", "phone"]
            )
            if answer.ok:
                to_the_buyer = answer["data"]
        """
        fields = {
            "pg": pg,
            "method": method,
            "methods": methods,
            "price": price,
            "order_id": order_id,
            "params": params,
            "tax_free": tax_free,
            "name": name,
            "user_info": user_info,
            "items": items,
            "extra": extra,
            "return_url": return_url,
        }
        return self._run("link.request", fields, answer)

    def submit(self, receipt_id: str) -> Answer[CompletedPayment]:
        """Approves a payment from the server, for projects that do it there: ``POST /submit``.

        Verify first that its status is 2 and its price and order are yours. Never repeated once it may have
        left.

        Args:
            receipt_id: The payment.

        Returns:
            The server's answer, what the browser's ``done`` callback gets too; also a refusal.

        Raises:
            InvalidRequestError: The id is empty; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, :meth:`settle` says
                what became of it.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            client.verify("5fffc0460c20b903e88a2d2c", expected_price=100, expected_status=2)
            answer = client.submit("5fffc0460c20b903e88a2d2c")
            paid = answer.ok
        """
        return self._run("payment.submit", {"receipt_id": receipt_id}, answer)

    def create_webhook(self, receipt_id: str, webhook_url: str) -> Answer[Any]:
        """Has a receipt's webhook sent once more: ``POST /webhook``. Otherwise only in the official Ruby
        client.

        Args:
            receipt_id: The receipt.
            webhook_url: Where to send it.

        Returns:
            The server's answer, also a refusal, such as 404 for an unknown id.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, it may have been
                sent.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            client.create_webhook("5df6e67d4f74b4002a77e0eb", "https://shop.example.org/bootpay")
        """
        params = {"receipt_id": receipt_id, "webhook_url": webhook_url}
        return self._run("webhook.create", params, answer)

    def delivery_start(self, receipt_id: str, delivery_no: str | int, delivery_corp: str) -> Answer[Any]:
        """Tells the payment company of an escrow payment that shipping began: ``PUT
        /delivery/start/{receipt_id}``. Otherwise only in the official Ruby and PHP clients.

        Args:
            receipt_id: The payment.
            delivery_no: The parcel's number.
            delivery_corp: The carrier's three digits: ``001`` CJ대한통운, ``002`` 한진, ``003`` 롯데, ``004``
                KG로지스, ``005`` 동부, ``006`` 우체국, ``007`` 로젠, ``008`` 옐로우캡, ``009`` 경동, ``010``
                대신, ``011`` 사가와, ``100`` brought by yourself, ``101`` quick service, ``000`` another one.

        Returns:
            The server's answer, also a refusal, such as one for a payment without escrow.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, it may have been
                told.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            answer = client.delivery_start("5df6e67d4f74b4002a77e0eb", "123456789012", "001")
            if answer["status"] != 200:
                print(answer["message"])
        """
        params = {"receipt_id": receipt_id, "delivery_no": delivery_no, "delivery_corp": delivery_corp}
        return self._run("delivery.start", params, answer)

    def naverpay_item_response(self, data: Fields) -> Answer[Any]:
        """Sends Naver Pay product data: ``POST /npay/product``. Otherwise only in the official Ruby client.

        Args:
            data: What Naver Pay asks for; sent as it is, without fields that are ``None``.

        Returns:
            The server's answer, also a refusal.

        Raises:
            InvalidRequestError: ``data`` is no dict that can be sent; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, it may have been
                taken.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            client.naverpay_item_response({"item_id": "1", "stock": 3})
        """
        return self._run("npay_product.send", json_object("data", data), answer)

    def update_pg_resource(self, data: Fields) -> Answer[Any]:
        """Sets a project's payment companies: ``POST /project/payment``. Otherwise only in the official Ruby
        client, and not documented.

        Args:
            data: The settings; sent as they are, without fields that are ``None``.

        Returns:
            The server's answer, also a refusal.

        Raises:
            InvalidRequestError: ``data`` is no dict that can be sent; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, it may have been
                taken.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            client.update_pg_resource({"pg": "kcp", "method": "card"})
        """
        return self._run("project.update", json_object("data", data), answer)

    def get_user_wallets(self, user_id: OrderId, sandbox: bool | None = None) -> Answer[Any]:
        """Lists a member's wallets: ``GET /wallet``. Otherwise only in the newest official Ruby client.

        Args:
            user_id: Your own id of the member.
            sandbox: Whether to list test wallets. Default: not said.

        Returns:
            The server's answer with a list as ``data``; also a refusal.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it; nothing was sent.
            APIConnectionError: No connection, or it broke.
            APITimeoutError: No answer within ``timeout`` or ``deadline``.
            DecodeError: The answer is not the documented JSON.

        Example::

            client.get_user_token("member-1")
            answer = client.get_user_wallets("member-1")
            if answer.ok:
                print([wallet["wallet_id"] for wallet in answer["data"]])
        """
        return self._run("wallet.list", {"user_id": user_id, "sandbox": sandbox}, answer)

    def request_wallet_payment(
        self,
        /,
        user_id: OrderId,
        order_name: str,
        price: Amount,
        order_id: OrderId,
        *,
        tax_free: Amount | None = None,
        sandbox: bool | None = None,
        webhook_url: str | None = None,
        content_type: str | None = None,
        items: Sequence[Fields] | None = None,
        user_info: Fields | None = None,
        extra: Fields | None = None,
        metadata: Fields | None = None,
        **more: object,
    ) -> Answer[Any]:
        """Pays from a member's wallet: ``POST /wallet/payment``. Otherwise only in the newest official Ruby
        client, and not documented: nothing is checked here.

        Args:
            user_id: Your own id of the member.
            order_name: What is sold.
            price: How much, in won.
            order_id: Your own id of the order.
            tax_free: The tax-free part of ``price``, in won.
            sandbox: Whether it is a test.
            webhook_url: Where the webhook goes.
            content_type: How the webhook is written.
            items: What is sold, piece by piece.
            user_info: Who buys; sent as ``user``.
            extra: Options.
            metadata: Your own data.
            more: Other fields; sent as they are.

        Returns:
            The server's answer, also a refusal.

        Raises:
            InvalidRequestError: An argument cannot be sent, and the message names it.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, it may have been
                paid.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            client.get_user_token("member-1")
            answer = client.request_wallet_payment("member-1", "상품", 3000, "order-6")
        """
        params = {
            "user_id": user_id,
            "order_name": order_name,
            "price": price,
            "order_id": order_id,
            "tax_free": tax_free,
            "sandbox": sandbox,
            "webhook_url": webhook_url,
            "content_type": content_type,
            "items": items,
            "user": user_info,
            "extra": extra,
            "metadata": metadata,
            **more,
        }
        return self._run("wallet.pay", params, answer)

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

        Raises:
            InvalidRequestError: An argument is no dict that can be sent; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, it may have been
                sent.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            message = {"st": 1, "rps": ["01012341234"], "msg": "결제"}
            client.remote_link({"item_name": "상품", "price": 3000}, message)
        """
        params = dict(json_object("payload", {} if payload is None else payload))
        if sms_payload is not None:
            params["sms_payload"] = sms_payload
        return self._run("remote_link.send", params, answer)

    @deprecated("remote_form is deprecated by Bootpay; request_payment makes links")
    def remote_form(self, remoter_form: Fields, sms_payload: Fields | None = None) -> Answer[Any]:
        """Sends a payment form by message: ``POST /app/rest/remote_form``. Deprecated by Bootpay.

        Args:
            remoter_form: The form, under the official package's name for it: ``pg``, ``fm`` (methods), ``n``
                (name), ``o_key`` (order id), ``ip`` (price) and so on; sent as it is.
            sms_payload: The message: ``st`` (1 SMS, 2 LMS, 3 MMS, 4 알림톡, 5 친구톡), ``rps`` (receivers),
                ``sp`` (sender), ``msg``.

        Returns:
            The server's answer, also a refusal.

        Raises:
            InvalidRequestError: An argument is no dict that can be sent; nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, it may have been
                sent.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            client.remote_form({"pg": "kcp", "fm": ["card"], "n": "상품", "o_key": "order-7", "ip": 3000})
        """
        params = {"remote_form": remoter_form, "sms_payload": sms_payload}
        return self._run("remote_form.send", params, answer)

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
            The server's answer, also a refusal.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it (``data.rps``: the
                receivers, ``data.msg``: the message); nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, it may have been
                sent.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            client.send_sms(["01012341234"], "안녕하세요", "0212345678")
        """
        data = _message(extra, rps=receive_numbers, msg=message, sp=send_number)
        return self._run("sms.send", {"data": data}, answer)

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
            The server's answer, also a refusal.

        Raises:
            InvalidRequestError: An argument cannot be right, and the message names it (``data.rps``: the
                receivers, ``data.msg``: the message, ``data.sj``: the subject); nothing was sent.
            APIConnectionError: No connection, or it broke. If ``effect`` is ``unknown``, it may have been
                sent.
            APITimeoutError: No answer within ``timeout`` or ``deadline``; so here.
            DecodeError: The answer is not the documented JSON; so here.

        Example::

            client.send_lms(["01012341234"], "안녕하세요", "주문 안내", "0212345678")
        """
        data = _message(extra, rps=receive_numbers, msg=message, sj=subject, sp=send_number)
        return self._run("lms.send", {"data": data}, answer)

    def _run(self, operation: str, params: Mapping[str, object], read: Callable[[Reply], Result]) -> Result:
        """Makes one call and gives what `read` makes of its reply. A method's last step, and its result:
        `AsyncBootpay` puts one that can be awaited in its place."""
        handle, request, options = self._prepared(params)
        wait_kind = green_wait()
        if wait_kind is not None:
            return read(self._wait_among_greenlets(wait_kind, handle, operation, request, options))
        log: list[str] = []
        try:
            reply = Reply(*handle.call(operation, request, options, log))
        finally:
            self._log.write(log)
        return read(reply)

    def _wait_among_greenlets(
        self, wait_kind: type[GreenWait], handle: Handle, operation: str, request: str, options: str
    ) -> Reply:
        start_waker()
        green = wait_kind()
        call = handle.start(operation, request, options, green.wake)
        try:
            green.wait()
            return Reply(*call.reply())
        finally:
            self._log.write([call.end()])


def _message(extra: Mapping[str, object] | None, **fields: object) -> dict[str, object]:
    """A text message, with the two fields that the official package takes out of `extra`."""
    ids = json_object("extra", {} if extra is None else extra)
    if not ids.keys() <= {"m_id", "o_id"}:
        raise InvalidRequestError("extra: there are m_id and o_id only; nothing was sent")
    return {**fields, **ids}


def _keep_token(session: Session, reply: Reply) -> Answer[Token]:
    told: Answer[Token] = answer(reply)
    if reply.ok and told.get("status") == 200:
        session.set_token, session.fetched_token = None, told["data"]["token"]
    return told
