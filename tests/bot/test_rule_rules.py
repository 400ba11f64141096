"""A rule fits the signs of its plan and can be reached, or it is a fault: every kind, one line a case."""

# tables, one line a case
# ruff: noqa: E501

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot import plans, rule_rules, rules

LEVELS = {1: "a", 2: "b", 3: "c"}
SIGNS = [
    {"key": "quiet", "says": "I go quiet", "domain": "mood", "rating": "seen"},
    {"key": "sleep", "says": "I lie awake", "domain": "sleep", "rating": "0-3", "levels": LEVELS},
    {"key": "cups", "says": "Cups of coffee", "domain": "eating", "rating": "count", "worse": "higher"},
    {"key": "walks", "says": "How often I go out", "domain": "mood", "rating": "count", "worse": "lower"},
    {"key": "hours", "says": "Hours asleep", "domain": "sleep", "rating": "number", "unit": "hours", "worse": "lower"},
    {"key": "litres", "says": "What I drink", "domain": "health", "rating": "number", "unit": "litres", "worse": "higher"},
]  # fmt: skip
AGREED = {
    "when": "2026-01-01",
    "with": ["Ann"],
    "drafted_by": "U0MEL",
    "approved_by": "U0ASH",
    "review_by": "2026-06-01",
}
PLAN = plans.Plan.model_validate({"agreed": AGREED, "signs": SIGNS})
RULE: TypeAdapter[rules.Rule] = TypeAdapter(rules.Rule)
QUIET, SLEEP = {"sign": "quiet"}, {"sign": "sleep", "at_least": 2}
SOME = {"times": 2, "in_last": "3 handovers"}


def said(when: Any, plan: plans.Plan = PLAN) -> list[str]:
    return [fault.what for fault in rule_rules.faults(("when",), RULE.validate_python(when), plan)]


def repeats(**more: Any) -> Any:
    return {"repeats": SOME | more}


def adds_up(signs: list[str], at_least: float = 4, in_last: str = "2 handovers", **weights: float) -> Any:
    return {"adds_up": {"signs": signs, "weights": weights, "at_least": at_least, "in_last": in_last}}


def nested(deep: int) -> Any:
    inner: Any = QUIET
    for _ in range(deep):
        inner = {"any_of": [inner, SLEEP]}
    return inner


FITS = [
    {"sign": "quiet", "at_least": 1},
    {"sign": "sleep", "at_least": 1},
    {"sign": "sleep", "at_least": 3},
    {"sign": "cups", "at_least": 5},
    {"sign": "cups", "at_most": 0},
    {"sign": "hours", "at_least": 12.5},
    {"sign": "hours", "at_most": 3},
    {"signs_together": 4},
    {"signs_together": {"count": 5, "at_least": {"hours": 4}}},
    {"signs_together": {"count": 2, "among": ["quiet", "hours"], "at_least": {"hours": 4}}},
    {"signs_together": {"count": 3, "at_least": 3}},
    {"signs_together": {"count": 2, "within": "2 d"}},
    {"signs_together": {"count": 2, "within": "366 d"}},
    repeats(),
    repeats(at_least=2),
    repeats(sign="quiet"),
    repeats(sign="quiet", at_least=1),
    repeats(sign="sleep", at_least=3),
    repeats(sign="cups", at_least=4),
    repeats(sign="walks", at_most=0),
    repeats(sign="hours", at_most=4.5),
    repeats(sign="litres", at_least=3),
    repeats(times=3),
    repeats(times=9, in_last="24 h"),
    adds_up(["sleep", "quiet"], at_least=8),
    adds_up(["sleep", "quiet"], at_least=80, in_last="24 h"),
    adds_up(["sleep"], at_least=12, sleep=2),
    adds_up(["sleep"], at_least=0.6, in_last="2 handovers", sleep=0.1),
    adds_up(["sleep", "cups"], at_least=500),
    adds_up(["litres"], at_least=500, litres=0.5),
    {"rising": {"sign": "sleep", "over": 4}},
    {"rising": {"sign": "cups", "over": 20}},
    {"rising": {"sign": "hours", "over": 3}},
    {"steps_not_followed": SOME},
    {"steps_not_followed": {"times": 3, "in_last": "3 handovers"}},
    {"missed_contacts": {"times": 5, "in_last": "7 d"}},
    {"unanswered": 1},
    {"any_of": [QUIET, SLEEP]},
    {"all_of": [QUIET, SLEEP]},
    {"any_of": [QUIET, {"unanswered": 2}]},
    {"all_of": [{"unanswered": 2}, repeats()]},
    {"all_of": [{"unanswered": 2}, {"signs_together": {"count": 2, "within": "2 d"}}]},
    {"all_of": [{"any_of": [{"unanswered": 2}, QUIET]}, SLEEP]},
    {"all_of": [{"unanswered": 2}, {"any_of": [QUIET, repeats()]}]},
    {"any_of": [SLEEP, {"sign": "sleep", "at_least": 3}]},
    nested(3),
]  # fmt: skip


