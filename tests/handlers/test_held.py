"""What time and evidence do to what somebody has: asked, rung again, linked; and the ladder as it was at the start."""

import shutil
from functools import partial
from pathlib import Path

import pytest

from bot.transitions import Act, Close, Event, PassOn, Promise, StandDown, Take
from db.session import Database
from handlers.flow import escalation as flow
from handlers.flow import gather
from tests.counted import statements
from tests.handlers.holding import (
    ASH,
    CLOSED,
    DEE,
    LEAD,
    WORKER,
    acted,
    joined,
    lapsed,
    messages,
    passed,
    staff_id,
    taken,
    timeline,
)
from tests.house import MINUTE, SLEEPLESS, Rowan, apply, rowan


@pytest.fixture
def house(database: Database) -> Rowan:
    """Sam's two signs have been seen: Dee, who is on call, was told, and Slack has taken all of it."""
    made = Rowan(database).load()
    made.ask()
    made.says("sam", SLEEPLESS)
    made.all_sent()
    return made


def test_a_promise_that_nobody_answers_for_rings_from_the_first_rung_and_says_what_was_promised(
    house: Rowan,
) -> None:
    taken(house)
    house.does(DEE, Promise("come", by := house.clock.at + 45 * MINUTE))
    house.clock.passes(45)
    house.tick()
    assert messages(house) == [("promise", DEE)]
    house.clock.passes(5)
    house.tick()
    why = lapsed(house)
    assert (why.why, why.holder, why.promised, why.by) == ("promise", "Dee", "come", by)
    assert messages(house) == [("promise", DEE), ("ping", DEE)]
    assert [one[0] for one in timeline(house)] == ["taken", "promised", "asked", "reopened", "told"]
    taken(house)
    assert lapsed(house) is None


def test_what_nobody_takes_over_in_ten_minutes_rings_from_the_first_rung(house: Rowan) -> None:
    passed(house)
    house.clock.passes(10)
    house.tick()
    why = lapsed(house)
    assert (why.why, why.holder, house.escalations()[0].state.value) == ("passed", "Dee", "open")
    assert messages(house) == [("passed", ASH), ("ping", DEE)]


def test_the_actor_and_then_the_managers_are_asked_to_close(house: Rowan) -> None:
    acted(house)
    before = len(messages(house))
    house.clock.passes(24 * 60)
    house.tick()
    assert messages(house)[before:] == [("close", DEE)]
    house.clock.passes(24 * 60)
    house.tick()
    # Ida is a manager too, whom Sam does not want contacted
    assert [one for one in messages(house)[before + 1 :] if one[0] == "close"] == [("close", ASH)]
    asked = [one for one in timeline(house) if one[0] == "asked_to_close"]
    assert [to for _, _, to in asked] == ["Dee", "Ash"]


def test_where_a_house_has_no_manager_its_team_leader_is_asked_to_close_and_may(database: Database) -> None:
    said = rowan()
    for one in said["staff"]:
        one["role"] = "support_worker" if one["slack"] in (ASH, "U0IDA") else one["role"]
    house = Rowan(database).load(said)
    house.ask()
    house.says("sam", SLEEPLESS)
    acted(house)
    assert house.does(LEAD, Close(), closing=CLOSED).refused == "not_yours"
    for _ in range(2):
        house.clock.passes(24 * 60)
        house.tick()
    assert messages(house)[-1] == ("close", LEAD)
    assert house.does(LEAD, Close(), closing=CLOSED).refused is None


def test_a_promise_of_somebody_not_wanted_is_asked_of_nobody_else_and_rings_again(house: Rowan) -> None:
    taken(house)
    said = rowan()
    said["people"][0]["plan"]["contacts"]["not_wanted"].append({"staff": DEE})
    apply(house.database, said, house.clock.at)
    house.clock.passes(30)
    house.tick()
    assert messages(house) == []
    house.clock.passes(5)
    house.tick()
    assert messages(house) == [("ping", ASH)]


def leaves(house: Rowan, *, acted: bool) -> None:
    """Ash takes it, perhaps does it, and is in the file no more."""
    for event in (Take(), Act())[: 1 + acted]:
        assert house.does(ASH, event).refused is None
    said = rowan()
    said["staff"] = [one for one in said["staff"] if one["slack"] != ASH]
    said["staff"][0]["role"] = "manager"
    apply(house.database, said, house.clock.at)


