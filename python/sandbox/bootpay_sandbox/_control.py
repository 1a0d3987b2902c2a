"""The control routes of a sandbox, for one of its projects."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from http.client import HTTPException
from typing import Any

# A proxy that the environment names cannot reach this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

#: How many seconds a control call may take, and the program to end once it was told to.
PATIENCE = 30.0


class SandboxError(Exception):
    """The sandbox did not start, is not there any more, or refused a control call."""

    __module__ = "bootpay_sandbox"  # what a report of a failed test should name


class Control:
    """Calls the control routes at an address. ``project`` is the REST id of the one that is meant; without
    it the first is."""

    def __init__(self, url: str, project: str | None = None) -> None:
        self.url: str = url.rstrip("/")
        self._query = "" if project is None else "?" + urllib.parse.urlencode({"project": project})

    def get(self, route: str) -> Any:
        return self._call("GET", route)

    def post(self, route: str, fields: Mapping[str, Any] | None = None) -> Any:
        return self._call("POST", route, fields)

    def delete(self, route: str) -> Any:
        return self._call("DELETE", route)

    def _call(self, method: str, route: str, fields: Mapping[str, Any] | None = None) -> Any:
        with _explained(method, route, self.url), self._open(method, route, fields) as answer:
            return json.load(answer)

    def _open(self, method: str, route: str, fields: Mapping[str, Any] | None = None) -> Any:
        data = None if fields is None else json.dumps(fields, default=_as_json).encode()
        headers = {"Content-Type": "application/json"}
        url = self.url + route + self._query
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310
        return _direct.open(request, timeout=PATIENCE)


@contextmanager
def _explained(method: str, route: str, url: str) -> Iterator[None]:
    """Says which call failed, and why."""
    try:
        yield
    except urllib.error.HTTPError as error:
        with error:
            text = error.read().decode(errors="replace")
        with suppress(ValueError, KeyError, TypeError):
            text = json.loads(text)["error"]
        raise SandboxError(f"{method} {route}: {text}") from None
    except OSError as error:
        raise SandboxError(f"{method} {route}: the sandbox at {url} does not answer: {error}") from error
    except (ValueError, HTTPException) as error:  # no address, no HTTP, or no JSON
        raise SandboxError(f"{method} {route}: no sandbox answers at {url}") from error


def _as_json(value: object) -> object:
    """Whole seconds of a ``timedelta``, and a ``date`` as ``1990-10-04``."""
    if isinstance(value, timedelta):
        return value // timedelta(seconds=1)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a control route takes no {type(value).__name__}")
