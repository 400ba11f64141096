"""The facts that a week's digest counts from: the only SQL of the digest. Its cost follows the weeks asked for.

Private safeguarding concerns have tables of their own, which nothing here reads.
"""

from collections.abc import Sequence
from datetime import date as Date
from datetime import timedelta

from sqlmodel import Session

from bot.figures import CHARTED, CONTRASTED, After, Facts, Shift, Tally
from bot.people import Service
from bot.weeks import Week
from db import figures_around, figures_besides, figures_helped, figures_people, figures_shifts
from db.figures_besides import Found
from db.figures_besides import due as due
from db.figures_besides import steps as steps
from db.figures_concerns import concerns as concerns
from db.figures_people import Counting


def shifts(session: Session, services: Sequence[Service], first: Date, last: Date) -> list[Shift]:
    """Scheduled handovers whose local date lies in the range, by id; planned ones are left out."""
    counting = _count(session, services, first, last, since=last)
    return _shifts(session, services, first, last, counting)


def tallies(session: Session, services: Sequence[Service], first: Date, last: Date) -> list[Tally]:
    """The range's answered person-shifts, those alike together."""
    return _count(session, services, first, last, since=first).tallies()


def afters(session: Session, services: Sequence[Service], first: Date, last: Date) -> list[After]:
    """The range's answered person-shifts after something and not, of each person for whom there was something."""
    return _count(session, services, first, last, since=first).afters()


def facts(session: Session, services: Sequence[Service], week: Week, since: Week | None = None) -> Facts:
    """Everything that the digest of one week counts from. Of `services` alone.

    With `since`, concerns left unreviewed since that week are among the others, however old.
    """
    first, contrasted = week.plus(1 - CHARTED), week.plus(1 - CONTRASTED)
    counting = _count(session, services, first.monday, week.sunday, since=contrasted.monday)
    relay = figures_besides.of_relay(session, services, week)
    found = concerns(session, services, first, week, since)
    return Facts(
        shifts=_shifts(session, services, week.plus(-1).monday, week.sunday, counting),
        tallies=counting.tallies(),
        afters=counting.afters(found),
        concerns=found,
        steps=steps(session, services, week),
        due=due(session, services, week.sunday),
        good=figures_besides.by_service(figures_besides.good(session, services, week)),
        helped=_helped(figures_helped.helped(session, services, week)),
        pauses=figures_besides.by_service(figures_besides.pauses(session, services, week)),
        gaps=figures_besides.gaps(relay),
        health=figures_besides.health(relay),
        week=week,
    )


def _helped(found: Sequence[Found]) -> dict[int, tuple[int, int]]:
    of = figures_besides.by_service(found)
    calm = figures_besides.by_service([one for one in found if one.what == "calm"])
    return {key: (calm.get(key, 0), many) for key, many in of.items()}


def _count(session: Session, services: Sequence[Service], first: Date, last: Date, since: Date) -> Counting:
    """All person-shifts of the range, counted; alike ones, and those after something, from `since` on."""
    handed = figures_shifts.handed(session, services, first, last)
    happened = figures_around.events(session, services, since, last)
    counting = Counting(handed, since, happened)
    # one by one only where it matters whose they are
    if first < since:
        counting.add_totals(figures_people.totals(session, services, first, since - timedelta(days=1)))
    return counting.add(figures_people.standing(session, services, since, last))


def _shifts(
    session: Session, services: Sequence[Service], lately: Date, last: Date, counting: Counting
) -> list[Shift]:
    """All that was counted, with who read it and how long answering took for those from `lately` on."""
    said = figures_shifts.answering(session, services, lately, last)
    read = figures_shifts.read(session, services, lately, last, said)
    return [
        counting.of(one.shift, read=one.shift.id in read, seconds=said[one.shift.id].seconds)
        if one.shift.id in said
        else counting.of(one.shift, read=one.shift.id in read)
        for one in counting.handed.values()
    ]
