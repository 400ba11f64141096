"""A made-up provider with years of handovers, put straight into the tables: for measuring, never for use."""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import db.house
import db.migrate
from bot.loaded import House
from db.session import Database

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
HOUSES, PEOPLE = 40, 25
SHIFTS = (("early", 7, 25), ("late", 14, 30), ("night", 21, 30))
SIGNS = ("sleep", "pacing", "rings")
MINUTE = timedelta(minutes=1)
Rows = dict[str, list[tuple[Any, ...]]]
COLUMNS = {
    "handover": "id service_id slot covers next_shift on_date change_at due_at state asked_at asked_late settled",
    "handoverperson": "handover_id person_id asked",
    "personperiod": "person_id handover_id due_at asked",
    "reply": "id person_id service_id handover_id period_id author_id plan_id seen_at received_at timed kind followed "
    "contact_missed steps nonce attempt",
    "observation": "reply_id sign value",
    "staffing": "handover_id planned actual agency alone author_id at",
    "handoverread": "handover_id author_id both_shifts at",
    "note": "id kind service_id person_id topic tell author_id seen_at received_at nonce attempt",
    "escalation": "id service_id person_id subject tell urgency rings_as ladder state opened_at act_within step "
    "tellings acknowledged_at acted_at ended_at extended reminded turn",
    "escalationevent": "escalation_id at what actor_id by_at about number",
    "crossing": "reply_id plan_id threshold escalation_id at sentence evidence",
    "closing": "escalation_id at by_id said",
    "outbox": "token kind priority service_id escalation_id number broadcast state made_at due_at attempts ambiguous "
    "sent_at",
}  # fmt: skip


def plan() -> dict[str, Any]:
    """A plan as the houses of a large provider have them."""
    signs: list[dict[str, Any]] = [
        {"key": "sleep", "says": "I'm up at night", "domain": "sleep", "rating": "0-3",
         "levels": {1: "once", 2: "often", 3: "all night"}},
        {"key": "pacing", "says": "I walk up and down", "domain": "mood", "rating": "seen"},
        {"key": "rings", "says": "I ring my sister", "domain": "family_contact", "rating": "count",
         "worse": "higher"},
    ]  # fmt: skip
    agreed = {
        "when": "2026-01-01", "with": ["Sam"], "drafted_by": "U0LEAD", "approved_by": "U0ASH",
        "review_by": "2026-10-01",
    }  # fmt: skip
    thresholds = [{"key": "two", "when": {"signs_together": 2}, "tell": "ladder:house"}]
    return {"agreed": agreed, "signs": signs, "steps": ["A walk", "Tea"], "thresholds": thresholds}


def house(number: int) -> dict[str, Any]:
    """One of its houses, by its number."""
    shifts = [
        {"key": key, "name": key.title(), "starts": f"{hour:02}:{minute:02}"} for key, hour, minute in SHIFTS
    ]
    return {"key": f"house-{number}", "name": f"House {number}", "channel": f"C0HOUSE{number}",
            "phone": "01632 960111", "timezone": "Europe/London", "ladder": "house", "shifts": shifts}  # fmt: skip


def organisation() -> House:
    """As its files would say it."""
    names = [f"house-{n}" for n in range(1, HOUSES + 1)]
    staff = [("U0LEAD", "team_leader"), ("U0ASH", "manager"), ("U0WORKER", "support_worker")]
    return House.model_validate({
        "services": [house(n) for n in range(1, HOUSES + 1)],
        "staff": [{"slack": slack, "name": slack, "role": role, "services": names} for slack, role in staff],
        "ladders": [{"key": "house", "rungs": [{"tell": "role:manager", "within": "10 min"}]}],
        "people": [
            {"key": f"p{n}-{m}", "known_as": f"Person {n} {m}", "service": f"house-{n}", "plan": plan()}
            for n in range(1, HOUSES + 1) for m in range(1, PEOPLE + 1)
        ],
    })  # fmt: skip


