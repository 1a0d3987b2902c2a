"""How long a waiting call takes to notice an interrupt, in milliseconds.

    build/python-venv/bin/python python/bench/interrupt.py

The server takes the request and never answers; the call's deadline is far away. Needs the installed package.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import statistics
import threading
import time
from collections.abc import Callable

from bootpay import Bootpay

ROUNDS = 20


class HandlerError(Exception):
    pass


def raise_from_handler(*_: object) -> None:
    raise HandlerError


def silent_server() -> tuple[socket.socket, str]:
    server = socket.create_server(("127.0.0.1", 0))
    return server, f"http://127.0.0.1:{server.getsockname()[1]}"


def measure(send: Callable[[], None], expected: type[BaseException]) -> float:
    """Milliseconds from `send` to the exception."""
    server, url = silent_server()
    sent = 0.0

    def interrupt() -> None:
        nonlocal sent
        accepted, _ = server.accept()
        accepted.recv(65536)  # the request is here, so the call is waiting
        time.sleep(random.uniform(0.1, 0.2))  # anywhere between two looks for signals
        sent = time.perf_counter()
        send()
        ended.wait()
        accepted.close()

    ended = threading.Event()
    thread = threading.Thread(target=interrupt)
    thread.start()
    client = Bootpay("a", "k", base_url=url, timeout=60, deadline=60)
    client.token = "t"
    try:
        client.certificate("612e09260d681b0021e61ab9")
    except expected:
        took = time.perf_counter() - sent
    finally:
        ended.set()
        thread.join()
        server.close()
    return took * 1000


def main() -> None:
    signal.signal(signal.SIGUSR1, raise_from_handler)
    kinds: dict[str, tuple[Callable[[], None], type[BaseException]]] = {
        "Ctrl-C (SIGINT)": (lambda: os.kill(os.getpid(), signal.SIGINT), KeyboardInterrupt),
        "a handler that raises (SIGUSR1)": (lambda: os.kill(os.getpid(), signal.SIGUSR1), HandlerError),
    }
    for name, (send, expected) in kinds.items():
        took = [measure(send, expected) for _ in range(ROUNDS)]
        print(f"{name:32} median {statistics.median(took):5.1f} ms   max {max(took):5.1f} ms")


if __name__ == "__main__":
    main()
