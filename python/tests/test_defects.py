"""The defects of the official Python package that are not copied, by their numbers in the list of them. Where
the official package can show them, test_peer.py shows them beside ours."""

from __future__ import annotations

import inspect
import json
import socket
import time
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import pytest
from servers import (
    APPLICATION_ID,
    KCP_KEY,
    PAYMENT,
    PERSON,
    PRIVATE_KEY,
    TO_CANCEL,
    TO_DEPOSIT,
    Answer,
    LocalServer,
    Sandbox,
)

from bootpay import APITimeoutError, Bootpay, ConfigError, DecodeError, InvalidRequestError, bankcode

IGNORE_DEPRECATION = pytest.mark.filterwarnings("ignore:.*deprecated by Bootpay:DeprecationWarning")


def bodies(sandbox: Sandbox, path: str) -> list[dict[str, Any]]:
    return [json.loads(request["body"]) for request in sandbox.requests() if request["path"] == path]


def test_A1_every_cancel_has_its_own_cancel_id(sandbox: Sandbox, client: Bootpay) -> None:
    answers = [client.cancel(TO_CANCEL, 1100), client.cancel(TO_CANCEL, 1100), client.cancel(PAYMENT)]
    sent = [body["cancel_id"] for body in bodies(sandbox, "/cancel")]
    assert len(set(sent)) == 3
    assert sent == [answer.meta.cancel_id for answer in answers]
    assert inspect.signature(Bootpay.cancel).parameters["cancel_id"].default is None


def test_A2_the_default_of_execute_at_is_computed_for_each_call(sandbox: Sandbox, client: Bootpay) -> None:
    before = int(time.time())
    for order_id in ("1", "2"):
        assert client.subscribe_billing_reserve(KCP_KEY, "상품", 3000, order_id)["status"] == 200
    after = int(time.time())
    moments = [body["execute_at"] for body in bodies(sandbox, "/subscribe/billing/reserve")]
    assert all(isinstance(moment, int) and before + 10 <= moment <= after + 10 for moment in moments)
    assert moments == sorted(moments)
    assert inspect.signature(Bootpay.subscribe_billing_reserve).parameters["execute_at"].default is None


def test_A3_a_refund_arrives_whole(sandbox: Sandbox, client: Bootpay) -> None:
    sandbox.control("POST", "/sandbox/deposits", {"receipt_id": TO_DEPOSIT})
    refund = {"account": "6756010101234", "accountholder": "홍길동", "bankcode": "088"}
    assert client.cancel(TO_DEPOSIT, refund=refund)["status"] == 200
    assert bodies(sandbox, "/cancel")[0]["refund"] == refund


@IGNORE_DEPRECATION
def test_A4_objects_and_lists_arrive_whole(sandbox: Sandbox, client: Bootpay) -> None:
    nested: dict[str, Any] = {"user_info": {"phone": "01012341234"}, "extra": {"quota": [0, 2, 3]}}
    item = {"item_name": "키보드", "qty": 1, "unique": "1", "price": 3000}
    client.request_payment(price=3000, order_id="1", name="상품", items=[item], methods=["card"], **nested)
    client.send_sms(["01012341234"], "안녕", extra={"m_id": "m", "o_id": "o"})
    link = bodies(sandbox, "/request/payment")[0]
    assert {name: link[name] for name in nested} == nested
    assert (link["items"], link["methods"]) == ([item], ["card"])
    message = {"rps": ["01012341234"], "msg": "안녕", "m_id": "m", "o_id": "o"}
    assert bodies(sandbox, "/push/sms") == [{"data": message}]


def test_A13_a_misplaced_argument_is_refused_and_not_sent(sandbox: Sandbox, client: Bootpay) -> None:
    calls: Any = client
    with pytest.raises(InvalidRequestError, match="price"):
        calls.cancel("1234", "test", "이름")
    with pytest.raises(InvalidRequestError, match="user_id"):
        calls.get_user_token({"user_id": "member-1"})
    assert sandbox.requests() == []


def test_B1_an_id_cannot_choose_the_route(sandbox: Sandbox, client: Bootpay) -> None:
    for call in (
        client.verify,
        client.certificate,
        client.lookup_billing_key,
        client.destroy_subscribe_billing_key,
        client.subscribe_billing_reserve_cancel,
        lambda bad: client.delivery_start(bad, "1", "001"),
    ):
        for bad in ("../request/token?x=1", f"../{KCP_KEY}", "", ".", "a/b", "a%2Fb", "a?b", "a#b"):
            with pytest.raises(InvalidRequestError):
                call(bad)
    assert sandbox.requests() == []


def test_B2_a_query_is_encoded(sandbox: Sandbox, client: Bootpay) -> None:
    client.get_user_wallets("a&sandbox=true#", sandbox=False)
    assert sandbox.requests()[-1]["path"] == "/wallet?sandbox=false&user_id=a%26sandbox%3Dtrue%23"


@IGNORE_DEPRECATION
def test_B8_every_call_carries_the_token(sandbox: Sandbox, client: Bootpay) -> None:
    client.remote_link({"item_name": "상품"})
    token, link = sandbox.requests()
    assert token["path"] == "/request/token"
    assert link["headers"]["authorization"]


