"""A threshold's rule as a sentence for a tired stranger. Plain text, not escaped; no total is ever in one."""

from collections.abc import Sequence
from datetime import timedelta

from bot import bounds, plans, rules, sentences, signs


def in_words(rule: plans.Rule, plan: plans.Plan) -> str:
    """When `rule` is reached, to stand after "when": "two of these signs together in one shift".

    Without a capital or a full stop. "These signs" are all of the plan's. Raises KeyError for a sign the plan lacks.
    """
    if isinstance(rule, rules.AnyOfRule):
        return _several([in_words(one, plan) for one in rule.any_of], "or")
    if isinstance(rule, rules.AllOfRule):
        return _several([in_words(one, plan) for one in rule.all_of], "and also")
    if isinstance(rule, rules.SignRule):
        return _sign(plan.sign(rule.sign), rule.at_least, rule.at_most)
    if isinstance(rule, rules.TogetherRule):
        return _together(rule.signs_together, plan)
    if isinstance(rule, rules.RepeatsRule):
        return _repeats(rule.repeats, plan)
    if isinstance(rule, rules.AddsUpRule):
        return _adds_up(rule.adds_up, plan)
    return _of_answers(rule, plan)


def _of_answers(
    rule: rules.RisingRule | rules.StepsNotFollowedRule | rules.MissedContactsRule | rules.UnansweredRule,
    plan: plans.Plan,
) -> str:
    if isinstance(rule, rules.RisingRule):
        what, over = _says(plan.sign(rule.rising.sign)), sentences.number(rule.rising.over)
        return f"{what}, worse each time over {over} answers in a row"
    if isinstance(rule, rules.StepsNotFollowedRule):
        return f"the agreed steps could not all be followed, {_often(rule.steps_not_followed)}"
    if isinstance(rule, rules.MissedContactsRule):
        return f"planned contact was missed, by us or another agency, {_often(rule.missed_contacts)}"
    if rule.unanswered == 1:
        return "nobody answers at a handover"
    return f"nobody answers at {sentences.number(rule.unanswered)} handovers in a row"


def _several(parts: Sequence[str], between: str) -> str:
    """ "a; or b". A part that holds several things itself stands in brackets."""
    apart = [f"({part})" if ";" in part else part for part in parts]
    return f"{'; '.join(apart[:-1])}; {between} {apart[-1]}"


def _says(sign: plans.Sign) -> str:
    return f"“{signs.tidy(sign.says)}”"


def _sign(sign: plans.Sign, at_least: float | None, at_most: float | None) -> str:
    """The sign as bad as a bound says; without one, seen at all."""
    if at_most is not None and at_least is not None:
        return f"{_amount(sign, at_least, 'or more')} and {_less_or_more(sign, at_most, 'or less')}"
    if at_most is not None:
        return _amount(sign, at_most, "or less")
    if sign.rating in ("count", "number") and at_least is not None:
        return _amount(sign, at_least, "or more")
    return _as_bad(sign, at_least if at_least is not None else 1.0)


def _as_bad(sign: plans.Sign, bound: float) -> str:
    """The sign this bad or worse."""
    if sign.rating in ("count", "number"):
        return _amount(sign, bound, "or less" if signs.lower_is_worse(sign) else "or more")
    level = signs.level_words(sign, bound)
    if level is None:
        return _says(sign)
    return level if bound >= max(sign.levels or {3: ""}) else f"{level}, or worse"


def _amount(sign: plans.Sign, bound: float, way: str) -> str:
    at_all = sign.rating == "count" and bound <= 1 and way == "or more"
    return _says(sign) if at_all else f"{_says(sign)}, {_less_or_more(sign, bound, way)}"


def _less_or_more(sign: plans.Sign, bound: float, way: str) -> str:
    """ "5 hours or less", "twice or more in one shift", "not at all"."""
    if sign.rating == "number" or sign.unit:
        return f"{signs.amount(sign, bound)} {way}"
    if bound == 0:
        return signs.amount(sign, bound)
    return f"{'twice' if bound == 2 else signs.amount(sign, bound)} {way} in one shift"


def _together(wanted: rules.Together, plan: plans.Plan) -> str:
    when = f"within {sentences.length(wanted.within)}" if wanted.within else "together in one shift"
    among = list(bounds.of_together(wanted, plan).values())
    if _everything(among, plan, wanted.at_least):
        return f"{sentences.number(wanted.count)} of these signs {when}"
    return f"{_how_many(wanted.count, len(among))} of these {when}: {_listed(among)}"


def _how_many(count: int, of: int) -> str:
    if count < of:
        return sentences.number(count)
    return "both" if of == 2 else f"all {sentences.number(of)}"


def _everything(
    among: list[tuple[plans.Sign, float]], plan: plans.Plan, at_least: float | dict[str, float] | None
) -> bool:
    """Whether it is any of the plan's signs, however slight, so that they need no list."""
    return at_least is None and len(among) == len(plan.signs)


def _listed(among: list[tuple[plans.Sign, float]]) -> str:
    return "; ".join(_as_bad(sign, bound) for sign, bound in among)


def _repeats(wanted: rules.Repeats, plan: plans.Plan) -> str:
    often = _often(wanted)
    if wanted.sign is not None:
        return f"{_sign(plan.sign(wanted.sign), wanted.at_least, wanted.at_most)}, {often}"
    able = ((sign, bounds.of_any(wanted.at_least, sign)) for sign in plan.signs)
    among = [(sign, bound) for sign, bound in able if bound is not None]
    if _everything(among, plan, wanted.at_least):
        return f"any of these signs, {often}"
    return f"any of these, {often}: {_listed(among)}"


def _often(wanted: rules.Repeats | rules.Often) -> str:
    """ "at three of the last five handovers"; "at three handovers in a row"; "twice in seven days"."""
    if isinstance(wanted.in_last, timedelta):
        return f"{sentences.times(wanted.times)} in {sentences.length(wanted.in_last)}"
    count = wanted.in_last.count
    if count == 1:
        return "at one handover"
    if wanted.times >= count:
        return f"at {sentences.number(count)} handovers in a row"
    return f"at {sentences.number(wanted.times)} of the last {sentences.number(count)} handovers"


def _adds_up(wanted: rules.AddsUp, plan: plans.Plan) -> str:
    named = "; ".join(_says(plan.sign(key)) for key in wanted.signs)
    if isinstance(wanted.in_last, timedelta):
        over = f"within {sentences.length(wanted.in_last)}"
    elif wanted.in_last.count == 1:
        over = "in one shift"
    else:
        over = f"over {sentences.number(wanted.in_last.count)} handovers"
    return f"these add up, {over}, to as much as was agreed: {named}"
