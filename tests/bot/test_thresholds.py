from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import thresholds
from bot.replies import Answer, Observation, Reply, observations
from tests.bot.sam import (
    KEYS,
    MEALS_1,
    SLEEP_2,
    START,
    THREE_HOURS,
    TWO,
    TWO_HOURS,
    crossed_by,
    plan,
    reply,
    together,
)


@pytest.mark.parametrize(
    ("rule", "values", "reached"),
    [
        ({"sign": "sleep", "at_least": 2}, {"sleep": 2}, True),
        ({"sign": "sleep", "at_least": 2}, {"sleep": 3}, True),
        ({"sign": "sleep", "at_least": 2}, {"sleep": 1}, False),
        ({"sign": "sleep", "at_least": 2}, {"sleep": None}, False),
        ({"sign": "sleep", "at_least": 2}, {"pacing": 1}, False),
        ({"sign": "pacing", "at_least": 1}, {"pacing": 1}, True),
        ({"sign": "pacing", "at_least": 1}, {"pacing": 0}, False),
        ({"sign": "pacing"}, {"pacing": 1}, True),
        ({"sign": "pacing"}, {"pacing": 0}, False),
        ({"sign": "rings", "at_least": 5}, {"rings": 5}, True),
        ({"sign": "rings", "at_least": 5}, {"rings": 4}, False),
        ({"sign": "meals", "at_most": 1}, {"meals": 0}, True),
        ({"sign": "meals", "at_most": 1}, {"meals": 2}, False),
        ({"sign": "meals", "at_most": 1}, {"meals": None}, False),
        ({"sign": "hours", "at_most": 3.5}, {"hours": 3.5}, True),
        ({"sign": "hours", "at_most": 3.5}, {"hours": 3.6}, False),
        ({"sign": "hours"}, {"hours": 9}, False),  # a number counts only with a bound
        ({"sign": "gone", "at_least": 1}, {"gone": 1}, False),  # not a sign of this plan
    ],
)
def test_one_sign_reaches_its_own_bound(
    rule: dict[str, Any], values: dict[str, float | None], reached: bool
) -> None:
    assert crossed_by(rule, 1, reply(1, 1, 0, **values)) is reached


@pytest.mark.parametrize(
    ("rule", "values", "reached"),
    [
        ({"signs_together": 2}, {"sleep": 1, "pacing": 1}, True),
        ({"signs_together": 2}, {"sleep": 0, "pacing": 1}, False),
        ({"signs_together": 2}, {"sleep": None, "pacing": 1}, False),
        ({"signs_together": 2}, {"pacing": 1}, False),
        ({"signs_together": 2}, {"pacing": 1, "gone": 1}, False),
        ({"signs_together": 3}, {"sleep": 3, "pacing": 1}, False),
        ({"signs_together": 3}, {"sleep": 3, "pacing": 1, "rings": 1}, True),
        ({"signs_together": 2}, {"pacing": 1, "hours": 0}, False),  # a number counts only with its own bound
        (together(2, at_least=4), {"pacing": 1, "hours": 1}, False),
        (together(2, at_least={"hours": 4}), {"pacing": 1, "hours": 4}, True),
        (together(2, at_least={"hours": 4}), {"pacing": 1, "hours": 5}, False),
        ({"signs_together": 2}, {"pacing": 1, "meals": 1}, True),  # less is worse: 1 or fewer
        ({"signs_together": 2}, {"pacing": 1, "meals": 2}, False),
        (together(2, at_least={"meals": 2}), {"pacing": 1, "meals": 2}, True),
        (together(2, at_least=2), {"sleep": 2, "rings": 2}, True),
        (together(2, at_least=2), {"sleep": 2, "rings": 1}, False),
        (together(2, at_least=2), {"sleep": 2, "pacing": 1}, True),  # seen has no second level
        (together(2, at_least={"sleep": 3}), {"sleep": 2, "pacing": 1}, False),
        (together(2, at_least={"sleep": 3}), {"sleep": 3, "pacing": 1}, True),
        (together(2, at_least={"sleep": 3}), {"pacing": 1, "quiet": 1}, True),  # unnamed signs: seen, or 1
        (together(2, among=["sleep", "pacing"]), {"sleep": 1, "pacing": 1}, True),
        (together(2, among=["sleep", "pacing"]), {"sleep": 1, "quiet": 1}, False),
        (together(2, within="2 h"), {"sleep": 1, "pacing": 1}, True),
    ],
)
def test_different_signs_reach_a_count_together(
    rule: dict[str, Any], values: dict[str, float | None], reached: bool
) -> None:
    assert crossed_by(rule, 1, reply(1, 1, 0, **values)) is reached


