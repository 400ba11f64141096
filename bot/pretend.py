"""A pretended year: what a believable provider would have recorded in 52 weeks and the days of this one. Seeded, pure.

The same cast, end and seed make the same records; an end later in the same week only adds to them, but for the last
hours. Thresholds are judged by the plans' own rules, and escalations climbed by those of real ones: every record could
have come about.

What is planted, to be found again; everything else is chance alone, whatever the hour, the weekday or the staffing:

- In NIGHTS_HOUSE nights below plan are common (NIGHTS_BELOW), and signs are NIGHTS_TIMES as frequent on them. Other
  shifts below plan have none of it, and so has every shift of another house.
- TUESDAYS_PERSON of TUESDAYS_HOUSE talks with family on most Tuesdays, in the morning; on the shifts that begin on such
  a Tuesday their signs are TUESDAYS_TIMES as frequent.
- In BETTER_HOUSE a change of practice comes with the first day of week BETTER_WEEK of the 52, counted from 1: from
  then on signs are BETTER_TIMES as frequent.

People differ in how often they show signs (RATES, in the order of their house), for good. `effects=False` plants
nothing: the staffing and the calls stay, and mean nothing. In the last hours (QUIET) everybody is answered, and well.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from operator import attrgetter

from bot import pretend_course, pretend_shifts, weeks
from bot.pretend_opened import Opened
from bot.pretend_records import Cast, House, Rang, Reply, Year
from bot.pretend_shifts import Lived, Planted

WEEKS = 52
by_id, by_handover = attrgetter("id"), attrgetter("handover_id")
NIGHTS_HOUSE, NIGHTS_SHIFT, NIGHTS_TIMES = "fen-lane", "night", 3.2
TUESDAYS_HOUSE, TUESDAYS_PERSON, TUESDAYS_TIMES = "mill-house", "gus", 4.0
BETTER_HOUSE, BETTER_WEEK, BETTER_TIMES = "harbour-view", 30, 0.55
NIGHTS_BELOW = 0.2
RATES = (0.14, 0.06, 0.09, 0.12, 0.05, 0.1)


def begins(until: datetime, zone: str) -> weeks.Week:
    """The first of the 52 weeks before the one that `until` (aware) lies in, by the wall in `zone`."""
    return weeks.at(until, zone).plus(-WEEKS)


def year(cast: Cast, until: datetime, seed: int, *, effects: bool = True, count: int = WEEKS) -> Year:
    """All that was recorded before `until` (aware), from `count` weeks before its own on.

    Every change of shift due by then is in it: the newest is still to be settled, or, where it was due only just
    before `until`, planned for the bot to ask.
    """
    lived = [_lived(house, until, seed, effects, count) for house in cast.houses]
    numbered = _numbered(lived)
    rang = [one for whole in numbered for one in pretend_course.all_of(cast, whole, until, seed)]
    return Year(
        handovers=tuple(sorted((one for whole in numbered for one in whole.handovers), key=by_id)),
        replies=tuple(sorted((one for whole in numbered for one in whole.replies), key=by_id)),
        notes=tuple(sorted((one for whole in numbered for one in whole.notes), key=by_id)),
        staffed=tuple(sorted((one for whole in numbered for one in whole.staffed), key=by_handover)),
        reads=tuple(sorted((one for whole in numbered for one in whole.reads), key=by_handover)),
        absences=tuple(one for whole in numbered for one in whole.absences),
        rang=_rang(rang),
    )


def _lived(house: House, until: datetime, seed: int, effects: bool, count: int) -> Lived:
    first = weeks.at(until, house.service.spec.timezone).plus(-count).monday
    return pretend_shifts.lived(house, first, until, planted(house, until, effects), seed)


def planted(house: House, until: datetime, effects: bool = True) -> Planted:
    """What is planted in a house; only the staffing and the calls without `effects`."""
    key, zone = house.service.spec.key, house.service.spec.timezone
    changed: date = begins(until, zone).plus(BETTER_WEEK - 1).monday
    plain = Planted(
        rates={one.id: RATES[i % len(RATES)] for i, one in enumerate(house.people)},
        below={NIGHTS_SHIFT: NIGHTS_BELOW} if key == NIGHTS_HOUSE else {},
        calls=next((one.id for one in house.people if (key, one.key) == (TUESDAYS_HOUSE, TUESDAYS_PERSON)), None),
    )  # fmt: skip
    if not effects:
        return plain
    return replace(
        plain,
        below_times={NIGHTS_SHIFT: NIGHTS_TIMES} if key == NIGHTS_HOUSE else {},
        calls_times=TUESDAYS_TIMES,
        better_from=changed if key == BETTER_HOUSE else None,
        better_times=BETTER_TIMES,
    )


def _numbered(lived: list[Lived]) -> list[Lived]:
    """The same with ids that count over all houses, in order of time."""
    handovers = _ids((one.change.due, i, one.id) for i, whole in enumerate(lived) for one in whole.handovers)
    said = _ids((one.received_at, i, one.id) for i, whole in enumerate(lived) for one in whole.replies)
    noted = _ids((one.received_at, i, one.id) for i, whole in enumerate(lived) for one in whole.notes)
    return [
        Lived(
            house=whole.house,
            handovers=[replace(one, id=handovers[i, one.id]) for one in whole.handovers],
            replies=[_reply(one, said[i, one.id], handovers[i, one.handover_id]) for one in whole.replies],
            notes=[replace(one, id=noted[i, one.id]) for one in whole.notes],
            staffed=[replace(one, handover_id=handovers[i, one.handover_id]) for one in whole.staffed],
            reads=[replace(one, handover_id=handovers[i, one.handover_id]) for one in whole.reads],
            absences=whole.absences,
        )
        for i, whole in enumerate(lived)
    ]


def _ids(places: Iterable[tuple[datetime, int, int]]) -> dict[tuple[int, int], int]:
    return {(house, own): n for n, (_, house, own) in enumerate(sorted(places), 1)}


def _reply(one: Reply, id: int, handover_id: int) -> Reply:
    return replace(one, id=id, handover_id=handover_id)


def _rang(opened: list[Opened]) -> tuple[Rang, ...]:
    """Numbered in order of opening; each that follows another names it."""
    in_order = sorted(
        opened, key=lambda one: (one.e.opened_at, one.e.service_id, one.e.person_id or 0, one.e.tell)
    )
    ids = {id(one): n for n, one in enumerate(in_order, 1)}
    return tuple(one.rang(ids[id(one)], ids[id(one.follows)] if one.follows else None) for one in in_order)
