"""What is read when Prometheus asks: whether Slack is connected, and what the database says.

That is read at most every few seconds, and never waited for long.
"""

import threading
import time
from collections.abc import Iterator
from math import inf

import structlog
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

import db.metrics
from bot.pace import First
from handlers.relay import Relay

log = structlog.get_logger()
KEPT = 3.0  # seconds: several who ask at once are one look
PATIENCE = 1.5  # seconds


class FromSocket(Collector):
    """Whether this process is connected to Slack; nothing where it does not listen by a connection of its own."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    def collect(self) -> Iterator[Metric]:
        """1 or 0, as it is this moment."""
        if (connected := self._relay.connected) is not None:
            yield _gauge("relay_connected", "Whether Slack can tell this process anything.", int(connected()))


class FromDatabase(Collector):
    """The database's figures. One look is under way at most, and a database that stands still holds up nobody."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._lock = threading.Lock()
        self._looking: threading.Thread | None = None
        self._seen: tuple[float, list[Metric]] | None = None

    def collect(self) -> Iterator[Metric]:
        """Figures not older than a few seconds, or only that the database is out of reach."""
        seen = self._fresh()
        if seen is None:
            looking = self._begun()
            looking.join(PATIENCE)
            seen = self._fresh()
        yield _gauge("relay_database_up", "Whether the database answered just now.", 0 if seen is None else 1)
        yield from seen or ()

    def _fresh(self) -> list[Metric] | None:
        seen = self._seen
        return seen[1] if seen and time.monotonic() - seen[0] < KEPT else None

    def _begun(self) -> threading.Thread:
        """The look that is under way, begun now if there is none. A daemon: no exit waits for it."""
        with self._lock:
            if self._looking is None or not self._looking.is_alive():
                self._looking = threading.Thread(target=self._look, name="figures", daemon=True)
                self._looking.start()
            return self._looking

    def _look(self) -> None:
        try:
            with self._relay.db.read() as session:
                found = db.metrics.look(session, self._relay.clock.now(), self._relay.clock.real())
            self._seen = time.monotonic(), list(_told(found, self._relay))
        except Exception as failure:
            log.warning("figures.failed", exc_info=failure)


def _told(found: db.metrics.Figures, relay: Relay) -> Iterator[Metric]:
    now = relay.clock.now()
    depth = GaugeMetricFamily("relay_outbox_messages", "Messages that are due and not sent.", labels=["kind"])
    oldest = GaugeMetricFamily(
        "relay_outbox_oldest_seconds", "For how long the oldest of them has been due; 0 without any.", labels=["kind"]
    )  # fmt: skip
    for first in First:
        waits = found.waiting.get(first)
        depth.add_metric([first.name.lower()], waits.count if waits else 0)
        age = (now - waits.since).total_seconds() if waits else 0.0
        oldest.add_metric([first.name.lower()], max(age, 0.0))
    yield depth
    yield oldest
    yield _by(
        "relay_processes", "Processes at work, by what they do.", "kind",
        {str(kind): count for kind, count in found.working.items()},
    )  # fmt: skip
    since = (relay.clock.real() - found.ticked).total_seconds() if found.ticked else inf
    yield _gauge(
        "relay_tick_age_seconds", "How long ago any process last ticked; +Inf: none has.", max(since, 0.0)
    )
    yield _by(
        "relay_handovers_last_day", "Handovers that went wrong in the last 24 hours.", "what",
        {what: found.lately[f"handover.{what}"] for what in ("late", "missed", "not_asked")},
    )  # fmt: skip
    yield _gauge(
        "relay_messages_given_up_last_day", "Messages given up in the last 24 hours.", found.lately["message.given_up"]
    )  # fmt: skip
    yield _by(
        "relay_escalations", "Escalations that are not closed.", "state",
        {
            "open": found.open, "unanswered": found.unanswered, "acknowledged": found.acknowledged,
            "to_close": found.to_close,
        },
    )  # fmt: skip


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)


def _by(name: str, says: str, label: str, counts: dict[str, int]) -> Metric:
    made = GaugeMetricFamily(name, says, labels=[label])
    for word, count in counts.items():
        made.add_metric([word], count)
    return made
