from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, NoReturn

from bootpay._native import VERSION, Handle
from bootpay.answers import CertificateEnvelope, ReceiptEnvelope, TokenEnvelope
from bootpay.errors import BootpayError, ConfigError, InvalidRequestError, from_json

_OFFICIAL_HOSTS: Mapping[str, str] = MappingProxyType(
    {
        "production": "https://api.bootpay.co.kr",
        "development": "https://dev-api.bootpay.co.kr",
        "stage": "https://stage-api.bootpay.co.kr",
        "test": "https://test-api.bootpay.co.kr",
    }
)


class _NotGiven(str):
    """A default that reads as what it stands for and can still be told from an argument: the environment
    comes after an argument and before a default."""

    __slots__ = ()


_DEFAULT_MODE = _NotGiven("production")


class _Opened(NamedTuple):
    host: str | None
    """Where the requests go instead of the mode's official host."""
    handle: Handle


class Bootpay:
    """A client of Bootpay's server API for one project.

    Every call gets and renews its access token by itself. One client serves any number of threads, and may be
    made before ``os.fork()``. Making one starts no thread, opens no connection and sends nothing.

    Args:
        application_id: The project's **REST** application id, 24 hex digits; not the one for web, Android or
            iOS. Default: the environment variable ``BOOTPAY_APPLICATION_ID``.
        private_key: The project's private key, 44 characters of base64. Default: ``BOOTPAY_PRIVATE_KEY``.
        mode: Which of Bootpay's installations: ``production``, ``development``, ``stage`` or ``test``.
            Default: ``BOOTPAY_MODE``, else ``production``.
        base_url: Where to send requests instead of the mode's host, for example a sandbox. ``https`` only,
            except for this machine. Default: ``BOOTPAY_BASE_URL``, else the mode's host.
        connect_timeout: Seconds for DNS, TCP and TLS of one connection. Default 5.
        timeout: Seconds for one attempt, from the first byte sent to the last one read. Default 30.
        deadline: Seconds for a call in all: the token, every attempt and the pauses between them. Default 60.
        max_retries: How often a call that only reads is repeated after a failure of the network or a 429,
            502, 503 or 504. Default 2, so three attempts.

    ``None`` means the default everywhere.

    Raises:
        ConfigError: A key is missing, the mode is unknown, the base URL or a number cannot be used. Nothing
            was sent.

    Example::

        from bootpay import Bootpay

        client = Bootpay("5b8f6a4d396fa665fdc2b5ea", "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=")
        print(client.certificate("612e09260d681b0021e61ab9"))
    """

    # The keys stand in slots, so that vars(client), which debuggers and error reporters print, has no key.
    __slots__ = (
        "__dict__",
        "__weakref__",
        "_application_id",
        "_base_url_argument",
        "_fetched_token",
        "_mode",
        "_opened",
        "_pk",
        "_set_token",
        "_transport",
    )
    _application_id: str | None
    _base_url_argument: str | None
    _fetched_token: str | None
    _mode: str
    _opened: _Opened
    _pk: str | None
    _set_token: str | None
    _transport: dict[str, int | None]

    base_url: ClassVar[dict[str, str]] = dict(_OFFICIAL_HOSTS)
    """The API host of each mode. A changed entry is used from the next call on, like the argument."""

    def __init__(
        self,
        application_id: str | None = None,
        private_key: str | None = None,
        mode: str | None = _DEFAULT_MODE,
        *,
        base_url: str | None = None,
        connect_timeout: float | None = 5.0,
        timeout: float | None = 30.0,
        deadline: float | None = 60.0,
        max_retries: int | None = 2,
    ) -> None:
        if mode is _DEFAULT_MODE or mode is None:
            mode = os.environ.get("BOOTPAY_MODE") or "production"
        self._base_url_argument = base_url
        self._transport = {
            "connect_timeout_ms": _milliseconds("connect_timeout", connect_timeout),
            "timeout_ms": _milliseconds("timeout", timeout),
            "deadline_ms": _milliseconds("deadline", deadline),
            "max_retries": max_retries,
        }
        self._configure(application_id, private_key, mode)

    @property
    def application_id(self) -> str | None:
        """The project's REST application id as it was given; ``None`` if it comes from the environment.

        Another one takes effect on the next call and drops the token, which belongs to the old project.

        Raises:
            ConfigError: On assignment of what cannot be an id; the client stays as it was.

        Example::

            client.application_id = "5b8f6a4d396fa665fdc2b5ea"
        """
        return self._application_id

    @application_id.setter
    def application_id(self, value: str | None) -> None:
        self._configure(value, self._pk, self._mode)

    @property
    def pk(self) -> str | None:
        """The private key as it was given; ``None`` if it comes from the environment. See
        :attr:`application_id`.

        Example::

            client.pk = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw="
        """
        return self._pk

    @pk.setter
    def pk(self, value: str | None) -> None:
        self._configure(self._application_id, value, self._mode)

    @property
    def mode(self) -> str:
        """``production``, ``development``, ``stage`` or ``test``. See :attr:`application_id`.

        Example::

            client.mode = "development"
        """
        return self._mode

    @mode.setter
    def mode(self, value: str) -> None:
        self._configure(self._application_id, self._pk, value)

    @property
    def token(self) -> str | None:
        """The token set by hand, else the one that :meth:`get_access_token` returned last, else ``None``.

        A token set by hand is sent as it is with every call and never renewed. ``None`` goes back to the
        token that each call gets by itself; so do a successful :meth:`get_access_token` and another key or
        mode.

        Raises:
            InvalidRequestError: On assignment of something else than ``str`` or ``None``.

        Example::

            client.token = "d6941c650061e3eaddd3f4718ab63e0983c1f6a0a0a01370c1b1ffa90ddd0b51"
            client.verify("5df6e67d4f74b4002a77e0eb")
            client.token = None
        """
        return self._fetched_token if self._set_token is None else self._set_token

    @token.setter
    def token(self, value: str | None) -> None:
        if value is not None and not isinstance(value, str):
            raise InvalidRequestError(f"token: expected a string or None, not {type(value).__name__}")
        self._set_token = value
        self._fetched_token = None

    def api_url(self, uri: Iterable[str] | None = None) -> str:
        """The URL of an API route, as the official package builds it.

        Args:
            uri: The parts of the path. Default: none, which gives the host.

        Raises:
            ConfigError: A changed entry of :attr:`base_url` cannot be used.

        Example::

            client.api_url(["request", "token"])  # 'https://api.bootpay.co.kr/request/token'
        """
        parts = [uri] if isinstance(uri, str) else uri or []
        return "/".join([self._handle().base_url, *parts])

    def get_access_token(self) -> TokenEnvelope:
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
            if answer["status"] == 200:
                print(answer["data"]["expired_at"])
        """
        ok, body, meta = self._exchange("token.request", {})
        envelope: TokenEnvelope = _answer(ok, body, meta)
        if ok:
            data: object = envelope.get("data")
            token = data.get("token") if isinstance(data, dict) else None
            if not isinstance(token, str):
                why = "token.request: the answer has no data.token; a proxy or a wrong base_url?"
                raise from_json(json.dumps({**json.loads(meta), "kind": "decode", "message": why}), body)
            if envelope.get("status") == 200:
                self._set_token = None
                self._fetched_token = token
        return envelope

    def verify(self, receipt_id: str) -> ReceiptEnvelope:
        """Reads a receipt, to verify a payment: ``GET /receipt/{receipt_id}``.

        A payment is good only if ``data.status`` is 1 and ``data.price`` is the price that you asked for.

        Args:
            receipt_id: As the browser got it; letters, digits, ``_`` and ``-``, at most 64.

        Returns:
            The server's answer, also a refusal: ``{"status": 404, …}`` for an unknown id, 401 for wrong keys.

        Raises:
            InvalidRequestError: The id is not one; nothing was sent.
            APIConnectionError: No connection, or it broke.
            APITimeoutError: No answer within ``timeout`` or ``deadline``.
            DecodeError: The answer is not the documented JSON.

        Example::

            answer = client.verify("5df6e67d4f74b4002a77e0eb")
            data = answer["data"] if answer["status"] == 200 else {}
            paid = data.get("status") == 1 and data.get("price") == 3000
        """
        envelope: ReceiptEnvelope = self._call("receipt.get", {"receipt_id": receipt_id})
        return envelope

    def certificate(self, receipt_id: str) -> CertificateEnvelope:
        """Reads the result of an identity verification (본인인증): ``GET /certificate/{receipt_id}``.

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
            if answer["status"] == 200:
                person = answer["data"]["certificate"]
                print(person["username"], person["birth"])
        """
        envelope: CertificateEnvelope = self._call("certificate.get", {"receipt_id": receipt_id})
        return envelope

    def __repr__(self) -> str:
        return f"<{type(self).__name__} mode={self._mode!r} base_url={self._opened.handle.base_url!r}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Bootpay client holds a private key, which does not belong in a pickle or a copy: "
            "make a client where it is needed"
        )

    def _call(self, operation: str, params: Mapping[str, object]) -> Any:
        return _answer(*self._exchange(operation, params))

    def _exchange(self, operation: str, params: Mapping[str, object]) -> tuple[bool, str | None, str]:
        """One call: whether it went well, the server's answer, what is known about the call or its error."""
        options = {} if self._set_token is None else {"token": self._set_token}
        request = _to_json(params, InvalidRequestError)
        return self._handle().call(operation, request, _to_json(options, InvalidRequestError))

    def _handle(self) -> Handle:
        """The open handle. It stays open for the client's life, unless an entry of `base_url` was changed."""
        host = self._host(self._mode)
        if host != self._opened.host:
            self._opened = self._open(self._application_id, self._pk, self._mode, host)
        return self._opened.handle

    def _configure(self, application_id: str | None, pk: str | None, mode: str) -> None:
        # Opened first: what cannot work raises here, and the client stays as it was.
        self._opened = self._open(application_id, pk, mode, self._host(mode))
        self._application_id, self._pk, self._mode = application_id, pk, mode
        # The token of one project must not go out for another.
        self._set_token = None
        self._fetched_token = None

    def _host(self, mode: str) -> str | None:
        if self._base_url_argument is not None:
            return self._base_url_argument
        host = self.base_url.get(mode) if isinstance(mode, str) else None
        return None if host == _OFFICIAL_HOSTS.get(mode) else host

    def _open(self, application_id: str | None, pk: str | None, mode: str, host: str | None) -> _Opened:
        # A mode of the user's own, with its own entry in `base_url`, is not known to the core.
        own_mode = host is not None and mode in self.base_url and mode not in _OFFICIAL_HOSTS
        config = {
            "application_id": application_id,
            "private_key": pk,
            "mode": "production" if own_mode else mode,
            "base_url": host,
            "user_agent": _user_agent(),
            **self._transport,
        }
        given = {name: value for name, value in config.items() if value is not None}
        try:
            return _Opened(host, Handle(_to_json(given, ConfigError)))
        except ConfigError:
            raise
        except ValueError as refusal:
            raise from_json(str(refusal)) from None


