"""How often does a digest say what is not there? `python -m benchmarks.false_alarms [--years 1000] [--every 1]`.

Years of a service of six people in which nothing makes a difference: each person has signs at a rate of their own,
whoever works and whatever happened before. A digest is made each week from the twelve weeks before, with the digest's
own family of sentences; each thing it says is false. Beside it, how often an XmR chart of the last twenty weeks says
that its newest point is special. In the second world people have bad fortnights, and so does staffing, each without
the other: there too nothing makes a difference, and the test's assumption of independent shifts does not hold.
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot import patterns, xmr
from bot.figures import CHARTED, CONTRASTED, LASTING, After, Around, Tally

PEOPLE = 6
WEEKS = 52
SHIFTS = ("early", "late", "night")
A_WEEK = 7 * len(SHIFTS)
# shifts that begin within so long after something
AFTERWARDS = {kind: lasting.days * len(SHIFTS) for kind, lasting in LASTING.items()}
ANSWERED = 0.95
BELOW = 0.15
AGENCY = 0.2
ALONE = {"early": 0.05, "late": 0.05, "night": 0.4}
CONTACTS: dict[Around, float] = {"us": 0.01, "them": 0.02, "agency": 0.005, "family": 0.08}
# a bad fortnight begins on one good day in seventy, so that a sixth of days are in one: signs three times as often,
# and half of the shifts below plan; over a year both are as often as without
SPELL = 14
BEGINS = 1 / 70
WORSE, ELSE_SIGNS = 3.0, 0.6
BAD_BELOW, ELSE_BELOW = 0.5, 0.08
# of person-shifts with signs, how many raise something: a rarer series
RAISED = 0.1

Cell = tuple[int, str, int, bool, bool, bool]
Nearness = tuple[int, Around, bool]
# whether a digest of these says anything
Said = Callable[[Sequence[Tally], Sequence[After]], bool]


@dataclass
class Week:
    """What happened, counted: person-shifts and those with signs, by how they were and by what had been before."""

    shifts: Counter[Cell] = field(default_factory=Counter)
    signs: Counter[Cell] = field(default_factory=Counter)
    near: Counter[Nearness] = field(default_factory=Counter)
    near_signs: Counter[Nearness] = field(default_factory=Counter)
    raised: int = 0


@dataclass
class Tried:
    """Digests made, those that said something, and charts whose newest point, and any point, was special."""

    digests: int = 0
    said: int = 0
    years_said: int = 0
    newest: Counter[str] = field(default_factory=Counter)
    ever: Counter[str] = field(default_factory=Counter)
    charts: int = 0


def says(tallies: Sequence[Tally], afters: Sequence[After]) -> bool:
    """Whether the digest's family says anything of these."""
    return any(one.found for one in patterns.family(1, tallies, afters, frozenset({"night"})))


