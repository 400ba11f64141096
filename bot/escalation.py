"""Escalations: a ladder being climbed until somebody acknowledges. Pure: values in, wishes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot import days, house, notes, plans
from bot.handover import Change
from bot.people import Contact, Person, Service, Staff
from bot.replies import Answer

State = Literal["open", "acknowledged", "acted_on", "closed", "stood_down"]
RETELL_AT_LEAST = timedelta(minutes=10)
CONFIRM_WITHIN = timedelta(minutes=10)
BARE_RUNG = timedelta(minutes=15)


@dataclass(frozen=True)
class Escalation:
    """A ladder as it stands. `step` is the next telling, counted over all passes from 0, due at `due_at`.

    `urgency` is as opened and part of the route; `rings_as` is how it behaves now. `act_within` is the
    promise an acknowledgement makes. `confirm_by` is set while the holder has new evidence not yet seen.
    `first` is the rung of a bare role or rota, climbed once before the ladder. A threshold that waits for
    this shift's end rings as `now` from `becomes_now_at`.
    """

    id: int
    service_id: int
    person_id: int | None
    tell: str
    urgency: plans.Urgency
    rings_as: plans.Urgency
    ladder: house.Ladder
    state: State
    opened_at: datetime
    act_within: timedelta
    step: int
    due_at: datetime | None
    unanswered_at: datetime | None = None
    holder_id: int | None = None
    acknowledged_at: datetime | None = None
    promise_by: datetime | None = None
    confirm_by: datetime | None = None
    becomes_now_at: datetime | None = None
    first: house.Rung | None = None


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
class Briefing:
    """Everything a ping, a house line, the guidance or the details of an escalation may draw on.

    `reasons` are the thresholds crossed with their sentences, newest first; so are `sightings`, `spoken`, `late`.
    `told` in order. `next_up` are the names of the rung after, told at `next_at`; `answer_by` is when the
    last telling's time ends. `corrected` is when the last of the reasons was taken back by a correction, once all
    of them were; `answered`, of silence, who has answered first since it was reached, and when.
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


@dataclass(frozen=True)
class Telling:
    """A wish: tell these people. No targets: nobody is on that rung, which is said."""

    rung: house.Rung
    targets: tuple[Staff, ...]


@dataclass(frozen=True)
class Move:
    """What should happen now: whom to tell, in order, and the escalation as it stands afterwards.

    `unanswered` when the last pass has just ended; `reopened` when its holder did not confirm new evidence;
    `rings_now` when a `this_shift` escalation has become `now`.
    """

    after: Escalation
    tellings: tuple[Telling, ...]
    unanswered: bool = False
    reopened: bool = False
    rings_now: bool = False


OnRung = Callable[[house.Rung], Sequence[Staff]]


def route(tell: str, ladders: Mapping[str, house.Ladder], own: str) -> tuple[house.Rung | None, house.Ladder]:
    """The frozen policy for `tell`: a ladder; or one rung of 15 minutes, and then the service's `own` ladder."""
    kind, _, name = tell.partition(":")
    if kind == "ladder":
        return None, ladders[name]
    return house.Rung(tell=tell, within=BARE_RUNG), ladders[own]


def later(urgency: plans.Urgency, service: Service, start: datetime, length: timedelta) -> datetime:
    """`length` after `start`; for `in_hours` it runs only while the service's office is open."""
    hours = service.spec.office_hours
    if urgency != "in_hours" or hours is None:
        return start + length
    return days.add_open(hours, service.spec.timezone, start, length)


def begins(urgency: plans.Urgency, service: Service, now: datetime) -> datetime:
    """When the first rung is told: at once, or for `in_hours` when the office is next open."""
    hours = service.spec.office_hours
    if urgency != "in_hours" or hours is None:
        return now
    return days.next_open(hours, service.spec.timezone, now)


def next_at(e: Escalation) -> datetime | None:
    """When this escalation next has to be looked at; None when nothing is due by itself."""
    if e.state == "open":
        return min((at for at in (e.due_at, e.becomes_now_at) if at), default=None)
    return e.confirm_by if e.state == "acknowledged" else None


