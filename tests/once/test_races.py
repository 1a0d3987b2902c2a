"""200 confirms of one receipt at once, from several processes: one gets the person, 199 are told `used`."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import servers
import sqlalchemy
from bootpay import Bootpay, IdentityError, once
from bootpay_sandbox import Sandbox
from sqlalchemy.orm import Session

HERE = Path(__file__).parent
PROGRAMS = {
    "Python": [sys.executable, HERE / "racer.py"],
    "Node": ["node", Path(os.environ["ONCE_NODE"]) / "racer.js"],
    "Ruby": ["ruby", HERE / "racer.rb"],
    "PHP": ["php", HERE / "racer.php"],
    ".NET": ["mono", os.environ["ONCE_DOTNET"]],
}
PROCESSES = 4  # of each language
RACES = [
    *(("Python", store) for store in ("redis", "django", "postgres", "sqlite", "sqlalchemy")),
    *(("Node", store) for store in ("redis", "ioredis", "postgres", "sqlite")),
    *(("Ruby", store) for store in ("redis", "rails", "postgres", "sqlite")),
    *(("PHP", store) for store in ("redis", "predis", "postgres", "sqlite")),
    (".NET", "sqlite"),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def racers(sandbox: Sandbox) -> Iterator[dict[str, list[Any]]]:
    racers = {
        language: [
            subprocess.Popen(
                program,
                env=os.environ | sandbox.env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                bufsize=1,  # a line
            )
            for _ in range(PROCESSES)
        ]
        for language, program in PROGRAMS.items()
    }
    try:
        for racer in chain.from_iterable(racers.values()):
            assert racer.stdout.readline() == "ready\n"
        yield racers
    finally:
        for racer in chain.from_iterable(racers.values()):
            racer.communicate()  # which ends what it reads


@pytest.fixture
def verified(sandbox: Sandbox) -> dict[str, str]:
    """A verification that was begun for this session and has come to its end in the window."""
    client = Bootpay(sandbox.application_id, sandbox.private_key, base_url=sandbox.url)
    begun = client.identity.begin(purpose="주류 구매", session="a session")
    receipt_id = sandbox.identity(order_id=begun.order_id, username="김가짜")["receipt_id"]
    return {"receipt_id": receipt_id, "token": begun.token, "session": "a session"}


def race(counts: list[tuple[Any, int]], store: str, verified: dict[str, str]) -> Counter[str]:
    for racer, count in counts:
        racer.stdin.write(json.dumps({"store": store, "count": count, **verified}) + "\n")
    return sum((Counter(json.loads(racer.stdout.readline())) for racer, _ in counts), Counter())


@pytest.mark.parametrize(("language", "store"), RACES)
def test_one_of_200_confirms_is_the_first(
    language: str, store: str, racers: dict[str, list[Any]], verified: dict[str, str]
) -> None:
    outcomes = race([(racer, 50) for racer in racers[language]], store, verified)
    assert outcomes == {"김가짜": 1, "used": 199}


@pytest.mark.parametrize("language", PROGRAMS)
def test_one_of_200_confirms_in_one_process_is_the_first_with_memory(
    language: str, racers: dict[str, list[Any]], verified: dict[str, str]
) -> None:
    assert race([(racers[language][0], 200)], "memory", verified) == {"김가짜": 1, "used": 199}


@pytest.mark.parametrize("store", ["redis", "postgres", "sqlite"])
def test_one_of_200_confirms_in_four_languages_is_the_first(
    store: str, racers: dict[str, list[Any]], verified: dict[str, str]
) -> None:
    of_each = {"Python": 15, "Node": 15, "Ruby": 10, "PHP": 10}
    counts = [(racer, count) for language, count in of_each.items() for racer in racers[language]]
    assert race(counts, store, verified) == {"김가짜": 1, "used": 199}


def test_one_of_200_confirms_in_five_languages_is_the_first(
    racers: dict[str, list[Any]], verified: dict[str, str]
) -> None:
    counts = [(racer, 10) for of_one in racers.values() for racer in of_one]
    assert race(counts, "sqlite", verified) == {"김가짜": 1, "used": 199}


@pytest.mark.parametrize(
    ("language", "store", "error"),
    [
        ("Python", "redis", "ConnectionError"),
        ("Python", "postgres", "OperationalError"),
        ("Node", "redis", "MaxRetriesPerRequestError"),
        ("Node", "postgres", "ENOENT"),
        ("Ruby", "redis", "Redis::CannotConnectError"),
        ("Ruby", "postgres", "ActiveRecord::ConnectionNotEstablished"),
        ("PHP", "redis", "RedisException"),
        ("PHP", "postgres", "PDOException"),
        (".NET", "sqlite", "SqliteException"),
    ],
)
def test_a_store_that_is_down_raises_its_own_error_and_consumes_nothing(
    language: str, store: str, error: str, racers: dict[str, list[Any]], verified: dict[str, str]
) -> None:
    racer = racers[language][0]
    assert race([(racer, 1)], f"{store} that is down", verified) == {error: 1}
    assert race([(racer, 1)], store, verified) == {"김가짜": 1}


def test_a_verification_and_the_member_are_saved_together_or_not_at_all(
    sandbox: Sandbox, verified: dict[str, str]
) -> None:
    client = Bootpay(sandbox.application_id, sandbox.private_key, base_url=sandbox.url)
    engine = sqlalchemy.create_engine(servers.POSTGRES, poolclass=sqlalchemy.NullPool)

    def sign_up(session: Session) -> str:
        return client.identity.confirm(**verified, once=once.SqlAlchemy(session)).name.reveal()

    with Session(engine) as session:
        assert sign_up(session) == "김가짜"
        session.rollback()  # saving the member failed
    with Session(engine) as session:
        assert sign_up(session) == "김가짜"
        session.commit()
    with Session(engine) as session, pytest.raises(IdentityError) as refused:
        sign_up(session)
    assert refused.value.reason == "used"
