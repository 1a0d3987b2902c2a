"""Ids come through a browser. One that is no id gives InvalidRequestError, and nothing reaches the server."""

from __future__ import annotations

import enum
from typing import Any

import pytest
from servers import PERSON, Sandbox

from bootpay import Bootpay, InvalidRequestError

cyclic: list[object] = []
cyclic.append(cyclic)

BAD_IDS: dict[str, object] = {
    "another route": "../request/token?x=1",
    "encoded": "%2e%2e%2frequest",
    "query": "a?x=1",
    "fragment": "a#b",
    "empty": "",
    "blank": "  ",
    "dot": ".",
    "dots": "..",
    "nul": "612e\0",
    "line end": f"{PERSON}\n",
    "Korean": "영수증",
    "full-width digits": "６１２",  # noqa: RUF001
    "10 kB": "a" * 10_000,
    "lone surrogate": "\ud800",
    "half a pair": "612e\udc00",
    "None": None,
    "number": 612,
    "nan": float("nan"),
    "true": True,
    "bytes": b"612e09260d681b0021e61ab9",
    "dict": {"receipt_id": PERSON},
    "list": [PERSON],
    "set": {PERSON},
    "cyclic": cyclic,
    "object": object(),
}


@pytest.mark.parametrize("name", ["verify", "certificate"])
@pytest.mark.parametrize("bad", BAD_IDS.values(), ids=BAD_IDS.keys())
def test_an_id_that_is_none_is_refused_here(name: str, bad: Any, sandbox: Sandbox, client: Bootpay) -> None:
    with pytest.raises(InvalidRequestError, match="receipt_id") as caught:
        getattr(client, name)(bad)
    error = caught.value
    assert isinstance(error, ValueError)
    assert (error.kind, error.status, error.effect, error.attempts) == ("invalid_request", None, "none", 0)
    assert len(str(error)) < 300
    assert sandbox.requests() == []


def test_an_id_may_be_given_by_name_and_be_a_kind_of_str(client: Bootpay) -> None:
    class Id(str, enum.Enum):
        PERSON = PERSON

    assert client.certificate(receipt_id=PERSON) == client.certificate(Id.PERSON)
