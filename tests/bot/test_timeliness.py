"""How long each leg took, against the limits that the plan gives."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import timeliness
from bot.figures import Concern
from bot.timeliness import Timed
from tests.bot.digesting import MINUTE, concern, unanswered

AT = datetime(2026, 11, 12, 2, tzinfo=UTC)
NOW = AT + timedelta(days=5)


def timed(one: Concern, **changes: Any) -> Concern:
    return replace(one, times=replace(one.times, **changes))


def leg(name: str, *concerns: Concern) -> Timed:
    return next(one for one in timeliness.legs(concerns, NOW) if one.leg == name)


def test_median_and_ninetieth_are_of_those_that_took_place() -> None:
    took = [timed(concern(n, AT), acknowledged_at=AT + n * MINUTE) for n in range(1, 11)]
    found = leg("acknowledged", *took, unanswered(concern(11, AT)))
    assert (found.count, found.median, found.ninety) == (10, 5.5 * MINUTE, 9 * MINUTE)
    # ten minutes is within ten minutes; who waited five days for nobody was not told in time
    assert (found.within, found.limited, found.open) == (10, 11, 1)


@pytest.mark.parametrize(
    ("name", "changes", "within"),
    [
        ("acknowledged", {"acknowledged_at": AT + 10 * MINUTE}, True),
        ("acknowledged", {"acknowledged_at": AT + 10.1 * MINUTE}, False),
        ("acknowledged", {"told_at": None}, None),
        ("acted", {"acted_at": AT + 34 * MINUTE}, True),
        ("acted", {"acted_at": AT + 35 * MINUTE}, False),
        ("closed", {"closed_at": AT + timedelta(hours=49)}, False),
        ("told", {"told_at": AT + 2 * MINUTE}, False),
        ("reply", {}, None),
    ],
)
def test_a_leg_is_held_against_its_own_limit(name: Any, changes: dict[str, Any], within: bool | None) -> None:
    assert timeliness.within(timed(concern(1, AT), **changes), name, NOW) is within


def test_what_still_has_time_is_neither_in_time_nor_late() -> None:
    assert timeliness.within(unanswered(concern(1, AT)), "acknowledged", AT + 9 * MINUTE) is None
    assert timeliness.within(unanswered(concern(1, AT)), "acknowledged", AT + 11 * MINUTE) is False


def test_what_was_stood_down_before_anybody_acted_is_not_late_for_ever() -> None:
    stood_down = replace(timed(concern(1, AT), acted_at=None, closed_at=None), state="stood_down")
    assert timeliness.within(stood_down, "acted", NOW) is None


def test_what_waits_for_office_hours_is_left_out_and_counted() -> None:
    waits = concern(1, AT, urgency="in_hours")
    assert leg("acknowledged", waits).count == 0
    assert leg("reply", waits).count == 1
    assert timeliness.waited_for_hours([waits, concern(2, AT)]) == 1


def test_evidence_seen_after_the_telling_took_no_time_rather_than_less() -> None:
    assert leg("reply", timed(concern(1, AT), seen_at=AT + MINUTE)).median == timedelta()
