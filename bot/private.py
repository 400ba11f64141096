"""Telling safeguarding privately: who is told and when, and never anybody whom the author leaves out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import bot.escalation
from bot.people import Author, Contact, Person, Service, Staff
from bot.replies import Knows

State = Literal["open", "acknowledged", "closed"]
Urgency = Literal["now", "in_hours"]
Role = Literal["lead", "deputy"]
# whether what the person wanted came about
Met = Literal["met", "partly", "not", "not_asked"]
What = Literal["said", "told", "not_reached", "unanswered", "acknowledged", "opened", "reopened", "closed"]
WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Said:
    """What somebody tells. `left_out` are ids of staff who must not be told, whatever they are or become."""

    text: str
    wants: str | None = None
    knows: Knows | None = None
    urgency: Urgency = "now"
    left_out: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Telling:
    """Somebody was told, as what they were then. `lost`: Slack will never take that message."""

    staff_id: int
    role: Role
    at: datetime
    lost: bool = False


@dataclass(frozen=True)
class Target:
    """Somebody who may be told, and as what."""

    role: Role
    staff: Staff


@dataclass(frozen=True)
class Named:
    """Somebody who is told, by name, and as what."""

    name: str
    role: Role


@dataclass(frozen=True)
class Concern:
    """One thing told privately. `told` is in order; `due_at` is when the next one is told, while it is open.

    `person_id` None: it is about the house.
    """

    id: int
    service_id: int
    person_id: int | None
    said: Said
    author: Author
    said_at: datetime
    state: State = "open"
    due_at: datetime | None = None
    told: tuple[Telling, ...] = ()
    unanswered_at: datetime | None = None
    holder_id: int | None = None
    acknowledged_at: datetime | None = None
    closed_at: datetime | None = None
    met: Met | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Event:
    """A line of its own timeline. `who` did it, or was told; `role` as what."""

    at: datetime
    what: What
    who: str | None = None
    role: Role | None = None


@dataclass(frozen=True)
class Shown:
    """Everything that a message or form about a concern may draw on.

    `by` is its author; `left_out` are the names of whom they left out. `outside` are numbers outside the
    organisation. `tells` is who was told last, `next_up` who is told at `concern.due_at`.
    `hears`: its author can be told in Slack when nobody answers.
    """

    concern: Concern
    service: Service
    person: Person | None
    by: str
    emergency: str
    outside: tuple[Contact, ...]
    left_out: tuple[str, ...] = ()
    tells: Named | None = None
    next_up: Named | None = None
    holder: str | None = None
    hears: bool = True
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Move:
    """What should happen now: whom to tell, in order, and the concern as it stands afterwards, `told` aside.

    `unanswered` when its author is to be told that nobody has answered.
    """

    after: Concern
    tell: tuple[Target, ...] = ()
    unanswered: bool = False


def targets(concern: Concern, lead: Staff | None, deputy: Staff | None) -> tuple[Target, ...]:
    """Who may be told, in order: not whoever is left out, not its author, and no account that several use."""
    never = {*concern.said.left_out, concern.author.staff_id}
    found: dict[int, Target] = {}
    for role, one in (("lead", lead), ("deputy", deputy)):
        if one is not None and not one.shared and one.id not in never:
            found.setdefault(one.id, Target("lead" if role == "lead" else "deputy", one))
    return tuple(found.values())


def untold(concern: Concern, among: Sequence[Target]) -> list[Target]:
    """Those of `among` who have not been told yet, in order."""
    told = {one.staff_id for one in concern.told}
    return [one for one in among if one.staff.id not in told]


def hears(author: Author) -> bool:
    """Whether its author alone reads what is sent to the account they wrote from: several use a shared one."""
    return author.via_id is None and author.name is None


def begins(concern: Concern, among: Sequence[Target], service: Service, now: datetime) -> datetime:
    """When the first is told. Where there is nobody to tell, that is said at once."""
    return bot.escalation.begins(concern.said.urgency, service, now) if among else now


def next_move(concern: Concern, among: Sequence[Target], service: Service, now: datetime) -> Move | None:
    """What should happen at `now`, or None. `among` are its targets as things stand now."""
    if concern.state != "open" or concern.due_at is None or concern.due_at > now:
        return None
    waiting = untold(concern, among)
    if waiting:
        return _tell(concern, concern.due_at, waiting, service, now)
    # nobody is left: it is said once, and the last one is told again for as long as it is open
    again = _again(concern, among)
    after = replace(concern, due_at=_later(concern, service, now), unanswered_at=concern.unanswered_at or now)
    return Move(after, (again,) if again else (), unanswered=concern.unanswered_at is None)


def _tell(
    concern: Concern, due: datetime, waiting: Sequence[Target], service: Service, now: datetime
) -> Move:
    """Everybody whose time has come; after downtime the last one's time counts from now."""
    tell: list[Target] = []
    for one in waiting:
        if due > now:
            break
        tell.append(one)
        due = _later(concern, service, due)
    return Move(replace(concern, due_at=max(due, _later(concern, service, now))), tuple(tell))


def _later(concern: Concern, service: Service, start: datetime) -> datetime:
    return bot.escalation.later(concern.said.urgency, service, start, WITHIN)


def _again(concern: Concern, among: Sequence[Target]) -> Target | None:
    """The last one told who can be reached and still may be told; else the last of `among`."""
    may = {one.staff.id: one for one in among}
    reached = [
        one.staff_id for one in concern.told if one.staff_id in may and not _lost(concern, one.staff_id)
    ]
    return may[reached[-1]] if reached else (among[-1] if among else None)


def _lost(concern: Concern, staff_id: int) -> bool:
    return [one.lost for one in concern.told if one.staff_id == staff_id][-1]


def unreachable(
    concern: Concern, among: Sequence[Target], service: Service, number: int, now: datetime
) -> Move | None:
    """What should happen when the telling of this number will never arrive: the next one is told at once.

    None where that changes nothing: somebody has it, a later telling went out, or it is known to be unanswered.
    """
    if concern.state != "open" or number != len(concern.told):
        return None
    if untold(concern, among):
        due = replace(concern, due_at=begins(concern, among, service, now))
        return next_move(due, among, service, now) or Move(due)
    if concern.unanswered_at is not None:
        return None
    return Move(replace(concern, unanswered_at=now, due_at=_later(concern, service, now)), unanswered=True)


def acknowledge(concern: Concern, staff_id: int, now: datetime) -> Concern | None:
    """`concern` held by `staff_id`; None when it is not open any more."""
    if concern.state != "open":
        return None
    return replace(concern, state="acknowledged", holder_id=staff_id, acknowledged_at=now, due_at=None)


def reopen(concern: Concern, now: datetime) -> Concern:
    """`concern` open again, and told at once: whoever had it is not safeguarding any more."""
    return replace(concern, state="open", holder_id=None, acknowledged_at=None, due_at=now)


def close(concern: Concern, met: Met, outcome: str, now: datetime) -> Concern | None:
    """`concern` closed, with what came of it; None unless somebody has it."""
    if concern.state != "acknowledged":
        return None
    return replace(concern, state="closed", closed_at=now, met=met, outcome=outcome)


def in_order(concerns: Sequence[Concern]) -> list[Concern]:
    """As a list shows them: open before taken, unanswered first, the oldest first; then the closed, newest first."""
    live = [one for one in concerns if one.state != "closed"]
    live.sort(key=lambda one: (one.state != "open", one.unanswered_at is None, one.said_at, one.id))
    closed = [one for one in concerns if one.state == "closed"]
    closed.sort(key=lambda one: (one.said_at, one.id), reverse=True)
    return [*live, *closed]
