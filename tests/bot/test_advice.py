"""What a kind colleague would ask about a house that loads, each at its place; and of a sound one, nothing."""

# tables, one line a case
# ruff: noqa: E501

from datetime import UTC, datetime
from typing import Any

import pytest

from bot import advice
from bot.faults import Fault
from bot.house_rules import House, faults

NOW = datetime(2026, 11, 12, 12, tzinfo=UTC)
HANDOFF = {"every": "1 week", "day": "monday", "at": "09:00", "from": "2026-01-05"}
LEVELS = {1: "up once", 2: "up half the night", 3: "no sleep"}


def written() -> dict[str, Any]:
    """A house about which there is nothing to ask."""
    shifts = [
        {"key": "day", "name": "Day", "starts": "08:00"},
        {"key": "night", "name": "Night", "starts": "20:00"},
    ]
    return {
        "services": [{"key": "oak", "name": "Oak", "channel": "C0OAK", "phone": "01632 960112", "timezone": "Europe/London", "ladder": "all", "shifts": shifts}],
        "staff": [
            {"slack": "U0MEL", "name": "Mel", "role": "team_leader", "services": ["oak"]},
            {"slack": "U0ASH", "name": "Ash", "role": "manager", "services": ["oak"], "phone": "07700 900301"},
            {"slack": "U0DEE", "name": "Dee", "role": "manager", "services": [], "phone": "07700 900302"},
        ],
        "rotas": [{"key": "first", "timezone": "Europe/London", "members": ["U0ASH", "U0DEE"], "handoff": HANDOFF}],
        "ladders": [{"key": "all", "rungs": [{"tell": "rota:first", "within": "10 min"}]}],
        "people": [{"key": "ann", "known_as": "Ann", "service": "oak", "plan": plan()}],
    }  # fmt: skip


def plan() -> dict[str, Any]:
    return {
        "agreed": {"when": "2026-01-01", "with": ["Ann"], "drafted_by": "U0MEL", "approved_by": "U0ASH", "review_by": "2026-11-12"},
        "asked": {"until": "2026-11-12"},
        "signs": [
            {"key": "quiet", "says": "I stop talking at tea", "domain": "mood", "rating": "seen"},
            {"key": "sleep", "says": "I lie awake", "domain": "sleep", "rating": "0-3", "levels": LEVELS},
            {"key": "hours", "says": "How long I slept", "domain": "sleep", "rating": "number", "unit": "hours", "worse": "lower"},
        ],
        "steps": ["Put the kettle on"],
        "thresholds": [threshold({"signs_together": {"count": 2, "at_least": {"hours": 4}}})],
    }  # fmt: skip


def threshold(when: Any, **more: Any) -> dict[str, Any]:
    return {"key": "one", "when": when, "tell": "ladder:all", "ask": "Phone the house", **more}


def asked(whole: dict[str, Any], now: datetime = NOW) -> list[Fault]:
    house = House.model_validate(whole)
    assert faults(house) == [], "advice is for what loads"
    return advice.about(house, now)


def of_plan(**changes: Any) -> list[Fault]:
    whole = written()
    whole["people"][0]["plan"] |= changes
    return asked(whole)


def of_agreed(**changes: Any) -> list[Fault]:
    return of_plan(agreed=plan()["agreed"] | changes)


def of_when(when: Any) -> list[str]:
    """The signs that a plan with this one rule is asked about."""
    unused = [one for one in of_plan(thresholds=[threshold(when)]) if "no threshold looks at" in one.what]
    return [plan()["signs"][int(one.path[-1])]["key"] for one in unused]


def test_about_a_sound_house_nothing_is_asked() -> None:
    assert asked(written()) == []


def test_about_an_empty_house_nothing_is_asked() -> None:
    assert advice.about(House(), NOW) == []


ASKED = [
    (of_agreed(**{"with": ["Ann's sister"]}), "agreed", "with", "does not say that Ann agreed to it", "when will you ask Ann again?"),
    (of_agreed(approved_by="U0MEL"), "agreed", "approved_by", "was approved by whoever drafted it", "Who else knows the person"),
    (of_agreed(review_by="2026-11-11"), "agreed", "review_by", "was to be reviewed by 11 November 2026", "look at it again with Ann?"),
    (of_plan(asked={"until": "2026-11-11"}), "asked", "until", "until 11 November 2026, and is not asked about since", "go on being asked"),
    (of_plan(signs=[plan()["signs"][0] | {"says": "Monitor mood"}, *plan()["signs"][1:]]), 0, "says", "could be anybody's", "never met Ann"),
    (of_plan(steps=[]), 0, "plan", "has no steps", "What helps Ann?"),
    (of_plan(thresholds=[]), 0, "plan", "has no thresholds", "who?"),
    (of_plan(thresholds=[threshold({"signs_together": {"count": 2, "at_least": {"hours": 4}}}, ask=None)]), "plan", "thresholds", "say nothing more (one)", "what may be shared"),
    (of_plan(thresholds=[threshold({"signs_together": {"count": 2, "at_least": {"hours": 4}}}, authorised="Cancel the outing")]), 0, "authorised", "may restrict Ann (“cancel”)", "what was Ann's involvement?"),
    (of_plan(thresholds=[threshold({"any_of": [{"sign": "quiet"}, {"sign": "hours", "at_most": 3}]})]), 1, None, "is a sign that no threshold looks at", "worth asking about at every handover?"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "at", "key", "what", "ask"), ASKED, ids=lambda one: str(one)[:30])
