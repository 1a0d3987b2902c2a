"""`make bench`: this client and its peers against one nginx with canned answers, in rounds that alternate.

Prints one table of medians, what is aimed at beside what came, and writes build/bench.json: a list of
{"language", "scenario", "client", "calls_per_s", "cpu_us"} and more; `ours` is this client. In a scenario
that is no load the whole counts as a call: one import, one first call, one start. With --short everything
runs once, briefly and several at a time: that shows that it runs and that every client gets right answers,
and its figures mean nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from goals import GOALS
from server import ANOTHER_ID, HERE, RECEIPT_ID, Nginx, Sandbox

OUT = HERE.parents[1] / "build/bench.json"
NAMED = {"language": str, "scenario": str, "client": str, "calls_per_s": float, "cpu_us": float}
HEAD = """\
{machine}, {processors} CPUs, load {load:.1f}; medians of {rounds} alternating rounds, ± is half of their
range. The last two columns are ours over the peer: calls/s (more is better) and CPU (less is better). The
peers are bare: no token, no checks, no retries. The official Ruby client is not here: RubyGems alone has it.
"""
SHORT_HEAD = "The short form: everything ran and every answer was right. These figures mean nothing.\n"


@dataclass(frozen=True)
class Client:
    name: str
    command: tuple[str, ...]  # of its driver


@dataclass(frozen=True)
class Load:
    language: str
    in_flight: int
    what: str
    clients: tuple[Client, ...]

    @property
    def is_the_plain_one(self) -> bool:
        return self.what in ("1 thread", "1 in flight")


@dataclass(frozen=True)
class Imports:
    """What runs a program that is given as text, and which programs are compared with the empty one."""

    language: str
    bare: tuple[str, ...]
    programs: dict[str, tuple[tuple[str, ...], str]]  # of each client, and what runs it


@dataclass(frozen=True)
class Sample:
    seconds: float  # a call
    cpu_s: float  # a call
    resident_kb: int = 0


@dataclass
class Row:
    language: str
    scenario: str
    client: str
    samples: list[Sample] = field(default_factory=list)
    unit: str = "calls/s"  # what the table shows: calls/s, ms, or MB of memory
    less: Sample = field(default_factory=lambda: Sample(0, 0))  # what the bare interpreter takes
    before_kb: int | None = None  # resident after the first call

    @property
    def seconds(self) -> float:
        return max(statistics.median(each.seconds for each in self.samples) - self.less.seconds, 1e-6)

    @property
    def cpu_us(self) -> float:
        return max(statistics.median(each.cpu_s for each in self.samples) - self.less.cpu_s, 1e-6) * 1e6

    @property
    def spread(self) -> float:
        times = [each.seconds for each in self.samples]
        return (max(times) - min(times)) / 2 / statistics.median(times)

    @property
    def resident_kb(self) -> int:
        return round(statistics.median(each.resident_kb for each in self.samples))

    def shown(self) -> str:
        if self.unit == "ms":
            return f"{self.seconds * 1e3:,.1f} ms"
        if self.before_kb is not None:
            return f"{self.before_kb / 1024:.1f} → {self.resident_kb / 1024:.1f} MB"
        return f"{1 / self.seconds:,.0f}/s"

    def told(self) -> dict[str, object]:
        row: dict[str, object] = {
            "language": self.language,
            "scenario": self.scenario,
            "client": self.client,
            "calls_per_s": round(1 / self.seconds, 1),
            "cpu_us": round(self.cpu_us, 1),
            "spread": round(self.spread, 3),
        }
        if self.unit == "ms":
            row["ms"] = round(self.seconds * 1e3, 2)
        if self.before_kb is not None:
            row |= {"resident_kb_after_the_first": self.before_kb, "resident_kb": self.resident_kb}
        return row


class Clients:
    """How each is started: ours from `ours`, the peers from `peers`."""

    def __init__(self, ours: Path, peers: Path, program: Path) -> None:
        self._ours, self._peers, self._program = ours, peers, program

    def _place(self, language: str, name: str) -> Path:
        if name == "ours":
            return self._ours / language
        return self._peers / (f"{language}-official" if name == "official" else language)

    def _python(self, name: str) -> str:
        return str(self._place("python", name) / "bin/python")

    def python(self, *names: str, suffix: str = "") -> tuple[Client, ...]:
        driver = str(HERE / "driver.py")
        return tuple(Client(name, (self._python(name), driver, name + suffix)) for name in names)

    def node(self, *names: str) -> tuple[Client, ...]:
        driver = str(HERE / "driver.js")
        modules = {name: self._place("node", name) for name in names}
        return tuple(
            Client(name, ("env", f"BENCH_MODULES={modules[name]}", "node", driver, name)) for name in names
        )

    def ruby(self, *names: str) -> tuple[Client, ...]:
        return tuple(Client(name, ("ruby", str(HERE / "driver.rb"), name)) for name in names)

    def php(self, *names: str) -> tuple[Client, ...]:
        vendor = f"BENCH_VENDOR={self._place('php', 'ours') / 'vendor'}"
        return tuple(Client(name, ("env", vendor, "php", str(HERE / "driver.php"), name)) for name in names)

    def go(self, *names: str) -> tuple[Client, ...]:
        return tuple(Client(name, (str(self._ours / "go/driver"), name)) for name in names)

    def java(self, *names: str) -> tuple[Client, ...]:
        classes = f"{self._ours / 'java/classes'}:{self._ours / 'java'}/*"
        return tuple(Client(name, ("java", "-cp", classes, "Driver", name)) for name in names)

    def dotnet(self, *names: str) -> tuple[Client, ...]:
        driver = str(self._ours / "dotnet/driver.exe")
        return tuple(Client(name, ("mono", driver, name)) for name in names)

    def rust(self, *names: str, suffix: str = "") -> tuple[Client, ...]:
        return tuple(Client(name, (str(self._program), name + suffix)) for name in names)

    def loads(self) -> list[Load]:
        asyncio = self.python("ours", "aiohttp", "pyreqwest", "httpx", suffix=", asyncio")
        node = self.node("ours", "undici Pool", "node:http", "fetch", "official")
        ruby = self.ruby("ours", "Net::HTTP", "http.rb")
        go = self.go("ours", "net/http")
        java = self.java("ours", "java.net.http")
        dotnet = self.dotnet("ours", "HttpClient")
        rust = self.rust("ours", "reqwest", "hyper")
        blocking = self.rust("ours", "ureq", suffix=", blocking")
        return [
            Load(
                "Python",
                1,
                "1 thread",
                self.python("ours", "http.client", "pyreqwest", "requests", "httpx", "official"),
            ),
            Load("Python", 8, "8 threads", self.python("ours", "http.client", "pyreqwest")),
            Load("Python", 50, "asyncio, 50 in flight", asyncio),
            Load("Node", 1, "1 in flight", node),
            Load("Node", 50, "50 in flight", node),
            Load("Ruby", 1, "1 thread", ruby),
            Load("Ruby", 8, "8 threads", ruby),
            Load("PHP", 1, "1 in flight", self.php("ours", "curl", "curl, new")),
            Load("Go", 1, "1 goroutine", go),
            Load("Go", 50, "50 goroutines", go),
            Load("Java", 1, "1 thread", java),
            Load("Java", 50, "50 threads", java),
            Load(".NET", 1, "Mono, 1 in flight", dotnet),
            Load(".NET", 50, "Mono, 50 in flight", dotnet),
            Load("Rust", 1, "1 in flight", rust),
            Load("Rust", 50, "50 in flight", rust),
            Load("Rust", 1, "blocking, 1 thread", blocking),
            Load("Rust", 8, "blocking, 8 threads", blocking),
        ]

    def imports(self) -> list[Imports]:
        python = {
            "ours": "bootpay",
            "http.client": "http.client",
            "pyreqwest": "pyreqwest.client",
            "aiohttp": "aiohttp",
            "requests": "requests",
            "httpx": "httpx",
            "official": "bootpay",
        }
        node = {
            "ours": "bootpay-backend-nodejs",
            "undici": "undici",
            "official": "@bootpay/server-rest-client",
        }
        ruby = {"ours": "bootpay", "Net::HTTP": "net/http", "http.rb": "http"}

        def node_program(name: str, module: str) -> str:
            return f"require({json.dumps(str(self._place('node', name) / 'node_modules' / module))})"

        return [
            Imports(
                "Python",
                (self._python("ours"), "-c"),  # the peers have the same interpreter
                {name: ((self._python(name), "-c"), f"import {module}") for name, module in python.items()},
            ),
            Imports(
                "Node",
                ("node", "-e"),
                {name: (("node", "-e"), node_program(name, module)) for name, module in node.items()},
            ),
            Imports(
                "Ruby",
                ("ruby", "-e"),
                {name: (("ruby", "-e"), f"require {module!r}") for name, module in ruby.items()},
            ),
        ]


@dataclass(frozen=True)
class Size:
    """How much is measured. The full form takes six minutes where nothing else runs."""

    rounds: int
    seconds: float  # of a load, in each round; warming up takes half as long
    loads: int  # how often an interpreter loads a client
    calls: int  # after which memory is read again
    at_once: int  # programs

    @classmethod
    def full(cls) -> Size:
        return cls(rounds=3, seconds=0.5, loads=11, calls=10_000, at_once=1)

    @classmethod
    def short(cls) -> Size:
        return cls(rounds=1, seconds=0.1, loads=1, calls=100, at_once=os.cpu_count() or 1)


class Bench:
    def __init__(self, size: Size, only: str, nginx: Nginx, clients: Clients, gems: Path) -> None:
        self._size, self._only, self._nginx, self._clients, self._gems = (
            size,
            re.compile(only, re.I),
            nginx,
            clients,
            gems,
        )
        self.rows: list[Row] = []
        self._began = time.monotonic()

    def environment(self, scheme: str, receipt_id: str = RECEIPT_ID) -> dict[str, str]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not re.match(r"BOOTPAY_|\w+_proxy$", name, re.I)
        }
        ca = str(self._nginx.ca)
        return inherited | {
            "BENCH_BASE": self._nginx.bases[scheme],
            "BENCH_PATH": f"/receipt/{receipt_id}",
            "BENCH_CA": ca,
            "BOOTPAY_BASE_URL": self._nginx.bases[scheme],
            "BOOTPAY_APPLICATION_ID": "59bfc738e13f337dbd6ca48a",
            "BOOTPAY_PRIVATE_KEY": "pDc0NwlkEX3aSaHTp/PPL/i8vn5E/CqRChgyEp/gHD0=",
            "GEM_HOME": str(self._gems),
            "NODE_EXTRA_CA_CERTS": ca,
            "REQUESTS_CA_BUNDLE": ca,
            "SSL_CERT_FILE": ca,
        }

    def _is_asked_for(self, language: str, scenario: str) -> bool:
        if not self._only.search(f"{language}, {scenario}"):
            return False
        sys.stderr.write(f"{time.monotonic() - self._began:5.0f} s  {language}, {scenario}\n")
        return True

    def _rounds(self, rows: list[Row], measure: Callable[[Row], Sample], rounds: int) -> None:
        """Round for round, so that a disturbance meets ours and the peers alike."""
        with ThreadPoolExecutor(self._size.at_once) as pool:
            for _ in range(rounds):
                for row, sample in zip(rows, pool.map(measure, rows), strict=True):
                    row.samples.append(sample)
        self.rows += rows

    def load(self, scheme: str, load: Load) -> None:
        scenario = f"{scheme}, {load.what}"
        if not self._is_asked_for(load.language, scenario):
            return
        commands = {client.name: client.command for client in load.clients}
        environment = self.environment(scheme)
        firsts = [Row(load.language, f"{scenario}, first call", name, unit="ms") for name in commands]
        first_of = {row.client: row for row in firsts}

        def measure(row: Row) -> Sample:
            first, told = driven(commands[row.client], load.in_flight, self._size.seconds, environment)
            first_of[row.client].samples.append(first)
            return told

        self._rounds([Row(load.language, scenario, name) for name in commands], measure, self._size.rounds)
        if load.is_the_plain_one:
            self.rows += firsts

    def memory(self, load: Load) -> None:
        scenario = f"memory after 1 and {self._size.calls:,} calls"
        if not load.is_the_plain_one or not self._is_asked_for(load.language, scenario):
            return
        for client in load.clients[:3]:  # ours and the best; 10,000 calls of the others take a minute
            row = Row(load.language, scenario, client.name)
            first, told = driven(client.command, 1, 60, self.environment("HTTP"), self._size.calls)
            row.samples, row.before_kb = [told], first.resident_kb
            self.rows.append(row)

    def imports(self, imports: Imports) -> None:
        if not self._is_asked_for(imports.language, "import"):
            return
        environment = self.environment("HTTP")
        rows = [Row(imports.language, "import", name, unit="ms") for name in imports.programs]
        bare = Row(imports.language, "import", "bare")

        def measure(row: Row) -> Sample:
            runs, program = (imports.bare, "") if row is bare else imports.programs[row.client]
            return ran([*runs, program], environment)

        self._rounds([bare, *rows], measure, self._size.loads)
        self.rows.remove(bare)
        for row in rows:
            row.less = Sample(bare.seconds, bare.cpu_us / 1e6)

    def ceiling(self, scheme: str) -> None:
        """What the server gives at most."""
        in_flight = {f"{scheme}, {count} in flight": count for count in (1, 8, 50)}
        rows = [Row("nginx", what, "wrk") for what in in_flight if self._is_asked_for("nginx", what)]
        url = f"{self._nginx.bases[scheme]}/receipt/{RECEIPT_ID}"

        def measure(row: Row) -> Sample:
            return wrk(url, in_flight[row.scenario], self._size.seconds)[0]

        self._rounds(rows, measure, self._size.rounds)

    def sandbox(self, program: Path) -> None:
        if self._is_asked_for("Sandbox", "HTTP, 50 in flight"):
            with Sandbox(program) as sandbox:

                def measure(_: Row) -> Sample:
                    before = sandbox.cpu_s()
                    url = f"{sandbox.url}/receipt/{RECEIPT_ID}"
                    told, calls = wrk(url, 50, 2 * self._size.seconds, sandbox.token())
                    return Sample(told.seconds, (sandbox.cpu_s() - before) / calls)

                self._rounds([Row("Sandbox", "HTTP, 50 in flight", "ours")], measure, self._size.rounds)
        if self._is_asked_for("Sandbox", "start"):

            def start(_: Row) -> Sample:
                before = children_cpu_s()
                with Sandbox(program) as sandbox:
                    seconds = sandbox.seconds_to_start
                return Sample(seconds, children_cpu_s() - before)

            self._rounds([Row("Sandbox", "start", "ours", unit="ms")], start, self._size.loads)

    def refusals(self, loads: list[Load]) -> None:
        """Every driver ends when another answer comes: at this address it gets one."""
        environment = self.environment("HTTP", ANOTHER_ID)
        for command in {load.clients[1].command for load in loads}:
            try:
                driven(command, 1, 0.1, environment)
            except SystemExit as ended:
                if "another answer came" in str(ended):
                    continue
                raise
            raise SystemExit(f"bench: {' '.join(command)} took another answer for the right one")


def driven(
    command: tuple[str, ...],
    in_flight: int,
    seconds: float,
    environment: dict[str, str],
    calls: int | None = None,
) -> tuple[Sample, Sample]:
    """What the first call took, and a call of the load."""
    words = [*command, str(in_flight), str(seconds), *([] if calls is None else [str(calls)])]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise SystemExit(
            f"bench: {' '.join(words)}: {done.stderr.strip() or done.stdout.strip() or done.returncode}"
        )
    told = json.loads(done.stdout.splitlines()[-1])
    first, load = (
        Sample(each["seconds"] / each["calls"], each["cpu_s"] / each["calls"], each["resident_kb"])
        for each in (told["first"], told["load"])
    )
    return first, load


def ran(command: list[str], environment: dict[str, str]) -> Sample:
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"bench: {' '.join(command)} ended with {process.returncode}")
    return Sample(seconds, used.ru_utime + used.ru_stime)


def children_cpu_s() -> float:
    """Of those that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def wrk(url: str, in_flight: int, seconds: float, token: str = "") -> tuple[Sample, int]:
    """What a call took, and how many there were."""
    command = [
        "wrk",
        "-t1",
        f"-c{in_flight}",
        f"-d{max(1, round(seconds))}",
        "-H",
        f"Authorization: {token}",
        url,
    ]
    before = children_cpu_s()
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    cpu = children_cpu_s() - before
    told = re.search(r"(\d+) requests in ([\d.]+)s", said)
    if told is None or "Non-2xx" in said or "Socket errors" in said or told[1] == "0":
        raise SystemExit(f"bench: wrk: {said}")
    calls = int(told[1])
    return Sample(float(told[2]) / calls, cpu / calls), calls


