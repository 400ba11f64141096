"""Replies and observations: what one staff member said about one person at one time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

# steps: only whether the plan's escalation steps were followed
Kind = Literal["clear", "signs", "not_seen", "steps"]
# why somebody was not seen: unknown, and never clear
NotSeen = Literal["out", "asleep", "declined"]
Followed = Literal["yes", "partly", "no", "not_needed"]
# done; offered and declined; or not, and why: the last, where nobody said
Taken = Literal["done", "declined", "too_few", "did_not_fit", "did_not_know", "could_not_reach", "not_done"]
# whether the person knows that others are told
Knows = Literal["yes", "no", "could_not_say"]
# whether something did not happen because of what was seen
NotHappened = Literal["no", "their_choice", "we_decided"]
# whose doing it was that a planned contact did not happen
MissedBy = Literal["us", "them", "agency"]
COULD_NOT_TELL = None
ANSWERS: frozenset[Kind] = frozenset({"clear", "signs"})
# how long an answer between handovers can be opened again, to be corrected: a shift, and some more
CORRECTED_WITHIN = timedelta(hours=16)


@dataclass(frozen=True)
class Answer:
    """What a tap or a form says, before it is kept.

    `values` maps a sign's key to its value: `seen` is 1, not seen 0, a level 0 to 3, a count or number
    as it is, None for *could not tell*; a count or number left empty is not in it.
    `steps` maps a step's place in the plan (from 0) to what became of it; steps left empty are not in it.
    """

    kind: Kind
    values: dict[str, float | None] = field(default_factory=dict)
    steps: dict[int, Taken] = field(default_factory=dict)
    followed: Followed | None = None
    says: str | None = None
    note: str | None = None
    contact_missed: MissedBy | None = None
    not_seen: NotSeen | None = None
    knows: Knows | None = None
    wants: str | None = None
    not_happened: NotHappened | None = None


@dataclass(frozen=True)
class Reply:
    """An answer as kept. `period` is the id of the handover whose period `seen_at` falls in.

    `timed` when its author said about when it was; otherwise it was some time in the period. `via_id` is the
    shared account it came through, and `author_name` the name of an author who is in no list.
    """

    id: int
    person_id: int
    period: int
    seen_at: datetime
    received_at: datetime
    author_id: int
    plan_id: int | None
    answer: Answer
    superseded: bool = False
    timed: bool = False
    via_id: int | None = None
    author_name: str | None = None


@dataclass(frozen=True)
class Earlier:
    """An answer given before, as a form shows it again: by whom, when; `seen_at` when its author said when it was."""

    by: str
    at: datetime
    answer: Answer
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Observation:
    """One sign's value inside a reply. None is *could not tell*."""

    reply: int
    period: int
    seen_at: datetime
    sign: str
    value: float | None


def is_answer(answer: Answer) -> bool:
    """Whether it says how the person is: what does not leaves the period unanswered."""
    return answer.kind in ANSWERS


def observations(reply: Reply) -> list[Observation]:
    """The reply's observations; none when it is superseded, for it then counts for nothing."""
    if reply.superseded:
        return []
    return [
        Observation(reply.id, reply.period, reply.seen_at, sign, value)
        for sign, value in reply.answer.values.items()
    ]
