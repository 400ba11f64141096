"""A pretended year behind a house that was just loaded: what `relay sandbox --with-history` starts with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import bot.pretend
import db.pretend
from bot.house_rules import House
from bot.pretend_records import Year
from db.session import Session
from handlers.flow import house as flow_house
from handlers.flow import huddle

# one whose planted effects stand out in nearly all weeks, to the last; in other years chance hides them now and then
SEED = 8
# plans are older than what was answered by them
BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class Told:
    """What there is to see in it."""

    houses: int
    people: int
    year: Year


def keep(
    session: Session, house: House, until: datetime, seed: int = SEED, *, effects: bool = True,
    count: int = bot.pretend.WEEKS,
) -> Told:  # fmt: skip
    """Load `house`, and make up the `count` weeks before the one that `until` lies in. The caller commits.

    From `until` on the bot goes on by itself: nothing of those weeks is due any more. Raises db.pretend.LivedIn for a
    database in which something was asked before.
    """
    flow_house.keep(session, house, until)
    cast = db.pretend.cast(session)
    year = bot.pretend.year(cast, until, seed, effects=effects, count=count)
    db.pretend.keep(session, year, until - timedelta(weeks=count + 1) - BEFORE)
    # it is due soon after: whoever starts slowly would find that it is over
    huddle.plan_ahead(session, until)
    return Told(len(cast.houses), sum(len(one.people) for one in cast.houses), year)


def said(told: Told) -> str:
    """What is in it, for whoever started it."""
    year = told.year
    return (
        f"A year of {told.houses} made-up houses: {told.people} people, {len(year.handovers):,} handovers, "
        f"{len(year.replies):,} answers, {len(year.rang):,} alarms. docs/pretend.md says what to look for in it."
    )
