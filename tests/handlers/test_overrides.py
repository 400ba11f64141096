""" "Tell somebody anyway…", through Slack: a manager's word, with a reason, for one escalation alone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import col

import bot.overrides
import db.overrides
import prompts.guidance
import prompts.overrides
from db import tables
from db.session import Database
from handlers.flow import guide, render, targets
from prompts.escalation import Action
from prompts.overrides import REASON, TOLD, WHOM
from tests import house as houses
from tests.handlers import wired
from tests.handlers.raising import briefing, nobody_answers
from tests.handlers.test_climb import give_up
from tests.handlers.wired import Wired
from tests.house import DUE, SLEEPLESS, Rowan, journal, rows
from tests.otherslack.slack import Body

POST: Body = {"channel": "C0ROWAN", "ts": "1.1", "text": "", "blocks": [], "with": None}
VALUE = "1:0"
WHY, WHEN = "Sam is not safe & Ida is next door", "Today by me, in person"
NURSES = {
    "key": "nurses", "agency": "Community team", "lead": "Duty nurse", "phone": "01632 960333", "hears": "Sleep",
}  # fmt: skip


def written(**agreed: Any) -> houses.Written:
    """Rowan House, where Sam wants neither Ida nor the nurses told."""
    said = houses.rowan()
    plan = said["people"][0]["plan"]
    plan["partners"] = [NURSES]
    plan["thresholds"][0]["involve"] = ["nurses"]
    plan["contacts"] = {"not_wanted": [{"staff": "U0IDA"}, {"partner": "nurses"}]}
    plan["agreed"] |= agreed
    return said


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    """Rowan House at 21:15, with something open about Sam; Dee has just been told."""
    made = Rowan(database).load(written())
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


def test_who_is_told_besides_changes_nothing_for_a_rung_that_slack_never_takes(
    house: Rowan, slack: Wired
) -> None:
    opened(slack)
    sends(slack, "U0IDA")
    house.clock.passes(1)
    give_up(house, 2, "U0IDA")
    house.tick()
    assert house.pings()[:2] == [(1, "U0DEE"), (2, "U0IDA")]
    assert len(house.pings()) == 2
    give_up(house, 1, "U0DEE")
    house.tick()
    assert ("U0ASH" in {who for _, who in house.pings()[2:]}, len(house.pings()) > 2) == (True, True)


def opened(slack: Wired, user: str = "U0ASH") -> str:
    """What is shown when somebody taps the button in *Open*."""
    slack.views.clear()
    slack.whispers.clear()
    assert slack.tap_in_form(user, Action.OVERRIDE, VALUE) is not None
    return json.dumps(slack.views[user], ensure_ascii=False)


def sends(slack: Wired, whom: str, user: str = "U0ASH", reason: str = WHY, told: str = WHEN) -> Any:
    """Fill in the open form and send it; what it was acknowledged with."""
    picked = {"value": {"selected_option": {"value": whom}}}
    ack = slack.submit(user, {WHOM: picked, REASON: reason, TOLD: told})
    assert ack is not None
    return ack.payload


def overrides(house: Rowan) -> list[str]:
    with house.database.read() as session:
        return [one.whom for one in db.overrides.of(session, 1)]


def pinged(house: Rowan, slack: str = "U0IDA") -> list[Any]:
    return [row for row in house.sent("ping") if row.to_user == slack]


def drawn(house: Rowan, row: Any, *, first: bool = True) -> Any:
    with house.database.read() as session:
        return render.DRAW[row.kind](session, row, house.clock.at, first=first)


def test_the_form_offers_those_who_are_not_wanted_and_nobody_else(slack: Wired) -> None:
    opened(slack)
    (whom,) = [one for one in slack.views["U0ASH"]["blocks"] if one["block_id"] == WHOM]
    offered = [(one["value"], one["text"]["text"]) for one in whom["element"]["options"]]
    assert offered == [("U0IDA", "Ida (manager)"), ("nurses", "Community team (Duty nurse)")]


def test_a_colleague_is_told_at_once_and_it_is_kept_who_decided_it_and_why(
    house: Rowan, slack: Wired
) -> None:
    opened(slack)
    assert "Ida is being told now." in str(sends(slack, "U0IDA")["view"])
    (row,) = pinged(house)
    assert (row.number, row.state.value) == (2, "waiting")
    message = drawn(house, row)
    assert "I've got this" in str(message)
    assert "Phone 01632 960111" in message["text"]
    with house.database.read() as session:
        (made,) = db.overrides.of(session, 1)
    assert (made.whom, made.reason, made.person_told, made.at) == ("U0IDA", WHY, WHEN, house.clock.at)
    (event,) = rows(house.database, tables.EscalationEvent, col(tables.EscalationEvent.what) == "overridden")
    assert (event.actor_id, event.to_id, event.text) == (house.author("U0ASH").staff_id, made_id(house), WHY)
    (line,) = journal(house.database, "contact.overridden")
    assert (line.actor, line.why, line.escalation_id) == ("U0ASH", "U0IDA", 1)


def made_id(house: Rowan) -> int:
    return house.author("U0IDA").staff_id


def test_they_can_take_it_then(house: Rowan, slack: Wired) -> None:
    slack.tap_on("U0IDA", POST, Action.TAKE, VALUE)
    assert house.escalations()[0].state.value == "open"
    opened(slack)
    sends(slack, "U0IDA")
    slack.tap_on("U0IDA", POST, Action.TAKE, VALUE)
    assert house.escalations()[0].holder_id == made_id(house)


def test_they_are_told_with_the_others_from_then_on_in_this_one_alone(house: Rowan, slack: Wired) -> None:
    opened(slack)
    sends(slack, "U0IDA")
    house.says("sam", houses.NO_TEA)
    with house.database.read() as session:
        other = targets.unwanted(session, house.person("sam"), 2)
        here = targets.unwanted(session, house.person("sam"), 1)
    assert (other, here) == ({"U0IDA"}, set())
    nobody_answers(house)
    assert {row.escalation_id for row in pinged(house) if row.escalation_id in (1, 2)} == {1}
    assert len([row for row in pinged(house) if row.escalation_id == 1]) > 1


def test_taken_already_they_are_told_who_has_it(house: Rowan, slack: Wired) -> None:
    slack.tap_on("U0DEE", POST, Action.TAKE, VALUE)
    opened(slack)
    sends(slack, "U0IDA")
    (row,) = pinged(house)
    said = drawn(house, row)
    assert "Dee has it" in said["text"]
    assert "I've got this" not in str(said)


def test_a_partner_then_shows_among_those_to_involve(house: Rowan, slack: Wired) -> None:
    assert "Partners to involve" not in details(house)
    opened(slack)
    saved = str(sends(slack, "nurses")["view"])
    assert "Community team is now on the list" in saved
    assert "01632 960333" in saved
    assert "*Sam will be told:* Today by me, in person" in saved
    assert "Partners to involve" in details(house)
    assert pinged(house) == []
    (event,) = rows(house.database, tables.EscalationEvent, col(tables.EscalationEvent.what) == "overridden")
    assert (event.to_id, event.about) == (None, "nurses")
    said = house.says("sam", SLEEPLESS, "U0AGENCY")
    with house.database.read() as session:
        guidance = prompts.guidance.guidance(guide.guided(session, said, house.clock.at))
    assert "Community team" in str([one for one in guidance["blocks"] if one["block_id"] == "partners"])


def details(house: Rowan) -> str:
    b = briefing(house, 1)
    agreed = b.person.plan if b.person else None
    partners = bot.overrides.involved(agreed, [one for one, _ in b.reasons], b.overridden)
    return "Partners to involve" if partners else ""


def test_where_the_person_objects_to_sharing_what_the_threshold_involves_is_offered(
    database: Database,
) -> None:
    said = written(sharing="objects")
    said["people"][0]["plan"]["contacts"] = {}
    house = Rowan(database).load(said)
    house.ask()
    house.says("sam", SLEEPLESS)
    assert prompts.overrides.offered(briefing(house, 1))
    assert [one.key for one in bot.overrides.partners(briefing(house, 1))] == ["nurses"]


def test_with_nobody_unwanted_nothing_is_offered(database: Database) -> None:
    said = written()
    said["people"][0]["plan"]["contacts"] = {}
    house = Rowan(database).load(said)
    house.ask()
    house.says("sam", SLEEPLESS)
    assert not prompts.overrides.offered(briefing(house, 1))


@pytest.mark.parametrize("whom", ["U0DEE", "U0TABLET", "strangers", "U0NOBODY"])
def test_who_was_not_offered_is_refused_beside_the_field(house: Rowan, slack: Wired, whom: str) -> None:
    opened(slack)
    assert sends(slack, whom)["errors"] == {WHOM: "Please say who is to be told."}
    assert overrides(house) == []


@pytest.mark.parametrize("field", [REASON, TOLD])
@pytest.mark.parametrize("said", ["", "   ", "x" * 501])
def test_a_reason_is_needed_and_when_the_person_will_be_told(
    house: Rowan, slack: Wired, field: str, said: str
) -> None:
    opened(slack)
    given = {"reason": WHY, "told": WHEN} | {"reason" if field == REASON else "told": said}
    assert list(sends(slack, "U0IDA", **given)["errors"]) == [field]
    assert overrides(house) == []


def test_the_same_form_twice_tells_once(house: Rowan, slack: Wired) -> None:
    opened(slack)
    again = slack.views["U0ASH"]
    sends(slack, "U0IDA")
    slack.views["U0ASH"] = again
    assert "Ida is being told now." in str(sends(slack, "U0IDA")["view"])
    assert (overrides(house), len(pinged(house))) == (["U0IDA"], 1)


def test_another_form_for_the_same_one_tells_nobody_again(house: Rowan, slack: Wired) -> None:
    opened(slack)
    first = slack.views["U0ASH"]
    opened(slack)
    sends(slack, "U0IDA")
    slack.views["U0ASH"] = first
    assert "They were told already" in str(sends(slack, "U0IDA")["view"])
    assert (overrides(house), len(pinged(house))) == (["U0IDA"], 1)


@pytest.mark.parametrize("user", ["U0WORKER", "U0LEAD", "U0DEE", "U0TABLET", "U0BOSS"])
def test_only_a_manager_of_the_house_may(house: Rowan, slack: Wired, user: str) -> None:
    assert "Thank you for helping." in opened(slack, user)
    opened(slack)
    slack.views[user] = slack.views["U0ASH"]
    assert "Thank you for helping." in str(sends(slack, "U0IDA", user))
    assert overrides(house) == []


def test_a_manager_who_is_not_wanted_cannot_have_themselves_told(house: Rowan, slack: Wired) -> None:
    assert "Another manager has to decide this one." in opened(slack, "U0IDA")
    opened(slack)
    slack.views["U0IDA"] = slack.views["U0ASH"]
    assert "Another manager has to decide this one." in str(sends(slack, "U0IDA", "U0IDA"))
    assert (overrides(house), pinged(house)) == ([], [])


def test_what_is_over_needs_nobody_told(house: Rowan, slack: Wired) -> None:
    opened(slack)
    form = slack.views["U0ASH"]
    slack.tap_on("U0DEE", POST, Action.TAKE, VALUE)
    slack.tap_on("U0DEE", POST, Action.DONE, "1:1")
    slack.views["U0ASH"] = form
    assert sends(slack, "U0IDA")["response_action"] == "errors"
    assert overrides(house) == []
    assert "this is over" in opened(slack)


def test_a_reload_keeps_it_for_this_one(house: Rowan, slack: Wired) -> None:
    opened(slack)
    sends(slack, "U0IDA")
    houses.apply(house.database, written(how="Again"), DUE)
    assert drawn(house, pinged(house)[0]) is not None
