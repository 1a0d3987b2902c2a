"""The asyncio twin of :class:`bootpay.Bootpay`.

A method of `Bootpay` says what is asked and what the reply is to the caller, and leaves the exchange to
``self._run``. Run on this class, whose ``_run`` is a coroutine, its result is one that can be awaited. So
every call is written once, in plain functions with their own signatures and documentation, and there is
neither a second copy nor a generated one; `_awaited` gives type checkers and ``help()`` the right answer for
both classes.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from bootpay._client import Bootpay
from bootpay._frames import private_frames
from bootpay._project import OFFICIAL_HOSTS, Project
from bootpay._reply import Reply
from bootpay._wake import start_waker
from bootpay._wire import deprecated
from bootpay.errors import InvalidRequestError
from bootpay.identity import AsyncIdentity
from bootpay.webhooks import AsyncWebhooks

Arguments = ParamSpec("Arguments")
Client = TypeVar("Client", bound="AsyncBootpay")
Result = TypeVar("Result")


def _awaited(
    method: Callable[Concatenate[Bootpay, Arguments], Result],
) -> Callable[Concatenate[AsyncBootpay, Arguments], Coroutine[Any, Any, Result]]:
    plain: Callable[..., Coroutine[Any, Any, Result]] = inspect.unwrap(method)

    @wraps(plain)
    async def call(client: AsyncBootpay, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        return await plain(client, *args, **kwargs)

    call.__qualname__ = f"AsyncBootpay.{plain.__name__}"
    call.__doc__ = re.sub(r"\bclient\.(?=\w+\()", "await client.", plain.__doc__ or "") or None
    warning = getattr(method, "__deprecated__", None)
    return call if warning is None else deprecated(warning)(call)


@private_frames
class AsyncBootpay(Project):
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
    def webhook(self) -> AsyncWebhooks:
        """Reads and checks the webhooks of this project: :class:`bootpay.webhooks.AsyncWebhooks`, whose
        ``reverify`` is awaited.

        Example::

            body = b'{"receipt_id": "5df6e67d4f74b4002a77e0eb", "price": 3000, "status": 1}'
            event = client.webhook.verify(body, remote_address="223.130.82.4")
            answer = await client.webhook.reverify(event)
        """
        return AsyncWebhooks(self)

    @property
    def identity(self) -> AsyncIdentity:
        """Begins and confirms identity verifications (본인인증): :class:`bootpay.identity.AsyncIdentity`,
        whose ``confirm`` is awaited.

        Example::

            begun = client.identity.begin(purpose="주류 구매", session="s-1")
            # the page calls BootPay.request(begun.request(web_application_id)); then see `confirm`
            print(begun.order_id)
        """
        return AsyncIdentity(self)

    get_access_token = _awaited(Bootpay.get_access_token)
    verify = _awaited(Bootpay.verify)
    certificate = _awaited(Bootpay.certificate)
    cancel = _awaited(Bootpay.cancel)
    settle = _awaited(Bootpay.settle)
    settle_cancel = _awaited(Bootpay.settle_cancel)
    get_subscribe_billing_key = _awaited(Bootpay.get_subscribe_billing_key)
    subscribe_billing = _awaited(Bootpay.subscribe_billing)
    subscribe_billing_reserve = _awaited(Bootpay.subscribe_billing_reserve)
    subscribe_billing_reserve_cancel = _awaited(Bootpay.subscribe_billing_reserve_cancel)
    destroy_subscribe_billing_key = _awaited(Bootpay.destroy_subscribe_billing_key)
    lookup_billing_key = _awaited(Bootpay.lookup_billing_key)
    get_user_token = _awaited(Bootpay.get_user_token)
    request_payment = _awaited(Bootpay.request_payment)
    submit = _awaited(Bootpay.submit)
    create_webhook = _awaited(Bootpay.create_webhook)
    delivery_start = _awaited(Bootpay.delivery_start)
    naverpay_item_response = _awaited(Bootpay.naverpay_item_response)
    update_pg_resource = _awaited(Bootpay.update_pg_resource)
    get_user_wallets = _awaited(Bootpay.get_user_wallets)
    request_wallet_payment = _awaited(Bootpay.request_wallet_payment)
    remote_link = _awaited(Bootpay.remote_link)
    remote_form = _awaited(Bootpay.remote_form)
    send_sms = _awaited(Bootpay.send_sms)
    send_lms = _awaited(Bootpay.send_lms)

    async def _run(
        self, operation: str, params: Mapping[str, object], read: Callable[[Reply], Result]
    ) -> Result:
        """As `Bootpay`'s. What ends the wait for the reply, for example that the task was cancelled, ends the
        call."""
        from asyncio import get_running_loop  # here: who has no event loop need not load it with the package

        loop = get_running_loop()
        answered = loop.create_future()

        def deliver() -> None:
            if not answered.done():
                answered.set_result(None)

        if self._is_closed:
            raise InvalidRequestError("the client is closed; nothing was sent", operation=operation)
        handle, request, options = self._prepared(params)
        start_waker()
        call = handle.start(operation, request, options, lambda: loop.call_soon_threadsafe(deliver))
        try:
            await answered
            reply = Reply(*call.reply())
        finally:
            self._log.write([call.end()])
        return read(reply)
