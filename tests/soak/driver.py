"""The Python driver of `make soak`: the installed package, used as anybody would."""

import gc
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from bootpay import Bootpay, BootpayError

WORKERS = 16
IDENTITY = "612e09260d681b0021e61ab9"
PAYMENT = "5df6e67d4f74b4002a77e0eb"
BILLING_KEY = "5b025b33e13f33310ce560fb"


def tokens() -> None:
    client = Bootpay()
    barrier = threading.Barrier(100)

    def first_call(_: int) -> bool:
        barrier.wait()
        return client.certificate(IDENTITY)["status"] == 200

    with ThreadPoolExecutor(100) as pool:
        print(sum(pool.map(first_call, range(100))))


def cancels() -> None:
    client = Bootpay(timeout=0.5, deadline=4)
    with ThreadPoolExecutor(WORKERS) as pool:
        for said in pool.map(lambda line: cancel_payment(client, line), sys.stdin.read().splitlines()):
            print(said)


def cancel_payment(client: Bootpay, line: str) -> str:
    receipt_id, *amounts = line.split(" ")
    said = [receipt_id]
    cancelled_before = 0
    for amount in amounts:
        price = None if amount == "*" else int(amount)
        outcome = cancel(client, receipt_id, price, cancelled_before)
        if outcome in ("done", "unknown:done"):
            cancelled_before += price or 0
        said.append(outcome)
    return " ".join(said)


def cancel(client: Bootpay, receipt_id: str, price: int | None, cancelled_before: int) -> str:
    try:
        failure = client.cancel(receipt_id, price)
    except BootpayError as error:
        failure = error
        if error.effect == "none":
            return "none"
    else:
        if failure["status"] == 200:
            return "done"
        if failure.meta.effect == "none":
            return "none"
    for _ in range(10):  # the receipt may be hard to read too; a merchant would try again later
        try:
            return "unknown:" + client.settle(failure, cancelled_before=cancelled_before).outcome
        except BootpayError:
            continue
    return "unknown:failed"


def load(seconds: float, in_flight: int) -> None:
    client = Bootpay(deadline=2)
    ends = time.monotonic() + seconds

    def worker(first: int) -> tuple[int, int, float]:
        calls = answered = 0
        slowest = 0.0
        while time.monotonic() < ends:
            began = time.monotonic()
            try:
                answer = one_call(client, (first + calls) % 10, f"o-{first}-{calls}")
                answered += answer["status"] == 200
            except BootpayError:
                pass
            slowest = max(slowest, time.monotonic() - began)
            calls += 1
        return calls, answered, slowest

    threading.Thread(target=collect_garbage, args=(ends,), daemon=True).start()
    with ThreadPoolExecutor(in_flight) as pool:
        calls, answered, slowest = zip(*pool.map(worker, range(in_flight)), strict=True)
    print(sum(calls), sum(answered), round(max(slowest) * 1000))


def collect_garbage(ends: float) -> None:
    """So that the memory measured is what is held, and not what has not been collected yet."""
    while time.monotonic() < ends:
        gc.collect()
        time.sleep(1)


def one_call(client: Bootpay, kind: int, order_id: str):
    if kind < 4:
        return client.certificate(IDENTITY)
    if kind < 7:
        return client.verify(PAYMENT)
    if kind == 7:
        return client.cancel(IDENTITY)
    if kind == 8:
        return client.get_access_token()
    return client.subscribe_billing(BILLING_KEY, "soak", 1000, order_id)


def forks(count: int) -> None:
    client = Bootpay()
    client.certificate(IDENTITY)
    done = threading.Event()
    made = []

    def call() -> None:
        while not done.is_set():
            made.append(client.certificate(IDENTITY)["status"] == 200)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    answered, slowest = 0, 0.0
    for _ in range(count):
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            is_answered = False
            try:
                gc.collect()
                is_answered = client.certificate(IDENTITY)["status"] == 200
            finally:
                os._exit(0 if is_answered else 1)
        _, status = os.waitpid(child, 0)
        slowest = max(slowest, time.monotonic() - began)
        answered += status == 0
    done.set()
    for thread in threads:
        thread.join()
    print(answered, round(slowest * 1000), len(made) if all(made) else 0)


match sys.argv[1:]:
    case ["tokens"]:
        tokens()
    case ["cancels"]:
        cancels()
    case ["load", seconds, in_flight]:
        load(float(seconds), int(in_flight))
    case ["forks", count]:
        forks(int(count))
