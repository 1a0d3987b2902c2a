"""The parts of an answer that say who somebody is print masked.

Error reporters, debuggers and logs print whatever they find, and these parts hold names, phones, CI and DI.
They are dicts like any other all the same: compared, written as JSON, copied and pickled with all that they
hold.
"""

from __future__ import annotations

import json
from typing import Any

from bootpay import _native

_PARTS = ("certificate", "payment_data")


class Unprinted(dict[str, Any]):
    """One of these parts. Whoever prints it, or what it stands in, gets what the core shows of it; nothing is
    masked before somebody prints."""

    __slots__ = ("_part",)
    _part: str

    def masked(self) -> Any:
        """What the core shows of it."""
        # `default` and `skipkeys`: whatever the caller has put in since, a `repr` must not raise.
        part = json.dumps({self._part: self}, default=str, skipkeys=True)
        return json.loads(_native.identity("masked", part))[self._part]

    def __repr__(self) -> str:
        return repr(self.masked())

    # Sentry walks mappings by itself, unless it is told not to.
    def __sentry_repr__(self) -> str:
        return repr(self)


def unprinted(fields: dict[str, Any]) -> dict[str, Any]:
    """The answer's own dicts, in which these parts print masked."""
    data = fields.get("data")
    if isinstance(data, dict):
        for name in _PARTS:
            if isinstance(data.get(name), dict):
                part = data[name] = Unprinted(data[name])
                part._part = name
    return fields
