"""One process of a race: for each line it makes so many confirms of one receipt and prints the outcomes."""

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import redis
import servers
import sqlalchemy
from bootpay import Bootpay, IdentityError, once
from django.core.cache import cache

STORES = {
    "memory": once.Memory(),
    "redis": once.Redis(servers.in_redis()),
    "django": once.DjangoCache(cache),
    "postgres": once.Sql(servers.in_postgres),
    "sqlite": once.Sql(servers.in_sqlite),
    "sqlalchemy": once.SqlAlchemy(sqlalchemy.create_engine(servers.POSTGRES)),
    "redis that is down": once.Redis(redis.Redis(unix_socket_path=str(servers.NOWHERE))),
    "postgres that is down": once.Sql(partial(servers.in_postgres, servers.NOWHERE)),
}
client = Bootpay()


class AtOnce:
    """Asks the store when all have come so far that they would."""

    def __init__(self, store: once.Once, count: int) -> None:
        self.store, self.all = store, Barrier(count, timeout=60)

    def consume(self, order_id: str, seconds: int) -> bool:
        self.all.wait()
        return self.store.consume(order_id, seconds)


def outcome(store: once.Once, receipt_id: str, token: str, session: str) -> str:
    try:
        person = client.identity.confirm(receipt_id, token, session=session, once=store)
    except IdentityError as error:
        return error.reason
    except Exception as error:
        return type(error).__name__
    return person.name.reveal()


def outcomes(count: int, store: str, **verified: str) -> Counter[str]:
    together = AtOnce(STORES[store], count)
    with ThreadPoolExecutor(count) as threads:
        return Counter(threads.map(lambda _: outcome(together, **verified), range(count)))


print("ready", flush=True)
for line in sys.stdin:
    print(json.dumps(outcomes(**json.loads(line))), flush=True)
