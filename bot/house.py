"""The house file: organisation, services, staff, rotas and ladders as a manager writes them.

Pure shapes. What one value may be is in `written`, what must agree between values in `house_rules`;
reading YAML with its lines is in `handlers.load`. A person's plan has a file of its own, `plans`.
"""

from datetime import timedelta
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, StringConstraints, model_validator

from bot.written import (
    Day,
    Duration,
    Every,
    FallbackUrl,
    HandoffDay,
    Key,
    LocalTime,
    MaybeWeekdays,
    Name,
    Phone,
    SlackChannel,
    SlackUser,
    Wait,
    WallClock,
    Weekday,
    Weekdays,
    Whole,
    Zone,
)
from bot.written import Model as Model

Role = Literal["support_worker", "team_leader", "manager", "safeguarding_lead", "administrator"]
ROLES: tuple[str, ...] = get_args(Role)


class OutsideNumber(Model):
    name: Name
    phone: Phone


class Huddle(Model):
    """When and where the weekly safeguarding meeting is, and which services it looks at."""

    channel: SlackChannel
    day: Weekday
    at: LocalTime
    timezone: Zone
    services: list[Key] = []


class Safeguarding(Model):
    lead: SlackUser
    deputy: SlackUser | None = None
    outside: list[OutsideNumber] = []


class Organisation(Model):
    name: Name
    emergency: Phone = "999"
    huddle: Huddle | None = None
    safeguarding: Safeguarding | None = None
    privacy: Literal["standard", "lighter"] = "standard"


class OfficeHours(Model):
    """`days` is a range or a list: mon-fri, or [mon, wed]; kept as numbers, Monday 0."""

    days: Weekdays
    opens: LocalTime = Field(alias="from")
    closes: LocalTime = Field(alias="until")


class HandoverTimes(Model):
    """When a handover is asked and reminded: `ask_before` the change; the others count from posting."""

    ask_before: Duration = timedelta(minutes=15)
    remind_after: Wait = timedelta(minutes=20)
    late_after: Wait = timedelta(minutes=45)


class Shift(Model):
    """It ends when the next one starts. `days` (when it starts) are all seven unless said."""

    key: Key
    name: Name
    starts: LocalTime
    planned_staff: Annotated[Whole, Field(ge=0, le=99)] = 1
    days: MaybeWeekdays = None


class Service(Model):
    key: Key
    name: Name
    channel: SlackChannel
    phone: Phone
    timezone: Zone
    ladder: Key
    office_hours: OfficeHours | None = None
    handover: HandoverTimes = HandoverTimes()
    shifts: Annotated[list[Shift], Field(min_length=1, max_length=12)]


class Staff(Model):
    """`services: []` is nobody's staff, reached by rota only.

    `fallback` are addresses that ring, each as written: a `${NAME}` in it is read when it is used.
    """

    slack: SlackUser
    name: Name
    role: Role
    services: list[Key]
    phone: Phone | None = None
    agency: bool = False
    shared: bool = False
    fallback: list[FallbackUrl] = []


class Handoff(Model):
    """Turns begin at `at` local time, every `every`, the first on or after `from`."""

    every: Every
    day: HandoffDay = None
    at: LocalTime
    start: Day = Field(alias="from")


class Layer(Model):
    members: Annotated[list[SlackUser], Field(min_length=1)]
    handoff: Handoff


class Override(Model):
    """Local times in the rota's zone; `until` is not included."""

    who: SlackUser
    start: WallClock = Field(alias="from")
    end: WallClock = Field(alias="until")


class Rota(Model):
    """Bare `members` and `handoff` are one layer; after loading there are only `layers`."""

    key: Key
    timezone: Zone
    layers: Annotated[list[Layer], Field(min_length=1)]
    overrides: list[Override] = []

    @model_validator(mode="before")
    @classmethod
    def _one_layer(cls, value: Any) -> Any:
        bare = {"members", "handoff"}
        if not isinstance(value, dict) or not bare & set(value):
            return value
        if "layers" in value:
            raise ValueError("has both layers and bare members; write either one or the other")
        rest = {key: part for key, part in value.items() if key not in bare}
        return rest | {"layers": [{key: value[key] for key in bare & set(value)}]}


class Rung(Model):
    """`tell` is role:R or rota:R; they have `within` to acknowledge."""

    tell: Annotated[str, StringConstraints(pattern=r"^(role|rota):[a-z0-9][a-z0-9_-]*$")]
    within: Wait


class Ladder(Model):
    """`repeat` is how many further passes follow the first."""

    key: Key
    repeat: Annotated[Whole, Field(ge=0, le=9)] = 0
    rungs: Annotated[list[Rung], Field(min_length=1, max_length=12)]
