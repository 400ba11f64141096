"""Keeping reviews and actions, on both databases: once a form, sealed, read again as of any week."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

import bot.actions
import db.actions
import db.outbox
from bot import weeks
from bot.actions import Action, Decision, Said, Telling
from bot.weeks import Week
from db import migrate, types
from db.crypto import KeyRing
from db.session import Database
from tests.house import DUE, SLEEPLESS, Rowan, oak, rowan

SECRET = Said("SECRET p", "SECRET d", "SECRET a", "SECRET m")
DECIDED = Decision(SECRET, 1, 5, date(2026, 11, 19), Telling("staff", "SECRET how", 4, date(2026, 11, 16)))
WEEK = weeks.parse("2026-W46")


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House on a Thursday evening with something open about Sam; Oak House next door."""
    said = rowan()
    for part in ("services", "people"):
        said[part] += oak()[part]
    made = Rowan(database).load(said)
    made.ask()
    made.says("sam", SLEEPLESS)
    return made


@pytest.fixture
def sealing() -> Iterator[None]:
    types.use_keys(KeyRing([base64.b64encode(bytes([7]) * 32).decode()]))
    yield
    types.use_keys(KeyRing())


def decide(
    house: Rowan, nonce: str, service: str = "rowan-house", at: datetime = DUE, **changes: Any
) -> Action:
    """Something is decided: about Sam's concern in Rowan House, about none elsewhere."""
    here, about = house.service(service), house.person("sam").id
    concern = (1, about) if service == "rowan-house" else (None, None)
    with house.database.write() as session:
        made, _ = db.actions.add(
            session, here.id, *concern, replace(DECIDED, **changes), weeks.of(at.date()), at, 5, nonce
        )
        made = replace(made, next_at=bot.actions.next_at(made, here, at))
        db.actions.save(session, made)
    return made


def close(house: Rowan, action: Action, at: datetime) -> None:
    with house.database.write() as session:
        service = house.service()
        known = bot.actions.knows(action, service, at)
        done = bot.actions.close(known or action, service, "met", "SECRET s", 1, at)
        assert done is not None
        db.actions.save(session, done)


def test_a_decision_is_kept_once_a_form_and_reads_as_it_was_written(house: Rowan) -> None:
    made = decide(house, "n1")
    assert decide(house, "n1", due=date(2027, 1, 1)) == made
    assert (made.decision, made.week, made.escalation_id, made.waits) == (DECIDED, "2026-W46", 1, True)
    with house.database.read() as session:
        assert db.actions.get(session, made.id) == made


def test_what_is_due_is_found_by_its_time(house: Rowan) -> None:
    # reminded on Tuesday at nine; then whether Sam knows
    made = decide(house, "n1")
    assert made.next_at == datetime(2026, 11, 17, 9, tzinfo=UTC)
    with house.database.read() as session:
        assert db.actions.next_due(session) == made.next_at
        assert db.actions.due(session, made.next_at - timedelta(seconds=1)) == []
        assert db.actions.due(session, made.next_at) == [made.id]
    close(house, made, DUE)
    with house.database.read() as session:
        assert (db.actions.next_due(session), db.actions.due(session, datetime(2099, 1, 1, tzinfo=UTC))) == (
            None,
            [],
        )


def test_a_review_is_kept_once_a_form_and_the_newest_counts(house: Rowan) -> None:
    later = DUE + timedelta(days=7)
    with house.database.write() as session:
        assert db.actions.review(session, 1, WEEK, DUE, 5, "n1", because="SECRET")
        assert not db.actions.review(session, 1, WEEK, later, 5, "n1", because="Again")
        assert db.actions.reviewed(session, [1, 2]) == {1: DUE}
        assert db.actions.review(session, 1, WEEK.plus(1), later, 5, "n2", because="Again")
        assert db.actions.reviewed(session, [1]) == {1: later}
        assert db.actions.reviewed(session, []) == {}


def since(house: Rowan, week: Week, until: date, *services: str) -> list[tuple[int, str]]:
    ids = [house.service(one).id for one in services or ("rowan-house", "oak-house")]
    with house.database.read() as session:
        return [(one.action.id, one.how) for one in db.actions.since(session, ids, week, until)]


