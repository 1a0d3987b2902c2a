"""The types of the answers, against answers: each required key is there, and what is there is of its type."""

from __future__ import annotations

import types
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from servers import (
    KCP_KEY,
    NICEPAY_KEY,
    PAYMENT,
    PERSON,
    TO_CANCEL,
    TO_DEPOSIT,
    TO_SUBMIT,
    Sandbox,
)

from bootpay import Bootpay, answers

CARD = ("nicepay", "order-1", "정기결제", "9000200012341000", "12", "29", "12", "901004")
ESCROW = "00000000000000000000e5c0"


def tomorrow() -> datetime:
    return datetime.now(timezone.utc) + timedelta(days=1)


def registration(client: Bootpay, sandbox: Sandbox) -> Any:
    client.get_subscribe_billing_key(*CARD)
    issued = sandbox.control("GET", "/sandbox/billing_keys")[-1]
    return client.lookup_billing_key(issued["receipt_id"])


def escrow(client: Bootpay, sandbox: Sandbox) -> Any:
    sandbox.control("POST", "/sandbox/payments", {"receipt_id": ESCROW, "price": 3000, "escrow": True})
    client.delivery_start(ESCROW, 1234, "001")
    return client.verify(ESCROW)


def cancelled(client: Bootpay, sandbox: Sandbox) -> Any:
    client.cancel(TO_CANCEL)
    return client.verify(TO_CANCEL)


def deposited(client: Bootpay, sandbox: Sandbox) -> Any:
    sandbox.control("POST", "/sandbox/deposits", {"receipt_id": TO_DEPOSIT})
    return client.verify(TO_DEPOSIT)


ANSWERS: list[tuple[str, type, Callable[[Bootpay, Sandbox], Any]]] = [
    ("token", answers.Token, lambda c, s: c.get_access_token()),
    ("paid", answers.Receipt, lambda c, s: c.verify(PAYMENT)),
    ("before its approval", answers.Receipt, lambda c, s: c.verify(TO_SUBMIT)),
    ("cancelled", answers.Receipt, cancelled),
    ("deposited", answers.Receipt, deposited),
    ("escrow", answers.Receipt, escrow),
    ("settled", answers.Receipt, lambda c, s: c.settle_cancel(TO_CANCEL).receipt),
    ("person", answers.Certificate, lambda c, s: c.certificate(PERSON)),
    ("cancel", answers.CancelledPayment, lambda c, s: c.cancel(TO_CANCEL, 1200)),
    ("key", answers.BillingKey, lambda c, s: c.get_subscribe_billing_key(*CARD)),
    ("registration", answers.BillingKey, registration),
    ("charge", answers.CompletedPayment, lambda c, s: c.subscribe_billing(KCP_KEY, "상품", 3000, "o")),
    ("approval", answers.CompletedPayment, lambda c, s: c.submit(TO_SUBMIT)),
    (
        "reservation",
        answers.Reservation,
        lambda c, s: c.subscribe_billing_reserve(NICEPAY_KEY, "상품", 3000, "o", tomorrow()),
    ),
    ("member", answers.UserToken, lambda c, s: c.get_user_token("u-1")),
]


def assert_of_type(hint: Any, value: Any, path: str) -> None:
    if is_typeddict(hint):
        hints = get_type_hints(hint)
        assert hint.__required_keys__ <= value.keys(), path
        for name in hints.keys() & value.keys():
            assert_of_type(hints[name], value[name], f"{path}.{name}")
    elif hint is int:
        assert type(value) in (int, float), path
        assert value == int(value), path
    elif get_origin(hint) in (Union, types.UnionType):
        assert isinstance(value, get_args(hint)), path
    elif hint is not Any:
        assert isinstance(value, get_origin(hint) or hint), path


@pytest.mark.parametrize(("hint", "call"), [pytest.param(*rest, id=name) for name, *rest in ANSWERS])
def test_an_answer_is_as_its_type_says(
    hint: type, call: Callable[[Bootpay, Sandbox], Any], sandbox: Sandbox, client: Bootpay
) -> None:
    answer = call(client, sandbox)
    assert (answer["status"], answer["code"], answer["message"]) == (200, 0, "")
    assert_of_type(hint, answer["data"], hint.__name__)


def test_every_type_is_compared() -> None:
    typed = {getattr(answers, name) for name in answers.__all__ if is_typeddict(getattr(answers, name))}
    assert typed == {hint for _, hint, _ in ANSWERS} | {answers.CertifiedPerson, answers.BilledCard}
