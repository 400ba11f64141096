"""The weekly digest: what the huddle looks at, made from the facts of the weeks. Pure.

Times are aware UTC; a week is by the wall of the huddle's zone. No number here is about a member of staff.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from bot import breakdown, days, patterns, questions, series, spells, timeliness, weeks
from bot.breakdown import AroundPart, Part
from bot.counted import counted, usual
from bot.figures import BEFORE, CHARTED, Concern, Due, Facts, Health, Shift
from bot.patterns import Pattern
from bot.questions import Question
from bot.series import Count, Series
from bot.spells import Spell
from bot.timeliness import Promises, Timed
from bot.weeks import Week

Because = Literal["raised", "updated", "open", "carried"]
# beside good news and what is said of the rest
MOST_SIGNALS = 3
# of twelve weeks' patterns, which stay for weeks, so many are said before what a chart says of this one
STANDING = 2


@dataclass(frozen=True)
class House:
    """A service as the digest knows it. `nights` are the keys of its shifts that run through the small hours."""

    id: int
    key: str
    name: str
    nights: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Listed:
    """A concern, once, and why it is listed. `reviewed` since the week was over, or since it last changed."""

    concern: Concern
    because: Because
    reviewed: bool


@dataclass(frozen=True)
class Signal:
    """Something that is more than chance: a series' newest point, or a pattern. Exactly one of them."""

    service_id: int | None
    series: Series | None = None
    pattern: Pattern | None = None


@dataclass(frozen=True)
class ServiceWeek:
    """One service's week, or that of all of them together (`house` None). `counted` is by the key of a figure.

    `usual` is the mean of the BEFORE weeks ahead of it, of those figures that have one.
    """

    house: House | None
    counted: Mapping[str, int]
    usual: Mapping[str, float]
    parts: tuple[Part, ...]
    around: tuple[AroundPart, ...]
    timeliness: tuple[Timed, ...]
    waiting_for_hours: int
    promises: Promises
    series: tuple[Series, ...]
    patterns: tuple[Pattern, ...]
    questions: tuple[Question, ...]
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True)
class Digest:
    """The digest of one week. `so_far` while the week is not over; `signals` as they are to be said.

    `looked_at` is how many sentences and charts were looked at, `too_few` of how many there is too little to say.
    """

    week: Week
    made_at: datetime
    zone: str
    so_far: bool
    services: tuple[ServiceWeek, ...]
    whole: ServiceWeek
    signals: tuple[Signal, ...]
    looked_at: int
    too_few: int
    concerns: tuple[Listed, ...]
    due: tuple[Due, ...]
    gaps: int
    health: Health

    @property
    def unusual(self) -> int:
        """How many spells ended in the week and are more than chance: they are mostly one person's, and for forms."""
        spells = (one for part in self.services for one in part.spells)
        return sum(one.unusual and one.ended_in == self.week for one in spells)

    @property
    def charts(self) -> list[Series]:
        """The two most worth showing: those with a signal first, then signs and answers of all together."""
        with_signal = [one.series for one in self.signals if one.series]
        usual = [one for one in self.whole.series if one.key in ("signs", "answered") and one.weeks]
        return [*with_signal, *(one for one in usual if one not in with_signal)][:2]


@dataclass(frozen=True)
class Asked:
    """What is asked for: a week of certain services. `rebase` are the weeks in which a service marked a change.

    `since` is the first week that a huddle looked at: what was left unreviewed since then is carried over.
    """

    week: Week
    houses: Sequence[House]
    zone: str
    now: datetime
    rebase: Mapping[int, Sequence[Week]] = field(default_factory=dict)
    since: Week | None = None
    checks: Mapping[int | None, Mapping[series.Key, Mapping[Week, Count]]] = field(default_factory=dict)
    targets: Mapping[series.Key, float] = field(default_factory=dict)

    @property
    def as_of(self) -> datetime:
        """When concerns stood as they are shown, and late is judged: at the end of the week, or now while it runs."""
        return min(self.now, days.instant(over_at(self.week), time(), self.zone))


def summarise(facts: Facts, asked: Asked) -> Digest:
    """The digest of `asked.week`, from facts of `asked.houses` and no others."""
    parts = _parted(facts)
    services = tuple(
        _service(parts.get(house.id, Facts(week=facts.week)), asked, house) for house in asked.houses
    )
    whole = _service(facts, asked, None)
    signals = _signals([*services, whole] if len(services) > 1 else services, _until(asked))
    return Digest(
        asked.week,
        asked.now,
        asked.zone,
        weeks.at(asked.now, asked.zone) <= asked.week,
        services,
        whole,
        tuple(signals),
        looked_at(services),
        too_few(services),
        tuple(listed(facts.concerns, asked)),
        tuple(sorted(facts.due, key=lambda one: (one.by, one.known_as))),
        facts.gaps,
        facts.health,
    )


def listed(concerns: Iterable[Concern], asked: Asked) -> list[Listed]:
    """Every concern of the week once: raised in it, updated in it, still open, or carried over unreviewed."""
    found = [
        Listed(one, because, _reviewed(one, asked))
        for one in concerns
        if (because := _because(one, asked)) is not None
    ]
    order: dict[Because, int] = {"raised": 0, "updated": 1, "open": 2, "carried": 3}
    return sorted(
        found,
        key=lambda one: (
            not one.concern.unanswered,
            order[one.because],
            one.concern.times.opened_at,
            one.concern.id,
        ),
    )


