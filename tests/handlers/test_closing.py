"""Closing and standing down: what their forms ask, keep and refuse, through Slack's protocol."""

import json

import pytest

from bot.closing import Closing
from bot.replies import Answer
from bot.transitions import Act, Event, Take
from db import tables
from prompts.escalation import Action
from tests.handlers import raising
from tests.handlers.endings import (
    ANSWERS,
    ASH,
    DEE,
    MEL,
    RESTRICTED,
    acted,
    closes,
    does,
    e,
    events,
    said,
    sends,
    slack,
    tap,
    ticked,
)  # fmt: skip
from tests.handlers.wired import Wired
from tests.house import SLEEPLESS, Rowan, journal, rows

__all__ = ["slack"]

# closing


def test_it_is_closed_with_what_was_said(house: Rowan, slack: Wired) -> None:
    acted(house)
    assert "Closed" in str(closes(slack)["view"]["title"])
    assert (e(house).state.value, e(house).ended_at) == ("closed", house.clock.at)
    assert said(house) == Closing(
        "help_came", "partly", "I slept", ("person", "manager"), None, None, "offered", "done", "yes"
    )
    (row,) = journal(house.database, "escalation.closed")
    assert (row.actor, row.why) == (DEE, "help_came")
    assert [one.about for one in events(house, "closed")] == ["help_came"]


def test_from_acknowledged_it_is_acted_on_as_well(house: Rowan, slack: Wired) -> None:
    does(house, DEE, Take())
    tap(slack, DEE, Action.CLOSE)
    assert "Closing also says that it was acted on" in json.dumps(slack.views[DEE])
    closes(slack)
    assert (e(house).state.value, e(house).acted_at) == ("closed", house.clock.at)


def test_a_restriction_is_kept_whole(house: Rowan, slack: Wired) -> None:
    acted(house)
    shown = closes(slack, **RESTRICTED)["view"]
    assert "Fri 20 Nov 2026" in json.dumps(shown)
    kept = said(house)
    assert kept is not None
    assert kept.restriction is not None
    assert (kept.restriction.rationale, kept.restriction.involvement) == (
        "The door was locked",
        "Sam was asked",
    )


MEND = [
    ({"outcome": None}, {"outcome"}),
    ({"outcome": "other"}, {"note"}),
    ({"wanted": "never"}, {"wanted"}),
    ({"informed": None}, {"informed"}),
    ({"informed": ticked("nobody", "manager")}, {"informed"}),
    ({"restricted": "yes"}, {"rationale", "alternative", "review_by", "involvement"}),
    ({**RESTRICTED, "review_by": "2026-11-11"}, {"review_by"}),
    ({**RESTRICTED, "review_by": "2026-02-31"}, {"review_by"}),
    ({**RESTRICTED, "involvement": " "}, {"involvement"}),
    ({**RESTRICTED, "restricted": "no"}, {"restricted"}),
    ({"plan": "yes"}, {"plan_change"}),
    ({"plan": "no", "plan_change": "A new sign"}, {"plan"}),
    ({"debrief_staff": None}, {"debrief_staff"}),
    ({"fair": None}, {"fair"}),
    ({"note": "x" * 1001}, {"note"}),
]


def test_what_is_to_be_mended_stands_beside_its_field_and_keeps_nothing(house: Rowan, slack: Wired) -> None:
    acted(house)
    for changed, beside in MEND:
        ack = closes(slack, **changed)
        assert (ack["response_action"], set(ack["errors"])) == ("errors", beside), changed
    assert (e(house).state.value, said(house)) == ("acted_on", None)


def test_today_is_not_past(house: Rowan, slack: Wired) -> None:
    acted(house)
    assert "view" in closes(slack, **RESTRICTED | {"review_by": "2026-11-12"})


def fields(slack: Wired, user: str = DEE) -> set[str]:
    return {block["block_id"] for block in slack.views[user]["blocks"] if block["type"] == "input"}


def test_what_is_not_urgent_is_not_asked_whether_it_was_right(house: Rowan, slack: Wired) -> None:
    house.says("sam", Answer("signs", {"sleep": 0.0, "pacing": 0.0, "meals": 1.0}), MEL)
    does(house, MEL, Take(), 2)
    tap(slack, MEL, Action.CLOSE, "2:1")
    assert {"wanted", "plan", "debrief_person"} <= fields(slack, MEL)
    assert not {"fair", "other_help"} & fields(slack, MEL)


@pytest.mark.parametrize(("kind", "restricted"), [("worry", True), ("call", False)])
def test_one_about_nobody_leaves_out_what_is_about_a_person(
    house: Rowan, slack: Wired, kind: str, restricted: bool
) -> None:
    escalation_id = raising.rings(house, note_id=raising.note(house, kind))
    does(house, DEE, Take(), escalation_id)
    tap(slack, DEE, Action.CLOSE, f"{escalation_id}:1")
    assert not {"wanted", "says", "plan", "plan_change", "debrief_person"} & fields(slack)
    assert ("restricted" in fields(slack)) == restricted
    without = {
        "wanted": None,
        "says": None,
        "plan": None,
        "debrief_person": None,
        "informed": ticked("manager"),
    }
    assert "view" in sends(slack, DEE, **{**ANSWERS, **without})
    assert e(house, escalation_id - 1).state.value == "closed"


