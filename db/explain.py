"""Taking a number of the digest apart to the records behind it: ids and times, nothing that anybody wrote."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot import counted
from bot.counted import OfShift
from bot.people import Service
from bot.weeks import Week
from db import figures, figures_besides, figures_helped, figures_people, figures_shifts
from db.figures_besides import Found
from db.figures_people import Level


@dataclass(frozen=True)
class Row:
    """One record that a number counts. `of` says which part of it: a step's place in the plan.

    A "person-shift" is one person at one handover, which is its `id`.
    """

    kind: str
    id: int
    service_id: int | None
    person_id: int | None
    handover_id: int | None
    at: datetime
    of: str | None = None


def rows(session: Session, services: Sequence[Service], week: Week, figure: str) -> list[Row]:
    """The records behind a figure of `bot.counted`, as many as its number says; of these services, in order of time.

    Raises KeyError for a figure that there is not; one that merely counted nothing is an empty list.
    """
    of = counted.of_shifts(figure)
    if of is not None:
        found = _of_shifts(session, services, week, of)
    elif figure == "repeats" or figure.startswith(("concerns.", "timeliness.")):
        found = _concerns(session, services, week, figure)
    else:
        found = [_row(one) for one in _besides(session, services, week, figure)]
    return sorted(found, key=lambda one: (one.at, one.kind, one.id, one.person_id or 0, one.of or ""))


def _of_shifts(session: Session, services: Sequence[Service], week: Week, of: OfShift) -> list[Row]:
    dates = (week.monday, week.sunday)
    shown = {one.id: one for one in figures.shifts(session, services, *dates) if of.which(one)}
    handed = {
        one.shift.id: one for one in figures_shifts.handed(session, services, *dates) if one.shift.id in shown
    }
    if of.what == "handover":
        return [Row("handover", one, it.shift.service_id, None, one, it.due) for one, it in handed.items()]
    missed = of.what == "missed"
    return [
        Row("person-shift", one, handed[one].shift.service_id, person_id, one, handed[one].due)
        for one, person_id, level in figures_people.standing(session, services, *dates)
        if one in shown and COUNTS[of.what](level) and (not missed or shown[one].missed)
    ]


COUNTS: Mapping[str, Callable[[Level], bool]] = {
    "asked": lambda _level: True,
    "answered": lambda level: level is not None,
    "missed": lambda level: level is None,
    "signs": bool,
    "timed": lambda level: level == 2,
}


def _concerns(session: Session, services: Sequence[Service], week: Week, figure: str) -> list[Row]:
    return [
        Row("escalation", one.id, one.service_id, one.person_id, None, one.times.opened_at)
        for one in figures.concerns(session, services, week, week)
        if figure in counted.of_concern(one, week)
    ]


def _besides(session: Session, services: Sequence[Service], week: Week, figure: str) -> list[Found]:
    if figure == "good":
        return figures_besides.good(session, services, week)
    if figure in ("helped", "helped.of"):
        found = figures_helped.helped(session, services, week)
        return [one for one in found if figure == "helped.of" or one.what == "calm"]
    if figure == "pauses":
        return figures_besides.pauses(session, services, week)
    if figure in OF_RELAY:
        relay = figures_besides.of_relay(session, services, week)
        return [one for one in relay if one.what == OF_RELAY[figure]]
    name, _, what = figure.partition(".")
    kind = OF_REPLIES[name]
    return [
        one for one in figures_besides.taken(session, services, week) if (one.kind, one.what) == (kind, what)
    ]


OF_RELAY = {"gaps": "gap", "given_up": "given_up", "faults": "fault", "mended": "mended"}
OF_REPLIES = {"steps": "step", "followed": "followed", "missed_contacts": "contact"}


def _row(found: Found) -> Row:
    kind = "reply" if found.kind in OF_REPLIES.values() else found.kind
    return Row(kind, found.id, found.service_id, found.person_id, found.handover_id, found.at, found.of)
