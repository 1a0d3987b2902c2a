"""What is aimed at, as ratios of medians of one run. Nothing fails on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Goal:
    language: str
    scenario: str
    what: str
    goal: float
    measured: Callable[[dict[str, dict[str, Any]]], float]  # from the rows of the scenario, by client
    sign: str = "≥"

    def said(self, rows: Rows) -> str | None:
        here = {
            row["client"]: row
            for row in rows
            if (row["language"], row["scenario"]) == (self.language, self.scenario)
        }
        if not here:
            return None
        where = f"{self.language}, {self.scenario}: {self.what}"
        return f"goal {self.sign} {self.goal:,g}, here {self.measured(here):,.4g}: {where}"


def faster(peers: Sequence[str]) -> Callable[[dict[str, dict[str, Any]]], float]:
    """Ours over the best of the peers."""
    return lambda here: here["ours"]["calls_per_s"] / max(here[peer]["calls_per_s"] for peer in peers)


def cpu(peers: Sequence[str]) -> Callable[[dict[str, dict[str, Any]]], float]:
    """Ours over the best of the peers; less is better."""
    return lambda here: here["ours"]["cpu_us"] / min(here[peer]["cpu_us"] for peer in peers)


def rate(language: str, scenario: str, goal: float, *peers: str) -> list[Goal]:
    what = f"calls/s against {' and '.join(peers)}"
    return [
        Goal(language, f"{scheme}, {scenario}", what, goal, faster(peers)) for scheme in ("HTTP", "HTTPS")
    ]


def less_cpu(language: str, scenario: str, goal: float, *peers: str) -> list[Goal]:
    what = f"CPU a call against {' and '.join(peers)}"
    return [
        Goal(language, f"{scheme}, {scenario}", what, goal, cpu(peers), "≤") for scheme in ("HTTP", "HTTPS")
    ]


GOALS = [
    *rate("Python", "1 thread", 1.0, "http.client", "pyreqwest"),
    *less_cpu("Python", "1 thread", 0.9, "http.client", "pyreqwest"),
    *rate("Python", "8 threads", 2.5, "http.client"),
    *rate("Python", "asyncio, 50 in flight", 2.5, "aiohttp"),
    *rate("Node", "50 in flight", 1.0, "undici Pool"),
    *rate("Node", "1 in flight", 0.75, "undici Pool"),
    *rate("Ruby", "1 thread", 1.2, "Net::HTTP"),
    *rate("Ruby", "8 threads", 2.5, "Net::HTTP"),
    *less_cpu("Rust", "1 in flight", 1.2, "reqwest"),
    *less_cpu("Rust", "blocking, 1 thread", 1.3, "ureq"),
    *rate("Python", "1 thread", 15, "official"),
    *rate("Node", "50 in flight", 7, "official"),
    *(
        Goal(language, "import", "ms over the bare interpreter", most, lambda here: here["ours"]["ms"], "≤")
        for language, most in (("Python", 20), ("Node", 10), ("Ruby", 10))
    ),
    Goal("Sandbox", "HTTP, 50 in flight", "answers/s", 50_000, lambda here: here["ours"]["calls_per_s"]),
    Goal("Sandbox", "start", "ms", 5, lambda here: here["ours"]["ms"], "≤"),
]
