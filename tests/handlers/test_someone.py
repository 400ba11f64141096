""" "Someone has this…", through Slack: the house says who has it, everybody sees it, and the ladder goes on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

import prompts.someone
from db import tables
from db.session import Database
from handlers.flow import render
from prompts.escalation import Action
from prompts.someone import BY, HAS
from tests import house as houses
from tests.handlers import wired
from tests.handlers.raising import briefing, nobody_answers
from tests.handlers.wired import Wired
from tests.house import SLEEPLESS, Rowan, journal, rows
from tests.otherslack.slack import Body

POST: Body = {"channel": "C0ROWAN", "ts": "1.1", "text": "", "blocks": [], "with": None}
VALUE = "1:0"


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    """Rowan House at 21:15, with something open about Sam; Dee has just been told."""
    made = Rowan(database).load()
    made.ask()
    made.says("sam", SLEEPLESS)
    made.all_sent()
    wired.at_once(monkeypatch)
    return made


@pytest.fixture
def slack(house: Rowan) -> Iterator[Wired]:
    users = {one.slack: one.spec.name for one in rows(house.database, tables.Staff)}
    made = Wired(house.relay, users, list(users))
    made.posts.append(dict(POST))
    yield made
    made.close()


def staff_id(house: Rowan, slack: str) -> int:
    (row,) = rows(house.database, tables.Staff, col(tables.Staff.slack) == slack)
    return int(row.id)


def opened(slack: Wired, user: str = "U0WORKER") -> str:
    """What is shown when somebody taps the button."""
    slack.views.clear()
    slack.whispers.clear()
    assert slack.tap_on(user, POST, Action.SOMEONE, VALUE) is not None
    return json.dumps([slack.views.get(user), slack.whispers], ensure_ascii=False)


def says(slack: Wired, has: int, by: str = "21:45", user: str = "U0WORKER", **more: Any) -> Any:
    """Fill in the open form and send it; what it was acknowledged with."""
    ack = slack.submit(user, {HAS: picked(has), BY: {"value": {"selected_time": by}}, **more})
    assert ack is not None
    return ack.payload


def picked(value: Any) -> Any:
    return {"value": {"selected_option": {"value": str(value)}}}


def who(slack: Wired, block: str = HAS, user: str = "U0WORKER") -> list[str]:
    (found,) = [one for one in slack.views[user]["blocks"] if one["block_id"] == block]
    return [one["text"]["text"] for one in found["element"]["options"]]


def escalation(house: Rowan) -> Any:
    return house.escalations()[0]


def drawn(house: Rowan, kind: str, nth: int = -1) -> Any:
    """A message of this kind as it would now be drawn."""
    with house.database.read() as session:
        return render.DRAW[kind](session, house.sent(kind)[nth], house.clock.at, first=False)


def taps(message: Any) -> list[str]:
    return [
        one["action_id"]
        for block in message["blocks"]
        for one in block.get("elements", [])
        if "action_id" in one
    ]


def named(house: Rowan, slack: Wired, has: str = "U0WORKER") -> None:
    """Jo has said that somebody of the house has it."""
    opened(slack)
    assert says(slack, staff_id(house, has))["response_action"] == "update"


def test_the_house_can_say_so_while_it_is_open(house: Rowan) -> None:
    assert taps(drawn(house, "house_line")) == [Action.SOMEONE]
    nobody_answers(house)
    assert taps(drawn(house, "unanswered")) == [Action.SOMEONE]


def test_the_form_offers_the_houses_listed_staff_and_nobody_unwanted(slack: Wired) -> None:
    opened(slack)
    assert who(slack) == ["Ash", "Jo", "Mel", "Remi"]
    (has,) = [one for one in slack.views["U0WORKER"]["blocks"] if one["block_id"] == HAS]
    assert has["element"]["initial_option"]["text"]["text"] == "Jo"
    (by,) = [one for one in slack.views["U0WORKER"]["blocks"] if one["block_id"] == BY]
    assert by["element"]["initial_time"] == "21:45"
    assert "Dee, 07700 900002" in json.dumps(slack.views["U0WORKER"])


def test_everybody_sees_the_houses_word_and_the_ladder_goes_on(house: Rowan, slack: Wired) -> None:
    named(house, slack)
    shown = json.dumps(slack.views["U0WORKER"], ensure_ascii=False)
    assert "You have this, by 21:45." in shown
    assert "The house says: Jo has it, by 21:45." in str(drawn(house, "house_line"))
    assert "The house says: Jo has it, by 21:45." in str(drawn(house, "ping"))
    assert escalation(house).state.value == "open"
    nobody_answers(house)
    told = [row.to_user for row in house.sent("ping") if row.escalation_id == 1]
    assert told[:3] == ["U0DEE", "U0ASH", "U0ASH"]
    assert "The house says: Jo has it, by 21:45." in str(drawn(house, "unanswered"))
    assert taps(drawn(house, "unanswered")) == [Action.TAKE, Action.SOMEONE]
    (row,) = rows(house.database, tables.EscalationEvent, col(tables.EscalationEvent.what) == "house_has")
    assert (row.actor_id, row.to_id) == (staff_id(house, "U0WORKER"), staff_id(house, "U0WORKER"))
    assert [one.actor for one in journal(house.database, "escalation.house_has")] == ["U0WORKER"]


def test_a_named_support_worker_takes_it_and_gets_the_holders_buttons(house: Rowan, slack: Wired) -> None:
    named(house, slack, "U0AGENCY")
    slack.tap_on("U0AGENCY", POST, Action.TAKE, VALUE)
    row = escalation(house)
    assert (row.state.value, row.holder_id) == ("acknowledged", staff_id(house, "U0AGENCY"))
    (held,) = house.sent("held")
    assert held.to_user == "U0AGENCY"
    assert taps(drawn(house, "held")) == [Action.DID, Action.PROMISE, Action.PASS, Action.OPEN]


def test_whoever_named_themselves_can_take_it_in_the_form(house: Rowan, slack: Wired) -> None:
    named(house, slack)
    assert taps(slack.views["U0WORKER"]) == [Action.TAKE]
    slack.tap_in_form("U0WORKER", Action.TAKE, VALUE)
    assert escalation(house).holder_id == staff_id(house, "U0WORKER")


@pytest.mark.parametrize("user", ["U0WORKER", "U0LEAD", "U0BOSS"])
def test_anybody_else_is_refused_with_on_calls_number(house: Rowan, slack: Wired, user: str) -> None:
    named(house, slack, "U0AGENCY")
    slack.whispers.clear()
    slack.tap_on(user, POST, Action.TAKE, VALUE)
    (whisper,) = slack.whispers
    assert "Dee, 07700 900002" in whisper["text"]
    assert escalation(house).state.value == "open"


def test_a_manager_can_take_it_too(house: Rowan, slack: Wired) -> None:
    named(house, slack, "U0AGENCY")
    slack.tap_on("U0ASH", POST, Action.TAKE, VALUE)
    assert escalation(house).holder_id == staff_id(house, "U0ASH")


def not_wanted(house: Rowan, *slack: str) -> None:
    """Sam's plan now says so."""
    said = houses.rowan()
    said["people"][0]["plan"]["contacts"] = {"not_wanted": [{"staff": one} for one in slack]}
    houses.apply(house.database, said, house.clock.at)