@pytest.mark.parametrize(
    ("rule", "by", "replies", "crosses"),
    [
        # several replies about one period combine by the worse value
        (SLEEP_2, 2, [reply(1, 1, 0, sleep=1), reply(2, 1, 5, sleep=2)], True),
        (MEALS_1, 2, [reply(1, 1, 0, meals=3), reply(2, 1, 5, meals=1)], True),
        (TWO, 2, [reply(1, 1, 0, pacing=1), reply(2, 1, 5, sleep=1)], True),
        (TWO, 1, [reply(1, 1, 0, pacing=1), reply(2, 1, 5, sleep=1)], True),
        (TWO, 2, [reply(1, 1, 0, pacing=1), reply(2, 1, 5, pacing=1)], False),
        (TWO, 2, [reply(1, 1, 0, pacing=1, sleep=0), reply(2, 1, 5, sleep=None)], False),
        # a reply that is no evidence crosses nothing, whatever others said
        (SLEEP_2, 2, [reply(1, 1, 0, sleep=3), reply(2, 1, 5, sleep=0)], False),
        (SLEEP_2, 2, [reply(1, 1, 0, sleep=3), reply(2, 1, 5, sleep=1)], False),
        (SLEEP_2, 2, [reply(1, 1, 0, sleep=3), reply(2, 1, 5, pacing=1)], False),
        (SLEEP_2, 2, [reply(1, 1, 0, sleep=3), reply(2, 1, 5, sleep=None)], False),
        (SLEEP_2, 2, [reply(1, 1, 0, sleep=3), reply(2, 1, 5, sleep=2)], True),
        (TWO, 3, [reply(1, 1, 0, pacing=1), reply(2, 1, 5, sleep=1), reply(3, 1, 9, quiet=0)], False),
        (TWO, 3, [reply(1, 1, 0, pacing=1), reply(2, 1, 5, sleep=1), reply(3, 1, 9, pacing=1)], True),
        (SLEEP_2, 2, [reply(1, 1, 0, sleep=3)], False),
        (SLEEP_2, 2, [reply(1, 1, 0, sleep=3), reply(2, 1, 5)], False),
        # another period is another matter
        (TWO, 2, [reply(1, 1, 0, pacing=1), reply(2, 2, 5, sleep=1)], False),
        (SLEEP_2, 2, [reply(1, 1, 0, sleep=3), reply(2, 2, 5, sleep=1)], False),
        # within a stated time periods do not matter, and both ends of the window are inside it
        (TWO_HOURS, 2, [reply(1, 1, 0, pacing=1), reply(2, 2, 120, sleep=1)], True),
        (TWO_HOURS, 2, [reply(1, 1, 0, pacing=1), reply(2, 2, 120.1, sleep=1)], False),
        (TWO_HOURS, 2, [reply(1, 1, 0, pacing=1), reply(2, 1, 180, sleep=1)], False),
        (TWO_HOURS, 2, [reply(1, 1, 0, pacing=1), reply(2, 1, 0, sleep=1)], True),
        # a late reply is tested in every window it falls in: before, between and after
        (TWO_HOURS, 2, [reply(1, 2, 120, pacing=1), reply(2, 1, 0, sleep=1)], True),
        (THREE_HOURS, 3,
         [reply(1, 1, 0, pacing=1), reply(2, 2, 170, sleep=1), reply(3, 1, 90, quiet=1)], True),
        (THREE_HOURS, 3,
         [reply(1, 1, 0, pacing=1), reply(2, 2, 190, sleep=1), reply(3, 1, 90, quiet=1)], False),
        (THREE_HOURS, 3,
         [reply(1, 1, 0, pacing=1), reply(2, 1, 20, sleep=1), reply(3, 2, 190, quiet=1)], False),
        # one sign after another is not three at once
        (THREE_HOURS, 3, [reply(i, i, i * 100, **{KEYS[i]: 1}) for i in range(4)], False),
    ],
)  # fmt: skip
def test_a_reply_crosses_what_it_is_evidence_for(
    rule: dict[str, Any], by: int, replies: list[list[Observation]], crosses: bool
) -> None:
    assert crossed_by(rule, by, *replies) is crosses


