"""The house file: organisation, services, staff, rotas and ladders as a manager writes them.

Pure shapes. What one value may be is in `written`, what must agree between values in `house_rules`;
reading YAML with its lines is in `handlers.load`. A person's plan has a file of its own, `plans`.
"""

from datetime import timedelta
from typing import Annotated, Any, Literal, get_args

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from bot.check_days import SenseChecks as SenseChecks
from bot.written import (
    NOBODY,
    Day,
    Duration,
    Every,
    FallbackUrl,
    HandoffDay,
    Key,
    LocalTime,
    MaybeWeekdays,
    Member,
    Name,
    Percent,
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
    """A number outside the organisation."""

    name: Name
    """Whose number it is."""
    phone: Phone
    """The number, as one would dial it, in quotes."""


class Targets(Model):
    """What a service means to reach, in 100; its charts say whether they can be relied on for it."""

    answered: Percent | None = None
    """Of the people asked about, how many are answered."""
    acknowledged: Percent | None = None
    """Of what rings, how much somebody takes within the first rung's time."""
    checked: Percent | None = None
    """Of the sense-checks sent, how many are done."""
    score: Percent | None = None
    """Of what a good record says, how much is found in those that were checked."""


class Huddle(Model):
    """When and where a weekly safeguarding meeting is, and which services it looks at."""

    name: Name = "Weekly huddle"
    """What the meeting is called, at the head of its digest."""
    channel: SlackChannel
    """The id of the private Slack channel of the meeting."""
    day: Weekday
    """On which weekday it is held."""
    at: LocalTime
    """At what local time it begins."""
    timezone: Zone
    """The time zone of that time."""
    services: list[Key] = []
    """The keys of the services it looks at; all of them unless said."""
    digest_before: Duration = timedelta(hours=1)
    """How long before it begins its digest is posted: at most 3 d."""
    targets: Targets | None = None
    """What its services mean to reach."""


def _one_or_more(value: object) -> str:
    return "several" if isinstance(value, list) else "one"


# written as a manager wrote it: one meeting, or a list of them
Huddles = Annotated[
    Annotated[Huddle, Tag("one")] | Annotated[list[Huddle], Tag("several"), Field(min_length=1)],
    Discriminator(_one_or_more),
]


class Safeguarding(Model):
    """Who reads what staff tell safeguarding privately, and whom anybody may ring instead."""

    lead: SlackUser
    """The safeguarding lead's Slack member id."""
    deputy: SlackUser | None = None
    """The deputy's Slack member id."""
    outside: list[OutsideNumber] = []
    """Numbers outside the organisation that anybody may ring: local adult safeguarding, the regulator."""

    @property
    def told(self) -> set[str]:
        """The Slack ids of whoever is told: the lead, and the deputy where there is one."""
        return {one for one in (self.lead, self.deputy) if one}


class Organisation(Model):
    """Whom this Relay serves."""

    name: Name
    """What the organisation is called."""
    emergency: Phone = "999"
    """The emergency number shown first in every message, in quotes."""
    huddle: Huddles | None = None
    """When and where the weekly safeguarding meeting is; a list of them where each is about services of its own."""
    sense_checks: SenseChecks = SenseChecks()
    """When a team leader of each service is sent two cases to sense-check."""
    safeguarding: Safeguarding | None = None
    """Who reads what staff tell safeguarding privately."""
    privacy: Literal["standard", "lighter"] = "standard"
    """lighter leaves signs out of direct messages too."""

    @property
    def huddles(self) -> list[Huddle]:
        """Every weekly meeting there is, however it was written."""
        if self.huddle is None:
            return []
        return self.huddle if isinstance(self.huddle, list) else [self.huddle]


class OfficeHours(Model):
    """`days` is a range or a list: mon-fri, or [mon, wed]; kept as numbers, Monday 0."""

    days: Weekdays
    """The weekdays on which somebody is in, as mon-fri or [mon, wed]."""
    opens: LocalTime = Field(alias="from")
    """From what local time."""
    closes: LocalTime = Field(alias="until")
    """Until what local time; at or before `from`, it is on the next day."""


class HandoverTimes(Model):
    """When a handover is asked and reminded: `ask_before` the change; the others count from posting."""

    ask_before: Duration = timedelta(minutes=15)
    """How long before the change of shift the question is asked."""
    remind_after: Wait = timedelta(minutes=20)
    """How long after posting the house is reminded."""
    late_after: Wait = timedelta(minutes=45)
    """How long after posting an unanswered question is late."""


class Shift(Model):
    """It ends when the next one starts. `days` (when it starts) are all seven unless said."""

    key: Key
    """The shift's own short word, which plans refer to."""
    name: Name
    """What staff call it."""
    starts: LocalTime
    """The local time at which it starts, in quotes; it ends when the next one starts."""
    planned_staff: Annotated[Whole, Field(ge=0, le=99)] = 1
    """How many are planned to work it."""
    days: MaybeWeekdays = None
    """The weekdays on which it starts; every day unless said."""


class Service(Model):
    """A home or a team, with its private Slack channel and its shifts."""

    key: Key
    """The service's own short word, which never changes."""
    name: Name
    """What the service is called."""
    channel: SlackChannel
    """The id of the service's private Slack channel."""
    phone: Phone
    """The number of the house, in quotes."""
    timezone: Zone
    """The time zone of all its local times."""
    ladder: Key
    """The key of the ladder that is climbed when nobody says otherwise."""
    office_hours: OfficeHours | None = None
    """When something that can wait is told."""
    handover: HandoverTimes = HandoverTimes()
    """When the question is asked, reminded of and late."""
    shifts: Annotated[list[Shift], Field(min_length=1, max_length=12)]
    """The shifts of a day, each ending when the next one starts."""


class Staff(Model):
    """`services: []` is nobody's staff, reached by rota only.

    `fallback` are addresses that ring, each as written: a `${NAME}` in it is read when it is used.
    """

    slack: SlackUser
    """Their member id, from their Slack profile."""
    name: Name
    """The name that colleagues see."""
    role: Role
    """What they may do and are told as."""
    services: list[Key]
    """The keys of the services whose staff they are; [] is nobody's staff, reached by rota only."""
    phone: Phone | None = None
    """The number on which colleagues reach them, in quotes."""
    agency: bool = False
    """Whether they come from an agency."""
    shared: bool = False
    """Whether it is an account that several people use, such as a house tablet."""
    fallback: list[FallbackUrl] = []
    """Addresses that ring when Slack does not; ${NAME} in one is read when it is used."""


class Handoff(Model):
    """Turns begin at `at` local time, every `every`, the first on or after `from`."""

    every: Every
    """How long a turn is."""
    day: HandoffDay = None
    """The weekday on which turns by the week begin; by the month, its day (31: the last day of shorter ones)."""
    at: LocalTime
    """The local time at which a turn begins, in quotes."""
    start: Day = Field(alias="from")
    """Turns are counted from this date on."""


class Layer(Model):
    """Members who take turns."""

    members: Annotated[list[Member], Field(min_length=1)]
    """Slack member ids of those who take turns, in this order; nobody for a turn left to the layers before it."""
    handoff: Handoff
    """When one turn ends and the next begins."""

    @property
    def people(self) -> list[str]:
        """The Slack ids among the members."""
        return [one for one in self.members if one != NOBODY]


class Override(Model):
    """Local times in the rota's zone; `until` is not included."""

    who: SlackUser
    """The Slack member id of whoever is on call instead."""
    start: WallClock = Field(alias="from")
    """From what local time."""
    end: WallClock = Field(alias="until")
    """Until what local time, which is not included."""


class Rota(Model):
    """Bare `members` and `handoff` are one layer; after loading there are only `layers`."""

    key: Key
    """The rota's own short word, as in rota:first-line."""
    timezone: Zone
    """The time zone of all its local times."""
    layers: Annotated[list[Layer], Field(min_length=1)]
    """Several layers of turns; a later one wins where it has somebody on."""
    overrides: list[Override] = []
    """Times for which somebody else is on call."""

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
    """Who is told: role:… or rota:…."""
    within: Wait
    """How long they have to acknowledge before the next rung is told."""


class Ladder(Model):
    """`repeat` is how many further passes follow the first."""

    key: Key
    """The ladder's own short word, as in ladder:house."""
    repeat: Annotated[Whole, Field(ge=0, le=9)] = 0
    """How many further passes follow the first."""
    rungs: Annotated[list[Rung], Field(min_length=1, max_length=12)]
    """Who is told, in this order."""
