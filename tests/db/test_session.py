"""Connections: lost ones are taken up again, and nothing waits for ever for a server that says nothing."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

import db.session
from db import postgres
from db.session import UNREACHABLE, Database, mark_to_wake
from tests import halting
from tests.halting import Halting

ONE = sa.text("SELECT 1")


@pytest.fixture(scope="module")
def server() -> Iterator[Halting]:
    with halting.server() as made:
        yield made


@pytest.fixture
def there(server: Halting) -> Iterator[Database]:
    opened = Database(server.cluster.new_database())
    yield opened
    opened.close()


def one(database: Database, meanwhile: Callable[[], object] = lambda: None) -> object:
    """A transaction of two statements; between them, `meanwhile`."""
    with database.write() as session:
        session.execute(ONE)
        meanwhile()
        return session.execute(ONE).scalar_one()


def begun(database: Database, meanwhile: Callable[[], object]) -> None:
    """A transaction of one statement; before its end, `meanwhile`."""
    with database.write() as session:
        session.execute(ONE)
        meanwhile()


def many(database: Database) -> None:
    """Several connections at a time, all given back to the pool."""
    with database.read() as first, database.read() as second, database.read() as third:
        for session in (first, second, third):
            session.execute(ONE)


@pytest.mark.parametrize("lost", [Halting.cut, lambda it: (it.stop(), it.start())], ids=["cut", "restarted"])
def test_what_was_lost_while_it_lay_idle_fails_nobody(
    there: Database, server: Halting, lost: Callable[[Halting], object]
) -> None:
    many(there)
    lost(server)
    assert one(there) == 1
    many(there)


def test_what_was_lost_in_the_middle_fails_that_one_alone(there: Database, server: Halting) -> None:
    many(there)
    with pytest.raises(UNREACHABLE):
        one(there, server.cut)
    assert one(there) == 1


def test_while_the_server_is_down_each_is_refused_at_once_and_then_all_goes_on(
    there: Database, server: Halting
) -> None:
    many(there)
    server.stop()
    try:
        for _ in range(3):
            began = time.monotonic()
            with pytest.raises(UNREACHABLE):
                one(there)
            assert time.monotonic() - began < db.session.CONNECTION_WAIT
    finally:
        server.start()
    assert one(there) == 1


def test_a_statement_to_a_server_that_hangs_ends(
    there: Database, server: Halting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "HUNG", 0.5)
    many(there)
    with server.hangs():
        # the first by the wait for an answer, the next as no connection can be had
        for _ in range(2):
            with pytest.raises(UNREACHABLE):
                one(there)
    assert one(there) == 1


def test_a_commit_to_a_server_that_hangs_ends(
    there: Database, server: Halting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "HUNG", 0.5)
    with ExitStack() as until, pytest.raises(UNREACHABLE):
        begun(there, lambda: until.enter_context(server.hangs()))
    assert one(there) == 1


def test_a_long_statement_is_no_hung_one(there: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "HUNG", 5)
    with there.read() as session:
        session.execute(sa.text("SELECT pg_sleep(0.6)"))
    assert one(there) == 1


@pytest.mark.parametrize("lost", [Halting.cut, lambda it: (it.stop(), it.start())], ids=["cut", "restarted"])
def test_whoever_watches_hears_again_after_the_connection_was_lost(
    there: Database, server: Halting, lost: Callable[[Halting], object]
) -> None:
    woken, stop = threading.Event(), threading.Event()
    watching = threading.Thread(target=there.watch, args=(woken.set, stop))
    watching.start()
    try:
        assert woken.wait(10)
        lost(server)
        # by now it listens again, or does after the second that it leaves between two tries
        deadline = time.monotonic() + 20
        while not _heard(there, woken):
            assert time.monotonic() < deadline, "it never heard again"
    finally:
        stop.set()
        watching.join(10)
    assert not watching.is_alive()


def _heard(there: Database, woken: threading.Event) -> bool:
    """Whether a commit is heard by whoever listens: not only that the connection was lost."""
    time.sleep(1.5)
    woken.clear()
    with there.write() as session:
        session.execute(ONE)
        mark_to_wake(session)
    return woken.wait(0.5)


def test_on_sqlite_an_error_ends_no_watching(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    there = Database(f"sqlite:///{tmp_path}/relay.db")
    woken, stop, looks = threading.Event(), threading.Event(), []

    def look(*_: object) -> None:
        looks.append(1)
        if len(looks) > 1:
            stop.set()
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(there, "_watch_sqlite", look)
    there.watch(woken.set, stop)
    assert (len(looks), woken.is_set()) == (2, True)
    there.close()


def test_what_the_url_says_of_the_connection_holds() -> None:
    said = postgres._arguments(make_url("postgresql://h/d?keepalives_idle=3&connect_timeout=7"), 1.0)
    assert not {"keepalives_idle", "connect_timeout"} & set(said)
    assert said["tcp_user_timeout"] == 10_000
    assert "lock_timeout=1000" in said["options"]
