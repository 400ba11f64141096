"""The plan of a torture: everything that goes wrong, and when. Pure: the same seed makes the same plan.

A plan is written down before it is carried out (`dumps`), and can be carried out again (`loads`). What staff do is
drawn from the seed too, but they do it to what they see: a seed repeats a failure as well as it can.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from random import Random
from typing import Any, Literal

Do = Literal["kill", "pause", "step", "cut", "lock", "edit"]
Kind = Literal["sqlite", "postgresql"]
# chances of each, per call of Slack's Web API, before a storm's own force
RATES: dict[str, float] = {
    "429": 4, "500": 3, "503": 2, "garbage": 2, "shape": 2, "drop": 3, "silence": 1, "delay": 6,
    "accept_and_drop": 4, "accept_and_500": 2, "accept_and_garbage": 2, "accept_and_silence": 1, "accept_and_delay": 4,
}  # fmt: skip
# per envelope or request to the bot; a socket that is gone is missed for up to ten seconds
DELIVERIES: dict[str, float] = {
    "lost": 3, "ack_lost": 4, "twice": 6, "again": 6, "late": 6, "refresh": 0.6, "cut": 0.4, "too_many": 0.1,
}  # fmt: skip
# how often each is done in a round; the last is of one kind of database alone
ROUND: dict[Do, int] = {"kill": 4, "pause": 3, "step": 8, "edit": 2}
SHORT_ROUND: dict[Do, int] = {"kill": 1, "pause": 1, "step": 3, "edit": 1}
OF: dict[Kind, Do] = {"sqlite": "lock", "postgresql": "cut"}
A_ROUND = 90.0
STEPS = (1, 3, 6, 6, 11, 11, 16)  # minutes
LEASE, HASTY_LEASE = 30.0, 4.0


@dataclass(frozen=True)
class Wreck:
    """Something done to the program `at` seconds after the start.

    `whom` chooses a process, counted round; `seconds` is how long it is dead, stopped, or the database held;
    `minutes` is how far the clock leaps; `edit` is which house file is loaded; `all`: every connection is cut.
    """

    at: float
    do: Do
    whom: int = 0
    seconds: float = 0.0
    minutes: float = 0.0
    edit: int = 0
    all: bool = False


@dataclass(frozen=True)
class Weather:
    """A storm in the sandbox from `at` for `seconds`, as `page/storm` takes it; `look_up` false spares looking up."""

    at: float
    seconds: float
    seed: int
    rates: dict[str, float]
    deliveries: dict[str, float]
    look_up: bool


@dataclass(frozen=True)
class Plan:
    """`seconds` is how long things go wrong and people act; `haste` how quickly they act, in seconds between two.

    With `lease` shorter than the real one, processes are started with that lease and a shorter timeout.
    """

    seed: int
    database: Kind
    seconds: float
    lease: float
    haste: float
    wrecks: tuple[Wreck, ...]
    storms: tuple[Weather, ...]

    def dumps(self) -> str:
        """As text, to carry it out again."""
        return json.dumps(asdict(self), indent=1)


def loads(text: str) -> Plan:
    """A plan that was written down. Raises KeyError, TypeError and ValueError for anything else."""
    told = json.loads(text)
    wrecks = tuple(Wreck(**one) for one in told.pop("wrecks"))
    storms = tuple(Weather(**one) for one in told.pop("storms"))
    return Plan(**told, wrecks=wrecks, storms=storms)


def short(seed: int, database: Kind = "sqlite") -> Plan:
    """A plan for every run of the tests: a quarter of a minute, and leases that end soon."""
    return _made(seed, database, 16.0, HASTY_LEASE, 0.7, SHORT_ROUND)


def long(seed: int, minutes: float, database: Kind) -> Plan:
    """A plan for this many minutes, on programs as they are."""
    return _made(seed, database, minutes * 60, LEASE, 1.2, ROUND)


def _made(
    seed: int, database: Kind, seconds: float, lease: float, haste: float, often: dict[Do, int]
) -> Plan:
    dice = Random(f"plan/{seed}/{database}")
    rounds = max(1, round(seconds / A_ROUND))
    length = seconds / rounds
    wrecks: list[Wreck] = []
    storms: list[Weather] = []
    for place in range(rounds):
        start = place * length
        wrecks += _round(dice, {**often, OF[database]: 2}, start, length, lease, len(storms) + 1)
        storms.append(_storm(dice, start, length))
    return Plan(
        seed, database, seconds, lease, haste, tuple(sorted(wrecks, key=lambda one: one.at)), tuple(storms)
    )


def _round(
    dice: Random, often: dict[Do, int], start: float, length: float, lease: float, place: int
) -> Iterator[Wreck]:
    """Each kind as often as told, at any time of its part of the round; of the pauses one is longer than a lease."""
    for do, times in often.items():
        for nth in range(times):
            at = round(start + (nth + dice.uniform(0.1, 0.9)) / times * length, 2)
            yield _wreck(dice, do, at, lease, longest=do == "pause" and nth == 0, edit=place * 10 + nth)


def _wreck(dice: Random, do: Do, at: float, lease: float, *, longest: bool, edit: int) -> Wreck:
    whom = dice.randrange(12)
    match do:
        case "kill":
            return Wreck(at, do, whom, seconds=round(dice.choice([0.0, 0.2, 2.0]) * dice.random(), 2))
        case "pause":
            length = lease + dice.uniform(0.5, 2) if longest else dice.uniform(0.3, min(lease - 1, 8))
            return Wreck(at, do, whom, seconds=round(length, 2))
        case "step":
            return Wreck(at, do, minutes=dice.choice(STEPS) + round(dice.random(), 2))
        case "lock":
            return Wreck(at, do, seconds=round(dice.uniform(0.3, 4), 2))
        case "cut":
            return Wreck(at, do, whom, all=dice.random() < 0.5)
        case "edit":
            return Wreck(at, do, edit=edit)
    raise ValueError(do)


def _storm(dice: Random, start: float, length: float) -> Weather:
    """Most of the round it storms, with a force of its own; then it is calm."""
    force = dice.uniform(0.3, 1.2)
    return Weather(
        at=round(start, 2),
        seconds=round(length * 0.85, 2),
        seed=dice.randrange(10**6),
        rates=_some(dice, RATES, force),
        deliveries=_some(dice, DELIVERIES, force),
        look_up=dice.random() < 0.6,
    )


def _some(dice: Random, often: dict[str, float], force: float) -> dict[str, float]:
    """Each kind in per cent, more or less; a storm has not all of them."""
    return {
        kind: round(chance * force * dice.uniform(0.5, 1.5) / 100, 4)
        for kind, chance in often.items()
        if dice.random() < 0.85
    }


Told = dict[str, Any]


def told(storm: Weather, *, silence: float) -> Told:
    """A storm as `page/storm` takes it; an answer that never comes is waited for `silence` seconds at most."""
    spans = {kind: [silence, silence] for kind in ("silence", "accept_and_silence")}
    return {
        "seed": storm.seed, "rates": storm.rates, "deliveries": storm.deliveries, "look_up": storm.look_up,
        "seconds": storm.seconds, "spans": spans,
    }  # fmt: skip
