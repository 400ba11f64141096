"""Whoever covers is kept without being listed: no file, no ladder and no list of names ever has them."""

from typing import Any

import pytest

import db.covers
import db.export
import db.live
import db.people
from db import tables
from db.session import Database
from tests.house import DUE, MINUTE, Rowan, apply, rowan, rows, staff

MORNING = DUE + 600 * MINUTE
NIA = "U0NIA"


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House, where Nia covers the night by Jo's word."""
    made = Rowan(database).load()
    cover_id, _ = asked(made)
    with database.write() as session:
        jo = db.people.staff_by_slack(session, "U0WORKER")
        assert jo is not None
        assert db.covers.approve(session, cover_id, jo.id, DUE)
    return made


def asked(house: Rowan, slack: str = NIA, name: str = "Nia", until: Any = MORNING) -> tuple[int, bool]:
    with house.database.write() as session:
        return db.covers.ask(session, house.service().id, slack, name, DUE, until)


def nia(house: Rowan) -> Any:
    return next(one for one in rows(house.database, tables.Staff) if one.slack == NIA)


def test_they_are_kept_as_listed_nowhere(house: Rowan) -> None:
    row = nia(house)
    assert (row.listed, row.role, row.spec.name, row.spec.services) == (False, "support_worker", "Nia", [])


@pytest.mark.parametrize("service", [None, "rowan-house"])
def test_no_file_is_written_with_them(house: Rowan, service: str | None) -> None:
    with house.database.read() as session:
        written = db.export.held(session, service).house
    assert NIA not in [one.slack for one in written.staff]


def test_they_are_on_no_list_of_names_and_on_no_rung(house: Rowan) -> None:
    here = house.service().id
    with house.database.read() as session:
        assert NIA not in [one.slack for one in db.live.wanted(session).members]
        assert NIA not in [one.slack for one in db.people.answering(session, here)]
        assert NIA not in [one.slack for one in db.people.holders(session, "support_worker", here)]
        assert NIA not in [one.slack for one in db.people.administrators(session, here)]


def test_loading_the_house_again_says_nothing_of_them_and_leaves_their_cover(house: Rowan) -> None:
    assert apply(house.database, rowan(), DUE) == []
    with house.database.read() as session:
        found = db.people.staff_by_slack(session, NIA, DUE)
        assert found is not None
        assert found.covering == {house.service().id}
        assert [one.name for one in db.covers.active(session, house.service().id, DUE)] == ["Nia"]


def test_a_file_that_names_them_lists_them_and_slacks_name_is_left_aside(house: Rowan) -> None:
    said = rowan()
    said["staff"].append(staff(NIA, "Nia Bell", "team_leader"))
    apply(house.database, said, DUE)
    asked(house, name="nia.from.slack", until=MORNING + MINUTE)
    row = nia(house)
    assert (row.listed, row.role, row.spec.name) == (True, "team_leader", "Nia Bell")
    with house.database.read() as session:
        assert NIA in [one.slack for one in db.export.held(session).house.staff]


def test_another_name_in_slack_is_theirs_from_then_on(house: Rowan) -> None:
    asked(house, name="Nia B", until=MORNING + MINUTE)
    assert nia(house).spec.name == "Nia B"


def test_one_request_waits_at_a_time(house: Rowan) -> None:
    first, _ = asked(house, "U0LEE", "Lee")
    assert asked(house, "U0LEE", "Lee") == (first, False)
    later, new = asked(house, "U0LEE", "Lee", MORNING + MINUTE)
    assert new
    with house.database.read() as session:
        assert db.covers.ended_by(session, later) == [first]
        assert db.covers.get(session, first).over(DUE)


def test_the_first_approval_stands_and_none_counts_after_the_end(house: Rowan) -> None:
    by = {one.slack: one.id for one in rows(house.database, tables.Staff)}
    cover_id, _ = asked(house, "U0LEE", "Lee")
    with house.database.write() as session:
        assert not db.covers.approve(session, cover_id, by["U0WORKER"], MORNING)
        assert db.covers.approve(session, cover_id, by["U0ASH"], DUE)
        assert not db.covers.approve(session, cover_id, by["U0WORKER"], DUE)
        assert db.covers.get(session, cover_id).approved_by == "Ash"
