"""The pages that users read, their blocks of code, and what can be said of them without running any.

A block of code runs as it stands. What stands in a comment right before it, which no reader sees, says otherwise:

    <!-- fragment -->   a part of something: only its syntax is checked
    <!-- serves -->     runs until it is ended: it has to say something, and to go on

A block whose first line is a comment with nothing but a file's name is that file, for the blocks after it.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# For people who work on this repository, in English only.
ENGLISH_ONLY = {"CHANGELOG.md", "CONTRIBUTING.md"}

PUBLISHED = "https://github.com/bootpay-community/bootpay/blob/main/"
MARKS = ("fragment", "serves")
FENCE = re.compile(
    r"(?:^<!-- (?P<mark>[\w ]+) -->\n)?^(?P<fence>```+)(?P<language>[^\n]*)\n(?P<code>.*?)^(?P=fence)$",
    re.M | re.S,
)
FILE_NAME = re.compile(r"(?:#|//|<!--|<\?php //) ([\w./-]*\w\.\w+)(?: -->)?")
COMMENTS = {
    "//": ("js", "rust", "no_run", "php", "go", "java", "csharp"),
    "#": ("sh", "python", "ruby", "yaml", "dockerfile"),
}


@dataclass(frozen=True)
class Block:
    page: str
    line: int
    mark: str | None
    language: str
    code: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line} ({self.language})"

    @property
    def file_name(self) -> str | None:
        """What the first line says, if it is a comment with the name of a file."""
        found = FILE_NAME.fullmatch(self.code.partition("\n")[0])
        return found[1] if found else None

    @property
    def shown(self) -> tuple[str | None, str, str]:
        """What is the same in both languages: all but the comments."""
        code = re.sub(r"<!--.*?-->", "", self.code, flags=re.S)
        for sign, languages in COMMENTS.items():
            if self.language in languages:
                code = re.sub(rf"(?:^|[ \t]+){sign}(?: .*|)$", "", self.code, flags=re.M)
        return self.mark, self.language, code


def names() -> list[str]:
    """Every page, the README first: it installs what the others use."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    pages = [
        name
        for name in listed.stdout.splitlines()
        if not name.startswith("tests/") and (ROOT / name).exists()
    ]
    return sorted(pages, key=lambda name: (name != "README.md", name))


def korean(name: str) -> str:
    return name.removesuffix(".md") + ".ko.md"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[Block]:
    text = read(name)
    found = []
    for at in FENCE.finditer(text):
        line = text.count("\n", 0, at.start("fence")) + 1
        block = Block(name, line, at["mark"], at["language"].strip(), at["code"])
        if block.mark is not None and block.mark not in MARKS:
            raise SystemExit(f"{block}: no such mark: {block.mark}. There are {', '.join(MARKS)}")
        found.append(block)
    return found


def untranslated() -> list[str]:
    """Pages without their twin, twins without their page, and pairs that show different code."""
    pages = set(names())
    problems = []
    for name in sorted(pages - ENGLISH_ONLY):
        if name.endswith(".ko.md"):
            if name.replace(".ko.md", ".md") not in pages:
                problems.append(f"{name}: there is no English page")
            continue
        if korean(name) not in pages:
            problems.append(f"{name}: there is no {korean(name)}")
            continue
        ours, theirs = blocks(name), blocks(korean(name))
        if len(ours) != len(theirs):
            problems.append(f"{name} has {len(ours)} blocks of code, {korean(name)} has {len(theirs)}")
        for one, other in zip(ours, theirs, strict=False):
            if one.shown != other.shown:
                problems.append(f"{one} and {other} show different code")
    return problems


def anchors(name: str) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    text = FENCE.sub("", read(name))
    slugs: set[str] = set()
    for heading in re.findall(r"^#+ (.+?)$", text, re.M):
        words = re.sub(r"\[(.*?)\]\(.*?\)|`", r"\1", heading).strip().lower()
        slugs.add(re.sub(r"[^\w\- ]", "", words).replace(" ", "-"))
    return slugs


def broken_links() -> list[str]:
    """Links to files that are not there, and to headings that no page has."""
    problems = []
    for name in names():
        for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", read(name))):
            folder = (ROOT / name).parent
            if target.startswith(PUBLISHED):  # what package registries show has no folder around it
                folder, target = ROOT, target.removeprefix(PUBLISHED)
            if re.match(r"\w+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = folder / path if path else ROOT / name
            if not file.exists():
                problems.append(f"{name}: there is no {target}")
            elif anchor and anchor not in anchors(str(file.resolve().relative_to(ROOT))):
                problems.append(f"{name}: {path or name} has no heading #{anchor}")
    return problems
