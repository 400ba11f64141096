"""History: the periods that count, in order, with the live replies in them; and how far rules look."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import thresholds
from bot.history import History, Period, Reach, Valued
from tests.bot.sam import (
    MINUTE,
    SLEEP_2,
    TWO,
    Rule,
    adds_up,
    due,
    history,
    line,
    plan,
    repeats,
    reply,
    rising,
    together,
)


def test_periods_and_replies_come_in_order_of_time() -> None:
    made = history([reply(1, 1000, sleep=1), reply(3, 20, sleep=1), reply(2, 20, sleep=2)], silent=[2])
    assert [one.id for one in made.periods] == [1, 2, 3]
    assert [one.id for one in made.replies] == [2, 3, 1]
    assert {key: [one.id for one in held] for key, held in made.by_period.items()} == {1: [2, 3], 3: [1]}
    assert made.place == {1: 0, 2: 1, 3: 2}


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("2 . _ c ?", [1, 2, 3, 4, 5]),
        ("- 2 - - 3 -", [2, 5]),
        ("(2) - (x2) (c)", [1, 4]),  # answered all the same; but not what was taken back
        ("x2 2", [1, 2]),
        ("- -", []),
    ],
)
def test_a_period_counts_when_asked_about_or_answered(text: str, counted: list[int]) -> None:
    assert [one.id for one in line(text).history.periods] == counted


@pytest.mark.parametrize(
    ("text", "missed"),
    [(". 2 c ? _ - (2) x2", [1, 8]), (". . .", [1, 2, 3]), ("_ _", []), ("0/1 x1/2", [])],
)
def test_a_period_is_missed_when_asked_about_over_and_unanswered(text: str, missed: list[int]) -> None:
    made = line(text).history
    assert [one.id for one in made.periods if made.missed(one)] == missed


def test_superseded_replies_are_left_out() -> None:
    assert [one.id for one in line("x2/1 x3").history.replies] == [2]


def test_a_reply_whose_period_is_not_there_is_refused() -> None:
    stray = reply(1, 10, sleep=1)
    with pytest.raises(ValueError, match="periods that are not there"):
        History.of([Period(2, due(2), asked=True)], [stray])
    assert History.of([], [replace(stray, superseded=True)]) == History((), ())


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("rule", "reach"),
    [
        (SLEEP_2, Reach()),
        (TWO, Reach()),
        (together(2, within="2 h"), Reach(time=120 * MINUTE)),
        (repeats(2, "5 handovers"), Reach(periods=5)),
        (repeats(2, "7 d"), Reach(time=7 * DAY)),
        (adds_up(2, "3 handovers"), Reach(periods=3)),
        (adds_up(2, "1 d"), Reach(time=DAY)),
        ({"steps_not_followed": {"times": 1, "in_last": "4 handovers"}}, Reach(periods=4)),
        ({"missed_contacts": {"times": 1, "in_last": "2 d"}}, Reach(time=2 * DAY)),
        ({"unanswered": 3}, Reach(periods=3)),
        # a clear reply gives a sign a value where it says that there was none of it
        (rising(3), Reach(valued=(Valued("sleep", 3, clear=True),))),
        (rising(3, "rings"), Reach(valued=(Valued("rings", 3, clear=True),))),
        (rising(3, "meals"), Reach(valued=(Valued("meals", 3, clear=False),))),
        (rising(3, "hours"), Reach(valued=(Valued("hours", 3, clear=False),))),
        # as far as the widest of them
        ({"any_of": [repeats(2, "5 handovers"), repeats(2, "7 d"), {"unanswered": 2}]},
         Reach(time=7 * DAY, periods=5)),
        ({"all_of": [rising(2), {"any_of": [rising(3), rising(4, "hours")]}]},
         Reach(valued=(Valued("sleep", 3, clear=True), Valued("hours", 4, clear=False)))),
    ],
)  # fmt: skip
def test_each_rule_reaches_as_far_as_it_looks(rule: Rule, reach: Reach) -> None:
    found = thresholds.reach(plan(rule))
    assert (found.time, found.periods, set(found.valued)) == (reach.time, reach.periods, set(reach.valued))


def test_a_question_answered_with_what_was_seen_in_another_period_is_not_missed() -> None:
    silent, told = Period(1, due(1), asked=True), Period(2, due(2), asked=True, answered=True)
    found = History.of([silent, told], [])
    assert [found.missed(one) for one in found.periods] == [True, False]
