"""How a pretended escalation is closed: when, and what is said. Pure."""

from datetime import datetime, time, timedelta
from random import Random
from typing import get_args

from bot import days, pretend_words
from bot.closing import Closing, Debrief, Fair, Informed, Outcome, Restriction, Wanted

MOSTLY = 5.0  # hours
RESTRICTED = 0.02
DAY = (time(8), time(20))


def at(acted: datetime, zone: str, rng: Random) -> datetime:
    """When somebody gets round to it: some hours later, in the day."""
    found = acted + timedelta(hours=rng.lognormvariate(0, 0.8) * MOSTLY)
    shown = days.local(found, zone)
    opens, closes = DAY
    if opens <= shown.time() < closes:
        return found
    morning = shown.date() + timedelta(days=1 if shown.time() >= closes else 0)
    return days.instant(morning, opens, zone) + timedelta(minutes=rng.uniform(5, 150))


def said(about_somebody: bool, urgent: bool, now: datetime, rng: Random) -> Closing:
    """What is said at the end of it; `about_somebody`: not about the house."""
    wanted: tuple[Wanted, ...] = get_args(Wanted)
    debrief: tuple[Debrief, ...] = get_args(Debrief)
    outcome: Outcome = rng.choices(get_args(Outcome), (50, 22, 4, 14, 9, 1))[0]
    fair: tuple[Fair, ...] = get_args(Fair)
    return Closing(
        outcome=outcome,
        wanted=rng.choices(wanted, (55, 26, 7, 12))[0] if about_somebody else None,
        says=rng.choice(pretend_words.CLOSED_SAYS) if about_somebody and rng.random() < 0.35 else None,
        informed=_informed(about_somebody, rng),
        restriction=_restriction(now, rng) if about_somebody and rng.random() < RESTRICTED else None,
        plan_change=rng.choice(pretend_words.PLAN) if about_somebody and rng.random() < 0.06 else None,
        debrief_person=rng.choices(debrief, (4, 4, 2, 1))[0] if about_somebody else None,
        debrief_staff=rng.choices(debrief, (3, 5, 2, 1))[0],
        fair=rng.choices(fair, (16, 3, 1))[0] if urgent else None,
        other_help=None,
        note=rng.choice(pretend_words.CLOSED) if rng.random() < 0.4 else None,
    )


def _informed(about_somebody: bool, rng: Random) -> tuple[Informed, ...]:
    if not about_somebody:
        return ("manager",)
    more: tuple[Informed, ...] = ("manager",) if rng.random() < 0.5 else ()
    return ("person", *more) if rng.random() < 0.9 else ("their_choice", *more)


def _restriction(now: datetime, rng: Random) -> Restriction:
    review = (now + timedelta(days=rng.randrange(14, 43))).date()
    return Restriction(pretend_words.RATIONALE, pretend_words.ALTERNATIVE, review, pretend_words.INVOLVED)
