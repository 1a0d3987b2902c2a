"""What both clients are: a project's keys, its token, and the open handle to the core."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn, TypeVar

import bootpay
from bootpay._frames import private_frames
from bootpay._greenlets import of_real_threads
from bootpay._log import Attempt, AttemptLog
from bootpay._native import ENVIRONMENT, MODES, VERSION, Handle, default_mode
from bootpay._wire import number_or_kind, to_json
from bootpay.errors import ConfigError, InvalidRequestError, from_json

Client = TypeVar("Client", bound="Project")

OFFICIAL_HOSTS: Mapping[str, str] = MappingProxyType(dict(MODES))
"""The API host of each mode that the core knows."""


class _NotGiven(str):
    """A default that reads as what it stands for and can still be told from an argument: the environment
    comes after an argument and before a default."""

    __slots__ = ()


_DEFAULT_MODE = _NotGiven("production")


class Keys:
    """What a session is opened with. A key that comes from the environment is ``None``."""

    __slots__ = ("application_id", "mode", "private_key")

    def __init__(self, application_id: str | None, private_key: str | None, mode: str) -> None:
        self.application_id = application_id
        self.private_key = private_key
        self.mode = mode


class Session:
    """The open handle and the tokens that belong to it. Another key makes another session, so that no call,
    on whatever thread, has one project's handle beside another one's token."""

    __slots__ = ("fetched_token", "handle", "host", "keys", "set_token")

    def __init__(self, keys: Keys, host: str | None, handle: Handle) -> None:
        self.keys = keys
        self.host = host
        """Where the requests go instead of the host that the core knows."""
        self.handle = handle
        self.set_token: str | None = None
        self.fetched_token: str | None = None


class Current:
    """The session that is open, for a client and for those that its `with_options` made."""

    __slots__ = ("session",)

    def __init__(self, session: Session) -> None:
        self.session = session


_locks: dict[int, Any] = {}


def _lock() -> Any:
    """For who replaces a session: what is read for it must not change meanwhile. Each process has its own,
    since a forked child may inherit one that is held by a thread that is not there; and it is one of real
    threads, which nothing is waited for with but another of them."""
    return _locks.setdefault(os.getpid(), of_real_threads("RLock")())


@private_frames
class Project:
    """Keys, mode, token and settings of one project; :class:`bootpay.Bootpay` describes them."""

    # The keys stand in slots, so that vars(client), which debuggers and error reporters print, has no key.
    __slots__ = (
        "__dict__",
        "__weakref__",
        "_base_url_argument",
        "_log",
        "_open",
        "_options",
        "_options_json",
        "_transport",
    )
    _base_url_argument: str | None
    _log: AttemptLog
    _open: Current
    _options: dict[str, object]
    """Of each call, before those of the handle."""
    _options_json: tuple[tuple[str | None, str | None], str]
    """As the core takes them, with what is asked of the log and the token that was set."""
    _transport: dict[str, object]

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
        logger: bootpay._log.Logger | None = None,
        on_attempt: Callable[[Attempt], object] | None = None,
    ) -> None:
        self._base_url_argument = base_url
        self._transport = {
            "connect_timeout": number_or_kind(connect_timeout),
            "timeout": number_or_kind(timeout),
            "deadline": number_or_kind(deadline),
            "max_retries": number_or_kind(max_retries),
        }
        self._log = AttemptLog(logger, on_attempt)
        self._options = {}
        self._options_json = (None, None), ""
        given_mode = None if mode is _DEFAULT_MODE else mode
        self._open = Current(self._opened(application_id, private_key, given_mode))

    def with_options(
        self: Client,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        max_retries: int | None = None,
    ) -> Client:
        """A client of the same project with other times, for the calls that need them.

        It shares all else with this one: keys, mode, token, connections, logger and ``on_attempt``. A key or
        a token that is assigned to one of them is assigned to both.

        Args:
            timeout: Seconds for one attempt. Default: as this client has it.
            deadline: Seconds for a call in all. Default: as this client has it.
            max_retries: How often a call that can be repeated without harm is repeated. Default: as this
                client has it.

        Returns:
            The other client. This one stays as it is.

        Raises:
            ConfigError: A number cannot be used.

        Example::

            quick = client.with_options(timeout=2, deadline=5, max_retries=0)
            print(quick)  # its calls give up after five seconds, those of the client go on as before
        """
        given = {"timeout": timeout, "deadline": deadline, "max_retries": max_retries}
        changed = {name: number_or_kind(value) for name, value in given.items() if value is not None}
        # What the constructor refuses is refused here, and not by a call some time later.
        _open_handle({"application_id": "-", "private_key": "-", "environment": {}, **changed})
        client = object.__new__(type(self))
        vars(client).update(vars(self))  # of a class of the user's own
        client._base_url_argument, client._transport = self._base_url_argument, self._transport
        client._log, client._open = self._log, self._open
        client._options = {**self._options, **changed}
        client._options_json = (None, None), ""
        return client

    @property
    def application_id(self) -> str | None:
        """The project's REST application id as it was given; ``None`` if it comes from the environment.

        Another one takes effect on the next call and drops the token, which belongs to the old project.

        Raises:
            ConfigError: On assignment of what cannot be an id; the client stays as it was.

        Example::

            client.application_id = "5b8f6a4d396fa665fdc2b5ea"
        """
        return self._open.session.keys.application_id

    @application_id.setter
    def application_id(self, value: str | None) -> None:
        with _lock():
            keys = self._open.session.keys
            self._open.session = self._opened(value, keys.private_key, keys.mode)

    @property
    def pk(self) -> str | None:
        """The private key as it was given; ``None`` if it comes from the environment. See
        :attr:`application_id`.

        Example::

            client.pk = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw="
        """
        return self._open.session.keys.private_key

    @pk.setter
    def pk(self, value: str | None) -> None:
        with _lock():
            keys = self._open.session.keys
            self._open.session = self._opened(keys.application_id, value, keys.mode)

    @property
    def mode(self) -> str:
        """``production``, ``development``, ``stage``, ``test`` or ``sandbox``. See :attr:`application_id`.

        Example::

            client.mode = "development"
        """
        return self._open.session.keys.mode

    @mode.setter
    def mode(self, value: str) -> None:
        with _lock():
            keys = self._open.session.keys
            self._open.session = self._opened(keys.application_id, keys.private_key, value)

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
        session = self._open.session
        return session.fetched_token if session.set_token is None else session.set_token

    @token.setter
    def token(self, value: str | None) -> None:
        if value is not None and not isinstance(value, str):
            raise InvalidRequestError(f"token: expected a string or None, not {type(value).__name__}")
        session = self._open.session
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
        current = getattr(self, "_open", None)
        if current is None:  # its constructor failed, or has not got there
            return f"<{type(self).__name__} without keys>"
        session = current.session
        return f"<{type(self).__name__} mode={session.keys.mode!r} base_url={session.handle.base_url!r}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Bootpay client holds a private key, which does not belong in a pickle or a copy: "
            "make a client where it is needed"
        )

    def _current(self) -> Session:
        """The session. It lasts until another key or mode, or another entry of `base_url`, is assigned."""
        session = self._open.session
        if self._host(session.keys.mode) == session.host:
            return session
        with _lock():
            session = self._open.session
            opened = self._opened(session.keys.application_id, session.keys.private_key, session.keys.mode)
            opened.set_token, opened.fetched_token = session.set_token, session.fetched_token
            self._open.session = opened
            return opened

    def _prepared(self, params: Mapping[str, object]) -> tuple[Handle, str, str]:
        """The handle, the request and its options as the core takes them."""
        session = self._current()
        changing = self._log.asked(), session.set_token
        written = self._options_json
        if written[0] != changing:  # which they seldom do
            log, token = changing
            options = {**self._options, "log": log, "token": token}
            written = self._options_json = changing, to_json(options, InvalidRequestError)
        return session.handle, to_json(params, InvalidRequestError), written[1]

    def _host(self, mode: object) -> str | None:
        if self._base_url_argument not in (None, ""):
            return self._base_url_argument
        if not isinstance(mode, str):
            return None
        host = self.base_url.get(mode)
        return None if host == OFFICIAL_HOSTS.get(mode) else host

    def _opened(self, application_id: str | None, private_key: str | None, given_mode: str | None) -> Session:
        """A session without a token: one of one project must not go out for another."""
        environment = _environment()
        mode = default_mode(environment) if given_mode in (None, "") else given_mode
        host = self._host(mode)
        # A mode of the user's own, with its own entry in `base_url`, is not known to the core.
        own_mode = isinstance(mode, str) and mode in self.base_url and mode not in OFFICIAL_HOSTS
        config = {
            "application_id": application_id,
            "private_key": private_key,
            "mode": "production" if own_mode else mode,
            "base_url": host,
            "user_agent": user_agent(),
            "environment": environment,
            **self._transport,
        }
        return Session(Keys(application_id, private_key, mode), host, _open_handle(config))


def _open_handle(config: Mapping[str, object]) -> Handle:
    config_json = to_json(config, ConfigError)
    try:
        return Handle(config_json)
    except ValueError as refusal:
        refused = from_json(str(refusal))
    raise refused  # here, so that no error hangs beneath it


def _environment() -> dict[str, str]:
    """Of the variables that the core knows, those that are set. What is not UTF-8 is kept as far as it can be
    read, so that it is refused and not taken for unset."""
    return {
        name: os.fsencode(os.environ[name]).decode(errors="replace")
        for name in ENVIRONMENT
        if name in os.environ
    }


def user_agent() -> str:
    """Which program calls, for the server's logs."""
    python = sys.implementation
    version = ".".join(str(part) for part in python.version[:3])
    machine = f"{sys.platform}-{os.uname().machine}" if hasattr(os, "uname") else sys.platform
    return f"bootpay-python/{VERSION} ({python.name}/{version}; {machine})"
