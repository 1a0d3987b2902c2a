"""What a sandbox saw, as text for a test that failed: no body, no query, no key."""

from __future__ import annotations

from typing import Any

from ._control import SandboxError
from ._sandbox import Sandbox

#: Of more requests the newest are shown.
_MOST_REQUESTS = 40
#: What the sandbox has in the place of a status.
_WITHOUT_STATUS = {None: "no answer", 0: "connection broken"}


def seen(sandbox: Sandbox) -> str:
    """One line a request, a fault and a misuse, and the error if the sandbox does not answer."""
    try:
        requests, misuses = sandbox.requests(), sandbox.misuses()
        faults = sandbox._control.get("/sandbox/faults")
    except SandboxError as error:
        return str(error)
    lines = [_request(request) for request in requests[-_MOST_REQUESTS:]]
    if not requests:
        lines = ["no request came: does the client have the address and the keys of this sandbox?"]
    elif len(requests) > _MOST_REQUESTS:
        lines.insert(0, f"{len(requests) - _MOST_REQUESTS} requests before")
    lines += [f"fault {_fault(fault)}" for fault in faults]
    lines += [f"misuse {misuse['kind']}: {misuse['what']} {misuse['how_to_mend']}" for misuse in misuses]
    return "\n".join(lines)


def _request(request: dict[str, Any]) -> str:
    status = _WITHOUT_STATUS.get(request["status"], request["status"])
    path = request["path"].split("?")[0]
    return f"{request['number']:>4}  {request['method']:<6} {path}  {status}"


def _fault(fields: dict[str, Any]) -> str:
    options = [f"{name}={value}" for name, value in fields.items() if name not in ("id", "kind")]
    return " ".join([f"{fields['kind']}:", *options])
