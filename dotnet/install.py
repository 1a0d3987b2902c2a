#!/usr/bin/env python3
"""Lays the packages of a NuGet folder out as a build does: `install.py SOURCE FOLDER PACKAGE …`."""

import sys
import zipfile
from pathlib import Path

# where a package's folder ends up beside a program
PLACES = {"lib/netstandard2.0/": "", "runtimes/": "runtimes/", "tools/": "bootpay-sandbox/"}


def install(package: Path, folder: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        for name in archive.namelist():
            for place, target in PLACES.items():
                if name.startswith(place):
                    path = folder / target / name.removeprefix(place)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(archive.read(name))


source, folder, *packages = sys.argv[1:]
for name in packages:
    [package] = Path(source).glob(f"{name}.[0-9]*.nupkg")
    install(package, Path(folder))
