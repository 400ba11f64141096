"""Taking a number of the digest apart to the records behind it: ids and times, nothing that anybody wrote."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlmodel import Session

from bot import counted, days, timeliness
from bot.counted import OfShift
from bot.figures import Times
from bot.people import Service
from bot.timeliness import LEGS
from bot.weeks import Week
from db import checks as db_checks
from db import explain_parts, figures, figures_besides, figures_helped, figures_people, figures_shifts
from db.figures_besides import Found
from db.figures_people import Level


@dataclass(frozen=True)
class Row:
    """One record that a number counts. `of`: which part of it, a step's place in the plan; or how many seconds it took.

    A "person-shift" is one person at one handover, which is its `id`.
    """

    kind: str
    id: int
    service_id: int | None
    person_id: int | None
    handover_id: int | None
    at: datetime
    of: str | None = None


def rows(
    session: Session, services: Sequence[Service], week: Week, figure: str, since: Week | None = None
) -> list[Row]:
    """The records behind a figure, as many as its number says; of these services, in order of time.

    A figure of `bot.counted`; "timeliness.<leg>", whose rows have the seconds it took where the leg counts them; with
    `since`, the first week that a huddle looked at, "concerns.carried"; or one of `explain_parts`: "part.<key>.signs",
    "pattern.<key>.exposed.signs", "around.<kind>.after.signs". Raises KeyError for a figure that there is not; one that
    merely counted nothing is an empty list. "promises.met" and "checks.done" are figures too.
    """
    of = counted.of_shifts(figure)
    name = figure.partition(".")[0]
    if of is not None:
        found = _of_shifts(session, services, week, of)
    elif name in PARTS:
        found = [_row(one) for one in PARTS[name](session, services, week, figure)]
    elif name == "promises":
        found = _promises(session, services, week, PROMISES[figure])
    elif name == "checks":
        found = _checks(session, services, week, CHECKS[figure])
    elif figure in OF_CONCERNS:
        found = _concerns(session, services, week, figure, since)
    else:
        found = [_row(one) for one in _besides(session, services, week, figure)]
    return sorted(found, key=lambda one: (one.at, one.kind, one.id, one.person_id or 0, one.of or ""))


PROMISES: Mapping[str, Callable[[Times], int]] = {
    "promises.made": lambda times: times.promises,
    "promises.met": lambda times: times.promises_met,
}


def _promises(
    session: Session, services: Sequence[Service], week: Week, many: Callable[[Times], int]
) -> list[Row]:
    """A row for each promise, numbered, of escalations raised in the week."""
    return [
        Row("escalation", one.id, one.service_id, one.person_id, None, one.times.opened_at, str(n + 1))
        for one in figures.concerns(session, services, week, week)
        if one.opened_in == week
        for n in range(many(one.times))
    ]


# a verdict, and what the record was found to say
CHECKS: Mapping[str, Callable[[str | None, Mapping[str, str] | None], int]] = {
    "checks.sent": lambda _verdict, _found: 1,
    "checks.done": lambda _verdict, found: found is not None,
    "checks.judged": lambda verdict, _found: verdict is not None,
    "checks.same": lambda verdict, _found: verdict == "same",
    "checks.yes": lambda _verdict, found: sum(one == "yes" for one in (found or {}).values()),
    "checks.no": lambda _verdict, found: sum(one == "no" for one in (found or {}).values()),
}


def _checks(
    session: Session, services: Sequence[Service], week: Week,
    many: Callable[[str | None, Mapping[str, str] | None], int],
) -> list[Row]:  # fmt: skip
    """A row for each sense-check sent in the week that counts; one for each answer, numbered, of "yes" and "no"."""
    zones = {one.id: one.spec.timezone for one in services}
    return [
        Row(
            "sense-check",
            at,
            service_id,
            person,
            period,
            days.instant(on, time(), zones[service_id]),
            str(n + 1),
        )
        for service_id, on, verdict, found, at, person, period in db_checks.sent(
            session, list(zones), week.monday, week.sunday
        )
        for n in range(many(verdict, found))
    ]


PARTS = {"part": explain_parts.part, "pattern": explain_parts.pattern, "around": explain_parts.around}
CONCERNS = ("raised", "updated", "still_open", "carried", "unanswered", "worry", "restricted")
OF_LEGS = {f"timeliness.{leg}": leg for leg in LEGS}
OF_CONCERNS = {
    "repeats",
    *(f"concerns.{what}" for what in CONCERNS),
    *(f"timeliness.{what}" for what in counted.HAPPENED),
    *OF_LEGS,
}


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
    **explain_parts.COUNTS,
    "asked": lambda _level: True,
    "missed": lambda level: level is None,
}


def _concerns(
    session: Session, services: Sequence[Service], week: Week, figure: str, since: Week | None
) -> list[Row]:
    leg = OF_LEGS.get(figure)
    found = []
    for one in figures.concerns(session, services, week, week, since):
        took = timeliness.took(one, leg) if leg and timeliness.counts(one, leg) else None
        in_leg = took is not None and one.opened_in == week
        if figure in counted.of_concern(one, week, since) or in_leg:
            of = None if took is None else f"{took.total_seconds():.15g}"
            found.append(
                Row("escalation", one.id, one.service_id, one.person_id, None, one.times.opened_at, of)
            )
    return found


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
