"""endpoint.py COPY BUILT: does what CONTRIBUTING.md says of a new endpoint to a copy of the checkout, with the code that stands
there, renders, and looks at every language. BUILT is the folder of cargo's profiles.

A language is one that schema/names.toml has a method for. Its folder has its name; Rust's has the table itself.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

COPY, BUILT = (Path(argument) for argument in sys.argv[1:])
API = "crates/bootpay/src/api"
NAMES = "schema/names.toml"
KOREAN = "schema/korean.toml"
FOLDERS = {"rust": "crates/bootpay"}

# What reads a file of this ending and runs nothing of it; where it is not installed, nothing does.
READERS = {
    "go": ["gofmt", "-l", "-e"],
    "js": ["node", "--check"],
    "php": ["php", "-l"],
    "py": ["python3", "-m", "py_compile"],
    "rb": ["ruby", "-c"],
}

# Beside the copy's own name, so that the checkout's program stays where other tests look for it.
PROGRAM = "xtask-with-a-new-endpoint"


def fail(why: str) -> None:
    raise SystemExit(f"FAIL  {why}")


def read(name: str) -> str:
    return (COPY / name).read_text(encoding="utf-8")


def write(name: str, text: str) -> None:
    (COPY / name).write_text(text, encoding="utf-8")


def changed(name: str, old: str, new: str) -> None:
    text = read(name)
    if text.count(old) != 1:
        fail(f"{name} has {text.count(old)} times {old!r}")
    write(name, text.replace(old, new))


def block(language: str) -> str:
    """The one block of this language in the section about endpoints."""
    (section,) = re.findall(r"^## Adding an endpoint$(.*?)^## ", read("CONTRIBUTING.md"), re.M | re.S)
    (code,) = re.findall(rf"^   ```{language}\n(.*?)^   ```$", section, re.M | re.S)
    return re.sub(r"^ {3}", "", code, flags=re.M)


def xtask(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CARGO_MANIFEST_DIR": str(COPY / "crates/xtask")}
    return subprocess.run(
        [str(BUILT / "debug" / PROGRAM), *arguments], env=environment, capture_output=True, encoding="utf-8"
    )


def expect(wanted: bool, *arguments: str) -> str:
    ended = xtask(*arguments)
    if (ended.returncode == 0) != wanted:
        fail(f"xtask {' '.join(arguments)} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout + ended.stderr


def committed() -> dict[str, str]:
    """The texts of the copy by name."""
    texts = {}
    for path in COPY.rglob("*"):
        name = str(path.relative_to(COPY))
        if path.is_file() and not name.startswith(".git/"):
            texts[name] = path.read_bytes().decode("utf-8", errors="replace")
    return texts


def added(before: str, after: str) -> int:
    """How many lines more, or other ones."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    return sum(line.startswith("+") for line in lines)


def languages(names: dict[str, dict[str, object]]) -> list[str]:
    """In the order in which the file has them first."""
    found: dict[str, None] = {}
    for operation in names.values():
        for language, said in operation.items():
            if language != "example" and isinstance(said, dict) and "method" in said:
                found[language] = None
    return list(found)


