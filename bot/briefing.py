"""What is known of one escalation, as values: what was seen and said, who was told, what was done. Pure.

Everything that messages, forms and the timeline of an escalation draw on.
"""

from dataclasses import dataclass
from datetime import datetime

from bot import house, notes, plans
from bot.escalation import Escalation, Lapse, Promised
from bot.handover import Change
from bot.people import Contact, Person, Service
from bot.replies import Answer
from bot.transitions import Did, PassedBecause, StoodDownBecause


@dataclass(frozen=True)
class Sighting:
    """One reply that is evidence: what was seen, when, by whom, and what was tried. `others` as in `Spoken`."""

    seen_at: datetime
    received_at: datetime
    timed: bool
    shift: str
    by: str
    role: house.Role
    agency: bool
    alone: bool
    answer: Answer
    plan: plans.Plan
    others: int = 0
    covering: bool = False


@dataclass(frozen=True)
class Spoken:
    """A note that rings: what staff said, and who they are. `others` counts people whom it also affects.

    `covering`: they are not staff there, and worked that shift by the word of somebody who is.
    """

    said: notes.Said
    at: datetime
    by: str
    role: house.Role
    agency: bool
    alone: bool
    others: int = 0
    covering: bool = False


@dataclass(frozen=True)
class Late:
    """A handover that nobody answered in time: who is still `waiting` by known_as, and who was answered since.

    `answered` holds (known_as, by whom, when), in order. `away`: somebody who is away has no reply.
    """

    change: Change
    waiting: tuple[str, ...]
    answered: tuple[tuple[str, str, datetime], ...] = ()
    away: bool = False


@dataclass(frozen=True)
class Told:
    """One telling of one person: `number` counts the tellings of the escalation from 1."""

    name: str
    phone: str | None
    at: datetime
    number: int


@dataclass(frozen=True)
class Lapsed:
    """Why it was told from the first rung again, `at` when: who had it, what they had promised, and by when."""

    why: Lapse
    holder: str | None
    promised: Promised | None
    by: datetime | None
    at: datetime | None = None


@dataclass(frozen=True)
class Passed:
    """To whom the holder passes it on, why, and until when one of them takes it. `words`: more was written."""

    to: tuple[str, ...]
    because: PassedBecause
    until: datetime
    words: bool = False


@dataclass(frozen=True)
class Acted:
    """That it was acted on: by whom, when, and what they did."""

    who: str | None
    at: datetime
    did: tuple[Did, ...] = ()


@dataclass(frozen=True)
class Ended:
    """That it was closed or stood down: by whom, when; `because` is of standing down."""

    who: str | None
    at: datetime
    because: StoodDownBecause | None = None


@dataclass(frozen=True)
class Deeds:
    """What people did to it, as far as it matters now; `house` is who the house says has it, and by when.

    `follows` is the one acted on before, after which it rings again.
    """

    lapsed: Lapsed | None = None
    passed: Passed | None = None
    house: tuple[str, datetime] | None = None
    acted: Acted | None = None
    follows: Acted | None = None
    ended: Ended | None = None


@dataclass(frozen=True)
class Briefing:
    """Everything a ping, a house line, the guidance or the details of an escalation may draw on.

    `reasons` are the thresholds crossed with their sentences, newest first; so are `sightings`, `spoken`, `late`.
    `told` in order. `next_up` are the names of the rung after, told at `next_at`; `answer_by` is when the
    last telling's time ends. `corrected` is when the last of the reasons was taken back by a correction, once all
    of them were; `answered`, of silence, who has answered first since it was reached, and when.
    `overridden` are contacts not wanted that a manager has had told: Slack users, and keys of partners.
    `may_stand_down`: whoever it is read by has it, or is one of the service's managers.
    """

    escalation: Escalation
    service: Service
    person: Person | None
    reasons: tuple[tuple[plans.Threshold, str], ...]
    sightings: tuple[Sighting, ...]
    told: tuple[Told, ...]
    answer_by: datetime | None
    next_up: tuple[str, ...]
    next_at: datetime | None
    holder: Contact | None
    emergency: str
    lighter: bool = False
    corrected: datetime | None = None
    answered: tuple[str, datetime] | None = None
    spoken: tuple[Spoken, ...] = ()
    late: tuple[Late, ...] = ()
    deeds: Deeds = Deeds()
    overridden: frozenset[str] = frozenset()
    may_stand_down: bool = False
