"""A sandbox of one's own, in a process that ends with this one."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import IO, Any, cast

from ._program import program

# A proxy that the environment names cannot reach this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

#: How long a control call may take, and the program to end once it was told to.
_PATIENCE = 30.0


class SandboxError(Exception):
    """The sandbox did not start, is not there any more, or refused a control call."""


class Sandbox:
    """A running sandbox on a free port of this machine.

    It is stopped by :meth:`stop`, at the end of a ``with`` block, and when the process that started it ends,
    however that happens. A forked child may use it and does not stop it. Ctrl-C in a terminal does not reach
    it, so that a test that is interrupted can still tidy up.
    """

    #: Where it listens, such as ``http://127.0.0.1:41233``; open it in a browser for the console.
    url: str
    application_id: str
    #: A key of this sandbox: it opens nothing else.
    private_key: str
    #: The application id for a page.
    web_application_id: str
    #: Where it listens for TLS, if ``arguments`` say so.
    tls_url: str | None

    def __init__(self, arguments: Sequence[str] = (), *, timeout: float = 30.0) -> None:
        """Starts it and waits until it listens.

        :param arguments: More options of ``bootpay sandbox``, such as ``["--seed", "7"]``.
        :param timeout: How many seconds it may take to start.
        :raises SandboxError: It did not start; the text has what the program wrote.
        """
        self._owner = os.getpid()
        with tempfile.TemporaryFile() as errors:
            try:
                self._process = subprocess.Popen(  # noqa: S603
                    [program(), "sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent", *arguments],
                    stdin=subprocess.PIPE,  # it ends when this does
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    start_new_session=True,
                )
            except OSError as error:
                raise SandboxError(f"the sandbox cannot be run on this machine: {error}") from error
            atexit.register(self.stop)
            try:
                self._take(self._first_line(timeout, errors))
            except BaseException:
                self.stop()
                raise

    def _first_line(self, timeout: float, errors: IO[bytes]) -> bytes:
        output = cast("IO[bytes]", self._process.stdout)
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(timeout, give_up)
        timer.start()
        try:
            line = output.readline()
        finally:
            timer.cancel()
            timer.join()
        if line and not late.is_set():
            return line
        status = self._process.wait()
        errors.seek(0)
        wrote = errors.read().decode(errors="replace").strip()
        what = f"did not listen within {timeout:g} s" if late.is_set() else f"ended with status {status}"
        raise SandboxError(f"the sandbox {what}: {wrote}" if wrote else f"the sandbox {what}")

    def _take(self, line: bytes) -> None:
        told = json.loads(line)
        self.url = told["url"]
        self.application_id = told["application_id"]
        self.private_key = told["private_key"]
        self.web_application_id = told["web_application_id"]
        self.tls_url = told.get("tls_url")

    @property
    def env(self) -> dict[str, str]:
        """The variables that point a client at it: ``Popen(…, env={**os.environ, **sandbox.env})``."""
        return {
            "BOOTPAY_BASE_URL": self.url,
            "BOOTPAY_APPLICATION_ID": self.application_id,
            "BOOTPAY_PRIVATE_KEY": self.private_key,
            "BOOTPAY_WEB_APPLICATION_ID": self.web_application_id,
        }

    def identity(self, **fields: Any) -> dict[str, Any]:
        """Verifies a made-up person; the answer has the ``receipt_id`` to read it with.

        Every field is optional: ``username``, ``phone``, ``birth``, ``gender``, ``order_id`` and the others
        of ``POST /sandbox/identities``.
        """
        person: dict[str, Any] = self._control("POST", "/sandbox/identities", fields)
        return person

    def person(self, persona: str, **fields: Any) -> dict[str, Any]:
        """Verifies somebody who is known by name, such as ``"turns_19_this_year"`` or ``"foreigner"``.

        ``bootpay sandbox person --list`` says who there is. Ages are those of the sandbox's clock. The fields
        are those of :meth:`identity` and win over the persona's own, all but ``birth``, ``age`` and
        ``year_age``.

        :raises SandboxError: The persona is unknown; the text names all of them.
        """
        return self.identity(persona=persona, **fields)

    def window(self, outcome: str = "unfinished", **fields: Any) -> dict[str, Any]:
        """Opens the window of an identity verification in which nobody is verified, without a browser.

        The answer has its ``receipt_id``, which has no certificate, and the ``url`` under which an
        unfinished one can still be used.

        :param outcome: ``"unfinished"``, ``"cancelled"`` or ``"failed"``.
        :param fields: ``order_id``, ``name``, ``receipt_id``.
        """
        window: dict[str, Any] = self._control("POST", "/sandbox/windows", {"outcome": outcome, **fields})
        return window

    def payment(self, **fields: Any) -> dict[str, Any]:
        """Makes a payment; the answer is its receipt. ``price`` is required, ``status=1`` is a paid one.

        The other fields are those of ``POST /sandbox/payments``.
        """
        receipt: dict[str, Any] = self._control("POST", "/sandbox/payments", fields)
        return receipt

    def fault(self, kind: str, **fields: Any) -> Fault:
        """Lets calls fail, until it is removed: at the end of a ``with`` block, or by :meth:`Fault.remove`.

        ::

            with sandbox.fault("reset_after", path="/cancel"):
                ...

        The kinds and their fields are those of ``POST /sandbox/faults``.
        """
        return Fault(self, self._control("POST", "/sandbox/faults", {"kind": kind, **fields}))

    def advance(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> None:
        """Moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again."""
        total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        self._control("POST", "/sandbox/clock", {"advance_s": total})

    def requests(self, operation: str | None = None) -> list[dict[str, Any]]:
        """What has arrived, oldest first: ``method``, ``path``, ``headers``, ``body``.

        With an operation, by its name in errors and logs such as ``"payment.cancel"``, only what asked for
        that.
        """
        route = "/sandbox/requests"
        if operation is not None:
            route = f"/sandbox/operations/{urllib.parse.quote(operation, safe='')}/requests"
        entries: list[dict[str, Any]] = self._control("GET", route)
        return entries

    def reset(self) -> None:
        """Everything as it was at its start: people, payments, faults, clock and journal."""
        self._control("POST", "/sandbox/reset")

    def stop(self) -> None:
        """Ends it. Does nothing when it has ended, or in a process that did not start it."""
        if os.getpid() != self._owner:
            return
        atexit.unregister(self.stop)
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<Sandbox {self.url}>"

    def _control(self, method: str, route: str, body: Mapping[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + route, data, headers, method=method)  # noqa: S310
        try:
            with _direct.open(request, timeout=_PATIENCE) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode(errors="replace")
            with suppress(ValueError, KeyError, TypeError):
                text = json.loads(text)["error"]
            raise SandboxError(f"{method} {route}: {text}") from None
        except OSError as error:
            raise SandboxError(
                f"{method} {route}: the sandbox at {self.url} does not answer: {error}"
            ) from error


class Fault:
    """A failure that waits for calls."""

    def __init__(self, sandbox: Sandbox, fields: dict[str, Any]) -> None:
        self._sandbox = sandbox
        #: Its id, kind and options, as the sandbox has them.
        self.fields = fields

    def remove(self) -> None:
        """Ends it. Does nothing when it is used up or gone."""
        self._sandbox._control("DELETE", f"/sandbox/faults/{self.fields['id']}")

    def __enter__(self) -> Fault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def __repr__(self) -> str:
        return f"<Fault {self.fields}>"
