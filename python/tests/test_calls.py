"""Every call against the sandbox: what it changes there, what it gives back, and what is refused before it is
sent."""

from __future__ import annotations

import copy
import decimal
import inspect
import json
import pickle
import re
import uuid
import warnings
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from servers import (
    APPLICATION_ID,
    KCP_KEY,
    NOBODY,
    PAYMENT,
    PRIVATE_KEY,
    REGISTRATION,
    TO_CANCEL,
    TO_DEPOSIT,
    TO_SUBMIT,
    Sandbox,
)

from bootpay import (
    Answer,
    APIConnectionError,
    APIError,
    APITimeoutError,
    Bank,
    Bootpay,
    Gateway,
    InvalidRequestError,
    Meta,
    Method,
    ReceiptMismatchError,
    ReceiptStatus,
    bankcode,
)

CARD = ("nicepay", "order-1", "정기결제", "9000200012341000", "12", "29", "12", "901004")
ESCROW = "00000000000000000000e5c0"


def sent(sandbox: Sandbox, path: str) -> list[dict[str, Any]]:
    """The bodies that this route got."""
    return [json.loads(request["body"]) for request in sandbox.requests() if request["path"] == path]


# The flows.


def test_a_payment_is_cancelled_in_parts_and_each_cancel_has_its_own_id(
    sandbox: Sandbox, client: Bootpay
) -> None:
    first = client.cancel(TO_CANCEL, 1200, "이름", "변심", tax_free=200)
    second = client.cancel(TO_CANCEL, 1100, tax_free=800)
    assert (first["status"], second["status"]) == (200, 200)
    assert first["data"]["remain_price"] == 1800
    assert second["data"]["remain_price"] == 700
    assert first["data"]["cancelled_tax_free"] == 200
    bodies = sent(sandbox, "/cancel")
    assert [body["cancel_id"] for body in bodies] == [first.meta.cancel_id, second.meta.cancel_id]
    assert first.meta.cancel_id != second.meta.cancel_id
    own = {"cancel_id": second.meta.cancel_id}
    assert bodies[1] == {"receipt_id": TO_CANCEL, "price": 1100, "tax_free": 800, **own}
    rest = client.cancel(TO_CANCEL)
    assert rest["data"]["remain_price"] == 0
    assert client.verify(TO_CANCEL)["data"]["status"] == 20


def test_one_cancel_id_cancels_once(sandbox: Sandbox, client: Bootpay) -> None:
    mine = uuid.uuid4()
    first = client.cancel(TO_CANCEL, 1100, cancel_id=mine)
    again = client.cancel(TO_CANCEL, 1100, cancel_id=str(mine))
    assert (first["status"], again["status"]) == (200, 422)
    assert first.meta.cancel_id == again.meta.cancel_id == str(mine)
    assert again.meta.effect == "none"
    assert client.verify(TO_CANCEL)["data"]["remain_price"] == 1900


def test_a_cancel_whose_answer_is_lost_is_repeated_with_the_same_id(
    sandbox: Sandbox, client: Bootpay
) -> None:
    sandbox.fault("reset", "/cancel", times=1)
    answer = client.cancel(TO_CANCEL, 1100)
    assert (answer["status"], answer.meta.attempts) == (200, 2)
    ids = {body["cancel_id"] for body in sent(sandbox, "/cancel")}
    assert ids == {answer.meta.cancel_id}


def test_a_failed_cancel_says_its_id_and_calling_again_with_it_is_safe(sandbox: Sandbox) -> None:
    client = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0)
    sandbox.fault("reset_after", "/cancel", times=1)
    with pytest.raises(APIConnectionError) as caught:
        client.cancel(TO_CANCEL, 1100)
    error = caught.value
    assert (error.effect, error.receipt_id, error.attempts) == ("unknown", TO_CANCEL, 1)
    assert error.cancel_id == sent(sandbox, "/cancel")[0]["cancel_id"]
    again = client.cancel(TO_CANCEL, 1100, cancel_id=error.cancel_id)
    assert again["status"] in (200, 422)  # 422: it had been carried out
    assert client.verify(TO_CANCEL)["data"]["remain_price"] == 1900


