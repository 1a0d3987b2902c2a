"""``python -m bootpay_sandbox`` is ``bootpay sandbox``, with whatever follows."""

from __future__ import annotations

import os
import subprocess
import sys

from ._program import program


def main() -> None:
    try:
        command = [program(), "sandbox", *sys.argv[1:]]
    except FileNotFoundError as error:
        sys.exit(f"error: {error}")
    if sys.platform != "win32":
        os.execv(command[0], command)  # noqa: S606
    # There a program that was replaced has ended for whoever waits for it. Ctrl-C reaches both.
    with subprocess.Popen(command) as process:  # noqa: S603
        while True:
            try:
                sys.exit(process.wait())
            except KeyboardInterrupt:
                continue


if __name__ == "__main__":
    main()
