"""Construction: what is refused at once, what wins over what, and what it leaves alone."""

from __future__ import annotations

import copy
import decimal
import inspect
import json
import math
import os
import pickle
import threading
from typing import Any, ClassVar

import pytest
from clients import BOTH, IDS, Maker
from servers import APPLICATION_ID, PATIENCE, PERSON, PRIVATE_KEY, Sandbox

from bootpay import AsyncBootpay, Bootpay, BootpayError, ConfigError, _project
from bootpay._native import Handle


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"application_id": ""}, "application_id is missing"),
        ({"application_id": None}, "application_id is missing"),
        ({"application_id": 5}, "application_id"),
        ({"application_id": b"bytes"}, "application_id"),
        ({"application_id": "\ud800"}, "application_id"),
        ({"private_key": ""}, "private_key is missing"),
        ({"private_key": None}, "private_key is missing"),
        ({"private_key": "CANARY\n"}, "private_key contains"),
        ({"private_key": ["CANARY"]}, "private_key"),
        ({"private_key": object()}, "private_key"),
        ({"mode": "prod"}, "unknown mode"),
        ({"mode": 3}, "mode"),
        ({"mode": "ehowlsla"}, "unknown mode"),
        ({"base_url": "api.bootpay.co.kr"}, "base_url"),
        ({"base_url": "http://api.bootpay.co.kr"}, "base_url"),
        ({"base_url": 1}, "base_url"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": -1}, "timeout"),
        ({"timeout": "30"}, "timeout"),
        ({"timeout": True}, "timeout"),
        ({"deadline": math.inf}, "deadline"),
        ({"deadline": math.nan}, "deadline"),
        ({"connect_timeout": 1e9}, "connect_timeout"),
        ({"timeout": 86_400.001}, r"timeout must be a number of seconds above 0 and at most 86400 \(a day\)"),
        ({"timeout": decimal.Decimal("nan")}, "timeout must be a number of seconds"),
        ({"timeout": 10**5000}, "timeout must be a number of seconds"),
        ({"deadline": [1]}, "deadline must be a number of seconds"),
        ({"max_retries": -1}, "max_retries"),
        ({"max_retries": "2"}, "max_retries must be a whole number"),
        ({"max_retries": True}, "max_retries must be a whole number"),
        ({"max_retries": 2**32}, "max_retries must be a whole number"),
        ({"max_retries": 1.5}, "max_retries"),
        ({"max_retries": math.nan}, "max_retries"),
        ({"logger": print}, "logger must be a logging.Logger"),
        ({"logger": "bootpay"}, "logger must be a logging.Logger"),
    ],
)
def test_what_cannot_work_is_refused_by_the_constructor(arguments: dict[str, Any], expected: str) -> None:
    good: dict[str, Any] = {"application_id": "a", "private_key": "k"}
    with pytest.raises(ConfigError, match=expected) as caught:
        Bootpay(**{**good, **arguments})
    error = caught.value
    assert (error.kind, error.effect, error.attempts) == ("config", "none", 0)
    assert isinstance(error, ValueError)
    assert "CANARY" not in f"{error} {error!r}"


@pytest.mark.parametrize(("name", "value"), [("mode", "prod"), ("pk", ""), ("application_id", "a b")])
def test_a_refused_assignment_leaves_the_client_as_it_was(name: str, value: str, client: Bootpay) -> None:
    before = client.get_access_token()["data"]["token"]
    with pytest.raises(ConfigError):
        setattr(client, name, value)
    assert (client.application_id, client.pk, client.mode) == (APPLICATION_ID, PRIVATE_KEY, "production")
    assert client.token == before
    assert client.certificate(PERSON)["status"] == 200


def test_the_signature_is_the_official_one() -> None:
    names = list(inspect.signature(Bootpay).parameters.values())
    assert [p.name for p in names[:3]] == ["application_id", "private_key", "mode"]
    assert names[2].default == "production"
    assert all(p.kind is p.KEYWORD_ONLY for p in names[3:])
    # the methods' are compared with the official package itself, in test_peer.py


