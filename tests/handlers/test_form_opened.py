"""*Signs seen…* opened: for whom, with whose number, and what is said once the plan behind it has moved on."""

import json
from typing import Any

import pytest

from db.session import Database
from handlers import handover as listening
from handlers.flow import gather
from handlers.flow.guide import guided
from prompts import escalation as wording
from tests.house import SLEEPLESS, Rowan, Written, apply, journal, oak, rowan

OAKS_OWN = "I hide in the shed"


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House, asked at 21:15."""
    made = Rowan(database).load()
    made.ask()
    return made


def opens(house: Rowan, handover_id: int, person_id: int) -> tuple[Any, str | None]:
    return listening._form(house.relay, "U0WORKER", handover_id, person_id)


def sam_moves() -> Written:
    """Sam lives at Oak House now, where a new plan was agreed."""
    said = rowan()
    for part in ("services", "staff", "people"):
        said[part] += oak()[part]
    said["people"][0]["service"] = "oak-house"
    said["people"][0]["plan"]["signs"][0]["says"] = OAKS_OWN
    return said


def test_the_form_of_somebody_who_moved_is_not_opened_from_an_old_question(house: Rowan) -> None:
    tap = house.tap("sam", SLEEPLESS)
    apply(house.database, sam_moves(), house.clock.at)
    view, said = opens(house, tap.handover_id, tap.person_id)
    assert view is None
    assert said is not None
    assert "not supported by Rowan House any more" in said
    assert "07700 900002" in said
    assert [row.why for row in journal(house.database, "refused")] == ["not_here_now"]


def test_the_form_of_somebody_who_left_is_not_opened_from_an_old_question(house: Rowan) -> None:
    tap = house.tap("sam", SLEEPLESS)
    said = rowan()
    del said["people"][0]
    apply(house.database, said, house.clock.at)
    assert opens(house, tap.handover_id, tap.person_id)[0] is None
    assert opens(house, tap.handover_id, house.person("ray").id)[0] is not None


def test_a_form_saved_after_a_move_shows_no_plan_of_the_other_house(house: Rowan) -> None:
    tap = house.tap("sam", SLEEPLESS, plan_id=house.person("sam").plan_id)
    moved = sam_moves()
    moved["people"][0]["plan"]["safe"] = [OAKS_OWN]
    apply(house.database, moved, house.clock.at)
    recorded = house.record(tap)
    with house.database.read() as session:
        shown = guided(session, recorded, house.clock.at)
        told = gather.briefing(session, recorded.escalations[0], house.clock.at)
    assert shown.plan is not None
    assert OAKS_OWN not in shown.plan.model_dump_json()
    assert OAKS_OWN not in json.dumps(wording.details(told, house.clock.at))


def test_the_form_names_nobody_whom_the_person_wants_not_contacted(database: Database) -> None:
    said = rowan()
    said["people"][0]["plan"]["contacts"] = {"not_wanted": [{"staff": "U0DEE"}]}
    house = Rowan(database).load(said)
    house.ask()
    view, _ = opens(house, house.newest(), house.person("sam").id)
    assert "07700 900001" in json.dumps(view["blocks"][0])
    assert "Dee" not in json.dumps(view)
    view, _ = opens(house, house.newest(), house.person("ray").id)
    assert "Dee" in json.dumps(view)


def test_what_was_put_right_in_a_plan_is_what_whoever_answers_reads(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    said = rowan()
    said["people"][0]["plan"] |= {
        "crisis_line": {"name": "Crisis line", "phone": "01632 960999"},
        "contacts": {"not_wanted": [{"name": "My uncle"}]},
    }
    apply(house.database, said, house.clock.at)
    with house.database.read() as session:
        told = gather.briefing(session, house.escalations()[0].id, house.clock.at)
    assert "01632 960999" in json.dumps(wording.ping(told, "Dee", 1, house.clock.at))
    opened = json.dumps(wording.details(told, house.clock.at))
    assert "01632 960999" in opened
    assert "My uncle" in opened
