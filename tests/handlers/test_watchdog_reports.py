"""What the watchdog reports: once a day, to whoever can do something, in words that name nobody."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

import db.outbox
from bot.watchdog import KINDS, Fault, Kind
from db import tables
from db.session import Database
from handlers.flow import escalation as escalation_flow
from handlers.flow import render
from handlers.flow import watchdog as flow
from tests.handlers.watched import Dog, raising
from tests.house import DUE, MINUTE, NOON, SLEEPLESS, Rowan, apply, journal, oak, rowan


@pytest.fixture
def dog(house: Rowan) -> Dog:
    """Rowan House, watched: Sam's signs were seen; Dee was told, and Slack has taken all of it."""
    house.says("sam", SLEEPLESS)
    house.all_sent()
    return Dog(house)


def test_the_same_is_reported_once_a_day_however_often_it_is_seen_and_who_looks(
    dog: Dog, monkeypatch: pytest.MonkeyPatch
) -> None:
    dog.house.clock.at = DUE + 12 * MINUTE
    monkeypatch.setattr(escalation_flow, "advance", raising)
    for _ in range(4):
        dog.look()
    again = Dog(dog.house)
    for _ in range(3):
        again.look()
    assert len(dog.notices()) == 1
    dog.house.clock.passes(24 * 60)
    dog.look()
    assert len([about for _, about in dog.notices() if "stuck" in about]) == 2


def test_without_an_administrator_the_managers_of_the_house_are_told(database: Database) -> None:
    file = rowan()
    file["staff"] = [one for one in file["staff"] if one["role"] != "administrator"]
    house = Rowan(database).load(file)
    apply(database, oak())
    house.ask()
    house.says("sam", SLEEPLESS)
    dog = Dog(house)
    dog.change(tables.Escalation, next_at=None)
    dog.look()
    assert {who for who, _ in dog.notices()} == {"U0ASH", "U0IDA"}
    with database.write() as session:
        flow.report(session, Fault("not_sent", 0), house.clock.at)
    assert [row.why for row in journal(database, "watchdog.reported")][-1] == "not_sent"
    told = {who for who, about in dog.notices() if "not_sent" in about}
    assert told == {"U0ASH", "U0IDA", "U0DEE", "U0OAK"}, "what is of no house is every manager's"


@pytest.mark.parametrize("kind", KINDS)
def test_each_report_says_what_to_do_and_names_nobody(dog: Dog, kind: Kind) -> None:
    known = KINDS[kind]
    service = None if known.of in ("relay", "huddle") else dog.house.service().id
    with dog.house.database.write() as session:
        flow.report(session, Fault(kind, 7 if service else 0, service), dog.house.clock.at)
    dog.house.clock.slack = NOON + timedelta(days=1)
    with dog.house.database.write() as session:
        letter = claimed(session, dog)
        said = render.letter(session, letter, dog.house.clock.at)
    assert said is not None
    assert known.what in said["text"]
    assert known.please in said["text"]
    assert ("Rowan House" in said["text"]) is bool(service)
    assert "Sam" not in str(said)


def claimed(session: Any, dog: Dog) -> Any:
    found = db.outbox.claim(session, "me", dog.house.clock.at, dog.house.clock.slack, MINUTE)
    assert found is not None
    return found


def test_nothing_that_is_logged_is_more_than_kinds_and_ids(dog: Dog, monkeypatch: pytest.MonkeyPatch) -> None:
    dog.change(tables.Escalation, next_at=None)
    monkeypatch.setitem(flow.REPAIRS, "write", raising)
    with structlog.testing.capture_logs() as logged:
        dog.look()
    assert [one["event"] for one in logged] == ["watchdog.failed", "watchdog.fault"]
    e = dog.escalation()
    fault = {name: logged[1][name] for name in ("fault", "id", "service", "mended")}
    assert fault == {"fault": "wrong_next", "id": e.id, "service": e.service_id, "mended": False}


def test_something_told_privately_that_is_late_is_reported_without_a_word_of_it(dog: Dog) -> None:
    service, author = dog.house.service().id, dog.house.author().staff_id
    row = {
        "service_id": service, "text": "words", "urgency": "now", "left_out": [], "author_id": author,
        "said_at": DUE - 5 * MINUTE, "nonce": "n", "state": "open", "due_at": DUE - 5 * MINUTE,
    }  # fmt: skip
    with dog.house.database.write() as session:
        session.execute(sa.insert(tables.PrivateConcern).values(**row))
    assert [dog.look(), dog.look()] == [False, False]
    assert dog.notices() == [("U0BOSS", "watchdog not_done 0")]
    (noted,) = journal(dog.house.database, "watchdog.reported")
    assert noted.service_id is None
