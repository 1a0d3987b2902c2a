"""typed.py PYTHON PACKAGE: fails unless all that a package of that program offers has a type for pyright."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

# Django's views, which it is one of, have no types.
UNTYPED = {"bootpay.django.IdentityView"}


def main(python: str, package: str) -> None:
    # pyright looks at the first Python of PATH.
    environment = {**os.environ, "PATH": f"{Path(python).parent}{os.pathsep}{os.environ['PATH']}"}
    pyright = Path(sys.executable).with_name("pyright")
    command = [str(pyright), "--verifytypes", package, "--ignoreexternal", "--outputjson"]
    said = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False).stdout
    symbols = json.loads(said)["typeCompleteness"]["symbols"]
    incomplete = [symbol for symbol in symbols if not symbol["isTypeKnown"] and symbol["name"] not in UNTYPED]
    if incomplete or not symbols:
        why = [
            f"{symbol['name']}: {said['message']}" for symbol in incomplete for said in symbol["diagnostics"]
        ]
        raise SystemExit(
            "\n".join([*why, f"{package}: {len(incomplete)} of {len(symbols)} names have no type"])
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