def test_one_thing_to_ask_is_asked_once_at_its_place(
    found: list[Fault], at: str | int, key: str | None, what: str, ask: str
) -> None:
    [one] = found
    assert (one.path[:2], one.path[-1], one.key) == (("people", 0), at, key)
    assert what in one.what
    assert ask in one.remedy
    assert one.remedy.endswith("?")


def test_a_person_may_be_named_in_small_letters_among_those_who_agreed() -> None:
    assert of_agreed(**{"with": ["ann", "Ann's sister"]}) == []


USED = [
    ({"sign": "quiet"}, ["sleep", "hours"]),
    ({"signs_together": 2}, ["hours"]),
    ({"signs_together": {"count": 2, "among": ["quiet", "sleep"]}}, ["hours"]),
    ({"signs_together": {"count": 3, "at_least": {"hours": 4}}}, []),
    ({"repeats": {"times": 2, "in_last": "7 d"}}, ["hours"]),
    ({"repeats": {"sign": "hours", "at_most": 4, "times": 2, "in_last": "7 d"}}, ["quiet", "sleep"]),
    ({"adds_up": {"signs": ["quiet", "sleep"], "at_least": 3, "in_last": "24 h"}}, ["hours"]),
    ({"rising": {"sign": "sleep", "over": 3}}, ["quiet", "hours"]),
    ({"unanswered": 2}, ["quiet", "sleep", "hours"]),
    ({"all_of": [{"sign": "quiet"}, {"any_of": [{"rising": {"sign": "sleep", "over": 2}}, {"unanswered": 2}]}]}, ["hours"]),
]  # fmt: skip


@pytest.mark.parametrize(("when", "unused"), USED, ids=str)
def test_a_sign_that_no_rule_looks_at_is_asked_about(when: Any, unused: list[str]) -> None:
    assert of_when(when) == unused


def test_a_review_is_overdue_by_the_date_in_the_persons_house() -> None:
    whole = written()
    late = datetime(2026, 11, 13, 0, 30, tzinfo=UTC)
    assert len(asked(whole, late)) == 2
    whole["services"][0]["timezone"] = "America/Chicago"
    assert asked(whole, late) == []


def test_on_call_without_a_phone_is_asked_about() -> None:
    whole = written()
    del whole["staff"][2]["phone"]
    [one] = asked(whole)
    assert (one.path, one.what) == (("staff", 2), "is on call, without a phone number here")


def test_a_ladder_of_roles_without_a_phone_is_asked_about() -> None:
    whole = written()
    whole["rotas"] = []
    whole["ladders"][0]["rungs"] = [{"tell": "role:team_leader", "within": "10 min"}]
    [one] = asked(whole)
    assert (one.path, one.key) == (("services", 0), "ladder")
    whole["staff"][0]["phone"] = "07700 900303"
    assert asked(whole) == []


def test_a_gap_in_the_next_four_weeks_is_said_in_the_rotas_own_time() -> None:
    whole = written()
    whole["rotas"][0]["handoff"] = HANDOFF | {"from": "2026-11-30"}
    [one] = asked(whole)
    assert one.path == ("rotas", 0)
    assert one.what == "has nobody on call from Thu 12 November 2026 12:00 to Mon 30 November 2026 09:00"


def test_a_gap_that_is_over_is_not_said() -> None:
    whole = written()
    whole["rotas"][0]["handoff"] = HANDOFF | {"from": "2026-11-09"}
    assert asked(whole) == []


def test_of_many_gaps_the_first_three_are_said_and_the_others_counted() -> None:
    whole = written()
    whole["rotas"][0]["handoff"] = HANDOFF | {"from": "2026-12-07"}
    days = [f"2026-11-{day}" for day in (14, 16, 18, 20)]
    whole["rotas"][0]["overrides"] = [
        {"who": "U0DEE", "from": f"{day}T09:00", "until": f"{day}T17:00"} for day in days
    ]
    [one] = asked(whole)
    assert "to Sat 14 November 2026 09:00, from Sat 14 November 2026 17:00 to" in one.what
    assert one.what.count("from ") == 3
    assert one.what.endswith("and 2 times more")
