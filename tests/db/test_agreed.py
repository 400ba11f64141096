"""What the huddle agreed is kept on both databases: decisions about asking, marks, looks; and goes out in an export."""

import base64
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import db.agreed
import db.asked
import db.closing
import db.export
import db.house
import db.people
from bot.agreed import Change, InForce, Looked
from bot.closing import Closing, Restriction
from bot.loaded import House
from bot.weeks import Week
from db import tables, types
from db.crypto import KeyRing
from db.session import Database
from handlers.flow import house as flow
from tests.house import DUE, NOON, SLEEPLESS, Rowan, apply, rowan, rows

D, MARCH = date(2026, 11, 12), date(2027, 3, 1)
HOUR = timedelta(hours=1)
RESTRICTED = Restriction("The door was locked", "Somebody sits by it", date(2026, 11, 20), "Sam was asked")


@pytest.fixture
def house(database: Database) -> Rowan:
    return Rowan(database).load()


def decides(
    house: Rowan, until: date | None = MARCH, nonce: str = "a", because: str | None = None
) -> int | None:
    with house.database.write() as session:
        return db.asked.decide(
            session, house.person("sam").id, 1, D, house.clock.at, nonce, until=until, because=because, why="Why"
        )  # fmt: skip


def test_the_newest_decision_about_somebody_holds_and_is_about_nobody_else(house: Rowan) -> None:
    assert decides(house) == 1
    assert decides(house, None, "b", "Not yet") == 2
    sam, ray = house.person("sam"), house.person("ray")
    assert (sam.agreed.id, sam.agreed.with_person, sam.plan.asked.until) == (2, False, D - timedelta(1))
    assert (ray.agreed, ray.plan.asked.until) == (None, None)


def test_one_form_decides_once(house: Rowan) -> None:
    assert [decides(house), decides(house, None)] == [1, None]
    with house.database.read() as session:
        kept = db.asked.kept(session, "a")
    assert kept is not None
    assert kept.until == MARCH


def test_the_same_file_changes_nothing_and_a_new_version_holds_instead(house: Rowan) -> None:
    house.clock.passes(10)
    decides(house)
    house.clock.passes(10)
    assert apply(house.database, rowan(), house.clock.at) == []
    assert house.person("sam").plan.asked.until == MARCH
    said = rowan()
    said["people"][0]["plan"]["asked"] = {"until": date(2026, 12, 1)}
    assert apply(house.database, said, house.clock.at) == [
        "changed plan sam version 2; asked about until 2026-12-01 from now on; on 2026-11-12 the huddle had agreed "
        "until 2027-03-01"
    ]  # fmt: skip
    sam = house.person("sam")
    assert (sam.agreed, sam.plan.asked.until, sam.plan_version) == (None, date(2026, 12, 1), 2)


def keep(house: Rowan, loaded: House, places: Any = None) -> list[str]:
    with house.database.write() as session:
        return [f"{one.what} {one.name}" for one in flow.keep(session, loaded, house.clock.at, places)]


def test_an_export_says_what_was_agreed_and_loads_again_without_a_change(house: Rowan) -> None:
    decides(house)
    with house.database.read() as session:
        held = db.export.held(session)
    plan = held.house.people[0].plan
    assert plan is not None
    assert plan.asked.until == MARCH
    assert {key: one.until for key, one in held.agreed.items()} == {"sam": MARCH}
    house.clock.passes(10)
    assert keep(house, held.house) == []
    assert [row.version for row in rows(house.database, tables.Plan)] == [1, 1]


def test_what_a_file_said_of_the_environment_is_put_back_beside_what_was_agreed(house: Rowan) -> None:
    said = rowan()
    said["people"][0]["plan"]["asked"] = {"until": date(2026, 12, 1)}
    places = {("person", "sam"): {"plan/asked/until": "${UNTIL}", "known_as": "${SAM}"}}
    keep(house, House.model_validate(said), places)
    house.clock.passes(10)
    decides(house)
    for _ in range(2):
        with house.database.read() as session:
            held = db.export.held(session)
        assert held.places == {("person", "sam"): {"known_as": "${SAM}"}}
        assert keep(house, held.house, held.places) == []
        decides(house, date(2027, 4, 1), "b")


def marks(house: Rowan, day: date, nonce: str, service_id: int = 1) -> int | None:
    with house.database.write() as session:
        return db.agreed.mark(session, service_id, 1, day, "We phone before tea", NOON, nonce)