def test_named_values_are_what_the_api_says_and_takes(sandbox: Sandbox, client: Bootpay) -> None:
    sandbox.control("POST", "/sandbox/deposits", {"receipt_id": TO_DEPOSIT})
    receipt = client.verify(TO_DEPOSIT)["data"]
    assert (receipt["pg"], receipt["method"]) == (Gateway.KCP, Method.VBANK)
    assert receipt["status"] == ReceiptStatus.PAID
    refund = {"account": "1101", "accountholder": "홍길동", "bankcode": Bank.KOOKMIN}
    client.cancel(TO_DEPOSIT, refund=refund)
    assert sent(sandbox, "/cancel")[0]["refund"]["bankcode"] == "004"
    assert client.verify(TO_DEPOSIT)["data"]["status"] == ReceiptStatus.CANCELLED


def test_a_named_value_prints_and_is_written_as_the_value() -> None:
    assert (str(Gateway.KCP), f"{Gateway.KCP:>4}", "%s" % Method.CARD) == ("kcp", " kcp", "card")  # noqa: UP031
    assert (str(ReceiptStatus.CANCELLING), f"{ReceiptStatus.PAID:02}") == ("-30", "01")
    assert json.dumps([Bank.SHINHAN, ReceiptStatus.PAID]) == '["088", 1]'
    assert {"088": "신한은행"}[Bank.SHINHAN] == "신한은행"
    assert pickle.loads(pickle.dumps(Method.CARD)) is Method.CARD


def test_a_virtual_account_is_refunded(sandbox: Sandbox, client: Bootpay) -> None:
    sandbox.control("POST", "/sandbox/deposits", {"receipt_id": TO_DEPOSIT})
    refund = {"account": "1101", "accountholder": "홍길동", "bankcode": bankcode.dictionary["국민은행"]}
    assert client.cancel(TO_DEPOSIT)["status"] == 422
    assert client.cancel(TO_DEPOSIT, refund=refund)["data"]["remain_price"] == 0
    assert sent(sandbox, "/cancel")[1]["refund"] == refund


def test_a_billing_key_from_its_issue_to_its_end(sandbox: Sandbox, client: Bootpay) -> None:
    issued = client.get_subscribe_billing_key(*CARD, extra={"raw_data": True})
    key = issued["data"]["billing_key"]
    assert issued["data"]["data"]["card_no"] == "90002000****1000"
    assert sent(sandbox, "/request/card_rebill")[0]["extra"] == {"raw_data": 1}

    item = {"item_name": "키보드", "qty": 1, "unique": 7, "price": decimal.Decimal(60_000), "cat1": None}
    charged = client.subscribe_billing(key, "상품", 60_000.0, 42, [item], {"phone": None, "id": 1}, quota=3)
    assert charged["data"]["status"] == 1
    assert charged["data"]["card_quota"] == "03"
    assert client.verify(charged["data"]["receipt_id"])["data"]["price"] == 60_000
    assert sent(sandbox, "/subscribe/billing") == [
        {
            "billing_key": key,
            "item_name": "상품",
            "price": 60_000,
            "order_id": "42",
            "items": [{"item_name": "키보드", "qty": 1, "unique": "7", "price": 60_000}],
            "user_info": {"id": "1"},
            "quota": 3,
        }
    ]

    soon = datetime.now(timezone.utc) + timedelta(hours=1)
    kept = client.subscribe_billing_reserve(key, "상품", 3000, "order-3", soon)
    dropped = client.subscribe_billing_reserve(key, "상품", 3000, "order-4", soon.timestamp())
    assert kept["data"]["execute_at"] == dropped["data"]["execute_at"] == int(soon.timestamp())
    assert client.subscribe_billing_reserve_cancel(dropped["data"]["reserve_id"])["status"] == 200
    sandbox.advance(3601)
    reservations = {one["reserve_id"]: one for one in sandbox.control("GET", "/sandbox/reservations")}
    fired, cancelled = (reservations[one["data"]["reserve_id"]] for one in (kept, dropped))
    assert (fired["status"], cancelled["status"]) == (1, 3)
    assert client.verify(fired["receipt_id"], expected_price=3000, expected_order_id="order-3")

    registration = [k for k in sandbox.control("GET", "/sandbox/billing_keys") if k["billing_key"] == key]
    receipt_id = registration[0]["receipt_id"]
    assert client.lookup_billing_key(receipt_id)["data"]["billing_key"] == key
    assert client.destroy_subscribe_billing_key(key)["status"] == 200
    assert client.subscribe_billing(key, "상품", 3000, "order-5")["status"] == 404
    assert client.lookup_billing_key(receipt_id)["status"] == 404


