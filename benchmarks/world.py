"""A made-up provider for the benchmarks: loaded, due at an instant that the benchmark chooses, or asked already.

Every house has its own workers and its own manager, so that a ping's reader says which house it is about.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

import db.handover
import db.house
import db.migrate
import db.people
from bot.loaded import House
from db import crypto, types
from db.session import Database
from handlers.flow import handover
from tests import pg

ZONE = "Europe/London"
WORKERS = 3
BEFORE = timedelta(minutes=15)
# as a server comes: what is committed survives a power cut, unlike in the tests
PLAIN_SERVER = ["-clisten_addresses="]


def plan() -> dict[str, Any]:
    """Three signs, two steps, four rules: one in one period, two that look back, one by the clock."""
    return {
        "agreed": {"when": "2026-01-01", "with": ["Sam"], "drafted_by": "U0LEAD", "approved_by": "U0BOSS",
                   "review_by": "2027-12-01"},
        "signs": [
            {"key": "sleep", "says": "I'm up most of the night", "domain": "sleep", "rating": "0-3",
             "levels": {1: "up once or twice", 2: "up most of the night", 3: "no sleep"}},
            {"key": "pacing", "says": "I walk up and down and can't sit", "domain": "mood", "rating": "seen"},
            {"key": "rings", "says": "I ring my sister", "domain": "family_contact", "rating": "count",
             "worse": "higher"},
        ],
        "steps": ["Offer a walk somewhere quiet", "Ask if I have eaten; make toast"],
        "safe": ["One person, sitting down"],
        "worse": ["Being followed", "Lots of questions"],
        "thresholds": [
            {"key": "two-together", "when": {"signs_together": 2}, "tell": "ladder:house", "urgency": "now",
             "act_within": "8 h", "ask": "Phone the house and decide whether someone comes"},
            {"key": "bad-nights", "when": {"repeats": {"sign": "sleep", "at_least": 2, "times": 3,
             "in_last": "5 handovers"}}, "tell": "ladder:house"},
            {"key": "rising", "when": {"rising": {"sign": "sleep", "over": 3}}, "tell": "ladder:house"},
            {"key": "silence", "when": {"unanswered": 3}, "tell": "ladder:house"},
        ],
    }  # fmt: skip


def house(houses: int, people: int, first: datetime, shifts: int = 3) -> House:
    """So many houses with so many people each; the first handover is due at `first` (aware, a whole minute)."""
    change = (first + BEFORE).astimezone(ZoneInfo(ZONE))
    starts = [(change + n * timedelta(days=1) / shifts).strftime("%H:%M") for n in range(shifts)]
    rows = [{"key": f"s{n}", "name": f"Shift {n}", "starts": at} for n, at in enumerate(starts)]
    return House.model_validate({
        "organisation": {"name": "Example Care", "emergency": "999"},
        "services": [_service(n, rows) for n in range(1, houses + 1)],
        "staff": [{"slack": "U0LEAD", "name": "Mel", "role": "team_leader", "services": []},
                  {"slack": "U0BOSS", "name": "Ade", "role": "administrator", "services": []},
                  *(one for n in range(1, houses + 1) for one in _staff(n))],
        "ladders": [{"key": "house", "rungs": [{"tell": "role:manager", "within": "30 min"}]}],
        "people": [
            {"key": f"p{n}-{m}", "known_as": known_as(n, m), "service": f"house-{n}", "plan": plan()}
            for n in range(1, houses + 1) for m in range(1, people + 1)
        ],
    })  # fmt: skip


def known_as(number: int, person: int) -> str:
    """Nobody else's short name."""
    return f"P{number}x{person}"


def channel(number: int) -> str:
    """The channel of a house by its number, from 1."""
    return f"C0HOUSE{number}"


def worker(number: int, place: int) -> str:
    """The Slack id of one of a house's workers, `place` from 0."""
    return f"U0H{number}W{place % WORKERS}"


def manager(number: int) -> str:
    """The Slack id of a house's manager."""
    return f"U0H{number}M"


def _service(number: int, shifts: list[dict[str, str]]) -> dict[str, Any]:
    return {"key": f"house-{number}", "name": f"House {number}", "channel": channel(number), "phone": "01632 960111",
            "timezone": ZONE, "ladder": "house", "shifts": shifts,
            "handover": {"ask_before": "15 min", "remind_after": "40 min", "late_after": "60 min"}}  # fmt: skip


