"""The filter for logs, as a program configures it."""

from __future__ import annotations

import base64
import collections
import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from servers import Sandbox

from bootpay import Bootpay
from bootpay.logs import PersonalDataFilter

CI = base64.b64encode(bytes(range(186, 250))).decode()
NAME, PHONE = "카나리아", "01000009876"


class AsJson(logging.Formatter):
    """As structured logs are written: the message, and what stood in `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps({"message": record.getMessage(), **vars(record)}, default=str, ensure_ascii=False)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    out = io.StringIO()
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": AsJson}},
            "filters": {"personal": {"()": "bootpay.logs.PersonalDataFilter", "names": ["Resident_Name"]}},
            "handlers": {
                "out": {
                    "class": "logging.StreamHandler",
                    "stream": out,
                    "filters": ["personal"],
                    "formatter": "json",
                }
            },
            "loggers": {"shop": {"level": "DEBUG", "handlers": ["out"], "propagate": False}},
        }
    )
    yield out
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, "loggers": {"shop": {}}})


log = logging.getLogger("shop.orders")


def test_values_are_hidden_under_the_names_of_personal_fields(written: io.StringIO) -> None:
    member = {"order_id": "o-1", "username": NAME, "more": [{"Phone": PHONE, "di": {"a": NAME}}, ("kept",)]}
    log.info("verified %(order_id)s: %(username)s %(more)s", member)
    log.info("verified: %s of %s", member, [member])
    log.info("extra", extra={"person": member, "username": NAME, "resident_name": NAME, "n": 1})
    text = written.getvalue()
    assert NAME not in text
    assert PHONE not in text
    assert text.count("[redacted]") >= 10
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[0]["message"].startswith("verified o-1: [redacted] [{'Phone': '[redacted]'")
    assert "('kept',)" in lines[0]["message"]
    extra = lines[2]
    assert (extra["username"], extra["resident_name"], extra["n"]) == ("[redacted]", "[redacted]", 1)
    assert extra["person"]["order_id"] == "o-1"
    assert member["username"] == NAME, "the program's own dict is left as it is"


def test_an_answer_shows_no_more_than_without_the_filter(
    written: io.StringIO, client: Bootpay, sandbox: Sandbox
) -> None:
    made = sandbox.control("POST", "/sandbox/identities", {})
    answer: Any = client.certificate(made["receipt_id"])
    answer["data"]["certificate"]["new_field"] = NAME
    assert NAME not in repr(answer)
    log.info("%s", answer)
    log.info("extra", extra={"answer": answer})
    text = written.getvalue()
    assert NAME not in text
    assert text.count(made["receipt_id"]) > 1


class RefusedError(Exception):
    pass


Row = collections.namedtuple("Row", ["order_id", "phone"])


def test_a_ci_is_hidden_wherever_it_stands(written: io.StringIO) -> None:
    encoded = CI.replace("+", "%2B").replace("/", "%2f").replace("=", "%3D")
    log.info(f"in the text: {CI}.")
    log.info("in an argument: %s", f"unique={CI}&next=1")
    log.info("in a URL: %s", f"/members?unique={encoded}")
    log.info("after a long one: %s", "A" * 1_000_000 + CI)
    log.info("twice: %s", f"{CI}{encoded}a == b")
    log.info("in a list: %s", [f"{CI}"])
    log.info("in an error: %s", RefusedError(CI))
    log.info("in extra", extra={"note": f"ci {CI}"})
    log.info("in a row: %s", Row("o-2", PHONE))
    text = written.getvalue()
    for secret in (CI, CI[4:40], encoded[4:40], PHONE):
        assert secret not in text
    messages = [json.loads(line)["message"] for line in text.splitlines()]
    assert messages[0] == "in the text: [redacted]."
    assert messages[1] == "in an argument: unique=[redacted]&next=1"
    assert messages[3].endswith("AAAA[redacted]")
    assert messages[4] == "twice: [redacted][redacted]a == b"
    assert "o-2" in messages[8]


def test_what_says_nothing_of_anybody_is_left_as_it_is(written: io.StringIO) -> None:
    digest = "a" * 64
    log.warning("%s paid %d won, %.1f%%, %s", "o-1", 3000, 99.5, digest)
    log.warning("no arguments: 100%")
    log.warning("%s", None)
    messages = [json.loads(line)["message"] for line in written.getvalue().splitlines()]
    assert messages == [f"o-1 paid 3000 won, 99.5%, {digest}", "no arguments: 100%", "None"]


def test_nothing_that_is_logged_breaks_the_program(
    written: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    circle: dict[str, Any] = {"username": NAME}
    circle["again"] = circle
    log.info("%s", circle)
    assert NAME not in written.getvalue()
    # as without the filter: the handler says so, and the program goes on
    logging.getLogger("shop").handlers[0].handle(
        logging.makeLogRecord({"msg": "too %s %s", "args": ("few",)})
    )
    assert "not enough arguments" in capsys.readouterr().err


def test_a_filter_is_made_without_a_client() -> None:
    record = logging.makeLogRecord({"msg": "m", "args": ({"birth": "1990-10-04"},)})
    assert PersonalDataFilter().filter(record)
    assert record.args == ({"birth": "[redacted]"},)
