"""A week's numbers, each by a key of its own: the digest shows them, and `explain` takes them apart. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot import weeks
from bot.figures import Concern, Facts, Shift, StepsTaken
from bot.weeks import Week

GOING = ("open", "acknowledged", "acted_on")
# what happened to escalations raised in the week, in the order in which it does
HAPPENED = ("seen", "replied", "told", "acknowledged", "acted", "closed")


@dataclass(frozen=True)
class OfShift:
    """A figure of handovers: of which shifts, and how many things of each. `what` is one of PEOPLE, or a handover."""

    which: Callable[[Shift], bool]
    what: str = "handover"


# of people at a handover: how many of each, and of which level in the record (db's words for it)
PEOPLE: Mapping[str, Callable[[Shift], int]] = {
    "asked": lambda shift: shift.people,
    "answered": lambda shift: shift.answered,
    "missed": lambda shift: shift.missed,
    "signs": lambda shift: shift.signs,
    "timed": lambda shift: shift.timed,
}


def _any(_shift: Shift) -> bool:
    return True


def _asked(shift: Shift) -> bool:
    return shift.state == "asked"


OF_SHIFTS: Mapping[str, OfShift] = {
    "handovers.asked": OfShift(_asked),
    "handovers.answered": OfShift(lambda one: _asked(one) and one.answered == one.people),
    "handovers.late": OfShift(lambda one: one.late),
    "handovers.missed": OfShift(lambda one: one.missed > 0),
    "handovers.not_asked": OfShift(lambda one: one.state == "not_asked"),
    "handovers.paused": OfShift(lambda one: one.state == "paused"),
    "handovers.read": OfShift(lambda one: _asked(one) and one.read),
    "handovers.not_read": OfShift(lambda one: _asked(one) and one.over and not one.read),
    "people.asked": OfShift(_any, "asked"),
    "people.answered": OfShift(_any, "answered"),
    "people.missed": OfShift(_any, "missed"),
    "signs": OfShift(_any, "signs"),
    "signs.timed": OfShift(_any, "timed"),
    "signs.below_plan": OfShift(lambda one: one.below is True, "signs"),
    "signs.at_plan": OfShift(lambda one: one.below is False, "signs"),
    "signs.staffing_not_said": OfShift(lambda one: one.below is None, "signs"),
    "signs.with_agency": OfShift(lambda one: bool(one.agency), "signs"),
    "signs.alone": OfShift(lambda one: one.alone is True, "signs"),
    "answered.below_plan": OfShift(lambda one: one.below is True, "answered"),
    "answered.at_plan": OfShift(lambda one: one.below is False, "answered"),
    "answered.with_agency": OfShift(lambda one: bool(one.agency), "answered"),
    "answered.alone": OfShift(lambda one: one.alone is True, "answered"),
}


def of_shifts(key: str) -> OfShift | None:
    """What a figure of handovers counts; None for another figure. "signs.at.night": of one shift, by its key."""
    what, _, covers = key.partition(".at.")
    if covers and what in ("signs", "answered"):
        return OfShift(lambda one: one.covers == covers, what)
    return OF_SHIFTS.get(key)


def of_concern(concern: Concern, week: Week, since: Week | None = None) -> list[str]:
    """The figures of the week that an escalation counts in: raised, updated or still open, and what came of it.

    With `since`, the first week that a huddle looked at: carried over, too.
    """
    opened, changed = concern.opened_in, concern.changed_in
    if opened > week:
        return []
    if opened < week:
        if changed == week:
            return ["concerns.updated"]
        if changed < week and concern.state in GOING:
            return ["concerns.still_open"]
        left = since is not None and since <= changed < week and not concern.looked_at
        return ["concerns.carried"] if left else []
    return ["concerns.raised", *(["repeats"] if concern.again else []), *_came(concern)]


def _came(concern: Concern) -> Iterable[str]:
    times = concern.times
    instants = (
        times.seen_at, times.replied_at, times.told_at, times.acknowledged_at, times.acted_at, times.closed_at,
    )  # fmt: skip
    yield from (f"timeliness.{what}" for what, at in zip(HAPPENED, instants, strict=True) if at is not None)
    yield from ("concerns.unanswered",) * concern.unanswered
    yield from ("concerns.worry",) * concern.worry
    yield from ("concerns.restricted",) * concern.restricted


def usual(facts: Facts, week: Week, before: int) -> dict[str, float]:
    """What a week holds in the mean of so many before it: handovers, people, signs, escalations raised and repeats.

    Weeks without a handover are no weeks of it. Who confirmed reading is not known of them.
    """
    shifts = [one for one in facts.shifts if 0 < week.minus(weeks.of(one.date)) <= before]
    many = len({weeks.of(one.date) for one in shifts})
    raised = [one for one in facts.concerns if 0 < week.minus(one.opened_in) <= before]
    sums = {key: _many(of, shifts) for key, of in OF_SHIFTS.items() if not key.endswith("read")}
    sums |= {"concerns.raised": len(raised), "repeats": sum(bool(one.again) for one in raised)}
    return {key: number / many for key, number in sums.items()} if many else {}


def counted(facts: Facts, week: Week, service_id: int | None) -> dict[str, int]:
    """The numbers of a week by key, of one service, or of all that the facts are of.

    What only the facts' own week holds is left out of another week's: concerns updated or still open, steps, missed
    contacts, good news and pauses. Gaps and messages given up are of no one service: they are numbers of all.
    """
    shifts = [one for one in facts.shifts if one.date in week and service_id in (None, one.service_id)]
    numbers: Counter[str] = Counter({key: _many(of, shifts) for key, of in OF_SHIFTS.items()})
    for covers in sorted({one.covers for one in shifts}):
        here = [one for one in shifts if one.covers == covers]
        numbers.update(
            {f"{what}.at.{covers}": sum(map(PEOPLE[what], here)) for what in ("signs", "answered")}
        )
    numbers.update({"concerns.raised": 0, "repeats": 0, **{f"timeliness.{one}": 0 for one in HAPPENED}})
    for concern in facts.concerns:
        if service_id in (None, concern.service_id):
            numbers.update(of_concern(concern, week))
    if week != facts.week:
        return {key: many for key, many in numbers.items() if key not in _OWN}
    return {**dict.fromkeys(_OWN, 0), **numbers, **_own(facts, service_id)}


_OWN = ("concerns.updated", "concerns.still_open")


def _many(of: OfShift, shifts: Sequence[Shift]) -> int:
    found = [one for one in shifts if of.which(one)]
    return len(found) if of.what == "handover" else sum(map(PEOPLE[of.what], found))


def _own(facts: Facts, service_id: int | None) -> dict[str, int]:
    numbers: Counter[str] = Counter()
    for one in facts.steps:
        if service_id in (None, one.service_id):
            numbers.update(_steps(one))
    calm = {of: many for of, (many, _) in (facts.helped or {}).items()}
    done = {of: many for of, (_, many) in (facts.helped or {}).items()}
    besides = {"good": facts.good or {}, "pauses": facts.pauses or {}, "helped": calm, "helped.of": done}
    for key, by in besides.items():
        numbers[key] = sum(many for of, many in by.items() if service_id in (None, of))
    if service_id is None:
        health = facts.health
        numbers.update(gaps=facts.gaps, given_up=health.given_up, faults=health.faults, mended=health.mended)
    return dict(numbers)


def _steps(taken: StepsTaken) -> dict[str, int]:
    parts = (("steps", taken.taken), ("followed", taken.followed), ("missed_contacts", taken.missed))
    return {f"{name}.{what}": many for name, by in parts for what, many in by.items()}
