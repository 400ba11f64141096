"""Thresholds: a person's own rules over their signs. Pure; cost follows the window."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot import plans, signs
from bot.replies import Observation

# one period: from one change of shift to the next, a week where a shift is weekly, and a clock change
ONE_PERIOD = timedelta(days=8)
NAMED_AT_MOST = 4
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Verdict:
    """What a rule says: reached or not, how much (`have`) of how much (`need`), on which evidence."""

    reached: bool
    have: float
    need: float
    evidence: tuple[Observation, ...]
    sentence: str


@dataclass(frozen=True)
class Crossing:
    """A threshold reached by a reply that is part of its evidence."""

    threshold: plans.Threshold
    verdict: Verdict


@dataclass(frozen=True)
class Scene:
    """What a rule looks at: one reply, and the live observations of the plan's signs around it, in order."""

    plan: plans.Plan
    known_as: str
    reply: int
    seen: tuple[Observation, ...]

    @property
    def own(self) -> tuple[Observation, ...]:
        """The reply's own observations."""
        return tuple(one for one in self.seen if one.reply == self.reply)

    @property
    def period(self) -> tuple[Observation, ...]:
        """All observations of the reply's period."""
        periods = {one.period for one in self.own}
        return tuple(one for one in self.seen if one.period in periods)


def reach(plan: plans.Plan) -> timedelta:
    """How far before and after a reply's `seen_at` observations can matter to this plan's rules."""
    return max(
        (REACH[type(threshold.when)](threshold.when) for threshold in plan.thresholds), default=timedelta()
    )


def crossed(
    plan: plans.Plan, known_as: str, reply: int, observations: Sequence[Observation]
) -> list[Crossing]:
    """The thresholds of `plan` that `reply` (its id) crosses, in the plan's order.

    `observations` are the live ones of one person within `reach` of the reply, its own among them, in any
    order; more of them change nothing. A reply without observations crosses nothing.
    """
    scene = _scene(plan, known_as, reply, observations)
    if not scene.own:
        return []
    verdicts = ((threshold, verdict(threshold.when, scene)) for threshold in plan.thresholds)
    return [
        Crossing(threshold, said)
        for threshold, said in verdicts
        if said.reached and any(one.reply == reply for one in said.evidence)
    ]


def verdict(rule: plans.Rule, scene: Scene) -> Verdict:
    """What `rule` says of the windows that the scene's reply falls in."""
    return JUDGES[type(rule)](rule, scene)


def _scene(plan: plans.Plan, known_as: str, reply: int, observations: Iterable[Observation]) -> Scene:
    place = {sign.key: i for i, sign in enumerate(plan.signs)}
    known = (one for one in observations if one.sign in place)
    in_order = sorted(known, key=lambda one: (one.seen_at, one.reply, place[one.sign]))
    return Scene(plan, known_as, reply, tuple(in_order))


# {sign, at_least} or {sign, at_most}


def _sign(rule: plans.SignRule, scene: Scene) -> Verdict:
    """That sign this bad in one period: the worse of its values, where several replies gave one."""
    of_sign = tuple(one for one in scene.period if one.sign == rule.sign)
    value = signs.combined(scene.plan.signs, of_sign).get(rule.sign)
    need = _first(rule.at_least, rule.at_most, 1.0)
    bad = [one for one in of_sign if _this_bad(rule, scene.plan, one.value)]
    if value is None or not _this_bad(rule, scene.plan, value):
        return _not_reached(value or 0.0, need)
    agreed = f"one of {scene.known_as}'s agreed signs, and agreed to be enough on its own to tell somebody"
    return Verdict(True, value, need, tuple(bad), f"{_listed(scene.plan, bad)}: {agreed}.")


def _this_bad(rule: plans.SignRule, plan: plans.Plan, value: float | None) -> bool:
    if value is None:
        return False
    if rule.at_least is None and rule.at_most is None:
        sign = plan.sign(rule.sign)
        return sign.rating != "number" and _meets(sign, 1.0, value)
    return (rule.at_least is None or value >= rule.at_least) and (
        rule.at_most is None or value <= rule.at_most
    )


# {signs_together: {count, among, at_least, within}}


