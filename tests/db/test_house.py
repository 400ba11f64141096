"""Keeping a house file: again and again without duplicates, and never beyond the services it lists."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.event import listen

import db.escalation
import db.house
import db.people
from db import tables
from db.session import Database
from tests.house import (
    MINUTE,
    NOON,
    SLEEPLESS,
    Rowan,
    Written,
    apply,
    journal,
    oak,
    rowan,
    rows,
    service,
    staff,
)

KEPT = (
    tables.Organisation,
    tables.Service,
    tables.Staff,
    tables.Rota,
    tables.Ladder,
    tables.Person,
    tables.Plan,
)


def changed(edit: Callable[[Written], Any]) -> Written:
    written = rowan()
    edit(written)
    return written


def without(written: Written, part: str, place: int) -> None:
    del written[part][place]


def test_a_first_load_adds_everything_and_a_second_nothing(database: Database) -> None:
    said = apply(database, rowan())
    assert said[:2] == ["added organisation Example Care", "added service rowan-house"]
    assert said[-4:] == [
        "added person sam",
        "added plan sam version 1",
        "added person ray",
        "added plan ray version 1",
    ]
    before = [rows(database, table) for table in KEPT]
    assert apply(database, rowan()) == []
    assert [rows(database, table) for table in KEPT] == before


CHANGES: list[tuple[str, Callable[[Written], Any], list[str]]] = [
    ("a service", lambda w: w["services"][0].update(phone="01632 960999"), ["changed service rowan-house phone"]),
    ("its channel", lambda w: w["services"][0].update(channel="C0NEW"), ["changed service rowan-house channel"]),
    ("the organisation", lambda w: w["organisation"].update(emergency="112"), ["changed organisation Example Care"]),
    ("a phone", lambda w: w["staff"][4].update(phone="07700 900009"), ["changed staff U0ASH phone"]),
    ("a role", lambda w: w["staff"][0].update(role="team_leader"), ["changed staff U0WORKER role"]),
    ("somebody gone", lambda w: without(w, "staff", 1), ["ended staff U0AGENCY of rowan-house"]),
    ("a person gone", lambda w: without(w, "people", 1), ["ended person ray"]),
    ("a name", lambda w: w["people"][0].update(known_as="Sammy"), ["changed person sam known_as"]),
    ("a rung gone", lambda w: without(w["ladders"][0], "rungs", 0),
     ["changed ladder house no longer tells rota:first-line"]),
    ("a rung slower", lambda w: w["ladders"][0]["rungs"][0].update(within="20 min"), ["changed ladder house"]),
    ("the rota", lambda w: w["rotas"][0].update(members=["U0DEE", "U0ASH"]), ["changed rota first-line"]),
    ("a plan", lambda w: w["people"][0]["plan"].update(steps=["Tea"]), ["changed plan sam version 2"]),
    ("no plan any more", lambda w: w["people"][0].pop("plan"), ["changed plan sam version 2"]),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "said"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_what_differs_is_changed_and_named_once(
    database: Database, edit: Callable[[Written], Any], said: list[str]
) -> None:
    apply(database, rowan())
    assert apply(database, changed(edit)) == said
    assert apply(database, changed(edit)) == []
    assert len(journal(database, f"house.{said[0].split()[0]}")) >= 1


def test_a_changed_plan_is_a_new_version_and_the_old_is_kept(database: Database) -> None:
    apply(database, rowan())
    apply(database, changed(lambda w: w["people"][0]["plan"].update(steps=["Tea"])), NOON + MINUTE)
    apply(database, rowan(), NOON + 2 * MINUTE)
    kept = [row for row in rows(database, tables.Plan) if row.person_id == 1]
    first = ["Offer a walk somewhere quiet", "Make toast"]
    assert [(row.version, row.body.steps) for row in kept] == [
        (1, first),
        (2, ["Tea"]),
        (3, first),
    ]
    assert Rowan(database).person("sam").plan_version == 3


def test_a_sign_that_is_rated_in_another_way_under_its_old_key_is_said(database: Database) -> None:
    apply(database, rowan())
    changed = rowan()
    changed["people"][0]["plan"]["signs"][1] |= {"rating": "count", "worse": "higher"}
    (said,) = apply(database, changed)
    assert "pacing is rated in another way: give it a new key" in said


def test_somebody_away_is_ended_and_comes_back_as_the_same_person(database: Database) -> None:
    apply(database, rowan())
    apply(database, changed(lambda w: without(w, "people", 0)))
    house = Rowan(database)
    with database.read() as session:
        assert [one.key for one in db.people.people_of(session, house.service().id)] == ["ray"]
    assert apply(database, rowan()) == ["back person sam"]
    assert [row.key for row in rows(database, tables.Person)] == ["sam", "ray"]


def test_staff_who_come_back_are_named(database: Database) -> None:
    apply(database, rowan())
    apply(database, changed(lambda w: without(w, "staff", 1)))
    assert apply(database, rowan()) == ["back staff U0AGENCY of rowan-house"]


def test_absent_staff_lose_that_service_only(database: Database) -> None:
    both = rowan()
    both["services"].append(service("oak-house", "Oak House", "C0OAK"))
    both["staff"][0]["services"] = ["rowan-house", "oak-house"]
    apply(database, both)
    assert apply(database, changed(lambda w: without(w, "staff", 0))) == [
        "ended staff U0WORKER of rowan-house"
    ]
    with database.read() as session:
        worker = db.people.staff_by_slack(session, "U0WORKER")
    assert worker is not None
    assert worker.services == {Rowan(database).service("oak-house").id}


def test_a_service_that_is_not_in_the_file_is_untouched(database: Database) -> None:
    apply(database, rowan())
    with database.read() as session:
        before = db.people.people_of(session, 1)
        who = db.people.holders(session, "manager", 1)
    apply(database, oak())
    with database.read() as session:
        assert db.people.people_of(session, 1) == before
        assert db.people.holders(session, "manager", 1) == who
    assert apply(database, rowan()) == []


ELSEWHERE: list[tuple[str, Callable[[Written], Any]]] = [
    (
        "person sam",
        lambda w: w["people"].append({"key": "sam", "known_as": "Samira", "service": "oak-house"}),
    ),
    ("ladder house", lambda w: w["ladders"][0].update(repeat=3)),
    ("rota first-line", lambda w: w["rotas"][0].update(members=["U0OAK"])),
]


@pytest.mark.parametrize(("what", "edit"), ELSEWHERE, ids=[case[0] for case in ELSEWHERE])
def test_a_file_that_would_change_another_service_is_refused_whole(
    database: Database, what: str, edit: Callable[[Written], Any]
) -> None:
    apply(database, rowan())
    written = oak()
    edit(written)
    with pytest.raises(db.house.Elsewhere, match=f"{what}.*rowan-house"):
        apply(database, written)
    assert [row.key for row in rows(database, tables.Service)] == ["rowan-house"]
    assert apply(database, rowan()) == []


def test_together_in_the_files_two_services_may_change_what_they_share(database: Database) -> None:
    apply(database, rowan())
    both = rowan()
    for part in ("services", "staff", "people"):
        both[part] += oak()[part]
    both["ladders"][0]["repeat"] = 3
    both["people"][0]["service"] = "oak-house"
    said = apply(database, both)
    assert "changed ladder house" in said
    assert "changed person sam now at oak-house" in said


def test_somebody_who_left_one_house_may_be_loaded_at_another(database: Database) -> None:
    apply(database, rowan())
    apply(database, changed(lambda w: without(w, "people", 0)))
    written = oak()
    written["people"].append({"key": "sam", "known_as": "Sam", "service": "oak-house"})
    assert "back person sam" in apply(database, written)


def test_a_load_that_fails_changes_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(database, rowan())
    before = [rows(database, table) for table in (*KEPT, tables.StaffService, tables.Journal)]

    def fails(*_: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(db.house, "_end_absent", fails)
    edited = changed(lambda w: w["services"][0].update(phone="01632 960999"))
    edited["people"].append({"key": "bo", "known_as": "Bo", "service": "rowan-house"})
    edited["staff"].append(staff("U0NEW", "Pat", "manager"))
    with pytest.raises(RuntimeError):
        apply(database, edited)
    assert [rows(database, table) for table in (*KEPT, tables.StaffService, tables.Journal)] == before


def test_an_open_escalation_keeps_the_ladder_it_opened_with(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    apply(
        database, changed(lambda w: w["ladders"][0].update(rungs=[{"tell": "role:manager", "within": "1 h"}]))
    )
    with database.read() as session:
        frozen = db.escalation.get(session, 1).ladder
    assert [rung.tell for rung in frozen.rungs] == ["rota:first-line", "role:manager"]
    house.clock.passes(10)
    house.tick()
    assert house.pings() == [(1, "U0DEE"), (2, "U0ASH")]


def test_a_version_of_a_plan_is_read_once_a_session(database: Database) -> None:
    apply(database, rowan())
    seen: list[str] = []
    listen(database.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    with database.write() as session:
        for _ in range(3):
            assert db.people.plan(session, 1).body is not None
    assert sum("FROM plan" in one.replace('"', "") for one in seen) == 1
