"""What a pretended house notes besides its answers: calls with family, something good, a worry. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from bot import days, pretend_words
from bot.notes import Kind, Said, Tell
from bot.pretend_days import QUIET, Shift, author
from bot.pretend_records import House, Note

CALLED, TUESDAY = 0.92, 1
CALL_AT = (time(8, 30), 90)
TELLS: tuple[Tell, ...] = ("now", "this_shift", "in_hours")
SHARES: tuple[tuple[float, Kind], ...] = ((0.09, "good"), (0.05, "else"), (0.004, "worry"))
MINUTE = timedelta(minutes=1)


def calls(house: House, every: Sequence[Shift], person_id: int | None, rng: Random) -> dict[date, Note]:
    """The notes of one person's calls with family, by the Tuesday they were on: most Tuesdays, in the morning."""
    tuesdays = sorted({one.day for one in every if one.day.weekday() == TUESDAY})
    zone, (earliest, within) = house.service.spec.timezone, CALL_AT
    found: dict[date, Note] = {}
    for day in tuesdays if person_id is not None else []:
        at = days.instant(day, earliest, zone) + rng.randrange(within) * MINUTE
        said = Said("else", "next_shift", "family_contact", rng.choice(pretend_words.FAMILY))
        note = Note(
            0, house.service.id, person_id, said, author(house, rng), at, at + rng.uniform(5, 40) * MINUTE
        )
        # drawn in any case: one call more or less changes nothing else of the year
        if rng.random() < CALLED:
            found[day] = note
    return found


def besides(
    house: House, every: Sequence[Shift], called: Mapping[date, Note], until: datetime, rng: Random
) -> list[Note]:
    """All notes of the house before `until`, in order of time, numbered from 1."""
    found = [*called.values()]
    for shift in every:
        for share, kind in SHARES:
            if rng.random() < share and house.people:
                seen_at = shift.since + rng.uniform(0.1, 0.9) * (shift.change.due - shift.since)
                found.append(_note(house, kind, seen_at, rng))
    known = [
        one for one in found
        if one.received_at < until and (one.said.kind != "worry" or one.received_at < until - QUIET)
    ]  # fmt: skip
    in_order = sorted(known, key=lambda one: (one.received_at, one.person_id or 0, one.said.kind))
    return [
        Note(i, one.service_id, one.person_id, one.said, one.author, one.seen_at, one.received_at)
        for i, one in enumerate(in_order, 1)
    ]


def _note(house: House, kind: Kind, seen_at: datetime, rng: Random) -> Note:
    who = rng.choice(house.people)
    received = seen_at + rng.uniform(1, 45) * MINUTE
    return Note(0, house.service.id, who.id, _said(kind, rng), author(house, rng), seen_at, received)


def _said(kind: Kind, rng: Random) -> Said:
    if kind == "good":
        return Said("good", "next_shift", None, rng.choice(pretend_words.GOOD))
    if kind == "worry":
        tell = rng.choices(TELLS, (2, 3, 2))[0]
        return Said("worry", tell, None, rng.choice(pretend_words.WORRY), knows="yes")
    topic = rng.choice(tuple(pretend_words.ELSE))
    return Said("else", "next_shift", topic, rng.choice(pretend_words.ELSE[topic]))
