"""``python -m bootpay doctor`` checks the keys, the way to the server and the clock; ``python -m bootpay
once-table`` prints the SQL table of :class:`bootpay.once.Sql`."""

from __future__ import annotations

import json
import os
import sys

from bootpay._native import doctor
from bootpay._project import user_agent
from bootpay.errors import from_json


def main(arguments: list[str]) -> int:
    # an argument with broken characters is refused by the doctor, in its own words
    texts = [argument.encode(errors="replace").decode() for argument in arguments]
    ok, body, meta = doctor("python -m bootpay doctor", user_agent(), texts)
    if not ok or body is None:
        raise from_json(meta)
    ending = json.loads(body)
    for stream, text in ((sys.stdout, ending["output"]), (sys.stderr, ending["error"])):
        if text:
            # a terminal's encoding may lack what is to be said, Korean in a C locale above all
            data = f"{text}\n".encode(stream.encoding, errors="backslashreplace")
            try:
                stream.buffer.write(data)
                stream.flush()
            except BrokenPipeError:  # whoever reads has read enough
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    exit_code: int = ending["exit_code"]
    return exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
