"""Python's stores against the servers themselves, each by itself."""

import asyncio
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import redis.asyncio
import servers
import sqlalchemy
import sqlalchemy.ext.asyncio as sa_asyncio
from bootpay import once
from django.core.cache import cache
from sqlalchemy.orm import Session, scoped_session, sessionmaker


def order_id() -> str:
    return f"identity-{secrets.token_hex(16)}"


@pytest.fixture(params=["postgres", "sqlite"])
def engine(request: pytest.FixtureRequest) -> Iterator[sqlalchemy.Engine]:
    urls = {"postgres": servers.POSTGRES, "sqlite": f"sqlite:///{servers.SQLITE}"}
    engine = sqlalchemy.create_engine(urls[request.param])
    yield engine
    engine.dispose()


STORES = {
    "memory": lambda: once.Memory(),
    "redis": lambda: once.Redis(servers.in_redis()),
    "redis as text": lambda: once.Redis(redis.Redis.from_url(servers.REDIS, decode_responses=True)),
    "django": lambda: once.DjangoCache(cache),
    "psycopg": lambda: once.Sql(servers.in_postgres),
    "sqlite3": lambda: once.Sql(servers.in_sqlite),
    "sqlalchemy": lambda: once.SqlAlchemy(
        sqlalchemy.create_engine(servers.POSTGRES, poolclass=sqlalchemy.NullPool)
    ),
}


@pytest.mark.parametrize("store", STORES)
def test_the_first_is_told_so_and_nobody_else(store: str) -> None:
    mine, other = order_id(), order_id()
    first, second = STORES[store](), STORES[store]()
    assert first.consume(mine, 60) is True
    assert first.consume(mine, 60) is False
    assert first.consume(other, 60) is True
    assert second.consume(mine, 60) is (store == "memory")  # which each process has for itself


def test_redis_keeps_it_as_long_as_it_is_told_to() -> None:
    mine = order_id()
    once.Redis(servers.in_redis()).consume(mine, 3600)
    assert 3_590_000 < servers.in_redis().pttl(f"bootpay:once:{mine}") <= 3_600_000


def test_sql_keeps_it_as_long_as_it_is_told_to_and_forgets_what_is_over() -> None:
    store, over, lasting = once.Sql(servers.in_postgres), order_id(), order_id()
    before = int(time.time())
    assert store.consume(over, -1)
    assert store.consume(lasting, 3600)
    assert store.forget_expired() >= 1
    with servers.in_postgres() as connection:
        rows = connection.execute(
            "SELECT * FROM bootpay_once WHERE order_id IN (%s, %s)", [over, lasting]
        ).fetchall()
    [(kept, expires_at)] = rows
    assert kept == lasting
    assert before + 3600 <= expires_at <= time.time() + 3600


def test_a_store_that_is_down_raises_its_own_error() -> None:
    with pytest.raises(redis.ConnectionError):
        once.Redis(redis.Redis(unix_socket_path=str(servers.NOWHERE))).consume(order_id(), 60)
    with pytest.raises(psycopg.OperationalError):
        once.Sql(lambda: servers.in_postgres(servers.NOWHERE)).consume(order_id(), 60)
    with pytest.raises(sqlite3.OperationalError):
        once.Sql(lambda: sqlite3.connect(servers.NOWHERE / "once.db")).consume(order_id(), 60)
    with pytest.raises(sqlite3.OperationalError, match="no such table: bootpay_once"):
        once.Sql(lambda: sqlite3.connect(":memory:")).consume(order_id(), 60)


class Repeating:
    """A client that sends a command again because its answer was lost, as redis-py does."""

    def __init__(self, client: Any) -> None:
        self.get, self._set = client.get, client.set

    def set(self, *arguments: Any, **options: Any) -> Any:
        self._set(*arguments, **options)
        return self._set(*arguments, **options)


def test_the_first_stays_the_first_when_the_client_asks_redis_twice() -> None:
    mine, store = order_id(), once.Redis(Repeating(servers.in_redis()))
    assert store.consume(mine, 60) is True
    assert store.consume(mine, 60) is False


