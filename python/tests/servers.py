"""The servers that the tests talk to: the sandbox, and a tiny one for what the sandbox never answers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("BOOTPAY_PROGRAM", str(REPOSITORY / "target/debug/bootpay"))
#: Where test.sh installs the official package.
OFFICIAL_PYTHON = str(REPOSITORY / "build/peer-python/bin/python")

# The pair that Bootpay's documentation prints; the sandbox accepts it.
APPLICATION_ID = "5b8f6a4d396fa665fdc2b5ea"
PRIVATE_KEY = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw="
PERSON = "612e09260d681b0021e61ab9"
PAYMENT = "5df6e67d4f74b4002a77e0eb"
TO_CANCEL = "5df6e8034f74b4002177e0bb"
TO_SUBMIT = "5fffc0460c20b903e88a2d2c"
TO_DEPOSIT = "5fffad430c20b903e88a2d17"
KCP_KEY = "5b025b33e13f33310ce560fb"
NICEPAY_KEY = "5ec37382dfea2e001a7f1e10"
REGISTRATION = "5b025b33e13f33310ce560fa"
NOBODY = "aaaaaaaaaaaaaaaaaaaaaaaa"

#: How long a test waits for something that is sure to come, before it calls the wait a failure.
PATIENCE = 30.0

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get_json(url: str) -> Any:
    with _direct.open(url, timeout=PATIENCE) as answer:
        return json.load(answer)


class Sandbox:
    """`bootpay sandbox`, started on a free port and stopped at the end."""

    def __init__(self, *options: str) -> None:
        self._program = subprocess.Popen(
            [PROGRAM, "sandbox", "--listen", "127.0.0.1:0", "--json", *options],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._program.stdout is not None
        told = json.loads(self._program.stdout.readline())
        self.url: str = told["url"]
        self.tls_url: str | None = told.get("tls_url")
        #: Of a second project, which the sandbox makes for itself.
        self.own_keys: tuple[str, str] = told["application_id"], told["private_key"]

    def stop(self) -> None:
        self._program.terminate()
        self._program.communicate()

    def control(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with _direct.open(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def reset(self) -> None:
        self.control("POST", "/sandbox/reset")

    def fault(self, kind: str, path: str, **fields: object) -> None:
        self.control("POST", "/sandbox/faults", {"kind": kind, "path": path, **fields})

    def advance(self, seconds: int) -> None:
        self.control("POST", "/sandbox/clock", {"advance_s": seconds})

    def requests(self) -> list[dict[str, Any]]:
        journal: list[dict[str, Any]] = self.control("GET", "/sandbox/requests")
        return journal

    def routes(self) -> list[str]:
        return [f"{request['method']} {request['path']}" for request in self.requests()]

    def wait_for(self, route: str) -> None:
        """Returns once the journal has this route: the call is at the server, and its caller is waiting."""
        give_up = time.monotonic() + PATIENCE
        while route not in self.routes():
            assert time.monotonic() < give_up, f"{route} never came"


Answer = tuple[int, bytes]
#: What is good enough for whichever question, also for a certificate.
YES: Answer = 200, b'{"status":200,"data":{"certificate":{}}}'
YES_OVER_HTTP = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(YES[1]), YES[1])


class LocalServer:
    """Answers every request with what `answer(method, path, headers)` returns, and counts connections."""

    def __init__(self, answer: Callable[[str, str, Mapping[str, str]], Answer]) -> None:
        self.connections = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet

            def setup(self) -> None:
                server.connections += 1
                super().setup()

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                status, body = answer(self.command, self.path, dict(self.headers.items()))
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> LocalServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


Server = TypeVar("Server", bound="RawServer")


class RawServer:
    """Gives every connection to `talk`, on a thread of its own, and is at the end when they all are."""

    def __init__(self, talk: Callable[[socket.socket], None]) -> None:
        self.talk = talk
        #: Released when a connection has ended, by whichever side.
        self.ended = threading.Semaphore(0)
        #: Set at the end of the test; whoever paces a connection waits for it.
        self.closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = f"http://{self.address}"

    def _accept(self) -> None:
        while not self.closing.is_set():
            connection, _ = self._listener.accept()
            self._open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self.talk(connection)
        self._open.discard(connection)
        self.ended.release()

    def __enter__(self: Server) -> Server:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        socket.create_connection(self._listener.getsockname()).close()  # wakes `accept`
        self._accepting.join()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()


def read_request(connection: socket.socket) -> str:
    """One request without a body, or with one that came along: its first line."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += (more := connection.recv(65536))
        if not more:
            raise ConnectionResetError
    return received.split(b"\r\n", 1)[0].decode()


def wait_for_the_end(connection: socket.socket) -> None:
    """Returns when the other side has closed."""
    while connection.recv(65536):
        pass


class SilentServer(RawServer):
    """Takes a request, says so, and answers nothing."""

    def __init__(self) -> None:
        super().__init__(self._listen)
        self.asked = threading.Semaphore(0)

    def _listen(self, connection: socket.socket) -> None:
        read_request(connection)
        self.asked.release()
        wait_for_the_end(connection)


class Gate:
    """An answer that is given when the test says so."""

    def __init__(self) -> None:
        self.arrived = threading.Event()
        self.opened = threading.Event()

    def answer(self, method: str, path: str, headers: Mapping[str, str]) -> Answer:
        self.arrived.set()
        if not self.opened.wait(PATIENCE):
            return 504, b"the test never opened the gate"
        return 200, b'{"status":200,"code":0,"data":{"order_id":"behind-the-gate","certificate":{}}}'
