"""Ticks: each handover asked once, whoever ticks and whatever else fails; after downtime late, or said not asked."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col

from db import tables
from db.session import Database
from db.tables import Asking
from handlers import ticks
from handlers.flow import climb as climb_flow
from handlers.flow import handover as flow
from handlers.flow.handover import Asked
from tests.house import DUE, MINUTE, QUIET, SLEEPLESS, Rowan, apply, journal, oak, rowan, rows, service

HOUR = 60 * MINUTE


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House at nine, a quarter of an hour before it is asked."""
    return Rowan(database).load()


def handovers(house: Rowan) -> list[tuple[str, str]]:
    return [
        (row.slot.split()[1], row.state.value) for row in rows(house.database, tables.Handover) if row.slot
    ]


def ask_now(house: Rowan, request: str = "request") -> Asked:
    with house.database.write() as session:
        return flow.ask_now(session, house.service(), request, house.clock.at)


def asked_about(house: Rowan, handover_id: int) -> list[int]:
    which = col(tables.HandoverPerson.handover_id) == handover_id
    return [row.person_id for row in rows(house.database, tables.HandoverPerson, which)]


def test_a_handover_is_asked_when_it_is_due_and_the_next_one_planned(house: Rowan) -> None:
    house.clock.at = DUE - timedelta(seconds=1)
    assert house.tick() == 0
    house.clock.at = DUE
    assert house.tick() == 1
    assert house.tick() == 0
    assert handovers(house) == [("late", "asked"), ("night", "planned")]
    assert len(house.sent("prompt")) == 1
    assert len(journal(house.database, "handover.asked")) == 1


def test_threads_that_tick_at_once_ask_once(house: Rowan) -> None:
    house.clock.at = DUE
    ready = threading.Barrier(4)

    def tick(_: int) -> None:
        ready.wait()
        house.tick()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(tick, range(4)))
    assert handovers(house) == [("late", "asked"), ("night", "planned")]
    assert len(house.sent("prompt")) == 1
    assert len(asked_about(house, house.newest())) == 2


@pytest.mark.parametrize(
    ("down", "states", "late"),
    [
        (4 * MINUTE, ["asked", "planned"], False),
        (6 * MINUTE, ["asked", "planned"], True),
        (9 * HOUR, ["asked", "planned"], True),
        (10 * HOUR, ["not_asked", "asked", "planned"], False),
        (34 * HOUR, ["not_asked"] * 4 + ["asked", "planned"], False),
    ],
    ids=["minutes", "a little late", "most of the night", "the whole night", "a day"],
)
def test_after_downtime_the_last_is_asked_and_the_others_are_said(
    house: Rowan, down: timedelta, states: list[str], late: bool
) -> None:
    house.clock.at = DUE + down
    house.tick()
    assert [state for _, state in handovers(house)] == states
    asked = [row for row in rows(house.database, tables.Handover) if row.state is Asking.ASKED]
    assert [(row.asked_late, row.asked_at) for row in asked] == [(late, house.clock.at)]
    assert len(house.sent("prompt")) == 1
    assert len(journal(house.database, "handover.not_asked")) == states.count("not_asked")


@pytest.mark.parametrize(
    ("before", "how", "periods"),
    [
        (30 * MINUTE, "early", ["asked", "planned"]),
        (60 * MINUTE, "early", ["asked", "planned"]),
        (61 * MINUTE, "extra", ["planned"]),
    ],
)
def test_asking_now(database: Database, before: timedelta, how: str, periods: list[str]) -> None:
    house = Rowan(database)
    house.clock.at = DUE - before
    house.load()
    assert ask_now(house).how == how
    assert [state for _, state in handovers(house)] == periods
    house.clock.at = DUE
    house.tick()
    assert len(house.sent("prompt")) == (1 if how == "early" else 2)
    assert [state for _, state in handovers(house)] == ["asked", "planned"]


def test_asking_now_when_one_is_due_asks_that_one(house: Rowan) -> None:
    house.clock.at = DUE + MINUTE
    assert ask_now(house).how == "due"
    house.tick()
    assert len(house.sent("prompt")) == 1


def test_edited_shifts_move_the_handover_that_was_planned(house: Rowan) -> None:
    written = rowan()
    written["services"][0]["shifts"][2]["starts"] = "22:00"
    house.load(written)
    assert [row.due_at for row in rows(house.database, tables.Handover)] == [DUE + 30 * MINUTE]
    house.clock.at = DUE
    assert house.tick() == 0