def test_a_refused_card_brings_the_payment_companys_own_words(client: Bootpay) -> None:
    refused = client.get_subscribe_billing_key(
        *CARD[:3], "9430810000000014", *CARD[4:], extra={"raw_data": 1}
    )
    assert (refused["status"], refused.meta.effect) == (500, "none")
    data: Any = refused["data"]
    assert data["ResultCode"]


def test_a_charge_is_never_repeated(sandbox: Sandbox, client: Bootpay) -> None:
    sandbox.fault("reset", "/subscribe/billing")
    with pytest.raises(APIConnectionError) as caught:
        client.subscribe_billing(KCP_KEY, "상품", 3000, "order-1")
    assert (caught.value.effect, caught.value.attempts) == ("unknown", 1)
    assert sandbox.routes().count("POST /subscribe/billing") == 1


def test_a_link_is_a_page_of_the_server(sandbox: Sandbox, client: Bootpay) -> None:
    answer = client.request_payment(
        price=3000, order_id="order-1", name="상품", params={"cart": [1, 2]}, extra={"escrow": True}
    )
    assert answer["data"].startswith(f"{sandbox.url}/link/")
    body = sent(sandbox, "/request/payment")[0]
    assert body == {
        "order_id": "order-1",
        "name": "상품",
        "price": 3000,
        "params": '{"cart":[1,2]}',
        "extra": {"escrow": True},
    }


def test_a_member_gets_a_token_and_pays_from_a_wallet(sandbox: Sandbox, client: Bootpay) -> None:
    assert client.get_user_wallets("u&sandbox=false#", sandbox=True)["data"] == []
    token = client.get_user_token("u-1", gender=0)
    assert re.fullmatch("[0-9a-f]{24}", token["data"]["user_token"])
    assert sent(sandbox, "/request/user/token") == [{"user_id": "u-1", "gender": 0}]
    assert len(client.get_user_wallets("u-1")["data"]) == 1
    paid = client.request_wallet_payment(
        "u-1", "상품", 3000, "order-1", user_info={"phone": None}, more_of_it=1
    )
    assert paid["data"]["status"] == 1
    assert sent(sandbox, "/wallet/payment")[0] == {
        "user_id": "u-1",
        "order_name": "상품",
        "price": 3000,
        "order_id": "order-1",
        "user": {},
        "more_of_it": 1,
    }
    paths = [request["path"] for request in sandbox.requests()]
    assert "/wallet?sandbox=true&user_id=u%26sandbox%3Dfalse%23" in paths
    assert "/wallet?user_id=u-1" in paths


def test_a_payment_is_approved_after_it_was_verified(client: Bootpay) -> None:
    before = client.verify(TO_SUBMIT, expected_status=2)
    approved = client.submit(TO_SUBMIT)
    assert approved["data"]["status"] == 1
    assert client.verify(TO_SUBMIT, expected_price=before["data"]["price"])["data"]["status"] == 1
    assert client.submit(TO_SUBMIT)["status"] == 422


def test_delivery_webhook_and_the_free_objects(sandbox: Sandbox, client: Bootpay) -> None:
    sandbox.control("POST", "/sandbox/payments", {"receipt_id": ESCROW, "price": 3000, "escrow": True})
    assert client.delivery_start(ESCROW, 1234, "001")["status"] == 200
    assert client.verify(ESCROW)["data"]["escrow_status"] == 1
    assert client.create_webhook(PAYMENT, "https://shop.example.org/hook")["status"] == 200
    assert sandbox.control("GET", "/sandbox/webhooks")[0]["url"] == "https://shop.example.org/hook"
    product = {"a": {"b": None, "c": (1, None)}, "d": None}
    assert client.naverpay_item_response(product)["status"] == 200
    assert client.update_pg_resource(MappingProxyType(product))["status"] == 200
    assert sent(sandbox, "/npay/product") == sent(sandbox, "/project/payment") == [{"a": {"c": [1, None]}}]


# Deprecated calls.

DEPRECATED: dict[str, Callable[[Bootpay], Any]] = {
    "remote_link": lambda client: client.remote_link({"item_name": "상품"}),
    "remote_form": lambda client: client.remote_form(remoter_form={"n": "상품"}),
    "send_sms": lambda client: client.send_sms(["01012341234"], "안녕"),
    "send_lms": lambda client: client.send_lms(["01012341234"], "안녕", "제목"),
}


