"""The digests of the huddle: planned once a week and channel, posted once, kept sealed as they were posted."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

import db.huddles
from bot import weeks
from bot.huddle import Meeting
from db import crypto, types
from db.session import Database
from tests.prompts.digest_cast import EVERYTHING

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HERE = "C0HUDDLE"


def meeting(week: str = "2026-W46", due: datetime = NOW) -> Meeting:
    return Meeting(due + timedelta(hours=1), due, weeks.parse(week))


def states(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [
            (one.week, one.state)
            for one in session.execute(sa.text("SELECT week, state FROM huddle ORDER BY id"))
        ]


def test_a_week_is_planned_once_and_moved_until_it_is_over(database: Database) -> None:
    with database.write() as session:
        db.huddles.plan(session, HERE, meeting())
        db.huddles.plan(session, HERE, meeting(due=NOW + DAY))
        (planned,) = db.huddles.planned(session)
        assert (planned.due, db.huddles.next_due(session)) == (NOW + DAY, NOW + DAY)
        assert db.huddles.due(session, NOW) == []
        assert db.huddles.due(session, NOW + DAY) == [planned.id]
        assert db.huddles.drop(session, planned.id)
        db.huddles.plan(session, HERE, meeting())
        assert db.huddles.miss(session, planned.id)
        db.huddles.plan(session, HERE, meeting())
        assert not db.huddles.miss(session, planned.id)
    assert states(database) == [("2026-W46", "missed")]


def test_two_huddles_have_the_same_week(database: Database) -> None:
    with database.write() as session:
        db.huddles.plan(session, HERE, meeting())
        db.huddles.plan(session, "C0OTHER", meeting())
        assert len(db.huddles.planned(session)) == 2


def test_it_is_posted_once_and_kept_as_it_was(database: Database) -> None:
    with database.write() as session:
        db.huddles.plan(session, HERE, meeting())
        (planned,) = db.huddles.planned(session)
        with pytest.raises(ValueError, match="not posted"):
            db.huddles.digest(session, planned.id)
        assert db.huddles.post(session, planned.id, EVERYTHING.digest, NOW)
        assert not db.huddles.post(session, planned.id, EVERYTHING.digest, NOW + DAY)
    with database.read() as session:
        posted = db.huddles.get(session, planned.id)
        assert (posted.state, posted.posted_at) == ("posted", NOW)
        assert db.huddles.digest(session, planned.id) == EVERYTHING.digest


def test_what_came_before_is_found_by_its_week(database: Database) -> None:
    with database.write() as session:
        assert db.huddles.first(session, HERE) is None
        for number, becomes in enumerate(("posted", "missed", "missed", "posted", "dropped"), 43):
            db.huddles.plan(session, HERE, meeting(f"2026-W{number}", NOW + number * DAY))
            (planned,) = db.huddles.planned(session)
            if becomes == "posted":
                db.huddles.post(session, planned.id, EVERYTHING.digest, NOW)
            else:
                (db.huddles.miss if becomes == "missed" else db.huddles.drop)(session, planned.id)
        week = weeks.parse("2026-W46")
        assert str(db.huddles.first(session, HERE)) == "2026-W43"
        assert str(db.huddles.before(session, HERE, week)) == "2026-W43"
        assert [str(one) for one in db.huddles.missed_before(session, HERE, week)] == ["2026-W44", "2026-W45"]
        assert db.huddles.missed_before(session, HERE, week.plus(1)) == []
        assert [str(one.week) for one in db.huddles.newest(session, [HERE, "C0OTHER"])] == ["2026-W46"]
        over = db.huddles.over(session, HERE, weeks.parse("2026-W44"))
        assert sorted(map(str, over)) == ["2026-W44", "2026-W45", "2026-W46"]


def test_names_in_a_digest_are_sealed(database: Database) -> None:
    types.use_keys(crypto.KeyRing([base64.b64encode(bytes(32)).decode()]))
    try:
        with database.write() as session:
            db.huddles.plan(session, HERE, meeting())
            (planned,) = db.huddles.planned(session)
            db.huddles.post(session, planned.id, EVERYTHING.digest, NOW)
            (written,) = session.execute(sa.text("SELECT digest FROM huddle")).scalars()
            assert "known_as" not in written
            session.expire_all()
            assert db.huddles.digest(session, planned.id).concerns == EVERYTHING.digest.concerns
    finally:
        types.use_keys(crypto.KeyRing())