def test_shifts_edited_after_an_early_asking_ask_it_no_second_time(house: Rowan) -> None:
    ask_now(house)
    written = rowan()
    written["services"][0]["handover"]["ask_before"] = "10 min"
    house.load(written)
    house.clock.at = DUE + 10 * MINUTE
    house.tick()
    assert len(house.sent("prompt")) == 1


@pytest.mark.parametrize(
    ("asked", "people"),
    [({}, ["sam", "ray"]), ({"shifts": ["night"]}, ["ray"]), ({"shifts": ["late"]}, ["sam", "ray"]),
     ({"until": datetime(2026, 11, 12).date()}, ["sam", "ray"]), ({"until": datetime(2026, 11, 11).date()}, ["ray"])],  # noqa: DTZ001
)  # fmt: skip
def test_a_person_is_asked_about_as_they_agreed(
    database: Database, asked: dict[str, Any], people: list[str]
) -> None:
    written = rowan()
    written["people"][0]["plan"]["asked"] = asked
    house = Rowan(database).load(written)
    assert asked_about(house, house.ask()) == [house.person(key).id for key in people]


def test_the_night_the_clocks_go_back_is_asked_about_once(database: Database) -> None:
    house = Rowan(database)
    house.clock.at = datetime(2026, 10, 24, 18, tzinfo=UTC)
    house.load()
    for _ in range(24 * 4):
        house.clock.passes(15)
        house.tick()
    assert [shift for shift, state in handovers(house) if state == "asked"] == ["late", "night", "early"]
    assert [row.due_at.hour for row in rows(database, tables.Handover)][:2] == [20, 7]


# one bad thing stops no other


def test_a_house_that_cannot_be_asked_stops_no_other(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> None:
    written = rowan()
    for part in ("services", "staff", "people"):
        written[part] += oak()[part]
    house.load(written)
    post = flow._post

    def fails(session: Any, where: Any, *more: Any) -> None:
        if where.spec.key == "rowan-house":
            raise RuntimeError("I walk up and down")
        post(session, where, *more)

    monkeypatch.setattr(flow, "_post", fails)
    house.clock.at = DUE
    house.tick()
    assert [row.to_channel for row in house.sent("prompt")] == ["C0OAK"]
    monkeypatch.undo()
    house.clock.passes(1)
    house.tick()
    assert [row.to_channel for row in house.sent("prompt")] == ["C0OAK", "C0ROWAN"]


def test_a_ladder_that_cannot_be_climbed_stops_no_other(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.ask()
    house.says("sam", SLEEPLESS)
    house.says("ray", QUIET)
    climb = climb_flow.climb

    def fails(session: Any, e: Any, *more: Any) -> Any:
        if e.id == 1:
            raise RuntimeError("I walk up and down")
        return climb(session, e, *more)

    monkeypatch.setattr(climb_flow, "climb", fails)
    house.clock.passes(10)
    house.tick()
    assert [row.escalation_id for row in house.sent("ping")] == [1, 2, 2, 2]


# what the sandbox's clock asks


def test_settled_is_said_when_nothing_is_left_to_do_or_to_send(house: Rowan) -> None:
    house.clock.at = DUE
    assert ticks.settled(house.relay) is False
    assert ticks.settled(house.relay) is False
    house.all_sent()
    assert ticks.settled(house.relay) is True


def test_the_next_instant_is_the_earliest_of_all_that_is_coming(house: Rowan) -> None:
    assert ticks.upcoming(house.relay)[0] == DUE
    house.ask()
    assert ticks.upcoming(house.relay)[0] == DUE + 20 * MINUTE
    house.says("sam", SLEEPLESS)
    upcoming, marks = ticks.upcoming(house.relay)
    assert upcoming == DUE + 10 * MINUTE
    assert marks[0]["name"] == "Next handover · 07:15"


def test_a_service_loaded_later_is_planned_by_the_next_tick(house: Rowan) -> None:
    written = rowan()
    written["services"].append(service("oak-house", "Oak House", "C0OAK"))
    apply(house.database, written)
    house.tick()
    assert len(rows(house.database, tables.Handover)) == 2
