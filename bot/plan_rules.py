"""What must agree inside one person's plan, and between it and the service they live in."""

from collections.abc import Iterable, Sequence

from bot import house, plans
from bot.faults import Fault, Path, doubled, listed, nearest

OWN_BOUND = "Give it a bound of its own: at_least: {{{}: …}}."


def faults(at: Path, plan: plans.Plan, service: house.Service | None) -> list[Fault]:
    """Everything in `plan`, found at `at` in the file, that cannot be meant. `service` is None when unknown."""
    return [
        *_agreed((*at, "agreed"), plan.agreed),
        *_asked((*at, "asked"), plan.asked, service),
        *_keys(at, plan),
        *(fault for i, sign in enumerate(plan.signs) for fault in _sign((*at, "signs", i), sign)),
        *(
            fault
            for i, threshold in enumerate(plan.thresholds)
            for fault in _threshold((*at, "thresholds", i), threshold, plan, service)
        ),
        *_contacts((*at, "contacts", "not_wanted"), plan),
    ]


def _agreed(at: Path, agreed: plans.Agreed) -> list[Fault]:
    found = []
    if agreed.when > agreed.review_by:
        what = f"is to be reviewed by {agreed.review_by}, before it was agreed on {agreed.when}"
        found.append(Fault(at, what, "Write a later review_by.", "review_by", (*at, "when")))
    if agreed.sharing == "best_interests" and not agreed.capacity_note:
        what = "shares in the person's best interests without a capacity_note"
        remedy = "Add capacity_note: what was decided about their capacity, when and with whom."
        found.append(Fault(at, what, remedy, "sharing"))
    return found


def _asked(at: Path, asked: plans.Asked, service: house.Service | None) -> list[Fault]:
    if asked.shifts is None:
        return []
    if not asked.shifts:
        return [Fault(at, "asks at no shift", "Name shifts, or take the line out to ask at all.", "shifts")]
    places = (*at, "shifts")
    found = doubled(places, "", enumerate(asked.shifts), "names the shift {} twice", "Take one out.")
    known = [shift.key for shift in service.shifts] if service else asked.shifts
    for i, key in enumerate(asked.shifts):
        if key not in known:
            what = f"names the shift {key}, which {service.key if service else 'the service'} does not have"
            found.append(Fault((*places, i), what, _write(key, known, "shift"), names=frozenset({key})))
    return found


def _keys(at: Path, plan: plans.Plan) -> list[Fault]:
    parts: dict[str, Sequence[plans.Sign | plans.Partner | plans.Threshold]] = {
        "signs": plan.signs,
        "partners": plan.partners,
        "thresholds": plan.thresholds,
    }
    return [
        fault
        for part, items in parts.items()
        for fault in doubled(
            (*at, part), "key", ((i, one.key) for i, one in enumerate(items)), "has the key {} too"
        )
    ]


# signs


def _sign(at: Path, sign: plans.Sign) -> Iterable[Fault]:
    """Each rating has what it needs, and nothing that it would not use."""
    counted = sign.rating in ("count", "number")
    levels = "Write levels: {1: …, 2: …, 3: …}, each in words that staff would say."
    if sign.rating == "0-3" and set(sign.levels or {}) != {1, 2, 3}:
        has = (
            f"has words for {listed(map(str, sorted(sign.levels)))} only" if sign.levels else "has no levels"
        )
        yield Fault(at, f"is rated 0-3 and {has}", levels, "levels" if sign.levels else "rating")
    if sign.rating != "0-3" and sign.levels is not None:
        yield Fault(
            at,
            f"is rated {sign.rating}, which has no levels",
            "Take them out, or write rating: 0-3.",
            "levels",
        )
    if sign.rating == "number" and sign.unit is None:
        yield Fault(at, "is a number of nothing", "Add its unit, for example unit: hours.", "rating")
    if not counted and sign.unit is not None:
        yield Fault(at, f"is rated {sign.rating}, which has no unit", "Take the unit out.", "unit")
    if counted and sign.worse is None:
        yield Fault(
            at,
            f"is a {sign.rating} and does not say which way is worse",
            "Add worse: higher or worse: lower.",
            "rating",
        )
    if not counted and sign.worse is not None:
        yield Fault(at, f"is rated {sign.rating}, where more is always worse", "Take worse out.", "worse")


def _bound(sign: plans.Sign, bound: float, most: bool = False) -> tuple[str, str] | None:
    """What is wrong with asking for `bound` of `sign`, and the remedy; `most` for at_most."""
    if sign.rating in ("seen", "0-3") and most:
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


# thresholds


def _threshold(
    at: Path, threshold: plans.Threshold, plan: plans.Plan, service: house.Service | None
) -> Iterable[Fault]:
    rule = threshold.when
    when = (*at, "when")
    yield from (
        _sign_rule(when, rule, plan) if isinstance(rule, plans.SignRule) else _together(when, rule, plan)
    )
    if threshold.urgency == "in_hours" and service and service.office_hours is None:
        what = f"is for office hours, and {service.key} has none"
        remedy = (
            'Add office_hours: {days: mon-fri, from: "09:00", until: "17:00"} to it, or write this_shift.'
        )
        yield Fault(at, what, remedy, "urgency", counts=True)
    yield from doubled(
        (*at, "involve"), "", enumerate(threshold.involve), "involves {} twice", "Take one out."
    )
    partners = [partner.key for partner in plan.partners]
    unwanted = {one.partner for one in plan.contacts.not_wanted}
    for i, key in enumerate(threshold.involve):
        if key not in partners:
            what = f"involves {key}, who is not a partner in this plan"
            yield Fault((*at, "involve", i), what, _write(key, partners, "partner"), names=frozenset({key}))
        elif key in unwanted:
            what = f"involves {key}, whom the person does not want contacted"
            yield Fault((*at, "involve", i), what, "Take it out of involve, or out of not_wanted.")


