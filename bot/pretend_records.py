"""What a pretended year holds: the cast it is made for, and what would have been recorded. Values only.

Ids of handovers, replies, notes and escalations count from 1 within one year, each in order of time; all other ids are
the database's. All instants are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot import closing, escalation, handover, house, notes, replies, timeline
from bot.people import Author, Person, Service, Staff


@dataclass(frozen=True)
class House:
    """One service, the people it supports with the plans that hold, and its staff, shared accounts among them."""

    service: Service
    people: tuple[Person, ...]
    staff: tuple[Staff, ...]


@dataclass(frozen=True)
class Cast:
    """Everybody who plays. `staff` are all who are listed, by Slack id; rotas and ladders are by key."""

    houses: tuple[House, ...]
    staff: Mapping[str, Staff]
    rotas: Mapping[str, house.Rota]
    ladders: Mapping[str, house.Ladder]


@dataclass(frozen=True)
class Handover:
    """A scheduled handover. `asked` and `away` are people: asked about, and left out until they are back."""

    id: int
    service_id: int
    change: handover.Change
    state: Literal["planned", "asked", "not_asked"]
    asked: tuple[int, ...] = ()
    away: tuple[int, ...] = ()
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    late_at: datetime | None = None
    settled: bool = False


@dataclass(frozen=True)
class Reply:
    """An answer through a handover's question, about its own period."""

    id: int
    handover_id: int
    service_id: int
    person_id: int
    plan_id: int | None
    author: Author
    seen_at: datetime
    received_at: datetime
    timed: bool
    answer: replies.Answer


@dataclass(frozen=True)
class Note:
    """What staff said besides, between handovers."""

    id: int
    service_id: int
    person_id: int | None
    said: notes.Said
    author: Author
    seen_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class Staffed:
    """How many worked the shift that a handover covers."""

    handover_id: int
    planned: int
    actual: int
    agency: int
    alone: bool
    author: Author
    at: datetime


@dataclass(frozen=True)
class Read:
    """Somebody of the incoming shift read a handover."""

    handover_id: int
    author: Author
    at: datetime


@dataclass(frozen=True)
class Absence:
    """Somebody was away, and came back."""

    person_id: int
    service_id: int
    author: Author
    said_at: datetime
    until_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Crossed:
    """A threshold reached by a reply, or by a period that nobody answered: exactly one of the two."""

    at: datetime
    plan_id: int
    threshold: str
    sentence: str
    evidence: tuple[int, ...]
    reply_id: int | None = None
    period_id: int | None = None


@dataclass(frozen=True)
class Event:
    """One line of an escalation's timeline; `actor_id` and `to_id` are staff."""

    what: timeline.What
    at: datetime
    actor_id: int | None = None
    to_id: int | None = None
    by_at: datetime | None = None
    about: str | None = None
    text: str | None = None
    number: int = 0


@dataclass(frozen=True)
class Closed:
    """What was said when it was closed, by whom."""

    at: datetime
    by_id: int
    said: closing.Closing


@dataclass(frozen=True)
class Rang:
    """An escalation as it stands at the end, with what raised it and all that happened to it, in order.

    `notes` and `handovers` raised it, each with the instant at which it did.
    """

    escalation: escalation.Escalation
    tellings: int
    events: tuple[Event, ...]
    crossed: tuple[Crossed, ...] = ()
    notes: tuple[tuple[int, datetime], ...] = ()
    handovers: tuple[tuple[int, datetime], ...] = ()
    closed: Closed | None = None


@dataclass(frozen=True)
class Year:
    """All of it, every part in order of time."""

    handovers: tuple[Handover, ...]
    replies: tuple[Reply, ...]
    notes: tuple[Note, ...]
    staffed: tuple[Staffed, ...]
    reads: tuple[Read, ...]
    absences: tuple[Absence, ...]
    rang: tuple[Rang, ...]
