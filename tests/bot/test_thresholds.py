"""One sign and several together: what reaches them, on which evidence, and how it is said."""

import pytest

from bot import thresholds
from bot.history import Reach
from bot.replies import Reply
from bot.verdicts import Verdict
from tests.bot.sam import (
    MEALS_1,
    MINUTE,
    SLEEP_2,
    THREE_HOURS,
    TWO,
    TWO_HOURS,
    Rule,
    clear,
    crossed_by,
    crossing,
    history,
    plan,
    reply,
    shown,
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
def test_one_sign_reaches_its_own_bound(rule: Rule, values: dict[str, float | None], reached: bool) -> None:
    assert crossed_by(rule, 1, reply(1, 10, **values)) is reached


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
    rule: Rule, values: dict[str, float | None], reached: bool
) -> None:
    assert crossed_by(rule, 1, reply(1, 10, **values)) is reached


@pytest.mark.parametrize(
    ("rule", "by", "replies", "crosses"),
    [
        # several replies about one period combine by the worse value
        (SLEEP_2, 2, [reply(1, 10, sleep=1), reply(2, 15, sleep=2)], True),
        (MEALS_1, 2, [reply(1, 10, meals=3), reply(2, 15, meals=1)], True),
        (TWO, 2, [reply(1, 10, pacing=1), reply(2, 15, sleep=1)], True),
        (TWO, 1, [reply(1, 10, pacing=1), reply(2, 15, sleep=1)], True),
        (TWO, 2, [reply(1, 10, pacing=1), reply(2, 15, pacing=1)], False),
        (TWO, 2, [reply(1, 10, pacing=1, sleep=0), reply(2, 15, sleep=None)], False),
        # a reply that is no evidence crosses nothing, whatever others said
        (SLEEP_2, 2, [reply(1, 10, sleep=3), reply(2, 15, sleep=0)], False),
        (SLEEP_2, 2, [reply(1, 10, sleep=3), reply(2, 15, sleep=1)], False),
        (SLEEP_2, 2, [reply(1, 10, sleep=3), reply(2, 15, pacing=1)], False),
        (SLEEP_2, 2, [reply(1, 10, sleep=3), reply(2, 15, sleep=None)], False),
        (SLEEP_2, 2, [reply(1, 10, sleep=3), reply(2, 15, sleep=2)], True),
        (TWO, 3, [reply(1, 10, pacing=1), reply(2, 15, sleep=1), reply(3, 19, quiet=0)], False),
        (TWO, 3, [reply(1, 10, pacing=1), reply(2, 15, sleep=1), reply(3, 19, pacing=1)], True),
        (SLEEP_2, 2, [reply(1, 10, sleep=3)], False),
        (SLEEP_2, 2, [reply(1, 10, sleep=3), reply(2, 15)], False),
        # another period is another matter, and a period ends with its last instant
        (TWO, 2, [reply(1, 470, pacing=1), reply(2, 490, sleep=1)], False),
        (TWO, 2, [reply(1, 470, pacing=1), reply(2, 480, sleep=1)], True),
        (TWO, 2, [reply(1, 480, pacing=1), reply(2, 481, sleep=1)], False),
        (SLEEP_2, 2, [reply(1, 470, sleep=3), reply(2, 490, sleep=1)], False),
        # within a stated time periods do not matter, and both ends of the window are inside it
        (TWO_HOURS, 2, [reply(1, 470, pacing=1), reply(2, 590, sleep=1)], True),
        (TWO_HOURS, 2, [reply(1, 470, pacing=1), reply(2, 590.1, sleep=1)], False),
        (TWO_HOURS, 2, [reply(1, 10, pacing=1), reply(2, 190, sleep=1)], False),
        (TWO_HOURS, 2, [reply(1, 10, pacing=1), reply(2, 10, sleep=1)], True),
        # a late reply is tested in every window it falls in: before, between and after
        (TWO_HOURS, 2, [reply(1, 590, pacing=1), reply(2, 470, sleep=1)], True),
        (THREE_HOURS, 3, [reply(1, 400, pacing=1), reply(2, 570, sleep=1), reply(3, 490, quiet=1)], True),
        (THREE_HOURS, 3, [reply(1, 400, pacing=1), reply(2, 590, sleep=1), reply(3, 490, quiet=1)], False),
        (THREE_HOURS, 3, [reply(1, 400, pacing=1), reply(2, 420, sleep=1), reply(3, 590, quiet=1)], False),
        (THREE_HOURS, 1, [reply(1, 400, pacing=1), reply(2, 570, sleep=1), reply(3, 490, quiet=1)], True),
        # one sign after another is not three at once
        (THREE_HOURS, 3, [reply(1, 110, pacing=1), reply(2, 210, quiet=1), reply(3, 310, rings=1)], False),
        # a superseded reply counts for nothing, and crosses nothing
        (TWO, 2, [reply(1, 10, pacing=1, superseded=True), reply(2, 15, sleep=1)], False),
        (TWO, 1, [reply(1, 10, pacing=1, superseded=True), reply(2, 15, sleep=1)], False),
        (SLEEP_2, 1, [reply(1, 10, sleep=3, superseded=True), reply(2, 10, sleep=1)], False),
        (SLEEP_2, 2, [reply(1, 10, sleep=1, superseded=True), reply(2, 10, sleep=3)], True),
        (SLEEP_2, 9, [reply(1, 10, sleep=3)], False),
        # a clear reply crosses nothing, however bad last night was
        (SLEEP_2, 2, [reply(1, 10, sleep=3), clear(2, 15)], False),
        (TWO_HOURS, 2, [reply(1, 10, sleep=3, pacing=1), clear(2, 15)], False),
        (TWO_HOURS, 2, [reply(1, 10, sleep=3, pacing=1), reply(2, 15, sleep=0, pacing=0)], False),
    ],
)  # fmt: skip
def test_a_reply_crosses_what_it_is_evidence_for(
    rule: Rule, by: int, replies: list[Reply], crosses: bool
) -> None:
    assert crossed_by(rule, by, *replies) is crosses


