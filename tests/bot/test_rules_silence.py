"""`unanswered`, judged by the clock when a period is over; and rules inside rules. Lines as `sam.line` reads them."""

import pytest

from bot import thresholds
from bot.history import History, Period
from bot.replies import is_answer
from tests.bot.sam import (
    SLEEP_2,
    TWO,
    Rule,
    crossing,
    due,
    judged,
    line,
    plan,
    repeats,
    reply,
    rising,
    said_of,
    shown,
    together,
)

TWICE: Rule = {"unanswered": 2}
THRICE: Rule = {"unanswered": 3}
BAD_OR_SILENT: Rule = {"any_of": [SLEEP_2, TWICE]}
BAD_DAYS_AND_SILENT: Rule = {"all_of": [repeats(2, "2 d", sign="sleep", at_least=2), TWICE]}


def missed(rule: Rule, periods: str) -> str | None:
    """What the last period of the line crosses, by the clock."""
    history, last = line(periods).history, len(periods.split())
    found = thresholds.missed(plan(rule), "Sam", history, last)
    return shown(found[0].verdict) if found else None


@pytest.mark.parametrize(
    ("rule", "periods", "said"),
    [
        ({"unanswered": 1}, ".", "1 of 1 by #1, 1 unanswered"),
        (TWICE, ". .", "2 of 2 by #1 #2, 2 unanswered"),
        (TWICE, ".", None),
        (TWICE, ". . .", "2 of 2 by #2 #3, 2 unanswered"),
        (THRICE, ". . .", "3 of 3 by #1 #2 #3, 3 unanswered"),
        (THRICE, "2 . . .", "3 of 3 by #2 #3 #4, 3 unanswered"),
        (THRICE, ". . 2 .", None),
        (THRICE, ". . c .", None),
        (THRICE, ". ? . .", None),  # somebody did look
        (THRICE, ". . x2 .", "3 of 3 by #2 #3 #4, 3 unanswered"),
        # not asked is passed over; an answer all the same is an answer
        (THRICE, ". - . - .", "3 of 3 by #1 #3 #5, 3 unanswered"),
        (THRICE, ". (0) . .", None),
        (THRICE, ". (x0) . .", "3 of 3 by #1 #3 #4, 3 unanswered"),
        # nobody was asked about in the last: nothing was missed there
        (TWICE, ". . -", None),
        # it may still be answered in time
        (TWICE, ". . _", None),
        (TWICE, ". . 0", None),
        # silence in other rules: said, and no reason to ring
        (repeats(2, "3 handovers", sign="sleep", at_least=2), "2 2 .", None),
        (SLEEP_2, "3 .", None),
        (BAD_OR_SILENT, "3 . .", "1 of 1 by #2 #3, 2 unanswered"),
        (BAD_OR_SILENT, "3 .", None),
        (BAD_DAYS_AND_SILENT, "2 2 . .", "2 of 2 by 1 2 #3 #4, 2 unanswered"),
        (BAD_DAYS_AND_SILENT, "2 1 . .", None),
        (BAD_DAYS_AND_SILENT, "2 2 .", None),
        ({"any_of": [THRICE, {"all_of": [TWICE, repeats(1, "2 d", sign="sleep", at_least=3)]}]}, "3 . .",
         "1 of 1 by #2 #3 1, 2 unanswered"),
    ],
)  # fmt: skip
def test_silence_is_judged_by_the_clock(rule: Rule, periods: str, said: str | None) -> None:
    assert missed(rule, periods) == said


def test_every_threshold_that_a_silence_crosses_is_told_in_the_plans_order() -> None:
    agreed = plan(THRICE, SLEEP_2, TWICE, {"unanswered": 1})
    found = thresholds.missed(agreed, "Sam", line("3 . .").history, 3)
    assert [one.threshold.key for one in found] == ["rule-2", "rule-3"]


def test_a_period_that_is_not_there_was_not_missed() -> None:
    assert thresholds.missed(plan(TWICE), "Sam", line(". .").history, 9) == []
    assert thresholds.missed(plan(TWICE), "Sam", History.of([Period(1, due(1), asked=False)], []), 1) == []


@pytest.mark.parametrize(
    ("rule", "looks"),
    [
        (TWICE, True), (SLEEP_2, False), (BAD_OR_SILENT, True), ({"all_of": [SLEEP_2, TWO]}, False),
        ({"any_of": [SLEEP_2, {"all_of": [TWO, {"any_of": [rising(3), TWICE]}]}]}, True),
        ({"any_of": [SLEEP_2, rising(3)]}, False),
    ],
)  # fmt: skip
def test_only_a_plan_that_says_so_looks_at_silence(rule: Rule, looks: bool) -> None:
    assert thresholds.looks_at_silence(plan(SLEEP_2, rule)) is looks


