"""Several processes on one SQLite file take turns."""

import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from db import session
from db.session import Database
from db.turn import Turnstile

# writes without a rest, and holds each transaction for a while
GREEDY = """
import sys, time
import sqlalchemy as sa
from db.session import Database
database = Database(sys.argv[1])
while True:
    with database.write() as session:
        session.execute(sa.text("INSERT INTO turn VALUES ('greedy')"))
        time.sleep(0.003)
"""
TURNS = 20


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'relay.db'}")
    with made.write() as session:
        session.execute(sa.text("CREATE TABLE turn (whose TEXT)"))
    yield made
    made.close()


def taken(database: Database) -> int:
    with database.read() as session:
        return session.execute(sa.text("SELECT count(*) FROM turn WHERE whose = 'greedy'")).scalar_one()


def test_a_process_that_writes_without_a_rest_keeps_no_other_out(shared: Database) -> None:
    greedy = subprocess.Popen([sys.executable, "-c", GREEDY, str(shared.url)])
    try:
        while not taken(shared):
            assert greedy.poll() is None
        before = taken(shared)
        for _ in range(TURNS):
            with shared.write() as session:
                session.execute(sa.text("INSERT INTO turn VALUES ('modest')"))
        assert taken(shared) - before <= TURNS * 5
    finally:
        greedy.kill()
        greedy.wait()


def test_who_is_paused_in_the_turnstile_holds_nobody_up_for_long(shared: Database, tmp_path: Path) -> None:
    paused = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(paused, fcntl.LOCK_EX)
    try:
        with shared.write() as session:
            session.execute(sa.text("INSERT INTO turn VALUES ('greedy')"))
    finally:
        os.close(paused)
    assert taken(shared) == 1


def test_a_database_locked_for_too_long_is_an_error_and_the_turn_is_another_s(
    shared: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "LOCK_WAIT", 0.05)
    hasty = Database(shared.url.render_as_string())
    with shared.engine.begin(), pytest.raises(OperationalError, match="locked"), hasty.engine.begin():
        pass
    turn = Turnstile(str(tmp_path / "relay.db"))
    assert turn.begin(lambda: None, 0)
    turn.close()
    with hasty.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO turn VALUES ('greedy')"))
    hasty.close()
    assert taken(shared) == 1


def test_another_error_is_no_waiting(tmp_path: Path) -> None:
    turn = Turnstile(str(tmp_path / "relay.db"))
    with pytest.raises(sqlite3.OperationalError, match="syntax"):
        turn.begin(lambda: sqlite3.connect(":memory:").execute("BEGAN"), 1)
    turn.close()


def test_what_is_wrong_with_the_file_is_an_error_of_the_database(
    shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> bool:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(Turnstile, "begin", fails)
    with pytest.raises(OperationalError), shared.write() as writing:
        writing.execute(sa.text("SELECT 1"))
