"""What is taken as an argument, by one rule wherever it stands: Python's own values and those of
frameworks."""

from __future__ import annotations

import collections
import dataclasses
import decimal
import enum
import fractions
import json
import sys
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import django.conf
import numpy
import pytest
from clients import BOTH, IDS, Maker
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from servers import APPLICATION_ID, KCP_KEY, PAYMENT, PRIVATE_KEY, TO_CANCEL, Sandbox
from werkzeug.local import LocalProxy

from bootpay import Bootpay, BootpayError, InvalidRequestError

django.conf.settings.configure(USE_I18N=False)
both = pytest.mark.parametrize("make", BOTH, ids=IDS)


class Order(str, enum.Enum):
    FIRST = "1576461949"


class Won(enum.IntEnum):
    ALL = 3000


class Plain(enum.Enum):
    CANARY = "CANARY"


@dataclasses.dataclass
class Form:
    account: str = "CANARY"


class Row(NamedTuple):
    price: int = 3000


class Model:
    """As pydantic's."""

    def model_dump(self) -> dict[str, object]:
        raise AssertionError("the caller's to call")


TEXTS: list[tuple[Any, str]] = [
    ("1576461949", "1576461949"),
    (Order.FIRST, "1576461949"),
    (mark_safe("1576461949"), "1576461949"),
    (lazystr("1576461949"), "1576461949"),
    (gettext_lazy("1576461949"), "1576461949"),
    (SimpleLazyObject(lambda: "1576461949"), "1576461949"),
    (LocalProxy(lambda: "1576461949"), "1576461949"),
    (collections.UserString("1576461949"), "1576461949"),
    (numpy.str_("1576461949"), "1576461949"),
    (1576461949, "1576461949"),
    (numpy.int64(1576461949), "1576461949"),
    (decimal.Decimal("1576461949"), "1576461949"),
    (uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005"),
]
if sys.version_info >= (3, 11):

    class Receipt(enum.StrEnum):
        PAID = PAYMENT

    TEXTS.append((Receipt.PAID, PAYMENT))

AMOUNTS: list[Any] = [
    3000,
    3000.0,
    Won.ALL,
    "3000",
    mark_safe("3000"),
    lazystr("3000"),
    decimal.Decimal(3000),
    decimal.Decimal("3000.00"),
    decimal.Decimal("3E+3"),
    numpy.int64(3000),
    numpy.uint16(3000),
    numpy.float32(3000),
    numpy.float64(3000),
    numpy.longdouble(3000),
]
SWITCHES: list[Any] = [True, 1, numpy.bool_(True), numpy.int8(1), SimpleLazyObject(lambda: True)]
REFUSED: list[tuple[Any, str]] = [
    (b"CANARY", "a value of type bytes cannot be sent; give text, such as value.decode()"),
    (bytearray(b"CANARY"), "a value of type bytearray cannot be sent; give text, such as value.decode()"),
    (Plain.CANARY, "a value of type Plain cannot be sent; give its value"),
    (Form(), "a value of type Form cannot be sent; give dataclasses.asdict(value)"),
    (Row(), "a value of type Row cannot be sent; give value._asdict()"),
    (Model(), "a value of type Model cannot be sent; give value.model_dump()"),
    ({"CANARY"}, "a value of type set cannot be sent; give list(value)"),
    (range(3), "a value of type range cannot be sent; give list(value)"),
    ((one for one in "CANARY"), "a value of type generator cannot be sent; give list(value)"),
    ({}.values(), "a value of type dict_values cannot be sent; give list(value)"),
    (collections.deque(["CANARY"]), "a value of type deque cannot be sent; give list(value)"),
    (numpy.array([1]), "a value of type ndarray cannot be sent; give list(value)"),
    (numpy.datetime64("2027-01-31"), "a value of type datetime64 cannot be sent"),
    (numpy.timedelta64(5, "D"), "a value of type timedelta64 cannot be sent"),
    (numpy.complex64(1), "a value of type complex64 cannot be sent"),
    (numpy.float32("nan"), "expected a number of ordinary size, not an infinite one or nan"),
    (numpy.longdouble("1e4000"), "expected a number of ordinary size, not an infinite one or nan"),
    (float("inf"), "expected a number of ordinary size, not an infinite one or nan"),
    (10**5000, "expected a number of ordinary size, not an infinite one or nan"),
    (decimal.Decimal("sNaN"), "expected a number of ordinary size, not an infinite one or nan"),
    (fractions.Fraction(3000), "a value of type Fraction cannot be sent"),
    (1j, "a value of type complex cannot be sent"),
    (SimpleLazyObject(lambda: 3000), "a value of type SimpleLazyObject cannot be sent"),
    (LocalProxy(lambda: 3000.0), "a value of type LocalProxy cannot be sent"),
    (date(2027, 1, 31), "a value of type date cannot be sent; give text, such as value.isoformat()"),
    (datetime(2027, 1, 31), "a value of type datetime cannot be sent; give text, such as value.isoformat()"),
    (
        datetime(2027, 1, 31, tzinfo=timezone.utc),
        "a value of type datetime cannot be sent; give text, such as value.isoformat()",
    ),
    (time(9), "a value of type time cannot be sent"),
    (timedelta(1), "a value of type timedelta cannot be sent"),
    (object(), "a value of type object cannot be sent"),
    (Form, "a value of type type cannot be sent"),
]


def kind(value: object) -> str:
    return type(value).__name__


def sent(sandbox: Sandbox, path: str) -> dict[str, Any]:
    bodies: list[Any] = [json.loads(one["body"]) for one in sandbox.requests() if one["path"] == path]
    body: dict[str, Any] = bodies[-1]
    return body


def item(**changed: Any) -> dict[str, Any]:
    return {"item_name": "키보드", "qty": 1, "unique": "1", "price": 3000, **changed}


@both
@pytest.mark.parametrize(("value", "text"), TEXTS, ids=kind)
def test_text_and_ids(make: Maker, value: Any, text: str, sandbox: Sandbox) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    client.subscribe_billing(KCP_KEY, "상품", 3000, value, [item(unique=value)], {"id": value})
    body = sent(sandbox, "/subscribe/billing")
    assert (body["order_id"], body["items"][0]["unique"], body["user_info"]["id"]) == (text, text, text)
    if text == "1576461949":
        assert client.verify(PAYMENT, expected_order_id=value)["status"] == 200
    else:
        with pytest.raises(BootpayError, match="order_id is another one"):
            client.verify(PAYMENT, expected_order_id=value)


@both
@pytest.mark.parametrize("value", AMOUNTS, ids=kind)
def test_amounts(make: Maker, value: Any, sandbox: Sandbox) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    assert client.verify(PAYMENT, expected_price=value)["status"] == 200
    assert client.subscribe_billing(KCP_KEY, "상품", value, "o", [item(price=value)])["status"] == 200
    body = sent(sandbox, "/subscribe/billing")
    assert (repr(body["price"]), repr(body["items"][0]["price"])) == ("3000", "3000")
    assert client.settle_cancel(TO_CANCEL, value, cancelled_before=0).outcome == "not_done"


@pytest.mark.parametrize("value", SWITCHES, ids=kind)
def test_switches(value: Any, sandbox: Sandbox, client: Bootpay) -> None:
    client.subscribe_billing(KCP_KEY, "상품", 3000, "o", extra={"subscribe_test_payment": value})
    assert repr(sent(sandbox, "/subscribe/billing")["extra"]) == "{'subscribe_test_payment': 1}"


@pytest.mark.parametrize(
    "fields",
    [
        {"phone": "01012341234", "email": None},
        MappingProxyType({"phone": "01012341234"}),
        collections.OrderedDict(phone="01012341234"),
        collections.UserDict(phone="01012341234"),
        {mark_safe("phone"): lazystr("01012341234")},
        SimpleLazyObject(lambda: {"phone": "01012341234"}),
    ],
    ids=kind,
)
def test_objects(fields: Any, sandbox: Sandbox, client: Bootpay) -> None:
    client.subscribe_billing(KCP_KEY, "상품", 3000, "o", user_info=fields)
    assert sent(sandbox, "/subscribe/billing")["user_info"] == {"phone": "01012341234"}


# By the name under which the message has it.
PLACES: dict[str, Callable[[Any, Any], Any]] = {
    "receipt_id": lambda c, value: c.certificate(value),
    "price": lambda c, value: c.cancel(TO_CANCEL, value),
    "cancel_id": lambda c, value: c.cancel(TO_CANCEL, cancel_id=value),
    "refund.account": lambda c, value: c.cancel(TO_CANCEL, refund={"account": value}),
    "expected_price": lambda c, value: c.verify(PAYMENT, expected_price=value),
    "expected_order_id": lambda c, value: c.verify(PAYMENT, expected_order_id=value),
    "cancelled_before": lambda c, value: c.settle_cancel(TO_CANCEL, 1100, value),
    "cancel_price": lambda c, value: c.settle_cancel(TO_CANCEL, value),
    "order_id": lambda c, value: c.subscribe_billing(KCP_KEY, "상품", 3000, value),
    "items[0].price": lambda c, value: c.subscribe_billing(KCP_KEY, "상품", 3000, "o", [item(price=value)]),
    "user_info.phone": lambda c, value: c.get_subscribe_billing_key(*"12345678", {"phone": value}),
    "params.cart[1]": lambda c, value: c.request_payment(params={"cart": [1, value]}),
    "data.rps[0]": lambda c, value: c.send_sms([value], "안녕"),
    "metadata.deep.er": lambda c, value: c.request_wallet_payment(
        "u", "n", 1, "o", metadata={"deep": {"er": value}}
    ),
    "more": lambda c, value: c.request_wallet_payment("u", "n", 1, "o", more=value),
}


@both
@pytest.mark.filterwarnings("ignore:.*deprecated by Bootpay:DeprecationWarning")
@pytest.mark.parametrize("place", PLACES)
def test_all_else_is_refused_by_name_and_type(make: Maker, place: str, sandbox: Sandbox) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    for value, why in REFUSED:
        with pytest.raises(InvalidRequestError) as caught:
            PLACES[place](client, value)
        assert str(caught.value) == f"{place}: {why}"
        assert caught.value.__context__ is None
    assert sandbox.requests() == []


NO_MOMENT = "write datetime(2027, 1, 31, 9, tzinfo=ZoneInfo('Asia/Seoul')); nothing was sent"


@both
@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (datetime(2099, 1, 1, 9), f"execute_at: a datetime needs a time zone; {NO_MOMENT}"),
        (
            date(2099, 1, 1),
            f"execute_at: a date says neither the time of day nor the time zone; {NO_MOMENT}",
        ),
        (time(9), "execute_at: a value of type time cannot be sent"),
        (numpy.datetime64("2099-01-01"), "execute_at: a value of type datetime64 cannot be sent"),
    ],
    ids=kind,
)
def test_a_moment_without_a_time_zone_is_none(make: Maker, moment: Any, why: str, sandbox: Sandbox) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    with pytest.raises(InvalidRequestError) as caught:
        client.subscribe_billing_reserve(KCP_KEY, "상품", 3000, "o", moment)
    assert str(caught.value) == why
    assert sandbox.requests() == []


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2099, 1, 1, 9, 0, 0, 999_999, ZoneInfo("Asia/Seoul")),
        SimpleLazyObject(lambda: datetime(2099, 1, 1, tzinfo=timezone.utc)),
        4_070_908_800,
        4_070_908_800.75,
        numpy.int64(4_070_908_800),
        "4070908800",
        decimal.Decimal("4070908800.5"),
    ],
    ids=kind,
)
def test_a_moment(moment: Any, sandbox: Sandbox, client: Bootpay) -> None:
    client.subscribe_billing_reserve(KCP_KEY, "상품", 3000, "o", moment)
    assert sent(sandbox, "/subscribe/billing/reserve")["execute_at"] == 4_070_908_800
