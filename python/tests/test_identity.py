"""An identity verification, begun and confirmed as a shop does it; and the person, who is printed nowhere."""

from __future__ import annotations

import asyncio
import base64
import copy
import dataclasses
import io
import json
import pickle
import pprint
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from clients import BOTH, IDS, Maker, confirmed
from people import CANARIES, CI_TEXT, PRINTERS, PURPOSE, SESSION, WHO, begun_and_verified
from servers import APPLICATION_ID, NOBODY, PAYMENT, PRIVATE_KEY, Sandbox
from test_frames import assert_empty, locals_below_the_test, raised_by

from bootpay import (
    APIConnectionError,
    Bootpay,
    IdentityError,
    InvalidRequestError,
    Person,
)
from bootpay.errors import Reason
from bootpay.identity import Begun
from bootpay.once import Memory
from bootpay.person import CI, HashKeys, PhoneNumber

both = pytest.mark.parametrize("make", BOTH, ids=IDS)
KEY, NEXT_KEY = b"a key of 16 bytes or more", "열쇠는 글자여도 됩니다"


def client_of(make: Maker, sandbox: Sandbox) -> Any:
    return make(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url, max_retries=0)


def confirm(client: Any, receipt_id: Any, token: Any, **named: Any) -> Any:
    return confirmed(client, receipt_id, token, **{"session": SESSION, **named})


@pytest.fixture
def person(client: Bootpay, sandbox: Sandbox) -> Person:
    begun, receipt_id = begun_and_verified(client, sandbox)
    return client.identity.confirm(receipt_id, begun.token, session=SESSION, once=Memory())


@both
def test_begin_sends_nothing_and_says_what_the_page_needs(make: Maker, sandbox: Sandbox) -> None:
    client = client_of(make, sandbox)
    before = datetime.now(timezone.utc)
    begun = client.identity.begin(purpose=PURPOSE, session=SESSION)
    assert sandbox.routes() == []
    assert re.fullmatch("identity-[0-9a-f]{32}", begun.order_id)
    seconds = (begun.expires_at - before).total_seconds()
    assert 599 <= seconds <= 600 + 60
    request = begun.request("5b8f6a4d396fa665fdc2b5e7")
    assert request["application_id"] == "5b8f6a4d396fa665fdc2b5e7"
    told = {name: request[name] for name in ("pg", "method", "price", "order_id")}
    assert told == {"pg": "danal", "method": "auth", "price": 0, "order_id": begun.order_id}
    assert begun.request() == {name: request[name] for name in request if name != "application_id"}
    assert json.loads(json.dumps(request)) == request
    for text in (repr(begun), str(begun), pprint.pformat(begun)):
        assert begun.order_id in text
        assert begun.token not in text
    assert SESSION not in base64.urlsafe_b64decode(begun.token + "==").decode(errors="replace")
    other = client.identity.begin(purpose=PURPOSE, session=SESSION, expires_in=1800)
    assert other.order_id != begun.order_id
    assert other.expires_at - begun.expires_at > timedelta(seconds=1190)


@both
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"purpose": ""}, "purpose"),
        ({"session": ""}, "session"),
        ({"session": None}, "session"),
        ({"expires_in": 1801}, "expires_in"),
        ({"expires_in": 0}, "expires_in"),
        ({"expires_in": timedelta(minutes=10)}, "expires_in"),
    ],
)
def test_what_cannot_be_begun_is_named(make: Maker, wrong: Any, named: str, sandbox: Sandbox) -> None:
    with pytest.raises(InvalidRequestError, match=named):
        client_of(make, sandbox).identity.begin(**{"purpose": PURPOSE, "session": SESSION, **wrong})


@both
def test_a_verification_is_confirmed_once(make: Maker, sandbox: Sandbox) -> None:
    client, once = client_of(make, sandbox), Memory()
    begun, receipt_id = begun_and_verified(client, sandbox)
    person = confirm(client, receipt_id, begun.token, once=once, purpose=PURPOSE)
    assert isinstance(person, Person)
    assert (person.order_id, person.receipt_id, person.purpose) == (begun.order_id, receipt_id, PURPOSE)
    assert person.name.reveal() == "카나리아"
    with pytest.raises(IdentityError) as caught:
        confirm(client, receipt_id, begun.token, once=once)
    error = caught.value
    assert (error.reason, error.http_status, error.kind) == ("used", 409, "identity")
    assert error.receipt_id == receipt_id
    assert "다시 인증" in error.customer_message()
    assert "used" in error.customer_message("en")
    with pytest.raises(InvalidRequestError, match="ko or en"):
        error.customer_message("fr")  # type: ignore[arg-type]
    again = pickle.loads(pickle.dumps(error))
    assert (again.reason, again.http_status) == ("used", 409)
    assert again.customer_message("en") == error.customer_message("en")
    assert sandbox.routes().count(f"GET /certificate/{receipt_id}") == 2


