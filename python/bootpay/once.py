"""Where it is kept that a verification was used, so that it is used once.

``confirm`` asks a store to consume the order id of the verification. One caller is the first, every other one
gets :class:`bootpay.IdentityError` with the reason ``used``, in whichever process, on whichever machine::

    from bootpay import once

    once_only = once.Redis(redis.Redis.from_url(os.environ["REDIS_URL"]))
    person = client.identity.confirm(receipt_id, token, session=session_id, once=once_only)

============================  ===================================  ==========================================
store                         shared by                            joins your database transaction
============================  ===================================  ==========================================
:class:`Memory`               the threads of one process           no
:class:`Redis`                all who use that Redis               no
:class:`DjangoCache`          all who use that cache               no
:class:`Sql`                  all who use that database            no
:class:`SqlAlchemy`           all who use that database            yes, with a session or a connection
============================  ===================================  ==========================================

The SQL stores need a table; ``python -m bootpay once-table`` prints it.

Anything else with that one method does as well: :class:`Once`, or :class:`AsyncOnce` for ``AsyncBootpay``.
What a store raises reaches the caller of ``confirm`` as it is, and the person is not handed out.
"""

from __future__ import annotations

import inspect
import secrets
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any, Protocol

from bootpay.errors import ConfigError

__all__ = ["AsyncOnce", "DjangoCache", "Memory", "Once", "Redis", "Sql", "SqlAlchemy", "UnavailableError"]


class Once(Protocol):
    """A store for ``Bootpay`` and ``AsyncBootpay``."""

    def consume(self, order_id: str, seconds: int, /) -> bool:
        """Whether nobody consumed ``order_id`` before. It is true for one caller, whoever else asks at the
        same moment, and false for everybody else for at least ``seconds``. So look and write in one step:
        a look first and a write later lets two through.
        """
        ...


class AsyncOnce(Protocol):
    """A store for ``AsyncBootpay``."""

    def consume(self, order_id: str, seconds: int, /) -> Awaitable[bool]:
        """As in :class:`Once`, awaited."""
        ...


class UnavailableError(RuntimeError):
    """A cache neither took an order id nor has it: it is down and hides that, or keeps nothing. Nobody was
    confirmed.
    """


