"""Silence: when a house is reminded of a question, when its answers are late, and who hears of that."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot import days
from bot.handover import Change
from bot.house import HandoverTimes
from bot.people import Service

# a question that Slack has not taken yet is looked for again
NOT_POSTED = timedelta(minutes=1)
LATE_WITHIN = timedelta(minutes=30)

What = Literal["wait", "remind", "late", "nothing_more"]
Heard = Literal["team_leader", "escalate"]


@dataclass(frozen=True)
class Standing:
    """How the silence about one handover stands. `posted_at` is None until Slack has taken the question.

    `answered`: everybody asked about has an answer given since. `over`: the next handover is due.
    """

    posted_at: datetime | None
    times: HandoverTimes
    reminded: bool = False
    late: bool = False
    answered: bool = False
    over: bool = False


@dataclass(frozen=True)
class Step:
    """What to do now, and when to look again; None: never."""

    do: What
    look_at: datetime | None


def first_look(asked_at: datetime, times: HandoverTimes) -> datetime:
    """When a question that was just asked is first looked at."""
    return asked_at + min(times.remind_after, times.late_after)


def step(standing: Standing, now: datetime) -> Step:
    """What to do now. One thing a time, the earlier one first: after downtime both may be due."""
    if standing.over or standing.answered:
        return Step("nothing_more", None)
    if standing.posted_at is None:
        return Step("wait", now + NOT_POSTED)
    todo = _todo(standing, standing.posted_at)
    if not todo:
        return Step("nothing_more", None)
    (at, what), *later = todo
    if now < at:
        return Step("wait", at)
    return Step(what, later[0][0] if later else None)


def _todo(standing: Standing, posted_at: datetime) -> list[tuple[datetime, What]]:
    remind: tuple[datetime, What] = (posted_at + standing.times.remind_after, "remind")
    late: tuple[datetime, What] = (posted_at + standing.times.late_after, "late")
    return sorted(([] if standing.reminded else [remind]) + ([] if standing.late else [late]))


def how_late(service: Service, change: Change, now: datetime) -> Heard:
    """Who hears at `now` that nobody answered: a team leader in office hours, where several were to work the shift.

    One worker alone may be the one who needs help, and at other times there is no leader in: on-call is asked then.
    """
    hours = service.spec.office_hours
    in_hours = hours is not None and days.is_open(hours, service.spec.timezone, now)
    return "team_leader" if in_hours and service.planned_staff(change.covers) > 1 else "escalate"
