"""The examples of the documentation: of the docstrings and of the READMEs.

Run as a program, it writes each into a file of the given folder, as something that type checkers can read.
"""

from __future__ import annotations

import doctest
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bootpay
from bootpay import Answer, AsyncBootpay, Bootpay, BootpayError
from bootpay.errors import IdentityError
from bootpay.identity import AsyncIdentity, Identity
from bootpay.logs import PersonalDataFilter
from bootpay.person import CI, Private
from bootpay.webhooks import AsyncWebhooks, Webhooks

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = ("python/README.md", "docs/webhooks.md")
CLASSES: list[type] = [Bootpay, AsyncBootpay, Webhooks, AsyncWebhooks, Identity, AsyncIdentity, Answer]

# What stands around an example: the client, and what a web framework or the shop's books have.
AROUND = """
import logging
from bootpay import AsyncBootpay, Bootpay

client = {client}()
bootpay = Bootpay()
log = logging.getLogger()
receipt_id = "5df6e67d4f74b4002a77e0eb"
body, content_type, peer = b"", "application/json", "223.130.82.4"

"""


def public(cls: type) -> dict[str, Any]:
    return {
        name: member
        for name, member in inspect.getmembers(cls)
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property))
    }


def examples_in(text: str) -> list[str]:
    blocks = re.findall(r"Example::\n\n((?:(?: {4}.*)?\n)+)", inspect.cleandoc(text) + "\n")
    return [textwrap.dedent(block) for block in blocks]


def blocks_of(page: str) -> list[str]:
    """Without the tests that a page shows: whoever writes tests seldom writes types."""
    return re.findall(
        r"```python\n(?!# test_)(.*?)```", (REPOSITORY / page).read_text(encoding="utf-8"), re.DOTALL
    )


def is_awaited(member: object) -> bool:
    return inspect.iscoroutinefunction(member) or member is AsyncBootpay.webhook


def files() -> Iterator[tuple[str, str]]:
    """A name, and what is in the file."""
    members = [(f"{cls.__name__}_{name}", member) for cls in CLASSES for name, member in public(cls).items()]
    alone: list[Any] = [BootpayError, IdentityError, Answer, PersonalDataFilter, Private]
    alone += [Bootpay, AsyncBootpay, CI.hmac, CI.matches]
    members += [(one.__qualname__.replace(".", "_"), one) for one in alone]
    for name, member in members:
        around = AROUND.format(client="AsyncBootpay" if name.startswith("Async") else "Bootpay")
        for at, example in enumerate(examples_in(inspect.getdoc(member) or "")):
            if is_awaited(member):
                example = f"async def example() -> None:\n{textwrap.indent(example, '    ')}"
            yield f"{name}_{at}", around + example
    for module in (bootpay, bootpay.bankcode):
        lines = doctest.DocTestParser().get_examples(module.__doc__ or "")
        yield module.__name__.replace(".", "_"), "".join(line.source for line in lines)
    for page in PAGES:
        for at, block in enumerate(blocks_of(page)):
            yield re.sub(r"\W", "_", page) + f"_{at}", AROUND.format(client="Bootpay") + block


def main(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, text in files():
        (folder / f"example_{name}.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
