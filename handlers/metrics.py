"""Figures for Prometheus: what this process has seen, and what the database says when it is asked.

Each is one line to count and costs microseconds. What they mean is in docs/monitoring.md. Labels are of few values
(`bot.metrics`): never an id, a name or a word that somebody wrote.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
    values,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

import bot.metrics
import bot.watchdog
from bot.pace import PRIORITY, First
from db.outbox import Letter
from db.session import REFUSED, UNREACHABLE
from handlers.metrics_read import FromDatabase, FromSocket
from handlers.relay import Relay

P = ParamSpec("P")
T = TypeVar("T")
KINDS = (*(one.name.lower() for one in First), bot.metrics.OTHER)
ON_THE_WAY = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
ACKNOWLEDGED = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)  # Slack gives up after three
TICKED = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own word
disable_created_metrics()  # type: ignore[no-untyped-call]


class Figures:
    """What one process counts; with a folder shared by several, what they count together."""

    def __init__(self, shared: str | None = None) -> None:
        own = CollectorRegistry()
        self.view = CollectorRegistry() if shared else own
        if shared:
            MultiProcessCollector(self.view, shared)  # type: ignore[no-untyped-call]
        else:
            # of several processes it would tell those of the one that happens to answer
            ProcessCollector(registry=own)
        self.sent = Histogram(
            "relay_message_seconds", "From when a message was due until Slack had taken it.", ["kind"],
            buckets=ON_THE_WAY, registry=own,
        )  # fmt: skip
        self.acknowledged = Histogram(
            "relay_acknowledgement_seconds", "From the arrival of what somebody did in Slack until it was answered.",
            ["kind"], buckets=ACKNOWLEDGED, registry=own,
        )  # fmt: skip
        self.late = Counter(
            "relay_late_answers", "Times that it could not be said in time whether something was saved.", ["kind"],
            registry=own,
        )  # fmt: skip
        self.refused = Counter(
            "relay_slack_errors",
            "Messages that Slack did not take, by Slack's word.",
            ["kind", "why"],
            registry=own,
        )
        self.repaired = Counter(
            "relay_watchdog_repairs", "What the watchdog found wrong and put right.", ["kind"], registry=own
        )
        self.ticked = Histogram("relay_tick_seconds", "How long one tick took.", buckets=TICKED, registry=own)
        self.unreachable = Counter(
            "relay_database_unreachable", "Times the database was out of reach.", registry=own
        )
        self.started = Gauge(
            "relay_started_timestamp_seconds", "When this part of Relay was started.", multiprocess_mode="max",
            registry=own,
        )  # fmt: skip
        self._begin()

    def _begin(self) -> None:
        """What may be counted is there from the start, as 0: a first error is an increase, and not a new figure."""
        for kind in KINDS:
            self.sent.labels(kind)
            for why in bot.metrics.REFUSES_US:
                self.refused.labels(kind, why)
        for kind in bot.metrics.CAME_AS:
            self.acknowledged.labels(kind)
            self.late.labels(kind)
        for kind, known in bot.watchdog.KINDS.items():
            if known.repair:
                self.repaired.labels(kind)
        self.started.set(time.time())


_figures = Figures()
_database: FromDatabase | None = None
_socket: FromSocket | None = None


def watch(parts: Relay) -> None:
    """From now on what is exposed also holds what this database says, and whether Slack is connected.

    Opens no connection before it is asked.
    """
    global _database, _socket
    _database, _socket = FromDatabase(parts), FromSocket(parts)


@contextmanager
def among(processes: int) -> Iterator[None]:
    """Around the start of so many processes behind one port: each of them exposes what all have counted together.

    Before the fork, for they share a folder; it goes with the process that made it.
    """
    if processes < 2:
        yield
        return
    folder = tempfile.mkdtemp(prefix="relay-figures-")
    made_by = os.getpid()
    _share(folder)
    try:
        yield
    finally:
        if os.getpid() == made_by:
            _share(None)
            shutil.rmtree(Path(folder), ignore_errors=True)


def _share(folder: str | None) -> None:
    """prometheus_client chooses by the environment where it counts, once; so it is asked to choose again."""
    global _figures
    os.environ.pop(FOLDER, None)
    if folder:
        os.environ[FOLDER] = folder
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]
    _figures = Figures(folder)


class _Everything(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from _figures.view.collect()
        if _socket is not None:
            yield from _socket.collect()
        if _database is not None:
            yield from _database.collect()


def exposition() -> tuple[bytes, str]:
    """All figures as Prometheus reads them, and their content type. Never raises, and waits no two seconds."""
    return generate_latest(_Everything()), CONTENT_TYPE_PLAIN_0_0_4


def acknowledged(kind: str, seconds: float) -> None:
    """Something from Slack was answered after so long. `kind` is one of `bot.metrics.CAME_AS`."""
    _figures.acknowledged.labels(kind).observe(seconds)


def late(kind: str) -> None:
    """Somebody was told in the answer's stead that it was not there in time. `kind` as in `acknowledged`."""
    _figures.late.labels(kind).inc()


def sent(kind: str, seconds: float) -> None:
    """Slack took a message so long after it was due. `kind` is the outbox's, or "update"."""
    _figures.sent.labels(_group(kind)).observe(max(seconds, 0.0))


def settled(letter: Letter, at: datetime | None) -> None:
    """A message came to its end; `at` is when Slack took it, None where it did not."""
    if at is not None and letter.due_at is not None:
        sent("update" if letter.updates else letter.kind, (at - letter.due_at).total_seconds())


def slack_error(kind: str, why: str) -> None:
    """Slack did not take something of this kind: a message's of the outbox, "update", or any other word."""
    _figures.refused.labels(_group(kind), bot.metrics.why(why)).inc()


def repaired(kind: str) -> None:
    """The watchdog put something right. `kind` is one of `bot.watchdog.KINDS`."""
    _figures.repaired.labels(kind).inc()


def ticking(tick: Callable[P, T]) -> Callable[P, T]:
    """`tick`, and how long it takes is counted, also where it fails."""

    @wraps(tick)
    def timed(*args: P.args, **kwargs: P.kwargs) -> T:
        began = time.perf_counter()
        try:
            return tick(*args, **kwargs)
        finally:
            ticked(time.perf_counter() - began)

    return timed


def ticked(seconds: float) -> None:
    """A tick took so long."""
    _figures.ticked.observe(seconds)


def unreachable(failure: BaseException) -> None:
    """Something failed: counted where it is the database that is out of reach."""
    if isinstance(failure, UNREACHABLE) and not isinstance(failure, REFUSED):
        _figures.unreachable.inc()


def _group(kind: str) -> str:
    """What goes first is how kinds are grouped: the few words of `First`."""
    if kind == "update":
        return kind
    known: Any = PRIORITY.get(kind)
    return First(known).name.lower() if known is not None else bot.metrics.OTHER
