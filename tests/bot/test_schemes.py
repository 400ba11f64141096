"""Published schemes, written as plans, give their published answers. No product feature: a test of the rules.

NEWS2 (Royal College of Physicians, 2017): its chart's bands, a total of 5 or more, of 7 or more, any single 3.
Brøset Violence Checklist: six items, each seen or not; a total of 3 or more within 24 hours.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import pytest

from bot import plan_rules, plans, thresholds
from bot.history import History, Period
from bot.replies import Answer, Reply
from tests.bot.sam import LENGTH, Rule, adds_up, due, plan, reply

# the chart's points from each value on, the lowest first
BANDS: dict[str, Sequence[tuple[float, int]]] = {
    "respiration": [(0, 3), (9, 1), (12, 0), (21, 2), (25, 3)],
    "saturation": [(0, 3), (92, 2), (94, 1), (96, 0)],
    "systolic": [(0, 3), (91, 2), (101, 1), (111, 0), (220, 3)],
    "pulse": [(0, 3), (41, 1), (51, 0), (91, 1), (111, 2), (131, 3)],
    "temperature": [(0, 3), (35.1, 1), (36.1, 0), (38.1, 1), (39.1, 2)],
}
WORDS = {
    "respiration": {1: "9 to 11 breaths a minute", 2: "21 to 24", 3: "8 or fewer, or 25 or more"},
    "saturation": {1: "94 to 95 per cent", 2: "92 to 93", 3: "91 or less"},
    "systolic": {1: "101 to 110", 2: "91 to 100", 3: "90 or less, or 220 or more"},
    "pulse": {1: "41 to 50, or 91 to 110", 2: "111 to 130", 3: "40 or less, or 131 or more"},
    "temperature": {1: "35.1 to 36.0, or 38.1 to 39.0", 2: "39.1 or more", 3: "35.0 or less"},
    "consciousness": {
        1: "no such band",
        2: "no such band",
        3: "confused, or answers to voice, pain or nothing",
    },
}
RATED = list(WORDS)
SIGNS: list[dict[str, Any]] = [
    *({"key": key, "says": f"My {key}", "domain": "health", "rating": "0-3", "levels": WORDS[key]} for key in RATED),
    {"key": "oxygen", "says": "I am on oxygen", "domain": "health", "rating": "seen"},
]  # fmt: skip


def total(points: int) -> Rule:
    return adds_up(points, "1 handover", [*RATED, "oxygen"], weights={"oxygen": 2})


ANY_3: Rule = {"any_of": [{"sign": key, "at_least": 3} for key in RATED]}
NEWS2 = plan(total(5), ANY_3, total(7), signs=SIGNS)
FIVE, THREE, SEVEN = "rule-0", "rule-1", "rule-2"


def points(parameter: str, measured: float) -> int:
    starts = [start for start, _ in BANDS[parameter]]
    return BANDS[parameter][bisect_right(starts, measured) - 1][1]


def chart(
    rr: float, spo2: float, oxygen: bool, bp: float, pulse: float, alert: bool, temperature: float
) -> Answer:
    """What staff would tap for these measurements."""
    measured = zip(BANDS, (rr, spo2, bp, pulse, temperature), strict=True)
    bands = {key: float(points(key, value)) for key, value in measured}
    return Answer("signs", {**bands, "consciousness": 0.0 if alert else 3.0, "oxygen": float(oxygen)})


def crossed(agreed: plans.Plan, periods: Sequence[Period], *replies: Reply) -> dict[str, float]:
    """What the last reply crosses, and the total that it comes to."""
    found = thresholds.crossed(agreed, "Sam", History.of(periods, replies), replies[-1].id)
    return {one.threshold.key: one.verdict.have for one in found}


O2, AIR, AWAKE, NOT_ALERT = True, False, True, False


@pytest.mark.parametrize(
    ("measured", "score", "single"),
    [
        # total by hand from the chart; whether any parameter alone has 3
        ((16, 97, AIR, 120, 70, AWAKE, 37.0), 0, False),
        ((12, 96, AIR, 111, 51, AWAKE, 36.1), 0, False),  # the lowest of every band of 0
        ((20, 100, AIR, 219, 90, AWAKE, 38.0), 0, False),  # and the highest
        ((8, 96, AIR, 120, 70, AWAKE, 37.0), 3, True),
        ((9, 96, AIR, 120, 70, AWAKE, 37.0), 1, False),
        ((11, 96, AIR, 120, 70, AWAKE, 37.0), 1, False),
        ((21, 96, AIR, 120, 70, AWAKE, 37.0), 2, False),
        ((24, 96, AIR, 120, 70, AWAKE, 37.0), 2, False),
        ((25, 96, AIR, 120, 70, AWAKE, 37.0), 3, True),
        ((16, 91, AIR, 120, 70, AWAKE, 37.0), 3, True),
        ((16, 92, AIR, 120, 70, AWAKE, 37.0), 2, False),
        ((16, 93, AIR, 120, 70, AWAKE, 37.0), 2, False),
        ((16, 94, AIR, 120, 70, AWAKE, 37.0), 1, False),
        ((16, 95, AIR, 120, 70, AWAKE, 37.0), 1, False),
        ((16, 97, O2, 120, 70, AWAKE, 37.0), 2, False),  # oxygen counts 2, and is no parameter with 3
        ((16, 97, AIR, 90, 70, AWAKE, 37.0), 3, True),
        ((16, 97, AIR, 91, 70, AWAKE, 37.0), 2, False),
        ((16, 97, AIR, 100, 70, AWAKE, 37.0), 2, False),
        ((16, 97, AIR, 101, 70, AWAKE, 37.0), 1, False),
        ((16, 97, AIR, 110, 70, AWAKE, 37.0), 1, False),
        ((16, 97, AIR, 220, 70, AWAKE, 37.0), 3, True),
        ((16, 97, AIR, 120, 40, AWAKE, 37.0), 3, True),
        ((16, 97, AIR, 120, 41, AWAKE, 37.0), 1, False),
        ((16, 97, AIR, 120, 50, AWAKE, 37.0), 1, False),
        ((16, 97, AIR, 120, 91, AWAKE, 37.0), 1, False),
        ((16, 97, AIR, 120, 110, AWAKE, 37.0), 1, False),
        ((16, 97, AIR, 120, 111, AWAKE, 37.0), 2, False),
        ((16, 97, AIR, 120, 130, AWAKE, 37.0), 2, False),
        ((16, 97, AIR, 120, 131, AWAKE, 37.0), 3, True),
        ((16, 97, AIR, 120, 70, NOT_ALERT, 37.0), 3, True),
        ((16, 97, AIR, 120, 70, AWAKE, 35.0), 3, True),
        ((16, 97, AIR, 120, 70, AWAKE, 35.1), 1, False),
        ((16, 97, AIR, 120, 70, AWAKE, 36.0), 1, False),
        ((16, 97, AIR, 120, 70, AWAKE, 38.1), 1, False),
        ((16, 97, AIR, 120, 70, AWAKE, 39.0), 1, False),
        ((16, 97, AIR, 120, 70, AWAKE, 39.1), 2, False),
        # several together: below 5, at 5, at 6, at 7 and above
        ((21, 94, AIR, 120, 91, AWAKE, 37.0), 4, False),
        ((21, 94, AIR, 120, 91, AWAKE, 38.1), 5, False),
        ((22, 95, O2, 120, 70, AWAKE, 37.0), 5, False),
        ((18, 96, O2, 118, 88, NOT_ALERT, 37.2), 5, True),
        ((24, 93, AIR, 105, 95, AWAKE, 37.0), 6, False),
        ((21, 92, O2, 120, 70, AWAKE, 36.0), 7, False),
        ((24, 93, O2, 105, 115, AWAKE, 38.5), 10, False),
        ((25, 91, AIR, 110, 70, AWAKE, 37.0), 7, True),
        ((30, 88, O2, 85, 135, NOT_ALERT, 39.5), 19, True),
        ((8, 91, O2, 90, 40, NOT_ALERT, 35.0), 20, True),  # the most there can be
    ],
)
def test_news2_gives_its_published_answers(measured: Any, score: int, single: bool) -> None:
    said = crossed(NEWS2, [Period(1, due(1), asked=True)], reply(1, 60, answer=chart(*measured)))
    assert (FIVE in said) is (score >= 5)
    assert (SEVEN in said) is (score >= 7)
    assert (THREE in said) is single
    assert all(said[key] == score for key in (FIVE, SEVEN) if key in said)


def test_news2_is_of_one_set_of_measurements_and_not_of_two() -> None:
    four = chart(21, 94, AIR, 120, 91, AWAKE, 37.0)
    periods = [Period(n, due(n), asked=True) for n in (1, 2)]
    assert crossed(NEWS2, periods, reply(1, 60, answer=four), reply(2, LENGTH + 60, answer=four)) == {}


ITEMS = ["confused", "irritable", "boisterous", "verbal", "physical", "objects"]
BROSET = plan(
    adds_up(3, "24 h", ITEMS),
    signs=[{"key": key, "says": f"I am {key}", "domain": "mood", "rating": "seen"} for key in ITEMS],
)


def seen(id: int, hours: float, letters: str) -> Reply:
    """The items seen at an hour, by the letters they begin with; of physical, p, and of objects, o."""
    values = {key: float(key[0] in letters) for key in ITEMS}
    return reply(id, hours * 60, answer=Answer("signs", values), timed=True)


@pytest.mark.parametrize(
    ("shifts", "reaches"),
    [
        # the hour and the items of each time somebody looked; the last is judged. A shift is eight hours
        ([(1, "")], False),
        ([(1, "c")], False),
        ([(1, "ci")], False),
        ([(1, "cib")], True),
        ([(1, "cibv")], True),
        ([(1, "cibvpo")], True),
        ([(1, "vpo")], True),
        # over the shifts of a day; the same item a shift later counts again
        ([(1, "c"), (9, "i"), (17, "b")], True),
        ([(1, "c"), (9, "c"), (17, "c")], True),
        ([(1, "ci"), (9, "b")], True),
        ([(1, "ci"), (9, "")], False),
        ([(1, "cib"), (9, "")], False),  # reached a shift ago, and nothing new seen
        # twice in one shift is one item
        ([(1, "c"), (3, "c"), (5, "c")], False),
        ([(1, "c"), (3, "ci"), (5, "cib")], True),
        # 24 hours, both ends inside
        ([(1, "ci"), (25, "b")], True),
        ([(1, "ci"), (25.1, "b")], False),
        ([(1, "ci"), (20, ""), (25, "b")], True),
        ([(1, "c"), (13, "i"), (25.1, "b")], False),
        # told late: tried in the windows that it falls in
        ([(17, "ci"), (1, "b")], True),
        ([(26, "ci"), (1, "b")], False),
    ],
)
def test_broset_gives_its_published_answer(shifts: list[tuple[float, str]], reaches: bool) -> None:
    replies = [seen(n, hours, letters) for n, (hours, letters) in enumerate(shifts, 1)]
    periods = [Period(n, due(n), asked=True) for n in range(1, 6)]
    assert bool(crossed(BROSET, periods, *replies)) is reaches


@pytest.mark.parametrize("scheme", [NEWS2, BROSET], ids=["NEWS2", "Brøset"])
def test_a_scheme_is_a_plan_that_would_load(scheme: plans.Plan) -> None:
    assert plan_rules.faults((), scheme, None) == []