def _answer(ok: bool, body: str | None, meta: str) -> Any:
    """The server's JSON, or the call's error raised. A refusal in JSON is an answer, as it always was."""
    if not ok:
        error = from_json(meta, body)
        if error.kind != "api" or body is None:
            raise error
    answer = json.loads(body or "null")
    if not isinstance(answer, dict):
        raise from_json(meta, body)
    return answer


def _to_json(fields: Mapping[str, object], refusal: type[BootpayError]) -> str:
    """The fields as a JSON object. What each must be is checked by the core, which knows the operations."""
    members = []
    for name, value in fields.items():
        try:
            members.append(f"{json.dumps(name)}:{json.dumps(value, allow_nan=False)}")
        except (TypeError, ValueError, RecursionError):
            # without the value, and without json's own words, which quote it
            raise refusal(f"{name}: a value of type {type(value).__name__} cannot be sent") from None
    return "{" + ",".join(members) + "}"


def _milliseconds(name: str, seconds: float | None) -> int | None:
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds <= 86_400:
        raise ConfigError(f"{name} must be a number of seconds above 0 and at most 86400 (a day)")
    return max(1, round(seconds * 1000))


def _user_agent() -> str:
    python = sys.implementation
    version = ".".join(str(part) for part in python.version[:3])
    machine = f"{sys.platform}-{os.uname().machine}" if hasattr(os, "uname") else sys.platform
    return f"bootpay-python/{VERSION} ({python.name}/{version}; {machine})"