def _because(concern: Concern, asked: Asked) -> Because | None:
    opened, changed = concern.opened_in, concern.changed_in
    if opened > asked.week:
        return None
    if opened == asked.week:
        return "raised"
    if changed == asked.week:
        return "updated"
    if concern.state in ("open", "acknowledged", "acted_on"):
        return "open"
    left = asked.since is not None and changed >= asked.since and not concern.looked_at
    return "carried" if left and changed < asked.week else None


def _reviewed(concern: Concern, asked: Asked) -> bool:
    at = concern.reviewed_at
    return concern.looked_at or (at is not None and weeks.at(at, asked.zone) > asked.week)


def _parted(facts: Facts) -> dict[int, Facts]:
    """The facts of each service by themselves: looked through once, however many services there are."""
    lists: dict[int, dict[str, Any]] = defaultdict(lambda: defaultdict(list))
    for name in ("shifts", "tallies", "afters", "concerns", "steps"):
        for one in getattr(facts, name):
            lists[one.service_id][name].append(one)
    good, pauses, helped = facts.good or {}, facts.pauses or {}, facts.helped or {}
    return {
        key: Facts(
            **lists[key],
            good={key: good.get(key, 0)},
            pauses={key: pauses.get(key, 0)},
            helped={key: helped.get(key, (0, 0))},
            week=facts.week,
        )
        for key in {*lists, *good, *pauses, *helped}
    }


def _service(facts: Facts, asked: Asked, house: House | None) -> ServiceWeek:
    """Of the facts of one house, or of all of them."""
    key = house.id if house else None
    # what is open or unreviewed for longer is listed, and is no part of these weeks' figures
    lately = [one for one in facts.concerns if asked.week.minus(one.opened_in) < CHARTED]
    own = [one for one in lately if one.opened_in == asked.week]
    return ServiceWeek(
        house,
        counted(facts, asked.week, key),
        usual(facts, asked.week, BEFORE),
        tuple(breakdown.parts(facts.shifts, lately, asked.week, BEFORE)),
        tuple(breakdown.around(facts.afters)),
        tuple(timeliness.legs(own, asked.as_of)),
        timeliness.waited_for_hours(own),
        timeliness.promises(own),
        tuple(_charts(facts.shifts, lately, asked, house)),
        tuple(patterns.family(house.id, facts.tallies, facts.afters, house.nights)) if house else (),
        tuple(questions.to_the_team(facts.shifts, house.id, asked.week)) if house else (),
        tuple(spells.spells(lately, house.id, asked.as_of)) if house else (),
    )


def _charts(
    shifts: Sequence[Shift], concerns: Sequence[Concern], asked: Asked, house: House | None
) -> Iterable[Series]:
    last = _until(asked)
    counts = dict(series.of_shifts([one for one in shifts if weeks.of(one.date) <= last], concerns))
    counts["acknowledged"] = series.of_acknowledged(concerns, asked.as_of)
    key = house.id if house else None
    marks = asked.rebase.get(house.id, ()) if house else ()
    for name, by_week in {**counts, **asked.checks.get(key, {})}.items():
        shown = {week: count for week, count in by_week.items() if week <= last}
        yield series.series(name, key, shown, marks, asked.targets.get(name))


def _until(asked: Asked) -> Week:
    """The last week that charts show: the one asked for, or the last that is over: half a week is no point."""
    return min(asked.week, last_whole(asked.now, asked.zone))


def looked_at(services: Iterable[ServiceWeek]) -> int:
    """How many sentences and charts were looked at: of a chart, where there is a week to hold another against."""
    return sum(
        len(part.patterns) + len(part.spells) + sum(len(one.weeks) > 1 for one in part.series)
        for part in services
    )


def too_few(services: Iterable[ServiceWeek]) -> int:
    """Of how many of them there is too little to say."""
    return sum(one.too_few for part in services for one in part.patterns)


def _signals(services: Sequence[ServiceWeek], last: Week) -> list[Signal]:
    """The STANDING strongest patterns, charts whose newest point is more than chance, and the other patterns."""
    found = [Signal(one.service_id, pattern=one) for part in services for one in patterns.said(part.patterns)]
    found.sort(key=lambda one: one.pattern.p if one.pattern else 1.0)
    charted = [one for part in services for one in series.speaking(part.series, last)]
    alone = {_says(one) for one in charted if one.service_id is not None}
    # what all show together is said only where no service shows it by itself
    charted = [one for one in charted if one.service_id is not None or _says(one) not in alone]
    news = [Signal(one.service_id, series=one) for one in charted]
    return [*found[:STANDING], *news, *found[STANDING:]]


def _says(charted: Series) -> tuple[series.Key, str]:
    last = charted.chart.last
    return charted.key, last.verdict if last else ""


def last_whole(now: datetime, zone: str) -> Week:
    """The last week that is over."""
    return weeks.at(now, zone).plus(-1)


def over_at(week: Week) -> date:
    """The first day after it."""
    return week.sunday + timedelta(days=1)
