"""What the forms of the huddle say, read: what is to be mended stands beside its field. One line a case."""

from datetime import date
from typing import Any

import pytest

from bot.actions import Decision, Said, Telling
from prompts import action_forms, actions, deciding
from prompts.action_forms import Closed, Later
from tests.prompts.action_cast import ABOUT_HOUSE, ASKING, TODAY


def text(said: str) -> Any:
    return {"value": {"value": said}}


def picked(value: str | None) -> Any:
    return {"value": {"selected_option": {"value": value} if value else None}}


def day(on: str | None) -> Any:
    return {"value": {"selected_date": on}}


FILLED: dict[str, Any] = {
    "problem": text("p"), "decided": text("d"), "apply": text("a"), "measure": text("m"), "owner": picked("1"),
    "senior": picked("5"), "due": day("2026-11-20"), "tells": picked("4"), "tells_how": text("A walk"),
    "tells_on": day("2026-11-12"),
}  # fmt: skip
SAID = Said("p", "d", "a", "m")


@pytest.mark.parametrize(
    ("changes", "telling"),
    [
        ({}, Telling("staff", "A walk", 4, TODAY)),
        ({"tells": picked("there"), "tells_how": text("")}, Telling("there", "")),
        ({"tells": picked("nobody"), "tells_on": day(None)}, Telling("nobody", "A walk")),
    ],
)
def test_what_is_decided_is_read(changes: Any, telling: Telling) -> None:
    assert deciding.read_decision(FILLED | changes, ASKING, TODAY) == Decision(
        SAID, 1, 5, date(2026, 11, 20), telling
    )


def test_about_the_house_nobody_is_told() -> None:
    assert deciding.read_decision(FILLED, ABOUT_HOUSE, TODAY) == Decision(SAID, 1, 5, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("changes", "block", "said"),
    [
        ({"decided": text(" ")}, "decided", "Please write what is decided."),
        ({"measure": text("x" * 1001)}, "measure", "1,000 characters"),
        ({"problem": {}}, "problem", "what the problem is"),
        ({"owner": picked("U0ASH")}, "owner", "who does it"),
        ({"owner": picked("6")}, "owner", "who does it"),
        ({"senior": picked("1")}, "senior", "who makes sure"),
        ({"owner": picked("5")}, "senior", "somebody else"),
        ({"due": day("2026-11-12")}, "due", "later one"),
        ({"due": day("2027-11-13")}, "due", "At most a year ahead"),
        ({"due": day(None)}, "due", "choose a day"),
        ({"due": day("soon")}, "due", "choose one"),
        ({"due": day("2026-02-30")}, "due", "choose one"),
        ({"tells": picked("nobody"), "tells_how": text("")}, "tells_how", "why nobody"),
        ({"tells_how": text("")}, "tells_how", "say how"),
        ({"tells_on": day(None)}, "tells_on", "choose a day"),
        ({"tells_on": day("2026-11-11")}, "tells_on", "later one"),
        ({"tells": picked(None), "tells_how": text(""), "tells_on": day(None)}, "tells", "who tells Sam"),
    ],
)
def test_what_is_to_be_mended_stands_beside_its_field(changes: Any, block: str, said: str) -> None:
    errors = deciding.read_decision(FILLED | changes, ASKING, TODAY)
    assert isinstance(errors, dict)
    assert list(errors) == [block]
    assert said in errors[block]


def test_the_longest_time_is_a_year() -> None:
    assert isinstance(deciding.read_decision(FILLED | {"due": day("2027-11-12")}, ASKING, TODAY), Decision)


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ({"result": picked("not"), "shown": text("As before")}, Closed("not", "As before")),
        ({"result": picked("grand"), "shown": text("x")}, {"result": "Please say whether it worked."}),
        ({"result": picked("met")}, {"shown": "Please write how you know."}),
    ],
)
def test_closing_needs_what_the_measure_showed(state: Any, found: Any) -> None:
    assert action_forms.read_close(state) == found


@pytest.mark.parametrize(
    ("before", "due", "found"),
    [
        (date(2026, 11, 20), "2026-11-21", Later(date(2026, 11, 21), "w")),
        (date(2026, 11, 20), "2026-11-20", None),
        # long past: from tomorrow on
        (date(2026, 10, 1), "2026-11-12", None),
        (date(2026, 10, 1), "2026-11-13", Later(date(2026, 11, 13), "w")),
    ],
)
def test_more_time_is_later_than_now_and_than_before(before: date, due: str, found: Later | None) -> None:
    said = action_forms.read_later({"due": day(due), "why": text("w")}, before, TODAY)
    assert said == (found or {"due": deciding.DUE_PAST})


@pytest.mark.parametrize(("value", "found"), [("7", (7, None)), ("0:3", (None, 3))])
def test_a_button_says_which_concern_or_which_service(value: str, found: Any) -> None:
    assert actions.parse_decide(value) == found


@pytest.mark.parametrize("value", ["", "x", "7:3", "0:", ":3", "0:3:4"])
def test_what_is_no_button_of_ours_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="not a button of ours"):
        actions.parse_decide(value)


def test_a_concerns_buttons_carry_its_id() -> None:
    assert [one.value for one in actions.buttons(7, "Sam")] == ["7", "7"]
    assert actions.decide(3, "Rowan House").value == "0:3"
