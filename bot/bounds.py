"""Bounds: how bad a value has to be to count."""

from bot import plans, rules, signs


def this_bad(rule: rules.SignRule | rules.Repeats, sign: plans.Sign, value: float | None) -> bool:
    """Whether a value reaches the rule's own bound; without one, seen or 1, and never a number."""
    if value is None:
        return False
    if rule.at_least is None and rule.at_most is None:
        return sign.rating != "number" and meets(sign, 1.0, value)
    return (rule.at_least is None or value >= rule.at_least) and (
        rule.at_most is None or value <= rule.at_most
    )


def of_together(wanted: rules.Together, plan: plans.Plan) -> dict[str, tuple[plans.Sign, float]]:
    """How bad each sign must be to count, for those that can."""
    among = (sign for sign in plan.signs if wanted.among is None or sign.key in wanted.among)
    bounds = ((sign, of_any(wanted.at_least, sign)) for sign in among)
    return {sign.key: (sign, bound) for sign, bound in bounds if bound is not None}


def of_any(at_least: float | dict[str, float] | None, sign: plans.Sign) -> float | None:
    """How bad a sign must be where its rule gives no bound to it alone; None when it cannot count."""
    if isinstance(at_least, dict) and sign.key in at_least:
        return at_least[sign.key]
    if sign.rating == "number":
        return None
    # a sign that is only ever seen has no "level 2": seen is as bad as it can be said
    if sign.rating == "seen" or not isinstance(at_least, float | int):
        return 1.0
    return at_least


def meets(sign: plans.Sign, bound: float, value: float | None) -> bool:
    """Whether a value is as bad as `bound`, on the side that is worse for the sign. Could not tell never is."""
    if value is None:
        return False
    return value <= bound if signs.lower_is_worse(sign) else value >= bound