@pytest.mark.parametrize("name", DEPRECATED)
def test_deprecated_calls_work_and_warn_the_caller(name: str, client: Bootpay) -> None:
    with pytest.warns(DeprecationWarning, match=f"{name} is deprecated by Bootpay") as caught:
        assert DEPRECATED[name](client)["status"] == 200
    assert [warning.filename for warning in caught] == [__file__]
    method = getattr(Bootpay, name)
    assert "Deprecated by Bootpay" in (inspect.getdoc(method) or "")
    assert method.__deprecated__


def test_messages_carry_what_was_said(sandbox: Sandbox, client: Bootpay) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        client.send_sms(("01012341234",), "안녕", "0212345678", {"m_id": 1, "o_id": None})
        client.send_lms(["01012341234"], "안녕", "제목")
        client.remote_form({"n": "상품"}, {"st": 1, "rps": ["01012341234"]})
        client.remote_link(sms_payload={"st": 1, "rps": ["01012341234"]})
    assert sent(sandbox, "/push/sms") == [
        {"data": {"rps": ["01012341234"], "msg": "안녕", "sp": "0212345678", "m_id": "1"}}
    ]
    assert sent(sandbox, "/push/lms") == [{"data": {"rps": ["01012341234"], "msg": "안녕", "sj": "제목"}}]
    message = {"st": 1, "rps": ["01012341234"]}
    assert sent(sandbox, "/app/rest/remote_form") == [
        {"application_id": APPLICATION_ID, "remote_form": {"n": "상품"}, "sms_payload": message}
    ]
    assert sent(sandbox, "/app/rest/remote_link") == [{"sms_payload": message}]


# verify with expectations.


@pytest.mark.parametrize(
    "expected",
    [
        {"expected_price": 3000},
        {"expected_price": "3000"},
        {"expected_price": decimal.Decimal("3000.00")},
        {"expected_order_id": "1576461949"},
        {"expected_order_id": 1576461949},
        {"expected_status": 1},
        {"expected_price": 3000, "expected_order_id": "1576461949", "expected_status": 1},
    ],
)
def test_a_receipt_as_expected_is_returned(expected: dict[str, Any], client: Bootpay) -> None:
    assert client.verify(PAYMENT, **expected) == client.verify(PAYMENT)


@pytest.mark.parametrize(
    ("receipt_id", "expected", "differs"),
    [
        (PAYMENT, {"expected_price": 30000}, "price is 3000, expected 30000"),
        (PAYMENT, {"expected_order_id": "mine"}, "order_id is another one"),
        (PAYMENT, {"expected_status": 2}, "status is 1, expected 2"),
        (TO_SUBMIT, {"expected_price": 100}, "status is 2, expected 1"),
    ],
)
def test_a_receipt_that_is_not_as_expected_is_raised(
    receipt_id: str, expected: dict[str, Any], differs: str, client: Bootpay
) -> None:
    with pytest.raises(ReceiptMismatchError, match=differs) as caught:
        client.verify(receipt_id, **expected)
    error = caught.value
    assert isinstance(error, ValueError)
    assert (error.kind, error.effect, error.receipt_id) == ("mismatch", "none", receipt_id)
    assert client.verify(receipt_id)["status"] == 200  # without expectations as it always was


def test_with_expectations_a_refusal_is_raised_too(client: Bootpay) -> None:
    assert client.verify(NOBODY)["status"] == 404
    with pytest.raises(APIError) as caught:
        client.verify(NOBODY, expected_price=3000)
    assert (caught.value.status, caught.value.receipt_id) == (404, NOBODY)
    client.token = "unknown"
    with pytest.raises(APIError, match="401"):
        client.verify(PAYMENT, expected_price=3000)


@pytest.mark.parametrize("name", ["expected_price", "expected_order_id", "expected_status"])
def test_an_expectation_that_is_none_is_refused(name: str, sandbox: Sandbox, client: Bootpay) -> None:
    nothing: Any = {name: None}
    with pytest.raises(InvalidRequestError, match=f"{name}: None would compare nothing"):
        client.verify(PAYMENT, **nothing)
    assert sandbox.requests() == []


# What cannot be right.

