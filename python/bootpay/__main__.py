"""``python -m bootpay doctor``: checks the keys, the way to the server and the clock."""

from __future__ import annotations

import json
import sys

from bootpay._native import doctor
from bootpay._project import user_agent
from bootpay.errors import from_json


def main(arguments: list[str]) -> int:
    ok, body, meta = doctor("python -m bootpay doctor", user_agent(), arguments)
    if not ok or body is None:
        raise from_json(meta)
    ending = json.loads(body)
    for stream, text in ((sys.stdout, ending["output"]), (sys.stderr, ending["error"])):
        if text:
            # a terminal's encoding may lack what is to be said, Korean in a C locale above all
            data = f"{text}\n".encode(stream.encoding, errors="backslashreplace")
            stream.buffer.write(data)
            stream.flush()
    exit_code: int = ending["exit_code"]
    return exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
