"""Forms of what the huddle agrees: what they read, and what is to be mended beside which field."""

from datetime import date
from typing import Any

import pytest

from bot.agreed import Looked
from prompts import agreed, changes, restrictions
from prompts.agreed import Wanted
from tests.prompts.agreed_cast import TODAY

DAYS = {agreed.UNTIL, changes.FROM, restrictions.REVIEW}
CHOICES = {agreed.HOW, agreed.WITH, changes.WHICH}
ASKING = {"how": "again", "until": "2027-03-01", "with": "yes", "why": "It helps"}
LOOK = {"how": "continue", "reason": "No hob yet", "view": "I want it back", "review_by": "2026-12-01"}
CHANGE = {"from": "2026-11-02", "what": "Tea is at five"}
LONG = "x" * 1001


def state(**given: str | None) -> Any:
    """What stands in the fields, as Slack gives it back."""

    def one(block: str, value: str | None) -> Any:
        if block in DAYS:
            return {"type": "datepicker", "selected_date": value}
        if block in CHOICES:
            return {"type": "static_select", "selected_option": value and {"value": value}}
        return {"type": "plain_text_input", "value": value}

    return {block: {"value": one(block, value)} for block, value in given.items()}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, Wanted(date(2027, 3, 1), None, "It helps")),
        ({"until": "2026-11-13"}, Wanted(date(2026, 11, 13), None, "It helps")),
        ({"until": "2027-11-12"}, Wanted(date(2027, 11, 12), None, "It helps")),
        ({"how": "ended", "until": None}, Wanted(None, None, "It helps")),
        ({"with": "no", "because": "Asleep"}, Wanted(date(2027, 3, 1), "Asleep", "It helps")),
        ({"until": "2026-11-12"}, {"until"}),
        ({"until": "2027-11-13"}, {"until"}),
        ({"until": None}, {"until"}),
        ({"until": "soon"}, {"until"}),
        ({"how": "ended"}, {"until"}),
        ({"how": "maybe"}, {"how"}),
        ({"with": "no"}, {"because"}),
        ({"because": "Asleep"}, {"because"}),
        ({"with": "no", "because": LONG}, {"because"}),
        ({"why": "  "}, {"why"}),
        ({"why": LONG}, {"why"}),
        (dict.fromkeys(ASKING), {"how", "with", "why"}),
    ],
)
def test_asking_is_read_or_mended(changed: dict[str, Any], wanted: Wanted | set[str]) -> None:
    found = agreed.read(state(**{**ASKING, **changed}), TODAY)
    assert (set(found) if isinstance(found, dict) else found) == wanted


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, Looked("continue", "No hob yet", "I want it back", date(2026, 12, 1))),
        ({"how": "reduce"}, Looked("reduce", "No hob yet", "I want it back", date(2026, 12, 1))),
        ({"how": "end", "review_by": None}, Looked("end", "No hob yet", "I want it back", None)),
        ({"how": "end"}, {"review_by"}),
        ({"review_by": None}, {"review_by"}),
        ({"review_by": "2026-11-12"}, {"review_by"}),
        ({"how": "reduce", "review_by": "2027-11-13"}, {"review_by"}),
        ({"reason": None}, {"reason"}),
        ({"view": " "}, {"view"}),
        ({"how": None}, {"how"}),
    ],
)
def test_a_look_goes_on_only_with_a_reason_and_a_day(
    changed: dict[str, Any], wanted: Looked | set[str]
) -> None:
    found = restrictions.read(state(**{**LOOK, **changed}), TODAY)
    assert (set(found) if isinstance(found, dict) else found) == wanted


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, changes.Wanted(date(2026, 11, 2), "Tea is at five")),
        ({"from": "2026-11-19"}, changes.Wanted(date(2026, 11, 19), "Tea is at five")),
        ({"from": "2026-11-20"}, {"from"}),
        ({"from": "0202-11-20"}, {"from"}),
        ({"from": None}, {"from"}),
        ({"what": None}, {"what"}),
        ({"what": LONG}, {"what"}),
    ],
)
def test_a_change_is_read_or_mended(changed: dict[str, Any], wanted: changes.Wanted | set[str]) -> None:
    found = changes.read(state(**{**CHANGE, **changed}), TODAY)
    assert (set(found) if isinstance(found, dict) else found) == wanted


@pytest.mark.parametrize(
    ("which", "why", "wanted"),
    [
        ("4", "A mistake", changes.Mistake(4, "A mistake")),
        ("٣", "A mistake", {"which"}),
        ("9" * 30, "A mistake", {"which"}),
        (None, None, {"which", "why"}),
    ],
)
def test_what_is_taken_back_is_read_or_mended(
    which: str | None, why: str | None, wanted: changes.Mistake | set[str]
) -> None:
    found = changes.read_back(state(which=which, why=why))
    assert (set(found) if isinstance(found, dict) else found) == wanted


@pytest.mark.parametrize("value", ["", "x", "-3", "3:0", "٣", "9" * 30, "3\n"])
def test_rubbish_is_no_button_of_ours(value: str) -> None:
    with pytest.raises(ValueError):
        agreed.parse_value(value)