@dataclass
class Making:
    """Rows made so far, and the ids that come next."""

    chance: random.Random = field(default_factory=random.Random)
    rows: Rows = field(default_factory=dict)
    handover: int = 0
    reply: int = 0
    escalation: int = 0

    def day(self, day: date) -> Rows:
        """All that happened on one day in every house."""
        self.rows = {name: [] for name in COLUMNS}
        self.chance = random.Random(day.toordinal())
        for service in range(1, HOUSES + 1):
            for place, (_, hour, minute) in enumerate(SHIFTS):
                at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
                if at < NOW:
                    self._asked(service, place, at)
        return self.rows

    def _asked(self, service: int, place: int, at: datetime) -> None:
        self.handover += 1
        own, due, due_day = self.handover, at - 15 * MINUTE, at.date()
        covers, following = SHIFTS[place - 1][0], SHIFTS[place][0]
        slot = f"{due_day} {covers} {following}"
        self.rows["handover"].append(
            (own, service, slot, covers, following, due_day, at, due, "asked", due, False, True)
        )
        if self.chance.random() < 0.7:
            actual, alone = self.chance.choice((2, 3, 3)), self.chance.random() < 0.1
            self.rows["staffing"].append((own, 3, actual, self.chance.choice((0, 0, 1)), alone, 3, due))
        for person in range((service - 1) * PEOPLE + 1, service * PEOPLE + 1):
            self.rows["handoverperson"].append((own, person, True))
            self.rows["personperiod"].append((person, own, due, True))
            if self.chance.random() < 0.98:
                self._answered(own, service, person, due)
        if self.chance.random() < 0.8:
            self.rows["handoverread"].append((own, 2, False, due + 40 * MINUTE))

    def _answered(self, handover: int, service: int, person: int, due: datetime) -> None:
        self.reply += 1
        said = due + self.chance.randint(1, 30) * MINUTE
        kind = "signs" if self.chance.random() < 0.1 else "clear"
        missed = self.chance.choice(("us", "them", "agency")) if self.chance.random() < 0.01 else None
        steps = json.dumps({0: "done", 1: "declined"}) if kind == "signs" else "{}"
        self.rows["reply"].append(
            (self.reply, person, service, handover, handover, 3, person, due, said, self.chance.random() < 0.05, kind,
             "yes" if kind == "signs" else None, missed, steps, f"r{self.reply}", 0)
        )  # fmt: skip
        if self.chance.random() < 0.01:
            made = (None, "good", service, person, None, "next_shift", 3, due, said, f"g{self.reply}", 0)
            self.rows["note"].append((self.reply, *made[1:]))
        if kind == "signs":
            for sign in SIGNS:
                self.rows["observation"].append((self.reply, sign, self.chance.choice((0.0, 1.0, 2.0))))
            if self.chance.random() < 1 / 30:
                self._rang(service, person, said)

    def _rang(self, service: int, person: int, at: datetime) -> None:
        self.escalation += 1
        own, told, acted = self.escalation, at + 4 * MINUTE, at + 20 * MINUTE
        ladder = '{"key":"house","repeat":0,"rungs":[{"tell":"role:manager","within":"PT10M"}]}'
        self.rows["escalation"].append(
            (own, service, person, f"p{person}", "ladder:house", "now", "now", ladder, "closed", at, 1800, 1, 1, told,
             acted, at + 60 * MINUTE, 0, 0, 1)
        )  # fmt: skip
        happened = (("opened", at), ("told", at), ("taken", told), ("promised", told), ("acted", acted),
                    ("closed", at + 60 * MINUTE))  # fmt: skip
        self.rows["escalationevent"] += [
            (own, when, what, 2, acted + 5 * MINUTE if what in ("taken", "promised") else None, None, 0)
            for what, when in happened
        ]
        self.rows["crossing"].append(
            (self.reply, person, "two", own, at, "Two signs", json.dumps([self.reply]))
        )
        said = {"outcome": "settled", "wanted": "met", "says": None, "informed": [], "restriction": None,
                "plan_change": None, "debrief_person": None, "debrief_staff": "done"}  # fmt: skip
        self.rows["closing"].append((own, at + 60 * MINUTE, 2, json.dumps(said)))
        self.rows["outbox"].append(
            (
                f"t{own}",
                "ping",
                0,
                service,
                own,
                1,
                False,
                "sent",
                at,
                at,
                1,
                False,
                at + timedelta(seconds=2),
            )
        )


def fill(url: str, many: int) -> None:
    """Put so many weeks into an empty database: the same in its last weeks, however many there are."""
    database = Database(url)
    db.migrate.upgrade(database)
    first = (NOW - timedelta(weeks=many)).date()
    with database.write() as session:
        db.house.apply(session, organisation(), NOW - timedelta(weeks=many, days=1))
    made = Making()
    raw = database.engine.raw_connection()
    try:
        if database.sqlite:
            # in one transaction, and nothing of it has to survive a power cut
            raw.cursor().executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; BEGIN")
        else:
            # what is put in refers to what is there: to look for each row takes most of the time
            raw.cursor().execute("SET LOCAL session_replication_role = replica")
        for name, rows in _together(made.day(first + timedelta(days=n)) for n in range(7 * many + 1)):
            _put(raw, database.sqlite, name, rows)
        raw.commit()
    finally:
        raw.close()
    if not database.sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE")
    database.close()


def _together(all_days: Iterable[Rows]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    return ((name, rows) for day in all_days for name, rows in day.items() if rows)


def _put(raw: Any, sqlite: bool, table: str, rows: list[tuple[Any, ...]]) -> None:
    columns = COLUMNS[table].split()
    names = ", ".join(f'"{one}"' for one in columns)
    if sqlite:
        marks = ", ".join("?" * len(columns))
        plain = [tuple(_text(one) for one in row) for row in rows]
        raw.cursor().executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", plain)
        return
    with raw.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _text(value: Any) -> Any:
    """As the columns of SQLite keep it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.000000")
    return value.isoformat() if isinstance(value, date) else value
