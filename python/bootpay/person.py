"""Who was verified, and what may be asked of them.

What says who somebody is prints masked, wherever it is printed, and is given by ``reveal()`` where it is
needed; so it gets into no log, no error report and no JSON by accident. What is ``None`` was not sent,
because it is not enabled at the verification company; that is not the same as empty.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Generic, Literal, NoReturn, TypedDict, TypeVar, cast

from bootpay import _native
from bootpay._frames import private_frames
from bootpay._reply import told
from bootpay._wire import to_json
from bootpay.errors import InvalidRequestError

__all__ = [
    "CI",
    "DI",
    "BirthDate",
    "HashKeys",
    "Law",
    "Person",
    "PersonName",
    "PhoneNumber",
    "Private",
    "Proof",
]

Value = TypeVar("Value")

Law = Literal["youth_protection", "civil", "child_welfare", "guardian_consent"]
"""A Korean law that asks for an age.

====================  =====================================================================================
law                   met by
====================  =====================================================================================
``youth_protection``  whoever turns 19 this year or did before (연 나이 19): 청소년 보호법, for alcohol,
                      tobacco and harmful media; the laws on games, films and music refer to it
``civil``             whoever is 19 (만 19세): 민법, for contracts
``child_welfare``     whoever is 18 (만 18세): 아동복지법
``guardian_consent``  whoever is 14 (만 14세): 개인정보 보호법, from when on no guardian has to consent
====================  =====================================================================================

Ages are those of the calendar in Korea, whatever the server's zone. This is not legal advice."""

HashKeys = Mapping[int, str | bytes] | str | bytes
"""Keys of hashes by their version; or one key, whose version is 1. Text counts as UTF-8."""


class Proof(TypedDict):
    """What may be kept when only the age was needed: :meth:`Person.minimal`."""

    law: Law
    adult: bool
    """``True`` stays true; ``False`` is not to be kept for longer than the day."""
    rule: str
    """The rule that was applied, with its article."""
    on: str
    """The day in Korea for which it was applied, ``YYYY-MM-DD``."""
    checked_at: str
    """When that was, in UTC."""
    order_id: str
    receipt_id: str
    tid: str | None
    """The verification company's transaction id, for disputes."""
    verified_at: str | None
    """When the person was verified, with the offset of Korea."""


