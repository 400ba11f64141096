"""What the huddle decides, and the action that it is: reminded of, late, closed by its measure's result. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import datetime, time, timedelta
from itertools import count, takewhile
from typing import Literal

from bot import days
from bot.people import Contact, Service

State = Literal["open", "done"]
# what its measure showed
Result = Literal["met", "partly", "not"]
# how the person hears of it: staff tells them, they were there, nobody tells them
Tells = Literal["staff", "there", "nobody"]
# what is said of its date to its owner; that it is late, to both; each week after that, to its senior owner
Say = Literal["due", "late", "still_late"]
# a message's kind in the outbox
Kind = Literal["action", "action_due", "action_late", "action_tell", "action_moved"]
What = Literal["made", "told", "knows", "moved", "owner", "senior", "closed"]
AHEAD = timedelta(days=2)
EACH = timedelta(weeks=1)
LONGEST = timedelta(days=365)
NINE = time(9)


@dataclass(frozen=True)
class Said:
    """What was written of a decision: read in forms and in the minutes alone."""

    problem: str
    decided: str
    apply: str
    measure: str


@dataclass(frozen=True)
class Telling:
    """How the person hears of it. `by_id`, who tells them, and `on` are of `staff` alone; `how` is why for `nobody`."""

    tells: Tells
    how: str | None = None
    by_id: int | None = None
    on: Date | None = None


@dataclass(frozen=True)
class Decision:
    """What a form decides. `due` is a local date of the service; `telling` is None where it is about no person."""

    said: Said
    owner_id: int
    senior_id: int
    due: Date
    telling: Telling | None = None


@dataclass(frozen=True)
class Action:
    """A decision that is somebody's to do, as kept. Instants are UTC; `week` is when it was decided, as 2026-W46.

    `knows_at` is when the person knew of it; `next_at` when something is to be said of it.
    """

    id: int
    service_id: int
    escalation_id: int | None
    person_id: int | None
    week: str
    made_at: datetime
    by_id: int
    decision: Decision
    knows_at: datetime | None = None
    state: State = "open"
    result: Result | None = None
    shown: str | None = None
    closed_at: datetime | None = None
    closed_by: int | None = None
    next_at: datetime | None = None

    @property
    def own(self) -> tuple[int, int]:
        """Its owner and its senior owner."""
        return self.decision.owner_id, self.decision.senior_id

    @property
    def waits(self) -> bool:
        """Whether somebody has still to tell the person."""
        telling = self.decision.telling
        return telling is not None and telling.tells == "staff" and self.knows_at is None


@dataclass(frozen=True)
class Event:
    """Something that became of an action. `who` did it, `to` is who was told, or has it now; `due` held until then."""

    what: What
    at: datetime
    who: str | None = None
    to: str | None = None
    due: Date | None = None
    text: str | None = None


@dataclass(frozen=True)
class Shown:
    """An action as messages and forms draw on it. `by` decided it; `teller` tells the person."""

    action: Action
    service: Service
    known_as: str | None
    by: str
    owner: str
    senior: str
    teller: str | None = None
    closed_by: str | None = None
    events: tuple[Event, ...] = ()
    on_call: tuple[Contact, ...] = ()
    emergency: str = "999"


@dataclass(frozen=True)
class Became:
    """What became of an action by some day: still open, late, or closed, with its result."""

    action: Action
    service: Service
    known_as: str | None
    owner: str
    how: Literal["open", "late", "closed"]


@dataclass(frozen=True)
class Reviewed:
    """That the huddle looked at a concern and changed nothing, `because`; None: something was decided."""

    escalation_id: int
    service: Service
    known_as: str | None
    at: datetime
    by: str
    because: str | None


@dataclass(frozen=True)
class Minutes:
    """What the huddle did in one week, in full: never for a channel."""

    reviewed: tuple[Reviewed, ...]
    decided: tuple[Shown, ...]


@dataclass(frozen=True)
class Move:
    """What should happen now: the action as it stands then, and whom (staff) to send which message, in order."""

    after: Action
    tell: tuple[tuple[Kind, int], ...] = ()


def next_at(action: Action, service: Service, since: datetime) -> datetime | None:
    """When something is to be said of it next, after `since`; None: never."""
    found = []
    if action.state == "open":
        found.append(next(at for at, _ in _of_date(action, service) if at > since))
    if action.waits:
        found.append(next(at for at in _of_telling(action, service) if at > since))
    return min(found, default=None)


def _of_date(action: Action, service: Service) -> Iterator[tuple[datetime, Say]]:
    """What is said of its date, and when, in order; it never ends."""
    due = action.decision.due
    yield _at(service, due - AHEAD, -1), "due"
    yield _at(service, due, -1), "due"
    late = due + days.DAY
    yield _at(service, late, 1), "late"
    yield from ((_at(service, late + n * EACH, 1), "still_late") for n in count(1))


def _of_telling(action: Action, service: Service) -> Iterator[datetime]:
    telling = action.decision.telling
    assert telling is not None
    assert telling.on is not None
    late = telling.on + days.DAY
    return (_at(service, late + n * EACH, 1) for n in count())


def _at(service: Service, day: Date, step: int) -> datetime:
    """Nine o'clock on that day, or when the office opens, if later; on the next day that it does, going by `step`."""
    hours, zone = service.spec.office_hours, service.spec.timezone
    while hours is not None and day.weekday() not in hours.days:
        day += step * days.DAY
    nine = days.instant(day, NINE, zone)
    if hours is None or days.is_open(hours, zone, nine):
        return nine
    return days.instant(day, hours.opens, zone)


