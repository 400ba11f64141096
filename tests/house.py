"""Builders: Rowan House as a file would say it, loaded; its clock, its handover, taps on its prompt."""

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import col

import db.handover
import db.house
import db.people
from bot.loaded import House
from bot.people import Author
from bot.replies import Answer
from bot.transitions import Event
from db import tables
from db.session import Database
from handlers import ticks
from handlers.flow import board, deeds
from handlers.flow import handover as flow
from handlers.flow.handover import Recorded, Tap
from handlers.relay import Relay
from handlers.settings import Settings

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
DUE = datetime(2026, 11, 12, 21, 15, tzinfo=UTC)  # a quarter of an hour before the night begins
MINUTE = timedelta(minutes=1)
Written = dict[str, Any]
T = TypeVar("T")


def agreed() -> Written:
    return {
        "when": date(2026, 10, 1), "with": ["Sam"], "drafted_by": "U0LEAD", "approved_by": "U0ASH",
        "review_by": date(2027, 1, 1),
    }  # fmt: skip


def sams_plan() -> Written:
    return {
        "agreed": agreed(),
        "signs": [
            {"key": "sleep", "says": "I'm up most of the night", "domain": "sleep", "rating": "0-3",
             "levels": {1: "up once or twice", 2: "up most of the night", 3: "no sleep"}},
            {"key": "pacing", "says": "I walk up and down and can't sit", "domain": "mood", "rating": "seen"},
            {"key": "meals", "says": "I leave my tea", "domain": "eating", "rating": "seen"},
        ],
        "steps": ["Offer a walk somewhere quiet", "Make toast"],
        "thresholds": [
            {"key": "two-together", "when": {"signs_together": 2}, "tell": "ladder:house", "act_within": "30 min",
             "ask": "Phone the house"},
            {"key": "no-tea", "when": {"sign": "meals"}, "tell": "role:team_leader", "urgency": "this_shift"},
        ],
        "contacts": {"not_wanted": [{"staff": "U0IDA"}]},
    }  # fmt: skip


def rays_plan() -> Written:
    return {
        "agreed": agreed(),
        "signs": [{"key": "quiet", "says": "I go quiet", "domain": "mood", "rating": "seen"}],
        "thresholds": [{"key": "quiet", "when": {"sign": "quiet"}, "tell": "ladder:house"}],
    }


def service(key: str = "rowan-house", name: str = "Rowan House", channel: str = "C0ROWAN") -> Written:
    return {
        "key": key, "name": name, "channel": channel, "phone": "01632 960111", "timezone": "Europe/London",
        "ladder": "house", "office_hours": {"days": "mon-fri", "from": "09:00", "until": "17:00"},
        "handover": {"ask_before": "15 min"},
        "shifts": [
            {"key": "early", "name": "Early", "starts": "07:30", "planned_staff": 3},
            {"key": "late", "name": "Late", "starts": "14:30", "planned_staff": 2},
            {"key": "night", "name": "Night", "starts": "21:30", "planned_staff": 1},
        ],
    }  # fmt: skip


def staff(
    slack: str, name: str, role: str, services: Sequence[str] = ("rowan-house",), **more: Any
) -> Written:
    return {"slack": slack, "name": name, "role": role, "services": list(services), **more}


def rowan() -> Written:
    """The house as its file says it, to be changed by a test."""
    return {
        "organisation": {"name": "Example Care", "emergency": "999"},
        "services": [service()],
        "staff": [
            staff("U0WORKER", "Jo", "support_worker"),
            staff("U0AGENCY", "Remi", "support_worker", agency=True),
            staff("U0TABLET", "Rowan tablet", "support_worker", shared=True),
            staff("U0LEAD", "Mel", "team_leader"),
            staff("U0ASH", "Ash", "manager", phone="07700 900001"),
            staff("U0IDA", "Ida", "manager", phone="07700 900003"),
            staff("U0DEE", "Dee", "manager", (), phone="07700 900002"),
            staff("U0BOSS", "Ade", "administrator", ()),
        ],
        "rotas": [
            {"key": "first-line", "timezone": "Europe/London", "members": ["U0DEE"],
             "handoff": {"every": "1 week", "day": "monday", "at": "09:00", "from": date(2026, 1, 5)}},
        ],
        "ladders": [
            {"key": "house", "repeat": 0, "rungs": [
                {"tell": "rota:first-line", "within": "10 min"}, {"tell": "role:manager", "within": "15 min"}]},
        ],
        "people": [
            {"key": "sam", "known_as": "Sam", "service": "rowan-house", "plan": sams_plan()},
            {"key": "ray", "known_as": "Ray", "service": "rowan-house", "plan": rays_plan()},
        ],
    }  # fmt: skip


def oak() -> Written:
    """Another house, in a file of its own."""
    return {
        "services": [service("oak-house", "Oak House", "C0OAK")],
        "staff": [staff("U0OAK", "Lee", "manager", ["oak-house"])],
        "ladders": rowan()["ladders"],
        "rotas": rowan()["rotas"],
        "people": [{"key": "kim", "known_as": "Kim", "service": "oak-house"}],
    }