Attack = Callable[[Any, Sandbox, Begun, str], Any]


def verified_for(order_id: str) -> Attack:
    def attack(client: Any, sandbox: Sandbox, begun: Begun, receipt_id: str) -> Any:
        made = sandbox.control("POST", "/sandbox/identities", {**WHO, "order_id": order_id})
        return confirm(client, made["receipt_id"], begun.token)

    return attack


def late(client: Any, sandbox: Sandbox, begun: Begun, receipt_id: str) -> Any:
    sandbox.advance(7200)
    fields = {**WHO, "order_id": begun.order_id}
    return confirm(client, sandbox.control("POST", "/sandbox/identities", fields)["receipt_id"], begun.token)


ATTACKS: list[tuple[Reason, int, bool, Attack]] = [
    ("bad_token", 400, False, lambda c, s, begun, r: confirm(c, r, begun.token[:-1])),
    ("bad_token", 400, False, lambda c, s, begun, r: confirm(c, r, None)),
    ("other_session", 403, False, lambda c, s, begun, r: confirm(c, r, begun.token, session="another")),
    ("other_purpose", 403, False, lambda c, s, begun, r: confirm(c, r, begun.token, purpose="회원 가입")),
    ("not_identity", 400, False, lambda c, s, begun, r: confirm(c, "../receipt/1", begun.token)),
    ("not_identity", 400, True, lambda c, s, begun, r: confirm(c, PAYMENT, begun.token)),
    ("not_finished", 409, True, lambda c, s, begun, r: confirm(c, NOBODY, begun.token)),
    ("other_order", 403, True, verified_for("somebody's")),
    ("expired", 410, True, late),
]


@both
@pytest.mark.parametrize(("reason", "status", "sent", "attack"), ATTACKS)
def test_what_is_not_to_be_believed_has_a_reason(
    make: Maker, reason: Reason, status: int, sent: bool, attack: Attack, sandbox: Sandbox
) -> None:
    client = client_of(make, sandbox)
    begun, receipt_id = begun_and_verified(client, sandbox)
    with pytest.raises(IdentityError) as caught:
        attack(client, sandbox, begun, receipt_id)
    error = caught.value
    assert (error.reason, error.http_status) == (reason, status)
    assert bool(sandbox.routes()) is sent
    assert all(error.customer_message(language) for language in ("ko", "en"))
    for text in (str(error), repr(error), error.customer_message(), error.customer_message("en")):
        assert not any(canary in text for canary in (*CANARIES, begun.token, SESSION, PRIVATE_KEY))
    # and what was not believed is not used up
    assert reason == "expired" or confirm(client, receipt_id, begun.token)


@both
@pytest.mark.parametrize(
    "sent", [None, 1, True, 1.5, float("inf"), ["x"], {"a": 1}, "\ud800", "\0", b"x", 10**40]
)
def test_whatever_a_browser_sends_is_an_attempt(make: Maker, sent: Any, sandbox: Sandbox) -> None:
    client = client_of(make, sandbox)
    begun, receipt_id = begun_and_verified(client, sandbox)
    for reason, arguments in (("not_identity", (sent, begun.token)), ("bad_token", (receipt_id, sent))):
        with pytest.raises(IdentityError) as caught:
            confirm(client, *arguments)
        assert caught.value.reason == reason
    assert sandbox.routes() == []


@both
@pytest.mark.parametrize("said", [-1, 0, 1, "OK", "", object()])
def test_a_store_says_true_or_false(make: Maker, said: Any, sandbox: Sandbox) -> None:
    client = client_of(make, sandbox)
    begun, receipt_id = begun_and_verified(client, sandbox)
    with pytest.raises(InvalidRequestError, match="must answer True or False, not"):
        confirm(client, receipt_id, begun.token, once=Store(lambda: said))


@both
@pytest.mark.parametrize("nothing", [None, object(), {"consume": 1}, {}])
def test_without_a_store_nothing_is_sent(make: Maker, nothing: Any, sandbox: Sandbox) -> None:
    client = client_of(make, sandbox)
    begun, receipt_id = begun_and_verified(client, sandbox)
    with pytest.raises(InvalidRequestError, match="once"):
        confirm(client, receipt_id, begun.token, once=nothing)
    assert sandbox.routes() == []