def changed(house: Rowan, first: date, last: date, services: tuple[int, ...] = (1,)) -> list[Change]:
    with house.database.read() as session:
        return db.agreed.changes(session, services, first, last)


def test_marks_of_the_weeks_asked_for_begin_charts_anew_until_taken_back(house: Rowan) -> None:
    monday = date(2026, 11, 16)
    # two within one week, one of the week after
    assert [marks(house, D + timedelta(days), f"m{days}") for days in (-2, 3, 4, 5)] == [1, 2, 3, 4]
    assert marks(house, D, "m3") is None
    assert changed(house, monday, monday) == [Change(1, Week(monday))]
    assert changed(house, monday, monday + timedelta(7)) == [
        Change(1, Week(monday)),
        Change(1, Week(monday).plus(1)),
    ]
    assert changed(house, monday, monday, ()) == []
    with house.database.write() as session:
        assert not db.agreed.take_back(session, 1, 2, 1, NOON, "Wrong house")
        assert [db.agreed.take_back(session, one, 1, 1, NOON, "Mistake") for one in (3, 3)] == [True, False]
    # of the days before that Monday two are left
    assert changed(house, monday, monday) == [Change(1, Week(monday))]
    with house.database.write() as session:
        assert [db.agreed.take_back(session, one, 1, 1, NOON, "Mistake") for one in (1, 2)] == [True, True]
        assert [(one.id, one.by) for one in db.agreed.marks(session, [1])] == [(4, "Jo")]
    assert changed(house, monday, monday) == []


@pytest.fixture
def closed(house: Rowan) -> Rowan:
    """Sam's escalation was closed on the 12th, with something restricted; Ray's never."""
    house.ask()
    house.says("sam", SLEEPLESS)
    said = Closing("settled", None, None, (), RESTRICTED, None, None, "done")
    with house.database.write() as session:
        db.closing.add(session, 1, 1, DUE, said)
    return house


def in_force(house: Rowan, on: date, services: tuple[int, ...] = (1,)) -> list[InForce]:
    with house.database.read() as session:
        return db.agreed.restrictions(session, services, on)


def looks(house: Rowan, looked: Looked, on: date, nonce: str) -> int | None:
    with house.database.write() as session:
        return db.agreed.look(session, 1, 1, looked, on, NOON, nonce)


@pytest.mark.parametrize("old", [False, True])
def test_a_restriction_is_in_force_until_a_look_ends_it(closed: Rowan, old: bool) -> None:
    if old:  # closed before it was noted beside what is sealed
        with closed.database.write() as session:
            session.execute(sa.update(tables.Closing).values(restricted=None))
    (one,) = in_force(closed, D)
    assert one == InForce(1, 1, closed.person("sam").id, "Sam", D, date(2026, 11, 20), False)
    assert in_force(closed, D, (2,)) == in_force(closed, D - timedelta(1)) == []
    assert looks(closed, Looked("reduce", "At night alone", "Better", MARCH), date(2026, 11, 20), "a") == 1
    assert looks(closed, Looked("end", "A walk", "Glad", None), date(2026, 11, 27), "b") == 2
    assert looks(closed, Looked("end", "A walk", "Glad", None), date(2026, 11, 28), "c") is None
    assert [(one.review_by, one.reduced) for one in in_force(closed, date(2026, 11, 26))] == [(MARCH, True)]
    assert in_force(closed, date(2026, 11, 27)) == []


def test_nothing_restricted_is_not_in_force(closed: Rowan) -> None:
    with closed.database.write() as session:
        session.execute(sa.update(tables.Closing).values(restricted=False))
    assert in_force(closed, D) == []


@pytest.fixture
def keys() -> Iterator[None]:
    types.use_keys(KeyRing([base64.b64encode(bytes(32)).decode()]))
    yield
    types.use_keys(KeyRing())


@pytest.mark.usefixtures("keys")
def test_what_was_written_is_sealed_where_there_are_keys(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    decides(house, because="SECRET")
    looks(house, Looked("end", "SECRET", "SECRET", None), D, "a")
    with house.database.write() as session:
        db.agreed.mark(session, 1, 1, D, "SECRET", NOON, "m")
        assert db.agreed.take_back(session, 1, 1, 1, NOON, "SECRET")
    with house.database.read() as session:
        kept = [
            str(session.execute(sa.text(f"SELECT * FROM {name}")).all())
            for name in ("askedagreed", "restrictionlooked", "practicechange")
        ]
    assert [text.count("SECRET") for text in kept] == [0, 0, 0]
    assert [text.count("v1.") for text in kept] == [2, 2, 2]
