"""One sender among several: claims and sends until nothing is left. `python -m tests.db.drain URL`."""

import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from db import outbox
from db.outbox import Letter
from db.session import Database, Session
from db.tables import Sending

T = TypeVar("T")
LEASE = timedelta(seconds=30)


def claim_and_send(url: str) -> list[int]:
    """The ids of the messages that this one sent, in order."""
    database, owner = Database(url), uuid.uuid4().hex
    done: list[int] = []
    while _unsent(database):
        letter = _patiently(database, partial(_claim, owner=owner))
        if letter:
            sent = partial(outbox.settle, letter=letter, state=Sending.SENT, channel="C0", ts="1.1")
            assert _patiently(database, sent)
            done.append(letter.id)
    database.close()
    return done


def _claim(session: Session, owner: str) -> Letter | None:
    now = datetime.now(UTC)
    return outbox.claim(session, owner, now, now, LEASE)


def _patiently(database: Database, act: Callable[[Session], T]) -> T:
    """One transaction, tried again where others held the database too long: SQLite's lock is not fair."""
    while True:
        try:
            with database.write() as session:
                return act(session)
        except OperationalError:
            continue


def _unsent(database: Database) -> int:
    with database.read() as session:
        return outbox.unsent(session, datetime.now(UTC))


if __name__ == "__main__":
    print(*claim_and_send(sys.argv[1]))
