"""Makes calls with whatever `bootpay` is installed beside the interpreter: the official package, or ours.

Reads one call a line from standard input, and writes what came of it. Started by test_peer.py, once for each.
"""

from __future__ import annotations

import builtins
import json
import sys
import urllib.request
import warnings
from typing import Any

import bootpay


def builtin_bases(kind: type) -> list[str]:
    """By which of Python's own exceptions a caller catches this one."""
    names = {base.__name__ for base in kind.__mro__ if vars(builtins).get(base.__name__) is base}
    return sorted({"OSError" if name == "IOError" else name for name in names} - {"object", "BaseException"})


def step(client: Any, what: dict[str, Any]) -> Any:
    if "control" in what:
        body = json.dumps(what["body"]).encode()
        request = urllib.request.Request(what["control"], body, {"content-type": "application/json"})
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).close()
        return None
    if "bank" in what:
        return bootpay.bankcode.dictionary[what["bank"]]
    return getattr(client, what["method"])(*what["args"], **what["kwargs"])


def outcome(told: dict[str, Any]) -> dict[str, Any]:
    steps = told["steps"]
    try:
        client = bootpay.Bootpay(*told["keys"], **told["options"])
        for what in steps[:-1]:
            step(client, what)
        returned = step(client, steps[-1])
    except Exception as error:
        came: dict[str, Any] = {"raised": builtin_bases(type(error))}
    else:
        # through JSON: a dict of any kind is the object that it is written as
        came = {"returned": json.loads(json.dumps(returned))}
    return {**came, "arguments": steps[-1].get("args", [])}


def main() -> None:
    warnings.simplefilter("ignore")
    host = sys.argv[1]
    bootpay.Bootpay.base_url = {**bootpay.Bootpay.base_url, "production": host}
    for line in sys.stdin:
        print(json.dumps(outcome(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
