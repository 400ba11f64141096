"""What waits for somebody who is told: in their App Home, and after /oncall."""

import json
from typing import Any

import pytest

import db.people
import prompts.home
from bot.transitions import Act, Close, Event, PassOn, Promise, Take
from db.session import Database
from handlers.flow import deeds, duty
from handlers.flow.deeds import Wish
from prompts.escalation import Action
from tests.handlers import wired
from tests.handlers.homes import ASH, DEE, JO, MEL, TABLET
from tests.handlers.homes import home as opened
from tests.handlers.wired import Wired
from tests.house import MINUTE, QUIET, SLEEPLESS, Rowan, rowan


def mine(house: Rowan, slack: str) -> list[tuple[str, str | None]]:
    with house.database.read() as session:
        who = db.people.staff_by_slack(session, slack)
        return [(one.part, one.line.known_as) for one in duty.of(session, who, house.clock.at).tasks]


def does(house: Rowan, slack: str, event: Event, escalation_id: int = 1) -> None:
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, slack)
        assert who is not None
        assert deeds.do(session, escalation_id, who, Wish(event), house.clock.at).refused is None


def id_of(house: Rowan, slack: str) -> int:
    return house.author(slack).staff_id


def test_what_was_told_to_somebody_rings_for_them_and_for_the_houses_managers(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    assert (mine(house, DEE), mine(house, ASH)) == ([("rings", "Sam")], [("rings", "Sam")])
    assert (mine(house, JO), mine(house, MEL), mine(house, TABLET)) == ([], [], [])


def test_whoever_the_person_does_not_want_told_has_nothing_to_do_with_it(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.clock.passes(15)
    house.tick()
    assert mine(house, "U0IDA") == []


def test_what_somebody_promised_is_theirs_and_nobody_elses(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    does(house, DEE, Take())
    assert (mine(house, DEE), mine(house, ASH)) == ([("held", "Sam")], [])
    house.clock.passes(30)
    house.tick()
    assert mine(house, DEE) == [("asked", "Sam")]


def test_what_is_passed_on_waits_for_whoever_is_asked(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    does(house, DEE, Take())
    does(house, DEE, PassOn((id_of(house, ASH),)))
    assert (mine(house, DEE), mine(house, ASH)) == ([("held", "Sam")], [("passed", "Sam")])


def test_what_was_acted_on_is_the_actors_to_close_and_after_two_days_the_managers(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    does(house, DEE, Take())
    does(house, DEE, Act())
    assert (mine(house, DEE), mine(house, ASH)) == ([("close", "Sam")], [])
    for hours in (24, 24):
        house.clock.passes(hours * 60)
        house.tick()
    assert ("close", "Sam") in mine(house, ASH)


def test_unanswered_comes_first_then_what_rings_then_what_is_promised_soonest(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    does(house, ASH, Take())
    does(house, ASH, Promise("come", house.clock.at + 300 * MINUTE))
    house.says("ray", QUIET)
    assert mine(house, ASH) == [("rings", "Ray"), ("held", "Sam")]
    for minutes in (10, 15):
        house.clock.passes(minutes)
        house.tick()
    with house.database.read() as session:
        who = db.people.staff_by_slack(session, ASH)
        first = duty.of(session, who, house.clock.at).tasks[0]
    assert first.escalation.unanswered_at is not None


def test_who_is_on_call_next_is_shown_to_those_who_take_turns(database: Database) -> None:
    written = rowan()
    written["rotas"][0]["members"] = ["U0DEE", "U0ASH"]
    house = Rowan(database).load(written)
    assert [one.service.spec.key for one in opened(house, DEE).duty.on_call] == ["rowan-house"]
    assert opened(house, JO).duty.on_call == ()


def test_what_is_closed_is_nobodys_any_more(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    does(house, DEE, Take())
    does(house, DEE, Act())
    does(house, DEE, Close())
    assert mine(house, DEE) == []


# through Bolt


@pytest.fixture
def slack(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> Any:
    wired.at_once(monkeypatch)
    made = Wired(house.relay, {DEE: "Dee", ASH: "Ash", JO: "Jo"}, [JO, ASH])
    yield house, made
    made.close()


def test_on_call_is_answered_with_what_rings_and_can_be_taken_there(slack: tuple[Rowan, Wired]) -> None:
    house, place = slack
    house.says("sam", SLEEPLESS)
    said = place.command(DEE, "C0ROWAN", "/oncall")
    assert said is not None
    assert "Rings for you: Rowan House" in said.payload["text"]
    takes = [one for one in buttons(said.payload["blocks"]) if one["action_id"] == Action.TAKE]
    assert [one["value"] for one in takes] == ["1:0"]


def buttons(blocks: list[Any]) -> list[Any]:
    return [one for block in blocks for one in block.get("elements", []) if one["type"] == "button"]


def test_everything_can_be_acknowledged_in_the_home(slack: tuple[Rowan, Wired]) -> None:
    house, place = slack
    house.says("sam", SLEEPLESS)
    assert Action.TAKE in {one["action_id"] for one in buttons(home_of(house, DEE))}
    place.tap_in_form(DEE, Action.TAKE, "1:0")
    assert mine(house, DEE) == [("held", "Sam")]
    assert {Action.DID, Action.PROMISE, Action.PASS} <= {
        one["action_id"] for one in buttons(home_of(house, DEE))
    }


def home_of(house: Rowan, slack: str) -> list[Any]:
    blocks: list[Any] = prompts.home.view(opened(house, slack), house.clock.at)["blocks"]
    assert "up most of the night" not in json.dumps(blocks)
    return blocks
