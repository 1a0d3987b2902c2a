"""What the core says is to the caller: an answer, a settlement, a person's fields, or an error raised."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias, cast

import bootpay
from bootpay._answer import Answer
from bootpay._unprinted import unprinted
from bootpay.errors import from_json

Reply: TypeAlias = tuple[bool, str | None, str]
"""Whether the server did what was asked; its answer as it came, if there is one; and a JSON object: what is
known about the call, or its error."""


def answer(reply: Reply) -> Answer[Any]:
    """The server's JSON, or the call's error raised. A refusal in JSON is an answer, as it always was."""
    ok, body, meta = reply
    if not ok and (body is None or json.loads(meta)["kind"] != "api"):
        raise from_json(meta, body)
    fields = json.loads(body or "null")
    if not isinstance(fields, dict):
        raise from_json(meta, body)
    return Answer(unprinted(fields), meta, None if ok else body)


def good_answer(reply: Reply) -> Answer[Any]:
    """The server's JSON, of a call whose return says that all is well."""
    ok, body, meta = reply
    if not ok:
        raise from_json(meta, body)
    return answer(reply)


def settlement(reply: Reply) -> bootpay.Settlement:
    receipt = good_answer(reply)
    return bootpay.Settlement(json.loads(reply[2])["outcome"], receipt)


def person(reply: Reply) -> dict[str, Any]:
    """The fields of a person who may be believed."""
    ok, body, meta = reply
    if not ok or body is None:
        raise from_json(meta, body)
    return cast("dict[str, Any]", json.loads(body)["data"])


def told(door: Callable[..., str], *arguments: bytes | str) -> dict[str, Any]:
    """What the core answers at once, or its refusal raised."""
    try:
        text = door(*arguments)
    except ValueError as refusal:
        error = from_json(str(refusal))
    else:
        return cast("dict[str, Any]", json.loads(text))
    raise error  # here, so that nothing hangs beneath it