def apply(database: Database, written: Written, now: datetime = NOON) -> list[str]:
    """Load what a file says; the changes in words."""
    with database.write() as session:
        changes = db.house.apply(session, House.model_validate(written), now)
    return [" ".join(f"{one.how} {one.what} {one.name} {one.detail}".split()) for one in changes]


def rows(database: Database, table: Any, *where: Any) -> list[Any]:
    """The rows of a table in order."""
    with database.read() as session:
        return list(
            session.execute(
                sa.select(table).where(*where).order_by(sa.inspect(table).primary_key[0])
            ).scalars()
        )


def both_at_once(act: Callable[[], T]) -> list[T]:
    """What it gives to two who do it at the same moment."""
    ready = threading.Barrier(2)

    def one(_: int) -> T:
        ready.wait()
        return act()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(one, range(2)))


def journal(database: Database, what: str) -> list[Any]:
    return rows(database, tables.Journal, col(tables.Journal.what) == what)


@dataclass
class Clock:
    """A clock that a test sets. `real` is Slack's, which never leaps with the other."""

    at: datetime = DUE - 15 * MINUTE
    slack: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def real(self) -> datetime:
        return self.slack

    def passes(self, minutes: float) -> None:
        self.at += minutes * MINUTE


SLEEPLESS = Answer("signs", {"sleep": 2.0, "pacing": 1.0, "meals": 0.0})
NO_TEA = Answer("signs", {"sleep": 0.0, "pacing": 0.0, "meals": 1.0})
QUIET = Answer("signs", {"quiet": 1.0})
CLEAR = Answer("clear")


@dataclass
class Rowan:
    """Rowan House, loaded; `ask` brings it to its handover at 21:15."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    nonces: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.relay = Relay(Settings(_env_file=None), self.database, self.clock)  # type: ignore[call-arg]

    def load(self, written: Written | None = None) -> "Rowan":
        apply(self.database, written or rowan(), self.clock.at)
        with self.database.write() as session:
            for one in db.people.services(session):
                flow.plan_ahead(session, one, self.clock.at)
        return self

    def tick(self) -> int:
        return ticks.tick(self.relay)

    def ask(self) -> int:
        """It is 21:15 and the house has been asked; the handover's id."""
        self.clock.at = DUE
        self.tick()
        return self.newest()

    def newest(self) -> int:
        with self.database.read() as session:
            found = db.handover.latest_asked(session, self.service().id)
        assert found is not None
        return found.id

    def service(self, key: str = "rowan-house") -> Any:
        with self.database.read() as session:
            return db.people.service_by_key(session, key)

    def person(self, key: str) -> Any:
        with self.database.read() as session:
            row = (
                session.execute(sa.select(tables.Person).where(col(tables.Person.key) == key)).scalars().one()
            )
            return db.people.person(session, row.id)

    def tap(self, key: str, answer: Answer, slack: str = "U0WORKER", **more: Any) -> Tap:
        about = {
            "handover_id": self.newest(),
            "person_id": self.person(key).id,
            "author": self.author(slack),
            "nonce": f"n{next(self.nonces)}",
        }
        return Tap(**{**about, "slack": slack, "answer": answer, **more})

    def author(self, slack: str = "U0WORKER", **more: Any) -> Author:
        """Who says something through their own account."""
        with self.database.read() as session:
            found = db.people.staff_by_slack(session, slack)
        assert found is not None
        return Author(found.id, **more)

    def record(self, tap: Tap) -> Recorded:
        with self.database.write() as session:
            return flow.record(session, tap, self.clock.at)

    def says(self, key: str, answer: Answer, slack: str = "U0WORKER", **more: Any) -> Recorded:
        """Somebody answers about somebody."""
        return self.record(self.tap(key, answer, slack, **more))

    def does(self, slack: str, event: Event, escalation_id: int = 1, **more: Any) -> deeds.Result:
        """Somebody does something to an escalation; `more` as in `deeds.Wish`."""
        with self.database.write() as session:
            who = db.people.staff_by_slack(session, slack)
            assert who is not None
            return deeds.do(session, escalation_id, who, deeds.Wish(event, **more), self.clock.at)

    def board(self, key: str) -> Any:
        """What the newest prompt shows as the answer about somebody; None while nobody answered."""
        with self.database.read() as session:
            drawn = board.board(session, self.newest(), self.clock.at)
        return next((said.kind if said else None) for one, said in drawn.lines if one.key == key)

    def sent(self, kind: str, *, updates: bool = False) -> list[Any]:
        """The outbox's rows of this kind, whatever became of them."""
        which = col(tables.Outbox.updates)
        return rows(
            self.database,
            tables.Outbox,
            col(tables.Outbox.kind) == kind,
            which.is_not(None) if updates else which.is_(None),
        )

    def pings(self) -> list[tuple[int, str]]:
        """Who was pinged, with the number of the telling."""
        return [(row.number, row.to_user) for row in self.sent("ping")]

    def all_sent(self) -> None:
        """Slack has taken everything there was."""
        waiting = col(tables.Outbox.state) == tables.Sending.WAITING
        with self.database.write() as session:
            session.execute(
                sa.update(tables.Outbox)
                .where(waiting)
                .values(state="sent", channel="C0", ts="1.1", sent_at=self.clock.at)
            )

    def escalations(self) -> list[Any]:
        return rows(self.database, tables.Escalation)