def _staff(number: int) -> list[dict[str, Any]]:
    mine = [f"house-{number}"]
    some = [{"slack": worker(number, n), "name": f"Jo {number} {n}", "role": "support_worker", "services": mine}
            for n in range(WORKERS)]  # fmt: skip
    boss = {"slack": manager(number), "name": f"Ash {number}", "role": "manager", "services": mine,
            "phone": "07700 900001"}  # fmt: skip
    return [*some, boss]


@dataclass
class Place:
    """Where databases are made. `postgres` is None where there is none on this machine."""

    folder: Path
    postgres: pg.Cluster | None
    made: dict[tuple[str, int, int], str] = field(default_factory=dict)
    copies: int = 0

    def kinds(self) -> list[str]:
        """The databases that can be measured here."""
        return ["SQLite", *(["PostgreSQL"] if self.postgres else [])]

    def database(self, kind: str, houses: int, people: int) -> str:
        """The URL of a new database with the provider in it, planned and due a minute or two ago, not asked yet."""
        key = (kind, houses, people)
        if key not in self.made:
            self.made[key] = self._new(kind)
            _load(self.made[key], houses, people)
        return self._copy(kind, self.made[key])

    def _new(self, kind: str) -> str:
        self.copies += 1
        if kind == "SQLite":
            return f"sqlite:///{self.folder}/{self.copies}.db"
        assert self.postgres is not None
        return self.postgres.new_database(f"bench_{self.copies}")

    def _copy(self, kind: str, url: str) -> str:
        self.copies += 1
        if kind == "SQLite":
            copied = self.folder / f"{self.copies}.db"
            shutil.copy(url.removeprefix("sqlite:///"), copied)
            return f"sqlite:///{copied}"
        assert self.postgres is not None
        template = url.partition("?")[0].rpartition("/")[2]
        return self.postgres.new_database(f"bench_{self.copies}", template)


@contextmanager
def place(folder: Path, *, postgres: bool = True) -> Iterator[Place]:
    """Databases of the benchmarks' own, gone afterwards."""
    pg.HASTE[:] = PLAIN_SERVER
    with ExitStack() as opened:
        cluster = pg.start() if postgres else None
        if cluster:
            opened.callback(cluster.stop)
        yield Place(folder, cluster)


def _load(url: str, houses: int, people: int) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=1)
    with opened(url) as database:
        db.migrate.upgrade(database)
        with database.write() as session:
            db.house.apply(session, house(houses, people, now), now - timedelta(days=1))
        with database.write() as session:
            for service in db.people.services(session):
                handover.plan_ahead(session, service, now - timedelta(seconds=1))
        if database.sqlite:
            _settle_file(url)


def _settle_file(url: str) -> None:
    """All in one file, so that the file is all there is to copy."""
    raw = sqlite3.connect(url.removeprefix("sqlite:///"))
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database, in this process."""
    types.use_keys(crypto.KeyRing())
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def due(url: str, at: datetime, service_id: int | None = None) -> None:
    """Have every house's next handover, or one's, due at `at`, whatever its shifts say."""
    with opened(url) as database:
        due_in(database, at, service_id)


def due_in(database: Database, at: datetime, service_id: int | None = None) -> None:
    """The same, in a database that is open."""
    with database.write() as session:
        moved = sa.text(
            "UPDATE handover SET due_at = :due, change_at = :change WHERE state = 'planned'"
            + (" AND service_id = :service" if service_id else "")
        )
        instants = {"due": bound(database, at), "change": bound(database, at + BEFORE)}
        session.execute(moved, instants | ({"service": service_id} if service_id else {}))


def asked(url: str, *, posted: bool = True) -> None:
    """Ask every house now; `posted`: as if Slack had every prompt already."""
    with opened(url) as database:
        with database.write() as session:
            for service in db.people.services(session):
                planned = db.handover.planned(session, service.id)
                assert planned is not None
                handover.ask_due(session, planned, datetime.now(UTC))
        if posted:
            _posted(database)


def send_from(url: str, at: datetime) -> None:
    """Have all that waits be due at `at`."""
    with opened(url) as database, database.write() as session:
        moved = sa.text("UPDATE outbox SET due_at = :at WHERE state = 'waiting'")
        session.execute(moved, {"at": bound(database, at)})


def _posted(database: Database) -> None:
    with database.write() as session:
        sent = sa.text(
            "UPDATE outbox SET state = 'sent', channel = to_channel, ts = '1700000000.00' || id, sent_at = due_at"
        )
        session.execute(sent)


def bound(database: Database, at: datetime) -> Any:
    """As the column of either database keeps it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if database.sqlite else at
