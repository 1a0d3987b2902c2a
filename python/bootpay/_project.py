"""What both clients are: a project's keys, its token, and the open handle to the core."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from logging import Logger
from types import MappingProxyType
from typing import ClassVar, NoReturn

from bootpay._frames import private_frames
from bootpay._log import AttemptLog
from bootpay._native import VERSION, Handle
from bootpay._wire import milliseconds, to_json
from bootpay.errors import ConfigError, InvalidRequestError, from_json

OFFICIAL_HOSTS: Mapping[str, str] = MappingProxyType(
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


@dataclass(slots=True)
class Session:
    """The open handle and the tokens that belong to it. Another key makes another session, so that no call,
    on whatever thread, has one project's handle beside another one's token."""

    host: str | None
    """Where the requests go instead of the mode's official host."""
    handle: Handle
    set_token: str | None = field(default=None, repr=False)
    fetched_token: str | None = field(default=None, repr=False)


@private_frames
class Project:
    """Keys, mode, token and settings of one project; :class:`bootpay.Bootpay` describes them."""

    # The keys stand in slots, so that vars(client), which debuggers and error reporters print, has no key.
    __slots__ = (
        "__dict__",
        "__weakref__",
        "_application_id",
        "_base_url_argument",
        "_log",
        "_mode",
        "_pk",
        "_session",
        "_transport",
    )
    _application_id: str | None
    _base_url_argument: str | None
    _log: AttemptLog
    _mode: str
    _pk: str | None
    _session: Session
    _transport: dict[str, int | None]

    base_url: ClassVar[dict[str, str]] = dict(OFFICIAL_HOSTS)
    """The API host of each mode. A changed entry is used from the next call on, like the argument."""

    def __init__(
        self,
        application_id: str | None = None,
        private_key: str | None = None,
        mode: str | None = _DEFAULT_MODE,
        *,
        base_url: str | None = None,
        connect_timeout: float | None = 5.0,
        timeout: float | None = None,
        deadline: float | None = None,
        max_retries: int | None = 2,
        logger: Logger | None = None,
    ) -> None:
        if mode is _DEFAULT_MODE or mode is None:
            mode = os.environ.get("BOOTPAY_MODE") or "production"
        self._base_url_argument = base_url
        self._transport = {
            "connect_timeout_ms": milliseconds("connect_timeout", connect_timeout),
            "timeout_ms": milliseconds("timeout", timeout),
            "deadline_ms": milliseconds("deadline", deadline),
            "max_retries": max_retries,
        }
        self._log = AttemptLog(logger)
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
            client.token = None
        """
        session = self._session
        return session.fetched_token if session.set_token is None else session.set_token

    @token.setter
    def token(self, value: str | None) -> None:
        if value is not None and not isinstance(value, str):
            raise InvalidRequestError(f"token: expected a string or None, not {type(value).__name__}")
        session = self._session
        session.set_token, session.fetched_token = value, None

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
        return "/".join([self._current().handle.base_url, *parts])

    def __repr__(self) -> str:
        session = getattr(self, "_session", None)
        if session is None:  # its constructor failed, or has not got there
            return f"<{type(self).__name__} without keys>"
        return f"<{type(self).__name__} mode={self._mode!r} base_url={session.handle.base_url!r}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Bootpay client holds a private key, which does not belong in a pickle or a copy: "
            "make a client where it is needed"
        )

    def _current(self) -> Session:
        """The session. It lasts until another key or mode, or another entry of `base_url`, is assigned."""
        session, host = self._session, self._host(self._mode)
        if host != session.host:
            handle = self._open(self._application_id, self._pk, self._mode, host)
            self._session = session = Session(host, handle, session.set_token, session.fetched_token)
        return session

    def _prepared(self, params: Mapping[str, object]) -> tuple[Handle, str, str]:
        """The handle, the request and its options as the core takes them."""
        session = self._current()
        options = {} if session.set_token is None else {"token": session.set_token}
        return session.handle, to_json(params, InvalidRequestError), to_json(options, InvalidRequestError)

    def _configure(self, application_id: str | None, pk: str | None, mode: str) -> None:
        # Opened first: what cannot work raises here, and the client stays as it was.
        host = self._host(mode)
        handle = self._open(application_id, pk, mode, host)
        self._application_id, self._pk, self._mode = application_id, pk, mode
        # Without the tokens: one of one project must not go out for another.
        self._session = Session(host, handle)

    def _host(self, mode: str) -> str | None:
        if self._base_url_argument is not None:
            return self._base_url_argument
        host = self.base_url.get(mode) if isinstance(mode, str) else None
        return None if host == OFFICIAL_HOSTS.get(mode) else host

    def _open(self, application_id: str | None, pk: str | None, mode: str, host: str | None) -> Handle:
        # A mode of the user's own, with its own entry in `base_url`, is not known to the core.
        own_mode = host is not None and mode in self.base_url and mode not in OFFICIAL_HOSTS
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
            return Handle(to_json(given, ConfigError))
        except ConfigError:
            raise
        except ValueError as refusal:
            refused = from_json(str(refusal))
        raise refused  # here, so that no error hangs beneath it


def _user_agent() -> str:
    python = sys.implementation
    version = ".".join(str(part) for part in python.version[:3])
    machine = f"{sys.platform}-{os.uname().machine}" if hasattr(os, "uname") else sys.platform
    return f"bootpay-python/{VERSION} ({python.name}/{version}; {machine})"
