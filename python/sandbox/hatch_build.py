"""Puts the program into the wheel, and says where the wheel runs.

BOOTPAY_PROGRAM is the program and BOOTPAY_WHEEL_PLATFORM the wheel's platform tag; package.sh sets both.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProgramHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        program = Path(os.environ["BOOTPAY_PROGRAM"])
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{os.environ['BOOTPAY_WHEEL_PLATFORM']}"
        build_data["shared_scripts"] = {str(program): program.name}
