"""Side by side with the official package: both make the same calls, and what goes out and comes back is
compared.

Every difference stands in the call's own table, with the defect of the official package that it is; one that
does not show, fails like one that is not named.

| name | defect |
|---|---|
| A1 | one `cancel_id` for the whole process |
| A2 | the default of `execute_at` is ten seconds after the import, with a fraction |
| A3, A4 | nested objects and lists leave as their keys only: form encoding |
| A13 | a misplaced argument is sent as it is |
| B1 | an id is pasted into the path |
| B8 | `remote_link` goes out without a token |
| C2 | a good token answer without a token is a KeyError |
| C3 | after a failed token request the call goes out without a token |
| C4 | an unknown mode is a KeyError at the first call |
| C5 | messages fail without `m_id` and `o_id` |
| D4 | an expired token is not renewed |
| D10 | no other address can be given |
| D13 | JSON without a content type |
| E4 | what was not given goes out, as null, [] or {} |
| E5 | the caller's dict is written into |
| CERTIFICATE | a payment's receipt passes for a certificate |
| E7 | 국민은행 is missing |
"""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from servers import (
    APPLICATION_ID,
    KCP_KEY,
    NICEPAY_KEY,
    NOBODY,
    OFFICIAL_PYTHON,
    PATIENCE,
    PAYMENT,
    PERSON,
    PRIVATE_KEY,
    REGISTRATION,
    TO_CANCEL,
    TO_DEPOSIT,
    TO_SUBMIT,
    LocalServer,
    Sandbox,
)

import bootpay

FAR = 4_102_444_800
DOCUMENTED_IDS = {
    KCP_KEY,
    NICEPAY_KEY,
    NOBODY,
    PAYMENT,
    PERSON,
    REGISTRATION,
    TO_CANCEL,
    TO_DEPOSIT,
    TO_SUBMIT,
}
TOKEN = {"method": "get_access_token", "args": [], "kwargs": {}}
HOST_OF_THE_TEST = "http://host-of-the-test"

Steps = list[dict[str, Any]]


def call(method: str, *args: object, **kwargs: object) -> dict[str, Any]:
    return {"method": method, "args": list(args), "kwargs": kwargs}


@dataclass
class Call:
    name: str
    steps: Steps
    differences: dict[str, str] = field(default_factory=dict)
    """Where a difference shows, and the defect that it is."""
    setup: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    keys: tuple[str, ...] = (APPLICATION_ID, PRIVATE_KEY)
    options: dict[str, str] = field(default_factory=dict)


def with_token(
    name: str, *steps: dict[str, Any], differences: dict[str, str] | None = None, **more: Any
) -> Call:
    """As everybody calls the official package: the token first."""
    return Call(name, [TOKEN, *steps], differences or {}, **more)


def all_are(defect: str, *places: str) -> dict[str, str]:
    return dict.fromkeys(places, defect)


def not_given(*fields: str) -> dict[str, str]:
    return all_are("E4", *(f"body.{name}" for name in fields))


CHARGE_OPTIONS = {
    "items": [
        {
            "item_name": "키보드",
            "qty": 1,
            "unique": "k-1",
            "price": 60000,
            "cat1": "a",
            "cat2": "b",
            "cat3": "c",
        }
    ],
    "user_info": {
        "id": "u-1",
        "username": "홍길동",
        "phone": "01012341234",
        "email": "a@example.org",
        "gender": 1,
    },
    "extra": {"raw_data": 1},
    "tax_free": 100,
    "quota": 3,
    "interest": 1,
    "feedback_url": "https://shop.example.org/hook",
    "feedback_content_type": "json",
}
OPTIONAL_IN_A_CHARGE = (
    "items",
    "user_info",
    "extra",
    "tax_free",
    "quota",
    "interest",
    "feedback_url",
    "feedback_content_type",
)
CARD = ["nicepay", "order-1", "정기결제", "9000200012341000", "12", "29", "12", "901004"]
LINK = {"price": 3000, "order_id": "order-5", "name": "상품"}
SMS = {"st": 1, "rps": ["01012341234", "01012341235"], "sp": "0212345678", "msg": "결제"}
FORM = {"pg": "kcp", "fm": ["card", "phone"], "n": "상품", "o_key": "order-7", "ip": 3000}
IDS = {"m_id": "m-1", "o_id": "o-1"}
REFUND = {"account": "6756010101234", "accountholder": "홍길동", "bankcode": "088"}
NUMBERS = ["01012341234", "01012341235"]

