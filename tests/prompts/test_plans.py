"""A changed plan as the prompt says it, and the form that shows a plan, however long it is."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import plans
from prompts import plan_parts
from prompts.blocks import lint
from prompts.plans import Action, changed, form, not_saved, when
from tests.prompts import plan_cast
from tests.prompts.cast import LADDER, NOW, SERVICE, plan
from tests.prompts.plan_cast import FIRST, shown

WHEN = [
    (NOW, "today"),
    (NOW - timedelta(hours=21, minutes=17), "today"),
    (NOW - timedelta(hours=21, minutes=18), "yesterday"),
    (datetime(2026, 11, 10, 11, tzinfo=UTC), "Tuesday"),
    (datetime(2026, 11, 6, 11, tzinfo=UTC), "Friday"),
    (datetime(2026, 11, 5, 11, tzinfo=UTC), "Thu 5 Nov"),
    (datetime(2025, 11, 13, 11, tzinfo=UTC), "Thu 13 Nov 2025"),
]


@pytest.mark.parametrize(("at", "said"), WHEN)
def test_the_day_of_a_change_is_spoken(at: datetime, said: str) -> None:
    assert when(at, "Europe/London", NOW) == said


def test_the_day_is_the_houses_own() -> None:
    assert when(datetime(2026, 11, 12, 4, tzinfo=UTC), "America/Chicago", NOW) == "yesterday"


def test_a_changed_plan_says_how_many_have_read_it() -> None:
    said = changed(plan_cast.TUESDAY, "Europe/London", NOW)
    assert said == "plan changed Tuesday, please read (3 of 7 have read it)"


@pytest.mark.parametrize(
    ("tell", "said"),
    [
        ("ladder:house", "whoever is on call, then the managers"),
        ("role:team_leader", "the team leader, then whoever is on call, then the managers"),
        ("role:manager", "the managers, then whoever is on call"),
        ("rota:first-line", "whoever is on call, then the managers"),
        (
            "rota:nurses",
            "whoever is on call (nurses), then whoever is on call (first line), then the managers",
        ),
    ],
)
def test_who_is_told_is_said_in_words(tell: str, said: str) -> None:
    assert plan_parts.told_by(tell, SERVICE, {"house": LADDER}) == said


def _text(view: Any) -> str:
    return json.dumps(view, ensure_ascii=False)


def _buttons(view: Any) -> list[str]:
    return [
        one["action_id"]
        for block in view["blocks"]
        for one in block.get("elements", [])
        if "action_id" in one
    ]


def test_the_longest_plan_a_file_can_hold_is_one_form() -> None:
    text, saying = "calm & quiet " * 76, "I <walk> up & down " * 15
    signs = [
        {"key": f"s{n}", "says": saying, "domain": "mood", "rating": "0-3", "levels": {1: "a", 2: "b" * 70, 3: "c"}}
        for n in range(25)
    ]  # fmt: skip
    rule = {"signs_together": {"count": 2, "at_least": 2}}
    thresholds = [
        {"key": f"t{n}", "when": rule, "tell": "ladder:house", "ask": text, "share": text, "authorised": text}
        for n in range(3)
    ]
    made = plan(signs=signs, steps=[saying] * 15, safe=[text] * 5, worse=[text] * 5, thresholds=thresholds)
    view = form(shown(made), NOW)
    lint(view, "modal")
    assert _text(view).count("calm") > 1000
    assert _buttons(view) == [Action.CONFIRM]


def test_a_plan_longer_than_any_form_is_cut_above_its_button() -> None:
    view = form(shown(plan_cast.LONG), NOW)
    lint(view, "modal")
    assert "There is more than one form can show." in _text(view)
    assert _buttons(view) == [Action.CONFIRM]


NO_BUTTON: dict[str, dict[str, Any]] = {
    "read already": {"read_at": NOW},
    "a shared account": {"may_confirm": False, "shared": True},
    "told by an escalation": {"may_confirm": False},
}


@pytest.mark.parametrize("who", NO_BUTTON.values(), ids=NO_BUTTON)
def test_nobody_else_has_the_button(who: dict[str, Any]) -> None:
    assert _buttons(form(shown(**who), NOW)) == []


def test_a_first_version_says_nothing_of_a_change_and_can_be_confirmed() -> None:
    view = form(shown(readings=FIRST), NOW)
    assert "hanged" not in _text(view)
    assert _buttons(view) == [Action.CONFIRM]


SECTIONS: list[tuple[plans.Plan, str, bool]] = [
    (plan_cast.FULL, "A new look at it with Sam was planned for Sun 1 Nov 2026", True),
    (plan(), "A new look at it", False),
    (plan_cast.FULL, "Sam has not been part of agreeing it yet", True),
    (plan(), "has not been part", False),
    (plan_cast.FULL, "at the end of the late and night shifts", True),
    (plan(), "at every handover", True),
    (plan_cast.BARE, "nothing is agreed yet", True),
    (plan_cast.FULL, "Housing (the house phones them)", False),
]


@pytest.mark.parametrize(("of", "said", "there"), SECTIONS)
def test_the_form_says_what_the_plan_says(of: plans.Plan, said: str, there: bool) -> None:
    assert (said in _text(form(shown(of), NOW))) is there


def test_somebody_who_objects_to_sharing_has_no_agency_offered() -> None:
    made = plan(agreed={**plan_cast.PLAN["agreed"], "sharing": "objects"})
    view = _text(form(shown(made), NOW))
    assert "please don't phone them" in view
    assert "01234 333333" not in view
    assert "Community team" not in view


@pytest.mark.parametrize("of", [plan(), plan_cast.LONG], ids=["short", "long"])
def test_a_tap_that_could_not_be_kept_is_said_above_the_button_once(of: plans.Plan) -> None:
    view = not_saved(not_saved(form(shown(of), NOW)))
    lint(view, "modal")
    assert [block["block_id"] for block in view["blocks"]][-2:] == ["not_saved", "confirm"]
    assert _text(view).count("*Not saved.*") == 1
