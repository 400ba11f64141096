"""Figures: percentiles of what was measured, and the table that `docs/performance.md` holds between two marks."""

import math
import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- table: written by make bench -->", "<!-- end of the table -->"
HEAD = "| what | aim | Relay | floor | ratio | holds |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Figure:
    """One row. `ratio` is what means the same on any machine; `holds` None: there is no aim for it."""

    what: str
    relay: str
    aim: str = ""
    floor: str = ""
    ratio: str = ""
    holds: bool | None = None

    def row(self) -> str:
        """The row of the table."""
        holds = {True: "yes", False: "**no**", None: ""}[self.holds]
        return f"| {' | '.join((self.what, self.aim, self.relay, self.floor, self.ratio, holds))} |"


def at(values: Iterable[float], percent: float) -> float:
    """The value that so many per cent of them do not exceed: one of them, by nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def three(seconds: Sequence[float]) -> str:
    """p50, p95 and p99 in milliseconds."""
    return " / ".join(f"{at(seconds, percent) * 1000:.0f}" for percent in (50, 95, 99)) + " ms"


def machine() -> str:
    """What it was measured on, by its kind."""
    cores, gigabytes = os.cpu_count() or 1, psutil.virtual_memory().total / 1e9
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%-d %B %Y}; {cores} cores ({platform.machine()}), {gigabytes:.0f} GB, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; "
        f"load before it began: {load:.1f}"
    )


def write(figures: Sequence[Figure], on: str, page: Path = PAGE) -> None:
    """Put the table between the page's marks; the rest of the page stays. Raises ValueError where a mark is missing."""
    text = page.read_text()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has lost the marks of its table")
    table = "\n".join([HEAD, *(one.row() for one in figures)])
    page.write_text(f"{before}{BEGIN}\n\nMeasured {on}.\n\n{table}\n\n{END}{after}")