def test_a_holder_who_has_left_is_not_asked_and_it_rings_again(house: Rowan) -> None:
    leaves(house, acted=False)
    house.clock.passes(30)
    house.tick()
    assert messages(house) == [("held", ASH)]
    house.clock.passes(5)
    house.tick()
    assert messages(house) == [("held", ASH), ("ping", DEE)]


def test_where_the_actor_has_left_the_managers_are_asked_to_close(house: Rowan) -> None:
    leaves(house, acted=True)
    house.clock.passes(24 * 60)
    house.tick()
    assert [to for kind, to in messages(house) if kind == "close"] == [WORKER]


# routes


def test_what_crosses_after_it_was_acted_on_opens_a_new_one_linked_to_it(house: Rowan) -> None:
    acted(house)
    house.clock.passes(5)
    house.says("sam", SLEEPLESS, "U0AGENCY")
    first, second = house.escalations()
    assert (first.state.value, second.state.value, second.follows_id) == ("acted_on", "open", first.id)
    assert house.pings() == [(1, DEE), (1, DEE)]
    with house.database.read() as session:
        assert gather.briefing(session, second.id, house.clock.at).deeds.follows is not None


def test_what_crosses_after_it_was_closed_follows_nothing(house: Rowan) -> None:
    taken(house)
    house.does(DEE, Close(), closing=CLOSED)
    house.clock.passes(5)
    house.says("sam", SLEEPLESS, "U0AGENCY")
    assert [one.follows_id for one in house.escalations()] == [None, None]


def test_what_joins_what_somebody_has_stays_one_escalation(house: Rowan) -> None:
    joined(house)
    assert len(house.escalations()) == 1
    assert house.sent("joined")[0].thread_of == house.sent("ping")[0].id


# the ladder


def test_a_ladder_that_is_edited_midway_changes_nothing_that_rings(house: Rowan) -> None:
    written = rowan()
    written["ladders"][0] = {
        "key": "house",
        "repeat": 3,
        "rungs": [{"tell": "role:team_leader", "within": "1 min"}],
    }
    assert apply(house.database, written, house.clock.at)
    heard = []
    for minute in range(40):
        before = len(house.pings())
        house.tick()
        heard += [(minute, *one) for one in house.pings()[before:]]
        house.clock.passes(1)
    assert heard[:2] == [(10, 2, ASH), (25, 3, ASH)]
    assert len(house.sent("unanswered")) == 1
    house.does(ASH, StandDown())
    house.says("sam", SLEEPLESS, "U0AGENCY")
    assert house.pings()[-1] == (1, LEAD)


# costs


def told_often(url: str, times: int) -> Rowan:
    """Sam's signs have been seen, it is open, and has been told so often."""
    house = Rowan(Database(url)).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    while len(house.pings()) < times:
        house.clock.passes(15)
        with house.database.write() as session:
            flow.advance(session, 1, house.clock.at)
    house.all_sent()
    return house


def costs(house: Rowan) -> list[int]:
    """Of the next telling, of drawing it, of taking it, of passing it on and of having done it."""

    def climbs() -> None:
        with house.database.write() as session:
            assert flow.advance(session, 1, house.clock.at)

    def draws() -> None:
        with house.database.read() as session:
            assert gather.briefing(session, 1, house.clock.at, DEE).told

    to_ash = PassOn((staff_id(house, ASH),))
    house.clock.passes(15)
    found = []
    for does in (climbs, draws, *(partial(house.does, DEE, one) for one in (Take(), to_ash, Act()))):
        found.append(statements(does))
        house.all_sent()
    return found


def test_what_is_done_costs_the_same_however_often_it_was_told(migrated_sqlite: Path, tmp_path: Path) -> None:
    found = []
    for times in (6, 60):
        house = told_often(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / f'{times}.db')}", times)
        found.append(costs(house))
        house.database.close()
    assert found[0] == found[1]


@pytest.mark.parametrize("event", [Act(), Close(), StandDown()])
def test_whoever_had_what_a_manager_ends_hears_that_they_have_it_no_longer(
    house: Rowan, event: Event
) -> None:
    house.does("U0DEE", Take())
    house.does("U0ASH", event)
    assert [row.to_user for row in house.sent("no_longer")] == ["U0DEE"]


def test_whoever_ends_what_they_have_is_told_nothing_more(house: Rowan) -> None:
    house.does("U0DEE", Take())
    house.does("U0DEE", Act())
    house.does("U0DEE", Close())
    assert house.sent("no_longer") == []