def year(chance: random.Random, clustered: bool = False, below_worse: float = 1.0) -> list[Week]:
    """The weeks of one year; signs are so many times as likely when a shift is below plan: once, without effects."""
    weeks = [Week() for _ in range(WEEKS)]
    usual = [chance.uniform(0.02, 0.2) for _ in range(PEOPLE)]
    last: dict[tuple[int, Around], int] = defaultdict(lambda: -A_WEEK)
    # days left of a bad fortnight: of each person, and of staffing
    bad = [0] * (PEOPLE + 1)
    for n in range(WEEKS * A_WEEK):
        if clustered and n % len(SHIFTS) == 0:
            bad = [left - 1 if left else SPELL * (chance.random() < BEGINS) for left in bad]
        day, shift = n // len(SHIFTS) % 7, SHIFTS[n % len(SHIFTS)]
        below = (BAD_BELOW if bad[-1] else ELSE_BELOW) if clustered else BELOW
        short, agency, alone = (chance.random() < likely for likely in (below, AGENCY, ALONE[shift]))
        for person in range(PEOPLE):
            likely = usual[person] * ((WORSE if bad[person] else ELSE_SIGNS) if clustered else 1)
            likely *= below_worse if short else 1
            if chance.random() < ANSWERED:
                signs = chance.random() < likely
                _count(weeks[n // A_WEEK], (person, shift, day, short, agency, alone), signs, n, last)
                weeks[n // A_WEEK].raised += signs and chance.random() < RAISED
            for kind, often in CONTACTS.items():
                if chance.random() < often:
                    last[person, kind] = n
    return weeks


def digests(weeks: Sequence[Week], every: int) -> Iterator[tuple[list[Tally], list[After]]]:
    """What each digest counts from: the weeks that contrasts look at, up to every so many weeks of the year."""
    for end in range(every, len(weeks) + 1, every):
        fortnights = defaultdict(Week)
        for n in range(max(0, end - CONTRASTED), end):
            together, week = fortnights[n // 2], weeks[n]
            together.shifts.update(week.shifts)
            together.signs.update(week.signs)
            together.near.update(week.near)
            together.near_signs.update(week.near_signs)
        tallies = [one for n, together in fortnights.items() for one in _tallies(together, n)]
        yield tallies, [one for together in fortnights.values() for one in _afters(together)]


def series(weeks: Sequence[Week]) -> dict[str, list[float]]:
    """Each week's signs and what was raised, per hundred person-shifts."""
    per = [week.shifts.total() for week in weeks]
    return {
        "signs": [100 * week.signs.total() / n for week, n in zip(weeks, per, strict=True)],
        "raised": [100 * week.raised / n for week, n in zip(weeks, per, strict=True)],
    }


def tried(
    years: int,
    seed: int,
    *,
    clustered: bool = False,
    every: int = 1,
    below_worse: float = 1.0,
    said: Said = says,
) -> Tried:
    """So many years without effects, and what was said in them."""
    found = Tried()
    for n in range(years):
        chance = random.Random(f"{seed} {n}")
        weeks = year(chance, clustered, below_worse)
        before = found.said
        for tallies, afters in digests(weeks, every):
            found.digests += 1
            found.said += said(tallies, afters)
        found.years_said += found.said > before
        noise = [chance.gauss(0, 1) for _ in weeks]
        for name, values in {**series(weeks), "normal": noise}.items():
            _chart(found, name, values, every)
        found.charts += len(range(CHARTED, WEEKS + 1, every))
        if sys.stderr.isatty():
            print(f"\r{n + 1} of {years} years", end="", file=sys.stderr)
    return found


def _count(week: Week, cell: Cell, signs: bool, n: int, last: dict[tuple[int, Around], int]) -> None:
    nearness = [(cell[0], kind, n - last[cell[0], kind] <= AFTERWARDS[kind]) for kind in CONTACTS]
    week.shifts[cell] += 1
    for near in nearness:
        week.near[near] += 1
    if signs:
        week.signs[cell] += 1
        for near in nearness:
            week.near_signs[near] += 1


def _tallies(week: Week, fortnight: int) -> list[Tally]:
    return [Tally(1, *cell, fortnight, shifts, week.signs[cell]) for cell, shifts in week.shifts.items()]


def _afters(week: Week) -> list[After]:
    return [
        After(
            1, person, kind,
            week.near[person, kind, True], week.near_signs[person, kind, True],
            week.near[person, kind, False], week.near_signs[person, kind, False],
        )
        for person in range(PEOPLE)
        for kind in CONTACTS
    ]  # fmt: skip


def _chart(found: Tried, name: str, values: list[float], every: int) -> None:
    for end in range(CHARTED, WEEKS + 1, every):
        drawn = xmr.chart(values[end - CHARTED : end])
        found.newest[name] += drawn.signals(1)
        found.ever[name] += drawn.signals()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--years", type=int, default=1000)
    asked.add_argument("--every", type=int, default=1, help="make a digest every so many weeks")
    asked.add_argument("--seed", type=int, default=6)
    given = asked.parse_args()
    for world, clustered in (("independent shifts", False), ("bad fortnights", True)):
        found = tried(given.years, given.seed, clustered=clustered, every=given.every)
        print(f"\n{world}: {given.years} years of one service", flush=True)
        print(f"  {found.said / found.digests:.2%} of {found.digests} digests hold a false contrast")
        print(f"  {found.years_said / given.years:.0%} of years hold one in any digest")
        for name in found.ever:
            newest, ever = found.newest[name] / found.charts, found.ever[name] / found.charts
            print(
                f"  XmR, {name}: newest point special in {newest:.1%}, any of {CHARTED} in {ever:.0%} of charts"
            )


if __name__ == "__main__":
    main()
