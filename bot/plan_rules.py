"""What must agree inside one person's plan, and between it and the service they live in."""

from collections.abc import Iterable, Sequence

from bot import house, plans, rule_rules
from bot.faults import Fault, Path, doubled, listed
from bot.rule_rules import instead


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
            found.append(Fault((*places, i), what, instead(key, known, "shift"), names=frozenset({key})))
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


# thresholds


def _threshold(
    at: Path, threshold: plans.Threshold, plan: plans.Plan, service: house.Service | None
) -> Iterable[Fault]:
    yield from rule_rules.faults((*at, "when"), threshold.when, plan)
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
            yield Fault((*at, "involve", i), what, instead(key, partners, "partner"), names=frozenset({key}))
        elif key in unwanted:
            what = f"involves {key}, whom the person does not want contacted"
            yield Fault((*at, "involve", i), what, "Take it out of involve, or out of not_wanted.")


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
            yield Fault((*at, i), what, instead(one.partner, partners, "partner"), "partner", names=names)