CALLS = [
    Call("get_access_token", [TOKEN]),
    Call("get_access_token, wrong key", [TOKEN], keys=(APPLICATION_ID, "bm90IGEga2V5")),
    Call(
        "get_access_token, unknown mode",
        [TOKEN],
        {"outcome": "C4"},
        keys=(APPLICATION_ID, PRIVATE_KEY, "nonsense"),
    ),
    Call(
        "get_access_token, another address",
        [TOKEN],
        {"requests": "D10", "outcome": "D10"},
        options={"base_url": HOST_OF_THE_TEST},
    ),
    Call(
        "verify, wrong key",
        [TOKEN, call("verify", PAYMENT)],
        {"requests": "C3", "outcome": "C3"},
        keys=(APPLICATION_ID, "bm90IGEga2V5"),
    ),
    with_token("verify", call("verify", PAYMENT)),
    with_token("verify, by name", call("verify", receipt_id=PAYMENT)),
    with_token("verify, unknown", call("verify", NOBODY)),
    with_token(
        "verify, another route",
        call("verify", "../request/token?x=1"),
        differences=all_are("B1", "requests", "outcome"),
    ),
    with_token(
        "verify, a web page instead",
        call("verify", PAYMENT),
        setup=[("/sandbox/faults", {"kind": "html", "status": 404, "path": f"/receipt/{PAYMENT}"})],
    ),
    with_token(
        "submit, no connection",
        call("submit", TO_SUBMIT),
        setup=[("/sandbox/faults", {"kind": "reset", "path": "/submit"})],
    ),
    with_token(
        "verify, after the token's end",
        {"control": f"{HOST_OF_THE_TEST}/sandbox/clock", "body": {"advance_s": 1900}},
        call("verify", PAYMENT),
        differences=all_are("D4", "requests", "outcome"),
    ),
    with_token("certificate", call("certificate", PERSON)),
    with_token(
        "certificate, of a payment", call("certificate", PAYMENT), differences={"outcome": "CERTIFICATE"}
    ),
    with_token("cancel", call("cancel", TO_CANCEL), differences={"body.cancel_id": "A1"}),
    with_token(
        "cancel, twice in part",
        call("cancel", "c" * 24, 1200),
        call("cancel", "c" * 24, 1100),
        differences=all_are("A1", "body.cancel_id", "outcome"),
        setup=[("/sandbox/payments", {"receipt_id": "c" * 24, "price": 3000})],
    ),
    with_token("cancel, all arguments", call("cancel", TO_CANCEL, 1200, "이름", "변심", "cancel-1", 200)),
    with_token(
        "cancel, all arguments by name",
        call("cancel", TO_CANCEL, price=1200, name="이름", reason="변심", cancel_id="cancel-1", tax_free=200),
    ),
    with_token(
        "cancel, virtual account",
        call("cancel", TO_DEPOSIT, cancel_id="cancel-1", refund=REFUND),
        differences=all_are("A3", "body.refund", "outcome"),
        setup=[("/sandbox/deposits", {"receipt_id": TO_DEPOSIT})],
    ),
    with_token(
        "cancel, arguments of another place",
        call("cancel", TO_CANCEL, "test", "이름"),
        differences=all_are("A13", "requests", "outcome"),
    ),
    with_token("cancel, unknown", call("cancel", NOBODY, cancel_id="cancel-1")),
    with_token(
        "get_subscribe_billing_key",
        call("get_subscribe_billing_key", *CARD),
        differences=not_given("user_info", "extra"),
    ),
    with_token(
        "get_subscribe_billing_key, all arguments",
        call(
            "get_subscribe_billing_key",
            *CARD,
            CHARGE_OPTIONS["user_info"],
            {"raw_data": 1, "subscribe_test_payment": 1},
        ),
    ),
    with_token(
        "get_subscribe_billing_key, refused",
        call(
            "get_subscribe_billing_key",
            *CARD[:3],
            "9430810000000014",
            *CARD[4:],
            {"id": "u-1"},
            {"raw_data": 1},
        ),
    ),
    with_token(
        "subscribe_billing",
        call("subscribe_billing", KCP_KEY, "정기결제", 3000, "order-2"),
        differences=not_given(*OPTIONAL_IN_A_CHARGE),
    ),
    with_token(
        "subscribe_billing, all arguments",
        call("subscribe_billing", KCP_KEY, "정기결제", 60000, "order-2", *CHARGE_OPTIONS.values()),
    ),
    with_token(
        "subscribe_billing, refused",
        call(
            "subscribe_billing",
            NICEPAY_KEY,
            "정기결제",
            99,
            "order-2",
            **{**CHARGE_OPTIONS, "quota": 0, "tax_free": 0},
        ),
    ),
    with_token(
        "subscribe_billing_reserve, twice by default",
        # of an unknown key: the import is long or not long ago, and the answer would depend on it
        call("subscribe_billing_reserve", NOBODY, "정기결제", 60000, "order-3", **CHARGE_OPTIONS),
        call("subscribe_billing_reserve", NOBODY, "정기결제", 60000, "order-3", **CHARGE_OPTIONS),
        differences={"body.execute_at": "A2"},
    ),
    with_token(
        "subscribe_billing_reserve",
        call("subscribe_billing_reserve", KCP_KEY, "정기결제", 3000, "order-3", FAR),
        differences=not_given(*OPTIONAL_IN_A_CHARGE),
    ),
    with_token(
        "subscribe_billing_reserve, all arguments",
        call(
            "subscribe_billing_reserve", KCP_KEY, "정기결제", 60000, "order-3", FAR, *CHARGE_OPTIONS.values()
        ),
    ),
    with_token(
        "subscribe_billing_reserve_cancel",
        call("subscribe_billing_reserve_cancel", "b" * 24),
        setup=[("/sandbox/reservations", {"reserve_id": "b" * 24, "billing_key": KCP_KEY})],
    ),
    with_token("subscribe_billing_reserve_cancel, unknown", call("subscribe_billing_reserve_cancel", NOBODY)),
    with_token(
        "subscribe_billing_reserve_cancel, a billing key",
        call("subscribe_billing_reserve_cancel", f"../{KCP_KEY}"),
        differences=all_are("B1", "requests", "outcome"),
    ),
    with_token("destroy_subscribe_billing_key", call("destroy_subscribe_billing_key", KCP_KEY)),
    with_token("destroy_subscribe_billing_key, unknown", call("destroy_subscribe_billing_key", NOBODY)),
    with_token("lookup_billing_key", call("lookup_billing_key", REGISTRATION)),
    with_token("lookup_billing_key, of a payment", call("lookup_billing_key", PAYMENT)),
    with_token(
        "get_user_token",
        call("get_user_token", "member-1"),
        differences={**not_given("email", "name", "gender", "birth", "phone"), "untyped body": "D13"},
    ),
    with_token(
        "get_user_token, all arguments",
        call("get_user_token", "member-1", "a@example.org", "홍길동", 1, "901004", "01012341234"),
        differences={"untyped body": "D13"},
    ),
    with_token(
        "get_user_token, as the package's page prints it",
        call("get_user_token", {"user_id": "member-1"}),
        differences=all_are("A13", "requests", "outcome"),
    ),
    with_token("request_payment", call("request_payment", **LINK)),
    with_token(
        "request_payment, all that is no object",
        call("request_payment", "kcp", "card", NUMBERS, 3000, "order-5", '{"a":1}', 100, "상품"),
    ),
    with_token(
        "request_payment, objects",
        call(
            "request_payment",
            **LINK,
            user_info={"id": "u-1", "phone": "01012341234"},
            items=CHARGE_OPTIONS["items"],
            extra={"escrow": True, "theme": "red"},
        ),
        differences=all_are("A4", "body.user_info", "body.items", "body.extra"),
    ),
    with_token("submit", call("submit", TO_SUBMIT)),
    with_token("submit, not waiting", call("submit", PAYMENT)),
    with_token(
        "remote_link",
        call("remote_link", {"item_name": "상품", "price": 3000}),
        differences={"authorization": "B8", "arguments": "E5"},
    ),
    with_token(
        "remote_link, with a message",
        call("remote_link", {"item_name": "상품", "price": 3000}, SMS),
        differences={"authorization": "B8", "arguments": "E5", "body.sms_payload": "A4", "outcome": "A4"},
    ),
    with_token(
        "remote_form",
        call("remote_form", remoter_form=FORM),
        differences=all_are("A4", "body.remote_form", "outcome"),
    ),
    with_token(
        "remote_form, with a message",
        call("remote_form", FORM, SMS),
        differences=all_are("A4", "body.remote_form", "body.sms_payload", "outcome"),
    ),
    with_token(
        "send_sms", call("send_sms", NUMBERS, "안녕하세요"), differences=all_are("C5", "requests", "outcome")
    ),
    with_token(
        "send_sms, all arguments",
        call("send_sms", NUMBERS, "안녕하세요", "0212345678", IDS),
        differences=all_are("A4", "body.data", "outcome"),
    ),
    with_token(
        "send_lms",
        call("send_lms", NUMBERS, "안녕하세요", "제목"),
        differences=all_are("C5", "requests", "outcome"),
    ),
    with_token(
        "send_lms, all arguments",
        call("send_lms", NUMBERS, "안녕하세요", "제목", "0212345678", IDS),
        differences=all_are("A4", "body.data", "outcome"),
    ),
    Call("api_url", [call("api_url", ["request", "token"])]),
    Call("bankcode", [{"bank": "신한은행"}]),
    Call("bankcode, 국민은행", [{"bank": "국민은행"}], {"outcome": "E7"}),
]


