# Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.
"""What :class:`bootpay.AsyncBootpay` can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from bootpay._answer import Answer
from bootpay._frames import private_frames
from bootpay._project import Project
from bootpay._reply import Reply, answer
from bootpay._wire import Amount, Fields, OrderId, Switch, deprecated, json_object, unix_seconds
from bootpay.generated.answers import (
    BillingKey,
    CancelledPayment,
    Certificate,
    CompletedPayment,
    Reservation,
    UserToken,
)
from bootpay.generated.arguments import (
    BillingExtra,
    Item,
    LinkExtra,
    Refund,
    UserInfo,
)

Result = TypeVar("Result")


@private_frames
class AsyncCalls(Project):
    """The calls of :class:`bootpay.AsyncBootpay`, which says what is the same for all of them."""

    __slots__ = ()

    if TYPE_CHECKING:

        async def _run(
            self, operation: str, params: Mapping[str, object], read: Callable[[Reply], Result]
        ) -> Result: ...

    async def certificate(self, receipt_id: str) -> Answer[Certificate]:
        """Reads the result of an identity verification, and believes nothing: the receipt may be somebody
        else's, or an old one (``GET /certificate/{receipt_id}``).

        What confirms an identity reads it and checks all that.

        Only a server may do this: the answer holds personal data. The status is 404 if there is no such
        verification.

        To believe it, use :attr:`identity`. Printed, the answer's ``certificate`` and ``payment_data`` are
        masked; the data itself is as it came.

        Args:
            receipt_id: The receipt's id, 24 hex digits, as the browser's ``done`` callback gave it.

        Returns:
            The server's answer, with :class:`Certificate` as ``data``; also a refusal.

        Example::

            answer = await client.certificate("612e09260d681b0021e61ab9")
            if answer.ok:
                print(answer["data"]["order_id"])
        """
        return await self._run("certificate.get", {"receipt_id": receipt_id}, answer)

    async def cancel(
        self,
        receipt_id: str,
        price: Amount | None = None,
        name: str | None = None,
        reason: str | None = None,
        cancel_id: str | UUID | None = None,
        tax_free: Amount | None = None,
        refund: Refund | Fields | None = None,
        *,
        cancelled_before: Amount | None = None,
    ) -> Answer[CancelledPayment]:
        """Cancels a payment, whole or in part (``POST /cancel``).

        Every request carries a ``cancel_id``: the server keeps one effect for one id, so a repetition after a
        lost answer cannot cancel twice. Without one of your own, a fresh one is made for this call and kept
        over its repetitions; it is given back in the answer's meta and in the error.

        If the answer is lost all the same, the receipt is read within the deadline, as ``settle`` does. If it
        shows the cancel, the call succeeds: its data comes from the receipt, and the outcome in its meta is
        ``done``. A receipt does not say which request cancelled, so let nobody else cancel the same payment
        meanwhile. Otherwise the error keeps the effect ``unknown``, also if the receipt does not show the
        cancel, since a request that is on its way may still arrive.

        If the ``effect`` of an error is ``unknown``, :meth:`settle` says what became of it; or call again
        with the error's ``cancel_id``.

        Args:
            receipt_id: The receipt to cancel.
            price: How much to cancel, in won. The documentation asks for more than 1,000 won in a partial
                cancel, and names inicis, kcp, danal, payletter, nicepay, kakao and payco as able to do it.
                Default: all that is left.
            name: Who cancels, as shown in the admin page.
            reason: Why.
            cancel_id: The merchant's id of this cancel. Default: a fresh one for this call. The official
                package makes one for the whole process.
            tax_free: The tax-free part of ``price``, in won; not more than ``price``, and only beside it.
            refund: Where to send the money back: for virtual accounts, with a contract for it. Its
                ``bankcode`` is in :data:`bootpay.bankcode.dictionary`.
            cancelled_before: What was cancelled of this payment before, in won, by your own books. A receipt
                does not say which request cancelled, so a cancel of a part whose answer is lost is settled
                only with this. Two parts of one payment that are cancelled at the same time cannot be told
                apart: cancel one after the other. Default: not known.

        Returns:
            The server's answer, with :class:`CancelledPayment` as ``data``; also a refusal.

        Example::

            answer = await client.cancel("5df6e8034f74b4002177e0bb", price=1200, reason="변심", tax_free=200)
            if answer.ok:
                print(answer["data"]["remain_price"])
        """
        fields = {
            "receipt_id": receipt_id,
            "price": price,
            "name": name,
            "reason": reason,
            "cancel_id": cancel_id,
            "tax_free": tax_free,
            "refund": refund,
            "cancelled_before": cancelled_before,
        }
        return await self._run("payment.cancel", fields, answer)

    async def submit(self, receipt_id: str) -> Answer[CompletedPayment]:
        """Approves a payment from the server, for projects that confirm there (``POST /submit``).

        Verify the receipt first: its status must be 2 and its price yours. Never repeated once a byte may
        have left; after a timeout read the receipt and look at its status.

        If the ``effect`` of an error is ``unknown``, :meth:`settle` says what became of it.

        Args:
            receipt_id: The receipt's id.

        Returns:
            The server's answer, with :class:`CompletedPayment` as ``data``; also a refusal.

        Example::

            answer = await client.submit("5fffc0460c20b903e88a2d2c")
            if answer.ok:
                print(answer["data"]["status"])
        """
        return await self._run("payment.submit", {"receipt_id": receipt_id}, answer)

    async def get_subscribe_billing_key(
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
        """Issues a billing key for a card by its number (``POST /request/card_rebill``).

        Not repeated by itself: each success makes another key.

        What you give here is in no error and no log of this package.

        Args:
            pg: The gateway: ``nicepay``, ``payapp`` or ``welcome``. See :class:`bootpay.Gateway`.
            order_id: The merchant's id of this registration.
            item_name: What is shown as the item.
            card_no: The card number, digits only.
            card_pw: The first two digits of the card's password.
            expire_year: The card's expiry year, two digits.
            expire_month: The card's expiry month, two digits.
            identify_number: The holder's birth date in six digits, or a business number; no dashes.
            user_info: Who buys; payapp needs ``phone`` and ``username``.
            extra: A test payment, and the gateway's own errors.

        Returns:
            The server's answer, with :class:`BillingKey` as ``data``; also a refusal.

        Example::

            answer = await client.get_subscribe_billing_key(
                pg="nicepay",
                order_id="order-1",
                item_name="정기결제",
                card_no="9000200012341000",
                card_pw="12",
                expire_year="29",
                expire_month="12",
                identify_number="901004",
            )
            if answer.ok:
                print(answer["data"]["billing_key"])
        """
        fields = {
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
        return await self._run("billing_key.request", fields, answer)

    async def lookup_billing_key(self, receipt_id: str) -> Answer[BillingKey]:
        """Looks a billing key up by the receipt of its registration in the browser
        (``GET /subscribe/billing/{receipt_id}``).

        The status is 404 if the receipt is of something else.

        Args:
            receipt_id: The receipt's id.

        Returns:
            The server's answer, with :class:`BillingKey` as ``data``; also a refusal.

        Example::

            answer = await client.lookup_billing_key("5b025b33e13f33310ce560fa")
            if answer.ok:
                print(answer["data"]["billing_key"])
        """
        return await self._run("billing_key.lookup", {"receipt_id": receipt_id}, answer)

    async def destroy_subscribe_billing_key(self, billing_key: str) -> Answer[Any]:
        """Deletes a billing key (``DELETE /subscribe/billing/{billing_key}``).

        The status is 404 if there is no such key; after a repetition that means that it is deleted. The
        answer has no ``data``.

        Args:
            billing_key: The billing key.

        Returns:
            The server's answer, also a refusal.

        Example::

            await client.destroy_subscribe_billing_key("5b025b33e13f33310ce560fb")
        """
        return await self._run("billing_key.delete", {"billing_key": billing_key}, answer)

    async def subscribe_billing(
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
        """Charges a billing key now (``POST /subscribe/billing``).

        Never repeated once a byte may have left: the API has no idempotency key for it and no look-up by
        order id. If its answer is lost, look for the order in the admin page, or wait for its webhook.

        Args:
            billing_key: The billing key.
            item_name: What is sold.
            price: How much, in won.
            order_id: The merchant's id, unique per charge.
            items: What is sold, piece by piece.
            user_info: Who buys; payapp needs ``phone`` and ``username``.
            extra: A test payment, and the gateway's own errors.
            tax_free: The tax-free part of ``price``, in won. Default: 0.
            quota: Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: 0.
            interest: Interest-free; the gateway welcome only. Default: 0.
            feedback_url: Where the webhook goes. Not localhost.
            feedback_content_type: The webhook's form: ``json`` or ``urlencoded``. Default: ``urlencoded``.

        Returns:
            The server's answer, with :class:`CompletedPayment` as ``data``; also a refusal.

        Example::

            answer = await client.subscribe_billing("5b025b33e13f33310ce560fb", "정기결제", 3000, "order-2")
            if answer.ok:
                print(answer["data"]["receipt_id"], answer["data"]["card_name"])
        """
        fields = {
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
        return await self._run("billing.pay", fields, answer)

    async def subscribe_billing_reserve(
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
        """Charges a billing key once, later (``POST /subscribe/billing/reserve``).

        Never repeated once a byte may have left. At most five reservations wait per key. What came of it is
        told by webhook.

        Args:
            billing_key: The billing key.
            item_name: What is sold.
            price: How much, in won.
            order_id: The merchant's id, unique per charge.
            execute_at: When to charge, Unix seconds, in the future. Default: ten seconds from this call. Also
                a ``datetime`` with a time zone. The official package counts the ten seconds from its import.
            items: What is sold, piece by piece.
            user_info: Who buys; payapp needs ``phone`` and ``username``.
            extra: A test payment, and the gateway's own errors.
            tax_free: The tax-free part of ``price``, in won. Default: 0.
            quota: Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: 0.
            interest: Interest-free; the gateway welcome only. Default: 0.
            feedback_url: Where the webhook goes. Not localhost.
            feedback_content_type: The webhook's form: ``json`` or ``urlencoded``. Default: ``urlencoded``.

        Returns:
            The server's answer, with :class:`Reservation` as ``data``; also a refusal.

        Example::

            answer = await client.subscribe_billing_reserve(
                "5b025b33e13f33310ce560fb", "정기결제", 3000, "order-3", execute_at=1893456000
            )
            if answer.ok:
                print(answer["data"]["reserve_id"])
        """
        fields = {
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
        return await self._run("billing.reserve", fields, answer)

    async def subscribe_billing_reserve_cancel(self, reserve_id: str) -> Answer[Any]:
        """Cancels a reservation that has not been carried out
        (``DELETE /subscribe/billing/reserve/{reserve_id}``).

        The status is 404 if there is no such reservation. The answer has no ``data``.

        Args:
            reserve_id: The reservation's id.

        Returns:
            The server's answer, also a refusal.

        Example::

            answer = await client.subscribe_billing_reserve(
                "5b025b33e13f33310ce560fb", "정기결제", 3000, "order-3", execute_at=1893456000
            )
            reserve_id = answer["data"]["reserve_id"]
            await client.subscribe_billing_reserve_cancel(reserve_id)
        """
        return await self._run("reservation.cancel", {"reserve_id": reserve_id}, answer)

    async def get_user_token(
        self,
        user_id: OrderId | None = None,
        email: str | None = None,
        name: str | None = None,
        gender: int | None = None,
        birth: str | None = None,
        phone: str | None = None,
    ) -> Answer[UserToken]:
        """Asks for a token with which a member uses Bootpay's own easy pay in the browser
        (``POST /request/user/token``).

        Args:
            user_id: The merchant's id of the member. Required, although it may be left out here, as in the
                official package.
            email: The e-mail address.
            name: The name.
            gender: 0 for female, 1 for male. Not sent unless given: 0 would be an answer.
            birth: The birth date in six digits, such as ``901004``.
            phone: The phone number, digits only; the gateway payapp needs it.

        Returns:
            The server's answer, with :class:`UserToken` as ``data``; also a refusal.

        Example::

            answer = await client.get_user_token(user_id="member-1", phone="01012341234")
            if answer.ok:
                print(answer["data"]["user_token"])
        """
        fields = {
            "user_id": user_id,
            "email": email,
            "name": name,
            "gender": gender,
            "birth": birth,
            "phone": phone,
        }
        return await self._run("user_token.request", fields, answer)

    async def request_payment(
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
        """Makes a payment link (``POST /request/payment``).

        Its answer's ``data`` is the URL, a string.

        Each request makes another link, so it is not repeated by itself; to repeat it does no harm.

        Args:
            pg: The gateway. Default: the buyer chooses. See :class:`bootpay.Gateway`.
            method: How to pay, such as ``card``, ``phone``, ``vbank``, ``bank`` or ``easy``. See
                :class:`bootpay.Method`.
            methods: The methods to offer. See :class:`bootpay.Method`.
            price: How much, in won. Required, although it may be left out here, as in the official package.
            order_id: The merchant's id. Required, although it may be left out here, as in the official
                package.
            params: Given back in the receipt: text, or JSON which becomes text.
            tax_free: The tax-free part of ``price``, in won. Default: 0.
            name: What is sold. Required, although it may be left out here, as in the official package.
            user_info: Who buys.
            items: What is sold, piece by piece.
            extra: Options of the payment window.
            return_url: Where the browser goes afterwards. Sent by some official clients, commented out in
                others.

        Returns:
            The server's answer, with text as ``data``; also a refusal.

        Example::

            answer = await client.request_payment(
                methods=["card", "phone"], price=3000, order_id="order-5", name="상품"
            )
            if answer.ok:
                print(answer["data"])
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
        return await self._run("link.request", fields, answer)

    async def create_webhook(self, receipt_id: str, webhook_url: str) -> Answer[Any]:
        """Makes the server send a receipt's webhook to a URL (``POST /webhook``).

        Otherwise only in the official Ruby client.

        Args:
            receipt_id: The receipt's id.
            webhook_url: Where to send it. Not localhost.

        Returns:
            The server's answer, also a refusal.

        Example::

            await client.create_webhook("5df6e67d4f74b4002a77e0eb", "https://shop.example.org/bootpay")
        """
        fields = {
            "receipt_id": receipt_id,
            "webhook_url": webhook_url,
        }
        return await self._run("webhook.create", fields, answer)

    async def delivery_start(
        self,
        receipt_id: str,
        delivery_no: str | int,
        delivery_corp: str,
    ) -> Answer[Any]:
        """Tells the gateway of an escrow payment that shipping began (``PUT /delivery/start/{receipt_id}``).

        Other payments are refused.

        Otherwise only in the official Ruby and PHP clients.

        Args:
            receipt_id: The receipt's id.
            delivery_no: The parcel's number.
            delivery_corp: The carrier's three digits: 000 another one, 001 CJ대한통운, 002 한진, 003 롯데,
                004 KG로지스, 005 동부, 006 우체국, 007 로젠, 008 옐로우캡, 009 경동, 010 대신, 011 사가와,
                100 direct, 101 quick service.

        Returns:
            The server's answer, also a refusal.

        Example::

            await client.delivery_start("00000000000000000000e5c0", "123456789012", "001")
        """
        fields = {
            "receipt_id": receipt_id,
            "delivery_no": delivery_no,
            "delivery_corp": delivery_corp,
        }
        return await self._run("delivery.start", fields, answer)

    async def naverpay_item_response(self, data: Fields) -> Answer[Any]:
        """Sends Naver Pay product data; its fields are Naver Pay's (``POST /npay/product``).

        Otherwise only in the official Ruby client.

        Args:
            data: The fields; sent as they are, without those that are ``None``.

        Returns:
            The server's answer, also a refusal.

        Example::

            await client.naverpay_item_response({"item_id": "1", "stock": 3})
        """
        return await self._run("npay_product.send", json_object("data", data), answer)

    async def update_pg_resource(self, data: Fields) -> Answer[Any]:
        """Sets a project's payment gateways; its fields are not documented (``POST /project/payment``).

        Otherwise only in the official Ruby client.

        Args:
            data: The fields; sent as they are, without those that are ``None``.

        Returns:
            The server's answer, also a refusal.

        Example::

            await client.update_pg_resource({"method": "card", "pg": "kcp"})
        """
        return await self._run("project.update", json_object("data", data), answer)

    async def get_user_wallets(self, user_id: OrderId, sandbox: bool | None = None) -> Answer[Any]:
        """Lists a member's wallets (``GET /wallet``).

        The answer's ``data`` is a list.

        Otherwise only in the official Ruby client's newest source.

        Args:
            user_id: The merchant's id of the member.
            sandbox: Whether to look at test wallets. Not sent unless given.

        Returns:
            The server's answer, also a refusal.

        Example::

            await client.get_user_token(user_id="member-1", phone="01012341234")
            await client.get_user_wallets("member-1")
        """
        return await self._run("wallet.list", {"user_id": user_id, "sandbox": sandbox}, answer)

    async def request_wallet_payment(
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
        """Pays from a member's wallet (``POST /wallet/payment``).

        The call is not documented: ``price`` and ``tax_free`` are amounts like all others, and nothing else
        is checked. Never repeated once a byte may have left.

        Otherwise only in the official Ruby client's newest source.

        Args:
            user_id: The merchant's id of the member.
            order_name: What is sold.
            price: How much, in won.
            order_id: The merchant's id of the order.
            tax_free: The tax-free part of ``price``, in won.
            sandbox: Whether it is a test.
            webhook_url: Where the webhook goes.
            content_type: How the webhook is written.
            items: What is sold, piece by piece.
            user_info: Who buys. Sent as ``user``.
            extra: Options.
            metadata: The merchant's own data.
            more: Other fields; sent as they are.

        Returns:
            The server's answer, also a refusal.

        Example::

            await client.get_user_token(user_id="member-1", phone="01012341234")
            await client.request_wallet_payment("member-1", "상품", 3000, "order-6")
        """
        fields = {
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
        return await self._run("wallet.pay", fields, answer)

    @deprecated("remote_form is deprecated by Bootpay; request_payment makes links")
    async def remote_form(self, remoter_form: Fields, sms_payload: Fields | None = None) -> Answer[Any]:
        """Sends a payment form by message (``POST /app/rest/remote_form``).

        Deprecated by Bootpay.

        Args:
            remoter_form: ``pg``, ``fm`` (methods), ``n`` (name), ``o_key`` (order id), what to ask for and
                the delivery prices. Sent as ``remote_form``.
            sms_payload: ``st`` (1 SMS, 2 LMS, 3 MMS, 4 alimtalk, 5 friendtalk), ``rps`` (receivers), ``sp``
                (sender), ``msg``.

        Returns:
            The server's answer, also a refusal.

        Example::

            await client.remote_form(
                {"fm": ["card"], "ip": 3000, "n": "상품", "o_key": "order-7", "pg": "kcp"}
            )
        """
        fields = {
            "remote_form": remoter_form,
            "sms_payload": sms_payload,
        }
        return await self._run("remote_form.send", fields, answer)
