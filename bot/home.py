"""The App Home: what somebody sees of their houses, and of what they have written."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import bot.notes
import bot.replies
from bot import handover
from bot.duty import Duty
from bot.handover import Handover, OpenLine
from bot.pause import Pause
from bot.people import Contact, Person, Service
from bot.private import Shown

# what somebody "has written tonight"
WRITTEN_WITHIN = bot.replies.CORRECTED_WITHIN
# for how long after its change of shift an answer given elsewhere is one to the handover's question
COUNTS_FOR = timedelta(hours=1)

# staff of a house, or covering there; an account that several use; listed, and of no house; in no list
Standing = Literal["staff", "shared", "no_house", "stranger"]
What = bot.replies.Kind | bot.notes.Kind


@dataclass(frozen=True)
class Waited:
    """Somebody without an answer since the asking; `earlier` when there is one from before it."""

    person: Person
    earlier: bool = False


@dataclass(frozen=True)
class House:
    """One service as its staff see it. `asked` is the newest handover while its answers are waited for.

    `people` are all who are supported there; `next_due` is when the next question comes.
    """

    service: Service
    on_call: tuple[Contact, ...]
    people: tuple[Person, ...]
    open: tuple[OpenLine, ...]
    asked: Handover | None
    waited: tuple[Waited, ...]
    next_due: datetime
    paused: Pause | None = None
    may_pause: bool = False


@dataclass(frozen=True)
class Wrote:
    """One thing that somebody has written: when, in which house, about whom (None: the house, or a call), what kind.

    `reply_to` is the handover it answers (0: between handovers) where its form can be opened again; else None.
    """

    at: datetime
    service: Service
    known_as: str | None
    kind: What
    person_id: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True)
class Home:
    """All of it, at one moment. `others` are houses of theirs that are not shown whole; `wrote` is newest first.

    `new` until they have been told what Relay is. `private` is what they were told as safeguarding, in order;
    `duty` what rings for them.
    """

    standing: Standing
    emergency: str
    houses: tuple[House, ...] = ()
    others: tuple[Service, ...] = ()
    wrote: tuple[Wrote, ...] = ()
    new: bool = False
    private: tuple[Shown, ...] = ()
    duty: Duty = field(default_factory=Duty)


def waits(asked: Handover, service: Service, now: datetime) -> bool:
    """Whether answers to this handover are still waited for: until the next one of its service is due."""
    due = asked.change.due
    return now < (due if asked.extra else handover.next_change(service.spec, due).due)


def counts(asked: Handover, now: datetime) -> bool:
    """Whether what is said elsewhere is an answer to this handover: until an hour after its change of shift."""
    return now < asked.change.at + COUNTS_FOR
