"""The stores that need no server; tests/once has the others, and the race between processes."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import django.conf
import pytest

from bootpay import ConfigError, once

TABLE = "CREATE TABLE bootpay_once (order_id VARCHAR(64) PRIMARY KEY, expires_at BIGINT NOT NULL)"


@pytest.fixture
def connect(tmp_path: Path) -> Callable[[], sqlite3.Connection]:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(tmp_path / "once.db", timeout=60)

    connection = connect()
    connection.execute(TABLE)
    connection.close()
    return connect


@pytest.mark.parametrize("store", ["memory", "sql"])
def test_one_of_200_threads_is_the_first(store: str, connect: Callable[[], sqlite3.Connection]) -> None:
    shared = once.Memory() if store == "memory" else once.Sql(connect)
    start = threading.Barrier(200)

    def consume(_: int) -> bool:
        start.wait()
        return bool(shared.consume("identity-1", 60))

    with ThreadPoolExecutor(200) as threads:
        assert sorted(threads.map(consume, range(200))) == [False] * 199 + [True]
    assert shared.consume("identity-2", 60)


def test_memory_drops_what_is_over() -> None:
    store = once.Memory()
    for number in range(1000):
        assert store.consume(f"identity-{number}", 0)
    assert store.consume("identity-0", 60)
    assert len(store._ends) == 1


def test_sql_forgets_what_is_over(connect: Callable[[], sqlite3.Connection]) -> None:
    store = once.Sql(connect)
    assert store.consume("over", -1)
    assert store.consume("lasting", 60)
    assert store.forget_expired() == 1
    assert store.consume("over", 60)
    assert not store.consume("lasting", 60)


class Recorded:
    """A connection of a driver that writes its parameters in another way than sqlite3."""

    def __init__(self, seen: list[tuple[str, object]]) -> None:
        self.seen = seen
        self.rowcount = 1

    def cursor(self) -> Recorded:
        return self

    def execute(self, sql: str, parameters: object) -> None:
        self.seen.append((sql, parameters))

    def commit(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("paramstyle", "places"),
    [
        ("qmark", "(?, ?)"),
        ("format", "(%s, %s)"),
        ("numeric", "(:1, :2)"),
        ("named", "(:order_id, :expires_at)"),
        ("pyformat", "(%(order_id)s, %(expires_at)s)"),
    ],
)
def test_sql_writes_parameters_as_the_driver_has_them(
    paramstyle: str, places: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, Any]] = []
    monkeypatch.setattr(sys.modules[__name__], "paramstyle", paramstyle, raising=False)
    assert once.Sql(lambda: Recorded(seen)).consume("identity-1", 60)
    [(sql, parameters)] = seen
    assert sql.endswith(f" (order_id, expires_at) VALUES {places}")
    by_name = isinstance(parameters, dict)
    assert by_name == (":o" in places or "(o" in places)
    assert (parameters["order_id"] if by_name else parameters[0]) == "identity-1"


def test_sql_asks_for_the_paramstyle_of_a_wrapper() -> None:
    with pytest.raises(ConfigError, match="say paramstyle="):
        once.Sql(lambda: Recorded([])).consume("identity-1", 60)
    assert once.Sql(lambda: Recorded([]), paramstyle="format").consume("identity-1", 60)


@pytest.fixture
def caches(tmp_path: Path) -> Any:
    if not django.conf.settings.configured:
        django.conf.settings.configure()
    from django.core.cache import CacheHandler

    backends = "django.core.cache.backends"
    return CacheHandler(
        {
            "memory": {"BACKEND": f"{backends}.locmem.LocMemCache", "LOCATION": str(tmp_path)},
            "dummy": {"BACKEND": f"{backends}.dummy.DummyCache"},
            "files": {"BACKEND": f"{backends}.filebased.FileBasedCache", "LOCATION": str(tmp_path)},
        }
    )


def test_django_cache_tells_the_first_so(caches: Any) -> None:
    store = once.DjangoCache(caches["memory"])
    assert [store.consume("identity-1", 60), store.consume("identity-1", 60)] == [True, False]
    assert caches["memory"].get("bootpay:once:identity-1")


@pytest.mark.parametrize(("cache", "why"), [("dummy", "keeps nothing"), ("files", "lets two through")])
def test_a_cache_that_cannot_do_it_is_refused(cache: str, why: str, caches: Any) -> None:
    with pytest.raises(ConfigError, match=why):
        once.DjangoCache(caches[cache])


def test_the_cache_behind_djangos_proxy_is_looked_at_each_time(caches: Any) -> None:
    from django.utils.connection import ConnectionProxy

    proxy = ConnectionProxy(caches, "memory")
    store = once.DjangoCache(proxy)
    assert store.consume("identity-1", 60)
    proxy.__dict__["_alias"] = "dummy"  # as override_settings(CACHES=…) does
    with pytest.raises(ConfigError, match="DummyCache"):
        store.consume("identity-2", 60)


def test_a_cache_that_hides_that_it_is_down_is_told_from_a_used_verification() -> None:
    class Down:
        def add(self, key: str, value: str, timeout: int) -> bool:
            return False

        def get(self, key: str) -> None:
            return None

    with pytest.raises(once.UnavailableError):
        once.DjangoCache(Down()).consume("identity-1", 60)


@pytest.mark.parametrize("make", [once.Redis, once.DjangoCache, once.Sql, once.SqlAlchemy])
def test_something_else_is_refused_at_once(make: Callable[[Any], Any]) -> None:
    with pytest.raises(ConfigError, match=r"takes a .*, not str"):
        make("redis://localhost")


def test_what_is_no_reply_of_redis_is_not_the_first() -> None:
    class Pipeline:
        def set(self, *arguments: object, **options: object) -> Pipeline:
            return self

        def get(self, key: str) -> Pipeline:
            return self

    assert once.Redis(Pipeline()).consume("identity-1", 60) is False


def test_no_driver_is_loaded() -> None:
    program = (
        "import sys, bootpay.once; drivers = {'redis', 'django', 'sqlalchemy', 'sqlite3', 'psycopg'};"
        "print(drivers & sys.modules.keys())"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "set()\n"


def test_an_asynchronous_store_fits_its_protocol() -> None:
    class Own:
        async def consume(self, order_id: str, seconds: int) -> bool:
            return True

    async def ask(store: once.AsyncOnce) -> bool:
        return await store.consume("identity-1", 60)

    assert asyncio.run(ask(Own()))
