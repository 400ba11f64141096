"""Rates, shares and times, each with how sure it is. Pure; docs/statistics.md gives the formulas and their sources."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

SURE = 0.95
# below either of these nothing is said of a rate: events over all the groups compared, person-shifts in each
FEWEST_EVENTS = 5
FEWEST_PER = 30
# halvings that leave less between the two ends than a float can tell
HALVINGS = 60
# a term this small beside the sum so far no longer matters
NOTHING = 1e-17


@dataclass(frozen=True, slots=True)
class Rate:
    """So many events in so many chances (person-shifts, say). Neither is below zero."""

    events: int
    per: float

    def __post_init__(self) -> None:
        if self.events < 0 or self.per < 0:
            raise ValueError("events and what they are counted over are zero or more")

    @property
    def value(self) -> float | None:
        """Events for one chance; None over nothing, which is not zero."""
        return self.events / self.per if self.per else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """What the rate may be, 95% sure: Garwood's exact interval for a Poisson count; None over nothing."""
        if not self.per:
            return None
        low, high = poisson(self.events)
        return low / self.per, high / self.per


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, and what the share may be, 95% sure; over nothing that is anything from 0 to 1."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """From 0 to 1; None over nothing, which is not zero."""
        return self.part / self.whole if self.whole else None


def share(part: int, whole: int) -> Share:
    """Wilson's score interval. Raises ValueError unless 0 ≤ part ≤ whole."""
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share")
    if not whole:
        return Share(0, 0, 0.0, 1.0)
    square = statistics.NormalDist().inv_cdf((1 + SURE) / 2) ** 2
    middle = (part + square / 2) / (whole + square)
    reach = math.sqrt(square * (part * (whole - part) / whole + square / 4)) / (whole + square)
    low = 0.0 if part == 0 else middle - reach
    return Share(part, whole, low, 1.0 if part == whole else middle + reach)


@lru_cache(maxsize=4096)
def poisson(events: int) -> tuple[float, float]:
    """Garwood's exact 95% interval for the mean of a Poisson count."""
    tail = (1 - SURE) / 2
    top = events + 10 * math.sqrt(events + 1) + 10
    high = solve(lambda mean: at_most(events, mean) < tail, events, top)
    return (solve(lambda mean: at_least(events, mean) > tail, 0, events) if events else 0.0), high


def at_most(events: int, mean: float) -> float:
    """The chance of `events` or fewer, of a Poisson count with this mean (of zero or more)."""
    return 1 - _upwards(events + 1, mean) if mean < events else _downwards(events, mean)


def at_least(events: int, mean: float) -> float:
    """The chance of `events` or more, of a Poisson count with this mean (of zero or more)."""
    return _upwards(events, mean) if mean < events else 1 - _downwards(events - 1, mean)


def solve(over: Callable[[float], bool], low: float, high: float, halvings: int = HALVINGS) -> float:
    """Where `over` turns true between `low`, where it is not, and `high`, where it is: by halving."""
    for _ in range(halvings):
        middle = (low + high) / 2
        low, high = (low, middle) if over(middle) else (middle, high)
    return (low + high) / 2


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two middle ones. Raises ValueError for none."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` in a hundred of them do not exceed: the nearest rank.

    It is always one of the values, so that it can be shown whose it is. Raises ValueError for none, or for a share
    that is not above 0 and up to 100.
    """
    if not values or not 0 < share <= 100:
        raise ValueError("a percentile is of at least one value, and above 0 and up to 100")
    return sorted(values)[math.ceil(share * len(values) / 100) - 1]


def few(*groups: Rate) -> bool:
    """Too few to say anything: under FEWEST_EVENTS over all of these groups, or under FEWEST_PER chances in any."""
    return sum(one.events for one in groups) < FEWEST_EVENTS or any(one.per < FEWEST_PER for one in groups)


# each is summed away from the mean, so that the terms fall and the sum can stop
def _downwards(events: int, mean: float) -> float:
    total, at = 0.0, events
    term = _term(events, mean)
    while at >= 0 and term > total * NOTHING:
        total += term
        term *= at / mean if mean else 0
        at -= 1
    return min(1.0, total)


def _upwards(events: int, mean: float) -> float:
    total, at = 0.0, events
    term = _term(events, mean)
    while term > total * NOTHING:
        total += term
        at += 1
        term *= mean / at
    return min(1.0, total)


def _term(events: int, mean: float) -> float:
    """Poisson's chance of exactly so many; of fewer than none it is nothing."""
    if events <= 0 or not mean:
        return 0.0 if events else math.exp(-mean)
    return math.exp(events * math.log(mean) - mean - math.lgamma(events + 1))
