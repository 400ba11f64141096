"""Years of handovers and replies, put into a database at once, and what reading them costs."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.history import Period
from bot.replies import Reply
from db import tables
from db.session import Database

# two services may be asked at one instant: in one the slot is the only one
HOUR = timedelta(hours=1)


def keep(
    session: Session, person_id: int, periods: Sequence[Period], replies: Sequence[Reply], first: int = 0
) -> None:
    """These periods and replies as rows of their own, their ids counted on from `first`; all of service 1."""
    session.execute(sa.insert(tables.Handover), [_handover(one, first) for one in periods])
    session.execute(
        sa.insert(tables.PersonPeriod),
        [
            {"person_id": person_id, "handover_id": first + one.id, "due_at": one.due, "asked": one.asked}
            for one in periods
        ],
    )
    asked = [{"handover_id": first + one.id, "person_id": person_id} for one in periods if one.asked]
    if asked:
        session.execute(sa.insert(tables.HandoverPerson), asked)
    if replies:
        session.execute(sa.insert(tables.Reply), [_reply(one, person_id, first) for one in replies])
    values = [
        {"reply_id": first + one.id, "sign": sign, "value": value}
        for one in replies
        for sign, value in one.answer.values.items()
    ]
    if values:
        session.execute(sa.insert(tables.Observation), values)


def _handover(one: Period, first: int) -> dict[str, Any]:
    return {
        "id": first + one.id, "service_id": 1, "slot": f"past {first + one.id}", "covers": "late",
        "next_shift": "night", "on_date": one.due.date(), "change_at": one.due + HOUR / 4, "due_at": one.due,
        "state": "asked" if one.asked else "not_asked", "asked_at": one.due if one.asked else None,
        "asked_late": False, "settled": one.over,
    }  # fmt: skip


def _reply(one: Reply, person_id: int, first: int) -> dict[str, Any]:
    answer = one.answer
    return {
        "id": first + one.id, "person_id": person_id, "service_id": 1, "handover_id": first + one.period,
        "period_id": first + one.period, "author_id": 1, "plan_id": None, "seen_at": one.seen_at,
        "received_at": one.received_at, "timed": one.timed, "kind": answer.kind, "followed": answer.followed,
        "contact_missed": answer.contact_missed, "steps": answer.steps, "says": None, "note": None,
        "nonce": f"past {first + one.id}", "attempt": 0, "superseded_by": first + one.id if one.superseded else None,
    }  # fmt: skip


@dataclass
class Cost:
    """What was read: SELECTs and the rows they gave, how each was found (SQLite), and the machine's steps."""

    statements: list[str] = field(default_factory=list)
    rows: int = 0
    plans: list[str] = field(default_factory=list)
    steps: int = 0

    def scans(self, table: str) -> list[str]:
        """How a table was read from end to end, if it was."""
        return [how for how in self.plans if re.search(rf"\bSCAN {table}\b", how)]


@contextmanager
def counted(database: Database) -> Iterator[Cost]:
    """Count what the program reads inside."""
    cost = Cost()

    def after(_: Any, cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        cost.statements.append(statement)
        if not statement.startswith("SELECT"):
            return
        bare = re.sub(r" FOR (NO KEY )?UPDATE.*", "", statement)
        beside = cursor.connection.cursor()
        cost.rows += beside.execute(f"SELECT count(*) FROM ({bare}) AS x", parameters).fetchone()[0]
        if database.sqlite:
            found = beside.execute(f"EXPLAIN QUERY PLAN {bare}", parameters)
            cost.plans += [row[3] for row in found.fetchall()]

    sa.event.listen(database.engine, "after_cursor_execute", after)
    try:
        yield cost
    finally:
        sa.event.remove(database.engine, "after_cursor_execute", after)


@contextmanager
def stepped(database: Database) -> Iterator[Cost]:
    """Count the steps of SQLite's machine inside, in hundreds: what it looked at, given or not."""
    cost = Cost()

    def count() -> int:
        cost.steps += 1
        return 0

    with database.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
    raw.set_progress_handler(count, 100)
    try:
        yield cost
    finally:
        raw.set_progress_handler(None, 0)


def every_shift(last: datetime, count: int) -> list[Period]:
    """So many periods of eight hours, all asked and over; the last one ends at `last`."""
    return [Period(n, last - (count - n) * 8 * HOUR, asked=True) for n in range(1, count + 1)]
