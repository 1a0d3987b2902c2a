"""What became of a call whose answer was lost: `settle` and `settle_cancel`."""

from __future__ import annotations

import dataclasses
import json
import pickle
from typing import Any

import pytest
from clients import BOTH, IDS, Maker
from servers import (
    APPLICATION_ID,
    NOBODY,
    PAYMENT,
    PRIVATE_KEY,
    TO_CANCEL,
    TO_SUBMIT,
    Answer,
    LocalServer,
    Sandbox,
)

import bootpay
from bootpay import APIError, Bootpay, BootpayError, InvalidRequestError, Settlement, errors

both = pytest.mark.parametrize("make", BOTH, ids=IDS)


def impatient(make: Maker, sandbox: Sandbox) -> Any:
    return make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0)


def lost(call: Any) -> BootpayError:
    with pytest.raises(BootpayError) as caught:
        call()
    assert caught.value.effect == "unknown"
    return caught.value


@both
@pytest.mark.parametrize(
    ("kind", "outcome"), [("reset_after", "done"), ("reset", "not_done")], ids=["acted", "did-not-act"]
)
def test_a_lost_cancel_of_everything(make: Maker, kind: str, outcome: str, sandbox: Sandbox) -> None:
    client = impatient(make, sandbox)
    sandbox.fault(kind, "/cancel", times=1)
    sandbox.fault("reset", "/receipt", times=1)  # or the cancel would settle itself
    failure = lost(lambda: client.cancel(TO_CANCEL))
    assert failure.cancel_price is None
    settled = client.settle(failure)
    assert isinstance(settled, Settlement)
    assert settled.outcome == outcome
    assert settled.receipt["data"]["receipt_id"] == TO_CANCEL
    assert settled.receipt.meta.operation == "receipt.settle"
    # nothing was sent that could take effect
    assert sandbox.routes()[-1] == f"GET /receipt/{TO_CANCEL}"
    # and what was not done is done by the same cancel_id, once
    again = client.cancel(TO_CANCEL, cancel_id=failure.cancel_id)
    assert (again["status"] == 200) == (outcome == "not_done")


@both
def test_a_cancel_settles_itself(make: Maker, sandbox: Sandbox) -> None:
    client = impatient(make, sandbox)
    sandbox.fault("reset_after", "/cancel", times=1)
    part = client.cancel(TO_CANCEL, 1100, cancelled_before=0)
    assert (part.ok, part.meta.outcome, part.meta.attempts) == (True, "done", 1)
    assert (part["data"]["request_cancel_price"], part["data"]["remain_price"]) == (1100, 1900)
    sandbox.fault("reset_after", "/cancel", times=1)
    rest = client.cancel(TO_CANCEL)
    assert (rest.meta.operation, rest.meta.outcome) == ("payment.cancel", "done")
    assert rest.unwrap()["cancelled_price"] == 3000
    assert client.verify(TO_CANCEL).meta.outcome is None


@both
def test_a_part_is_told_from_an_earlier_one_by_what_was_cancelled_before(
    make: Maker, sandbox: Sandbox
) -> None:
    client = impatient(make, sandbox)
    client.cancel(TO_CANCEL, 1100)
    sandbox.fault("reset", "/cancel", times=1)
    failure = lost(lambda: client.cancel(TO_CANCEL, price=1100))
    assert (failure.operation, failure.receipt_id, failure.cancel_price) == (
        "payment.cancel",
        TO_CANCEL,
        1100,
    )
    assert client.settle(failure).outcome == "unclear"
    assert client.settle(failure, cancelled_before=1100).outcome == "not_done"
    # an error outlives the process in a queue
    assert client.settle(pickle.loads(pickle.dumps(failure)), 1100).outcome == "not_done"
    # after a crash only the books are left
    assert client.settle_cancel(TO_CANCEL, 1100, 1100).outcome == "not_done"
    assert client.settle_cancel(TO_CANCEL, cancel_price=1100, cancelled_before=0).outcome == "done"
    assert client.settle_cancel(TO_CANCEL, 1100).outcome == "unclear"
    assert client.settle_cancel(TO_CANCEL).outcome == "not_done"


