"""Where the installed program is."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from pathlib import Path

_NAME = "bootpay.exe" if sys.platform == "win32" else "bootpay"


def program() -> str:
    """The path of the program ``bootpay`` that was installed with this package.

    Raises ``FileNotFoundError`` if it is not there.
    """
    package = Path(__file__).parent
    # `pip install --target` puts it beside the packages, and lists it elsewhere.
    candidates = [*_listed(), package.parent / "bin" / _NAME]
    for candidate in candidates:
        if candidate.is_file():
            return os.path.realpath(candidate)
    looked = ", ".join(map(str, candidates))
    raise FileNotFoundError(
        f"the program of the package bootpay-sandbox is not there (looked for {looked}): install it again"
    )


def _listed() -> list[Path]:
    """What the installer wrote down."""
    try:
        files = importlib.metadata.files("bootpay-sandbox") or []
    except importlib.metadata.PackageNotFoundError:
        return []
    return [Path(str(file.locate())) for file in files if file.name == _NAME]