CHARGE = (KCP_KEY, "상품", 60_000, "order-1")
REFUND = {"account": "1", "accountholder": "h", "bankcode": "004"}
cyclic: dict[str, object] = {}
cyclic["itself"] = cyclic

# of Any, for a checker would refuse half of them too
REFUSED: list[tuple[str, Callable[[Any], Any], str]] = [
    ("cancel, price negative", lambda c: c.cancel(TO_CANCEL, -1), "price"),
    ("cancel, price fraction", lambda c: c.cancel(TO_CANCEL, 10.5), "price"),
    ("cancel, price nan", lambda c: c.cancel(TO_CANCEL, float("nan")), "price"),
    ("cancel, price inf", lambda c: c.cancel(TO_CANCEL, float("inf")), "price"),
    ("cancel, price decimal", lambda c: c.cancel(TO_CANCEL, decimal.Decimal("10.5")), "price"),
    ("cancel, price decimal nan", lambda c: c.cancel(TO_CANCEL, decimal.Decimal("nan")), "price"),
    ("cancel, price huge", lambda c: c.cancel(TO_CANCEL, decimal.Decimal("1e999999")), "price"),
    ("cancel, price more digits", lambda c: c.cancel(TO_CANCEL, 10**5000), "price"),
    ("cancel, price zero", lambda c: c.cancel(TO_CANCEL, 0), "price must be more than 0"),
    ("cancel, price true", lambda c: c.cancel(TO_CANCEL, True), "price"),
    ("cancel, price text", lambda c: c.cancel(TO_CANCEL, "test"), "price"),
    ("cancel, price bytes", lambda c: c.cancel(TO_CANCEL, b"1"), "price"),
    ("cancel, tax-free alone", lambda c: c.cancel(TO_CANCEL, tax_free=5), "price is missing"),
    ("cancel, too much tax-free", lambda c: c.cancel(TO_CANCEL, 5, tax_free=6), "tax_free"),
    ("cancel, empty id", lambda c: c.cancel(TO_CANCEL, cancel_id=""), "cancel_id"),
    ("cancel, no receipt", lambda c: c.cancel(""), "receipt_id"),
    ("cancel, refund in part", lambda c: c.cancel(TO_CANCEL, refund={"account": "1"}), "refund"),
    ("cancel, refund unknown", lambda c: c.cancel(TO_CANCEL, refund={**REFUND, "bank": "1"}), "bank"),
    (
        "cancel, refund bank",
        lambda c: c.cancel(TO_CANCEL, refund={**REFUND, "bankcode": "국민"}),
        "refund.bankcode",
    ),
    ("cancel, refund text", lambda c: c.cancel(TO_CANCEL, refund="account"), "refund"),
    ("card, empty", lambda c: c.get_subscribe_billing_key(*CARD[:3], "", *CARD[4:]), "card_no"),
    ("card, none", lambda c: c.get_subscribe_billing_key(*CARD[:3], None, *CARD[4:]), "card_no"),
    (
        "card, extra",
        lambda c: c.get_subscribe_billing_key(*CARD, extra={"subscribe_tst_payment": 1}),
        "subscribe_tst",
    ),
    ("card, user", lambda c: c.get_subscribe_billing_key(*CARD, {"user_name": "x"}), "user_name"),
    ("charge, price none", lambda c: c.subscribe_billing(KCP_KEY, "상품", None, "o"), "price"),
    ("charge, no key", lambda c: c.subscribe_billing("", "상품", 1000, "o"), "billing_key"),
    ("charge, no order", lambda c: c.subscribe_billing(KCP_KEY, "상품", 1000, " "), "order_id"),
    ("charge, quota one", lambda c: c.subscribe_billing(*CHARGE, quota=1), "quota"),
    ("charge, quota 13", lambda c: c.subscribe_billing(*CHARGE, quota=13), "quota"),
    ("charge, quota cheap", lambda c: c.subscribe_billing(KCP_KEY, "상품", 49_999, "o", quota=2), "quota"),
    ("charge, tax-free", lambda c: c.subscribe_billing(*CHARGE, tax_free=60_001), "tax_free"),
    (
        "charge, content type",
        lambda c: c.subscribe_billing(*CHARGE, feedback_content_type="xml"),
        "feedback_content",
    ),
    ("charge, item", lambda c: c.subscribe_billing(*CHARGE, items=[{"item_name": "a"}]), "items"),
    (
        "charge, item's price",
        lambda c: c.subscribe_billing(*CHARGE, items=[{"price": object()}]),
        r"items\[0\].price",
    ),
    (
        "charge, birth",
        lambda c: c.subscribe_billing(*CHARGE, user_info={"birth": date.min}),
        "user_info.birth",
    ),
    ("charge, field name", lambda c: c.subscribe_billing(*CHARGE, user_info={1: "a"}), "user_info"),
    ("charge, cyclic", lambda c: c.subscribe_billing(*CHARGE, user_info=cyclic), "user_info"),
    ("reserve, past", lambda c: c.subscribe_billing_reserve(*CHARGE, 1_530_106_173), "execute_at"),
    (
        "reserve, no zone",
        lambda c: c.subscribe_billing_reserve(*CHARGE, datetime(2099, 1, 1)),
        "execute_at.*zone",
    ),
    ("reserve, a day", lambda c: c.subscribe_billing_reserve(*CHARGE, date(2099, 1, 1)), "execute_at"),
    ("reserve, true", lambda c: c.subscribe_billing_reserve(*CHARGE, True), "execute_at"),
    ("reserve, nan", lambda c: c.subscribe_billing_reserve(*CHARGE, float("nan")), "execute_at"),
    ("reserve, text", lambda c: c.subscribe_billing_reserve(*CHARGE, "tomorrow"), "execute_at"),
    ("reserve cancel, route", lambda c: c.subscribe_billing_reserve_cancel(f"../{KCP_KEY}"), "reserve_id"),
    ("delete, reserve", lambda c: c.destroy_subscribe_billing_key("reserve"), "billing_key"),
    ("delete, route", lambda c: c.destroy_subscribe_billing_key("reserve/a"), "billing_key"),
    ("lookup, reserve", lambda c: c.lookup_billing_key("reserve"), "receipt_id"),
    ("user token, nobody", lambda c: c.get_user_token(), "user_id"),
    ("user token, empty", lambda c: c.get_user_token(""), "user_id"),
    ("user token, dict", lambda c: c.get_user_token({"user_id": "u-1"}), "user_id"),
    ("user token, gender", lambda c: c.get_user_token("u-1", gender="female"), "gender"),
    ("link, nothing", lambda c: c.request_payment(), "order_id"),
    ("link, no name", lambda c: c.request_payment(price=1000, order_id="o"), "name"),
    ("link, price", lambda c: c.request_payment(price=-1, order_id="o", name="n"), "price"),
    (
        "link, methods",
        lambda c: c.request_payment(price=1, order_id="o", name="n", methods="card"),
        "methods",
    ),
    ("submit", lambda c: c.submit(" "), "receipt_id"),
    ("webhook", lambda c: c.create_webhook(PAYMENT, ""), "webhook_url"),
    ("delivery, route", lambda c: c.delivery_start("../a", "1", "001"), "receipt_id"),
    ("delivery, number", lambda c: c.delivery_start(PAYMENT, "", "001"), "delivery_no"),
    ("product, list", lambda c: c.naverpay_item_response([1]), "data"),
    ("project, none", lambda c: c.update_pg_resource(None), "data"),
    ("project, field name", lambda c: c.update_pg_resource({1: 2}), "data"),
    ("wallets, nobody", lambda c: c.get_user_wallets(" "), "user_id"),
    ("remote link, text", lambda c: c.remote_link("상품"), "payload"),
    ("remote form, text", lambda c: c.remote_form("상품"), "remote_form"),
    ("sms, nobody", lambda c: c.send_sms([], "안녕"), "data.rps"),
    ("sms, one text", lambda c: c.send_sms("01012341234", "안녕"), "data.rps"),
    ("sms, nothing", lambda c: c.send_sms(["01012341234"], ""), "data.msg"),
    ("sms, extra", lambda c: c.send_sms(["01012341234"], "안녕", extra={"msg": "x"}), "extra"),
    ("sms, extra text", lambda c: c.send_sms(["01012341234"], "안녕", extra="m_id"), "extra"),
    ("lms, no subject", lambda c: c.send_lms(["01012341234"], "안녕", None), "data.sj"),
    ("verify, price", lambda c: c.verify(PAYMENT, expected_price=-1), "expected_price"),
]


