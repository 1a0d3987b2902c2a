"""Both clients, called in the same way: what one does, the other does too."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable
from typing import Any

from bootpay import AsyncBootpay, Bootpay
from bootpay.once import Memory


class OneByOne:
    """An `AsyncBootpay` that is used as a `Bootpay`: each call in an event loop of its own."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        vars(self)["client"] = AsyncBootpay(*arguments, **named)

    def with_options(self, **options: Any) -> OneByOne:
        other = object.__new__(OneByOne)
        vars(other)["client"] = self.client.with_options(**options)
        return other

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self.client, name, value)

    def __getattr__(self, name: str) -> Any:
        member = getattr(self.client, name)
        if not inspect.iscoroutinefunction(member):
            return member

        @functools.wraps(member)
        def call(*arguments: Any, **named: Any) -> Any:
            return asyncio.run(member(*arguments, **named))

        return call


Maker = Callable[..., Any]
BOTH: list[Maker] = [Bootpay, OneByOne]
IDS = ["Bootpay", "AsyncBootpay"]


def confirmed(client: Any, *arguments: Any, **named: Any) -> Any:
    """An identity, by whichever client; with a store of its own unless one is given."""
    person = client.identity.confirm(*arguments, **{"once": Memory(), **named})
    return asyncio.run(person) if inspect.iscoroutine(person) else person
