"""How far around a reply each kind of rule looks: what has to be read to judge it, and no more."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from bot import plans, rules
from bot.history import Reach, Valued
from bot.windows import is_zero_when_clear


def of_plan(plan: plans.Plan) -> Reach:
    """How far the rules of all its thresholds look."""
    return together(of_rule(threshold.when, plan) for threshold in plan.thresholds)


def of_rule(rule: rules.Rule, plan: plans.Plan) -> Reach:
    """How far `rule` looks."""
    return REACH[type(rule)](rule, plan)


def together(reaches: Iterable[Reach]) -> Reach:
    """A reach that holds all of `reaches`."""
    whole = Reach()
    for one in reaches:
        most = {valued.sign: valued for valued in sorted((*whole.valued, *one.valued), key=_count)}
        whole = Reach(max(whole.time, one.time), max(whole.periods, one.periods), tuple(most.values()))
    return whole


def _count(valued: Valued) -> int:
    return valued.count


def _window(in_last: rules.Handovers | timedelta) -> Reach:
    return Reach(periods=in_last.count) if isinstance(in_last, rules.Handovers) else Reach(time=in_last)


def _rising(rule: rules.RisingRule, plan: plans.Plan) -> Reach:
    sign = plan.sign(rule.rising.sign)
    return Reach(valued=(Valued(sign.key, rule.rising.over, is_zero_when_clear(sign)),))


# one line a kind of rule
REACH: dict[type, Callable[[Any, plans.Plan], Reach]] = {
    rules.SignRule: lambda _rule, _plan: Reach(),
    rules.TogetherRule: lambda rule, _plan: Reach(time=rule.signs_together.within or timedelta()),
    rules.RepeatsRule: lambda rule, _plan: _window(rule.repeats.in_last),
    rules.AddsUpRule: lambda rule, _plan: _window(rule.adds_up.in_last),
    rules.RisingRule: _rising,
    rules.StepsNotFollowedRule: lambda rule, _plan: _window(rule.steps_not_followed.in_last),
    rules.MissedContactsRule: lambda rule, _plan: _window(rule.missed_contacts.in_last),
    rules.UnansweredRule: lambda rule, _plan: Reach(periods=rule.unanswered),
    rules.AnyOfRule: lambda rule, plan: together(of_rule(one, plan) for one in rule.any_of),
    rules.AllOfRule: lambda rule, plan: together(of_rule(one, plan) for one in rule.all_of),
}