@pytest.mark.parametrize("when", FITS, ids=str)
def test_a_rule_that_its_signs_can_meet_is_sound(when: Any) -> None:
    assert said(when) == []


BOTH_WAYS = "waits for one handover to be both answered and unanswered, which can never be"
UNFIT = [
    ({"sign": "sleep"}, "does not say how bad sleep must be"),
    ({"sign": "hours"}, "does not say how bad hours must be"),
    ({"sign": "sleep", "at_least": 0}, "asks for 0 of sleep, which goes from 1 to 3"),
    ({"sign": "sleep", "at_least": 1.5}, "asks for 1.5 of sleep, which goes from 1 to 3"),
    ({"sign": "quiet", "at_least": 2}, "asks for 2 of quiet, which is only seen or not"),
    ({"sign": "quiet", "at_most": 1}, "has at_most for quiet, where more is worse"),
    ({"sign": "cups", "at_least": 0}, "asks for at least 0 of cups, which is always so"),
    ({"sign": "cups", "at_least": 2.5}, "asks for 2.5 of cups, which is counted"),
    ({"sign": "cups", "at_least": 1, "at_most": 2}, "has both at_least and at_most"),
    ({"sign": "quit"}, "names the sign quit, which is not in this plan"),
    ({"signs_together": 5}, "asks for 5 signs together, and 4 can count"),
    ({"signs_together": {"count": 4, "at_least": 4}}, "asks for 4 signs together, and 3 can count"),
    ({"signs_together": {"count": 2, "among": ["quiet"]}}, "asks for 2 signs together, and 1 can count"),
    ({"signs_together": {"count": 2, "among": ["quiet", "sleep", "quiet"]}}, "names quiet twice"),
    ({"signs_together": {"count": 2, "among": ["quiet", "sleep", "slep"]}}, "names the sign slep, which is not in this plan"),
    ({"signs_together": {"count": 2, "at_least": 0.5}}, "has at_least: 0.5, which is always so"),
    ({"signs_together": {"count": 2, "at_least": {"sleep": 4}}}, "asks for 4 of sleep, which goes from 1 to 3"),
    ({"signs_together": {"count": 2, "within": "367 d"}}, "looks back longer than a year"),
    (repeats(sign="slep", at_least=2), "names the sign slep, which is not in this plan"),
    (repeats(sign="sleep"), "does not say how bad sleep must be"),
    (repeats(sign="sleep", at_least=4), "asks for 4 of sleep, which goes from 1 to 3"),
    (repeats(sign="sleep", at_most=1), "has at_most for sleep, where more is worse"),
    (repeats(sign="cups", at_most=1), "has at_most for cups, where more is worse"),
    (repeats(sign="litres", at_most=1), "has at_most for litres, where more is worse"),
    (repeats(sign="hours", at_least=8), "has at_least for hours, where less is worse"),
    (repeats(sign="walks", at_least=2), "has at_least for walks, where less is worse"),
    (repeats(sign="cups", at_least=1, at_most=2), "has both at_least and at_most"),
    (repeats(at_most=2), "has at_most and names no sign"),
    (repeats(at_least=0), "has at_least: 0, which is always so"),
    (repeats(times=4), "asks for 4 times in 3 handovers, which can never be"),
    (adds_up(["sleep", "slep"]), "names the sign slep, which is not in this plan"),
    (adds_up(["sleep", "sleep"]), "names sleep twice"),
    (adds_up(["sleep", "walks"]), "adds up walks, where less is worse"),
    (adds_up(["sleep", "hours"]), "adds up hours, where less is worse"),
    (adds_up(["sleep", "litres"]), "adds up litres, a number, without a weight"),
    (adds_up(["sleep"], quiet=2), "has a weight for quiet, which is not in signs"),
    (adds_up(["sleep", "quiet"], at_least=9), "asks for 9, and 2 handovers can hold 8 at most"),
    (adds_up(["sleep"], at_least=1, in_last="1 handover", sleep=0.3), "asks for 1, and 1 handover can hold 0.9 at most"),
    ({"rising": {"sign": "slep", "over": 3}}, "names the sign slep, which is not in this plan"),
    ({"rising": {"sign": "quiet", "over": 2}}, "waits for quiet to rise, which is only seen or not"),
    ({"rising": {"sign": "sleep", "over": 5}}, "waits for sleep to rise over 5, and it goes from 0 to 3"),
    ({"steps_not_followed": {"times": 4, "in_last": "3 handovers"}}, "asks for 4 times in 3 handovers, which can never be"),
    ({"missed_contacts": {"times": 2, "in_last": "1 handover"}}, "asks for 2 times in 1 handover, which can never be"),
    ({"any_of": [QUIET, {"sign": "quit"}]}, "names the sign quit, which is not in this plan"),
    ({"all_of": [QUIET, {"any_of": [SLEEP, repeats(times=4)]}]}, "asks for 4 times in 3 handovers, which can never be"),
    ({"any_of": [QUIET, SLEEP, QUIET]}, "is the same rule again"),
    ({"all_of": [SLEEP, {"sign": "sleep", "at_least": 2.0}]}, "is the same rule again"),
    ({"all_of": [QUIET, {"unanswered": 1}]}, BOTH_WAYS),
    ({"all_of": [{"signs_together": 2}, {"unanswered": 1}]}, BOTH_WAYS),
    ({"all_of": [{"rising": {"sign": "sleep", "over": 2}}, {"unanswered": 1}]}, BOTH_WAYS),
    ({"all_of": [repeats(times=1, in_last="1 handover"), {"unanswered": 1}]}, BOTH_WAYS),
    ({"all_of": [adds_up(["sleep"], 1, "1 handover"), {"unanswered": 1}]}, BOTH_WAYS),
    ({"all_of": [{"any_of": [QUIET, SLEEP]}, {"unanswered": 1}]}, BOTH_WAYS),
    ({"any_of": [SLEEP, {"all_of": [QUIET, {"unanswered": 1}]}]}, BOTH_WAYS),
    (nested(4), "has any_of and all_of inside each other more than 3 deep"),
]  # fmt: skip


