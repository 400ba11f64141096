"""What SQLite is told of each connection: without it a reply is lost in a power cut, or readers wait for writers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import db.session
from db.session import Database, Session

WAL, FULL, ON = "wal", 2, 1


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    """A file that was not there before."""
    made = Database(f"sqlite:///{tmp_path / 'relay.db'}")
    yield made
    made.close()


def said(session: Session, *pragmas: str) -> tuple[object, ...]:
    return tuple(session.execute(sa.text(f"PRAGMA {one}")).scalar_one() for one in pragmas)


def test_who_writes_waits_for_the_disk_and_watches_what_rows_refer_to(opened: Database) -> None:
    with opened.write() as session:
        assert said(session, "journal_mode", "synchronous", "foreign_keys") == (WAL, FULL, ON)


def test_who_reads_is_not_held_up_by_who_writes(opened: Database) -> None:
    with opened.read() as session:
        assert said(session, "journal_mode", "synchronous", "foreign_keys") == (WAL, FULL, ON)


def test_a_reader_waits_for_a_lock_and_a_writer_for_its_turn_instead(opened: Database) -> None:
    with opened.read() as session:
        assert said(session, "busy_timeout") == (db.session.LOCK_WAIT * 1000,)
    with opened.write() as session:
        assert said(session, "busy_timeout") == (0,)


def test_so_it_is_of_every_connection(opened: Database) -> None:
    with opened.read() as one, opened.read() as other:
        for session in (one, other):
            assert said(session, "synchronous", "foreign_keys") == (FULL, ON)