@pytest.mark.parametrize(
    ("rule", "periods", "said"),
    [
        # a reply is never evidence of silence
        (TWICE, ". . 3", None),
        (TWICE, ". 0* .", None),
        (BAD_OR_SILENT, ". . 3", "1 of 1 by 1"),
        # what was seen late completes what silence began: tried where the silence ends
        (BAD_DAYS_AND_SILENT, "2* 2 . .", "2 of 2 by 1 2 #3 #4, 2 unanswered"),
        (BAD_DAYS_AND_SILENT, "2 2* . . .", "2 of 2 by 1 2 #4 #5, 3 unanswered"),
        (BAD_DAYS_AND_SILENT, "2 2* . .", "2 of 2 by 1 2 #3 #4, 2 unanswered"),
        (BAD_DAYS_AND_SILENT, "2 2* .", None),
        (BAD_DAYS_AND_SILENT, "2 . 2* .", None),
        # and what was late after all breaks it
        (BAD_DAYS_AND_SILENT, "2 2 . 2*", None),
        # any: the evidence of all that are reached
        ({"any_of": [SLEEP_2, rising(3)]}, "1 2 3", "2 of 1 by 3 1 2"),
        ({"any_of": [SLEEP_2, rising(3)]}, "0 1 3", "2 of 1 by 3 2"),
        ({"any_of": [SLEEP_2, rising(3)]}, "0 3 1", None),
        ({"any_of": [{"sign": "sleep", "at_least": 3}, rising(2)]}, "1 2", "1 of 1 by 1 2"),
        # all: each of them, ending here
        ({"all_of": [SLEEP_2, rising(3)]}, "1 2 3", "2 of 2 by 3 1 2"),
        ({"all_of": [SLEEP_2, rising(2)]}, "1 0 1", None),
        ({"all_of": [SLEEP_2, repeats(2, "2 handovers", sign="sleep", at_least=1)]}, "1 2", "2 of 2 by 2 1"),
        ({"all_of": [SLEEP_2, repeats(2, "2 handovers", sign="sleep", at_least=1)]}, "1* 2", "2 of 2 by 2 1"),
        ({"all_of": [SLEEP_2, repeats(2, "2 handovers", sign="sleep", at_least=1)]}, "2 1", None),
        ({"all_of": [{"any_of": [SLEEP_2, TWICE]}, rising(2)]}, "1 2", "2 of 2 by 2 1"),
    ],
)  # fmt: skip
def test_a_reply_crosses_rules_inside_rules(rule: Rule, periods: str, said: str | None) -> None:
    told = line(periods)
    assert said_of(rule, told.history, told.by) == said


def test_an_inner_rule_is_judged_where_the_outer_ends() -> None:
    rule: Rule = {"all_of": [together(2, within="2 h", among=["pacing", "quiet"]), SLEEP_2]}
    apart = [reply(1, 10, pacing=1), reply(2, 20, quiet=1), reply(9, 200, sleep=3)]
    near = [reply(1, 10, pacing=1), reply(2, 20, quiet=1), reply(9, 130, sleep=3)]
    assert crossing(rule, 9, *near) is not None
    # the two signs were long ago where the third was seen; where they were seen, the period holds it too
    found = crossing(rule, 9, *apart)
    assert found is not None
    assert shown(found) == "2 of 2 by 1 2 9"


@pytest.mark.parametrize(
    ("rule", "periods", "sentence"),
    [
        ({"unanswered": 1}, ".",
         "Nobody has answered about Sam at the last handover. We don't know how Sam is. Nobody is in trouble."),
        (THRICE, ". . .",
         "Nobody has answered about Sam at the last three handovers. We don't know how Sam is. Nobody is in trouble."),
    ],
)  # fmt: skip
def test_silence_is_said_kindly(rule: Rule, periods: str, sentence: str) -> None:
    (found,) = thresholds.missed(plan(rule), "Sam", line(periods).history, len(periods.split()))
    assert found.verdict.sentence == sentence


def test_rules_inside_rules_are_said_one_after_the_other() -> None:
    told = line("1 2 3")
    said = judged({"all_of": [{"sign": "sleep", "at_least": 3}, rising(3)]}, told.history, told.by)
    assert said.sentence == (
        "No sleep: one of Sam's agreed signs. And: "
        "“I'm up most of the night”: worse each time it was told, "
        "first up once or twice, then up most of the night, now no sleep. "
        "Sam's plan says to tell somebody when these come together."
    )


def test_an_answer_of_any_kind_ends_a_silence() -> None:
    assert all(is_answer(one.answer) for one in line("c ? 0 3").history.replies)
