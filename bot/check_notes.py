"""A case as whoever checks it sees it: first the notes as they stood, and only then what happened. Pure values.

Neither names who wrote or did something: a role is enough.
"""

from dataclasses import dataclass
from datetime import date, datetime

from bot import house, plans
from bot.checks import Check, Rang
from bot.closing import Closing
from bot.handover import Change, Staffed
from bot.people import Contact, Person, Service
from bot.replies import Answer


@dataclass(frozen=True)
class Entry:
    """One answer of the period, or with `text` alone a note. `plan` is what it was answered under."""

    seen_at: datetime
    written_at: datetime
    timed: bool
    role: house.Role
    agency: bool
    alone: bool
    covering: bool = False
    answer: Answer | None = None
    plan: plans.Plan | None = None
    text: str | None = None
    wants: str | None = None


@dataclass(frozen=True)
class Before:
    """An earlier period that the plan's rules looked at: its shift and date, and its signs; None: nobody answered."""

    covers: str
    day: date
    signs: tuple[str, ...] | None


@dataclass(frozen=True)
class Notes:
    """The notes of a case as they stood. Nothing here says whether anything rang."""

    check: Check
    service: Service
    person: Person
    change: Change
    entries: tuple[Entry, ...]
    staffed: Staffed | None
    before: tuple[Before, ...]
    on_call: tuple[Contact, ...]
    emergency: str


@dataclass(frozen=True)
class Ran:
    """One thing that rang, as it really went. `sentences` say why, as the rules did."""

    rang: Rang
    sentences: tuple[str, ...] = ()
    promised_by: datetime | None = None
    acted_at: datetime | None = None
    ended_at: datetime | None = None
    stood_down: bool = False
    unanswered: bool = False
    closing: Closing | None = None


@dataclass(frozen=True)
class Course:
    """What really happened, with the plan's limits; `ran` is empty where nobody was told."""

    notes: Notes
    ran: tuple[Ran, ...]


@dataclass(frozen=True)
class Row:
    """One case in a message: no more of it than a channel may show."""

    check: Check
    known_as: str
    change: Change
    here: bool = True


@dataclass(frozen=True)
class Sent:
    """The message with the cases of one service and one date."""

    service: Service
    rows: tuple[Row, ...]
    sent_at: datetime
