"""Advice about a house that loads: what a kind colleague would ask about it. It never refuses anything."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from bot import days, house, plans, rota, rules, telling_rules
from bot.advice_words import is_vague, restricts
from bot.faults import Fault, Path, listed
from bot.loaded import House

AHEAD = timedelta(days=28)
MOST_GAPS = 3


def about(whole: House, now: datetime) -> list[Fault]:
    """Everything worth a second look at `now` (aware), each with a question in place of a remedy.

    In no particular order. Dates are compared with the date in the person's service; without one, in UTC.
    """
    zones = {service.key: service.timezone for service in whole.services}
    found: list[Fault] = [*_phones(whole), *_gaps(whole, now)]
    for i, person in enumerate(whole.people):
        if person.plan:
            today = (
                days.local(now, zones[person.service]).date()
                if person.service in zones
                else now.astimezone(UTC).date()
            )
            found += _plan(("people", i, "plan"), person.plan, person.known_as, today)
    return found


def _plan(at: Path, plan: plans.Plan, who: str, today: date) -> Iterable[Fault]:
    yield from _agreed((*at, "agreed"), plan.agreed, who, today)
    until = plan.asked.until
    if until and until < today:
        what = f"agreed to be asked about until {_day(until)}, and is not asked about since"
        yield Fault((*at, "asked"), what, f"Does {who} want to go on being asked about?", "until")
    for i, sign in enumerate(plan.signs):
        if is_vague(sign.says):
            ask = f"What would somebody who has never met {who} see or hear? How would {who} say it?"
            yield Fault((*at, "signs", i), "is a sign that could be anybody's", ask, "says")
    if not plan.steps:
        yield Fault(at[:-1], "has no steps to take when signs show", f"What helps {who}?", "plan")
    if plan.thresholds:
        yield from _bare(at, plan)
        yield from _unused((*at, "signs"), plan)
        for i, threshold in enumerate(plan.thresholds):
            yield from _threshold((*at, "thresholds", i), threshold, who)
    else:
        what = "has no thresholds: nobody is told of its signs"
        yield Fault(at[:-1], what, "Which of them should somebody hear of, and who?", "plan")


def _agreed(at: Path, agreed: plans.Agreed, who: str, today: date) -> Iterable[Fault]:
    if who.casefold() not in {name.casefold() for name in agreed.with_}:
        what = f"does not say that {who} agreed to it"
        yield Fault(at, what, f"Why, and when will you ask {who} again?", "with")
    if agreed.drafted_by == agreed.approved_by:
        ask = "Who else knows the person, and could read it before it is used?"
        yield Fault(at, "was approved by whoever drafted it", ask, "approved_by")
    if agreed.review_by < today:
        what = f"was to be reviewed by {_day(agreed.review_by)}"
        yield Fault(at, what, f"When will you look at it again with {who}?", "review_by")


def _threshold(at: Path, threshold: plans.Threshold, who: str) -> Iterable[Fault]:
    if threshold.authorised and (word := restricts(threshold.authorised)):
        ask = f"What is the rationale, what was the alternative, when is it reviewed, and what was {who}'s involvement?"
        yield Fault(at, f"may restrict {who} (“{word}”)", ask, "authorised")


def _bare(at: Path, plan: plans.Plan) -> Iterable[Fault]:
    """Thresholds that ring, and leave whoever is rung to guess."""
    bare = [one.key for one in plan.thresholds if not (one.ask or one.share or one.authorised)]
    if bare:
        what = f"has thresholds that tell somebody and say nothing more ({listed(bare)})"
        ask = "What are they asked to do, what may be shared, and what may staff do meanwhile?"
        yield Fault(at, what, ask, "thresholds")


# signs that no threshold looks at


def _unused(at: Path, plan: plans.Plan) -> Iterable[Fault]:
    used = {key for threshold in plan.thresholds for key in _used(threshold.when, plan)}
    for i, sign in enumerate(plan.signs):
        if sign.key not in used:
            ask = "Should somebody hear of it, and when? If not, is it worth asking about at every handover?"
            yield Fault((*at, i), "is a sign that no threshold looks at", ask)


def _used(rule: plans.Rule, plan: plans.Plan) -> set[str]:
    match rule:
        case rules.AnyOfRule():
            return {key for one in rule.any_of for key in _used(one, plan)}
        case rules.AllOfRule():
            return {key for one in rule.all_of for key in _used(one, plan)}
        case rules.TogetherRule():
            wanted = rule.signs_together
            own = set(wanted.at_least) if isinstance(wanted.at_least, dict) else set()
            return own | (set(wanted.among) if wanted.among is not None else _any_sign(plan))
        case rules.RepeatsRule():
            return _any_sign(plan) if rule.repeats.sign is None else {rule.repeats.sign}
        case rules.AddsUpRule():
            return set(rule.adds_up.signs)
        case rules.RisingRule():
            return {rule.rising.sign}
        case rules.SignRule():
            return {rule.sign}
    return set()


def _any_sign(plan: plans.Plan) -> set[str]:
    return {sign.key for sign in plan.signs if sign.rating != "number"}


# who can be reached


def _phones(whole: House) -> Iterable[Fault]:
    """On-call without a phone; a house whose ladder has no phone at all."""
    phones = {one.slack for one in whole.staff if one.phone}
    on_call = {user for one in whole.rotas for user in telling_rules.hear(f"rota:{one.key}", "", whole)}
    for i, one in enumerate(whole.staff):
        if one.slack in on_call - phones:
            yield Fault(
                ("staff", i), "is on call, without a phone number here", "Where can the house ring them?"
            )
    for i, service in enumerate(whole.services):
        hear = telling_rules.hear(f"ladder:{service.ladder}", service.key, whole)
        if hear and not hear & (phones | on_call):
            what = "has a ladder on which nobody has a phone number"
            yield Fault(("services", i), what, "Whom can the house ring at night, and where?", "ladder")


def _gaps(whole: House, now: datetime) -> Iterable[Fault]:
    for i, one in enumerate(whole.rotas):
        gaps = rota.gaps(one, now, now + AHEAD)
        if gaps:
            said = [f"from {_when(start, one)} to {_when(end, one)}" for start, end in gaps[:MOST_GAPS]]
            more = [f"and {len(gaps) - MOST_GAPS} times more"] if len(gaps) > MOST_GAPS else []
            what = f"has nobody on call {', '.join(said + more)}"
            yield Fault(
                ("rotas", i), what, "Who could be, or should a ladder try somebody else first?", "key"
            )


def _when(at: datetime, one: house.Rota) -> str:
    local = days.local(at, one.timezone)
    return f"{local:%a} {_day(local.date())} {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