@pytest.mark.parametrize(("when", "what"), UNFIT, ids=str)
def test_a_rule_that_cannot_be_meant_or_reached_is_one_fault(when: Any, what: str) -> None:
    assert said(when) == [what]


def test_every_fault_says_what_to_write() -> None:
    found = [one for when, _ in UNFIT for one in rule_rules.faults((), RULE.validate_python(when), PLAN)]
    assert len(found) == len(UNFIT)
    assert all(one.remedy.endswith(".") and one.remedy[0].isupper() for one in found)


def test_numbers_alone_never_repeat_without_a_sign_named() -> None:
    numbers = PLAN.model_copy(update={"signs": [sign for sign in PLAN.signs if sign.rating == "number"]})
    assert said(repeats(), numbers) == ["counts any sign, and none can count"]


def test_levels_alone_never_repeat_beyond_three() -> None:
    levels = PLAN.model_copy(update={"signs": [PLAN.sign("sleep")]})
    assert said(repeats(at_least=4), levels) == ["counts any sign, and none can count"]


@pytest.mark.parametrize("kind", rules.RULES)
def test_every_kind_of_rule_is_checked(kind: str) -> None:
    assert rules.RULES[kind] in {*rule_rules.CHECKS, rules.AnyOfRule, rules.AllOfRule}


SHAPELESS = ["quiet", 2, None, [], {}, {"quiet": 1}, {"sign": "quiet", "unanswered": 1}, {"any_of": []}, {"any_of": [QUIET]}, {"all_of": [QUIET, "sleep"]}]  # fmt: skip


@pytest.mark.parametrize("when", SHAPELESS, ids=str)
def test_what_is_no_rule_at_all_is_refused_as_such(when: Any) -> None:
    with pytest.raises(ValidationError):
        RULE.validate_python(when)
