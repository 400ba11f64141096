"""When team leaders are sent two cases to sense-check: the house file's word for it, and the next and last time."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from bot import days
from bot.written import DAYS_LIST, DAYS_TEXT, LocalTime, Model, Zone

# a day of the week comes again within one, and a clock change must not lose it
AHEAD = 9


def _days(value: object) -> tuple[int, ...]:
    return () if value in ([], ()) else days.parse_weekdays(value)


_LIST: dict[str, Any] = {key: part for key, part in DAYS_LIST.items() if key != "minItems"}
# as weekdays elsewhere, and also none
MaybeNoDays = Annotated[
    tuple[int, ...],
    BeforeValidator(_days),
    PlainSerializer(days.written_weekdays),
    WithJsonSchema({"anyOf": [DAYS_TEXT, _LIST]}),
]


class SenseChecks(Model):
    """When a team leader of each service is sent two cases to sense-check. Without days nobody is."""

    days: MaybeNoDays = (1, 4)
    """On which weekdays, tue and fri unless said; [] turns sense-checks off."""
    at: LocalTime = time(11)
    """At what local time, in quotes; 11:00 unless said."""
    timezone: Zone | None = None
    """The time zone of that time; each service's own unless said."""


def following(spec: SenseChecks, zone: str, after: datetime) -> tuple[date, datetime] | None:
    """The first local date and instant after `after` (aware); None where they are off. `zone` is the service's."""
    return next((one for one in _around(spec, zone, after) if one[1] > after), None)


def latest(spec: SenseChecks, zone: str, now: datetime) -> tuple[date, datetime] | None:
    """As `following`, the last one at or before `now`."""
    return next((one for one in reversed(_around(spec, zone, now)) if one[1] <= now), None)


def _around(spec: SenseChecks, zone: str, at: datetime) -> list[tuple[date, datetime]]:
    there = spec.timezone or zone
    today = days.local(at, there).date()
    near = (today + timedelta(days=n) for n in range(-AHEAD, AHEAD + 1))
    return [(day, days.instant(day, spec.at, there)) for day in near if day.weekday() in spec.days]
