"""wheel_platform.py PROGRAM PLATFORM: prints the platform tag of a wheel with this program in it.

On Linux it follows from the program: one that needs no loader runs everywhere, one that is linked with glibc
where glibc is as new as the newest symbol that it uses.
"""

from __future__ import annotations

import re
import subprocess
import sys

ELSEWHERE = {
    "x86_64-darwin": "macosx_10_12_x86_64",
    "aarch64-darwin": "macosx_11_0_arm64",
    "x86_64-windows": "win_amd64",
}


def readelf(*arguments: str) -> str:
    command = ["readelf", "--wide", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603


def linux(program: str, cpu: str) -> str:
    loader = re.search(r"Requesting program interpreter: ([^\]]+)", readelf("--program-headers", program))
    if loader is None:
        return f"manylinux_2_17_{cpu}.manylinux2014_{cpu}.musllinux_1_1_{cpu}"
    if "musl" in loader[1]:
        return f"musllinux_1_2_{cpu}"
    versions = re.findall(r"\bGLIBC_2\.(\d+)", readelf("--version-info", program))
    # there is no tag for an older one
    return f"manylinux_2_{max(17, *map(int, versions))}_{cpu}"


def main(program: str, platform: str) -> None:
    cpu, _, system = platform.partition("-")
    if system != "linux" and platform not in ELSEWHERE:
        sys.exit(f"{platform} is none of x86_64-linux, aarch64-linux, {', '.join(ELSEWHERE)}")
    print(linux(program, cpu) if system == "linux" else ELSEWHERE[platform])  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
