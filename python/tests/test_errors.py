"""The error classes themselves."""

from __future__ import annotations

import builtins
import copy
import inspect
import json
import pickle

import pytest

import bootpay
from bootpay import BootpayError, errors

CLASSES = [getattr(errors, name) for name in errors.__all__]
DETAILS = {
    "status": 502,
    "code": -1,
    "operation": "certificate.get",
    "effect": "unknown",
    "attempts": 3,
    "request_id": "r-1",
    "receipt_id": "5df6e67d4f74b4002a77e0eb",
    "cancel_id": "c-1",
    "cancel_price": 1200,
    "causes": ("outer", "inner"),
}


def test_every_class_is_exported_and_has_the_one_base() -> None:
    defined = {c for c in vars(errors).values() if inspect.isclass(c) and issubclass(c, BaseException)}
    assert defined == set(CLASSES)
    for cls in CLASSES:
        assert issubclass(cls, BootpayError)
        assert getattr(bootpay, cls.__name__) is cls
        assert cls.__name__ in bootpay.__all__
        assert not hasattr(builtins, cls.__name__)
        assert cls.__doc__


@pytest.mark.parametrize(
    ("cls", "builtin"),
    [
        (errors.ConfigError, ValueError),
        (errors.InvalidRequestError, ValueError),
        (errors.APIConnectionError, OSError),
        (errors.APITimeoutError, OSError),
        (errors.APITimeoutError, TimeoutError),
        (errors.APITimeoutError, errors.APIConnectionError),
        (errors.DecodeError, ValueError),
        (errors.DecodeError, OSError),
        (errors.ReceiptMismatchError, ValueError),
        (errors.WebhookError, ValueError),
    ],
)
def test_what_callers_of_the_official_package_caught_still_catches(
    cls: type[BootpayError], builtin: type[Exception]
) -> None:
    assert issubclass(cls, builtin)


@pytest.mark.parametrize("cls", CLASSES)
def test_details_text_pickle_and_copy(cls: type[BootpayError]) -> None:
    kind = cls().kind
    error = errors.from_json(json.dumps({"kind": kind, "message": "what to do", **DETAILS}), "<html>")
    if cls is not BootpayError:
        assert type(error) is cls
    error = cls("what to do", **DETAILS, body="<html>")  # type: ignore[arg-type]
    error.custom = "kept"  # type: ignore[attr-defined]
    for same in (error, pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(same) is cls
        assert str(same) == same.message == "what to do"
        assert repr(same) == f"{cls.__name__}('what to do')"
        assert same.args == ("what to do",)
        assert {name: getattr(same, name) for name in DETAILS} == DETAILS
        assert same.kind == kind
        assert same.body == ("<html>" if same is error else None)
        assert vars(same)["custom"] == "kept"
        outer = same.__cause__
        assert outer is not None
        inner = outer.__cause__
        assert inner is not None
        assert (str(outer), str(inner), inner.__cause__) == ("outer", "inner", None)


def test_an_error_of_a_newer_core_is_still_ours() -> None:
    error = errors.from_json('{"kind":"from_the_future"}')
    assert type(error) is BootpayError
    assert (error.kind, error.effect, error.attempts) == ("from_the_future", "none", 0)