def test_a_named_person_who_is_not_wanted_by_then_is_named_nowhere_and_cannot_take_it(
    house: Rowan, slack: Wired
) -> None:
    named(house, slack, "U0LEAD")
    not_wanted(house, "U0LEAD")
    for kind in ("house_line", "ping"):
        assert "Somebody has it, by 21:45." in str(drawn(house, kind))
        assert "Mel" not in str(drawn(house, kind))
    slack.whispers.clear()
    slack.tap_on("U0LEAD", POST, Action.TAKE, VALUE)
    assert escalation(house).state.value == "open"
    assert "07700 900002" in slack.whispers[0]["text"]


def test_a_refusal_gives_nobodys_number_whom_the_person_does_not_want(house: Rowan, slack: Wired) -> None:
    not_wanted(house, "U0DEE")
    slack.tap_on("U0AGENCY", POST, Action.TAKE, VALUE)
    (whisper,) = slack.whispers
    assert "Dee" not in whisper["text"]
    assert "Ash, 07700 900001" in whisper["text"]


@pytest.mark.parametrize("forged", ["U0IDA", "U0DEE", "U0TABLET"])
def test_who_was_not_offered_is_refused_beside_the_field(house: Rowan, slack: Wired, forged: str) -> None:
    opened(slack)
    assert says(slack, staff_id(house, forged))["errors"] == {HAS: "Please say who has this."}
    assert escalation(house).house_id is None