def table(rows: list[Row]) -> str:
    ours = {(row.language, row.scenario): row for row in rows if row.client == "ours"}
    lines = [("language", "scenario", "client", "", "±", "CPU", "ours: rate", "CPU")]
    last = None
    for row in rows:
        own = ours.get((row.language, row.scenario))
        if own is None or own is row:
            against = ("", "")
        else:
            against = (f"{row.seconds / own.seconds:.2f}", f"{own.cpu_us / row.cpu_us:.2f}")
        head = (row.language, row.scenario) if (row.language, row.scenario) != last else ("", "")
        last = (row.language, row.scenario)
        lines.append((*head, row.client, row.shown(), f"{row.spread:.0%}", f"{row.cpu_us:,.0f} µs", *against))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]

    def aligned(line: tuple[str, ...]) -> str:
        cells = [
            text.ljust(width) if column < 3 else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return "\n".join(map(aligned, lines))


def checked(path: Path, rows: list[Row]) -> None:
    """The file is what README says."""
    written = json.loads(path.read_text())
    if len(written) != len(rows):
        raise SystemExit(f"bench: {path} has {len(written)} rows, not {len(rows)}")
    for row in written:
        wrong = [name for name, kind in NAMED.items() if not isinstance(row.get(name), kind)]
        if wrong or row["calls_per_s"] <= 0 or row["cpu_us"] <= 0:
            raise SystemExit(f"bench: {path}: {wrong} in {row}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where scripts/bench installed the clients")
    parser.add_argument("program", type=Path, help="the driver of Rust")
    parser.add_argument("--short", action="store_true", help="once and briefly")
    parser.add_argument(
        "--only",
        default="",
        help='of the scenarios such as "Python, HTTP, 1 thread" those that this pattern fits',
    )
    parser.add_argument("--ours", type=Path, help="ours installed elsewhere by scripts/install-packages")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # which stops the servers
    folder = asked.folder.resolve()
    ours = (asked.ours or folder / "ours").resolve()
    size = Size.short() if asked.short else Size.full()
    clients = Clients(ours, folder / "peers", asked.program.resolve())
    loads = clients.loads()
    processors = os.cpu_count() or 1
    with Nginx(workers=max(1, processors // 2)) as nginx:
        bench = Bench(size, asked.only, nginx, clients, ours / "gems")
        for scheme in ("HTTP", "HTTPS"):
            bench.ceiling(scheme)
            for load in loads:
                bench.load(scheme, load)
        for imports in clients.imports():
            bench.imports(imports)
        for load in loads:
            bench.memory(load)
        bench.sandbox(folder / "program/bootpay")
        if asked.short:
            bench.refusals(loads)
    if not bench.rows:
        raise SystemExit(f"bench: no scenario fits {asked.only}")
    OUT.write_text(json.dumps([row.told() for row in bench.rows], ensure_ascii=False, indent=1) + "\n")
    checked(OUT, bench.rows)
    if asked.short:
        print(SHORT_HEAD)
    print(
        HEAD.format(
            machine=platform.machine(), processors=processors, load=os.getloadavg()[0], rounds=size.rounds
        )
    )
    print(table(bench.rows))
    print()
    for goal in GOALS:
        said = goal.said([row.told() for row in bench.rows])
        if said is not None:
            print(said)


if __name__ == "__main__":
    main()
