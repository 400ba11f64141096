"""Single values as a manager writes them in a house file: names, keys, times, dates, lengths of time.

A ValueError raised here reads "what is wrong; what to write", for a manager to read as it is.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from bot import days, durations

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# a turn of a layer in which it has nobody on, so that the layers below it do
NOBODY = "nobody"
D = TypeVar("D", date, datetime)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WALL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", re.ASCII)


class Model(BaseModel):
    """Frozen; a key nobody knows is an error, never ignored."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True
    )


def _clean(text: str) -> str:
    if CONTROL.search(text):
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


# what an editor is told of a value: patterns as JSON Schema and its validators read them, without flags


def as_text(name: str, pattern: str, remedy: str, *examples: str, **more: int) -> WithJsonSchema:
    """For the schema: text of this pattern, under a name; `remedy` is what an editor says of other text."""
    says: dict[str, Any] = {
        "title": name,
        "type": "string",
        "pattern": pattern,
        "patternErrorMessage": remedy,
    }
    return WithJsonSchema(says | more | ({"examples": list(examples)} if examples else {}))


def _lines(name: str, most: int, least: int = 1, one: bool = True) -> WithJsonSchema:
    pattern, remedy = (ONE_LINE, "Write something, on one line.") if one else (r"\S", "Write something.")
    return as_text(name, pattern, remedy, minLength=least, maxLength=most)


def _any_case(words: Iterable[str]) -> str:
    """A pattern of these words, longest first, in small letters or capitals."""
    letters = {word: "".join(f"[{one}{one.upper()}]" for one in word) for word in words}
    return "|".join(letters[word] for word in sorted(letters, key=lambda word: (-len(word), word)))


ONE_LINE = r"^\s*\S[^\n]*\s*$"
LENGTH = (
    rf"(?:[0-9]{{1,9}}\s*(?:{_any_case(durations.UNITS)})"
    r"|P(?=T?[0-9])(?:[0-9]{1,9}W)?(?:[0-9]{1,9}D)?(?:T(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}S)?)?)"
)
SOME_LENGTH = rf"(?=[^1-9]*[1-9]){LENGTH}"
DATE_SHAPE = "20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
ONE_DAY = rf"\s*(?:{_any_case(days.WEEKDAYS)})\s*"
DAYS = f"{ONE_DAY}(?:[-–]{ONE_DAY})?"
DAYS_TEXT = {
    "title": "DaysInWords",
    "type": "string",
    "pattern": f"^{DAYS}(?:,{DAYS})*$",
    "patternErrorMessage": "Write for example mon-fri, or [mon, wed].",
    "examples": ["mon-fri", "sat-sun"],
}
DAYS_LIST = {
    "type": "array",
    "minItems": 1,
    "items": {
        "title": "Days",
        "type": "string",
        "pattern": f"^{DAYS}$",
        "patternErrorMessage": "Write a day of the week, such as mon.",
        "examples": list(days.SHORT),
    },
}
DAYS_SCHEMA = WithJsonSchema({"anyOf": [DAYS_TEXT, DAYS_LIST]})

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(one_line),
    _lines("Name", 60),
]
ShortName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20),
    AfterValidator(one_line),
    _lines("ShortName", 20),
]
Saying = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    AfterValidator(_clean),
    _lines("Saying", 300, one=False),
]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
    AfterValidator(_clean),
    _lines("Text", 1000, one=False),
]
Key = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$"),
    as_text("Key", r"^[a-z0-9][a-z0-9_-]{0,39}$", "Write small letters, digits, - and _: at most 40."),
]
SlackUser = Annotated[
    str,
    StringConstraints(pattern=r"^[UW][A-Z0-9]{2,20}$"),
    as_text("SlackUser", r"^[UW][A-Z0-9]{2,20}$", "Write a member id from Slack, such as U0123ABCD."),
]
Member = Annotated[
    str,
    StringConstraints(pattern=r"^(?:[UW][A-Z0-9]{2,20}|nobody)$"),
    as_text(
        "Member",
        r"^(?:[UW][A-Z0-9]{2,20}|nobody)$",
        "Write a member id from Slack, such as U0123ABCD, or nobody.",
    ),
]
SlackChannel = Annotated[
    str,
    StringConstraints(pattern=r"^[CG][A-Z0-9]{2,20}$"),
    as_text("SlackChannel", r"^[CG][A-Z0-9]{2,20}$", "Write a channel's id from Slack, such as C0123ABCD."),
]
Phone = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=30),
    AfterValidator(one_line),
    _lines("Phone", 30, 2),
]
FallbackUrl = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(one_line),
    _lines("FallbackUrl", 500),
]
# no list of zones: it changes from year to year
Zone = Annotated[
    str,
    AfterValidator(days.known_zone),
    as_text(
        "Zone",
        r"^[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*$",
        "Write a time zone like Europe/London.",
        *("Europe/London", "America/Chicago", "Australia/Lord_Howe"),
    ),
]
Day = Annotated[
    date,
    BeforeValidator(_date),
    as_text("Date", f"^{DATE_SHAPE}$", "Write year, month and day, for example 2027-01-31.", "2026-01-05"),
]
WallClock = Annotated[
    datetime,
    BeforeValidator(_wall),
    as_text(
        "DateAndTime",
        f"^{DATE_SHAPE}[T ]{CLOCK}(?::[0-5][0-9])?$",
        "Write local time without a zone, like 2026-12-24T17:00.",
        "2026-12-24T17:00",
    ),
]
# strict: "true" is no number of staff, and 2.5 of them is a slip
Whole = Annotated[int, Field(strict=True)]
Percent = Annotated[Whole, Field(ge=1, le=100)]
LENGTHS = ("Write a length of time, for example 15 min, 4 h or 7 d.", "15 min", "4 h", "7 d")
Duration = Annotated[
    timedelta,
    BeforeValidator(durations.parse),
    PlainSerializer(durations.written, return_type=str),
    as_text("Length", rf"^\s*{LENGTH}\s*$", *LENGTHS),
]
Wait = Annotated[
    Duration, AfterValidator(_longer_than_nothing), as_text("Wait", rf"^\s*{SOME_LENGTH}\s*$", *LENGTHS)
]
LocalTime = Annotated[
    time,
    BeforeValidator(_local_time),
    PlainSerializer(lambda t: t.strftime("%H:%M"), return_type=str),
    as_text("TimeOfDay", f"^{CLOCK}$", 'Write hours and minutes in quotes, for example "07:30".', "07:30"),
]
# outside the classes that use them: there, `days` is a field and hides the module
Weekdays = Annotated[
    tuple[int, ...],
    BeforeValidator(days.parse_weekdays),
    PlainSerializer(days.written_weekdays),
    DAYS_SCHEMA,
]
MaybeWeekdays = Annotated[
    tuple[int, ...] | None,
    BeforeValidator(days.parse_weekdays_or_none),
    PlainSerializer(days.written_weekdays),
    DAYS_SCHEMA,
]


Every = Annotated[
    timedelta | Literal["1 month"],
    BeforeValidator(_every),
    PlainSerializer(
        lambda every: every if isinstance(every, str) else durations.written(every), return_type=str
    ),
    as_text(
        "Turn",
        rf"^(?:\s*{SOME_LENGTH}\s*|1 month)$",
        "Write for example 12 h, 1 d, 1 week or 1 month.",
        *("12 h", "1 d", "1 week", "1 month"),
    ),
]
HandoffDay = Annotated[Weekday | Annotated[int, Field(ge=1, le=31)] | None, BeforeValidator(_handoff_day)]