class Side:
    """One of the two packages, in a process of its own."""

    def __init__(self, python: str, url: str) -> None:
        self._url = url
        script = str(Path(__file__).with_name("peer.py"))
        self._program = subprocess.Popen(
            [python, script, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def make(self, of: Call) -> dict[str, Any]:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        told = json.dumps({"keys": of.keys, "options": of.options, "steps": of.steps})
        self._program.stdin.write(told.replace(HOST_OF_THE_TEST, self._url) + "\n")
        self._program.stdin.flush()
        came: dict[str, Any] = json.loads(self._program.stdout.readline())
        return came

    def stop(self) -> None:
        self._program.communicate(timeout=PATIENCE)


@pytest.fixture(scope="module")
def sides(running_sandbox: Sandbox) -> Iterator[tuple[Side, Side]]:
    both = Side(OFFICIAL_PYTHON, running_sandbox.url), Side(sys.executable, running_sandbox.url)
    yield both
    for side in both:
        side.stop()


def as_text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, (str, int, float)):
        return str(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def fields_of(request: dict[str, Any]) -> dict[str, str]:
    """The body's fields as text, whichever way they were written."""
    text: str = request["body"]
    if not text:
        return {}
    if text.startswith("[refused"):  # the sandbox does not repeat a private key that is not its own
        return {"as the sandbox describes it": text}
    if text.startswith("{"):
        return {name: as_text(value) for name, value in json.loads(text).items()}
    form = urllib.parse.parse_qs(text, keep_blank_values=True, strict_parsing=True)
    return {name: as_text(values if len(values) > 1 else values[0]) for name, values in form.items()}


def without_what_is_fresh(value: Any) -> Any:
    """Moments, tokens and the ids that the server makes differ between two runs of the same."""
    if isinstance(value, dict):
        return {name: without_what_is_fresh(member) for name, member in value.items()}
    if isinstance(value, list):
        return [without_what_is_fresh(item) for item in value]
    if isinstance(value, str) and value not in DOCUMENTED_IDS:
        for form, what in (
            (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "a moment"),
            (r"\b[0-9a-f]{64}\b", "a token"),
            (r"\b[0-9a-f]{24}\b", "an id"),
            (r"\bsandbox_cancel_[0-9a-f]+\b", "a transaction"),
        ):
            value = re.sub(form, what, value)
        return value
    return "a moment" if isinstance(value, int) and 1_500_000_000 < value < FAR else value


def differences(theirs: tuple[dict[str, Any], list[Any]], ours: tuple[dict[str, Any], list[Any]]) -> set[str]:
    found = set()
    outcomes = [{name: side[0].get(name) for name in ("returned", "raised")} for side in (theirs, ours)]
    if without_what_is_fresh(outcomes[0]) != without_what_is_fresh(outcomes[1]):
        found.add("outcome")
    if theirs[0]["arguments"] != ours[0]["arguments"]:
        found.add("arguments")
    routes = [
        [f"{r['method']} {r['path'].removesuffix('.json')}" for r in journal] for _, journal in (theirs, ours)
    ]
    if routes[0] != routes[1]:
        return found | {"requests"}
    for one, other in zip(theirs[1], ours[1], strict=True):
        headers = one["headers"], other["headers"]
        if without_what_is_fresh(headers[0].get("authorization")) != without_what_is_fresh(
            headers[1].get("authorization")
        ):
            found.add("authorization")
        if [bool(r["body"]) and "content-type" not in r["headers"] for r in (one, other)] != [False, False]:
            found.add("untyped body")
        bodies = fields_of(one), fields_of(other)
        names = bodies[0].keys() | bodies[1].keys()
        found |= {f"body.{name}" for name in names if bodies[0].get(name) != bodies[1].get(name)}
    return found


@pytest.mark.parametrize("of", CALLS, ids=lambda of: of.name)
def test_the_same_call(of: Call, sides: tuple[Side, Side], sandbox: Sandbox) -> None:
    came = []
    for side in sides:
        sandbox.reset()
        for path, body in of.setup:
            sandbox.control("POST", path, body)
        came.append((side.make(of), sandbox.requests()))
    theirs, ours = came
    assert differences(theirs, ours) == of.differences.keys(), f"\ntheirs: {theirs}\nours: {ours}"
    if "body.cancel_id" in of.differences:
        assert ours[0]["returned"]["status"] == 200


def test_c2_a_token_answer_without_a_token(sandbox: Sandbox) -> None:
    with LocalServer(lambda *_: (200, b'{"status":200,"code":0}')) as server:
        sides = Side(OFFICIAL_PYTHON, server.url), Side(sys.executable, server.url)
        raised = [side.make(Call("", [TOKEN]))["raised"] for side in sides]
        for side in sides:
            side.stop()
    assert raised == [["Exception", "KeyError", "LookupError"], ["Exception", "OSError", "ValueError"]]


def test_every_method_of_the_official_package_is_called() -> None:
    script = "import bootpay, json; print(json.dumps([n for n in vars(bootpay.Bootpay) if n[0] != '_']))"
    told = subprocess.run(
        [OFFICIAL_PYTHON, "-c", script], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    official = set(json.loads(told))
    called = {step["method"] for of in CALLS for step in of.steps if "method" in step}
    assert official - {"base_url"} == called
    assert all(hasattr(bootpay.Bootpay, name) for name in official)


def test_the_banks_are_the_official_ones_in_their_order() -> None:
    script = "from bootpay import bankcode; import json; print(json.dumps(list(bankcode.dictionary.items())))"
    told = subprocess.run(
        [OFFICIAL_PYTHON, "-c", script], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    ours = list(bootpay.bankcode.dictionary.items())
    assert [list(bank) for bank in ours if bank[0] != "국민은행"] == json.loads(told)  # E7
    assert [code for _, code in ours] == list(bootpay.Bank)


def test_the_signatures_are_the_official_ones() -> None:
    """Same names, same order; a default of ours may differ where theirs is a defect."""
    script = (
        "import bootpay, inspect, json; print(json.dumps({n: list(inspect.signature(m).parameters)"
        " for n, m in vars(bootpay.Bootpay).items() if inspect.isfunction(m)}))"
    )
    told = subprocess.run(
        [OFFICIAL_PYTHON, "-c", script], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    for name, theirs in json.loads(told).items():
        ours = inspect.signature(getattr(bootpay.Bootpay, name)).parameters.values()
        positional = [p.name for p in ours if p.kind is p.POSITIONAL_OR_KEYWORD]
        assert positional == theirs, name