@private_frames
class Private(Generic[Value]):
    """A value that says who somebody is. ``str()``, ``repr()``, f-strings, templates, error reporters and
    debuggers show it masked; JSON, pickle and copies of it are refused. Equal are values that are the same,
    also to the plain value.

    Example::

        from bootpay import Person

        def welcome(person: Person) -> str:
            print(person.name)  # 김*용
            return f"{person.name.reveal()}님, 환영합니다."
    """

    __slots__ = ("_masked", "_value")

    def __init__(self, value: Value, masked: str) -> None:
        self._value = value
        self._masked = masked

    def reveal(self) -> Value:
        """The value itself. It may be empty, if it was sent like that."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Private):
            return type(self) is type(other) and bool(self._value == other._value)
        return bool(self._value == other)

    def __hash__(self) -> int:
        return hash(self._value)

    def __str__(self) -> str:
        return self._masked

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._masked!r})"

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"a {type(self).__name__} does not belong in a pickle or a copy, which would show it: "
            "reveal() it where it is needed"
        )


class PersonName(Private[str]):
    """A real name; foreigners have Latin ones, with spaces. Prints as ``김*용``."""

    __slots__ = ()


class BirthDate(Private[date]):
    """A birth date; ``reveal()`` gives a ``datetime.date``. Prints as ``1990-**-**``."""

    __slots__ = ()


@private_frames
class _Hashed(Private[str]):
    """What may be kept as a keyed hash, to be found and compared without being kept."""

    __slots__ = ()
    _what: ClassVar[str]

    def hmac(self, key: str | bytes, version: int = 1) -> str:
        """The keyed hash (HMAC-SHA-256) to keep and to look up in place of the value: ``1:…``, the key's
        version before it. The same value gives the same hash in every language of this library, and whatever
        a form or a URL did to a CI.

        Args:
            key: At least 16 bytes, from where the database is not; text counts as UTF-8. Whoever has both can
                try phone numbers out.
            version: The key's version, a whole number from 1 on. Default: 1.

        Raises:
            InvalidRequestError: The value is empty or damaged, or the key is too short.

        Example::

            import os
            from bootpay import Person

            def hash_to_keep(person: Person) -> str | None:
                return person.ci.hmac(os.environ["CI_KEY"]) if person.ci else None
        """
        fields = {"what": self._what, "value": self._value, "key": _base64(key), "version": version}
        hashed: str = _asked("hmac", fields)["hash"]
        return hashed

    def matches(self, stored: str | None, keys: HashKeys) -> bool:
        """Whether a hash that was kept is of this value, by whichever of the keys; compared in constant time.

        Args:
            stored: What :meth:`hmac` gave once. ``None``, empty text and a malformed hash match nothing.
            keys: All keys that hashes were kept with; see :data:`HashKeys`.

        Raises:
            InvalidRequestError: A key is too short.

        Example::

            import os
            from bootpay import Person

            def is_member(person: Person, kept: str | None) -> bool:
                keys = {1: os.environ["CI_KEY"], 2: os.environ["NEXT_CI_KEY"]}
                return person.ci is not None and person.ci.matches(kept, keys)
        """
        fields = {"what": self._what, "value": self._value, "stored": stored, "keys": _keys(keys)}
        return bool(_asked("matches", fields)["matches"])


class PhoneNumber(_Hashed):
    """A verified phone number. Numbers are given to new people: it is nobody's key. Prints as
    ``010-****-1234``."""

    __slots__ = ()
    _what = "phone"


class CI(_Hashed):
    """CI (연계정보): the same for this person at every merchant. Prints as ``CI(…)``."""

    __slots__ = ()
    _what = "ci"

    def __repr__(self) -> str:
        return self._masked


class DI(_Hashed):
    """DI (중복가입확인정보): the same for this person at this merchant. Prints as ``DI(…)``."""

    __slots__ = ()
    _what = "di"

    def __repr__(self) -> str:
        return self._masked


@private_frames
@dataclass(frozen=True, slots=True)
class Person:
    """A person who may be believed: verified for the session and the purpose that asked, just now, once.
    :meth:`bootpay.identity.Identity.confirm` gives it.

    Printed it is masked. It goes into no JSON and no pickle: take out what is needed, and keep no more than
    that (:meth:`minimal`).
    """

    name: PersonName
    """The real name."""
    birth: BirthDate | None
    """The birth date; ``None`` if it was not sent or cannot be read. Of six digits that fit two centuries it
    is the later one: :attr:`birth_is_ambiguous`."""
    gender: str | None = field(repr=False)
    """The registered sex: ``male`` or ``female``; else as the verification company wrote it."""
    phone: PhoneNumber | None
    """The number that was verified."""
    carrier: str | None = field(repr=False)
    """The mobile carrier, as the verification company wrote it."""
    foreigner: bool | None = field(repr=False)
    """Whether the person is a foreigner. ``None`` says nothing about it."""
    ci: CI | None
    """CI (연계정보), the same at every merchant."""
    di: DI | None
    """DI (중복가입확인정보), another one at every merchant."""
    verified_at: datetime | None
    """When the person was verified, with the offset of Korea; ``None`` if the answer does not say."""
    order_id: str
    """The order id that the verification was begun with."""
    receipt_id: str
    """The receipt that proves it."""
    purpose: str
    """Why the person was verified, as ``begin`` was told."""
    tid: str | None = field(repr=False)
    """The verification company's transaction id, for disputes."""
    birth_is_ambiguous: bool = field(repr=False)
    """Whether the birth date came in six digits that fit two centuries: somebody of 100 years or more counts
    as a child then, and has to be looked at by hand."""

    def age(self, on: date | None = None) -> int | None:
        """만 나이, the years that are complete; ``None`` if the birth date is not known.

        Args:
            on: The day in Korea. Default: today there.

        Raises:
            InvalidRequestError: ``on`` is a datetime: which day that is depends on the zone.
        """
        return self._age("age", on)

    def year_age(self, on: date | None = None) -> int | None:
        """연 나이, the year less the year of birth; ``None`` if the birth date is not known.

        Args:
            on: The day in Korea. Default: today there.

        Raises:
            InvalidRequestError: ``on`` is a datetime: which day that is depends on the zone.
        """
        return self._age("year_age", on)

    def is_adult(self, law: Law, on: date | None = None) -> bool:
        """Whether the person has the age that this law asks for; ``False`` also if the birth date is not
        known. Ask when something is sold, and not when the person was verified.

        Args:
            law: Which law; see :data:`Law`.
            on: The day in Korea. Default: today there.

        Raises:
            InvalidRequestError: The law is unknown, or ``on`` is a datetime.
        """
        return bool(_asked("is_adult", {"birth": self._birth(), "law": law, "on": _day(on)})["adult"])

    def minimal(self, law: Law, on: date | None = None) -> Proof:
        """What may be kept when only the age was needed: that it was asked and answered, and how to find the
        verification again. Plain values, for a JSON column.

        Args:
            law: Which law; see :data:`Law`.
            on: The day in Korea. Default: today there.

        Raises:
            InvalidRequestError: The law is unknown, or ``on`` is a datetime.
        """
        proves = ("order_id", "receipt_id", "purpose", "tid", "birth_is_ambiguous")
        person: dict[str, object] = {name: getattr(self, name) for name in proves}
        person |= {"name": self.name.reveal(), "birth": self._birth()}
        if self.verified_at is not None:
            person["verified_at"] = self.verified_at.isoformat()
        return cast("Proof", _asked("minimal", {"person": person, "law": law, "on": _day(on)}))

    def matched_by(
        self, stored: Mapping[str, str | None], keys: HashKeys
    ) -> Literal["ci", "di", "phone"] | None:
        """By which of the hashes that were kept of somebody this is the same person, the strongest first;
        ``None`` if by none. ``phone`` alone says: the same number, and somebody else's CI; numbers are given
        to new people.

        Args:
            stored: The hashes (:meth:`CI.hmac`) that were kept of one member: ``ci``, ``di``, ``phone``, or
                some of them.
            keys: All keys that hashes were kept with; see :data:`HashKeys`.

        Raises:
            InvalidRequestError: A key is too short.
        """
        own = {each._what: each.reveal() for each in (self.ci, self.di, self.phone) if each is not None}
        by: Literal["ci", "di", "phone"] | None
        by = _asked("matched_by", {**own, "stored": stored, "keys": _keys(keys)})["by"]
        return by

    def _age(self, kind: str, on: date | None) -> int | None:
        age: int | None = _asked("ages", {"birth": self._birth(), "on": _day(on)})[kind]
        return age

    def _birth(self) -> str | None:
        return None if self.birth is None else self.birth.reveal().isoformat()