def test_the_same_form_twice_closes_once(house: Rowan, slack: Wired) -> None:
    acted(house)
    first = closes(slack)
    form = slack.views[DEE] | {"callback_id": "escalation.close.form"}
    slack.views[DEE] = form
    again = sends(slack, DEE, **ANSWERS, informed=ticked("nobody"))
    assert again["view"]["blocks"] == first["view"]["blocks"]
    assert len(rows(house.database, tables.Closing)) == len(journal(house.database, "escalation.closed")) == 1


def test_where_something_changed_meanwhile_the_form_comes_again_as_filled_in(
    house: Rowan, slack: Wired
) -> None:
    does(house, DEE, Take())
    tap(slack, DEE, Action.CLOSE)
    house.says("sam", SLEEPLESS, MEL)
    shown = sends(slack, DEE, **ANSWERS, informed=ticked("person"))["view"]
    assert "Not saved yet: something changed" in json.dumps(shown)
    assert "I slept" in json.dumps(shown)
    element = next(one["element"] for one in shown["blocks"] if one["block_id"] == "informed")
    assert [one["value"] for one in element["initial_options"]] == ["person"]
    assert said(house) is None
    assert "Closed" in str(sends(slack, DEE, **ANSWERS, informed=ticked("person"))["view"]["title"])
    assert e(house).state.value == "closed"


def test_where_it_was_told_again_meanwhile_the_form_stays_open_with_what_was_written(
    house: Rowan, slack: Wired
) -> None:
    does(house, DEE, Take())
    tap(slack, DEE, Action.CLOSE)
    for _ in range(2):
        house.clock.passes(40)
        house.tick()
    assert e(house).state.value == "open"
    ack = sends(slack, DEE, **ANSWERS, informed=ticked("person"))
    assert "nobody has this just now" in ack["errors"]["outcome"]
    does(house, DEE, Take())
    assert "Not saved yet" in json.dumps(sends(slack, DEE, **ANSWERS, informed=ticked("person")))


def test_one_that_was_closed_meanwhile_says_that_nothing_was_saved(house: Rowan, slack: Wired) -> None:
    acted(house)
    tap(slack, ASH, Action.CLOSE)
    closes(slack)
    shown = sends(slack, ASH, **ANSWERS, informed=ticked("person"))["view"]
    assert "Nothing was saved." in json.dumps(shown)
    assert "closed" in json.dumps(shown)
    assert len(rows(house.database, tables.Closing)) == 1


def test_an_open_one_is_not_closed(slack: Wired) -> None:
    assert "Nobody has this just now" in tap(slack, DEE, Action.CLOSE)
    assert DEE not in slack.views


# standing down


@pytest.mark.parametrize("before", [(), (Take(),), (Take(), Act())])
def test_the_holder_or_a_manager_stands_it_down(
    house: Rowan, slack: Wired, before: tuple[Event, ...]
) -> None:
    for event in before:
        does(house, DEE, event)
    tap(slack, ASH, Action.STAND_DOWN)
    assert "What staff saw stays in the record." in json.dumps(slack.views[ASH])
    shown = sends(slack, ASH, because="told_elsewhere", text="The ward has it")["view"]
    assert "Stood down" in str(shown["title"])
    assert e(house).state.value == "stood_down"
    (event,) = events(house, "stood_down")
    assert (event.who, event.about, event.text) == ("Ash", "told_elsewhere", "The ward has it")


def test_whoever_was_told_and_does_not_have_it_cannot_stand_it_down(slack: Wired) -> None:
    assert "Only whoever has this can do that, or one of the managers." in tap(slack, DEE, Action.STAND_DOWN)
    assert DEE not in slack.views


@pytest.mark.parametrize(
    ("answers", "beside"),
    [({}, {"because"}), ({"because": "bored"}, {"because"}), ({"because": "other"}, {"text"}),
     ({"because": "other", "text": " "}, {"text"})],
)  # fmt: skip
def test_a_reason_is_needed_and_words_for_another(
    house: Rowan, slack: Wired, answers: dict[str, str], beside: set[str]
) -> None:
    tap(slack, ASH, Action.STAND_DOWN)
    assert set(sends(slack, ASH, **answers)["errors"]) == beside
    assert e(house).state.value == "open"


def test_the_form_comes_again_where_somebody_took_it_meanwhile(house: Rowan, slack: Wired) -> None:
    tap(slack, ASH, Action.STAND_DOWN)
    does(house, DEE, Take())
    assert "Not saved yet" in json.dumps(sends(slack, ASH, because="by_mistake"))
    assert e(house).state.value == "acknowledged"
    assert "Stood down" in str(sends(slack, ASH, because="by_mistake")["view"]["title"])
