"""A CA of one's own, given in the variables in which the official package took it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clients import BOTH, IDS, Maker
from servers import APPLICATION_ID, PERSON, PRIVATE_KEY, Sandbox

from bootpay import APIConnectionError

both = pytest.mark.parametrize("make", BOTH, ids=IDS)
VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Path]]:
    ca = tmp_path_factory.mktemp("trust") / "ca.pem"
    sandbox = Sandbox("--tls-listen", "127.0.0.1:0", "--ca-file", str(ca))
    yield sandbox, ca
    sandbox.stop()


@pytest.fixture(autouse=True)
def no_store_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def client_of(make: Maker, server: tuple[Sandbox, Path]) -> Any:
    return make(APPLICATION_ID, PRIVATE_KEY, base_url=server[0].tls_url, max_retries=0)


@both
@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_ca_of_the_environment_is_trusted(
    make: Maker, variable: str, server: tuple[Sandbox, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, os.fspath(server[1]))
    assert client_of(make, server).certificate(PERSON)["status"] == 200


@both
def test_without_it_the_error_names_the_ways_out(make: Maker, server: tuple[Sandbox, Path]) -> None:
    with pytest.raises(APIConnectionError) as caught:
        client_of(make, server).certificate(PERSON)
    assert caught.value.effect == "none"
    assert "REQUESTS_CA_BUNDLE" in str(caught.value)
    assert "SSL_CERT_FILE" in str(caught.value)