def person_of(answer: dict[str, Any]) -> Person:
    """The person whom the core describes. Used by this package itself."""
    masked = answer["masked"]
    birth, phone, ci, di, verified_at = (
        answer[name] for name in ("birth", "phone", "ci", "di", "verified_at")
    )
    return Person(
        name=PersonName(answer["name"], masked["name"]),
        birth=None if birth is None else BirthDate(date.fromisoformat(birth), masked["birth"]),
        gender=answer["gender"],
        phone=None if phone is None else PhoneNumber(phone, masked["phone"]),
        carrier=answer["carrier"],
        foreigner=answer["foreigner"],
        ci=None if ci is None else CI(ci, "CI(…)"),
        di=None if di is None else DI(di, "DI(…)"),
        verified_at=None if verified_at is None else datetime.fromisoformat(verified_at),
        order_id=answer["order_id"],
        receipt_id=answer["receipt_id"],
        purpose=answer["purpose"],
        tid=answer["tid"],
        birth_is_ambiguous=answer["birth_is_ambiguous"],
    )


def _asked(verb: str, fields: Mapping[str, object]) -> dict[str, Any]:
    return told(_native.identity, verb, to_json(fields, InvalidRequestError))


def _day(on: date | None) -> str | None:
    if isinstance(on, datetime):
        raise InvalidRequestError(
            "on: a datetime is another day in another zone; give the day in Korea, such as "
            "moment.astimezone(ZoneInfo('Asia/Seoul')).date()"
        )
    return on.isoformat() if isinstance(on, date) else on


def _keys(keys: HashKeys) -> list[dict[str, object]]:
    by_version = keys if isinstance(keys, Mapping) else {1: keys}
    return [{"version": version, "key": _base64(key)} for version, key in by_version.items()]


def _base64(key: object) -> str:
    data = key
    if isinstance(key, str):
        with suppress(UnicodeEncodeError):  # that error would take the key along
            data = key.encode()
    if isinstance(data, (bytes, bytearray, memoryview)):
        return base64.b64encode(data).decode()
    what = "text with half a character in it" if isinstance(data, str) else type(data).__name__
    raise InvalidRequestError(f"key: expected bytes or text, not {what}")
