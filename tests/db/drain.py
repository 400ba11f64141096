"""One sender among several: claims and sends until nothing is left. `python -m tests.db.drain URL`."""

import sys
from datetime import UTC, datetime, timedelta

from db import outbox
from db.session import Database
from db.tables import Sending

LEASE = timedelta(seconds=30)


def claim_and_send(url: str) -> list[int]:
    """The ids of the messages that this one sent, in order."""
    database, done = Database(url), []
    while _unsent(database):
        now = datetime.now(UTC)
        with database.write() as session:
            letter = outbox.claim(session, f"owner {id(done)}", now, now, LEASE)
        if letter:
            with database.write() as session:
                assert outbox.settle(session, letter, Sending.SENT, channel="C0", ts="1.1")
            done.append(letter.id)
    database.close()
    return done


def _unsent(database: Database) -> int:
    with database.read() as session:
        return outbox.unsent(session, datetime.now(UTC))


if __name__ == "__main__":
    print(*claim_and_send(sys.argv[1]))