@pytest.mark.parametrize(
    ("by", "said"),
    [("21:14", "That time is past. Please choose a later one."),
     ("20:20", "That time is past. Please choose a later one."), ("25:00", "Please choose one of the answers shown.")],
)  # fmt: skip
def test_a_time_that_is_past_is_mended_beside_the_field(
    house: Rowan, slack: Wired, by: str, said: str
) -> None:
    opened(slack)
    assert says(slack, staff_id(house, "U0WORKER"), by)["errors"] == {BY: said}


def test_a_time_of_tomorrow_can_be_given(house: Rowan, slack: Wired) -> None:
    opened(slack)
    says(slack, staff_id(house, "U0WORKER"), "08:00")
    assert escalation(house).house_by == houses.DUE.replace(day=13, hour=8, minute=0)


def test_somebody_the_person_does_not_want_is_asked_to_leave_it_to_a_colleague(
    house: Rowan, slack: Wired
) -> None:
    said = opened(slack, "U0IDA")
    assert "Please ask a colleague" in said
    assert "07700 900002" in said
    assert escalation(house).house_id is None


def test_a_tablet_says_whose_word_it_is(house: Rowan, slack: Wired) -> None:
    opened(slack, "U0TABLET")
    assert who(slack, "who", "U0TABLET") == ["Ash", "Jo", "Mel", "Remi", "Somebody else"]
    has = {"who": picked(staff_id(house, "U0LEAD"))}
    assert says(slack, staff_id(house, "U0WORKER"), user="U0TABLET", **has)["response_action"] == "update"
    assert taps(slack.views["U0TABLET"]) == []
    (row,) = rows(house.database, tables.EscalationEvent, col(tables.EscalationEvent.what) == "house_has")
    assert row.actor_id == staff_id(house, "U0LEAD")


def test_the_same_form_twice_is_one_word(house: Rowan, slack: Wired) -> None:
    opened(slack)
    again = slack.views["U0WORKER"]
    says(slack, staff_id(house, "U0WORKER"))
    slack.views["U0WORKER"] = again
    assert says(slack, staff_id(house, "U0WORKER"))["response_action"] == "update"
    happened = rows(house.database, tables.EscalationEvent, col(tables.EscalationEvent.what) == "house_has")
    assert len(happened) == 1


def test_taken_meanwhile_the_form_says_who_has_it(house: Rowan, slack: Wired) -> None:
    opened(slack)
    slack.tap_on("U0DEE", POST, Action.TAKE, VALUE)
    view = json.dumps(says(slack, staff_id(house, "U0WORKER"))["view"])
    assert "Not saved" in view
    assert "Dee" in view
    assert escalation(house).house_id is None
    assert "Dee" in opened(slack)
    assert slack.views == {}


def test_with_nobody_to_name_it_says_whom_to_phone(house: Rowan, slack: Wired) -> None:
    not_wanted(house, "U0WORKER", "U0AGENCY", "U0LEAD", "U0ASH", "U0IDA")
    with house.database.write() as session:
        session.execute(
            sa.update(tables.StaffService)
            .where(col(tables.StaffService.staff_id) != staff_id(house, "U0TABLET"))
            .values(ended_at=house.clock.at)
        )
    assert "There is nobody on the list to name here just now" in opened(slack, "U0TABLET")


def test_a_time_that_is_past_is_what_a_form_can_mend() -> None:
    assert prompts.someone.mend("past") == {BY: "That time is past. Please choose a later one."}
    assert prompts.someone.mend("already") is None


def test_it_is_of_the_escalation_as_it_stands(house: Rowan, slack: Wired) -> None:
    named(house, slack)
    b = briefing(house, 1)
    assert b.deeds.house is not None
    assert b.deeds.house[0] == "Jo"
