"""The requests that both clients make in methods written by hand, because the caller says them otherwise than
the API takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bootpay._answer import Answer
from bootpay._project import Session
from bootpay._reply import Reply, answer
from bootpay._wire import json_object
from bootpay.errors import InvalidRequestError
from bootpay.generated.answers import Token


class _NothingExpected:
    """The default of `verify`'s expectations. An explicit None, perhaps a price that a database did not have,
    would look like a comparison and compare nothing."""

    def __repr__(self) -> str:
        return "None"


NOTHING: Any = _NothingExpected()


def expectations(**given: object) -> dict[str, object]:
    """Those that the caller has."""
    expected = {name: value for name, value in given.items() if value is not NOTHING}
    for name, value in expected.items():
        if value is None:
            raise InvalidRequestError(f"{name}: None would compare nothing; nothing was sent")
    return expected


def link_request(
    payload: Mapping[str, object] | None, sms_payload: Mapping[str, object] | None
) -> dict[str, object]:
    """A link by message. The payload is the caller's, and stays as it is."""
    fields = dict(json_object("payload", {} if payload is None else payload))
    return fields if sms_payload is None else {**fields, "sms_payload": sms_payload}


def message_request(extra: Mapping[str, object] | None, **fields: object) -> dict[str, object]:
    """A text message, with the two fields that the official package takes out of `extra`."""
    ids = json_object("extra", {} if extra is None else extra)
    if not ids.keys() <= {"m_id", "o_id"}:
        raise InvalidRequestError("extra: there are m_id and o_id only; nothing was sent")
    return {"data": {**fields, **ids}}


def keep_token(session: Session, reply: Reply) -> Answer[Token]:
    """The token's answer, of which the client shows the token."""
    told: Answer[Token] = answer(reply)
    if told.ok and told.get("status") == 200:
        session.set_token, session.fetched_token = None, told["data"]["token"]
    return told