def _together(rule: plans.TogetherRule, scene: Scene) -> Verdict:
    """K different signs in one period, or in one window, among them the reply's."""
    wanted = rule.signs_together
    bounds = _bounds(wanted, scene.plan)
    meets = [one for one in scene.seen if one.sign in bounds and _meets(*bounds[one.sign], one.value)]
    best = max(_windows(wanted, scene, meets), key=_different, default=())
    have = _different(best)
    if have < wanted.count:
        return _not_reached(have, wanted.count)
    when = f"within {_length(wanted.within)}" if wanted.within else "together"
    what = _listed(scene.plan, best)
    sentence = f"{what}: {_number(have)} of {scene.known_as}'s agreed signs {when}."
    return Verdict(True, have, wanted.count, best, sentence)


def _windows(
    wanted: plans.Together, scene: Scene, meets: Sequence[Observation]
) -> Iterable[tuple[Observation, ...]]:
    """Each window that can hold the reply's evidence, the latest first; both its ends are inside it."""
    if wanted.within is None:
        period = {one.period for one in scene.own}
        yield tuple(one for one in meets if one.period in period)
        return
    mine = [one.seen_at for one in meets if one.reply == scene.reply]
    for end in sorted({one.seen_at for one in meets}, reverse=True):
        start = end - wanted.within
        if any(start <= at <= end for at in mine):
            yield tuple(one for one in meets if start <= one.seen_at <= end)


def _bounds(wanted: plans.Together, plan: plans.Plan) -> dict[str, tuple[plans.Sign, float]]:
    """How bad each sign must be to count, for those that can."""
    among = (sign for sign in plan.signs if wanted.among is None or sign.key in wanted.among)
    bounds = ((sign, _bound(wanted, sign)) for sign in among)
    return {sign.key: (sign, bound) for sign, bound in bounds if bound is not None}


def _bound(wanted: plans.Together, sign: plans.Sign) -> float | None:
    if isinstance(wanted.at_least, dict) and sign.key in wanted.at_least:
        return wanted.at_least[sign.key]
    if sign.rating == "number":
        return None
    # a sign that is only ever seen has no "level 2": seen is as bad as it can be said
    if sign.rating == "seen" or not isinstance(wanted.at_least, float | int):
        return 1.0
    return wanted.at_least


def _meets(sign: plans.Sign, bound: float, value: float | None) -> bool:
    if value is None:
        return False
    return value <= bound if signs.lower_is_worse(sign) else value >= bound


def _different(window: Iterable[Observation]) -> int:
    return len({one.sign for one in window})


# how it is said


def _not_reached(have: float, need: float) -> Verdict:
    return Verdict(False, have, need, (), "")


def _listed(plan: plans.Plan, evidence: Sequence[Observation]) -> str:
    """The signs of the evidence, each at its worst, as the beginning of a sentence."""
    values = signs.combined(plan.signs, evidence)
    said = [signs.in_words(plan.sign(key), value) for key, value in values.items() if value is not None]
    if len(said) > NAMED_AT_MOST:
        said = [*said[: NAMED_AT_MOST - 1], f"{_number(len(said) - NAMED_AT_MOST + 1)} more"]
    whole = ", and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
    return whole[:1].upper() + whole[1:]


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _length(length: timedelta) -> str:
    """A window in words: "two hours", "24 hours", "three days"; parts of a minute are left out."""
    minutes = int(length.total_seconds()) // 60
    # one day is said as 24 hours: "within one day" sounds like today
    sizes = {"day": 1440, "hour": 60, "minute": 1} if minutes != 1440 else {"hour": 60}
    unit, size = next((unit, size) for unit, size in sizes.items() if minutes % size == 0)
    return f"{_number(minutes // size)} {unit}{'' if minutes == size else 's'}"


def _first(*values: float | None) -> float:
    return next(value for value in values if value is not None)


# One line a kind of rule: how it judges, and how far around a reply it looks.
JUDGES: dict[type, Callable[[Any, Scene], Verdict]] = {
    plans.SignRule: _sign,
    plans.TogetherRule: _together,
}
REACH: dict[type, Callable[[Any], timedelta]] = {
    plans.SignRule: lambda _: ONE_PERIOD,
    plans.TogetherRule: lambda rule: rule.signs_together.within or ONE_PERIOD,
}