def only(rule: dict[str, Any], by: int, *replies: list[Observation], name: str = "Sam") -> thresholds.Verdict:
    (crossing,) = thresholds.crossed(plan(rule), name, by, [one for said in replies for one in said])
    return crossing.verdict


def test_evidence_is_every_observation_that_meets_the_condition_ties_included() -> None:
    first, second, third = (
        reply(1, 1, 0, sleep=2, pacing=0), reply(2, 1, 0, sleep=2, quiet=1), reply(3, 1, 5, sleep=3, rings=0)
    )  # fmt: skip
    single = only(SLEEP_2, 2, third, second, first)
    assert single.evidence == (first[0], second[0], third[0])
    assert (single.reached, single.have, single.need) == (True, 3, 2)
    double = only(TWO, 2, third, second, first)
    assert double.evidence == (first[0], second[0], second[1], third[0])
    assert (double.reached, double.have, double.need) == (True, 2, 2)


def test_of_several_windows_the_one_with_most_signs_speaks_and_of_equals_the_latest() -> None:
    pacing, sleep, quiet, rings = (
        reply(1, 1, 0, pacing=1), reply(2, 1, 60, sleep=1),
        reply(3, 2, 110, quiet=1), reply(4, 2, 150, rings=1),
    )  # fmt: skip
    best = only(TWO_HOURS, 2, pacing, sleep, quiet, rings)
    assert best.evidence == (*sleep, *quiet, *rings)
    alone = only(TWO_HOURS, 2, pacing, sleep, rings)
    assert alone.evidence == (*sleep, *rings)
    early, often = reply(5, 1, 5, quiet=1), [reply(i, 2, 120 + i, rings=1) for i in (6, 7, 8)]
    assert only(TWO_HOURS, 2, pacing, early, sleep, *often).evidence == (*pacing, *early, *sleep)


def test_a_superseded_reply_counts_for_nothing() -> None:
    first = Reply(1, 1, 1, START, START, 1, 1, Answer("signs", {"pacing": 1}))
    second = Reply(2, 1, 1, START, START, 1, 1, Answer("signs", {"sleep": 2}))
    agreed = plan(TWO)
    assert thresholds.crossed(agreed, "Sam", 2, observations(first) + observations(second))
    taken_back = replace(first, superseded=True)
    assert not thresholds.crossed(agreed, "Sam", 2, observations(taken_back) + observations(second))
    assert not thresholds.crossed(agreed, "Sam", 1, observations(taken_back) + observations(second))


def test_a_clear_reply_crosses_nothing_however_bad_last_night_was() -> None:
    clear = Reply(2, 1, 1, START, START, 1, 1, Answer("clear"))
    last_night = reply(1, 1, -5, sleep=3, pacing=1, quiet=1)
    agreed = plan(SLEEP_2, TWO, TWO_HOURS)
    assert thresholds.crossed(agreed, "Sam", 2, last_night + observations(clear)) == []
    assert thresholds.crossed(agreed, "Sam", 2, last_night + reply(2, 1, 0, sleep=0, pacing=0, quiet=0)) == []


