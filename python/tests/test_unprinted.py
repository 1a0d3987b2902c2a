"""Answers of the server print nobody, and are dicts all the same."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from people import CANARIES, PRINTERS, begun_and_verified
from servers import Sandbox

from bootpay import Answer, Bootpay, _native


def test_the_answers_of_the_server_print_nobody(client: Bootpay, sandbox: Sandbox) -> None:
    _, receipt_id = begun_and_verified(client, sandbox)
    answers: list[Answer[Any]] = [client.certificate(receipt_id), client.verify(receipt_id)]
    for answer in answers:
        data = answer["data"]
        parts = [data[name] for name in ("certificate", "payment_data") if name in data]
        assert parts
        for value in (answer, data, *parts, [answer], dict(answer)):
            texts = [printer(value) for printer in PRINTERS]
            assert not any(canary in text for canary in CANARIES for text in texts), texts
        assert receipt_id in repr(answer)
        # the data itself is as it came
        plain = json.loads(json.dumps(answer))
        assert plain == answer
        assert (type(plain["data"]), plain["data"]) == (dict, data)
        for copied in (copy.copy(answer), copy.deepcopy(answer), pickle.loads(pickle.dumps(answer))):
            assert copied == plain
            assert copied.meta == answer.meta
            assert not any(canary in repr(copied) for canary in CANARIES)
    certificate: Any = answers[0]["data"]["certificate"]
    assert certificate["username"] == "카나리아"
    assert "카**아" in repr(certificate)
    certificate["new"] = {1, 2}  # what a program adds may be anything
    assert "카나리아" not in repr(certificate)


def test_nothing_is_masked_before_somebody_prints(
    client: Bootpay, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = _native.identity

    def noting(verb: str, question: str) -> str:
        asked.append(verb)
        return ask(verb, question)

    monkeypatch.setattr(_native, "identity", noting)
    _, receipt_id = begun_and_verified(client, sandbox)
    answer = client.certificate(receipt_id)
    assert answer["data"]["certificate"]["username"] == "카나리아"
    assert asked == []
    repr(answer)
    assert set(asked) == {"masked"}
