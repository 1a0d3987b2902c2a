"""Runs what the documents print, with the packages from dist/, against one sandbox."""

from __future__ import annotations

import contextlib
import html.parser
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import xml.dom.minidom
import xml.parsers.expat
from collections.abc import Iterator
from pathlib import Path

import image
import pages
from pages import ROOT, Block

WORK = ROOT / "build/docs"
# The README's folder; another page's lies in it and finds what the README installed.
PROJECT = WORK / "project"
PATIENCE = 300
RUSTDOC = ("rust", "no_run")  # in a crate's README these are its documentation tests
# What the other blocks of these languages are text of.
TESTED = {
    "rust": ("tests/tests/documents.rs", "tests/tests/generated/reference.rs"),
    "go": (
        "go/tests/documents_test.go",
        "go/tests/quickstart/main.go",
        "go/tests/recipes/identity.go",
        "go/tests/recipes/identity_test.go",
        "go/tests/sandbox/member/member.go",
        "go/tests/sandbox/member/member_test.go",
        "go/tests/sandbox/shop/shop.go",
        "go/tests/sandbox/shop/shop_test.go",
        "go/tests/shop/main.go",
        "go/tests/generated_reference_test.go",
        "tests/page/certificate.go",
        "demo/certificate.go",
    ),
    "java": (
        "java/tests/src/java/kr/co/bootpay/tests/DocumentsTest.java",
        "java/tests/src/java/kr/co/bootpay/tests/QuickStart.java",
        "java/tests/src/java/kr/co/bootpay/tests/SignUpTest.java",
        "java/tests/src/generated/java/kr/co/bootpay/tests/Reference.java",
        "java/examples/spring-boot/src/main/java/shop/ShopController.java",
        "java/examples/spring-boot/src/test/java/shop/ShopTest.java",
        "java/sandbox/tests/ShopTest.java",
        "tests/page/Certificate.java",
        "demo/Certificate.java",
    ),
    "csharp": (
        "dotnet/tests/DocumentsTest.cs",
        "dotnet/examples/QuickStart.cs",
        "dotnet/tests/generated/Reference.cs",
        "dotnet/tests/kit/RefundTest.cs",
        "dotnet/tests/kit/SignUpTest.cs",
        "tests/page/certificate.cs",
        "demo/certificate.cs",
    ),
    "c": ("crates/bootpay-c/examples/identity.c",),
}
PHP = ["php", "-d", "display_errors=stderr", "-d", "error_reporting=E_ALL"]
RUNS = {"python": ["python"], "js": ["node"], "ruby": ["ruby"], "php": PHP, "sh": ["bash", "-eu", "-o", "pipefail"]}
ENDINGS = {"python": ".py", "ruby": ".rb", "php": ".php", "sh": ".sh"}
# A payment whose shipping begins in the reference.
ESCROW = {"receipt_id": "00000000000000000000e5c0", "price": 10_000, "escrow": True}
PRINTED = ("text",)  # what a program prints is no code

# An element of HTML that has no end.
VOID = {"meta", "link", "br", "img", "input", "hr"}


class BrokenBlockError(Exception):
    pass


def run(command: list[str], of: Block, folder: Path, environment: dict[str, str]) -> str:
    ended = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, timeout=PATIENCE,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )  # fmt: skip
    if ended.returncode != 0:
        raise BrokenBlockError(f"{of}: {shlex.join(command)} ended with {ended.returncode}:\n{ended.stdout}")
    return ended.stdout


