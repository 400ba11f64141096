"""An hour at ten times a large provider's pace: do memory and latency stay as they are? `python -m benchmarks.soak`.

A large provider is 1,000 people in 40 houses (`benchmarks.provider`); its busiest half-hour is a change of shift, when
all of them are answered about. Here 400 houses of 25 people are asked every half-hour, spread evenly, for as long as
it is said: about 5.6 answers a second. One in ten has signs, one in 300 rings, and the manager takes it. `relay web`
and `relay worker` run with ten times Slack's limits. Each minute is a line of FILE.csv; at the end FILE.svg shows them.
"""

import argparse
import heapq
import queue
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from benchmarks import asks, figures, load, plot, programs, slack, world
from benchmarks.load import Answered, Ask
from benchmarks.programs import Program
from benchmarks.slack import Standing
from db.session import UNREACHABLE, Database

HOUSES, PEOPLE = 400, 25
ASKED_EVERY = 30 * 60.0  # seconds
ANSWERED_IN = 5 * 60.0  # seconds after they were asked, everybody is answered about
SIGNS, RINGING = 1 / 10, 1 / 300
TAKEN_AFTER = 20.0  # seconds until a manager takes what rang
FACTOR = 10.0
SOON = 2.0  # seconds that answers wait for their moment with whoever sends them
WHERE = figures.PAGE.parent / "soak"
COLUMNS = (
    "minute,answers,not_kept,ack_p50_ms,ack_p95_ms,ack_p99_ms,pings,ping_p95_ms,web_mb,worker_mb,web_cpu,worker_cpu,"
    "outbox_due,refused"
)


