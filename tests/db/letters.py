"""The outbox as tests use it: each step in a transaction of its own."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col

from db import outbox
from db.outbox import Letter
from db.session import Database
from db.tables import Outbox, Sending
from tests.house import NOON, rows

LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


def put(database: Database, kind: str = "ping", at: datetime = NOON, **about: Any) -> int | None:
    with database.write() as writing:
        return outbox.put(writing, kind, at, **about)


def claim(
    database: Database,
    owner: str = "one",
    now: datetime = NOON,
    real: datetime = NOON,
    lease: timedelta = LEASE,
) -> Letter | None:
    with database.write() as writing:
        return outbox.claim(writing, owner, now, real, lease)


def claimed(database: Database, **how: Any) -> Letter:
    letter = claim(database, **how)
    assert letter is not None
    return letter


def settle(database: Database, letter: Letter, state: Sending = Sending.SENT, **values: Any) -> bool:
    with database.write() as writing:
        return outbox.settle(writing, letter, state, **values)


def again(
    database: Database, letter: Letter, real: datetime = NOON, after: timedelta = SECOND, **how: Any
) -> bool:
    with database.write() as writing:
        return outbox.again(
            writing, letter, real, after, **{"ambiguous": False, "why": "server_error", **how}
        )


def refresh(database: Database, message_id: int, at: datetime = NOON) -> None:
    with database.write() as writing:
        outbox.refresh(writing, message_id, at)


def posted(database: Database, kind: str = "prompt") -> int:
    """A message that Slack has."""
    put(database, kind)
    letter = claimed(database)
    settle(database, letter, channel="C0", ts="1.1")
    return letter.id


def row(database: Database, message_id: int) -> Outbox:
    found = rows(database, Outbox, col(Outbox.id) == message_id)[0]
    assert isinstance(found, Outbox)
    return found


def unsent(database: Database, now: datetime = NOON) -> int:
    with database.read() as reading:
        return outbox.unsent(reading, now)