class Balance(html.parser.HTMLParser):
    """Every element ends, in order; scripts are collected."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise BrokenBlockError(f"</{tag}> ends what did not begin")

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["script"]:
            self.scripts.append(data)


def dialects(code: str) -> list[str]:
    """How a block of JavaScript may be read: what it neither imports nor requires has to work in both."""
    imports, requires = re.search(r"^import |^export ", code, re.M), "require(" in code
    return [".mjs"] if imports else [".cjs"] if requires else [".mjs", ".cjs"]


def check(block: Block, code: str, folder: Path, environment: dict[str, str]) -> None:
    """Reads a block in its language, and runs nothing of it."""
    scratch = folder / "checked"
    language = block.language
    if language == "python":
        try:
            compile(code, str(block), "exec")
        except SyntaxError as error:
            raise BrokenBlockError(f"{block}: {error}") from None
    elif language in ("sh", "ruby"):
        scratch.write_text(code, encoding="utf-8")
        run(
            ["bash", "-n", str(scratch)] if language == "sh" else ["ruby", "-wc", str(scratch)],
            block,
            folder,
            environment,
        )
    elif language == "php":
        scratch.write_text(code, encoding="utf-8")
        run(["php", "-l", str(scratch)], block, folder, environment)
    elif language == "js":
        for ending in dialects(code):
            file = scratch.with_suffix(ending)
            file.write_text(code, encoding="utf-8")
            run(["node", "--check", str(file)], block, folder, environment)
    elif language == "json":
        json.loads(code)
    elif language == "xml":
        try:
            xml.dom.minidom.parseString(f"<block>{code}</block>")
        except xml.parsers.expat.ExpatError as error:
            raise BrokenBlockError(f"{block}: {error}") from None
    elif language == "yaml":
        scratch.write_text(code, encoding="utf-8")
        run(
            ["ruby", "-ryaml", "-e", "YAML.parse_stream(File.read(ARGV[0])) or abort", str(scratch)],
            block,
            folder,
            environment,
        )
    elif language == "html":
        balance = Balance()
        balance.feed(code)
        if balance.open:
            raise BrokenBlockError(f"{block}: <{balance.open[-1]}> does not end")
        for script in balance.scripts:
            check(Block(block.page, block.line, None, "js", script), script, folder, environment)
    elif language in TESTED:
        lines = [line.strip() for line in code.splitlines() if line.strip()]
        text = "\n".join(pages.read(file) for file in TESTED[language])
        tested = [line.strip() for line in text.splitlines() if line.strip()]
        if not any(tested[at : at + len(lines)] == lines for at in range(len(tested))):
            raise BrokenBlockError(
                f"{block}: none of {', '.join(TESTED[language])} has these lines in this order, so that no test runs them"
            )
    elif language == "dockerfile":
        try:
            image.build_and_run(code, folder, free_port())
        except (AssertionError, KeyError) as error:
            raise BrokenBlockError(f"{block}: {error!r}") from None
    else:
        raise BrokenBlockError(f"{block}: nobody knows how to check {language!r}")


class Served:
    """Programs that a page starts and leaves running; all end with the run."""

    def __init__(self) -> None:
        self.programs: list[tuple[Block, subprocess.Popen[str]]] = []
        self.shops: list[str] = []

    def start(self, block: Block, code: str, folder: Path, environment: dict[str, str]) -> None:
        """Starts a program and waits until it names an address at which it listens."""
        program = subprocess.Popen(
            ["bash", "-eu", "-c", code], cwd=folder, env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, text=True,
        )  # fmt: skip
        self.programs.append((block, program))
        watchdog = threading.Timer(PATIENCE, self.end, [program])
        watchdog.daemon = True
        watchdog.start()
        assert program.stdout is not None
        said = []
        for line in program.stdout:
            said.append(line)
            if "127.0.0.1" in line:
                break
        else:
            raise BrokenBlockError(f"{block}: ended before it listened:\n{''.join(said)}")
        watchdog.cancel()
        threading.Thread(target=program.stdout.read, daemon=True).start()  # so that it can go on talking

    @staticmethod
    def end(program: subprocess.Popen[str]) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGTERM)

    def stop(self) -> list[str]:
        """Ends all of them, and says which had ended before."""
        gone = [f"{block}: ended by itself" for block, program in self.programs if program.poll() is not None]
        for _, program in self.programs:
            self.end(program)
            program.wait(timeout=PATIENCE)
        return gone


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def sandbox(program: str) -> Iterator[dict[str, str]]:
    command = [program, "sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def control(url: str, route: str, body: object = None) -> object:
    data = json.dumps(body or {}).encode()
    request = urllib.request.Request(url + route, data, {"Content-Type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return json.loads(answer.read() or "null")


def environment_for(project: dict[str, str]) -> dict[str, str]:
    """What a user's shell has: the four variables that the sandbox prints, and no Rust."""
    folders = [folder for folder in os.environ["PATH"].split(":") if not (Path(folder) / "cargo").exists()]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BOOTPAY_")}
    return environment | {
        "PATH": ":".join([str(WORK / "python/bin"), str(WORK / "gems/bin"), *folders]),
        "BOOTPAY_BASE_URL": project["url"],
        "BOOTPAY_APPLICATION_ID": project["application_id"],
        "BOOTPAY_PRIVATE_KEY": project["private_key"],
        "BOOTPAY_WEB_APPLICATION_ID": project["web_application_id"],
        "GEM_HOME": str(WORK / "gems"),
        "LANG": "C.UTF-8",
        "PIP_CONSTRAINT": str(ROOT / "python/requirements-dev.txt"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_QUIET": "1",
        "NPM_CONFIG_PREFER_OFFLINE": "true",
        "NPM_CONFIG_AUDIT": "false",
        "NPM_CONFIG_FUND": "false",
        "PYTHONDONTWRITEBYTECODE": "1",
        "COMPOSER_ALLOW_SUPERUSER": "1",
        "COMPOSER_HOME": str(WORK / "composer"),
        "PHP_INI_SCAN_DIR": f":{WORK / 'php'}",  # beside the system's
    }


def lay_out() -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    PROJECT.mkdir(parents=True)
    # By its include path PHP finds what the README installed, and Debian's phpunit itself.
    (WORK / "php").mkdir()
    path = f"include_path = \".:{PROJECT}:/usr/share/php\"\n"
    (WORK / "php/include.ini").write_text(path, encoding="utf-8")
    subprocess.run([str(ROOT / ".venv/bin/python"), "-m", "venv", str(WORK / "python")], check=True)


def folder_of(page: str) -> Path:
    folder = PROJECT if page == "README.md" else PROJECT / page.removesuffix(".md").replace("/", "-").lower()
    folder.mkdir(exist_ok=True)
    # What the commands of a page name, from where the page stands.
    for name in ("dist", "examples"):
        origin = (ROOT / page).parent / name
        origin = origin if origin.exists() else ROOT / name
        if origin.exists() and not (folder / name).exists():
            (folder / name).symlink_to(origin)
    return folder


def perform(
    block: Block, folder: Path, project: dict[str, str], environment: dict[str, str], served: Served
) -> str:
    """Does with a block what its page says; gives what was done."""
    code = block.code.replace("127.0.0.1:8300", project["url"].removeprefix("http://"))
    if block.mark == "serves":
        port = str(free_port())
        if "3000" in code:
            served.shops.append(f"http://127.0.0.1:{port}/")
        # Free ports, so that two checkouts can be tested at a time.
        code = re.sub(
            r"^(bootpay sandbox|npx bootpay-sandbox|python -m bootpay_sandbox)\b",
            r"\1 --listen 127.0.0.1:0",
            code,
        )
        served.start(block, code.replace("3000", port), folder, environment)
        return "run"
    if block.mark is None and block.file_name:
        check(block, code, folder, environment)
        (folder / block.file_name).parent.mkdir(parents=True, exist_ok=True)
        (folder / block.file_name).write_text(code, encoding="utf-8")
        return "files"
    if block.mark == "fragment" or block.language not in RUNS:
        check(block, code, folder, environment)
        return "checked"
    control(project["url"], "/sandbox/reset")
    control(project["url"], "/sandbox/payments", ESCROW)
    for ending in dialects(code) if block.language == "js" else [ENDINGS[block.language]]:
        file = folder / f"block-{block.line}{ending}"
        file.write_text(code, encoding="utf-8")
        run([*RUNS[block.language], file.name], block, folder, environment)
    return "run"


def main(chosen: list[str]) -> None:
    problems = pages.untranslated() + pages.broken_links()
    program = os.environ["BOOTPAY_PROGRAM"]
    lay_out()
    counts = {"run": 0, "checked": 0, "files": 0}
    served = Served()
    with sandbox(program) as project:
        environment = environment_for(project)
        try:
            for page in pages.names():
                if page.endswith(".ko.md") or (chosen and page not in ("README.md", *chosen)):
                    continue
                folder = folder_of(page)
                for block in pages.blocks(page):
                    if block.language in PRINTED or (
                        block.language in RUSTDOC and page.startswith("crates/")
                    ):
                        continue
                    began = time.monotonic()
                    try:
                        counts[perform(block, folder, project, environment, served)] += 1
                    except (BrokenBlockError, subprocess.TimeoutExpired, ValueError) as failure:
                        problems.append(str(failure))
                    print(f"{time.monotonic() - began:5.1f} s  {block}", flush=True)
            verify = ["node", "tests/docs/verify.mjs", *served.shops]
            if served.shops and subprocess.run(verify, cwd=ROOT, timeout=PATIENCE).returncode != 0:
                problems.append("the quick start's page: see above")
        finally:
            problems += served.stop()
    for problem in problems:
        print(f"FAIL  {problem}", file=sys.stderr)
    print(", ".join(f"{count} {what}" for what, count in counts.items()), f"{len(problems)} failed", sep=", ")
    if problems:
        raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
