"""The shared cases, through the methods that a user calls."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from clients import BOTH, IDS, Maker, confirmed
from generated.methods import NAMES, RENAMED, WHOLE
from servers import APPLICATION_ID, PRIVATE_KEY, REPOSITORY, Sandbox

from bootpay import Bootpay, BootpayError, IdentityError, Person, Settlement, errors

Params = dict[str, Any]


def plain(name: str, **renamed: str) -> Callable[[Bootpay, Params], Any]:
    """A call whose arguments are named as the fields are, but for those that are renamed. What a case leaves
    out although Python requires it is given as None, which is not sent."""

    def call(client: Bootpay, params: Params) -> Any:
        method = getattr(client, name)
        params = {renamed.get(field, field): value for field, value in params.items()}
        required = [p.name for p in signature(method).parameters.values() if p.default is p.empty]
        absent = {field: None for field in required if field not in params and field != "more"}
        return method(**absent, **params)

    return call


def whole(name: str) -> Callable[[Bootpay, Params], Any]:
    return lambda client, params: getattr(client, name)(params)


def remote_link(client: Bootpay, params: Params) -> Any:
    payload = {name: value for name, value in params.items() if name != "sms_payload"}
    return client.remote_link(payload, params.get("sms_payload"))


def sms(client: Bootpay, params: Params) -> Any:
    only(params, "data")
    data = params["data"]
    only(data, "rps", "msg", "sp", "m_id", "o_id")
    return client.send_sms(data.get("rps"), data.get("msg"), data.get("sp"), ids(data))


def lms(client: Bootpay, params: Params) -> Any:
    only(params, "data")
    data = params["data"]
    only(data, "rps", "msg", "sp", "sj", "m_id", "o_id")
    return client.send_lms(data.get("rps"), data.get("msg"), data.get("sj"), data.get("sp"), ids(data))


def ids(data: Params) -> Params:
    return {name: data[name] for name in ("m_id", "o_id") if name in data}


def only(params: Params, *known: str) -> None:
    assert set(params) <= set(known), f"{set(params)} cannot all be said in Python"


def settle(client: Bootpay, params: Params) -> Any:
    """By the failed call, or where there is none, by what the books say of a cancel."""
    only(params, "receipt_id", "operation", "cancel_price", "cancelled_before")
    before = params.get("cancelled_before")
    operation = params.get("operation")
    if operation is None:
        return client.settle_cancel(params["receipt_id"], params.get("cancel_price"), before)
    price = params.get("cancel_price")
    lost = errors.APITimeoutError(
        "lost", operation=operation, effect="unknown", receipt_id=params["receipt_id"], cancel_price=price
    )
    return client.settle(lost, before)


def confirm(client: Bootpay, params: Params) -> Any:
    return confirmed(client, **{"token": None, **params})


def told_of(person: Person) -> dict[str, Any]:
    """A person as a case describes it, without what only this package needs to know."""
    private = {name: getattr(person, name) for name in ("name", "phone", "ci", "di")}
    birth, verified_at = person.birth, person.verified_at
    verification = ("order_id", "receipt_id", "purpose", "tid")
    known = (*verification, "gender", "foreigner", "carrier", "birth_is_ambiguous")
    return {
        **{name: getattr(person, name) for name in known},
        **{name: None if value is None else value.reveal() for name, value in private.items()},
        "birth": birth and birth.reveal().isoformat(),
        "verified_at": verified_at and verified_at.isoformat(),
        "masked": {
            "name": str(person.name),
            "birth": birth and str(birth),
            "phone": person.phone and str(person.phone),
        },
    }


METHOD_OF: dict[str, Callable[[Bootpay, Params], Any]] = {
    **{operation: plain(name, **RENAMED.get(operation, {})) for operation, name in NAMES.items()},
    **{operation: whole(name) for operation, name in WHOLE.items()},
    "token.request": plain("get_access_token"),
    "receipt.get": plain("verify"),
    "receipt.settle": settle,
    "identity.confirm": confirm,
    "remote_link.send": remote_link,
    "sms.send": sms,
    "lms.send": lms,
}
CLASS_OF = {
    "invalid_request": errors.InvalidRequestError,
    "connection": errors.APIConnectionError,
    "timeout": errors.APITimeoutError,
    "decode": errors.DecodeError,
    "mismatch": errors.ReceiptMismatchError,
    "identity": errors.IdentityError,
    "api": errors.APIError,
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


def raises_a_refusal(case: dict[str, Any]) -> bool:
    """Its return would say more than that the server answered."""
    expects = any(name.startswith("expected_") for name in case["params"])
    return expects or case["operation"] in ("receipt.settle", "identity.confirm")


CASES = sorted((REPOSITORY / "tests/cases").glob("*.json"))


def test_every_operation_has_a_case_and_a_method() -> None:
    operations = {json.loads(file.read_text(encoding="utf-8"))["operation"] for file in CASES}
    assert operations == METHOD_OF.keys()


@pytest.mark.filterwarnings("ignore:.*deprecated by Bootpay:DeprecationWarning")
@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
@pytest.mark.parametrize("make", BOTH, ids=IDS)
def test_case(make: Maker, file: Path, sandbox: Sandbox) -> None:
    text = file.read_text(encoding="utf-8")
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0)
    if "begin" in json.loads(text):
        begun = client.identity.begin(**json.loads(text)["begin"])
        text = text.replace("$begun.order_id", begun.order_id).replace("$begun.token", begun.token)
    case = json.loads(text)
    for step in case.get("setup", []):
        sandbox.control(step["method"], step["path"], step.get("body"))
    params = case["params"]
    before = copy.deepcopy(params)
    call = METHOD_OF[case["operation"]]
    expect = case["expect"]
    error = expect.get("error")

    if error is None:
        assert_good(call(client, params), case)
    elif error["kind"] == "api" and not raises_a_refusal(case):
        # The drop-in returns a refusal as the server sent it.
        answer = call(client, params)
        assert answer["status"] == error["status"]
        assert answer["code"] == error["code"]
        assert answer["code"] != 0
        assert answer["message"]
        assert (answer.meta.operation, answer.meta.effect) == (case["operation"], error["effect"])
    else:
        with pytest.raises(CLASS_OF[error["kind"]]) as caught:
            call(client, params)
        raised = caught.value
        assert isinstance(raised, BootpayError)
        assert (raised.kind, raised.status, raised.code, raised.effect) == (
            error["kind"],
            error["status"],
            error["code"],
            error["effect"],
        )
        assert error.get("message_has", "") in str(raised)
        assert error.get("reason") == (raised.reason if isinstance(raised, IdentityError) else None)

    assert params == before
    if "requests" not in expect:
        assert error is not None, "expect.requests is missing"
        return
    journal = sandbox.requests()
    assert len(journal) == len(expect["requests"]), journal
    for request, wanted in zip(journal, expect["requests"], strict=True):
        assert matches(wanted, seen(request, wanted)), request


def assert_good(answer: Any, case: dict[str, Any]) -> None:
    expect = case["expect"]
    if isinstance(answer, Person):
        wanted = {**expect["answer"]["data"]}
        del wanted["birth_text"], wanted["keep_used_for"]
        assert matches(wanted, told_of(answer)), answer
        return
    if case["operation"] == "receipt.settle":
        assert isinstance(answer, Settlement)
        assert answer.outcome == expect["outcome"]
        answer = answer.receipt
    assert answer.meta.outcome == expect.get("outcome")
    assert matches(expect["answer"], answer), answer
    assert (answer.meta.operation, answer.meta.effect) == (case["operation"], None)
