"""/handover: whom it lists, which question an answer then counts for, and whose form a name opens."""

from typing import Any

import pytest

import db.people
import prompts.handover
from db.session import Database
from handlers import commands
from handlers.flow import board
from handlers.flow.handover import Tap
from tests.house import CLEAR, DUE, MINUTE, Rowan, apply, journal, oak, rowan, staff

JO, DEE = "U0WORKER", "U0DEE"
HOUR = 60 * MINUTE


def elsewhere(house: Rowan, slack: str) -> None:
    """Oak House is there too; `slack` works in both."""
    written = oak()
    written["staff"].append(staff(slack, "Jo", "support_worker", ["oak-house"]))
    apply(house.database, written, house.clock.at)


def meant(house: Rowan, text: str = "", slack: str = JO, channel: str = "C0ROWAN") -> Any:
    with house.database.write() as session:
        who: Any = db.people.staff_by_slack(session, slack, house.clock.at)
        command = {"user_id": slack, "text": text, "channel_id": channel}
        return commands._meant(session, house.relay, who, command)


def listed(answer: Any) -> list[str]:
    """The values of the buttons."""
    return [
        one["value"]
        for block in answer["blocks"]
        for one in block.get("elements", [])
        if one.get("action_id") == prompts.handover.Action.SIGNS
    ]


def value(house: Rowan, key: str, handover_id: int = 0) -> str:
    return prompts.handover.button_value(handover_id, house.person(key).id)


def test_alone_it_lists_everybody_and_an_answer_counts_for_the_question_just_asked(house: Rowan) -> None:
    house.says("ray", CLEAR)
    assert listed(meant(house)) == [value(house, "sam", house.newest()), value(house, "ray")]


def test_an_hour_after_the_change_of_shift_it_is_between_handovers(house: Rowan) -> None:
    house.clock.at = DUE + 75 * MINUTE - MINUTE
    assert listed(meant(house))[0] == value(house, "sam", house.newest())
    house.clock.passes(1)
    assert listed(meant(house)) == [value(house, "sam"), value(house, "ray")]


@pytest.mark.parametrize("name", ["sam", "Sam", " SA "])
def test_with_a_name_it_is_that_persons_form(house: Rowan, name: str) -> None:
    assert meant(house, name) == value(house, "sam", house.newest())


def test_a_name_that_nobody_has_is_said_kindly_with_the_choice(house: Rowan) -> None:
    said = meant(house, "Kim")["text"]
    assert "I know nobody called Kim" in said
    assert "Rowan House: Sam, Ray" in said
    assert "Dee, 07700 900002" in said


def test_of_several_the_choice_is_given(house: Rowan) -> None:
    written = rowan()
    written["people"].append({"key": "sami", "known_as": "Sami", "service": "rowan-house"})
    apply(house.database, written, house.clock.at)
    found = meant(house, "s")
    assert listed(found) == [value(house, "sam", house.newest()), value(house, "sami")]
    assert "Ray" not in found["text"]


WHERE = [("C0ROWAN", ["sam", "ray"]), ("C0OAK", ["kim"]), ("C0LOBBY", ["kim", "sam", "ray"])]


@pytest.mark.parametrize(("channel", "keys"), WHERE)
def test_in_a_houses_channel_that_house_is_meant_and_elsewhere_all_of_theirs(
    house: Rowan, channel: str, keys: list[str]
) -> None:
    elsewhere(house, JO)
    house.clock.at += 3 * HOUR
    assert listed(meant(house, channel=channel)) == [value(house, key) for key in keys]


def test_a_name_of_ones_other_house_is_found_from_any_channel(house: Rowan) -> None:
    elsewhere(house, JO)
    assert meant(house, "kim") == value(house, "kim")


def test_somebody_of_no_house_is_told_so_kindly_and_it_is_journalled(house: Rowan) -> None:
    said = meant(house, slack=DEE, channel="C0LOBBY")["text"]
    assert "nothing was opened or kept" in said
    assert [(one.actor, one.why) for one in journal(house.database, "refused")] == [(DEE, "other_service")]
    assert "Sam" not in said


def test_an_answer_between_handovers_still_answers_the_newest_question(house: Rowan) -> None:
    house.clock.at += 3 * HOUR
    house.says("sam", CLEAR, handover_id=None)
    assert (house.board("sam"), house.board("ray")) == ("clear", None)


def test_one_before_the_asking_is_shown_and_still_asked(database: Database) -> None:
    made = Rowan(database).load()
    made.clock.at = DUE - HOUR
    made.record(Tap(made.person("sam").id, made.author(), JO, "before", CLEAR))
    made.ask()
    with database.read() as session:
        shown = board.board(session, made.newest(), made.clock.at)
    assert (made.board("sam"), shown.answered) == ("clear", 0)
