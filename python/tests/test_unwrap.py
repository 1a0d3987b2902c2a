"""An answer that is good or an error: `ok`, `effect` and `unwrap`, and what a refusal says when it is read as
if it were good."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from clients import BOTH, IDS, Maker
from servers import (
    APPLICATION_ID,
    KCP_KEY,
    NOBODY,
    PAYMENT,
    PERSON,
    PRIVATE_KEY,
    TO_CANCEL,
    Answer,
    LocalServer,
    Sandbox,
)
from test_frames import locals_below_the_test

from bootpay import APIError, Bootpay, BootpayError

both = pytest.mark.parametrize("make", BOTH, ids=IDS)
REFUSAL = '{"status":422,"code":-2100,"message":"취소할 수 없습니다","extra":{"name":"카나리아"}}'


def refusing(*replies: Answer) -> LocalServer:
    left = list(replies)
    return LocalServer(lambda *_: left.pop(0))


def client_of(make: Maker, server: LocalServer) -> Any:
    client = make("a", "k", base_url=server.url)
    client.token = "t"
    return client


@both
def test_a_good_answer_gives_its_data(make: Maker, sandbox: Sandbox) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    answer = client.certificate(PERSON)
    assert (answer.ok, answer.effect) == (True, None)
    assert answer.unwrap() is answer["data"]
    assert answer.unwrap()["receipt_id"] == PERSON
    assert (answer.meta.code, answer.meta.message) == (None, None)
    # the API gives no data here
    without = client.destroy_subscribe_billing_key(KCP_KEY)
    assert without.unwrap() is None
    with pytest.raises(KeyError, match=r"^'data'$"):
        without["data"]
    assert client.settle_cancel(TO_CANCEL).receipt.unwrap()["receipt_id"] == TO_CANCEL


@both
def test_a_refusal_is_raised_as_a_call_that_raises_would(make: Maker, sandbox: Sandbox) -> None:
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    answer = client.verify(NOBODY)
    assert (answer.ok, answer.effect) == (False, "none")
    with pytest.raises(APIError) as returned:
        answer.unwrap()
    with pytest.raises(APIError) as raised:
        client.verify(NOBODY, expected_price=3000)
    one, other = vars(returned.value), vars(raised.value)
    assert one.keys() == other.keys()
    assert one.pop("request_id") == answer.meta.request_id != other.pop("request_id")
    assert one == other
    assert (one["kind"], one["status"], one["operation"]) == ("api", 404, "receipt.get")
    assert isinstance(one["code"], int)
    assert one["receipt_id"] == NOBODY
    assert json.loads(one["body"]) == answer
    assert str(returned.value) == answer.meta.message
    assert str(raised.value).partition(" [")[0] == str(returned.value).partition(" [")[0]


@both
def test_effect_reads_the_same_whether_a_lost_call_was_returned_or_raised(make: Maker) -> None:
    receipt = {"receipt_id": PAYMENT, "price": 3000, "cancelled_price": 1200, "status": 1}
    read = (200, json.dumps({"status": 200, "code": 0, "data": receipt}).encode())
    with refusing((502, b"<html>"), (422, REFUSAL.encode()), read, read, read) as server:
        client = client_of(make, server)
        answer = client.cancel(PAYMENT, 1200, cancel_id="refund-1")
        assert (answer.ok, answer.effect) == (False, "unknown")
        with pytest.raises(BootpayError) as caught:
            answer.unwrap()
        error = caught.value
        assert (error.effect, error.cancel_id, error.cancel_price) == ("unknown", "refund-1", 1200)
        for lost in (answer, error):
            assert client.settle(lost, cancelled_before=0).outcome == "done"


@both
def test_a_refusal_that_is_read_as_if_it_were_good_says_what_happened(make: Maker) -> None:
    with refusing((422, REFUSAL.encode())) as server:
        answer = client_of(make, server).cancel(PAYMENT)
    with pytest.raises(KeyError, match="unwrap") as caught:
        answer["data"]["remain_price"]
    text = str(caught.value)
    for part in ("payment.cancel", "422", "-2100", "취소할 수 없습니다", answer.meta.request_id):
        assert part in text
    assert "카나리아" not in text
    assert answer.get("data") is None
    assert "data" not in answer
    for name in ("nothing", "receipt_id"):
        with pytest.raises(KeyError) as plain:
            answer[name]
        assert plain.value.args == (name,)


@both
def test_a_refusal_with_data_gives_it_and_is_a_refusal(make: Maker) -> None:
    with refusing((422, b'{"status":422,"code":-1,"message":"no","data":{"why":1}}')) as server:
        answer = client_of(make, server).cancel(PAYMENT)
    assert (answer["data"], answer.ok) == ({"why": 1}, False)
    with pytest.raises(APIError):
        answer.unwrap()


def test_a_refusal_is_a_dict_like_any_other_also_in_a_queue() -> None:
    with refusing((422, REFUSAL.encode())) as server:
        answer = client_of(Bootpay, server).cancel(PAYMENT, 1200)
    plain = json.loads(REFUSAL)
    assert answer == plain
    assert repr(answer) == repr(plain)
    assert json.loads(json.dumps(answer)) == plain
    for same in (copy.copy(answer), copy.deepcopy(answer), pickle.loads(pickle.dumps(answer))):
        assert (same, same.meta, same.ok) == (plain, answer.meta, False)
        with pytest.raises(APIError) as caught:
            same.unwrap()
        assert (caught.value.status, caught.value.cancel_price) == (422, 1200)


def test_nothing_of_a_refusal_is_in_the_frames_of_its_error() -> None:
    with refusing((422, REFUSAL.encode())) as server:
        answer = client_of(Bootpay, server).cancel(PAYMENT)
    for read in (answer.unwrap, lambda: answer["data"]):
        try:
            read()
        except (APIError, KeyError) as error:
            shown = locals_below_the_test(error)
            assert not any("카나리아" in value for value in shown.values()), shown
        else:
            raise AssertionError("nothing was raised")
