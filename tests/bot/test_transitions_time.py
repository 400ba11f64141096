"""What waits for office hours or for this shift's end, and buttons drawn before something changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import escalation, transitions
from bot.escalation import Escalation
from bot.transitions import Act, Close, Event, More, PassOn, Promise, Seen, StandDown, Take
from tests.bot.climbs import (
    ASH,
    HOLDER,
    IDA,
    PHONE,
    ROWAN,
    START,
    TOLD,
    asked,
    at,
    done,
    minutes,
    move,
    moved,
    opened,
    refused,
)


@pytest.mark.parametrize(
    "event", [Seen(), PHONE, More(), PassOn((IDA,)), Act(), Close(), StandDown()], ids=repr
)
def test_a_stale_button_is_judged_as_of_when_it_was_drawn(event: Event) -> None:
    drawn = asked()
    joined = escalation.join(drawn, ROWAN, minutes(60), at(31))
    assert refused(joined, event, HOLDER, at(32), drawn.turn) == "stale"


def test_taking_it_is_good_whenever_its_button_was_drawn() -> None:
    again = moved(asked(), at(35)).after
    after = transitions.apply(again, Take(), ROWAN, HOLDER, at(36), opened().turn)
    assert isinstance(after, Escalation)


def test_nothing_of_who_had_it_is_left_when_it_is_open_again() -> None:
    again, first = moved(asked(), at(35)).after, moved(opened(), START).after
    assert replace(again, turn=first.turn, due_at=first.due_at) == first


# in office hours alone

EVENING = datetime(2026, 11, 13, 16, 58, tzinfo=UTC)  # a Friday, two minutes before the office closes
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def in_hours(**changed: Any) -> Escalation:
    hours = opened(urgency="in_hours", rings_as="in_hours", due_at=EVENING)
    return replace(done(hours, Take(), TOLD, EVENING), **changed)


IN_HOURS: list[tuple[str, Callable[[], datetime | None], int]] = [
    ("rung", lambda: moved(opened(rings_as="in_hours", due_at=EVENING), EVENING).after.due_at, 8),
    ("promise", lambda: in_hours().promise_by, 28),
    ("new evidence", lambda: escalation.join(in_hours(), ROWAN, minutes(90), EVENING).confirm_by, 8),
    ("pass-on", lambda: done(in_hours(), PassOn((ASH,)), HOLDER, EVENING).pass_by, 8),
    ("answer", lambda: moved(in_hours(promise_by=EVENING), EVENING).after.answer_by, 3),
    ("15 minutes more", lambda: done(
        moved(in_hours(promise_by=EVENING), EVENING).after, More(), HOLDER, EVENING).promise_by, 13),
    ("unanswered", lambda: moved(
        opened(rings_as="in_hours", step=4, due_at=EVENING), EVENING).after.due_at, 18),
]  # fmt: skip


@pytest.mark.parametrize(("until", "left"), [one[1:] for one in IN_HOURS], ids=[one[0] for one in IN_HOURS])
def test_in_hours_every_timer_runs_only_while_the_office_is_open(
    until: Callable[[], datetime | None], left: int
) -> None:
    assert until() == MONDAY + minutes(left)


def test_in_hours_a_promise_may_be_for_the_offices_next_day() -> None:
    promised = done(in_hours(), Promise("phone", MONDAY + minutes(8 * 60 - 2)), HOLDER, EVENING)
    assert promised.promise_by == MONDAY + minutes(8 * 60 - 2)
    assert refused(in_hours(), Promise("phone", MONDAY + minutes(8 * 60 - 1)), HOLDER, EVENING) == "too_far"


# this shift

WAITING = opened(urgency="this_shift", rings_as="this_shift", becomes_now_at=at(32))


def test_this_shift_that_was_taken_and_lapses_after_the_next_handover_was_due_rings_as_now() -> None:
    e = done(WAITING, Take(), TOLD, START)
    found = moved(moved(e, at(33)).after, at(38))
    assert (found.lapsed, found.rings_now, found.after.rings_as) == ("promise", True, "now")
    assert [one.rung.tell for one in found.tellings] == ["rota:a"]


def test_this_shift_that_was_taken_rings_nobody_when_the_next_handover_is_due() -> None:
    held = done(done(WAITING, Take(), TOLD, START), Promise("come", at(120)), HOLDER, at(1))
    assert [move(held, at(minute)) for minute in (32, 60, 119)] == [None] * 3


def test_this_shift_that_lapses_before_the_next_handover_waits_for_it_still() -> None:
    e = escalation.join(done(WAITING, Take(), TOLD, START), ROWAN, minutes(60), at(1))
    again = moved(e, at(11))
    assert (again.rings_now, again.after.rings_as, again.after.becomes_now_at) == (
        False,
        "this_shift",
        at(32),
    )