def test_C1_a_web_page_is_an_error_with_status_and_body(sandbox: Sandbox, client: Bootpay) -> None:
    sandbox.fault("html", f"/receipt/{PAYMENT}", status=404)
    with pytest.raises(DecodeError) as caught:
        client.verify(PAYMENT)
    assert caught.value.status == 404
    assert "<html" in (caught.value.body or "")


def test_C2_a_good_token_answer_without_a_token_is_typed() -> None:
    with LocalServer(lambda *_: (200, b'{"status":200,"code":0}')) as server:
        client = Bootpay("a", "k", base_url=server.url)
        with pytest.raises(DecodeError, match="token"):
            client.get_access_token()


def test_C3_nothing_goes_out_without_a_token(sandbox: Sandbox) -> None:
    client = Bootpay(APPLICATION_ID, "bm90IGEga2V5", base_url=sandbox.url)
    assert client.get_access_token()["status"] == 401
    assert client.cancel(TO_CANCEL)["status"] == 401
    assert {request["path"] for request in sandbox.requests()} == {"/request/token"}


def test_C4_an_unknown_mode_is_refused_at_once_and_stage_is_known() -> None:
    with pytest.raises(ConfigError, match="unknown mode"):
        Bootpay("a", "k", "nonsense")
    assert Bootpay("a", "k", "stage").api_url() == "https://stage-api.bootpay.co.kr"


@IGNORE_DEPRECATION
def test_C5_messages_need_no_ids(client: Bootpay) -> None:
    assert client.send_sms(["01012341234"], "안녕")["status"] == 200
    assert client.send_lms(["01012341234"], "안녕", "제목", extra={"o_id": "o-1"})["status"] == 200


def test_D1_a_server_that_never_answers_does_not_hold_a_call_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        client = Bootpay("a", "k", base_url=url, timeout=0.2, max_retries=0)
        with pytest.raises(APITimeoutError):
            client.verify(PAYMENT)


def test_D3_connections_are_kept_and_D14_the_user_agent_names_the_package() -> None:
    agents: set[str] = set()

    def answer(method: str, path: str, headers: Mapping[str, str]) -> Answer:
        agents.add(headers["user-agent"].split("/")[0])
        return 200, b'{"status":200,"code":0,"data":{"name":"r"}}'

    with LocalServer(answer) as server:
        client = Bootpay("a", "k", base_url=server.url)
        client.token = "t"
        for _ in range(3):
            client.verify(PAYMENT)
        assert server.connections == 1
    assert agents == {"bootpay-python"}


def test_D4_the_token_is_kept_and_renewed(sandbox: Sandbox, client: Bootpay) -> None:
    client.certificate(PERSON)
    client.verify(PAYMENT)
    assert sandbox.routes().count("POST /request/token") == 1
    sandbox.advance(1900)
    assert client.cancel(TO_CANCEL)["status"] == 200
    assert sandbox.routes().count("POST /request/token") == 2


def test_D10_another_address_can_be_given(sandbox: Sandbox) -> None:
    assert Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url).verify(PAYMENT)["status"] == 200


def test_D13_a_body_says_what_it_is(sandbox: Sandbox, client: Bootpay) -> None:
    client.get_user_token("member-1")
    client.submit(PAYMENT)
    assert {request["headers"]["content-type"] for request in sandbox.requests()} == {"application/json"}


def test_E4_what_is_none_is_sent_nowhere(sandbox: Sandbox, client: Bootpay) -> None:
    client.subscribe_billing(KCP_KEY, "상품", 3000, "1", items=None, user_info={"phone": None}, extra=None)
    client.get_user_token("member-1", email=None)
    client.cancel(TO_CANCEL, None, None, "변심", "c-1")
    charge = {"billing_key": KCP_KEY, "item_name": "상품", "price": 3000, "order_id": "1", "user_info": {}}
    assert bodies(sandbox, "/subscribe/billing") == [charge]
    assert bodies(sandbox, "/request/user/token") == [{"user_id": "member-1"}]
    assert bodies(sandbox, "/cancel") == [{"receipt_id": TO_CANCEL, "reason": "변심", "cancel_id": "c-1"}]


@IGNORE_DEPRECATION
def test_E5_the_callers_dict_is_not_written_into(client: Bootpay) -> None:
    payload = {"item_name": "상품"}
    client.remote_link(payload, {"rps": ["01012341234"]})
    assert payload == {"item_name": "상품"}


def test_E6_no_default_is_shared() -> None:
    for name, method in inspect.getmembers(Bootpay, inspect.isfunction):
        for parameter in inspect.signature(method).parameters.values():
            assert not isinstance(parameter.default, (dict, list, set)), f"{name}({parameter.name})"


def test_E7_no_bank_is_missing() -> None:
    assert bankcode.dictionary["국민은행"] == "004"
    assert len(bankcode.dictionary) == 17
    assert all(len(code) == 3 and code.isdigit() for code in bankcode.dictionary.values())


def test_F2_the_package_needs_nothing_that_it_does_not_name() -> None:
    needed = metadata.requires("bootpay") or []
    assert [name for name in needed if "extra ==" not in name] == []