def test_every_threshold_that_is_crossed_is_told_in_the_plans_order() -> None:
    agreed = plan(TWO, {"sign": "sleep", "at_least": 3}, SLEEP_2, {"sign": "rings", "at_least": 1})
    found = thresholds.crossed(agreed, "Sam", 1, reply(1, 1, 0, pacing=1, sleep=2))
    assert [crossing.threshold.key for crossing in found] == ["rule-0", "rule-2"]


@pytest.mark.parametrize(
    ("rules", "reach"),
    [
        ([], timedelta(0)),
        ([SLEEP_2], timedelta(days=8)),
        ([TWO], timedelta(days=8)),
        ([TWO_HOURS], timedelta(hours=2)),
        ([TWO_HOURS, SLEEP_2], timedelta(days=8)),
        ([TWO, together(2, within="3 weeks")], timedelta(days=21)),
    ],
)
def test_a_plan_reaches_as_far_as_its_widest_rule(rules: list[dict[str, Any]], reach: timedelta) -> None:
    assert thresholds.reach(plan(*rules)) == reach


PACING = "“I walk up and down and can't sit”"
ENOUGH = "one of Sam's agreed signs, and agreed to be enough on its own to tell somebody."


@pytest.mark.parametrize(
    ("rule", "values", "sentence"),
    [
        ({"sign": "sleep", "at_least": 3}, {"sleep": 3}, f"No sleep: {ENOUGH}"),
        ({"sign": "pacing", "at_least": 1}, {"pacing": 1}, f"{PACING}: {ENOUGH}"),
        ({"sign": "rings", "at_least": 5}, {"rings": 6}, f"“I ring my sister” (6 times): {ENOUGH}"),
        ({"sign": "meals", "at_most": 0}, {"meals": 0}, f"“Meals I eat” (not at all): {ENOUGH}"),
        ({"sign": "hours", "at_most": 3}, {"hours": 2.5}, f"“I sleep” (2.5 hours): {ENOUGH}"),
        (TWO, {"sleep": 2, "pacing": 1},
         f"Up most of the night, and {PACING}: two of Sam's agreed signs together."),
        (TWO, {"pacing": 1, "sleep": 1, "quiet": 1},
         f"Up once or twice, {PACING}, and “I go quiet”: three of Sam's agreed signs together."),
        (together(2, within="90 min"), {"pacing": 1, "quiet": 1},
         f"{PACING}, and “I go quiet”: two of Sam's agreed signs within 90 minutes."),
        (together(2, at_least={"hours": 3}), {"sleep": 3, "pacing": 1, "quiet": 1, "rings": 1, "hours": 0},
         f"No sleep, {PACING}, “I go quiet”, and two more: five of Sam's agreed signs together."),
    ],
)  # fmt: skip
def test_a_verdict_is_a_sentence_for_a_tired_stranger(
    rule: dict[str, Any], values: dict[str, float | None], sentence: str
) -> None:
    assert only(rule, 1, reply(1, 1, 0, **values)).sentence == sentence


def test_the_sentence_says_each_sign_once_at_its_worst() -> None:
    said = only(TWO, 2, reply(1, 1, 0, sleep=3, meals=1), reply(2, 1, 5, sleep=1, meals=0))
    assert said.sentence == "No sleep, and “Meals I eat” (not at all): two of Sam's agreed signs together."


def test_a_name_that_ends_in_s_keeps_its_sound() -> None:
    said = only(TWO, 1, reply(1, 1, 0, sleep=3, pacing=1), name="Ross")
    assert said.sentence.endswith("two of Ross's agreed signs together.")


@pytest.mark.parametrize(
    ("within", "words"),
    [("1 min", "one minute"), ("45 min", "45 minutes"), ("1 h", "one hour"), ("2 h", "two hours"),
     ("24 h", "24 hours"), ("1 d", "24 hours"), ("36 h", "36 hours"), ("2 d", "two days"),
     ("1 week", "seven days"), ("14 d", "14 days")],
)  # fmt: skip
def test_a_window_is_said_in_words(within: str, words: str) -> None:
    said = only(together(2, within=within), 1, reply(1, 1, 0, sleep=3, pacing=1))
    assert said.sentence.endswith(f"signs within {words}.")
