"""By when: a time of day that a form asks for, within the next 24 hours, in the house's zone; and its reader."""

from datetime import datetime, timedelta

from bot import days
from bot.people import Service
from prompts import forms
from prompts.blocks import Blocks, pick_time
from prompts.forms import Reader

# a form that was left open sends the time it was opened with: that is no wish for tomorrow
JUST_PAST = timedelta(hours=1)
PAST = "That time is past. Please choose a later one."


def field(block_id: str, label: str, service: Service, at: datetime | None) -> Blocks:
    """The field, with `at` chosen; None: nothing is."""
    return pick_time(block_id, label, days.local(at, service.spec.timezone).time() if at else None)


def read(reader: Reader, block_id: str, service: Service, now: datetime) -> datetime | None:
    """When that is next, in UTC: later today, else tomorrow. None, with an error beside the field, otherwise.

    On a day that has 25 hours it may be more than 24 ahead.
    """
    given = reader.given(block_id)
    if not given:
        reader.errors[block_id] = "Please choose the time."
        return None
    try:
        at = _next(given, service.spec.timezone, now)
    except ValueError:
        reader.errors[block_id] = forms.CHOOSE
        return None
    if at > now:
        return at
    reader.errors[block_id] = PAST
    return None


def _next(given: str, zone: str, now: datetime) -> datetime:
    """When it is that time next; where it is only just past, when that was."""
    at, today = days.parse_time(given), days.local(now, zone).date()
    around = (days.instant(today + n * days.DAY, at, zone) for n in (-1, 0, 1))
    return next(one for one in around if one > now - JUST_PAST)