def next_move(e: Escalation, service: Service, on_rung: OnRung, now: datetime) -> Move | None:
    """What should happen to `e` at `now`, or None. `on_rung` finds who is on a rung at this moment."""
    due = next_at(e)
    if due is None or due > now:
        return None
    reopened = e.state == "acknowledged"
    rings_now = e.state == "open" and e.becomes_now_at is not None and e.becomes_now_at <= now
    if reopened:
        e = reopen(e, now)
    if rings_now:
        e = replace(e, rings_as="now", becomes_now_at=None, step=0, due_at=now, unanswered_at=None)
    return replace(_climb(e, service, on_rung, now), reopened=reopened, rings_now=rings_now)


def reopen(e: Escalation, now: datetime) -> Escalation:
    """Open again from the first rung, told at once."""
    return replace(
        e, state="open", step=0, due_at=now, unanswered_at=None,
        holder_id=None, acknowledged_at=None, promise_by=None, confirm_by=None,
    )  # fmt: skip


def steps(e: Escalation) -> int:
    """How many tellings all passes have together."""
    return len(e.ladder.rungs) * (e.ladder.repeat + 1) + (1 if e.first else 0)


def rung_at(e: Escalation, step: int) -> house.Rung:
    """The rung told at this step; past the end it is the last one, which is told again and again."""
    if e.first and step == 0:
        return e.first
    place = min(step, steps(e) - 1) - (1 if e.first else 0)
    return e.ladder.rungs[place % len(e.ladder.rungs)]


def _climb(e: Escalation, service: Service, on_rung: OnRung, now: datetime) -> Move:
    """Tell every rung whose time has come, in order; the last one's time counts from now."""
    tellings: list[Telling] = []
    unanswered = False
    while e.due_at is not None and e.due_at <= now:
        over = e.step >= steps(e)
        unanswered = unanswered or (over and e.unanswered_at is None)
        rung = rung_at(e, e.step)
        telling = Telling(rung, tuple(on_rung(rung)))
        tellings.append(telling)
        e = _told(e, service, telling, now)
    return Move(e, tuple(tellings), unanswered=unanswered)


def _told(e: Escalation, service: Service, telling: Telling, now: datetime) -> Escalation:
    assert e.due_at is not None
    if e.step >= steps(e):
        again = later(e.rings_as, service, now, max(telling.rung.within, RETELL_AT_LEAST))
        return replace(e, due_at=again, unanswered_at=e.unanswered_at or now)
    if not telling.targets:
        return replace(e, step=e.step + 1)
    ends = later(e.rings_as, service, e.due_at, telling.rung.within)
    if ends <= now and e.step + 1 < steps(e):
        return replace(e, step=e.step + 1, due_at=ends)
    return replace(e, step=e.step + 1, due_at=later(e.rings_as, service, now, telling.rung.within))


def acknowledge(e: Escalation, service: Service, staff_id: int, now: datetime) -> Escalation | None:
    """`e` held by `staff_id`, who promises to act in time; None when it is not open any more."""
    if e.state != "open":
        return None
    return replace(
        e, state="acknowledged", holder_id=staff_id, acknowledged_at=now,
        promise_by=later(e.rings_as, service, now, e.act_within), becomes_now_at=None,
    )  # fmt: skip


def join(e: Escalation, service: Service, act_within: timedelta, now: datetime) -> Escalation:
    """`e` with new evidence: the earliest time to act holds, and a holder has ten minutes to say they saw it."""
    if e.state == "open":
        return replace(e, act_within=min(e.act_within, act_within))
    by = later(e.rings_as, service, now, act_within)
    return replace(
        e, promise_by=min(e.promise_by or by, by), confirm_by=later(e.rings_as, service, now, CONFIRM_WITHIN)
    )


def confirm(e: Escalation, staff_id: int) -> Escalation | None:
    """The holder has seen the new evidence; None when somebody else taps or nothing waits."""
    if e.state != "acknowledged" or e.holder_id != staff_id or e.confirm_by is None:
        return None
    return replace(e, confirm_by=None)
