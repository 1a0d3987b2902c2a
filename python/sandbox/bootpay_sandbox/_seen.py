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
        parts, misuses = list(sandbox._control.overview()), sandbox.misuses()
    except SandboxError as error:
        return str(error)
    requests = {row["id"]: row for part in parts for row in part["requests"]}
    rows = sorted(requests.values(), key=lambda row: int(row["id"]))
    lines = [_request(row) for row in rows[-_MOST_REQUESTS:]]
    if not rows:
        lines = ["no request came: does the client have the address and the keys of this sandbox?"]
    elif len(rows) > _MOST_REQUESTS:
        lines.insert(0, f"{len(rows) - _MOST_REQUESTS} requests before")
    lines += [f"fault {_fault(fault)}" for fault in parts[-1]["faults"]]
    lines += [f"misuse {misuse['kind']}: {misuse['what']}" for misuse in misuses]
    return "\n".join(lines)


def _request(row: dict[str, Any]) -> str:
    status = _WITHOUT_STATUS.get(row["status"], row["status"])
    return f"{row['id']:>4}  {row['method']:<6} {row['path']}  {status}"


def _fault(fields: dict[str, Any]) -> str:
    options = [f"{name}={value}" for name, value in fields.items() if name not in ("id", "kind")]
    return " ".join([f"{fields['kind']}:", *options])