def test_what_became_of_actions_reads_the_same_for_a_week_whenever_it_is_asked(house: Rowan) -> None:
    first = decide(house, "n1")
    decide(house, "n2", due=date(2026, 12, 30))
    decide(house, "n3", "oak-house", telling=None)
    said = [
        # (week, until, services, what became)
        (WEEK, date(2026, 11, 11), (), []),
        (WEEK, date(2026, 11, 15), (), [(1, "open"), (3, "open"), (2, "open")]),
        (WEEK, date(2026, 11, 19), ("rowan-house",), [(1, "open"), (2, "open")]),
        (WEEK.plus(1), date(2026, 11, 22), (), [(1, "late"), (3, "late"), (2, "open")]),
        (WEEK.plus(1), date(2026, 11, 22), ("oak-house",), [(3, "late")]),
    ]
    for week, until, services, became in said:
        assert since(house, week, until, *services) == became
    # 23:30 on Sunday by the wall, in the week of the 16th
    close(house, first, datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    for week, until, services, became in said[:3]:
        assert since(house, week, until, *services) == became
    assert since(house, WEEK.plus(1), date(2026, 11, 22)) == [(3, "late"), (2, "open"), (1, "closed")]
    assert since(house, WEEK.plus(2), date(2026, 11, 29)) == [(3, "late"), (2, "open")]


def test_the_minutes_of_a_week_hold_what_was_done_in_it_in_full(house: Rowan) -> None:
    made = decide(house, "n1")
    decide(house, "n2", at=DUE + timedelta(days=7))
    with house.database.write() as session:
        db.actions.review(session, 1, WEEK, DUE, 4, "n1", action_id=made.id)
        db.actions.review(session, 1, WEEK, DUE, 5, "n2", because="As agreed")
    with house.database.read() as session:
        here = [house.service().id]
        minutes = db.actions.minutes(session, here, WEEK)
        none = db.actions.minutes(session, [house.service("oak-house").id], WEEK)
    assert [(one.known_as, one.by, one.because) for one in minutes.reviewed] == [
        ("Sam", "Mel", None), ("Sam", "Ash", "As agreed"),
    ]  # fmt: skip
    assert [(one.action.id, one.owner, one.senior, one.teller) for one in minutes.decided] == [
        (1, "Jo", "Ash", "Mel")
    ]
    assert none == bot.actions.Minutes((), ())


def test_what_the_version_before_cannot_draw_goes_with_the_tables(house: Rowan) -> None:
    made = decide(house, "n1")
    with house.database.write() as session:
        message = db.outbox.put(session, "action", DUE, to_user="U0WORKER", about=str(made.id))
        db.actions.happened(session, made.id, DUE, "told", to_id=1, message_id=message)
    for change, to in ((command.downgrade, "0007"), (command.upgrade, "head")):
        with migrate.changing(house.database) as connection:
            change(migrate.config(connection), to)
    assert house.sent("action") == []
    with house.database.read() as session:
        assert db.actions.due(session, datetime(2099, 1, 1, tzinfo=UTC)) == []


@pytest.mark.usefixtures("sealing")
def test_whatever_is_written_is_sealed(house: Rowan) -> None:
    close(house, decide(house, "n1"), DUE)
    with house.database.write() as session:
        db.actions.review(session, 1, WEEK, DUE, 5, "n1", because="SECRET")
        db.actions.happened(session, 1, DUE, "moved", text="SECRET")
    with house.database.engine.begin() as connection:
        for table in ("action", "review", "actionevent"):
            (row,) = connection.execute(sa.text(f"SELECT * FROM {table}"))
            assert "SECRET" not in str(tuple(row)), table
            assert "v1." in str(tuple(row)), table
    with house.database.read() as session:
        shown = db.actions.shown(session, 1)
    assert (shown.action.decision.said, shown.action.shown, shown.events[0].text) == (
        SECRET,
        "SECRET s",
        "SECRET",
    )
