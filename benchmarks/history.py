"""Does a reply, or a question drawn again, cost more when there is more history? `python -m benchmarks.history`.

Ten weeks and ten years of three handovers a day, with a plan that looks back in every way; SQLite in a folder of its
own. The two are measured in turn, so that a busy machine is busy for both; the ratio is the figure.
"""

import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

import bot.sending
import db.handover
import db.house
import db.migrate
import db.outbox
import db.people
from bot.loaded import House
from bot.pace import UNBOUND, Pace
from bot.people import Author
from bot.replies import Answer
from db import tables
from db.session import Database
from handlers.flow import handover, render
from handlers.flow.handover import Tap

NOW = datetime(2026, 11, 12, 21, 15, tzinfo=UTC)
WEEKS = {"ten weeks": 10, "ten years": 522}
REPLIES = 60
SIGNS = ("sleep", "pacing", "rings")


def plan() -> dict[str, Any]:
    """A plan of eight rules."""
    rules: list[dict[str, Any]] = [
        {"sign": "sleep", "at_least": 3},
        {"signs_together": {"count": 2, "within": "3 d"}},
        {"repeats": {"sign": "sleep", "at_least": 2, "times": 9, "in_last": "12 handovers"}},
        {"repeats": {"times": 60, "in_last": "28 d"}},
        {"adds_up": {"signs": ["sleep", "rings"], "at_least": 90, "in_last": "14 d"}},
        {"rising": {"sign": "sleep", "over": 3}},
        {"steps_not_followed": {"times": 9, "in_last": "10 handovers"}},
        {"unanswered": 3},
    ]
    return {
        "agreed": {
            "when": "2026-01-01", "with": ["Sam"], "drafted_by": "U0LEAD", "approved_by": "U0ASH",
            "review_by": "2027-01-01",
        },
        "signs": [
            {"key": "sleep", "says": "I'm up at night", "domain": "sleep", "rating": "0-3",
             "levels": {1: "once", 2: "often", 3: "all night"}},
            {"key": "pacing", "says": "I walk up and down", "domain": "mood", "rating": "seen"},
            {"key": "rings", "says": "I ring my sister", "domain": "family_contact", "rating": "count",
             "worse": "higher"},
        ],
        "thresholds": [
            {"key": f"rule-{n}", "when": rule, "tell": "ladder:house"} for n, rule in enumerate(rules)
        ],
    }  # fmt: skip


def house() -> House:
    """One house with one person."""
    shifts = [
        {"key": key, "name": key.title(), "starts": at}
        for key, at in (("early", "07:30"), ("late", "14:30"), ("night", "21:30"))
    ]
    staff = [("U0LEAD", "team_leader"), ("U0ASH", "manager"), ("U0WORKER", "support_worker")]
    return House.model_validate(
        {
            "services": [
                {"key": "rowan", "name": "Rowan", "channel": "C0ROWAN", "phone": "01632 960111",
                 "timezone": "Europe/London", "ladder": "house", "shifts": shifts}
            ],
            "staff": [
                {"slack": slack, "name": slack, "role": role, "services": ["rowan"]} for slack, role in staff
            ],
            "ladders": [{"key": "house", "rungs": [{"tell": "role:manager", "within": "10 min"}]}],
            "people": [{"key": "sam", "known_as": "Sam", "service": "rowan", "plan": plan()}],
        }
    )  # fmt: skip


