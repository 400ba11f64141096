"""Which processes work: each says so, whoever was cut off is forgotten, and the newest tick is anybody's."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

import db.pulse
from db import migrate
from db.pulse import Alive
from db.session import Database
from db.tables import Working
from tests.db.further import further

NOW = datetime(2026, 11, 12, 21, 15, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def beats(database: Database, *ones: Alive) -> None:
    for one in ones:
        with database.write() as session:
            db.pulse.beat(session, one)


def working(database: Database, since: datetime, now: datetime = NOW + 60 * MINUTE) -> list[Alive]:
    with database.read() as session:
        return db.pulse.working(session, since, now)


def test_each_process_has_one_row_which_says_when_it_was_seen_last(database: Database) -> None:
    web = Alive("a", Working.WEB, NOW, NOW, None)
    worker = Alive("b", Working.WORKER, NOW + SECOND, NOW + SECOND, NOW)
    later = Alive("b", Working.WORKER, NOW + SECOND, NOW + 5 * SECOND, NOW + 4 * SECOND)
    beats(database, worker, web, later)
    assert working(database, NOW) == [web, later]
    assert working(database, NOW + SECOND) == [later]


def test_the_newest_tick_is_anybody_s(database: Database) -> None:
    with database.read() as session:
        assert db.pulse.newest_tick(session, NOW) is None
    ones = [Alive(str(at), Working.WORKER, NOW, NOW, NOW + at * SECOND) for at in (1, 3, 2)]
    beats(database, *ones, Alive("web", Working.WEB, NOW, NOW, None))
    with database.read() as session:
        assert db.pulse.newest_tick(session, NOW + 5 * SECOND) == NOW + 3 * SECOND


def test_a_tick_that_is_to_come_hides_nobody_else_s(database: Database) -> None:
    ones = [
        Alive(str(at), Working.WORKER, NOW, NOW, NOW + at) for at in (-2 * SECOND, 2 * MINUTE, 240 * MINUTE)
    ]
    beats(database, *ones)
    with database.read() as session:
        assert db.pulse.newest_tick(session, NOW) == NOW - 2 * SECOND
        # the clocks of two machines differ a little
        assert db.pulse.newest_tick(session, NOW + 2 * MINUTE - db.pulse.AHEAD) == NOW + 2 * MINUTE
        assert db.pulse.newest_tick(session, NOW - 2 * MINUTE) is None


def test_who_beats_by_a_clock_that_is_far_off_works_for_nobody_and_hides_nobody(database: Database) -> None:
    right = Alive("right", Working.RUN, NOW, NOW, NOW)
    ahead, behind = (
        Alive(name, Working.RUN, at, at, at)
        for name, at in (("+", NOW + 11 * MINUTE), ("-", NOW - 11 * MINUTE))
    )
    beats(database, right, ahead, behind)
    assert working(database, NOW - MINUTE, NOW) == [right]
    with database.read() as session:
        assert db.pulse.newest_tick(session, NOW) == NOW


def test_who_ends_is_gone_and_who_was_cut_off_is_forgotten_by_whoever_beats_next(database: Database) -> None:
    cut_off = Alive("a", Working.RUN, NOW, NOW, NOW)
    ended = Alive("b", Working.RUN, NOW, NOW + 5 * MINUTE, NOW)
    beats(database, cut_off, ended)
    with database.write() as session:
        db.pulse.end(session, "b")
    assert working(database, NOW) == [cut_off]
    long_after = NOW + db.pulse.FORGOTTEN + SECOND
    beats(database, Alive("c", Working.RUN, NOW, long_after, None))
    assert [one.id for one in working(database, NOW, long_after)] == ["c"]


def test_one_that_only_listens_never_ticks(database: Database) -> None:
    with pytest.raises(IntegrityError):
        beats(database, Alive("a", Working.WEB, NOW, NOW, NOW))


def test_a_database_is_newer_where_a_program_unknown_to_this_one_has_migrated_it(database: Database) -> None:
    assert migrate.newer(database) is None
    with further(database):
        assert "9999" in (migrate.newer(database) or "")
    assert migrate.newer(database) is None
