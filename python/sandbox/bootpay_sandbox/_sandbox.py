"""A project of a sandbox, and what a test does with it."""

from __future__ import annotations

import atexit
import os
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from types import TracebackType
from typing import Any, ClassVar, TypedDict

from ._control import Control, SandboxError
from ._process import Process


class Quick(TypedDict):
    """Options of a client, in seconds."""

    timeout: float
    deadline: float
    max_retries: int


class Sandbox:
    """A project of a sandbox, with keys, people, payments, faults, clock and journal of its own.

    ``Sandbox()`` starts a sandbox, which ends with :meth:`stop`, at the end of a ``with`` block, and when the
    process that started it ends, however that happens. :meth:`join` and :meth:`project` make further projects
    in one that runs. A forked child may use it and does not stop it. Ctrl-C in a terminal does not reach it,
    so that a test that is interrupted can still tidy up.
    """

    #: Where it listens, such as ``http://127.0.0.1:41233``; open it in a browser for the console.
    url: str
    application_id: str
    #: A key of this project: it opens nothing else.
    private_key: str
    #: The application id for a page.
    web_application_id: str
    #: Where it listens for TLS, if ``arguments`` say so.
    tls_url: str | None

    #: For tests of failures: ``Bootpay(**sandbox.quick)``, or ``client.with_options(**sandbox.quick)``.
    quick: ClassVar[Quick] = {"timeout": 2.0, "deadline": 5.0, "max_retries": 0}

    def __init__(self, arguments: Sequence[str] = (), *, timeout: float = 30.0) -> None:
        """Starts a sandbox on a free port and waits until it listens.

        :param arguments: More options of ``bootpay sandbox``, such as ``["--seed", "7"]``.
        :param timeout: How many seconds it may take to start.
        :raises SandboxError: It did not start; the text has what the program wrote.
        """
        process = Process(arguments, timeout)
        self._process: Process | None = process
        self.tls_url = process.told.get("tls_url")
        self._take(Control(process.told["url"]), process.told, end=process.stop)

    @classmethod
    def join(cls, url: str) -> Sandbox:
        """Makes a project in the sandbox that runs at ``url``. :meth:`stop` deletes the project.

        :raises SandboxError: No sandbox answers there.
        """
        everywhere = Control(url)
        told = everywhere.post("/sandbox/projects")
        application_id = told["application_id"]

        def end() -> None:
            with suppress(SandboxError):  # the sandbox may have ended before
                everywhere.delete(f"/sandbox/projects/{_segment(application_id)}")

        joined = cls.__new__(cls)
        joined._process = None
        joined.tls_url = None
        joined._take(Control(url, application_id), told, end)
        return joined

    def project(self) -> Sandbox:
        """Makes another project in this sandbox: a second shop, which knows nothing of the first."""
        other = self.join(self.url)
        other.tls_url = self.tls_url
        return other

    def _take(self, control: Control, told: Mapping[str, str], end: Callable[[], None]) -> None:
        self.url = control.url
        self.application_id = told["application_id"]
        self.private_key = told["private_key"]
        self.web_application_id = told["web_application_id"]
        self._control = control
        self._end = end
        self._owner = os.getpid()
        self._is_stopped = False
        atexit.register(self.stop)

    @property
    def env(self) -> dict[str, str]:
        """The variables that point a client at it, and keep it away from every other host:
        ``Popen(…, env={**os.environ, **sandbox.env})``."""
        return {
            "BOOTPAY_BASE_URL": self.url,
            "BOOTPAY_APPLICATION_ID": self.application_id,
            "BOOTPAY_PRIVATE_KEY": self.private_key,
            "BOOTPAY_WEB_APPLICATION_ID": self.web_application_id,
            "BOOTPAY_LOOPBACK_ONLY": "1",
        }

    def identity(self, **fields: Any) -> dict[str, Any]:
        """Verifies a made-up person; the answer has the ``receipt_id`` to read it with.

        Every field is optional: ``username``, ``phone``, ``birth``, ``gender``, ``order_id`` and the others
        of ``POST /sandbox/identities``. ``None`` leaves a field out of the certificate.
        """
        person: dict[str, Any] = self._control.post("/sandbox/identities", fields)
        return person

    def person(
        self,
        persona: str | None = None,
        *,
        order_id: str | None = None,
        age: int | None = None,
        year_age: int | None = None,
        birth: str | date | None = None,
        verified_ago: int | timedelta | None = None,
        without: str | Sequence[str] | None = None,
        **fields: Any,
    ) -> dict[str, Any]:
        """Verifies a made-up person, as :meth:`identity` does. Ages are those of the sandbox's clock.

        :param persona: Somebody known by name, such as ``"turns_19_this_year"`` or ``"foreigner"``.
            ``bootpay sandbox person --list`` says who there is. Other fields win over the persona's own.
        :param order_id: The order that the verification was begun for.
        :param age: 만 나이, with the birthday today. One of persona, age, year_age and birth at most.
        :param year_age: 연 나이, with the birthday on 31 December.
        :param verified_ago: How long ago; a number means seconds.
        :param without: What the certificate lacks: ``"ci"``, ``["phone", "carrier"]``, ``"order_id"``, …
        :param fields: Others of :meth:`identity`.
        :raises SandboxError: A field is wrong; the text says how.
        """
        told = {
            "persona": persona,
            "order_id": order_id,
            "age": age,
            "year_age": year_age,
            "birth": birth,
            "verified_ago": verified_ago,
            "without": without,
        }
        return self.identity(**_given(told), **fields)

    def window(self, order_id: str | None = None, **fields: Any) -> Window:
        """The window that the page opened for an order, or one that is opened for it without a browser.

        It is that of an identity verification, or of a payment if ``price`` is given. Until
        :meth:`Window.approve` is called it has a receipt id and no certificate.
        """
        wanted = _given({"order_id": order_id}) | fields
        return Window(self._control, self._control.post("/sandbox/windows", wanted))

    def payment(self, **fields: Any) -> dict[str, Any]:
        """Makes a payment; the answer is its receipt. ``price`` is required, ``status=1`` is a paid one.

        The other fields are those of ``POST /sandbox/payments``.
        """
        receipt: dict[str, Any] = self._control.post("/sandbox/payments", fields)
        return receipt

    def deposit(self, receipt_id: str) -> dict[str, Any]:
        """The money of a virtual account arrives; the answer is its receipt."""
        receipt: dict[str, Any] = self._control.post("/sandbox/deposits", {"receipt_id": receipt_id})
        return receipt

    def fault(self, kind: str, **fields: Any) -> Fault:
        """Lets calls fail, until it is removed: at the end of a ``with`` block, or by :meth:`Fault.remove`.

        ::

            with sandbox.fault("reset_after", path="/cancel"):
                ...

        The kinds and their fields are those of ``POST /sandbox/faults``.
        """
        return Fault(self._control, self._control.post("/sandbox/faults", {"kind": kind, **fields}))

    def advance(
        self,
        by: timedelta | None = None,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> None:
        """Moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again."""
        further = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        self._control.post("/sandbox/clock", {"advance_s": (by or timedelta()) + further})

    def requests(self, operation: str | None = None) -> list[dict[str, Any]]:
        """What has arrived, oldest first: ``method``, ``path``, ``headers``, ``body``.

        With an operation, by its name in errors and logs such as ``"payment.cancel"``, only what asked for
        that.
        """
        route = "/sandbox/requests"
        if operation is not None:
            route = f"/sandbox/operations/{_segment(operation)}/requests"
        entries: list[dict[str, Any]] = self._control.get(route)
        return entries

    def webhooks(self) -> list[dict[str, Any]]:
        """What was sent or waits to be, oldest first: ``receipt_id``, ``fields``, ``state``, ``attempts``."""
        entries: list[dict[str, Any]] = self._control.get("/sandbox/webhooks")
        return entries

    def settings(self, **fields: Any) -> dict[str, Any]:
        """Changes the options of the project's admin page, such as ``feedback_url``, to which webhooks go.

        The answer has all of them; the fields are those of ``POST /sandbox/settings``.
        """
        settings: dict[str, Any] = self._control.post("/sandbox/settings", fields)
        return settings

    def misuses(self) -> list[dict[str, Any]]:
        """What the sandbox saw and a merchant must not do: ``kind``, ``what``, ``how_to_mend``, ``requests``.

        ``requests`` are the numbers of those that show it.
        """
        entries: list[dict[str, Any]] = self._control.get("/sandbox/misuses")
        return entries

    def snapshot(self) -> dict[str, Any]:
        """All that the project holds, for :meth:`restore`."""
        document: dict[str, Any] = self._control.get("/sandbox/snapshot")
        return document

    def restore(self, document: Mapping[str, Any]) -> None:
        """Puts the project into the state of a snapshot."""
        self._control.post("/sandbox/restore", document)

    def reset(self) -> None:
        """Everything as it was at its start: people, payments, faults, clock and journal.

        Tokens stay good, so that a client that was made before goes on.
        """
        self._control.post("/sandbox/reset", {"keep_tokens": True})

    def stop(self) -> None:
        """Ends what was started: the sandbox, or the project in one that was joined.

        Does nothing when that has ended, or in a process that did not start it.
        """
        if self._is_stopped or os.getpid() != self._owner:
            return
        self._is_stopped = True
        atexit.unregister(self.stop)
        self._end()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<Sandbox {self.url}, project {self.application_id}>"


class Window:
    """The window of an identity verification or a payment, open until it is approved, cancelled or failed."""

    #: What becomes of it: the certificate or the receipt is read with it once it was approved.
    receipt_id: str
    order_id: str | None
    #: ``"identity"`` or ``"payment"``.
    kind: str
    #: Where a browser shows it.
    url: str

    def __init__(self, control: Control, told: Mapping[str, Any]) -> None:
        self._control = control
        self.receipt_id = told["receipt_id"]
        self.order_id = told["order_id"]
        self.kind = told["kind"]
        self.url = told["url"]

    @property
    def state(self) -> str:
        """``"waiting"``, ``"approved"``, ``"cancelled"`` or ``"failed"``. The sandbox is asked each time."""
        return str(self._control.get(self._route())["state"])

    def approve(self, persona: str | None = None, **fields: Any) -> dict[str, Any]:
        """Somebody finishes it.

        :param fields: Those of :meth:`Sandbox.person`; of a payment ``method``, ``card``.
        """
        return self._decide("approve", _given({"persona": persona}) | fields)

    def cancel(self) -> dict[str, Any]:
        """Somebody closes it."""
        return self._decide("cancel", {})

    def fail(self, message: str | None = None) -> dict[str, Any]:
        """The agency or the gateway refuses."""
        return self._decide("fail", _given({"message": message}))

    def _decide(self, how: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._control.post(f"{self._route()}/{how}", fields)
        return answer

    def _route(self) -> str:
        return f"/sandbox/windows/{_segment(self.receipt_id)}"

    def __repr__(self) -> str:
        return f"<Window {self.kind} {self.receipt_id}>"


class Fault:
    """A failure that waits for calls."""

    def __init__(self, control: Control, fields: dict[str, Any]) -> None:
        self._control = control
        #: Its id, kind and options, as the sandbox has them.
        self.fields = fields

    def remove(self) -> None:
        """Ends it. Does nothing when it is used up or gone."""
        self._control.delete(f"/sandbox/faults/{self.fields['id']}")

    def __enter__(self) -> Fault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def __repr__(self) -> str:
        return f"<Fault {self.fields}>"


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _segment(text: str) -> str:
    """As a segment of a path."""
    return urllib.parse.quote(text, safe="")