@pytest.mark.filterwarnings("ignore:.*deprecated by Bootpay:DeprecationWarning")
@pytest.mark.parametrize(("call", "names"), [pytest.param(*rest, id=name) for name, *rest in REFUSED])
def test_what_cannot_be_right_is_named_and_not_sent(
    call: Callable[[Bootpay], Any], names: str, sandbox: Sandbox, client: Bootpay
) -> None:
    with pytest.raises(InvalidRequestError, match=names) as caught:
        call(client)
    error = caught.value
    assert (error.kind, error.effect, error.attempts) == ("invalid_request", "none", 0)
    assert error.__context__ is None
    assert len(str(error)) < 500
    assert sandbox.requests() == []


def test_a_time_zone_is_honoured(sandbox: Sandbox, client: Bootpay) -> None:
    nine_in_seoul = datetime(2099, 1, 1, 9, tzinfo=ZoneInfo("Asia/Seoul"))
    client.subscribe_billing_reserve(*CHARGE, nine_in_seoul)
    midnight = datetime(2099, 1, 1, tzinfo=timezone.utc)
    assert sent(sandbox, "/subscribe/billing/reserve")[0]["execute_at"] == midnight.timestamp()


# The answer.


def test_an_answer_is_a_dict_with_something_beside_it(client: Bootpay) -> None:
    answer = client.cancel(TO_CANCEL, 1100)
    plain = dict(answer)
    assert isinstance(answer, Answer)
    assert answer == plain
    assert json.dumps(answer) == json.dumps(plain)
    assert repr(answer) == repr(plain)
    assert list(answer) == ["status", "code", "message", "data"]
    meta = answer.meta
    assert (meta.operation, meta.status, meta.attempts, meta.effect) == ("payment.cancel", 200, 1, None)
    assert uuid.UUID(meta.cancel_id)
    assert uuid.UUID(meta.request_id)
    assert isinstance(meta.duration_ms, int)
    assert meta.duration_ms >= 0
    for same in (copy.copy(answer), copy.deepcopy(answer), pickle.loads(pickle.dumps(answer))):
        assert (same, same.meta) == (answer, meta)
    with pytest.raises(AttributeError):
        meta.status = 1  # type: ignore[misc]


