"""The shared cases, through the methods that a user calls."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from servers import APPLICATION_ID, PRIVATE_KEY, REPOSITORY, Sandbox

from bootpay import Bootpay, BootpayError, errors

METHOD_OF = {"token.request": "get_access_token", "receipt.get": "verify", "certificate.get": "certificate"}
CLASS_OF = {
    "invalid_request": errors.InvalidRequestError,
    "connection": errors.APIConnectionError,
    "timeout": errors.APITimeoutError,
    "decode": errors.DecodeError,
}


def matches(expected: object, actual: object) -> bool:
    if expected == "$any":
        return actual is not None
    if expected == "$token":
        return isinstance(actual, str) and re.fullmatch("[0-9a-f]{64}", actual) is not None
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(matches(expected[k], actual[k]) for k in expected)
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(matches, expected, actual))
    # 1 == True in Python, but not in JSON
    return type(expected) is type(actual) and expected == actual


def seen(request: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """A request of the journal in the form in which a case describes it."""
    body: object = request["body"] or None
    if isinstance(body, str) and isinstance(wanted["body"], dict):
        body = json.loads(body)
    return {
        "method": request["method"],
        "path": request["path"],
        "authorization": request["headers"].get("authorization"),
        "body": body,
    }


CASES = sorted((REPOSITORY / "tests/cases").glob("*.json"))


def test_there_are_cases() -> None:
    assert CASES


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path, sandbox: Sandbox) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    for step in case.get("setup", []):
        sandbox.control(step["method"], step["path"], step.get("body"))
    client = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0)
    method = getattr(client, METHOD_OF[case["operation"]])
    expect = case["expect"]
    error = expect.get("error")

    if error is None:
        answer = method(**case["params"])
        assert matches(expect["answer"], answer), answer
    elif error["kind"] == "api":
        # The drop-in returns a refusal as the server sent it.
        answer = method(**case["params"])
        assert answer["status"] == error["status"]
        assert answer["code"] == error["code"]
        assert answer["code"] != 0
        assert answer["message"]
    else:
        with pytest.raises(CLASS_OF[error["kind"]]) as caught:
            method(**case["params"])
        raised = caught.value
        assert isinstance(raised, BootpayError)
        assert (raised.kind, raised.status, raised.code, raised.effect) == (
            error["kind"],
            error["status"],
            error["code"],
            error["effect"],
        )
        assert error.get("message_has", "") in str(raised)

    journal = sandbox.requests()
    assert len(journal) == len(expect["requests"]), journal
    for request, wanted in zip(journal, expect["requests"], strict=True):
        assert matches(wanted, seen(request, wanted)), request