def test_the_official_attributes() -> None:
    client = Bootpay("id", "key", "stage")
    assert (client.application_id, client.pk, client.mode, client.token) == ("id", "key", "stage", None)
    assert client.api_url() == "https://stage-api.bootpay.co.kr"
    assert client.api_url(["request", "token"]) == "https://stage-api.bootpay.co.kr/request/token"
    assert client.api_url(uri=("a",)) == client.api_url("a") == "https://stage-api.bootpay.co.kr/a"
    assert set(Bootpay.base_url) == {"production", "development", "stage", "test", "sandbox"}
    for mode, host in Bootpay.base_url.items():
        assert Bootpay("id", "key", mode).api_url() == host


def test_keys_mode_and_address_may_come_from_the_environment(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOTPAY_APPLICATION_ID", APPLICATION_ID)
    monkeypatch.setenv("BOOTPAY_PRIVATE_KEY", PRIVATE_KEY)
    monkeypatch.setenv("BOOTPAY_BASE_URL", sandbox.url)
    monkeypatch.setenv("BOOTPAY_MODE", "development")
    client = Bootpay()
    assert client.mode == "development"
    assert client.pk is None  # not copied out of the environment
    assert client.certificate(PERSON)["status"] == 200
    # an argument wins, also one that says what the default says
    assert Bootpay(mode="production").mode == "production"
    assert Bootpay(mode="".join(["product", "ion"])).mode == "production"
    assert Bootpay(base_url="https://example.org/").api_url() == "https://example.org"
    monkeypatch.delenv("BOOTPAY_BASE_URL")
    monkeypatch.setenv("BOOTPAY_PRIVATE_KEY", "k")
    assert Bootpay().api_url() == "https://dev-api.bootpay.co.kr"
    monkeypatch.setenv("BOOTPAY_MODE", "prod")
    with pytest.raises(ConfigError, match="unknown mode"):
        Bootpay()


@pytest.mark.parametrize("make", BOTH, ids=IDS)
def test_the_mode_sandbox_needs_no_keys(
    make: Maker, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert make(mode="sandbox").api_url() == "http://127.0.0.1:8300"
    assert make(mode="sandbox", base_url=sandbox.url).certificate(PERSON)["status"] == 200
    monkeypatch.setenv("BOOTPAY_MODE", "sandbox")
    monkeypatch.setenv("BOOTPAY_BASE_URL", sandbox.url)
    client = make()
    assert (client.mode, client.certificate(PERSON)["status"]) == ("sandbox", 200)
    assert make(base_url="http://sandbox:8300").api_url() == "http://sandbox:8300"
    with pytest.raises(ConfigError, match="private_key is missing"):
        make("a")


@pytest.mark.parametrize("make", BOTH, ids=IDS)
def test_a_sandboxs_keys_are_refused_for_bootpay_itself(make: Maker, sandbox: Sandbox) -> None:
    for keys in ((APPLICATION_ID, PRIVATE_KEY), sandbox.own_keys):
        with pytest.raises(ConfigError, match=r"for a sandbox use the mode sandbox \(BOOTPAY_MODE=sandbox\)"):
            make(*keys)
    with pytest.raises(ConfigError, match="the mode is sandbox, and requests would go to"):
        make("a", "k", "sandbox", base_url="https://api.bootpay.co.kr")
    with pytest.raises(ConfigError, match="takes a sandbox's keys only"):
        make("a", "k", base_url="http://sandbox:8300")


def test_what_is_set_and_empty_is_not_set(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("APPLICATION_ID", "PRIVATE_KEY", "BASE_URL", "MODE"):
        monkeypatch.setenv(f"BOOTPAY_{name}", "")
    with pytest.raises(ConfigError, match="application_id is missing: pass it or set BOOTPAY_APPLICATION_ID"):
        Bootpay()
    monkeypatch.setenv("BOOTPAY_BASE_URL", sandbox.url)
    assert Bootpay("a", "k", "", base_url="").api_url() == sandbox.url


def test_a_key_that_is_not_utf8_is_refused_and_not_taken_for_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOTPAY_PRIVATE_KEY", os.fsdecode(b"CANARY\xff"))
    with pytest.raises(ConfigError, match=r"private_key contains .* U\+FFFD at position 7") as caught:
        Bootpay("a")
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("make", BOTH, ids=IDS)
def test_a_switch_confines_a_process_to_this_machine(
    make: Maker, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOTPAY_LOOPBACK_ONLY", "1")
    for arguments in ({}, {"mode": "development"}, {"base_url": "https://example.org"}):
        with pytest.raises(ConfigError, match="BOOTPAY_LOOPBACK_ONLY is set"):
            make(APPLICATION_ID, PRIVATE_KEY, **arguments)
    client = make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    assert client.certificate(PERSON)["status"] == 200
    for cls in (Bootpay, AsyncBootpay):
        monkeypatch.setitem(cls.base_url, "production", sandbox.url)
    assert make(APPLICATION_ID, PRIVATE_KEY).certificate(PERSON)["status"] == 200


def test_two_keys_that_are_assigned_at_once_are_both_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    first_opens, second_opens = threading.Event(), threading.Event()

    def slow(config: str) -> Any:
        if json.loads(config)["private_key"] == "new-key":
            first_opens.set()
            # far longer than the other one needs, unless it waits for this one
            second_opens.wait(0.5)
        if json.loads(config)["application_id"] == "new-id":
            second_opens.set()
        return Handle(config)

    client = Bootpay("id", "key")
    monkeypatch.setattr(_project, "Handle", slow)
    first = threading.Thread(target=setattr, args=(client, "pk", "new-key"))
    first.start()
    assert first_opens.wait(PATIENCE)
    client.application_id = "new-id"
    first.join()
    assert (client.application_id, client.pk) == ("new-id", "new-key")


def test_a_changed_entry_of_base_url_is_honoured(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Bootpay.base_url, "production", "https://shop.example.org")
    client = Bootpay(APPLICATION_ID, PRIVATE_KEY)
    before = Bootpay(APPLICATION_ID, PRIVATE_KEY, base_url="https://example.org")
    monkeypatch.setitem(Bootpay.base_url, "production", sandbox.url)
    assert client.api_url() == sandbox.url
    assert client.certificate(PERSON)["status"] == 200
    assert before.api_url() == "https://example.org"  # the argument is nearer
    # an entry wins over the environment, as it would have in the official package
    monkeypatch.setenv("BOOTPAY_BASE_URL", "https://example.org")
    assert Bootpay("a", "k").api_url() == sandbox.url
    # a mode of one's own
    monkeypatch.setitem(Bootpay.base_url, "local", sandbox.url)
    monkeypatch.setenv("BOOTPAY_MODE", "nonsense")
    assert Bootpay(APPLICATION_ID, PRIVATE_KEY, "local").certificate(PERSON)["status"] == 200
    monkeypatch.setitem(Bootpay.base_url, "production", "ftp://example.org")
    with pytest.raises(ConfigError, match="must begin with https"):
        client.certificate(PERSON)


def test_none_is_the_default_everywhere() -> None:
    client = Bootpay("a", "k", None, base_url=None, connect_timeout=None, timeout=None, deadline=None)
    assert (client.mode, client.api_url()) == ("production", "https://api.bootpay.co.kr")
    assert Bootpay("a", "k", "", max_retries=None).api_url() == "https://api.bootpay.co.kr"


def test_a_client_is_not_pickled_or_copied() -> None:
    client = Bootpay("a", "CANARY")
    for copying in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="private key") as caught:
            copying(client)
        assert not isinstance(caught.value, BootpayError)
        assert "CANARY" not in str(caught.value)


def test_a_subclass_may_be_made() -> None:
    class Shop(Bootpay):
        base_url: ClassVar = {**Bootpay.base_url, "production": "https://shop.example.org"}

    shop = Shop("a", "k")
    shop.name = "kept"  # type: ignore[attr-defined]
    assert vars(shop) == {"name": "kept"}
    assert repr(shop) == "<Shop mode='production' base_url='https://shop.example.org'>"