def test_every_answer_has_its_meta_also_a_refusal(client: Bootpay) -> None:
    assert client.get_access_token().meta.operation == "token.request"
    assert client.verify(PAYMENT).meta.cancel_id is None
    refused = client.verify(NOBODY)
    meta = refused.meta
    assert isinstance(meta, Meta)
    assert (meta.operation, meta.status, meta.effect, meta.duration_ms) == ("receipt.get", 404, "none", None)


def test_a_refusal_that_may_not_be_one_says_so(sandbox: Sandbox, client: Bootpay) -> None:
    sandbox.fault("status", "/submit", status=502)
    answer = client.submit(TO_SUBMIT)
    assert (answer["status"], answer.meta.effect) == (502, "unknown")


# Nothing of the caller's is changed.


def test_the_callers_objects_are_left_as_they_were(client: Bootpay) -> None:
    items = [{"item_name": "키보드", "qty": 1, "unique": "1", "price": 3000, "cat1": None}]
    user = {"id": None, "phone": "01012341234"}
    payload: dict[str, object] = {"item_name": "상품", "nothing": None}
    before = copy.deepcopy((items, user, payload))
    client.subscribe_billing(KCP_KEY, "상품", 3000, "o", items, user)
    client.request_payment(price=3000, order_id="o", name="상품", items=items, user_info=user, extra={})
    with pytest.warns(DeprecationWarning, match="remote_link"):
        client.remote_link(payload, {"rps": ["01012341234"]})
    assert (items, user, payload) == before


# Time.


def test_a_call_that_waits_for_a_card_company_has_more_time(sandbox: Sandbox) -> None:
    """The times themselves are the core's; here only that none is given unless the user gives one."""
    client = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    assert client._transport["timeout"] is client._transport["deadline"] is None
    short = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, timeout=0.5, max_retries=0)
    short.verify(REGISTRATION)
    sandbox.fault("stall", "/submit")
    with pytest.raises(APITimeoutError, match=r"0\.5 s") as caught:
        short.submit(TO_SUBMIT)
    assert (caught.value.effect, caught.value.receipt_id) == ("unknown", TO_SUBMIT)
