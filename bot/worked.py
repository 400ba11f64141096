"""Which shift was worked: the local date on which the shift that a handover covers began. Pure."""

from datetime import date as Date
from datetime import timedelta

from bot import house

WEEK = timedelta(days=7)


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