class Memory:
    """Keeps order ids in this object, safe for threads.

    For tests, development, and a program of **one process**: what one worker of gunicorn or uvicorn consumed,
    the others do not know, and a restart forgets it. What is over is dropped, so it stays small.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: OrderedDict[str, float] = OrderedDict()

    def consume(self, order_id: str, seconds: int, /) -> bool:
        """As :meth:`Once.consume`."""
        now = time.monotonic()
        with self._lock:
            # The oldest first: one that lives longer keeps those behind it a little longer than needed.
            while self._ends and next(iter(self._ends.values())) <= now:
                self._ends.popitem(last=False)
            if order_id in self._ends:
                return False
            self._ends[order_id] = now + seconds
            return True


class Redis:
    """Keeps order ids in Redis or Valkey: ``SET bootpay:once:<order id> … NX PX``.

    :param client: of `redis-py`: ``redis.Redis``, ``redis.RedisCluster``, or one of ``redis.asyncio``, whose
        :meth:`consume` is awaited and therefore serves ``AsyncBootpay`` only.
    :raises ConfigError: for anything else.

    Use a Redis that does not evict keys with a time to live (``noeviction``, or memory to spare): an evicted
    key is a verification that can be used again. So is a write that a failover to a replica loses.
    """

    def __init__(self, client: Any) -> None:
        if not callable(getattr(client, "set", None)):
            raise ConfigError(f"once.Redis takes a client of redis-py, not {type(client).__name__}")
        self._client = client

    def consume(self, order_id: str, seconds: int, /) -> Any:
        """As :meth:`Once.consume`, or as :meth:`AsyncOnce.consume` if the client is asynchronous."""
        # The value tells our own write from another's: clients repeat a command whose answer was lost.
        key, mine = _key(order_id), secrets.token_hex(16)
        said = self._client.set(key, mine, nx=True, px=seconds * 1000)
        if inspect.isawaitable(said):
            return self._awaited(said, key, mine)
        return said in _OK or self._client.get(key) in (mine, mine.encode())

    async def _awaited(self, said: Awaitable[Any], key: str, mine: str) -> bool:
        return await said in _OK or await self._client.get(key) in (mine, mine.encode())


_OK = (True, "OK", b"OK")


class DjangoCache:
    """Keeps order ids in a cache of Django, by ``cache.add``.

    :param cache: ``django.core.cache.cache``, or one of ``django.core.cache.caches``.
    :raises ConfigError: for the dummy cache, which keeps nothing, and the one of files, which lets two
        through at the same moment.

    Django's default, ``LocMemCache``, is as :class:`Memory`: for one process. The cache must not evict order
    ids early either, see :class:`Redis`; ``LocMemCache`` and ``DatabaseCache`` do at their ``MAX_ENTRIES``,
    300 by default.
    """

    def __init__(self, cache: Any) -> None:
        if not callable(getattr(cache, "add", None)):
            raise ConfigError(f"once.DjangoCache takes a cache of Django, not {type(cache).__name__}")
        self._cache = cache
        self._check()

    def consume(self, order_id: str, seconds: int, /) -> bool:
        """As :meth:`Once.consume`.

        :raises UnavailableError: the cache is down and hides it.
        """
        self._check()  # again, since django.core.cache.cache is what the settings say at the moment
        key, mine = _key(order_id), secrets.token_hex(16)
        if self._cache.add(key, mine, timeout=seconds):
            return True
        held = self._cache.get(key)
        if held is None:
            raise UnavailableError("the cache neither took the order id nor has it: is it down?")
        return bool(held == mine)

    def _check(self) -> None:
        backend = getattr(self._cache.add, "__self__", self._cache)  # behind django.core.cache.cache
        for parent in type(backend).__mro__:
            if parent.__module__ in _UNFIT_CACHES:
                why = _UNFIT_CACHES[parent.__module__]
                raise ConfigError(
                    f"once.DjangoCache cannot use {parent.__name__}, which {why}: give it a cache in Redis, "
                    "Memcached or the database, or use another store of bootpay.once"
                )


_UNFIT_CACHES = {
    "django.core.cache.backends.dummy": "keeps nothing",
    "django.core.cache.backends.filebased": "lets two through at the same moment",
}


class Sql:
    """Keeps order ids in the table ``bootpay_once``, each in a transaction of its own.

    :param connect: gives a new connection of a DB-API driver (PEP 249), such as
        ``lambda: psycopg.connect(url)``, ``lambda: sqlite3.connect(path)`` or ``lambda: pymysql.connect(…)``.
        It is closed after each use.
    :param paramstyle: how the driver writes parameters, as in PEP 249. Default: what the module of the
        connection says; needed where ``connect`` gives a wrapper.
    :raises ConfigError: ``connect`` cannot be called, or ``paramstyle`` is unknown.
    """

    def __init__(self, connect: Callable[[], Any], *, paramstyle: str | None = None) -> None:
        if not callable(connect):
            raise ConfigError(
                f"once.Sql takes a function that gives a connection, not {type(connect).__name__}"
            )
        if paramstyle is not None and paramstyle not in _PLACES:
            raise ConfigError(f"paramstyle is one of {', '.join(_PLACES)}")
        self._connect = connect
        self._paramstyle = paramstyle

    def consume(self, order_id: str, seconds: int, /) -> bool:
        """As :meth:`Once.consume`."""
        with closing(self._connect()) as connection:
            try:
                self._execute(connection, _INSERT, order_id=order_id, expires_at=_now() + seconds)
            except Exception as error:
                # PEP 249 gives the class its name; each driver has its own.
                if all(parent.__name__ != "IntegrityError" for parent in type(error).__mro__):
                    raise
                connection.rollback()
                return False
            connection.commit()
            return True

    def forget_expired(self) -> int:
        """Deletes the rows that nobody needs any more, and says how many."""
        with closing(self._connect()) as connection:
            deleted = self._execute(connection, _DELETE, now=_now())
            connection.commit()
            return deleted

    def _execute(self, connection: Any, sql: str, **values: str | int) -> int:
        paramstyle = self._paramstyle or _paramstyle_of(connection)
        with closing(connection.cursor()) as cursor:
            cursor.execute(*_with_places(sql, paramstyle, values))
            return int(cursor.rowcount)


class SqlAlchemy:
    """Keeps order ids in the table ``bootpay_once`` through SQLAlchemy 2: PostgreSQL, SQLite, MySQL, MariaDB.

    :param source: one of SQLAlchemy's:

        - a **session** (``Session``, ``scoped_session``, ``AsyncSession``) or a **connection**: the order id
          is consumed in *your* transaction, and nothing is committed here. Commit it together with what you
          save about the person, and both are kept or neither. A second ``confirm`` of the same verification
          waits for the end of that transaction. A refusal does not abort it.
        - an **engine** (``Engine``, ``AsyncEngine``): each in a transaction of its own.

        The asynchronous ones are awaited and therefore serve ``AsyncBootpay`` only.
    :raises ConfigError: for anything else.
    """

    def __init__(self, source: Any) -> None:
        if not any(hasattr(source, name) for name in ("get_bind", "exec_driver_sql", "dialect")):
            raise ConfigError(
                f"once.SqlAlchemy takes a session, a connection or an engine, not {type(source).__name__}"
            )
        self._source = source

    def consume(self, order_id: str, seconds: int, /) -> Any:
        """As :meth:`Once.consume`, or as :meth:`AsyncOnce.consume` if the source is asynchronous.

        :raises ConfigError: for another database.
        """

        def insert(connection: Any) -> bool:
            database = connection.dialect.name
            if database not in _INSERT_UNLESS_THERE:
                raise ConfigError(
                    f"once.SqlAlchemy does not know {database}: use once.Sql, or an object of your own with "
                    "the method consume"
                )
            sql = _INSERT_UNLESS_THERE[database]
            return _execute(connection, sql, order_id=order_id, expires_at=_now() + seconds) == 1

        return self._run(insert)

    def forget_expired(self) -> Any:
        """Deletes the rows that nobody needs any more, and says how many; awaited if the source is
        asynchronous. With a session or a connection it is part of your transaction.
        """
        return self._run(lambda connection: _execute(connection, _DELETE, now=_now()))

    def _run(self, act: Callable[[Any], Any]) -> Any:
        source = self._source
        if hasattr(source, "run_sync"):  # AsyncSession, AsyncConnection
            return source.run_sync(lambda inner: act(_connection_of(inner)))
        if hasattr(source, "sync_engine"):
            return self._awaited(act)
        if hasattr(source, "get_bind") or hasattr(source, "exec_driver_sql"):
            return act(_connection_of(source))
        with source.begin() as connection:
            return act(connection)

    async def _awaited(self, act: Callable[[Any], Any]) -> Any:
        async with self._source.begin() as connection:
            return await connection.run_sync(act)


def _connection_of(source: Any) -> Any:
    return source.connection() if hasattr(source, "get_bind") else source


def _execute(connection: Any, sql: str, **values: str | int) -> int:
    statement, parameters = _with_places(sql, connection.dialect.paramstyle, values)
    return int(connection.exec_driver_sql(statement, parameters).rowcount)


_INSERT = "INSERT INTO bootpay_once (order_id, expires_at) VALUES ({order_id}, {expires_at})"
_DELETE = "DELETE FROM bootpay_once WHERE expires_at < {now}"

# Without an error, which would abort the caller's transaction in PostgreSQL. (pysqlite's savepoints commit.)
_UNLESS_THERE = f"{_INSERT} ON CONFLICT (order_id) DO NOTHING"
_INSERT_IGNORE = _INSERT.replace("INSERT", "INSERT IGNORE", 1)
_INSERT_UNLESS_THERE = {
    "postgresql": _UNLESS_THERE,
    "sqlite": _UNLESS_THERE,
    "mysql": _INSERT_IGNORE,
    "mariadb": _INSERT_IGNORE,
}

# PEP 249's, and asyncpg's through SQLAlchemy.
_PLACES = {
    "qmark": "?",
    "format": "%s",
    "numeric": ":{number}",
    "numeric_dollar": "${number}",
    "named": ":{name}",
    "pyformat": "%({name})s",
}


def _with_places(sql: str, paramstyle: str, values: dict[str, str | int]) -> tuple[str, Any]:
    place = _PLACES[paramstyle]
    places = {name: place.format(name=name, number=number) for number, name in enumerate(values, 1)}
    by_name = paramstyle in ("named", "pyformat")
    return sql.format(**places), values if by_name else tuple(values.values())


def _paramstyle_of(connection: Any) -> str:
    for parent in type(connection).__mro__:
        module = parent.__module__
        while module:
            paramstyle = getattr(sys.modules.get(module), "paramstyle", None)
            if paramstyle in _PLACES:
                return str(paramstyle)
            module = module.rpartition(".")[0]
    raise ConfigError(
        f"once.Sql cannot tell how {type(connection).__name__} writes parameters: say paramstyle="
    )


def _key(order_id: str) -> str:
    return f"bootpay:once:{order_id}"


def _now() -> int:
    return int(time.time())
