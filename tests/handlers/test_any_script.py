"""A house whose people and staff write in every script: loaded, asked, answered, told and found by name."""

import json

import pytest

import db.people
import prompts.escalation
import prompts.guidance
import prompts.handover
import prompts.home
import prompts.house_line
from db.session import Database
from handlers.flow import board, gather, guide, home, plans
from prompts import words
from prompts.blocks import lint
from tests.house import CLEAR, SLEEPLESS, Rowan, Written, rowan
from tests.prompts.test_scripts import SCRIPTS


def written() -> Written:
    """Rowan House with somebody of each script; who answers and who is on call have such names too."""
    house = rowan()
    sams = house["people"][0]["plan"]
    house["people"] = [
        {
            "key": key.replace("_", "-"),
            "known_as": name,
            "service": "rowan-house",
            "plan": sams | {"agreed": sams["agreed"] | {"with": [name]}},
        }
        for key, name in SCRIPTS.items()
    ]
    house["services"][0]["name"] = "בית רואן"
    for one in house["staff"]:
        one["name"] = {"U0WORKER": "ז׳ו", "U0DEE": "دي"}.get(one["slack"], one["name"])
    return house


@pytest.fixture
def house(database: Database) -> Rowan:
    """It has been asked at 21:15."""
    made = Rowan(database).load(written())
    made.ask()
    return made


def question(house: Rowan) -> prompts.handover.Message:
    with house.database.read() as session:
        return prompts.handover.question(board.board(session, house.newest(), house.clock.at), house.clock.at)


def test_everybody_is_asked_about_by_the_name_they_chose(house: Rowan) -> None:
    asked = question(house)
    lint(asked, "message")
    assert f"{len(SCRIPTS)} people to answer" in asked["text"]
    assert all(words.short(name) in asked["text"] for name in SCRIPTS.values())


def test_everybody_is_answered_and_the_names_stay_in_their_own_line(house: Rowan) -> None:
    for key in SCRIPTS:
        house.says(key.replace("_", "-"), CLEAR)
    asked = question(house)
    lint(asked, "message")
    for name in SCRIPTS.values():
        assert f"{words.short(name)}: seen, no signs, \u2068ז׳ו\u2069 21:15." in asked["text"]


def test_signs_reach_on_call_under_that_name(house: Rowan) -> None:
    for script in SCRIPTS:
        reaches_on_call(house, script)
    assert [of for _, of in house.pings()] == ["U0DEE"] * len(SCRIPTS)


def reaches_on_call(house: Rowan, script: str) -> None:
    recorded = house.says(script.replace("_", "-"), SLEEPLESS)
    raised = house.escalations()[-1]
    name, now = words.short(SCRIPTS[script]), house.clock.at
    with house.database.read() as session:
        told = gather.briefing(session, raised.id, now)
        ping = prompts.escalation.ping(told, "دي", 1, now)
        line = prompts.house_line.line(told, now)
        guidance = prompts.guidance.guidance(guide.guided(session, recorded, now))
    for message in (ping, line):
        lint(message, "message")
        assert name in message["text"]
        assert "\u2068בית רואן\u2069" in message["text"]
    lint(guidance, "modal")
    assert name in json.dumps(guidance, ensure_ascii=False)
    assert "\u2068دي\u2069" in json.dumps(guidance, ensure_ascii=False)


def test_each_is_found_by_name_for_an_answer_and_for_the_plan(house: Rowan) -> None:
    jo = house.author().staff_id
    with house.database.read() as session:
        answerable = home.answerable(session, [house.service()], house.clock.at)
        readable = plans.readable(session, db.people.staff(session, jo))
    for name in SCRIPTS.values():
        assert [one.known_as for one, _, _ in home.meant(name, answerable)] == [name]
        assert [one.known_as for one, _ in plans.meant(name, readable)] == [name]


def test_the_home_of_who_answers_holds_them_all(house: Rowan) -> None:
    with house.database.read() as session:
        shown = prompts.home.view(home.gather(session, "U0WORKER", house.clock.at), house.clock.at)
    lint(shown, "home")
    assert all(name in json.dumps(shown, ensure_ascii=False) for name in SCRIPTS.values())
