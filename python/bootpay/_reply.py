"""What the core says is to the caller: an answer, a settlement, a person's fields, or an error raised."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple, cast

import bootpay
from bootpay._answer import Answer
from bootpay._unprinted import unprinted
from bootpay.errors import from_json


class Reply(NamedTuple):
    ok: bool
    """Whether the server did what was asked."""
    body: str | None
    """Its answer as it came, if there is one."""
    meta: str
    """A JSON object: what is known about the call, or its error."""


def answer(reply: Reply) -> Answer[Any]:
    """The server's JSON, or the call's error raised. A refusal in JSON is an answer, as it always was."""
    if not reply.ok and (reply.body is None or json.loads(reply.meta)["kind"] != "api"):
        raise from_json(reply.meta, reply.body)
    fields = json.loads(reply.body or "null")
    if not isinstance(fields, dict):
        raise from_json(reply.meta, reply.body)
    return Answer(unprinted(fields), reply.meta, None if reply.ok else reply.body)


def good_answer(reply: Reply) -> Answer[Any]:
    """The server's JSON, of a call whose return says that all is well."""
    if not reply.ok:
        raise from_json(reply.meta, reply.body)
    return answer(reply)


def settlement(reply: Reply) -> bootpay.Settlement:
    receipt = good_answer(reply)
    return bootpay.Settlement(json.loads(reply.meta)["outcome"], receipt)


def person(reply: Reply) -> dict[str, Any]:
    """The fields of a person who may be believed."""
    if not reply.ok or reply.body is None:
        raise from_json(reply.meta, reply.body)
    return cast("dict[str, Any]", json.loads(reply.body)["data"])


def told(door: Callable[..., str], *arguments: bytes | str) -> dict[str, Any]:
    """What the core answers at once, or its refusal raised."""
    try:
        text = door(*arguments)
    except ValueError as refusal:
        error = from_json(str(refusal))
    else:
        return cast("dict[str, Any]", json.loads(text))
    raise error  # here, so that nothing hangs beneath it