def filled(folder: Path, weeks: int) -> Database:
    """A house with so many weeks behind it, every handover of which was answered with a little of each sign."""
    database = Database(f"sqlite:///{folder / f'{weeks}.db'}")
    db.migrate.upgrade(database)
    with database.write() as session:
        db.house.apply(session, house(), NOW - timedelta(weeks=weeks))
        past = [(n, NOW - timedelta(hours=8 * (weeks * 21 + 1 - n))) for n in range(1, weeks * 21 + 1)]
        session.add_all(
            tables.Handover(
                id=n, service_id=1, slot=f"slot {n}", covers="late", next_shift="night", on_date=due.date(),
                change_at=due, due_at=due, state=tables.Asking.ASKED, asked_at=due, settled=True,
            )
            for n, due in past
        )  # fmt: skip
        session.flush()
        session.add_all(row for n, due in past for row in _answered(n, due))
        session.flush()
        session.execute(
            sa.insert(tables.Observation),
            [{"reply_id": n, "sign": sign, "value": 1.0} for n, _ in past for sign in SIGNS],
        )
        [service] = db.people.services(session)
        handover.plan_ahead(session, service, NOW - timedelta(minutes=1))
    with database.write() as session:
        planned = db.handover.planned(session, 1)
        assert planned is not None
        handover.ask_due(session, planned, planned.change.due)
    send(database)
    return database


def _answered(n: int, due: datetime) -> tuple[SQLModel, ...]:
    """What one handover leaves behind: that it was asked about Sam, what was answered, and its question."""
    return (
        tables.PersonPeriod(person_id=1, handover_id=n, due_at=due, asked=True),
        tables.Reply(
            id=n, person_id=1, service_id=1, handover_id=n, period_id=n, author_id=3, plan_id=1, seen_at=due,
            received_at=due, kind="signs", followed="yes", steps={}, nonce=f"old {n}",
        ),
        tables.Outbox(
            token=f"old {n}", kind="prompt", priority=2, to_channel="C0ROWAN", service_id=1, handover_id=n, number=0,
            broadcast=False, state=tables.Sending.SENT, made_at=due, due_at=due, attempts=1, ambiguous=False,
            sent_at=due, channel="C0ROWAN", ts=f"{n}.1",
        ),
    )  # fmt: skip


def send(database: Database) -> None:
    """The next message, as the sender does it, without Slack."""
    with database.write() as session:
        letter = db.outbox.claim(session, "one", NOW, datetime.now(UTC), bot.sending.LEASE, Pace(UNBOUND - 1))
        assert letter is not None
    with database.read() as session:
        assert render.letter(session, letter, NOW)
    with database.write() as session:
        sent = {"channel": "C0ROWAN", "ts": "1.1", "sent_at": NOW}
        assert db.outbox.settle(session, letter, tables.Sending.SENT, **({} if letter.updates else sent))


def redrawn(database: Database) -> float:
    """Seconds that it takes to draw the newest question again, from the wish to what is written down of it."""
    started = time.perf_counter()
    with database.write() as session:
        latest = db.handover.latest_asked(session, 1)
        assert latest is not None
        db.outbox.refresh_prompt(session, latest.id, NOW)
    send(database)
    return time.perf_counter() - started


def one(database: Database, nonce: str) -> float:
    """Seconds that one reply takes, commit and all."""
    started = time.perf_counter()
    with database.write() as session:
        latest = db.handover.latest_asked(session, 1)
        assert latest is not None
        answer = Answer("signs", {"sleep": 1.0, "pacing": 0.0, "rings": 0.0})
        tap = Tap(1, Author(1), "U0WORKER", nonce, answer, latest.id, 1)
        handover.record(session, tap, latest.change.due)
    return time.perf_counter() - started


def main() -> None:
    """Measure both, and print what they took and the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        databases = {name: filled(Path(folder), weeks) for name, weeks in WEEKS.items()}
        for what, act in (
            ("a reply", one),
            ("a question drawn again", lambda database, _: redrawn(database)),
        ):
            took: dict[str, list[float]] = {name: [] for name in databases}
            for n in range(REPLIES):
                for name, database in databases.items():
                    took[name].append(act(database, f"new {n}"))
            short, long = (statistics.median(times[5:]) for times in took.values())
            print(f"{what}: {short * 1000:.1f} ms, {long * 1000:.1f} ms with ten years; {long / short:.2f}")
        for database in databases.values():
            database.close()


if __name__ == "__main__":
    main()
