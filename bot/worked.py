"""Which shift was worked: the local date on which the shift that a handover covers began; which are nights. Pure."""

from collections.abc import Sequence
from datetime import date as Date
from datetime import time, timedelta

from bot import house

WEEK = timedelta(days=7)
# a shift that runs at this time of the night is a night shift
SMALL_HOURS = time(3)


def began_on(spec: house.Service, covers: str, following: str, on: Date) -> Date:
    """The local date on which the shift `covers` began that ended when `following` did begin, on `on`.

    By the shifts as the service has them now; `on` itself of one that it has no more.
    """
    shifts = {one.key: one for one in spec.shifts}
    shift, after = shifts.get(covers), shifts.get(following)
    if shift is None:
        return on
    same_day = after is not None and shift.starts < after.starts
    back = (on - timedelta(days=days) for days in range(0 if same_day else 1, WEEK.days + 1))
    return next((day for day in back if shift.days is None or day.weekday() in shift.days), on)


def nights(shifts: Sequence[house.Shift]) -> frozenset[str]:
    """The keys of the shifts that run through the small hours: the last to start before them, the evening before."""
    if len({one.starts for one in shifts}) < 2:
        return frozenset()
    last = max(shifts, key=lambda one: (one.starts <= SMALL_HOURS, one.starts)).starts
    return frozenset(one.key for one in shifts if one.starts == last)