class Store:
    """One that notes how it is asked."""

    def __init__(self, answer: Callable[[], Any]) -> None:
        self.asked: list[tuple[str, int]] = []
        self._answer = answer

    def consume(self, order_id: str, seconds: int) -> Any:
        self.asked.append((order_id, seconds))
        return self._answer()


class DownError(Exception):
    pass


def down() -> bool:
    raise DownError


@both
def test_the_store_has_the_last_word(make: Maker, sandbox: Sandbox) -> None:
    client = client_of(make, sandbox)
    begun, receipt_id = begun_and_verified(client, sandbox)
    first, second, broken = Store(lambda: True), Store(lambda: None), Store(down)
    with pytest.raises(DownError):
        confirm(client, receipt_id, begun.token, once=broken)
    with pytest.raises(IdentityError) as caught:
        confirm(client, receipt_id, begun.token, once=second)
    assert caught.value.reason == "used"
    assert confirm(client, receipt_id, begun.token, once=first)
    for store in (first, second, broken):
        ((order_id, seconds),) = store.asked
        assert order_id == begun.order_id
        assert type(seconds) is int
        assert seconds > 600, "longer than the token lives"
    refused = Store(lambda: True)
    with pytest.raises(IdentityError):
        confirm(client, NOBODY, begun.token, once=refused)
    assert refused.asked == []


@both
def test_a_store_that_is_awaited_is_for_asyncio(make: Maker, sandbox: Sandbox) -> None:
    async def first() -> bool:
        await asyncio.sleep(0)
        return True

    async def too_late() -> bool:
        return False

    client = client_of(make, sandbox)
    begun, receipt_id = begun_and_verified(client, sandbox)
    if make is Bootpay:
        with pytest.raises(InvalidRequestError, match="AsyncBootpay"):
            confirm(client, receipt_id, begun.token, once=Store(first))
        return
    assert confirm(client, receipt_id, begun.token, once=Store(first))
    with pytest.raises(IdentityError) as caught:
        confirm(client, receipt_id, begun.token, once=Store(too_late))
    assert caught.value.reason == "used"


@both
def test_a_failure_of_the_network_uses_nothing_up(make: Maker, sandbox: Sandbox) -> None:
    client, once = client_of(make, sandbox), Memory()
    begun, receipt_id = begun_and_verified(client, sandbox)
    sandbox.fault("reset", "/certificate", times=1)
    with pytest.raises(APIConnectionError):
        confirm(client, receipt_id, begun.token, once=once)
    assert confirm(client, receipt_id, begun.token, once=once)


def test_a_token_is_good_for_every_client_of_the_project(client: Bootpay, sandbox: Sandbox) -> None:
    begun, receipt_id = begun_and_verified(client, sandbox)
    elsewhere = client_of(Bootpay, sandbox)
    assert confirm(elsewhere, receipt_id, begun.token)
    stranger = Bootpay(*sandbox.own_keys, base_url=sandbox.url)
    with pytest.raises(IdentityError) as caught:
        confirm(stranger, receipt_id, begun.token)
    assert caught.value.reason == "bad_token"


def test_a_person_has_what_was_sent(person: Person) -> None:
    assert person.birth is not None
    assert person.phone is not None
    assert person.di is not None
    assert person.ci is not None
    revealed = (person.name.reveal(), person.birth.reveal(), person.phone.reveal())
    assert revealed == ("카나리아", date(1990, 10, 4), "01000009876")
    assert (person.ci.reveal(), person.di.reveal()) == (WHO["unique"], WHO["di"])
    assert (person.gender, person.foreigner, person.carrier) == ("male", False, "SKT")
    assert person.tid
    assert person.birth_is_ambiguous is False
    assert person.verified_at is not None
    assert person.verified_at.utcoffset() == timedelta(hours=9)
    assert abs(person.verified_at - datetime.now(timezone.utc)) < timedelta(minutes=5)


def test_absent_is_not_empty(client: Bootpay, sandbox: Sandbox) -> None:
    absent = {"phone": None, "carrier": None, "foreigner": None, "unique": None, "birth": None}
    begun, receipt_id = begun_and_verified(client, sandbox, **absent, di="")
    person = confirm(client, receipt_id, begun.token)
    known = (person.phone, person.carrier, person.foreigner, person.ci, person.birth)
    assert known == (None, None, None, None, None)
    assert person.di.reveal() == ""
    assert not person.di
    assert (person.age(), person.year_age(), person.is_adult("guardian_consent")) == (None, None, False)


