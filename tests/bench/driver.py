"""One client of Python under load, started by bench.py: `driver.py CLIENT IN_FLIGHT SECONDS [CALLS]`.

It makes one call, warms up, and then calls for SECONDS with IN_FLIGHT calls at once; with CALLS it does not
warm up, and each thread or task stops after so many. Every answer is parsed and looked at: another one than
the canned receipt ends the program. Prints one line of JSON: what the first call took, with the import and
the making of the client, and what the load took; each {"calls", "seconds", "cpu_s", "resident_kb"}.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

BASE, PATH, CA = os.environ["BENCH_BASE"], os.environ["BENCH_PATH"], os.environ["BENCH_CA"]
URL = BASE + PATH
RECEIPT_ID = PATH.rsplit("/", 1)[1]
HEADERS = {"Authorization": "token", "Accept": "application/json"}

Call = Callable[[], Any]  # gives the whole answer, parsed
AsyncCall = Callable[[], Awaitable[Any]]


def ours() -> Call:
    from bootpay import Bootpay

    client = Bootpay()
    return lambda: client.verify(RECEIPT_ID)


def official() -> Call:
    from bootpay import Bootpay

    Bootpay.base_url = {**Bootpay.base_url, "production": BASE}
    client = Bootpay(os.environ["BOOTPAY_APPLICATION_ID"], os.environ["BOOTPAY_PRIVATE_KEY"])
    client.get_access_token()
    return lambda: client.verify(RECEIPT_ID)


def http_client() -> Call:
    import http.client
    from urllib.parse import urlsplit

    place = urlsplit(BASE)
    make: Callable[[], http.client.HTTPConnection]
    if place.scheme == "https":
        import ssl

        context = ssl.create_default_context(cafile=CA)

        def make() -> http.client.HTTPConnection:
            return http.client.HTTPSConnection(place.netloc, context=context)
    else:

        def make() -> http.client.HTTPConnection:
            return http.client.HTTPConnection(place.netloc)

    kept = threading.local()

    def call() -> Any:
        if not hasattr(kept, "connection"):
            kept.connection = make()
        kept.connection.request("GET", PATH, headers=HEADERS)
        return json.loads(kept.connection.getresponse().read())

    return call


def requests() -> Call:
    import requests

    kept = threading.local()

    def call() -> Any:
        if not hasattr(kept, "session"):
            kept.session = requests.Session()
            kept.session.verify, kept.session.trust_env = CA, False
        return kept.session.get(URL, headers=HEADERS).json()

    return call


def httpx() -> Call:
    import ssl

    import httpx

    client = httpx.Client(verify=ssl.create_default_context(cafile=CA), trust_env=False)
    return lambda: client.get(URL, headers=HEADERS).json()


def pem() -> bytes:
    with open(CA, "rb") as file:
        return file.read()


def pyreqwest() -> Call:
    from pyreqwest.client import SyncClientBuilder

    client = SyncClientBuilder().add_root_certificate_pem(pem()).default_headers(HEADERS).build()
    return lambda: client.get(URL).build().send().json()


def ours_async() -> AsyncCall:
    from bootpay import AsyncBootpay

    client = AsyncBootpay()

    async def call() -> Any:
        return await client.verify(RECEIPT_ID)

    return call


def aiohttp() -> AsyncCall:
    import ssl

    import aiohttp

    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=CA), limit=0)
    session = aiohttp.ClientSession(connector=connector)

    async def call() -> Any:
        async with session.get(URL, headers=HEADERS) as response:
            return await response.json()

    return call


def pyreqwest_async() -> AsyncCall:
    from pyreqwest.client import ClientBuilder

    client = ClientBuilder().add_root_certificate_pem(pem()).default_headers(HEADERS).build()

    async def call() -> Any:
        return await (await client.get(URL).build().send()).json()

    return call


def httpx_async() -> AsyncCall:
    import ssl

    import httpx

    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    client = httpx.AsyncClient(verify=ssl.create_default_context(cafile=CA), trust_env=False, limits=limits)

    async def call() -> Any:
        return (await client.get(URL, headers=HEADERS)).json()

    return call


BLOCKING: dict[str, Callable[[], Call]] = {
    "ours": ours,
    "official": official,
    "http.client": http_client,
    "requests": requests,
    "httpx": httpx,
    "pyreqwest": pyreqwest,
}
ASYNC: dict[str, Callable[[], AsyncCall]] = {
    "ours": ours_async,
    "aiohttp": aiohttp,
    "pyreqwest": pyreqwest_async,
    "httpx": httpx_async,
}


def look_at(answer: Any) -> None:
    receipt = answer["data"]
    if receipt["receipt_id"] != RECEIPT_ID or receipt["status"] != 1:
        raise ValueError(f"another answer came: {answer}")


def resident_kb() -> int:
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


class Since:
    """What was used since it was made."""

    def __init__(self) -> None:
        self._began, self._cpu = time.perf_counter(), time.process_time()

    def told(self, calls: int) -> dict[str, float]:
        seconds, cpu = time.perf_counter() - self._began, time.process_time() - self._cpu
        return {"calls": calls, "seconds": seconds, "cpu_s": cpu, "resident_kb": resident_kb()}


def load_threads(call: Call, in_flight: int, seconds: float, most: float) -> int:
    counts = [0] * in_flight
    failures: list[BaseException] = []
    until = time.perf_counter() + seconds

    def work(number: int) -> None:
        count = 0
        while count < most and time.perf_counter() < until:
            look_at(call())
            count += 1
        counts[number] = count

    def watched(number: int) -> None:
        try:
            work(number)
        except BaseException as failure:
            failures.append(failure)

    if in_flight == 1:
        work(0)
    else:
        workers = [threading.Thread(target=watched, args=(number,)) for number in range(in_flight)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    if failures:
        raise failures[0]
    return sum(counts)


async def load_tasks(call: AsyncCall, in_flight: int, seconds: float, most: float) -> int:
    until = time.perf_counter() + seconds

    async def work() -> int:
        count = 0
        while count < most and time.perf_counter() < until:
            look_at(await call())
            count += 1
        return count

    return sum(await asyncio.gather(*(work() for _ in range(in_flight))))


def blocking(make: Callable[[], Call], in_flight: int, seconds: float, most: float | None) -> dict[str, Any]:
    began = Since()
    call = make()
    look_at(call())
    first = began.told(1)
    if most is None:
        load_threads(call, in_flight, seconds / 2, float("inf"))
    began = Since()
    load = began.told(load_threads(call, in_flight, seconds, most or float("inf")))
    return {"first": first, "load": load}


async def on_a_loop(
    make: Callable[[], AsyncCall], in_flight: int, seconds: float, most: float | None
) -> dict[str, Any]:
    began = Since()
    call = make()
    look_at(await call())
    first = began.told(1)
    if most is None:
        await load_tasks(call, in_flight, seconds / 2, float("inf"))
    began = Since()
    load = began.told(await load_tasks(call, in_flight, seconds, most or float("inf")))
    return {"first": first, "load": load}


def main() -> None:
    client, in_flight, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    most = float(sys.argv[4]) if len(sys.argv) > 4 else None
    name, is_async = client.removesuffix(", asyncio"), client.endswith(", asyncio")
    if is_async:
        told = asyncio.run(on_a_loop(ASYNC[name], in_flight, seconds, most))
    else:
        told = blocking(BLOCKING[name], in_flight, seconds, most)
    print(json.dumps(told), flush=True)
    os._exit(0)  # whatever a client leaves open


if __name__ == "__main__":
    main()
