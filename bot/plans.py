"""A person's early-warning-and-escalation plan: the shapes of its parts. Versioned, never edited in place."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from bot.rules import Rule as Rule
from bot.rules import SignRule as SignRule
from bot.rules import Together as Together
from bot.rules import TogetherRule as TogetherRule
from bot.written import (
    Day,
    Key,
    Model,
    Name,
    Phone,
    Saying,
    ShortName,
    SlackUser,
    Text,
    Wait,
    one_line,
)

Domain = Literal[
    "mood", "sleep", "eating", "medication", "health", "refusals", "public_interactions", "incidents",
    "family_contact", "tenancy", "exploitation", "watched_or_pressured", "substance_use", "money", "other",
]  # fmt: skip
Urgency = Literal["now", "this_shift", "in_hours"]
LevelText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=70), AfterValidator(one_line)
]


def _level(value: object) -> object:
    """Keys of a mapping are text in a file and in JSON."""
    return int(value) if isinstance(value, str) and value in {"1", "2", "3"} else value


Level = Annotated[Literal[1, 2, 3], BeforeValidator(_level)]


class Agreed(Model):
    """How the plan came to be agreed, and until when it holds: with the person when `with` names them."""

    when: Day
    with_: Annotated[list[Name], Field(alias="with")]
    how: Text | None = None
    drafted_by: SlackUser
    approved_by: SlackUser
    sharing: Literal["agreed", "objects", "best_interests"] = "agreed"
    capacity_note: Text | None = None
    review_by: Day


class Asked(Model):
    """At which shifts covered the person is asked about, and until which local date (inclusive)."""

    shifts: list[Key] | None = None
    until: Day | None = None


class Sign(Model):
    """One warning sign in the person's words. `rating` says how staff answer it."""

    key: Key
    says: Saying
    domain: Domain
    rating: Literal["seen", "0-3", "count", "number"]
    levels: dict[Level, LevelText] | None = None
    unit: Name | None = None
    worse: Literal["higher", "lower"] | None = None


class Threshold(Model):
    """A rule over signs, and what reaching it means. `involve` names partners of the same plan."""

    key: Key
    when: Rule
    tell: Annotated[str, StringConstraints(pattern=r"^(ladder|role|rota):[a-z0-9][a-z0-9_-]*$")]
    urgency: Urgency = "now"
    act_within: Wait = timedelta(minutes=30)
    ask: Text | None = None
    share: Text | None = None
    authorised: Text | None = None
    involve: list[Key] = Field(default_factory=list)


class Line(Model):
    name: Name
    phone: Phone


class Partner(Model):
    """Another agency, with a named lead, what they need to hear, and how."""

    key: Key
    agency: Name
    lead: Name
    phone: Phone | None = None
    hears: Text
    hours: Name | None = None
    backup: Name | None = None
    phoned_by: Literal["acknowledger", "house"] = "acknowledger"
    chase_after: Wait | None = None


class Wanted(Model):
    name: Name
    for_: Annotated[Text, Field(alias="for")]
    how: Text | None = None


class NotWanted(Model):
    """Exactly one of: a staff member, a partner of the plan, or somebody outside by name."""

    staff: SlackUser | None = None
    partner: Key | None = None
    name: Name | None = None
    why: Text | None = None


class Contacts(Model):
    wanted: list[Wanted] = Field(default_factory=list)
    not_wanted: list[NotWanted] = Field(default_factory=list)


class Plan(Model):
    agreed: Agreed
    asked: Asked = Asked()
    signs: Annotated[list[Sign], Field(min_length=1, max_length=25)]
    steps: Annotated[list[Saying], Field(max_length=15)] = Field(default_factory=list)
    safe: list[Text] = Field(default_factory=list)
    worse: list[Text] = Field(default_factory=list)
    look_after: list[Text] = Field(default_factory=list)
    crisis_wishes: Text | None = None
    crisis_line: Line | None = None
    partners: list[Partner] = Field(default_factory=list)
    thresholds: list[Threshold] = Field(default_factory=list)
    contacts: Contacts = Contacts()

    def sign(self, key: str) -> Sign:
        """The sign with this key. KeyError when the plan has none."""
        return {sign.key: sign for sign in self.signs}[key]

    def threshold(self, key: str) -> Threshold:
        """The threshold with this key. KeyError when the plan has none."""
        return {threshold.key: threshold for threshold in self.thresholds}[key]


class Person(Model):
    """Somebody supported, by the short name they chose. Without a plan nothing but a tap can be answered."""

    key: Key
    known_as: ShortName
    service: Key
    plan: Plan | None = None


# kept with the plan's shapes because a service has at most this many people in one message
PEOPLE_A_SERVICE = 25