@pytest.mark.parametrize(
    ("birth", "read", "ambiguous"),
    [
        ("19901004", date(1990, 10, 4), False),
        ("901004", date(1990, 10, 4), False),
        ("040229", date(2004, 2, 29), True),
        ("000229", date(2000, 2, 29), False),
        ("2999-01-01", None, False),
    ],
)
def test_a_birth_date_is_a_date_however_it_is_written(
    birth: str, read: date | None, ambiguous: bool, client: Bootpay, sandbox: Sandbox
) -> None:
    begun, receipt_id = begun_and_verified(client, sandbox, birth=birth)
    person = confirm(client, receipt_id, begun.token)
    assert (person.birth and person.birth.reveal(), person.birth_is_ambiguous) == (read, ambiguous)


def test_the_law_is_asked_on_a_day_in_korea(client: Bootpay, sandbox: Sandbox) -> None:
    begun, receipt_id = begun_and_verified(client, sandbox, birth="2008-02-29")
    person = confirm(client, receipt_id, begun.token)
    for day, full, year, youth_protection, civil in (
        (date(2026, 12, 31), 18, 18, False, False),
        (date(2027, 1, 1), 18, 19, True, False),
        (date(2027, 2, 28), 18, 19, True, False),
        (date(2027, 3, 1), 19, 19, True, True),
    ):
        assert (person.age(day), person.year_age(on=day)) == (full, year)
        assert person.is_adult("youth_protection", on=day) is youth_protection
        assert person.is_adult("civil", day) is civil
    assert not person.is_adult("child_welfare", date(2026, 2, 28))
    assert not person.is_adult("guardian_consent", date(2022, 2, 28))
    today = datetime.now(timezone(timedelta(hours=9))).date()
    if today == datetime.now(timezone(timedelta(hours=9))).date():  # else midnight came between
        assert person.age() == person.age(today)
    with pytest.raises(InvalidRequestError, match="youth_protection, civil, child_welfare, guardian_consent"):
        person.is_adult("adult")
    for ask in (person.age, person.year_age, lambda on: person.is_adult("civil", on)):
        with pytest.raises(InvalidRequestError, match="Asia/Seoul"):
            ask(datetime(2027, 1, 1, tzinfo=timezone.utc))


def test_what_may_be_kept_says_nothing_of_the_person(person: Person) -> None:
    proof = person.minimal("youth_protection", on=date(2026, 11, 28))
    assert proof["adult"] is True
    assert (proof["law"], proof["on"]) == ("youth_protection", "2026-11-28")
    assert (proof["order_id"], proof["receipt_id"]) == (person.order_id, person.receipt_id)
    assert person.verified_at is not None
    assert (proof["tid"], proof["verified_at"]) == (person.tid, person.verified_at.isoformat())
    assert datetime.fromisoformat(proof["checked_at"].replace("Z", "+00:00")).tzinfo is not None
    assert proof.keys() == {
        *("law", "adult", "rule", "on", "checked_at", "order_id", "receipt_id", "tid", "verified_at")
    }
    kept = json.dumps(proof, ensure_ascii=False)
    assert not any(canary in kept for canary in CANARIES)
    assert not person.minimal("civil", on=date(2000, 1, 1))["adult"]


def test_a_hash_finds_a_person_again_and_nobody_else(client: Bootpay, sandbox: Sandbox) -> None:
    def member(**who: Any) -> Person:
        begun, receipt_id = begun_and_verified(client, sandbox, **who)
        return confirm(client, receipt_id, begun.token)  # type: ignore[no-any-return]

    before = member()
    assert before.ci is not None
    assert before.di is not None
    assert before.phone is not None
    kept = {"ci": before.ci.hmac(KEY), "di": before.di.hmac(NEXT_KEY, 2), "phone": before.phone.hmac(KEY)}
    assert kept["ci"].startswith("1:")
    assert kept["di"].startswith("2:")
    assert not any(canary in text for text in kept.values() for canary in CANARIES)
    keys: HashKeys = {1: KEY, 2: NEXT_KEY}
    other = base64.b64encode(bytes(64)).decode()
    for who, by in (
        ({}, "ci"),
        ({"unique": CI_TEXT.replace("+", " ").rstrip("="), "di": None}, "ci"),
        ({"unique": other}, "di"),
        ({"unique": None, "di": None}, "phone"),
        ({"unique": other, "di": "D" * 64}, "phone"),
        ({"unique": other, "di": "D" * 64, "phone": "01000001111"}, None),
        ({"unique": "", "di": "", "phone": ""}, None),
    ):
        assert member(**who).matched_by(kept, keys) == by, who
    assert before.matched_by({"ci": None}, keys) is None
    assert before.matched_by({"ci": kept["ci"]}, KEY) == "ci", "one key is version 1"

    assert before.ci.matches(kept["ci"], keys)
    assert before.ci.matches(kept["ci"], KEY)
    assert not before.ci.matches(kept["ci"], {2: KEY})
    assert not before.ci.matches(kept["di"], keys)
    for nothing in (None, "", "1:", "nonsense"):
        assert not before.ci.matches(nothing, keys)
    with pytest.raises(InvalidRequestError, match="16"):
        before.ci.hmac("short")
    for wrong in (None, "half a character \ud800"):
        with pytest.raises(InvalidRequestError, match="bytes or text") as refused:
            before.ci.hmac(wrong)  # type: ignore[arg-type]
        assert refused.value.__context__ is None
        assert "half a character \ud800" not in str(refused.value)
    for empty in (CI("", "CI(…)"), CI("damaged", "CI(…)"), PhoneNumber("", "")):
        with pytest.raises(InvalidRequestError) as caught:
            empty.hmac(KEY)
        assert "damaged" not in str(caught.value)


