"""Replaying recorded history: what would ring, when it was known, and how much it costs."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import backtest, thresholds
from bot.history import History
from bot.recorded import Recorded
from tests.bot.past import EIGHT, FIRST, FOREVER, NO_SIGN, ROWAN, due, periods, recorded, rings, said
from tests.bot.sam import MEALS_1, SLEEP_2, TWO, plan

THREE_BAD = {"repeats": {"sign": "sleep", "at_least": 2, "times": 3, "in_last": "5 handovers"}}
TWO_BAD = {"repeats": {"sign": "sleep", "at_least": 2, "times": 2, "in_last": "5 handovers"}}
TWO_BAD_BY_TIME = {"repeats": {"sign": "sleep", "at_least": 2, "times": 2, "in_last": "12 h"}}
RISING = {"rising": {"sign": "sleep", "over": 3}}
STEPS = {"steps_not_followed": {"times": 2, "in_last": "3 handovers"}}
SILENT = {"unanswered": 2}

# what was said; the rule; which replies ring, or periods by the clock, and how long after the period was due
CASES: dict[str, tuple[list[Any], dict[str, Any], list[tuple[str, int, timedelta]]]] = {
    "nothing said rings nobody": ([said(1, 0)], TWO, []),
    "two together ring when received": (
        [said(1, 0, 10, sleep=1, pacing=1)], TWO, [("reply", 1, timedelta(minutes=10))],
    ),
    "an earlier time than the asking rings then": (
        [said(1, 1, -100, sleep=3)], SLEEP_2, [("reply", 1, timedelta(minutes=-100))],
    ),
    "a draft that wants less rings earlier": (
        [said(1, 0, sleep=2), said(2, 1, sleep=2), said(3, 2, sleep=2)], TWO_BAD,
        [("reply", 2, timedelta(minutes=10)), ("reply", 3, timedelta(minutes=10))],
    ),
    "a draft that wants more rings later": (
        [said(1, 0, sleep=2), said(2, 1, sleep=2), said(3, 2, sleep=2)], THREE_BAD,
        [("reply", 3, timedelta(minutes=10))],
    ),
    "a late reply rings when it came, for windows it fell in": (
        [said(2, 1, sleep=2), said(3, 2, sleep=2), said(1, 0, 3 * 480, sleep=2)], THREE_BAD,
        [("reply", 1, timedelta(days=1))],
    ),
    "a late reply was not known before it came": (
        [said(2, 1, sleep=2), said(1, 0, 1000, sleep=2)], TWO_BAD, [("reply", 1, timedelta(minutes=1000))],
    ),
    "what was corrected later had rung by then": (
        [said(1, 0, 10, sleep=3, superseded_by=2), said(2, 0, 20, sleep=0)], SLEEP_2,
        [("reply", 1, timedelta(minutes=10))],
    ),
    "what was corrected counts for nothing afterwards": (
        [said(1, 0, 10, sleep=2, superseded_by=2), said(2, 0, 20, sleep=0), said(3, 1, sleep=2)], TWO_BAD, [],
    ),
    "what was corrected counted until then": (
        [said(1, 0, 10, sleep=2, superseded_by=3), said(2, 1, 10, sleep=2), said(3, 0, 500, sleep=0)], TWO_BAD,
        [("reply", 2, timedelta(minutes=10))],
    ),
    "a correction may ring itself": (
        [said(1, 0, 10, sleep=0, superseded_by=2), said(2, 0, 30, sleep=2)], SLEEP_2,
        [("reply", 2, timedelta(minutes=30))],
    ),
    "silence rings when the period is over": ([said(1, 0)], SILENT, [("period", 2, EIGHT), ("period", 3, EIGHT)]),
    "a late answer ends a silence, and not the ring": (
        [said(1, 0), said(2, 2, 600), said(3, 3)], SILENT, [("period", 2, EIGHT)],
    ),
    "an answer just in time breaks the row": ([said(1, 0), said(2, 2, 479), said(3, 3)], SILENT, []),
    "a window of hours looks on the hours": (
        [said(1, 0, sleep=2), said(2, 1, sleep=2), said(3, 3, sleep=2)], TWO_BAD_BY_TIME,
        [("reply", 2, timedelta(minutes=10))],
    ),
    "rising looks over periods without a value": (
        [said(1, 0, sleep=1), said(2, 2, sleep=2), said(3, 3, sleep=3)], RISING,
        [("reply", 3, timedelta(minutes=10))],
    ),
    "steps not followed count without any sign": (
        [said(1, 0, followed="no"), said(2, 2, followed="partly")], STEPS, [("reply", 2, timedelta(minutes=10))],
    ),
    "a sign that was not in the form then cannot ring": ([said(1, 0, sleep=3)], MEALS_1, []),
    "a sign that the plan no longer has is passed over": ([said(1, 0, gone=1, sleep=3)], TWO, []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_would_ring_and_when(case: str) -> None:
    replies, rule, expected = CASES[case]
    found = rings(recorded(periods(4), *replies), rule)
    causes = [("reply", one.reply) if one.reply is not None else ("period", one.period) for one in found]
    assert causes == [(what, id) for what, id, _ in expected]
    assert [one.at - due(one.period) for one in found] == [after for _, _, after in expected]


def test_a_ring_says_what_it_is_about() -> None:
    [one] = rings(recorded(periods(1), said(7, 0, 40, sleep=2, pacing=1)), TWO)
    assert (one.threshold, one.tell, one.urgency, one.reply, one.period) == (
        "rule-0",
        "ladder:house",
        "now",
        7,
        0,
    )
    assert one.sentence.endswith("two of Sam's agreed signs together.")
    assert (one.seen_at, one.at, one.told_at) == (due(0), due(0) + timedelta(minutes=40), one.at)
    assert not one.night


def test_by_the_clock_it_was_seen_when_the_period_was_due() -> None:
    [one] = rings(recorded(periods(3), said(1, 0)), SILENT)
    assert (one.reply, one.period, one.seen_at, one.at) == (None, 2, due(2), due(3))


def test_a_period_that_is_not_over_yet_is_not_silent() -> None:
    assert rings(recorded(periods(3, over_at=None), said(1, 0)), SILENT) == []


def test_a_period_in_which_they_were_not_asked_is_stepped_over() -> None:
    not_asked = [*periods(1), periods(2, asked_at=None, over_at=None)[1], *periods(4)[2:]]
    replies = (said(1, 0, sleep=2), said(2, 2, sleep=2))
    two_in_a_row = {"repeats": {"sign": "sleep", "at_least": 2, "times": 2, "in_last": "2 handovers"}}
    assert [one.reply for one in rings(recorded(not_asked, *replies), two_in_a_row)] == [2]
    assert rings(recorded(periods(4), *replies), two_in_a_row) == []


def test_what_came_before_the_span_is_looked_back_on_and_rings_nobody() -> None:
    history = recorded(periods(4), *(said(i + 1, i, sleep=2) for i in range(4)))
    assert [one.reply for one in rings(history, THREE_BAD)] == [3, 4]
    assert [one.reply for one in rings(history, THREE_BAD, start=due(3))] == [4]


def test_what_came_after_the_span_is_not_known() -> None:
    history = recorded(periods(2), said(1, 0, sleep=3), said(2, 1, sleep=3))
    assert [one.id for one in backtest.moments(history, due(1)) if one.what == "reply"] == [1]


def test_at_one_instant_it_is_asked_then_over_then_answered() -> None:
    history = recorded(periods(2), said(1, 0, 480))
    found = [(one.what, one.id) for one in backtest.moments(history, FOREVER) if one.at == due(1)]
    assert found == [("asked", 1), ("over", 0), ("reply", 1)]


def test_one_who_is_told_in_hours_hears_when_the_office_opens() -> None:
    draft = plan(SLEEP_2)
    in_hours = draft.thresholds[0].model_copy(update={"urgency": "in_hours"})
    draft = draft.model_copy(update={"thresholds": [in_hours]})
    history = recorded(periods(3), said(1, 2, 60, sleep=3))
    [one] = backtest.replay(history, draft, "Sam", ROWAN, FIRST, backtest.moments(history, FOREVER))
    assert one.at == due(2) + timedelta(minutes=60)
    assert one.told_at == due(3) + timedelta(minutes=105)
    assert not one.night


RULES = [
    TWO, THREE_BAD, TWO_BAD_BY_TIME, RISING, STEPS, SILENT,
    {"signs_together": {"count": 2, "within": "9 h"}},
    {"adds_up": {"signs": ["sleep", "pacing"], "at_least": 5, "in_last": "3 handovers"}},
    {"adds_up": {"signs": ["sleep"], "at_least": 5, "in_last": "1 d"}},
    {"missed_contacts": {"times": 2, "in_last": "20 h"}},
    {"rising": {"sign": "meals", "over": 2}},
    {"all_of": [{"unanswered": 1}, {"repeats": {"sign": "sleep", "times": 1, "in_last": "2 d"}}]},
    {"any_of": [{"sign": "sleep", "at_least": 3}, {"unanswered": 3}]},
]  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> Recorded:
    """Up to twelve periods, some not asked; replies that come in time, late or before; corrections."""
    count = draw(st.integers(1, 12))
    made = [
        one.model_copy(update=draw(st.sampled_from([NO_SIGN, NO_SIGN, {"asked_at": None, "over_at": None}])))
        for one in periods(count)
    ]
    values = st.dictionaries(
        st.sampled_from(["sleep", "pacing", "meals"]), st.none() | st.integers(0, 3).map(float), max_size=3
    )
    replies = []
    for id in range(draw(st.integers(0, 12))):
        after = draw(st.sampled_from([-200, -10, 0, 5, 300, 480, 700, 1500]))
        more = {
            "timed": draw(st.booleans()), "followed": draw(st.sampled_from([None, "no", "yes"])),
            "contact_missed": draw(st.sampled_from([None, "us", "them"])),
        }  # fmt: skip
        replies.append(said(id, draw(st.integers(0, count - 1)), after, **draw(values), **more))
    for i, one in enumerate(replies[:-1]):
        later = [other.id for other in replies if other.received_at > one.received_at]
        if later and draw(st.integers(0, 4)) == 0:
            replies[i] = one.model_copy(update={"superseded_by": later[0]})
    return recorded(made, *replies)


@given(histories())
def test_it_rings_as_rules_do_that_look_at_everything_known_by_then(history: Recorded) -> None:
    draft = plan(*RULES)
    expected = []
    for moment in backtest.moments(history, FOREVER):
        known = _known(history, moment)
        if moment.what == "reply":
            found = thresholds.crossed(draft, "Sam", known, moment.id)
        else:
            found = thresholds.missed(draft, "Sam", known, moment.id) if moment.what == "over" else []
        expected += [(moment.at, moment.id, one.threshold.key, one.verdict.sentence) for one in found]
    assert [
        (one.at, one.period if one.reply is None else one.reply, one.threshold, one.sentence)
        for one in rings(history, *RULES, start=FIRST - timedelta(days=1))
    ] == expected


def _known(history: Recorded, until: backtest.Moment) -> History:
    """All that was known at this moment, put together anew."""
    known = backtest.moments(history, FOREVER)
    known = known[: known.index(until) + 1]
    did = {what: {one.id for one in known if one.what == what} for what in backtest.ORDER}
    from_file = [
        backtest._value(one) for one in history.replies
        if one.id in did["reply"] and one.superseded_by not in did["reply"]
    ]  # fmt: skip
    made = [
        backtest.Period(one.id, one.due, one.id in did["asked"], one.id in did["over"])
        for one in history.periods
    ]
    return History.of(made, from_file)


def test_what_is_looked_at_follows_the_window_and_not_the_history(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    real = thresholds.crossed

    def counting(plan_: Any, name: str, history: History, reply: int) -> Any:
        looked.append(len(history.periods) + len(history.replies))
        return real(plan_, name, history, reply)

    monkeypatch.setattr(backtest.thresholds, "crossed", counting)
    most = {}
    for count in (30, 600):
        looked.clear()
        rings(
            recorded(periods(count), *(said(i, i, sleep=1) for i in range(count))),
            THREE_BAD,
            TWO_BAD_BY_TIME,
            RISING,
        )
        assert len(looked) == count
        most[count] = max(looked)
    assert most[600] == most[30] <= 12
