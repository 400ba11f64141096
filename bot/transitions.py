"""What people do to an escalation: the table of states and events, and who may. Pure.

What is not in `TABLE` is refused; what time does by itself is `escalation.next_move`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot import escalation
from bot.escalation import Escalation, Promised, State
from bot.people import Service

MORE = timedelta(minutes=15)
MORE_AT_MOST = 2
# somebody who promises something for the day after tomorrow has not taken it; in office hours, for the next day
FARTHEST = timedelta(hours=24)
OFFICE_DAY = timedelta(hours=8)
# what an actor did: words that may stand in a message
Did = Literal["as_promised", "phoned", "came", "sent", "partner", "emergency", "nothing_needed", "other"]
PassedBecause = Literal["too_far", "busy", "shift_ends", "better_placed", "other"]
StoodDownBecause = Literal["by_mistake", "corrected", "answered_since", "told_elsewhere", "other"]
Refusal = Literal[
    "over",  # it was acted on, closed or stood down
    "nobody_has_it",
    "already",  # somebody has it, or it was done before
    "not_yours",
    "stale",  # the button was drawn before something changed
    "not_asked",  # there is nothing to put off, or to take over
    "no_more",  # put off twice
    "past",  # a time that is over
    "too_far",
    "nobody",  # there is nobody to pass it on to
    "not_wanted",  # the person does not want them contacted
]


@dataclass(frozen=True)
class By:
    """Who does it. `told`: it told them, or the house says that they have it; `manager`: one of the service's."""

    staff_id: int
    told: bool = False
    manager: bool = False


@dataclass(frozen=True)
class Take:
    """*I've got this*."""


@dataclass(frozen=True)
class HouseHas:
    """*Someone has this…*, said in the house: who, by when. The ladder goes on until they or a manager take it."""

    staff_id: int
    by: datetime


@dataclass(frozen=True)
class Seen:
    """The holder has seen what joined."""


@dataclass(frozen=True)
class Promise:
    """The holder says what they do, and by when."""

    what: Promised
    by: datetime


@dataclass(frozen=True)
class More:
    """*15 minutes more*, of a holder who was asked."""


@dataclass(frozen=True)
class PassOn:
    """The holder passes it on; it stays with them until one of `to` (staff) takes it."""

    to: tuple[int, ...]


@dataclass(frozen=True)
class TakeOver:
    """*I'll take it*, of somebody it was passed on to."""


@dataclass(frozen=True)
class Act:
    """*What I did*, or *Done*."""


@dataclass(frozen=True)
class Close:
    """Closed, with its form."""


@dataclass(frozen=True)
class StandDown:
    """Stood down, with a reason."""


Event = Take | HouseHas | Seen | Promise | More | PassOn | TakeOver | Act | Close | StandDown
TABLE: Mapping[type[Event], frozenset[State]] = {
    Take: frozenset({"open"}),
    HouseHas: frozenset({"open"}),
    Seen: frozenset({"acknowledged"}),
    Promise: frozenset({"acknowledged"}),
    More: frozenset({"acknowledged"}),
    PassOn: frozenset({"acknowledged"}),
    TakeOver: frozenset({"acknowledged"}),
    Act: frozenset({"acknowledged"}),
    Close: frozenset({"acknowledged", "acted_on"}),
    StandDown: frozenset({"open", "acknowledged", "acted_on"}),
}
# a button of these is only good for the turn it was drawn in; taking it, and a word of the house, always are
OF_THEIR_TURN: frozenset[type[Event]] = frozenset(
    {Seen, Promise, More, PassOn, TakeOver, Act, Close, StandDown}
)


def apply(
    e: Escalation, event: Event, service: Service, by: By, now: datetime, turn: int | None = None
) -> Escalation | Refusal:
    """`e` after the event, or why not. `turn` is that of the button or form; None where it has none."""
    kind = type(event)
    if e.state not in TABLE[kind]:
        return _out_of_place(e)
    if turn is not None and turn != e.turn and kind in OF_THEIR_TURN:
        return "stale"
    if not MAY[kind](e, by):
        return "not_yours"
    return DO[kind](e, event, service, by, now)


def _out_of_place(e: Escalation) -> Refusal:
    if e.state == "open":
        return "nobody_has_it"
    return "already" if e.state == "acknowledged" else "over"


def _holder(e: Escalation, by: By) -> bool:
    return by.staff_id == e.holder_id


def _told(_e: Escalation, by: By) -> bool:
    return by.told or by.manager


def _holder_or_manager(e: Escalation, by: By) -> bool:
    return by.manager or _holder(e, by)


