"""Escalations: a ladder being climbed until somebody acknowledges, acts and closes. Pure: values in, wishes out.

What people do to one is in `transitions`; what time does, here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot import days, house, plans
from bot.people import Service, Staff

State = Literal["open", "acknowledged", "acted_on", "closed", "stood_down"]
# what somebody says they will do: words that may stand in a message, unlike what they write
Promised = Literal["phone", "come", "send", "partner", "other"]
# why it was told from the first rung again: new evidence not seen, nobody took it over, no word on a promise, or the
# person does not want whoever had it contacted any more; or they have left
Lapse = Literal["evidence", "passed", "promise", "unwanted", "left"]
RETELL_AT_LEAST = timedelta(minutes=10)
CONFIRM_WITHIN = timedelta(minutes=10)
TAKE_WITHIN = timedelta(minutes=10)
ANSWER_WITHIN = timedelta(minutes=5)
BARE_RUNG = timedelta(minutes=15)
# after it was acted on: the actor is asked to close, then the managers
CLOSE_AFTER = (timedelta(hours=24), timedelta(hours=48))


@dataclass(frozen=True)
class Escalation:
    """A ladder as it stands. `step` is the next telling, counted over all passes from 0, due at `due_at`.

    `urgency` is as opened and part of the route; `rings_as` is how it behaves now. `act_within` is the
    promise an acknowledgement makes. `confirm_by` is set while the holder has new evidence not yet seen.
    `first` is the rung of a bare role or rota, climbed once before the ladder. A threshold that waits for
    this shift's end rings as `now` from `becomes_now_at`.

    `promised` is what the holder said, by `promise_by`, put off `extended` times; past it they are asked, and have
    until `answer_by`. While `pass_by` is set it was passed on to `passed_to` (staff), and the holder still has it.
    `house_id` is whom the house says to have it, by `house_by`. Since `acted_at`, `reminded` of those who can close it
    were asked to, the next at `remind_at`. `follows_id` is the one acted on that this one rings again after. `turn`
    counts what holders and evidence changed: a button of an earlier turn is stale.
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
    promised: Promised | None = None
    answer_by: datetime | None = None
    extended: int = 0
    passed_to: tuple[int, ...] = ()
    pass_by: datetime | None = None
    house_id: int | None = None
    house_by: datetime | None = None
    acted_at: datetime | None = None
    remind_at: datetime | None = None
    reminded: int = 0
    ended_at: datetime | None = None
    follows_id: int | None = None
    turn: int = 0


@dataclass(frozen=True)
class Telling:
    """A wish: tell these people. No targets: nobody is on that rung, which is said."""

    rung: house.Rung
    targets: tuple[Staff, ...]


@dataclass(frozen=True)
class Move:
    """What should happen now: whom to tell, in order, and the escalation as it stands afterwards.

    `unanswered` when the last pass has just ended; `lapsed` why it was told from the first rung again; `rings_now`
    when a `this_shift` escalation has become `now`; `asks` when the holder is asked what became of the promise;
    `close` says which of those who can close it are asked to.
    """

    after: Escalation
    tellings: tuple[Telling, ...] = ()
    unanswered: bool = False
    lapsed: Lapse | None = None
    rings_now: bool = False
    asks: bool = False
    close: Literal["holder", "managers"] | None = None


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
    return min((at for at in _timers(e) if at), default=None)


def _timers(e: Escalation) -> tuple[datetime | None, ...]:
    if e.state == "open":
        return e.due_at, e.becomes_now_at
    if e.state == "acknowledged":
        # to pass it on is an answer to what becomes of the promise: nobody is asked of it meanwhile
        return e.confirm_by, e.pass_by, e.answer_by or (None if e.pass_by else e.promise_by)
    return (e.remind_at,) if e.state == "acted_on" else ()