def main() -> None:
    before = committed()
    all_languages = languages(tomllib.loads(before[NAMES]))

    # By hand: steps 2 to 4 of the page. The sandbox and the cases, steps 6 and 7, render nothing.
    table, names = block("rust"), block("toml")
    (request,) = re.findall(r"pub struct (\w+) from", table)
    (rust_method,) = re.findall(r" as (\w+);", table)
    ((operation, endpoint),) = tomllib.loads(names).items()
    write(f"{API}/billing.rs", f"{before[f'{API}/billing.rs']}\n{table}")
    last = re.search(r"^(    OperationSpec::of::<.*)\n\];$", before[f"{API}/mod.rs"], re.M)
    assert last is not None
    line = f"    OperationSpec::of::<billing::{request}>(),"
    changed(f"{API}/mod.rs", last[0], f"{last[1]}\n{line}\n];")
    write(NAMES, f"{before[NAMES]}\n{names}")
    by_hand = {
        name: added(before[name], read(name)) for name in (f"{API}/billing.rs", f"{API}/mod.rs", NAMES)
    }

    # Compiled beside the checkout's own, with the same dependencies. Cargo knows a package by where it lies in its workspace, so
    # that only another profile keeps the copy's from taking the place of the checkout's.
    others = "".join(f"\n[profile.dev.package.{name}]\ncodegen-units = 17\n" for name in ("bootpay", "xtask"))
    write("Cargo.toml", read("Cargo.toml") + others)
    changed(
        "crates/xtask/Cargo.toml",
        "publish = false\n",
        "publish = false\nautobins = false\n",
    )
    write(
        "crates/xtask/Cargo.toml",
        read("crates/xtask/Cargo.toml") + f'\n[[bin]]\nname = "{PROGRAM}"\npath = "src/main.rs"\n',
    )
    build = ["cargo", "build", "--quiet", "--locked", "-p", "xtask", "--bin", PROGRAM]
    if subprocess.run(build, cwd=COPY).returncode != 0:
        fail("what CONTRIBUTING.md prints does not compile")

    # It renders, and names every text that has no Korean yet. Any Korean will do here.
    said = expect(False, "surface")
    untranslated = re.findall(rf"{re.escape(KOREAN)}: no Korean of (.+)", said)
    if not untranslated:
        fail(f"xtask surface ended with an error, and misses no Korean:\n{said}")
    write(KOREAN, re.sub(r'^(ko|".+"|\w+) = ""$', r'\1 = "한국어"', read(KOREAN), flags=re.M))
    by_hand[KOREAN] = len(untranslated)
    expect(True, "surface")
    expect(True, "surface", "--mode", "check")
    expect(True, "names")  # every method that docs/names.md has is defined in its language
    if f"{operation} (a success)" not in expect(False, "cases"):
        fail(f"xtask cases does not miss those of {operation}")

    after = committed()
    rendered = {name for name in after if after[name] != before.get(name) and name not in by_hand}
    rendered -= {"Cargo.toml", "crates/xtask/Cargo.toml"}
    told = [("language", "method", "by hand", "rendered", "files")]
    for language in all_languages:
        folder = FOLDERS.get(language, language)
        if language == "rust":  # its method stands in the table, where nothing else has to be named
            method = rust_method
            files = []
        else:
            if language not in endpoint:
                fail(f"the example of CONTRIBUTING.md has no {language} in {NAMES}")
            method = str(endpoint[language]["method"])
            files = sorted(name for name in rendered if name.startswith(f"{folder}/"))
            sources = [name for name in files if not name.endswith(".md") and "/tests/" not in name]
            if not any(re.search(rf"\b{method}\b", after[name]) for name in sources):
                fail(f"no rendered file of {folder}/ has {method}")
            for name in files:
                reader = READERS.get(name.rpartition(".")[2])
                if reader is None:
                    continue
                try:
                    ended = subprocess.run([*reader, str(COPY / name)], capture_output=True, encoding="utf-8")
                except FileNotFoundError:
                    continue
                if ended.returncode != 0 or (reader[0] == "gofmt" and ended.stdout):
                    fail(f"{' '.join(reader)} {name}: {ended.stdout}{ended.stderr}")
        entries = [line for line in names.splitlines() if line.startswith(f"{language} = ")]
        others = sum(
            added(before.get(name, ""), after[name]) for name in by_hand if name.startswith(f"{folder}/")
        )
        lines = sum(added(before.get(name, ""), after[name]) for name in files)
        if language != "rust" and (len(entries), others) != (1, 0):
            fail(
                f"{language} costs {len(entries)} entries in {NAMES} and {others} lines by hand in {folder}/"
            )
        told.append((language, method, str(len(entries) + others), str(lines), str(len(files))))
    widths = [max(len(row[column]) for row in told) for column in range(len(told[0]))]
    print(
        f"{operation}: lines by hand and rendered in each language; of those by hand one is in {NAMES}, Rust's are the table"
    )
    for language, method, *figures in told:
        cells = [language.ljust(widths[0]), method.ljust(widths[1])]
        cells += [figure.rjust(width) for figure, width in zip(figures, widths[2:], strict=True)]
        print("  ".join(cells))
    print("by hand: " + ", ".join(f"{lines} in {name}" for name, lines in by_hand.items()))
    (BUILT / "debug" / PROGRAM).unlink()


if __name__ == "__main__":
    main()
