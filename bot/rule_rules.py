"""What must agree between the rule of a threshold and the signs of its plan, so that it can be reached."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import Any

from bot import plans, rules, signs
from bot.faults import Fault, Path, doubled, listed, nearest

DEEPEST = 3
HIGHEST = {"seen": 1, "0-3": 3}
# 0, 1, 2, 3: nothing is worse than the last
MOST_RISING = 4
OWN_BOUND = "Give it a bound of its own: at_least: {{{}: …}}."
ROUNDING = 1e-9

By = Mapping[str, plans.Sign]


def faults(at: Path, rule: plans.Rule, plan: plans.Plan) -> list[Fault]:
    """Everything in `rule`, found at `at` in the file, that cannot be meant or can never be reached."""
    return list(_rule(at, rule, {sign.key: sign for sign in plan.signs}))


def instead(key: str, known: Iterable[str], kind: str) -> str:
    """The remedy for `key` where one of `known` belongs; `kind` is what to add otherwise."""
    known = list(dict.fromkeys(known))
    near = nearest(key, known)
    if near:
        return f"Write {near}."
    return f"Write one of {listed(known)}, or add the {kind}." if known else f"Add the {kind}."


def _rule(at: Path, rule: plans.Rule, by: By, deep: int = 0) -> Iterable[Fault]:
    if isinstance(rule, rules.AnyOfRule):
        return _several(at, "any_of", rule.any_of, by, deep)
    if isinstance(rule, rules.AllOfRule):
        return chain(_several(at, "all_of", rule.all_of, by, deep), _never_both(at, rule))
    return CHECKS[type(rule)](at, rule, by)


def _no_sign(at: Path, place: str | int, key: str, by: By) -> Fault:
    what = f"names the sign {key}, which is not in this plan"
    where, own = (at, place) if isinstance(place, str) else ((*at, place), None)
    return Fault(where, what, instead(key, by, "sign"), own, names=frozenset({key}))


def _named(at: Path, keys: Sequence[str], by: By) -> Iterable[Fault]:
    """The list of signs at `at`: each there, and once."""
    yield from doubled(at, "", enumerate(keys), "names {} twice", "Take one out.")
    yield from (_no_sign(at, i, key, by) for i, key in enumerate(keys) if key not in by)


# one sign, and how bad


def _sign(at: Path, rule: rules.SignRule, by: By) -> Iterable[Fault]:
    return _this_bad(at, rule.sign, rule, by)


def _this_bad(at: Path, key: str, rule: rules.SignRule | rules.Repeats, by: By) -> Iterable[Fault]:
    sign = by.get(key)
    if sign is None:
        yield _no_sign(at, "sign", key, by)
        return
    if rule.at_least is not None and rule.at_most is not None:
        yield Fault(at, "has both at_least and at_most", "Keep one, or make two thresholds.", "at_most")
        return
    if rule.at_least is None and rule.at_most is None and sign.rating != "seen":
        remedy = "Add at_least: 2, for example." if sign.worse != "lower" else "Add at_most, and how little."
        yield Fault(at, f"does not say how bad {sign.key} must be", remedy, "sign")
    for name, bound in (("at_least", rule.at_least), ("at_most", rule.at_most)):
        if bound is not None and (wrong := _bound(sign, bound, most=name == "at_most")):
            yield Fault(at, *wrong, key=name)


def _bound(sign: plans.Sign, bound: float, most: bool = False) -> tuple[str, str] | None:
    """What is wrong with asking for `bound` of `sign`, and the remedy; `most` for at_most."""
    if sign.rating in HIGHEST and most:
        return f"has at_most for {sign.key}, where more is worse", "Write at_least."
    if sign.rating == "seen" and bound != 1:
        return f"asks for {bound:g} of {sign.key}, which is only seen or not", "Write at_least: 1."
    if sign.rating == "0-3" and bound not in (1, 2, 3):
        return f"asks for {bound:g} of {sign.key}, which goes from 1 to 3", "Write 1, 2 or 3."
    if sign.rating == "count" and (bound < 0 or bound % 1):
        return f"asks for {bound:g} of {sign.key}, which is counted", "Write a whole number."
    if sign.rating == "count" and not most and bound < 1 and sign.worse != "lower":
        return f"asks for at least {bound:g} of {sign.key}, which is always so", "Write 1 or more."
    return None


# several signs together


def _together(at: Path, rule: rules.TogetherRule, by: By) -> Iterable[Fault]:
    around, at, wanted = at, (*at, "signs_together"), rule.signs_together
    yield from _named((*at, "among"), wanted.among or (), by)
    among = [sign for key, sign in by.items() if wanted.among is None or key in wanted.among]
    yield from _bounds((*at, "at_least"), wanted, by, among)
    for sign in among if wanted.among is not None else ():
        if sign.rating == "number" and not _own(wanted, sign):
            what = f"counts {sign.key}, a number, without a bound"
            yield Fault(at, what, OWN_BOUND.format(sign.key), "among")
    able = [sign for sign in among if _own(wanted, sign) or _can_count(wanted.at_least, sign)]
    if wanted.count > len(able):
        what = f"asks for {wanted.count} signs together, and {len(able) or 'none'} can count"
        remedy = "Ask for fewer, add signs, or give a number a bound of its own."
        yield Fault(around, what, remedy, "signs_together", counts=True)
    if wanted.within and wanted.within > rules.LONGEST:
        yield Fault(at, "looks back longer than a year", "Write 7 d, for example.", "within")


def _bounds(at: Path, wanted: rules.Together, by: By, among: list[plans.Sign]) -> Iterable[Fault]:
    if not isinstance(wanted.at_least, dict):
        yield from _always(at[:-1], wanted.at_least)
        return
    for key, bound in wanted.at_least.items():
        if key not in by:
            what = f"has a bound for {key}, which is not a sign of this plan"
            yield Fault(at, what, instead(key, by, "sign"), key, names=frozenset({key}))
        elif by[key] not in among:
            what = f"has a bound for {key}, which is not in among"
            yield Fault(at, what, "Add it there, or take it out.", key)
        elif wrong := _bound(by[key], bound):
            yield Fault(at, *wrong, key=key)


def _always(at: Path, at_least: float | None) -> Iterable[Fault]:
    """One bound for many signs."""
    if at_least is not None and at_least < 1:
        yield Fault(at, f"has at_least: {at_least:g}, which is always so", "Write 1 or more.", "at_least")


def _own(wanted: rules.Together, sign: plans.Sign) -> bool:
    return isinstance(wanted.at_least, dict) and sign.key in wanted.at_least


def _can_count(at_least: object, sign: plans.Sign) -> bool:
    """Whether a sign without a bound of its own can be as bad as `at_least`, one bound for all."""
    too_much = isinstance(at_least, float | int) and at_least > HIGHEST["0-3"] and sign.rating == "0-3"
    return sign.rating != "number" and not too_much


# how often, and how much


def _repeats(at: Path, rule: rules.RepeatsRule, by: By) -> Iterable[Fault]:
    at, wanted = (*at, "repeats"), rule.repeats
    yield from _times(at, wanted.times, wanted.in_last)
    if wanted.sign is None:
        yield from _any_repeats(at, wanted, by)
        return
    yield from _this_bad(at, wanted.sign, wanted, by)
    sign = by.get(wanted.sign)
    if sign and signs.lower_is_worse(sign) and wanted.at_least is not None and wanted.at_most is None:
        what = f"has at_least for {sign.key}, where less is worse"
        yield Fault(at, what, "Write at_most, and how little.", "at_least")
    if sign and sign.worse == "higher" and wanted.at_most is not None and wanted.at_least is None:
        yield Fault(at, f"has at_most for {sign.key}, where more is worse", "Write at_least.", "at_most")


def _any_repeats(at: Path, wanted: rules.Repeats, by: By) -> Iterable[Fault]:
    if wanted.at_most is not None:
        yield Fault(at, "has at_most and names no sign", "Name the sign, or write at_least.", "at_most")
    yield from _always(at, wanted.at_least)
    if not any(_can_count(wanted.at_least, sign) for sign in by.values()):
        remedy = "Name the sign with its bound, or ask for less."
        yield Fault(at[:-1], "counts any sign, and none can count", remedy, "repeats", counts=True)


def _often(name: str) -> Callable[[Path, Any, By], Iterable[Fault]]:
    def check(at: Path, rule: Any, _by: By) -> Iterable[Fault]:
        wanted: rules.Often = getattr(rule, name)
        return _times((*at, name), wanted.times, wanted.in_last)

    return check


def _times(at: Path, times: int, in_last: rules.Handovers | timedelta) -> Iterable[Fault]:
    if isinstance(in_last, rules.Handovers) and times > in_last.count:
        what = f"asks for {times} times in {rules.written_window(in_last)}, which can never be"
        yield Fault(at, what, f"Write times: {in_last.count} or less, or a longer in_last.", "times")


def _adds_up(at: Path, rule: rules.AddsUpRule, by: By) -> Iterable[Fault]:
    at, wanted = (*at, "adds_up"), rule.adds_up
    yield from _named((*at, "signs"), wanted.signs, by)
    for i, sign in ((i, by[key]) for i, key in enumerate(wanted.signs) if key in by):
        if signs.lower_is_worse(sign):
            what = f"adds up {sign.key}, where less is worse"
            remedy = f"Take it out, and write a rule of its own: {{sign: {sign.key}, at_most: …}}."
            yield Fault((*at, "signs", i), what, remedy)
        elif sign.rating == "number" and sign.key not in wanted.weights:
            what = f"adds up {sign.key}, a number, without a weight"
            remedy = f"Add weights: {{{sign.key}: …}}, what each {sign.unit or 'one'} counts."
            yield Fault((*at, "signs", i), what, remedy)
    for key in wanted.weights:
        if key not in wanted.signs:
            what = f"has a weight for {key}, which is not in signs"
            yield Fault((*at, "weights"), what, "Add it there, or take it out.", key)
    yield from _total(at, wanted, by)


def _total(at: Path, wanted: rules.AddsUp, by: By) -> Iterable[Fault]:
    """Where the most that its handovers can hold is known, it is enough."""
    ratings = {key: by[key].rating for key in wanted.signs if key in by}
    known = len(ratings) == len(wanted.signs) and set(ratings.values()) <= set(HIGHEST)
    if not known or not isinstance(wanted.in_last, rules.Handovers):
        return
    once = sum(HIGHEST[rating] * wanted.weights.get(key, 1) for key, rating in ratings.items())
    most = once * wanted.in_last.count
    if wanted.at_least > most + ROUNDING:
        what = f"asks for {wanted.at_least:g}, and {rules.written_window(wanted.in_last)} can hold {most:g}"
        remedy = f"Write at_least: {most:g} or less, or a longer in_last."
        yield Fault(at, f"{what} at most", remedy, "at_least")


def _rising(at: Path, rule: rules.RisingRule, by: By) -> Iterable[Fault]:
    at, wanted = (*at, "rising"), rule.rising
    sign = by.get(wanted.sign)
    if sign is None:
        yield _no_sign(at, "sign", wanted.sign, by)
    elif sign.rating == "seen":
        what = f"waits for {sign.key} to rise, which is only seen or not"
        yield Fault(at, what, "Write repeats, or rate the sign 0-3.", "sign")
    elif sign.rating == "0-3" and wanted.over > MOST_RISING:
        what = f"waits for {sign.key} to rise over {wanted.over}, and it goes from 0 to 3"
        yield Fault(at, what, f"Write over: {MOST_RISING} or less.", "over")


def _unanswered(_at: Path, _rule: rules.UnansweredRule, _by: By) -> Iterable[Fault]:
    return ()


# rules of rules


def _several(at: Path, name: str, inner: Sequence[plans.Rule], by: By, deep: int) -> Iterable[Fault]:
    if deep == DEEPEST:
        what = f"has any_of and all_of inside each other more than {DEEPEST} deep"
        yield Fault(at, what, "Take one out, or make several thresholds.", name)
        return
    places = (*at, name)
    for i, rule in enumerate(inner):
        if rule in inner[:i]:
            first = (*places, inner.index(rule))
            yield Fault((*places, i), "is the same rule again", "Take one out.", first=first)
        yield from _rule((*places, i), rule, by, deep + 1)


def _never_both(at: Path, rule: rules.AllOfRule) -> Iterable[Fault]:
    """What all of them say ends with the same period, which was answered or was not."""
    silent = [one for one in rule.all_of if _needs(one, _is_silence)]
    answered = [one for one in rule.all_of if _needs(one, _is_answer)]
    if silent and answered:
        what = "waits for one handover to be both answered and unanswered, which can never be"
        yield Fault(at, what, "Write any_of, or make two thresholds.", "all_of")


def _needs(rule: plans.Rule, this: Callable[[plans.Rule], bool]) -> bool:
    if isinstance(rule, rules.AnyOfRule):
        return all(_needs(one, this) for one in rule.any_of)
    if isinstance(rule, rules.AllOfRule):
        return any(_needs(one, this) for one in rule.all_of)
    return this(rule)


def _is_silence(rule: plans.Rule) -> bool:
    return isinstance(rule, rules.UnansweredRule)


def _is_answer(rule: plans.Rule) -> bool:
    """Whether it is about the last handover alone, and what was seen in it."""
    match rule:
        case rules.TogetherRule():
            return rule.signs_together.within is None
        case rules.RepeatsRule():
            return rule.repeats.in_last == rules.Handovers(count=1)
        case rules.AddsUpRule():
            return rule.adds_up.in_last == rules.Handovers(count=1)
    return isinstance(rule, rules.SignRule | rules.RisingRule)


CHECKS: dict[type, Callable[[Path, Any, By], Iterable[Fault]]] = {
    rules.SignRule: _sign,
    rules.TogetherRule: _together,
    rules.RepeatsRule: _repeats,
    rules.AddsUpRule: _adds_up,
    rules.RisingRule: _rising,
    rules.StepsNotFollowedRule: _often("steps_not_followed"),
    rules.MissedContactsRule: _often("missed_contacts"),
    rules.UnansweredRule: _unanswered,
}
