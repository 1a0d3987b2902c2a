"""Somebody who is verified in the tests, and everything that prints."""

from __future__ import annotations

import base64
import json
import pprint
import warnings
from collections.abc import Callable
from typing import Any

import rich.pretty
from servers import Sandbox

from bootpay.identity import Begun

SESSION = "the visitor's session"
PURPOSE = "주류 구매"
CI_TEXT = base64.b64encode(bytes(range(186, 250))).decode()  # with + and /
WHO = {
    "username": "카나리아",
    "birth": "1990-10-04",
    "gender": "1",
    "foreigner": False,
    "phone": "01000009876",
    "carrier": "SKT",
    "unique": CI_TEXT,
    "di": "CANARY+DI/" + "B" * 54,
}
CANARIES = ("카나리아", "카나리", "01000009876", "0000-9876", "1990-10", "1990, 10", CI_TEXT[:8], "CANARY")


def begun_and_verified(client: Any, sandbox: Sandbox, **who: Any) -> tuple[Begun, str]:
    begun = client.identity.begin(purpose=PURPOSE, session=SESSION)
    fields = {**WHO, "order_id": begun.order_id, **who}
    return begun, sandbox.control("POST", "/sandbox/identities", fields)["receipt_id"]


def sentry(frame_locals: dict[str, Any]) -> str:
    """What Sentry's client would send of a frame, as it is by default."""
    with warnings.catch_warnings():  # it asks for eventlet, which says that it is old
        warnings.simplefilter("ignore")
        import sentry_sdk.serializer

    event: Any = {"exception": {"values": [{"stacktrace": {"frames": [{"vars": frame_locals}]}}]}}
    return json.dumps(sentry_sdk.serializer.serialize(event), ensure_ascii=False)


def through_rich(value: object) -> str:
    return rich.pretty.pretty_repr(value)


PRINTERS: list[Callable[[Any], str]] = [
    str,
    repr,
    "{}".format,
    "{!r}".format,
    "%s".__mod__,
    pprint.pformat,
    lambda value: pprint.pformat({"nested": [value]}),
    lambda value: sentry({"value": value, "more": [value, {"deep": value}]}),
    through_rich,
    lambda value: through_rich({"nested": [value]}),
]