@dataclass
class Day:
    """What goes on: who is asked when, who answers, and what came of it."""

    database: Database
    standing: Standing
    houses: int
    every: float
    began: float = field(default_factory=time.monotonic)
    waiting: "queue.Queue[Ask | None]" = field(default_factory=queue.Queue)
    planned: list[tuple[float, int, Ask]] = field(default_factory=list)
    done: list[Answered] = field(default_factory=list)
    rang: dict[str, float] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    looked_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    last_escalation: int = 0
    asked: int = 0
    made: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def now(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

    def go_on(self) -> None:
        """Ask whose turn has come, have those who were asked answer, and managers take what rang."""
        turns = int(self.now() / self.every * self.houses)
        # Relay may hold the database's lock: then whoever is left is asked with the next ones
        with suppress(*UNREACHABLE):
            while self.asked < turns:
                world.due_in(self.database, datetime.now(UTC), self.asked % self.houses + 1)
                self.asked += 1
        self._answer()
        self._take()
        while self.planned and self.planned[0][0] <= self.now() + SOON:
            self.waiting.put(heapq.heappop(self.planned)[2])

    def _plan(self, at: float, body: bytes, about: str = "") -> None:
        self.made += 1
        heapq.heappush(self.planned, (at, self.made, Ask(body, about, at=at)))

    def _answer(self) -> None:
        fresh = self._fresh()
        for line in asks.lines(self.database, fresh) if fresh else ():
            at = self.now() + 2 + self.chance.uniform(0, min(ANSWERED_IN, self.every))
            roll = self.chance.random()
            if roll < RINGING:
                self._plan(at, asks.signs(line, asks.RINGS), line.known_as)
            elif roll < SIGNS:
                self._plan(at, asks.signs(line, asks.QUIET))
            else:
                self._plan(at, asks.clear(line, self.standing.url))

    def _fresh(self) -> list[int]:
        """The handovers that were asked since the last look; their ids say nothing of when."""
        asked = sa.text("SELECT id FROM handover WHERE state = 'asked' AND asked_at >= :since")
        since = world.bound(self.database, self.looked_at - timedelta(minutes=1))
        self.looked_at = datetime.now(UTC)
        with self.database.read() as session:
            found = [
                one for one in session.execute(asked, {"since": since}).scalars() if one not in self.seen
            ]
        self.seen.update(found)
        return found

    def _take(self) -> None:
        with self.database.read() as session:
            opened = session.execute(
                sa.text("SELECT id, service_id, turn FROM escalation WHERE id > :last ORDER BY id"),
                {"last": self.last_escalation},
            ).all()
        for number, house, turn in opened:
            self.last_escalation = number
            self._plan(self.now() + TAKEN_AFTER, asks.take(number, turn, house, self.standing.url))

    def outbox_due(self) -> int:
        """Messages that are due and not sent yet."""
        found = sa.text("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')")
        with self.database.read() as session:
            return int(session.execute(found).scalar_one())


def minutes(day: Day, web: Program, worker: Program, many: int) -> Iterator[str]:
    """One line for each minute, as COLUMNS says; processor time in per cent of a core."""
    seen_notes, seen_done = 0, 0
    busy = [web.seconds_at_work(), worker.seconds_at_work()]
    for minute in range(1, many + 1):
        while day.now() < minute * 60:
            day.go_on()
            time.sleep(1)
        answered, seen_done = day.done[seen_done:], len(day.done)
        notes = day.standing.notes(seen_notes)
        seen_notes += len(notes)
        now = [web.seconds_at_work(), worker.seconds_at_work()]
        used, busy = [100 * (b - a) / 60 for a, b in zip(busy, now, strict=True)], now
        took = [one.took for one in answered if one.ok] or [0.0]
        day.rang |= {one.about: one.sent for one in answered if one.about and one.ok}
        pinged = [
            one.at - day.rang.pop(one.named)
            for one in notes
            if one.method == slack.POST and one.named in day.rang
        ]
        yield (
            f"{minute},{len(answered)},{sum(not one.ok for one in answered) + slack.told_late(notes)},"
            + ",".join(f"{figures.at(took, percent) * 1000:.1f}" for percent in (50, 95, 99))
            + f",{len(pinged)},{figures.at(pinged or [0.0], 95) * 1000:.0f}"
            + f",{web.megabytes():.1f},{worker.megabytes():.1f},{used[0]:.0f},{used[1]:.0f},{day.outbox_due()}"
            + f",{sum(one.refused for one in notes)}"
        )


def soak(given: argparse.Namespace, place: world.Place) -> Iterator[str]:
    """The lines of the whole time."""
    kind = "PostgreSQL" if given.postgres else "SQLite"
    url = place.database(kind, given.houses, PEOPLE)
    world.due(url, datetime.now(UTC) + timedelta(days=1))
    with ExitStack() as opened:
        standing = opened.enter_context(slack.standing(given.houses, pace=FACTOR))
        worker = opened.enter_context(programs.worker(place.folder, url, standing, pace=FACTOR))
        web = opened.enter_context(programs.web(place.folder, url, standing, pace=FACTOR))
        day = Day(opened.enter_context(world.opened(url)), standing, given.houses, given.every * 60)
        staff = [
            threading.Thread(target=load.follow, args=(web.url, day.waiting, day.began, day.done))
            for _ in range(8)
        ]
        for one in staff:
            one.start()
        try:
            yield from minutes(day, web, worker, given.minutes)
        finally:
            for _ in staff:
                day.waiting.put(None)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--minutes", type=int, default=60)
    asked.add_argument("--houses", type=int, default=HOUSES)
    asked.add_argument(
        "--every", type=float, default=ASKED_EVERY / 60, help="minutes until a house is asked again"
    )
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument(
        "--to", type=Path, default=WHERE, help="where the lines and the plot go, without an ending"
    )
    given = asked.parse_args()
    # so that whatever was started is ended too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    table = given.to.with_suffix(".csv")
    with tempfile.TemporaryDirectory() as folder, world.place(Path(folder), postgres=given.postgres) as place:
        print(COLUMNS, flush=True)
        with table.open("w") as kept:
            kept.write(f"{COLUMNS}\n")
            for line in soak(given, place):
                print(line, flush=True)
                kept.write(f"{line}\n")
                kept.flush()
    plot.draw(table, given.to.with_suffix(".svg"))
    for line in plot.drift(table):
        print(line)


if __name__ == "__main__":
    main()