def test_a_person_is_printed_masked_everywhere(person: Person) -> None:
    private = [person.name, person.birth, person.phone, person.ci, person.di]
    for value in (person, [person], {"person": person}, *private):
        texts = [printer(value) for printer in PRINTERS]
        assert not any(canary in text for canary in CANARIES for text in texts), texts
    masked = ["카**아", "1990-**-**", "010-****-9876", "CI(…)", "DI(…)"]
    assert [str(value) for value in private] == masked
    assert f"{person.name:>6}|" == "  카**아|"
    assert [repr(value) for value in private] == [
        "PersonName('카**아')",
        "BirthDate('1990-**-**')",
        "PhoneNumber('010-****-9876')",
        "CI(…)",
        "DI(…)",
    ]
    assert "PersonName('카**아')" in repr(person)
    assert "male" not in repr(person)


def test_a_person_gets_into_no_file_and_no_answer_by_accident(person: Person) -> None:
    private = [person.name, person.birth, person.phone, person.ci, person.di]
    for value in (person, *private):
        refused: list[Callable[[Any], object]] = [
            json.dumps,
            pickle.dumps,
            copy.copy,
            copy.deepcopy,
            vars,
            dict,
            lambda value: dataclasses.asdict(value),
            lambda value: json.dumps(value, default=vars),
        ]
        for write in refused:
            if value is person and write is copy.copy:
                continue  # the copy is as closed as the person is
            with pytest.raises(TypeError):
                write(value)
    text = json.dumps({"person": person, "name": person.name, "ci": person.ci}, default=str)
    assert not any(canary in text for canary in CANARIES)
    with pytest.raises(dataclasses.FrozenInstanceError):
        person.name = person.name  # type: ignore[misc]


def test_private_values_are_compared_as_values(client: Bootpay, sandbox: Sandbox) -> None:
    people = []
    for _ in range(2):
        begun, receipt_id = begun_and_verified(client, sandbox)
        people.append(confirm(client, receipt_id, begun.token))
    one, other = people
    for name in ("name", "birth", "phone", "ci", "di"):
        assert getattr(one, name) == getattr(other, name)
        assert getattr(one, name) == getattr(one, name).reveal()
        assert hash(getattr(one, name)) == hash(getattr(other, name))
    assert one.name != "카나리오"
    assert one.ci != one.di
    assert PhoneNumber("x", "*") != CI("x", "CI(…)")
    assert one != other, "another receipt"


@both
def test_nothing_of_a_call_that_fails_is_in_its_frames(make: Maker, sandbox: Sandbox) -> None:
    client = client_of(make, sandbox)
    begun, receipt_id = begun_and_verified(client, sandbox)
    calls: list[Callable[[], object]] = [
        lambda: client.identity.begin(purpose="", session="CANARY"),
        lambda: confirm(client, receipt_id, begun.token, session="CANARY"),
        lambda: confirm(client, receipt_id, begun.token, once=Store(down)),
        lambda: confirm(client, NOBODY, begun.token),
        lambda: CI("CANARY", "CI(…)").hmac("CANARY key"),
        lambda: CI("CANARY", "CI(…)").matches("CANARY", "CANARY"),
    ]
    for call in calls:
        error = raised_by(call)
        assert_empty(error)
        assert not any(begun.token in text for text in locals_below_the_test(error).values())


def test_what_a_template_shows_is_masked(person: Person) -> None:
    import jinja2

    buffer = io.StringIO()
    print(person, person.name, file=buffer)
    template = jinja2.Environment(autoescape=True).from_string("{{ person.name }} {{ person.phone }}")
    assert template.render(person=person) == "카**아 010-****-9876"
    assert not any(canary in buffer.getvalue() for canary in CANARIES)