def next_move(e: Escalation, service: Service, on_rung: OnRung, now: datetime) -> Move | None:
    """What should happen to `e` at `now`, or None. `on_rung` finds who is on a rung at this moment."""
    due = next_at(e)
    if due is None or due > now:
        return None
    if e.state == "acted_on":
        return _ask_to_close(e)
    lapsed = _lapse(e, now) if e.state == "acknowledged" else None
    if e.state == "acknowledged" and lapsed is None:
        return Move(replace(e, answer_by=later(e.rings_as, service, now, ANSWER_WITHIN)), asks=True)
    if lapsed:
        e = reopen(e, now)
    rings_now = e.becomes_now_at is not None and e.becomes_now_at <= now
    if rings_now:
        e = replace(e, rings_as="now", becomes_now_at=None, step=0, due_at=now, unanswered_at=None)
    return replace(_climb(e, service, on_rung, now), lapsed=lapsed, rings_now=rings_now)


def _lapse(e: Escalation, now: datetime) -> Lapse | None:
    """Why the holder has it no longer, if so: the timer that ended first."""
    timers: dict[Lapse, datetime | None] = {
        "evidence": e.confirm_by, "passed": e.pass_by, "promise": e.answer_by,
    }  # fmt: skip
    over = [(at, why) for why, at in timers.items() if at is not None and at <= now]
    return min(over)[1] if over else None


def _ask_to_close(e: Escalation) -> Move:
    assert e.acted_at is not None
    done = e.reminded + 1
    following = e.acted_at + CLOSE_AFTER[done] if done < len(CLOSE_AFTER) else None
    after = replace(e, reminded=done, remind_at=following)
    return Move(after, close="holder" if e.reminded == 0 else "managers")


def reopen(e: Escalation, now: datetime) -> Escalation:
    """Open again from the first rung, told at once; nothing is left of who had it."""
    return replace(
        e, state="open", step=0, due_at=now, unanswered_at=None, holder_id=None, acknowledged_at=None,
        promise_by=None, promised=None, extended=0, confirm_by=None, answer_by=None, passed_to=(), pass_by=None,
        house_id=None, house_by=None, turn=e.turn + 1,
    )  # fmt: skip


def next_up(e: Escalation, on_rung: OnRung) -> tuple[Staff, ...]:
    """Who is told next if nobody answers: rungs that nobody is on are passed over; empty after the last pass."""
    found = (tuple(on_rung(rung_at(e, step))) for step in range(e.step, steps(e)))
    return next((who for who in found if who), ())


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
        e = _told(e, service, telling, on_rung, now)
    return Move(e, tuple(tellings), unanswered=unanswered)


def _told(e: Escalation, service: Service, telling: Telling, on_rung: OnRung, now: datetime) -> Escalation:
    assert e.due_at is not None
    if e.step >= steps(e):
        again = later(e.rings_as, service, now, max(telling.rung.within, RETELL_AT_LEAST))
        return replace(e, due_at=again, unanswered_at=e.unanswered_at or now)
    if not telling.targets:
        return replace(e, step=e.step + 1)
    ends = later(e.rings_as, service, e.due_at, telling.rung.within)
    e = replace(e, step=e.step + 1)
    # whoever is told last has the whole time, though rungs that nobody is on follow
    if ends <= now and next_up(e, on_rung):
        return replace(e, due_at=ends)
    return replace(e, due_at=later(e.rings_as, service, now, telling.rung.within))


def held(e: Escalation, service: Service, staff_id: int, now: datetime) -> Escalation:
    """`e` in the hands of `staff_id` from `now` on, who promises to act in time; the ladder stops."""
    return replace(
        e, state="acknowledged", holder_id=staff_id, acknowledged_at=now,
        promise_by=later(e.rings_as, service, now, e.act_within), promised=None, extended=0, answer_by=None,
        confirm_by=None, passed_to=(), pass_by=None, turn=e.turn + 1,
    )  # fmt: skip


def join(e: Escalation, service: Service, act_within: timedelta, now: datetime) -> Escalation:
    """`e` with new evidence: the earliest time to act holds, and a holder has ten minutes to say they saw it."""
    if e.state == "open":
        return replace(e, act_within=min(e.act_within, act_within), turn=e.turn + 1)
    by = later(e.rings_as, service, now, act_within)
    confirm_by = e.confirm_by or later(e.rings_as, service, now, CONFIRM_WITHIN)
    return replace(e, promise_by=min(e.promise_by or by, by), confirm_by=confirm_by, turn=e.turn + 1)
