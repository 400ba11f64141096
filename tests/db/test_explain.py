"""Every number of the digest is as many records, of each service; and those of all services are the whole."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

import db.explain
import db.figures
import db.people
from bot.counted import counted
from bot.weeks import of
from db import tables
from db.session import Database
from tests.db.weeks import Weeks
from tests.house import MINUTE, Rowan, apply, oak, rowan, rows

MONDAY = date(2026, 11, 9)
WEEK = of(MONDAY)
HOUR = 60 * MINUTE
OF_ALL = ("gaps", "given_up", "faults", "mended")


@pytest.fixture
def made(database: Database) -> Weeks:
    """A week, and a day on either side of it, of two houses."""
    apply(database, rowan())
    apply(database, oak())
    made = Weeks(Rowan(database))
    chance = random.Random(6)
    houses = {"rowan-house": ("sam", "ray"), "oak-house": ("kim",)}
    for key, people in houses.items():
        made.service(key)
        for one in people:
            made.person(one)
    with made.at_once():
        for key, people in houses.items():
            for n in range(-1, 8):
                for covers in ("night", "early", "late"):
                    _handed_over(made, chance, MONDAY + timedelta(days=n), covers, people, key)
    _besides(made)
    return made


def _handed_over(
    made: Weeks, chance: random.Random, on: date, covers: str, people: tuple[str, ...], key: str
) -> None:
    state = chance.choice([tables.Asking.ASKED] * 8 + [tables.Asking.NOT_ASKED, tables.Asking.PAUSED])
    asked = people if state is tables.Asking.ASKED else ()
    own = made.handover(on, covers, asked, key, state=state, settled=chance.random() < 0.9)
    if chance.random() < 0.7:
        made.staffed(own, 3, chance.choice((2, 3)), chance.choice((0, 1)), chance.random() < 0.3)
    for one in asked:
        for _ in range(chance.choice((0, 1, 1, 2))):
            values = {"pacing": 1.0, "sleep": 0.0} if chance.random() < 0.4 else None
            made.reply(
                one, own, values, timed=chance.random() < 0.5, steps={0: "done", 1: "declined"} if values else {},
                followed="yes" if values else None, contact_missed=chance.choice((None, None, "us", "them", "agency")),
            )  # fmt: skip
    if chance.random() < 0.5:
        made.read(own, 30 * MINUTE)


def _besides(made: Weeks) -> None:
    service = made.service("rowan-house").id
    due = next(one.due_at for one in rows(made.house.database, tables.Handover) if one.on_date == MONDAY)
    for n in range(3):
        made.note("good", due + n * HOUR, "ray")
        own = made.escalation(due + n * HOUR, ("sam", "ray", None)[n])
        made.happens(own, due + (n + 1) * HOUR, "taken", by_at=due + 9 * HOUR)
        made.escalation(due - (n + 1) * 24 * HOUR, "kim", "oak-house")
    kim = rows(made.house.database, tables.Escalation)[1].id
    made.happens(kim, due, "taken")
    made.add(
        tables.Pause(
            service_id=service, from_at=due - HOUR, until_at=due + HOUR, reason="", by_id=1, nonce="p"
        )
    )  # fmt: skip
    made.add(tables.Handoff(rota="first-line", at=due, state=tables.HandingOver.TOLD, told_at=due))
    kinds = ("rung.empty", "watchdog.reported", "watchdog.repaired", "message.given_up", "handover.asked")
    for what in kinds:
        made.add(tables.Journal(at=due, what=what, service_id=service))
    told = made.add(
        tables.Outbox(
            token="t", kind="private", priority=0, state=tables.Sending.GIVEN_UP, made_at=due, due_at=due
        )
    )
    made.add(tables.Journal(at=due, what="message.given_up", message_id=told))


def figures(made: Weeks, services: list[Any], service_id: int | None) -> dict[str, int]:
    with made.house.database.read() as session:
        return counted(db.figures.facts(session, services, WEEK), WEEK, service_id)


def test_every_number_is_as_many_records(made: Weeks) -> None:
    with made.house.database.read() as session:
        services = db.people.services(session)
        facts = db.figures.facts(session, services, WEEK)
        whole = counted(facts, WEEK, None)
        explained = {key: db.explain.rows(session, services, WEEK, key) for key in whole}
        parts = {one.id: counted(facts, WEEK, one.id) for one in services}
        assert {key: len(found) for key, found in explained.items()} == whole
        # each record once
        assert {key: len(set(found)) for key, found in explained.items()} == whole
        for service_id, numbers in parts.items():
            own = {key: sum(one.service_id == service_id for one in explained[key]) for key in numbers}
            assert own == numbers
    for key in set(whole) - set(OF_ALL):
        assert whole[key] == sum(numbers.get(key, 0) for numbers in parts.values()), key


def test_asked_of_one_service_alone_the_numbers_are_the_same(made: Weeks) -> None:
    with made.house.database.read() as session:
        services = db.people.services(session)
    for one in services:
        own = figures(made, services, one.id)
        assert {**figures(made, [one], one.id), **own} == own


def test_the_made_up_week_has_something_of_everything(made: Weeks) -> None:
    with made.house.database.read() as session:
        numbers = figures(made, db.people.services(session), None)
    seldom = {
        "handovers.late", "concerns.unanswered", "timeliness.seen", "timeliness.replied", "timeliness.told",
        "timeliness.acted", "timeliness.closed", "repeats",
    }  # fmt: skip
    assert {key for key, many in numbers.items() if not many} <= seldom
    assert (numbers["gaps"], numbers["given_up"], numbers["faults"], numbers["mended"]) == (2, 1, 1, 1)
    assert (numbers["concerns.raised"], numbers["good"], numbers["pauses"]) == (3, 3, 1)


def test_another_week_has_only_what_its_facts_hold(made: Weeks) -> None:
    with made.house.database.read() as session:
        facts = db.figures.facts(session, db.people.services(session), WEEK)
    before = counted(facts, WEEK.plus(-1), None)
    assert before["handovers.asked"] > 0
    assert not {"good", "pauses", "gaps", "concerns.updated", "concerns.still_open", "steps.done"} & set(
        before
    )


def test_a_figure_that_there_is_not_is_an_error(made: Weeks) -> None:
    with made.house.database.read() as session, pytest.raises(KeyError):
        db.explain.rows(session, [], WEEK, "nothing.such")
