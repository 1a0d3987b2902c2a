"""What a client meets on a bad day: each ends in its documented error, within its deadline."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

import pytest
from clients import BOTH, IDS, Maker
from servers import APPLICATION_ID, PAYMENT, PERSON, PRIVATE_KEY, Answer, LocalServer, Sandbox

from bootpay import Bootpay, BootpayError, errors

CERTIFICATE = f"/certificate/{PERSON}"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "stall"}, (errors.APITimeoutError, "timeout", None)),
        ({"kind": "reset"}, (errors.APIConnectionError, "connection", None)),
        ({"kind": "reset_after"}, (errors.APIConnectionError, "connection", None)),
        ({"kind": "truncate"}, (errors.APIConnectionError, "connection", None)),
        ({"kind": "html", "status": 502}, (errors.DecodeError, "decode", 502)),
        ({"kind": "html", "status": 200}, (errors.DecodeError, "decode", 200)),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
@pytest.mark.parametrize("path", [CERTIFICATE, "/request/token"])
@pytest.mark.parametrize("make", BOTH, ids=IDS)
def test_a_bad_day(
    make: Maker, path: str, fault: dict[str, Any], expected: tuple[Any, ...], sandbox: Sandbox
) -> None:
    sandbox.fault(path=path, **fault)
    deadline = 0.5 if fault["kind"] == "stall" else 60
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, deadline=deadline, max_retries=0)
    with pytest.raises(BootpayError) as caught:
        client.certificate(PERSON)
    error = caught.value
    assert (type(error), error.kind, error.status) == expected
    assert error.operation == "certificate.get"
    assert error.effect == "none"  # it only reads
    assert error.request_id
    if error.kind == "decode":
        assert error.body is not None
        assert "<html" in error.body
        assert "<html" not in str(error)


def test_nobody_listens() -> None:
    with socket.socket() as bound:  # bound and not listening: refused, and nobody else can take the port
        bound.bind(("127.0.0.1", 0))
        client = Bootpay("a", "k", base_url=f"http://127.0.0.1:{bound.getsockname()[1]}", max_retries=0)
        with pytest.raises(errors.APIConnectionError) as caught:
            client.certificate(PERSON)
    error = caught.value
    assert isinstance(error, OSError)
    assert (error.kind, error.status, error.effect, error.attempts) == ("connection", None, "none", 0)
    chained = []
    beneath = error.__cause__
    while beneath is not None:
        chained.append(str(beneath))
        beneath = beneath.__cause__
    assert chained == list(error.causes)
    assert "refused" in chained[-1]


def test_an_attempt_timeout_ends_an_attempt_and_the_next_one_succeeds(sandbox: Sandbox) -> None:
    sandbox.fault("stall", CERTIFICATE, times=1)
    client = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, timeout=0.5)
    assert client.certificate(PERSON)["status"] == 200
    assert sandbox.routes().count(f"GET {CERTIFICATE}") == 2


def test_a_call_that_only_reads_is_repeated(sandbox: Sandbox, client: Bootpay) -> None:
    sandbox.fault("reset", CERTIFICATE, times=1)
    sandbox.fault("html", CERTIFICATE, times=1)
    assert client.certificate(PERSON)["status"] == 200
    sent = [request for request in sandbox.requests() if request["path"] == CERTIFICATE]
    assert len(sent) == 3
    assert len({request["headers"]["x-request-id"] for request in sent}) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 422, 500])
def test_a_refusal_in_json_is_returned_whatever_the_call(status: int, sandbox: Sandbox) -> None:
    client = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0)
    for path, call in [
        (CERTIFICATE, lambda: client.certificate(PERSON)),
        (f"/receipt/{PAYMENT}", lambda: client.verify(PAYMENT)),
        ("/request/token", client.get_access_token),
    ]:
        sandbox.reset()
        sandbox.fault("status", path, status=status)
        answer: Any = call()  # type: ignore[no-untyped-call]
        assert answer["status"] == status
        assert answer["code"] < 0


def test_connections_are_kept_and_named() -> None:
    seen: list[Mapping[str, str]] = []

    def answer(method: str, path: str, headers: Mapping[str, str]) -> Answer:
        seen.append(headers)
        return 200, b'{"status":200,"data":{"big":123456789012345678901234567890,"text":"\\ud55c\\uae00"}}'

    with LocalServer(answer) as server:
        client = Bootpay("a", "k", base_url=server.url)
        client.token = "t"
        answers: list[Any] = [client.verify(PAYMENT) for _ in range(3)]
        assert server.connections == 1
    assert {headers["user-agent"].split("/")[0] for headers in seen} == {"bootpay-python"}
    # the server's JSON, not something that went through a narrower type on its way
    assert answers[0]["data"] == {"big": 123456789012345678901234567890, "text": "한글"}
