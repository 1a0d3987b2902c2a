"""A filter for `logging` that lets nobody's personal data by. For a configuration as a dict::

LOGGING = {
    "version": 1,
    "filters": {"personal": {"()": "bootpay.logs.PersonalDataFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["personal"]}},
    "root": {"handlers": ["console"]},
}
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from bootpay import _native
from bootpay._unprinted import Unprinted

__all__ = ["PersonalDataFilter"]

HIDDEN = "[redacted]"
_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# 64 bytes in base64, also as a URL writes them. The end is looked for first: in a long text in base64 every
# letter could begin one.
_END_OF_CI = re.compile(r"(?<=[A-Za-z0-9+/])(?:==|%3D%3D)", re.IGNORECASE)
_BEFORE_THE_END = re.compile(r"(?:[A-Za-z0-9+/]|%2B|%2F){86}\Z", re.IGNORECASE)
_DEEPEST = 20


class PersonalDataFilter(logging.Filter):
    """Hides what says who somebody is: in the dicts that a message is given and in ``extra``, at any depth,
    the values of the names that the API has for it (``username``, ``phone``, ``birth``, ``unique``, ``di``
    …); and whatever looks like a CI, in the message too. What the program itself holds is left as it is.

    It belongs to a handler: a filter of a logger does not see what the loggers below it say. A name or a
    number that stands in a sentence cannot be told from other words, and the text of an exception is not
    looked at: log ids.

    Args:
        names: More names to hide, such as those of your own columns.

    Example::

        import logging
        from bootpay.logs import PersonalDataFilter

        handler = logging.StreamHandler()
        handler.addFilter(PersonalDataFilter(names=["resident_name"]))
        logging.getLogger().addHandler(handler)
        log.warning("verified: %s", {"order_id": "o-1", "phone": "01012345678"})  # 'phone': '[redacted]'
    """

    def __init__(self, *, names: Iterable[str] = ()) -> None:
        super().__init__()
        known: list[str] = json.loads(_native.identity("personal_fields", "{}"))["fields"]
        self._names = frozenset(name.lower() for name in (*known, *names))

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record by, without what it hides."""
        for name, value in vars(record).items():
            if name not in _OF_EVERY_RECORD:
                setattr(record, name, HIDDEN if name.lower() in self._names else self._without(value))
        record.msg = self._without(record.msg)
        record.args = self._without(record.args)
        with suppress(Exception):  # what cannot be formatted, the handler reports
            self._look_into(record)
        return True

    def _look_into(self, record: logging.LogRecord) -> None:
        """What an argument of a type of its own, such as an error, says in the message."""
        message = record.getMessage()
        shown = _without_ci(message)
        if shown is not message:
            record.msg, record.args = shown, ()

    def _without(self, value: Any, depth: int = 0) -> Any:
        if isinstance(value, str):
            return _without_ci(value)
        if not isinstance(value, (Mapping, list, tuple)):
            return value
        if depth == _DEEPEST:
            return HIDDEN
        if isinstance(value, Unprinted):  # fields that have no name in the list are masked too
            value = value.masked()
        if hasattr(value, "_asdict"):  # a named tuple
            return self._without(value._asdict(), depth)
        if isinstance(value, Mapping):
            return {
                name: HIDDEN if str(name).lower() in self._names else self._without(member, depth + 1)
                for name, member in value.items()
            }
        members = [self._without(member, depth + 1) for member in value]
        return tuple(members) if isinstance(value, tuple) else members


def _without_ci(text: str) -> str:
    """Without the CIs in it; the text itself, if it has none."""
    parts: list[str] = []
    at = 0
    for end in _END_OF_CI.finditer(text):
        before = _BEFORE_THE_END.search(text, max(at, end.start() - len("%2B") * 86), end.start())
        if before:
            parts += text[at : before.start()], HIDDEN
            at = end.end()
    return "".join((*parts, text[at:])) if parts else text
