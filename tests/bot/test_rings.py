"""Rings: which are one bell, what is the night, and what is the same then and now."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot import rings
from bot.recorded import Rung
from bot.rings import Ring
from tests.bot.past import FIRST, ROWAN, due, periods, recorded, said

HALF_HOUR = timedelta(minutes=30)
LONDON = "Europe/London"


def ring(after: float = 0, /, **more: Any) -> Ring:
    at = FIRST + timedelta(minutes=after)
    first = Ring(at, at, at, "two-together", "ladder:house", "now", HALF_HOUR, "Said.", 1, 0, night=False)
    return replace(first, **more)


@pytest.mark.parametrize(
    ("together", "bells"),
    [
        ([], 0),
        ([ring()], 1),
        ([ring(), ring(threshold="no-tea")], 1),  # of one reply
        ([ring(), ring(29)], 1),
        ([ring(), ring(30)], 2),
        ([ring(), ring(20), ring(40)], 2),  # what joined keeps no bell open
        ([ring(40), ring(), ring(20)], 2),  # whatever their order
        ([ring(), ring(10, tell="role:manager")], 2),
        ([ring(), ring(10, urgency="this_shift")], 2),
        ([ring(act_within=timedelta(hours=2)), ring(100)], 1),
        ([ring(), ring(10, tell="role:manager"), ring(20)], 2),
    ],
)
def test_what_tells_the_same_people_while_somebody_acts_is_one_bell(together: list[Ring], bells: int) -> None:
    assert len(rings.bells(together)) == bells


def test_those_kept_until_the_office_opens_are_one_bell() -> None:
    opens = FIRST + timedelta(minutes=105)
    kept = [ring(told_at=opens, urgency="in_hours"), ring(60, told_at=opens, urgency="in_hours")]
    assert [bell.rings for bell in rings.bells(kept)] == [tuple(kept)]


@pytest.mark.parametrize(
    ("at", "night"),
    [
        ("2026-11-12T21:59:59", False),
        ("2026-11-12T22:00:00", True),
        ("2026-11-13T06:59:59", True),
        ("2026-11-13T07:00:00", False),
        ("2026-07-12T20:59:00", False),  # an hour ahead in summer
        ("2026-07-12T21:00:00", True),
        ("2026-07-13T05:59:00", True),
        ("2026-07-13T06:00:00", False),
        ("2026-03-28T22:00:00", True),  # the night of eight hours
        ("2026-03-29T00:59:59", True),
        ("2026-03-29T01:00:00", True),
        ("2026-03-29T05:59:59", True),
        ("2026-03-29T06:00:00", False),
        ("2026-10-24T20:59:59", False),  # the night of ten
        ("2026-10-24T21:00:00", True),
        ("2026-10-25T00:30:00", True),
        ("2026-10-25T01:30:00", True),
        ("2026-10-25T06:59:59", True),
        ("2026-10-25T07:00:00", False),
    ],
)
def test_the_night_is_that_of_the_clock_on_the_wall(at: str, night: bool) -> None:
    assert rings.at_night(datetime.fromisoformat(at).replace(tzinfo=UTC), LONDON) is night


def test_the_night_is_the_services_own() -> None:
    at = datetime(2026, 11, 12, 23, tzinfo=UTC)
    assert rings.at_night(at, LONDON)
    assert not rings.at_night(at, "America/Chicago")


def test_the_busiest_day_is_a_local_one() -> None:
    # half past midnight in London's summer is still the day before in UTC
    late = datetime(2026, 7, 12, 23, 30, tzinfo=UTC)
    day = datetime(2026, 7, 13, 12, tzinfo=UTC)
    heard = rings.bells([ring(told_at=late), ring(told_at=day), ring(told_at=day - timedelta(days=1))])
    assert rings.busiest(heard, LONDON) == (date(2026, 7, 13), 2)
    assert rings.busiest([], LONDON) is None


def test_of_equally_busy_days_the_first_is_said() -> None:
    heard = rings.bells([ring(), ring(3 * 1440)])
    assert rings.busiest(heard, LONDON) == (FIRST.date(), 1)


def test_the_same_threshold_by_the_same_reply_is_the_same_ring() -> None:
    then = [ring(sentence="Then."), ring(10, reply=2)]
    now = [ring(sentence="Now."), ring(10, reply=2, threshold="no-tea"), ring(20, reply=None, period=3)]
    rows = [(row.ring.sentence, row.ring.threshold, row.then, row.now) for row in rings.beside(then, now)]
    assert rows == [
        ("Now.", "two-together", True, True),
        ("Said.", "two-together", True, False),
        ("Said.", "no-tea", False, True),
        ("Said.", "two-together", False, True),
    ]


def test_silence_is_the_same_ring_whenever_it_was_noticed() -> None:
    then, now = ring(50, reply=None, period=3), ring(reply=None, period=3)
    assert [(row.then, row.now) for row in rings.beside([then], [now])] == [(True, True)]


def rung(after: float, **more: Any) -> Rung:
    route = {"tell": "role:manager", "urgency": "in_hours", "act_within": HALF_HOUR, "opened": True}
    return Rung(at=FIRST + timedelta(minutes=after), threshold="low", **{**route, **more})


def test_what_rang_is_told_when_the_office_opens_and_says_when_it_was_seen() -> None:
    history = recorded(periods(3), said(4, 2, 20, sleep=1), rang=(rung(980, reply=4),))
    [one] = rings.rang(history, ROWAN, FIRST, due(9))
    assert (one.seen_at, one.told_at, one.reply, one.period) == (
        due(2),
        due(3) + timedelta(minutes=105),
        4,
        2,
    )
    assert not one.night


def test_what_rang_by_the_clock_was_seen_when_the_period_was_due() -> None:
    history = recorded(periods(3), rang=(rung(960, period=1, urgency="now"),))
    [one] = rings.rang(history, ROWAN, FIRST, due(9))
    assert (one.seen_at, one.told_at, one.reply, one.period, one.night) == (due(1), due(2), None, 1, True)


def test_only_the_span_rang() -> None:
    history = recorded(
        periods(3), *(said(i, i) for i in range(3)), rang=tuple(rung(i * 480, reply=i) for i in range(3))
    )
    assert [one.reply for one in rings.rang(history, ROWAN, due(1), due(2))] == [1]
    assert rings.opened(history, due(1), due(2)) == 1


def test_what_joined_opened_nothing() -> None:
    route = {"reply": 1, "urgency": "now"}
    together = (
        rung(0, **route),
        rung(0, **route, tell="ladder:house"),
        rung(0, **route, act_within=HALF_HOUR * 2),
    )
    history = recorded(periods(1), said(1, 0), rang=(*together, rung(5, **route, opened=False)))
    assert rings.opened(history, FIRST, due(9)) == 2
