"""Single values as a manager writes them in a house file: names, keys, times, dates, lengths of time.

A ValueError raised here reads "what is wrong; what to write", for a manager to read as it is.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

from bot import days, durations

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# a turn of a layer in which it has nobody on, so that the layers below it do
NOBODY = "nobody"
D = TypeVar("D", date, datetime)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WALL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", re.ASCII)


class Model(BaseModel):
    """Frozen; a key nobody knows is an error, never ignored."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True
    )


def _clean(text: str) -> str:
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise ValueError("has a control character in it; take it out")
    return text


def one_line(text: str) -> str:
    """`text` when it is one line without control characters. Raises ValueError, saying what to do."""
    if "\n" in text:
        raise ValueError("goes over several lines; write it on one line")
    return _clean(text)


def _longer_than_nothing(length: timedelta) -> timedelta:
    if not length:
        raise ValueError("is no time at all; write for example 10 min")
    return length


def _date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not DATE.fullmatch(value):
        raise ValueError("is not a date; write year, month and day, for example 2027-01-31")
    try:
        return _this_century(date.fromisoformat(value))
    except ValueError:
        raise ValueError(
            f"{value} is not in any calendar of this century; write a date that there is"
        ) from None


def _wall(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value
    if not isinstance(value, str) or not WALL.fullmatch(value):
        raise ValueError("is not a date and time; write local time without a zone, like 2026-12-24T17:00")
    try:
        return _this_century(datetime.fromisoformat(value))
    except ValueError:
        raise ValueError(f"{value} is not on any clock or calendar; write a time that there is") from None


def _this_century(value: D) -> D:
    if not 2000 <= value.year < 2100:
        raise ValueError
    return value


def _local_time(value: object) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str):
        return days.parse_time(value)
    raise ValueError('is not a time of day; write it in quotes, for example "07:30"')


def _every(value: object) -> object:
    return value if value == "1 month" else _longer_than_nothing(durations.parse(value))


def _handoff_day(value: object) -> object:
    number = type(value) is int and 1 <= value <= 31
    if value is None or number or value in get_args(Weekday):
        return value
    raise ValueError("is not a day for a handoff; write a weekday in full, for example monday")


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), AfterValidator(one_line)
]
ShortName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20), AfterValidator(one_line)
]
Saying = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_clean)
]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), AfterValidator(_clean)
]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
SlackUser = Annotated[str, StringConstraints(pattern=r"^[UW][A-Z0-9]{2,20}$")]
Member = Annotated[str, StringConstraints(pattern=r"^(?:[UW][A-Z0-9]{2,20}|nobody)$")]
SlackChannel = Annotated[str, StringConstraints(pattern=r"^[CG][A-Z0-9]{2,20}$")]
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=30), AfterValidator(one_line)
]
FallbackUrl = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(one_line)
]
Zone = Annotated[str, AfterValidator(days.known_zone)]
Day = Annotated[date, BeforeValidator(_date)]
WallClock = Annotated[datetime, BeforeValidator(_wall)]
# strict: "true" is no number of staff, and 2.5 of them is a slip
Whole = Annotated[int, Field(strict=True)]
Duration = Annotated[
    timedelta, BeforeValidator(durations.parse), PlainSerializer(durations.written, return_type=str)
]
Wait = Annotated[Duration, AfterValidator(_longer_than_nothing)]
LocalTime = Annotated[
    time, BeforeValidator(_local_time), PlainSerializer(lambda t: t.strftime("%H:%M"), return_type=str)
]
# outside the classes that use them: there, `days` is a field and hides the module
Weekdays = Annotated[
    tuple[int, ...], BeforeValidator(days.parse_weekdays), PlainSerializer(days.written_weekdays)
]
MaybeWeekdays = Annotated[
    tuple[int, ...] | None,
    BeforeValidator(days.parse_weekdays_or_none),
    PlainSerializer(days.written_weekdays),
]


Every = Annotated[
    timedelta | Literal["1 month"],
    BeforeValidator(_every),
    PlainSerializer(
        lambda every: every if isinstance(every, str) else durations.written(every), return_type=str
    ),
]
HandoffDay = Annotated[Weekday | Annotated[int, Field(ge=1, le=31)] | None, BeforeValidator(_handoff_day)]