def test_the_asynchronous_client_of_redis_is_awaited() -> None:
    async def twice() -> list[bool]:
        async with redis.asyncio.Redis.from_url(servers.REDIS) as client:
            mine, store = order_id(), once.Redis(client)
            return [await store.consume(mine, 60), await store.consume(mine, 60)]

    assert asyncio.run(twice()) == [True, False]


def saved(engine: sqlalchemy.Engine, order: str) -> bool:
    with engine.connect() as connection:
        found = connection.execute(
            sqlalchemy.text("SELECT 1 FROM bootpay_once WHERE order_id = :o"), {"o": order}
        )
        return found.first() is not None


def test_a_session_that_is_rolled_back_frees_the_order_id(engine: sqlalchemy.Engine) -> None:
    mine = order_id()
    with Session(engine) as session:
        assert once.SqlAlchemy(session).consume(mine, 60) is True
        session.rollback()
    assert not saved(engine, mine)
    with Session(engine) as session:
        assert once.SqlAlchemy(session).consume(mine, 60) is True
        session.commit()
    assert saved(engine, mine)


def test_a_refusal_leaves_the_transaction_of_the_session_as_it_was(engine: sqlalchemy.Engine) -> None:
    used, mine = order_id(), order_id()
    assert once.SqlAlchemy(engine).consume(used, 60) is True
    sessions = scoped_session(sessionmaker(engine))
    store = once.SqlAlchemy(sessions)
    assert store.consume(mine, 60) is True
    assert store.consume(used, 60) is False
    sessions.commit()
    sessions.remove()
    assert saved(engine, mine)


def test_a_connection_is_as_a_session(engine: sqlalchemy.Engine) -> None:
    mine = order_id()
    with engine.connect() as connection:
        assert once.SqlAlchemy(connection).consume(mine, 60) is True
    assert not saved(engine, mine)


@pytest.mark.parametrize("store", ["psycopg", "sqlalchemy"])
@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_a_second_caller_waits_for_the_transaction_of_the_first(end: str, store: str) -> None:
    engine = sqlalchemy.create_engine(servers.POSTGRES)
    mine, seconds = order_id(), list[bool]()
    with Session(engine) as session, servers.in_postgres() as watcher:
        assert once.SqlAlchemy(session).consume(mine, 60) is True
        second = threading.Thread(target=lambda: seconds.append(STORES[store]().consume(mine, 60)))
        second.start()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while watcher.execute(waiting).fetchone() != (1,):
            watcher.rollback()  # what is going on is seen anew by the next transaction
        assert seconds == []
        getattr(session, end)()
        second.join()
    assert seconds == [end == "rollback"]
    engine.dispose()


def test_the_asynchronous_ones_of_sqlalchemy_are_awaited() -> None:
    async def consumed() -> tuple[list[bool], list[bool], bool]:
        engine = sa_asyncio.create_async_engine(servers.POSTGRES)
        mine, store = order_id(), once.SqlAlchemy(engine)
        by_engine = [await store.consume(mine, 60), await store.consume(mine, 60)]
        async with sa_asyncio.AsyncSession(engine) as session:
            mine, store = order_id(), once.SqlAlchemy(session)
            by_session = [await store.consume(mine, 60), await store.consume(mine, 60)]
            await session.rollback()
        again = await once.SqlAlchemy(engine).consume(mine, 60)
        await once.SqlAlchemy(engine).forget_expired()
        await engine.dispose()
        return by_engine, by_session, again

    assert asyncio.run(consumed()) == ([True, False], [True, False], True)


def test_no_connection_is_left_open() -> None:
    connections: list[psycopg.Connection] = []

    def connect() -> psycopg.Connection:
        connections.append(servers.in_postgres())
        return connections[-1]

    store, mine = once.Sql(connect), order_id()
    store.consume(mine, 60)
    store.consume(mine, 60)
    store.forget_expired()
    assert [connection.closed for connection in connections] == [True, True, True]
