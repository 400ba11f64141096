"""Until when: the day and the time that a form asks for, in the house's zone, and their reader."""

import re
from datetime import date, datetime, timedelta

from bot import days
from bot.people import Service
from prompts import forms, words
from prompts.blocks import Blocks, pick_date, pick_time
from prompts.forms import Reader

DAY, TIME = "until_day", "until_time"
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
PAST = "That is past. Please choose a later {}."


def fields() -> Blocks:
    """Both fields; neither may be left empty."""
    return [*pick_date(DAY, "Until which day?"), *pick_time(TIME, "Until what time?")]


def read(reader: Reader, service: Service, now: datetime, longest: timedelta) -> datetime | None:
    """When it ends, in UTC: after `now`, and at most `longest` ahead. None where something is to be mended.

    What that is stands in the reader's errors, beside the field it is about.
    """
    zone, errors = service.spec.timezone, dict[str, str]()
    on = _day(reader.given(DAY), errors)
    at = reader.given(TIME)
    if not at:
        errors[TIME] = "Please choose the time."
    if on:
        errors |= _beyond(on, days.local(now, zone).date(), longest)
    reader.errors |= errors
    if on is None or not at or errors:
        return None
    try:
        return _instant(reader, days.instant(on, days.parse_time(at), zone), service, now, longest)
    except ValueError:
        reader.errors[TIME] = forms.CHOOSE
        return None


def _day(given: str | None, errors: forms.Errors) -> date | None:
    try:
        if given and ISO_DAY.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        pass  # a day that no calendar has is asked again, as what is no day at all
    errors[DAY] = forms.CHOOSE if given else "Please choose the day."
    return None


def _beyond(on: date, today: date, longest: timedelta) -> forms.Errors:
    if on < today:
        return {DAY: PAST.format("day")}
    return {DAY: _too_long(today + longest, longest)} if on > today + longest else {}


def _instant(
    reader: Reader, until: datetime, service: Service, now: datetime, longest: timedelta
) -> datetime | None:
    if until <= now:
        reader.errors[TIME] = PAST.format("time")
    elif until - now > longest:
        last = days.local(now + longest, service.spec.timezone)
        reader.errors[TIME] = f"On that day, at most until {last:%H:%M}: {longest.days} days from now."
    else:
        return until
    return None


def _too_long(last: date, longest: timedelta) -> str:
    return f"At most {longest.days} days ahead, so until {words.date(last)}. You can say it again then."
