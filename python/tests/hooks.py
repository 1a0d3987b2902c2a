"""The bodies of webhooks: the documentation's two samples, and the sandbox's."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import urlencode

from servers import APPLICATION_ID, PAYMENT, PRIVATE_KEY, Sandbox

from bootpay import Bootpay

FORM_TYPE, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"
NAME = "카나리아이름"

#: As the documentation prints them (v1, webhook page), with a person in `payment_data`.
IN_BOTH = {
    "receipt_id": PAYMENT,
    "order_id": "1576461949",
    "pg": "kcp",
    "pg_name": "KCP",
    "method": "card",
    "method_name": "카드결제",
    "receipt_url": f"https://app.bootpay.co.kr/bill/{PAYMENT}",
    "price": 3000,
    "status": 1,
    "requested_at": "2019-12-16 12:05:49",
    "purchased_at": "2019-12-16 12:06:05",
    "payment_data": {"card_name": "KB", "username": NAME},
}
IN_THE_FORM = {
    **IN_BOTH,
    "application_id": APPLICATION_ID,
    "private_key": PRIVATE_KEY,
    "name": "테스트 아이템",
    "unit": "krw",
    "retry_count": 0,
}
IN_THE_JSON = {
    **IN_BOTH,
    "item_name": "테스트 아이템",
    "tax_free": 0,
    "url": None,
    "payment_name": "카드결제",
    "payment_group": "card",
    "payment_group_name": "신용카드",
    "card_no": "943081******4569",
    "card_code": "CCKM",
    "card_name": "KB",
    "card_quota": "00",
}


class Body(NamedTuple):
    text: str
    content_type: str


def form(fields: dict[str, Any]) -> Body:
    """Nested as Rails does it: `payment_data[card_name]`."""
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            flat |= {f"{name}[{inner}]": one for inner, one in value.items()}
        else:
            flat[name] = "" if value is None else value
    return Body(urlencode(flat), FORM_TYPE)


def json_body(fields: dict[str, Any]) -> Body:
    return Body(json.dumps(fields, ensure_ascii=False), JSON_TYPE)


FORM, JSON = form(IN_THE_FORM), json_body(IN_THE_JSON)


def webhook_of(sandbox: Sandbox, receipt_id: str, kind: str) -> Body:
    """The sandbox's webhook of a receipt, `urlencoded` or `json`."""
    sandbox.control("POST", "/sandbox/settings", {"feedback_content_type": kind})
    client = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    client.create_webhook(receipt_id, "https://example.com/hook")
    fields = sandbox.control("GET", "/sandbox/webhooks")[-1]["fields"]
    return json_body(fields) if kind == "json" else form({**fields, "private_key": PRIVATE_KEY})