def only(rule: Rule, by: int, *replies: Reply) -> Verdict:
    said = crossing(rule, by, *replies)
    assert said is not None
    return said


@pytest.mark.parametrize(
    ("rule", "replies", "said"),
    [
        # by 2, in every case: every observation that meets the condition is evidence, ties included
        (SLEEP_2, [reply(1, 10, sleep=2), reply(2, 10, sleep=2), reply(3, 15, sleep=3)], "3 of 2 by 1 2 3"),
        (SLEEP_2, [reply(1, 10, sleep=1), reply(2, 10, sleep=2)], "2 of 2 by 2"),
        (MEALS_1, [reply(1, 10, meals=0), reply(2, 15, meals=1)], "0 of 1 by 1 2"),
        # what is asked for, though it is not the side that worries
        ({"sign": "hours", "at_least": 12}, [reply(1, 10, hours=4), reply(2, 15, hours=13)], "13 of 12 by 2"),
        (TWO, [reply(1, 10, sleep=2, pacing=0), reply(2, 15, sleep=2, quiet=1)], "2 of 2 by 1 2"),
        (TWO, [reply(1, 10, sleep=0), reply(2, 15, sleep=2, quiet=1)], "2 of 2 by 2"),
        # of several windows the one with most signs speaks, and of equals the latest
        (TWO_HOURS, [reply(1, 10, pacing=1), reply(2, 70, sleep=1), reply(3, 120, quiet=1),
                     reply(4, 160, rings=1)], "3 of 2 by 2 3 4"),
        (TWO_HOURS, [reply(1, 10, pacing=1), reply(2, 70, sleep=1), reply(4, 160, rings=1)], "2 of 2 by 2 4"),
        (TWO_HOURS, [reply(1, 10, pacing=1), reply(5, 15, quiet=1), reply(2, 70, sleep=1),
                     reply(6, 136, rings=1)], "3 of 2 by 1 5 2"),
        # a window ends with its latest evidence: what shows nothing draws it out no further
        (TWO_HOURS, [reply(1, 10, pacing=1), reply(3, 20, pacing=1), reply(2, 70, sleep=1), clear(4, 135)],
         "2 of 2 by 1 3 2"),
        (TWO_HOURS, [reply(1, 10, pacing=1), reply(3, 20, pacing=1), reply(2, 70, sleep=1),
                     reply(4, 135, sleep=0)], "2 of 2 by 1 3 2"),
    ],
)  # fmt: skip
def test_evidence_is_all_that_meets_the_condition_in_the_window(
    rule: Rule, replies: list[Reply], said: str
) -> None:
    assert shown(only(rule, 2, *replies)) == said


def test_every_threshold_that_is_crossed_is_told_in_the_plans_order() -> None:
    agreed = plan(TWO, {"sign": "sleep", "at_least": 3}, SLEEP_2, {"sign": "rings", "at_least": 1})
    found = thresholds.crossed(agreed, "Sam", history([reply(1, 10, pacing=1, sleep=2)]), 1)
    assert [crossing.threshold.key for crossing in found] == ["rule-0", "rule-2"]


@pytest.mark.parametrize(
    ("rules", "reach"),
    [
        ([], Reach()),
        ([SLEEP_2], Reach()),
        ([TWO], Reach()),
        ([TWO_HOURS], Reach(time=120 * MINUTE)),
        ([TWO_HOURS, SLEEP_2], Reach(time=120 * MINUTE)),
        ([TWO_HOURS, together(2, within="3 weeks")], Reach(time=3 * 7 * 24 * 60 * MINUTE)),
    ],
)
def test_a_plan_reaches_as_far_as_its_widest_rule(rules: list[Rule], reach: Reach) -> None:
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
    rule: Rule, values: dict[str, float | None], sentence: str
) -> None:
    assert only(rule, 1, reply(1, 10, **values)).sentence == sentence


def test_the_sentence_says_each_sign_once_at_its_worst() -> None:
    said = only(TWO, 2, reply(1, 10, sleep=3, meals=1), reply(2, 15, sleep=1, meals=0))
    assert said.sentence == "No sleep, and “Meals I eat” (not at all): two of Sam's agreed signs together."


def test_a_name_that_ends_in_s_keeps_its_sound() -> None:
    (found,) = thresholds.crossed(plan(TWO), "Ross", history([reply(1, 10, sleep=3, pacing=1)]), 1)
    assert found.verdict.sentence.endswith("two of Ross's agreed signs together.")


@pytest.mark.parametrize(
    ("within", "words"),
    [("1 min", "one minute"), ("45 min", "45 minutes"), ("1 h", "one hour"), ("2 h", "two hours"),
     ("24 h", "24 hours"), ("1 d", "24 hours"), ("36 h", "36 hours"), ("2 d", "two days"),
     ("1 week", "seven days"), ("14 d", "two weeks"), ("10 d", "ten days"),
     ("90 s", "one minute"), ("30 s", "one minute")],
)  # fmt: skip
def test_a_window_is_said_in_words(within: str, words: str) -> None:
    said = only(together(2, within=within), 1, reply(1, 10, sleep=3, pacing=1))
    assert said.sentence.endswith(f"signs within {words}.")