def next_move(
    action: Action, service: Service, fit: Collection[int], heirs: Sequence[int], now: datetime
) -> Move | None:
    """What should happen to it at `now`, or None. `fit` and `heirs` as in `passed_on`.

    After downtime the newest thing alone is said, and that it is late to both owners if neither was told yet.
    """
    if action.next_at is None or action.next_at > now:
        return None
    after = passed_on(action, fit, heirs)
    owner, senior = after.own
    tell: list[tuple[Kind, int]] = []
    match _say(action, service, now):
        case "due":
            tell = [("action_due", owner)]
        case "late":
            tell = [("action_late", one) for one in dict.fromkeys((owner, senior))]
        case "still_late":
            tell = [("action_late", senior)]
        case None:
            pass
    if action.waits and any(_passed(action, at, now) for at in _until(_of_telling(action, service), now)):
        tell.append(("action_tell", owner))
    after = replace(after, next_at=next_at(after, service, now))
    return Move(after, tuple(one for one in tell if one[1] in fit))


def _say(action: Action, service: Service, now: datetime) -> Say | None:
    if action.state != "open":
        return None
    timer = takewhile(lambda one: one[0] <= now, _of_date(action, service))
    due = [say for at, say in timer if _passed(action, at, now)]
    return "late" if "late" in due else due[-1] if due else None


def _until(timer: Iterator[datetime], now: datetime) -> Iterator[datetime]:
    return takewhile(lambda at: at <= now, timer)


def _passed(action: Action, at: datetime, now: datetime) -> bool:
    """Whether it came since it was looked at last."""
    return action.next_at is not None and action.next_at <= at <= now


def passed_on(action: Action, fit: Collection[int], heirs: Sequence[int]) -> Action:
    """`action` with owners among `fit`: whoever may not own it any more is followed by its senior owner, then `heirs`.

    Where nobody is fit it stays whose it was; the senior owner is another than the owner wherever there is one.
    """
    owner_id, senior_id = action.own
    owner = next((one for one in (owner_id, senior_id, *heirs) if one in fit), owner_id)
    seniors = [one for one in (senior_id, *heirs) if one in fit]
    senior = next((one for one in seniors if one != owner), seniors[0] if seniors else senior_id)
    return replace(action, decision=replace(action.decision, owner_id=owner, senior_id=senior))


def close(
    action: Action, service: Service, result: Result, shown: str, by_id: int, now: datetime
) -> Action | None:
    """Closed, with what its measure showed; None when it was closed before. Whoever is to be told still is."""
    if action.state != "open":
        return None
    done = replace(action, state="done", result=result, shown=shown, closed_at=now, closed_by=by_id)
    return replace(done, next_at=next_at(done, service, now))


def more_time(action: Action, service: Service, due: Date, now: datetime) -> Action | None:
    """With a later date; None when it was closed before, or the date is none that is later."""
    if action.state != "open" or due <= action.decision.due:
        return None
    moved = replace(action, decision=replace(action.decision, due=due))
    return replace(moved, next_at=next_at(moved, service, now))


def knows(action: Action, service: Service, now: datetime) -> Action | None:
    """The person was told; None where nobody had to tell them, or they know already."""
    if not action.waits:
        return None
    known = replace(action, knows_at=now)
    return replace(known, next_at=next_at(known, service, now))