def _sign_rule(at: Path, rule: plans.SignRule, plan: plans.Plan) -> Iterable[Fault]:
    sign = {one.key: one for one in plan.signs}.get(rule.sign)
    if sign is None:
        yield _no_sign(at, "sign", rule.sign, plan)
        return
    if rule.at_least is not None and rule.at_most is not None:
        yield Fault(at, "has both at_least and at_most", "Keep one, or make two thresholds.", "at_most")
        return
    if rule.at_least is None and rule.at_most is None and sign.rating != "seen":
        remedy = "Add at_least: 2, for example." if sign.worse != "lower" else "Add at_most, and how little."
        yield Fault(at, f"does not say how bad {sign.key} must be", remedy, "sign")
    for key, bound in (("at_least", rule.at_least), ("at_most", rule.at_most)):
        if bound is not None and (wrong := _bound(sign, bound, most=key == "at_most")):
            yield Fault(at, *wrong, key=key)


def _together(at: Path, rule: plans.TogetherRule, plan: plans.Plan) -> Iterable[Fault]:
    at = (*at, "signs_together")
    wanted = rule.signs_together
    signs = {one.key: one for one in plan.signs}
    if wanted.among is not None:
        places = (*at, "among")
        yield from doubled(places, "", enumerate(wanted.among), "names {} twice", "Take one out.")
        for i, key in enumerate(wanted.among):
            if key not in signs:
                yield _no_sign(places, i, key, plan)
    among = [sign for key, sign in signs.items() if wanted.among is None or key in wanted.among]
    yield from _bounds((*at, "at_least"), wanted, signs, among)
    if wanted.among is not None:
        for sign in among:
            if sign.rating == "number" and not _own(wanted, sign):
                yield Fault(
                    at, f"counts {sign.key}, a number, without a bound", OWN_BOUND.format(sign.key), "among"
                )
    able = [sign for sign in among if _can_count(wanted, sign)]
    if wanted.count > len(able):
        what = f"asks for {wanted.count} signs together, and {len(able) or 'none'} can count"
        remedy = "Ask for fewer, add signs, or give a number a bound of its own."
        yield Fault((*at[:-1],), what, remedy, "signs_together", counts=True)


def _bounds(
    at: Path, wanted: plans.Together, signs: dict[str, plans.Sign], among: list[plans.Sign]
) -> Iterable[Fault]:
    if not isinstance(wanted.at_least, dict):
        if wanted.at_least is not None and wanted.at_least < 1:
            yield Fault(
                at[:-1],
                f"has at_least: {wanted.at_least:g}, which is always so",
                "Write 1 or more.",
                "at_least",
            )
        return
    for key, bound in wanted.at_least.items():
        if key not in signs:
            what = f"has a bound for {key}, which is not a sign of this plan"
            yield Fault(at, what, _write(key, signs, "sign"), key, names=frozenset({key}))
        elif signs[key] not in among:
            yield Fault(
                at, f"has a bound for {key}, which is not in among", "Add it there, or take it out.", key
            )
        elif wrong := _bound(signs[key], bound):
            yield Fault(at, *wrong, key=key)


def _own(wanted: plans.Together, sign: plans.Sign) -> bool:
    return isinstance(wanted.at_least, dict) and sign.key in wanted.at_least


def _can_count(wanted: plans.Together, sign: plans.Sign) -> bool:
    too_much = isinstance(wanted.at_least, float | int) and wanted.at_least > 3 and sign.rating == "0-3"
    return _own(wanted, sign) or (sign.rating != "number" and not too_much)


def _no_sign(at: Path, place: str | int, key: str, plan: plans.Plan) -> Fault:
    remedy = _write(key, [sign.key for sign in plan.signs], "sign")
    what = f"names the sign {key}, which is not in this plan"
    names = frozenset({key})
    if isinstance(place, str):
        return Fault(at, what, remedy, place, names=names)
    return Fault((*at, place), what, remedy, names=names)


def _write(key: str, known: Iterable[str], kind: str) -> str:
    known = list(dict.fromkeys(known))
    near = nearest(key, known)
    if near:
        return f"Write {near}."
    return f"Write one of {listed(known)}, or add the {kind}." if known else f"Add the {kind}."


# contacts


def _contacts(at: Path, plan: plans.Plan) -> Iterable[Fault]:
    partners = [partner.key for partner in plan.partners]
    for i, one in enumerate(plan.contacts.not_wanted):
        if sum(who is not None for who in (one.staff, one.partner, one.name)) != 1:
            remedy = "Write exactly one of staff, partner or name."
            yield Fault((*at, i), "must say who it is in one way", remedy)
        elif one.partner is not None and one.partner not in partners:
            what = f"names {one.partner}, who is not a partner in this plan"
            names = frozenset({one.partner})
            yield Fault((*at, i), what, _write(one.partner, partners, "partner"), "partner", names=names)
