"""Servers that do not end what they began, and answers that nobody should send: the deadline holds, an answer
is right or an error, and the client is as good as before."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from clients import BOTH, IDS, Maker
from servers import PATIENCE, PAYMENT, RawServer, read_request, wait_for_the_end

from bootpay import APIConnectionError, APITimeoutError, BootpayError, DecodeError

both = pytest.mark.parametrize("make", BOTH, ids=IDS)
Talk = Callable[[socket.socket], None]

GOOD = b'{"status":200,"code":0,"data":{"order_id":"good"}}'


def http(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = [
        b"HTTP/1.1 " + status,
        b"content-length: %d" % len(body),
        b"connection: close",
        *headers,
        b"",
        body,
    ]
    return b"\r\n".join(lines)


def answering(reply: bytes) -> Talk:
    def talk(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(reply)
        connection.shutdown(socket.SHUT_WR)
        wait_for_the_end(connection)

    return talk


def silent(connection: socket.socket) -> None:
    wait_for_the_end(connection)


def closing(connection: socket.socket) -> None:
    """Says nothing more, and goes on listening."""
    connection.shutdown(socket.SHUT_WR)
    wait_for_the_end(connection)


def without_tls(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 400 no TLS here\r\n\r\n")


def stopping_in_the_body(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n")
    wait_for_the_end(connection)


def redirecting(connection: socket.socket) -> None:
    path = read_request(connection).split()[1]
    connection.sendall(http(b"", b"location: " + path.encode(), status=b"302 Found"))


class Dripping:
    """One byte at a time, for as long as somebody listens."""

    def __init__(self, server: RawServer, before: bytes) -> None:
        self._server = server
        self._before = before

    def __call__(self, connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(self._before)
        while not self._server.closing.wait(0.01):
            connection.sendall(b"1")


HEAD = b"HTTP/1.1 200 OK\r\n"
SLOW: dict[str, Callable[[RawServer], Talk]] = {
    "silent": lambda server: silent,
    "drips its head": lambda server: Dripping(server, HEAD + b"x-drip: "),
    "drips its body": lambda server: Dripping(server, HEAD + b"content-length: 1000000\r\n\r\n"),
    "never ends its body": lambda server: stopping_in_the_body,
}


@both
@pytest.mark.parametrize("limit", ["timeout", "deadline"])
@pytest.mark.parametrize("slow", SLOW.values(), ids=SLOW.keys())
def test_the_time_for_a_call_holds_against_a_server_that(
    make: Maker, limit: str, slow: Callable[[RawServer], Talk]
) -> None:
    with RawServer(silent) as server:
        server.talk = slow(server)
        times = {"timeout": 10 * PATIENCE, "deadline": 10 * PATIENCE, limit: 0.5}
        client = make("a", "k", base_url=server.url, max_retries=1, **times)
        client.token = "t"
        began = time.monotonic()
        with pytest.raises(APITimeoutError) as caught:
            client.cancel(PAYMENT)
        assert time.monotonic() - began < PATIENCE
        assert caught.value.effect == "unknown"
        assert caught.value.attempts == (2 if limit == "timeout" else 1)
        server.talk = answering(http(GOOD))
        assert client.verify(PAYMENT)["data"]["order_id"] == "good"


@both
def test_the_deadline_holds_while_the_token_does_not_come(make: Maker) -> None:
    with RawServer(silent) as server:
        client = make("a", "k", base_url=server.url, deadline=0.5)
        with pytest.raises(APITimeoutError) as caught:
            client.cancel(PAYMENT)
        assert (caught.value.effect, caught.value.attempts) == ("none", 0)


@both
@pytest.mark.parametrize("limit", ["connect_timeout", "timeout", "deadline"])
def test_a_tls_handshake_that_stalls(make: Maker, limit: str) -> None:
    with RawServer(silent) as server:
        times = {"connect_timeout": 10 * PATIENCE, "timeout": 10 * PATIENCE, "deadline": 10 * PATIENCE}
        client = make("a", "k", base_url=f"https://{server.address}", max_retries=0, **{**times, limit: 0.5})
        client.token = "t"
        began = time.monotonic()
        with pytest.raises((APITimeoutError, APIConnectionError)) as caught:
            client.cancel(PAYMENT)
        assert time.monotonic() - began < PATIENCE
        assert caught.value.kind in ("timeout", "connection")


@both
@pytest.mark.parametrize("talk", [closing, without_tls])
def test_a_tls_handshake_that_fails_sends_nothing(make: Maker, talk: Talk) -> None:
    with RawServer(talk) as server:
        client = make("a", "k", base_url=f"https://{server.address}", max_retries=0)
        client.token = "t"
        with pytest.raises(APIConnectionError) as caught:
            client.cancel(PAYMENT)
        assert caught.value.effect == "none"


@both
@pytest.mark.parametrize(
    ("talk", "expected"),
    [(closing, APIConnectionError), (redirecting, DecodeError)],
    ids=["half-closes", "redirects for ever"],
)
def test_what_ends_at_once(make: Maker, talk: Talk, expected: type[BootpayError]) -> None:
    with RawServer(talk) as server:
        client = make("a", "k", base_url=server.url, max_retries=0)
        client.token = "t"
        with pytest.raises(expected) as caught:
            client.verify(PAYMENT)
        assert type(caught.value) is expected
        server.talk = answering(http(GOOD))
        assert client.verify(PAYMENT)["data"]["order_id"] == "good"


def data(json: bytes) -> bytes:
    return http(b'{"status":200,"code":0,"data":' + json + b"}")


MIB = 1024 * 1024
DEEP = 100_000

ERRORS: dict[str, bytes] = {
    "more than 8 MiB": data(b'"' + b"x" * 8 * MIB + b'"'),
    "1,000 headers": http(GOOD, *(b"x-%d: y" % n for n in range(1000))),
    "one huge header": http(GOOD, b"x-huge: " + b"y" * MIB),
    "lists 100,000 deep": data(b"[" * DEEP + b"]" * DEEP),
    "lists 100,000 deep and open": http(b"[" * DEEP),
    "objects 100,000 deep": data(b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    "no UTF-8": data(b'"\xff\xfe"'),
    "NUL in a string": data(b'"\x00"'),
    "NUL behind the JSON": http(GOOD + b"\x00"),
    "two answers in one": http(GOOD + GOOD),
    "NaN": data(b"NaN"),
    "400 digits": data(b"1" * 400),
    "5,000 digits": data(b"1" * 5000),
    "1e400": data(b"1e400"),
    "a name twice": data(b'[{"price":1,"price":2}]'),
    "half a pair": data(b'"\\ud800"'),
    "nothing": http(b""),
    "a list": http(b"[]"),
    "a number": http(b"200"),
    "a status that is text": http(b'{"status":"ok"}', status=b"500 no"),
    "no HTTP": b"\x00\x01\x02\x03\r\n\r\n",
    "a length that is none": b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}",
    "gzip that is none": http(b"nonsense", b"content-encoding: gzip"),
}

RIGHT: dict[str, tuple[bytes, object]] = {
    "almost 8 MiB": (data(b'"' + b"x" * (8 * MIB - 100) + b'"'), "x" * (8 * MIB - 100)),
    "300 digits": (data(b"1" * 300), int("1" * 300)),
    "a fraction of 5,000 digits": (data(b"0." + b"1" * 5000), 1 / 9),
    "an escaped NUL": (data(b'"\\u0000"'), "\0"),
    "lists 100 deep": (data(b"[" * 100 + b"]" * 100), None),
}


def ask(make: Maker, reply: bytes) -> tuple[Any, BootpayError | None]:
    """What came of it; and the client is alive."""
    with RawServer(answering(reply)) as server:
        client = make("a", "k", base_url=server.url, max_retries=0)
        client.token = "t"
        answer, failure = None, None
        try:
            answer = client.verify(PAYMENT)
        except BootpayError as error:
            failure = error
        server.talk = answering(http(GOOD))
        assert client.verify(PAYMENT)["data"]["order_id"] == "good"
        return answer, failure


@both
@pytest.mark.parametrize("reply", ERRORS.values(), ids=ERRORS.keys())
def test_an_answer_that_is_an_error(make: Maker, reply: bytes) -> None:
    _, failure = ask(make, reply)
    assert isinstance(failure, (DecodeError, APIConnectionError))
    assert len(str(failure)) < 1000
    assert failure.effect == "none"


@both
@pytest.mark.parametrize(("reply", "expected"), RIGHT.values(), ids=RIGHT.keys())
def test_an_answer_that_is_right_all_the_same(make: Maker, reply: bytes, expected: object) -> None:
    answer, failure = ask(make, reply)
    assert failure is None
    assert expected is None or answer["data"] == expected


@both
@pytest.mark.parametrize("reply", ERRORS.values(), ids=ERRORS.keys())
def test_a_hostile_token_answer(make: Maker, reply: bytes) -> None:
    with RawServer(answering(reply)) as server:
        client = make("a", "k", base_url=server.url, max_retries=0)
        for call in (client.get_access_token, lambda: client.verify(PAYMENT)):
            with pytest.raises((DecodeError, APIConnectionError)):
                call()
