"""A person's early-warning-and-escalation plan: the shapes of its parts. Versioned, never edited in place."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from bot.rules import Rule as Rule
from bot.rules import SignRule as SignRule
from bot.rules import Together as Together
from bot.rules import TogetherRule as TogetherRule
from bot.written import (
    ONE_LINE,
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

LEVEL_TEXT = {"type": "string", "minLength": 1, "maxLength": 70, "pattern": ONE_LINE}
Levels = Annotated[
    dict[Level, LevelText],
    WithJsonSchema(
        {
            "type": "object",
            "properties": {
                level: LEVEL_TEXT | {"description": f"What {how} looks like, in words that staff would say."}
                for level, how in (("1", "a little of it"), ("2", "more of it"), ("3", "the most of it"))
            },
            # VS Code's YAML extension reads 1: as a number, and finds it by pattern only
            "patternProperties": {"^[123]$": True},
            "required": ["1", "2", "3"],
            "additionalProperties": False,
        }
    ),
]


class Agreed(Model):
    """How the plan came to be agreed, and until when it holds: with the person when `with` names them."""

    when: Day
    """The date on which the plan was agreed."""
    with_: Annotated[list[Name], Field(alias="with")]
    """With whom; with the person when their known_as is among them."""
    how: Text | None = None
    """How they were involved."""
    drafted_by: SlackUser
    """The Slack member id of whoever drafted it."""
    approved_by: SlackUser
    """The Slack member id of whoever approved it; somebody else."""
    sharing: Literal["agreed", "objects", "best_interests"] = "agreed"
    """Whether the person agrees to sharing, objects, or it is shared in their best interests."""
    capacity_note: Text | None = None
    """What was decided about their capacity, when and with whom; needed for best_interests."""
    review_by: Day
    """The date by which it is looked at again."""


class Asked(Model):
    """At which shifts covered the person is asked about, and until which local date (inclusive)."""

    shifts: list[Key] | None = None
    """The keys of the shifts covered after which the person is asked about; all unless said."""
    until: Day | None = None
    """The last date on which they are asked about."""


class Sign(Model):
    """One warning sign in the person's words. `rating` says how staff answer it."""

    key: Key
    """The sign's own short word, which rules refer to."""
    says: Saying
    """The sign in the person's own words."""
    domain: Domain
    """What it is about; a channel shows no more than this."""
    rating: Literal["seen", "0-3", "count", "number"]
    """How staff answer it: seen or not, 0-3, a count, or a number with a unit."""
    levels: Levels | None = None
    """What 1, 2 and 3 mean, in words; needed for 0-3."""
    unit: Name | None = None
    """What a number counts, such as hours."""
    worse: Literal["higher", "lower"] | None = None
    """Which way is worse, for a count or a number."""


class Threshold(Model):
    """A rule over signs, and what reaching it means. `involve` names partners of the same plan."""

    key: Key
    """The threshold's own short word."""
    when: Rule
    """The rule that reaches it."""
    tell: Annotated[str, StringConstraints(pattern=r"^(ladder|role|rota):[a-z0-9][a-z0-9_-]*$")]
    """Who is told: ladder:…, role:… or rota:…."""
    urgency: Urgency = "now"
    """now rings at any hour; this_shift in Slack only, then as now; in_hours waits for office hours."""
    act_within: Wait = timedelta(minutes=30)
    """How long whoever takes it has to act."""
    ask: Text | None = None
    """What they are asked to do."""
    share: Text | None = None
    """What may be shared, and what not."""
    authorised: Text | None = None
    """What staff may do without asking first."""
    involve: list[Key] = Field(default_factory=list)
    """The keys of partners in this plan who are to be told."""


class Line(Model):
    """Somebody to ring."""

    name: Name
    """What the line is called."""
    phone: Phone
    """Its number, in quotes."""


class Partner(Model):
    """Another agency, with a named lead, what they need to hear, and how."""

    key: Key
    """The partner's own short word."""
    agency: Name
    """Which agency it is."""
    lead: Name
    """The named lead there."""
    phone: Phone | None = None
    """Their number, in quotes."""
    hears: Text
    """What they need to hear, and nothing more."""
    hours: Name | None = None
    """When they are there."""
    backup: Name | None = None
    """Whom to try when they are not."""
    phoned_by: Literal["acknowledger", "house"] = "acknowledger"
    """Who phones them: whoever has it, or the house."""
    chase_after: Wait | None = None
    """How long until they are chased when they have not confirmed."""


class Wanted(Model):
    """Somebody the person wants contacted."""

    name: Name
    """Whom the person wants contacted."""
    for_: Annotated[Text, Field(alias="for")]
    """For what."""
    how: Text | None = None
    """How, and when."""


class NotWanted(Model):
    """Exactly one of: a staff member, a partner of the plan, or somebody outside by name."""

    staff: SlackUser | None = None
    """A colleague's Slack member id: never told about this person."""
    partner: Key | None = None
    """The key of a partner in this plan."""
    name: Name | None = None
    """Somebody outside, by name."""
    why: Text | None = None
    """Why, in the person's words."""


class Contacts(Model):
    """Two lists of people: those to contact, and those not to."""

    wanted: list[Wanted] = Field(default_factory=list)
    """Whom the person wants contacted."""
    not_wanted: list[NotWanted] = Field(default_factory=list)
    """Who must not be contacted; this never prevents 999."""


class Plan(Model):
    """What was agreed with one person: signs, steps, and who is told when."""

    agreed: Agreed
    """How the plan came to be agreed."""
    asked: Asked = Asked()
    """At which shifts, and until when, the person is asked about."""
    signs: Annotated[list[Sign], Field(min_length=1, max_length=25)]
    """The person's own early warning signs."""
    steps: Annotated[list[Saying], Field(max_length=15)] = Field(default_factory=list)
    """What was agreed to do when signs show, in this order."""
    safe: list[Text] = Field(default_factory=list)
    """What helps the person feel safe."""
    worse: list[Text] = Field(default_factory=list)
    """What makes it worse."""
    look_after: list[Text] = Field(default_factory=list)
    """What has to be looked after while the person is unwell."""
    crisis_wishes: Text | None = None
    """What the person asks for in a crisis."""
    crisis_line: Line | None = None
    """A number for a crisis."""
    partners: list[Partner] = Field(default_factory=list)
    """Other agencies with a part in the plan."""
    thresholds: list[Threshold] = Field(default_factory=list)
    """Rules over the signs, and who is told when one is reached."""
    contacts: Contacts = Contacts()
    """Whom the person wants contacted, and whom not."""

    def sign(self, key: str) -> Sign:
        """The sign with this key. KeyError when the plan has none."""
        return {sign.key: sign for sign in self.signs}[key]

    def threshold(self, key: str) -> Threshold:
        """The threshold with this key. KeyError when the plan has none."""
        return {threshold.key: threshold for threshold in self.thresholds}[key]


class Person(Model):
    """Somebody supported, by the short name they chose. Without a plan nothing but a tap can be answered."""

    key: Key
    """The person's own short word; it stays as it is."""
    known_as: ShortName
    """The short name they chose: all that a channel ever shows."""
    service: Key
    """The key of the service that supports them."""
    plan: Plan | None = None
    """Their early-warning-and-escalation plan."""


# kept with the plan's shapes because a service has at most this many people in one message
PEOPLE_A_SERVICE = 25