@both
@pytest.mark.parametrize(("kind", "outcome"), [("reset_after", "done"), ("reset", "not_done")])
def test_a_lost_approval(make: Maker, kind: str, outcome: str, sandbox: Sandbox) -> None:
    client = impatient(make, sandbox)
    sandbox.fault(kind, "/submit", times=1)
    assert client.settle(lost(lambda: client.submit(TO_SUBMIT))).outcome == outcome


@both
def test_a_returned_refusal_whose_effect_is_unknown_is_settled_too(make: Maker) -> None:
    """The first attempt's answer is lost; the second is refused, which says nothing about the first."""
    receipt = {"receipt_id": PAYMENT, "price": 3000, "cancelled_price": 1200, "status": 1}
    replies: list[Answer] = [
        (502, b"<html>"),
        (409, b'{"status":409,"code":-1,"message":"no"}'),
        (200, json.dumps({"status": 200, "code": 0, "data": receipt}).encode()),
        (200, json.dumps({"status": 200, "code": 0, "data": receipt}).encode()),
    ]
    with LocalServer(lambda *_: replies.pop(0)) as server:
        client = make("a", "k", base_url=server.url)
        client.token = "t"
        refusal = client.cancel(PAYMENT, 1200)
        assert (refusal["status"], refusal.meta.effect) == (409, "unknown")
        assert (refusal.meta.receipt_id, refusal.meta.cancel_price) == (PAYMENT, 1200)
        assert client.settle(refusal, cancelled_before=0).outcome == "done"


@both
def test_what_cannot_be_settled_is_refused_and_nothing_is_sent(make: Maker, sandbox: Sandbox) -> None:
    client = impatient(make, sandbox)
    good = client.certificate("612e09260d681b0021e61ab9")
    refused = client.cancel(NOBODY)
    before = sandbox.routes()
    for failure, why in [
        (good, "nothing to settle: the call succeeded"),
        (refused, "nothing to settle: the call had no effect"),
        (errors.APITimeoutError("no answer", operation="payment.cancel"), "nothing to settle"),
        (errors.APITimeoutError(operation="billing.pay", effect="unknown"), "billing.pay cannot be settled"),
        (errors.APITimeoutError(operation="payment.cancel", effect="unknown"), "its receipt_id"),
        (KeyboardInterrupt(), "use settle_cancel"),
        ({"status": 409}, "use settle_cancel"),
        (None, "use settle_cancel"),
    ]:
        with pytest.raises(InvalidRequestError, match=why) as caught:
            client.settle(failure)
        assert caught.value.operation == "receipt.settle"
        assert (caught.value.effect, caught.value.attempts) == ("none", 0)
    for arguments in (("../cancel",), (TO_CANCEL, 0), (TO_CANCEL, 1.5), (TO_CANCEL, 1, -1), (None,)):
        with pytest.raises(InvalidRequestError):
            client.settle_cancel(*arguments)
    assert sandbox.routes() == before


@both
def test_a_receipt_that_cannot_be_read_is_an_error(make: Maker, sandbox: Sandbox) -> None:
    client = impatient(make, sandbox)
    with pytest.raises(APIError) as caught:
        client.settle_cancel(NOBODY)
    assert (caught.value.status, caught.value.effect) == (404, "none")
    sandbox.fault("html", f"/receipt/{TO_CANCEL}")
    with pytest.raises(errors.DecodeError):
        client.settle_cancel(TO_CANCEL)


def test_a_settlement_is_frozen_and_does_not_print_the_receipt(client: Bootpay) -> None:
    settled = client.settle_cancel(TO_CANCEL)
    assert repr(settled) == str(settled) == "Settlement(outcome='not_done')"
    with pytest.raises(dataclasses.FrozenInstanceError):
        settled.outcome = "done"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(settled)).outcome == "not_done"
    assert bootpay.Settlement is Settlement