def _passed_to(e: Escalation, by: By) -> bool:
    return by.staff_id in e.passed_to or by.manager


MAY: Mapping[type[Event], Callable[[Escalation, By], bool]] = {
    Take: _told,
    # who is listed in the house is the door's to know
    HouseHas: lambda _e, _by: True,
    Seen: _holder,
    Promise: _holder,
    More: _holder,
    PassOn: _holder,
    TakeOver: _passed_to,
    Act: _holder_or_manager,
    Close: lambda e, by: _told(e, by) or _holder(e, by),
    StandDown: _holder_or_manager,
}


def _take(e: Escalation, _event: Event, service: Service, by: By, now: datetime) -> Escalation:
    return escalation.held(e, service, by.staff_id, now)


def _house_has(
    e: Escalation, event: Event, _service: Service, _by: By, now: datetime
) -> Escalation | Refusal:
    assert isinstance(event, HouseHas)
    return _in_time(event.by, now, now + FARTHEST) or replace(e, house_id=event.staff_id, house_by=event.by)


def _seen(e: Escalation, _event: Event, _service: Service, _by: By, _now: datetime) -> Escalation | Refusal:
    return "already" if e.confirm_by is None else replace(e, confirm_by=None)


def _promise(e: Escalation, event: Event, service: Service, _by: By, now: datetime) -> Escalation | Refusal:
    assert isinstance(event, Promise)
    farthest = max(now + FARTHEST, escalation.later(e.rings_as, service, now, OFFICE_DAY))
    made = replace(
        e,
        promised=event.what,
        promise_by=event.by,
        extended=0,
        answer_by=None,
        confirm_by=None,
        turn=e.turn + 1,
    )
    return _in_time(event.by, now, farthest) or made


def _in_time(by: datetime, now: datetime, farthest: datetime) -> Refusal | None:
    if by <= now:
        return "past"
    return "too_far" if by > farthest else None


def _more(e: Escalation, _event: Event, service: Service, _by: By, now: datetime) -> Escalation | Refusal:
    if e.answer_by is None or e.promise_by is None:
        return "not_asked"
    if e.extended >= MORE_AT_MOST:
        return "no_more"
    by = escalation.later(e.rings_as, service, e.promise_by, MORE)
    by = by if by > now else escalation.later(e.rings_as, service, now, MORE)
    return replace(e, promise_by=by, answer_by=None, extended=e.extended + 1, turn=e.turn + 1)


def _pass_on(e: Escalation, event: Event, service: Service, by: By, now: datetime) -> Escalation | Refusal:
    assert isinstance(event, PassOn)
    to = tuple(one for one in event.to if one != by.staff_id)
    until = escalation.later(e.rings_as, service, now, escalation.TAKE_WITHIN)
    if not to:
        return "nobody"
    # to pass it on is an answer to what became of the promise: nobody is asked again meanwhile
    answer_by = until if e.answer_by else None
    return replace(e, passed_to=to, pass_by=until, answer_by=answer_by, turn=e.turn + 1)


def _take_over(e: Escalation, _event: Event, service: Service, by: By, now: datetime) -> Escalation | Refusal:
    return "not_asked" if e.pass_by is None else escalation.held(e, service, by.staff_id, now)


def _act(e: Escalation, _event: Event, _service: Service, by: By, now: datetime) -> Escalation:
    return replace(
        _at_rest(e), state="acted_on", holder_id=by.staff_id, acted_at=now, reminded=0,
        remind_at=now + escalation.CLOSE_AFTER[0],
    )  # fmt: skip


def _at_rest(e: Escalation) -> Escalation:
    """Nothing is waited for any more."""
    return replace(
        e, due_at=None, becomes_now_at=None, confirm_by=None, answer_by=None, passed_to=(), pass_by=None,
        remind_at=None, turn=e.turn + 1,
    )  # fmt: skip


def _close(e: Escalation, _event: Event, _service: Service, _by: By, now: datetime) -> Escalation:
    return replace(_at_rest(e), state="closed", acted_at=e.acted_at or now, ended_at=now)


def _stand_down(e: Escalation, _event: Event, _service: Service, _by: By, now: datetime) -> Escalation:
    return replace(_at_rest(e), state="stood_down", ended_at=now)


DO: Mapping[type[Event], Callable[[Escalation, Event, Service, By, datetime], Escalation | Refusal]] = {
    Take: _take,
    HouseHas: _house_has,
    Seen: _seen,
    Promise: _promise,
    More: _more,
    PassOn: _pass_on,
    TakeOver: _take_over,
    Act: _act,
    Close: _close,
    StandDown: _stand_down,
}
EVENTS: tuple[type[Event], ...] = get_args(Event)
