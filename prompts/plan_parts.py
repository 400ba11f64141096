"""The parts of a plan as its form shows them, each in the person's and the team's own words."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot import house, overrides, plans, signs
from bot.agreed import AskedAgreed
from bot.people import Service
from prompts import briefing, rules, words
from prompts.blocks import Blocks, section
from prompts.briefing import SAYING, TEXT, bullets

AT: dict[plans.Urgency, str] = {
    "now": "at once, day or night",
    "this_shift": "in this shift, by a message in Slack",
    "in_hours": "when the office is open",
}
HOLDERS: dict[str, str] = {
    "support_worker": "the support workers",
    "team_leader": "the team leader",
    "manager": "the managers",
    "safeguarding_lead": "the safeguarding lead",
    "administrator": "the administrators",
}
PHONED_BY = {"acknowledger": "whoever takes it phones them", "house": "the house phones them"}


def everyday(plan: plans.Plan, who: str) -> Blocks:
    """Signs, steps, what helps and what does not: what staff need first."""
    return [
        *section("signs", bullets(f"{who}'s signs, as {who} says them", [_sign(one) for one in plan.signs])),
        *section("steps", bullets(f"Steps agreed with {who}, who can say no", _texts(plan.steps, SAYING))),
        *section("safe", bullets("Helps me feel safe", _texts(plan.safe))),
        *section("worse", bullets("Makes it worse", _texts(plan.worse))),
        *section("look_after", bullets("Please look after", _texts(plan.look_after))),
    ]


def _texts(texts: Sequence[str], limit: int = TEXT) -> list[str]:
    return [words.escape(text, limit) for text in texts]


def _sign(sign: plans.Sign) -> str:
    said = words.escape(signs.tidy(sign.says), SAYING)
    if sign.rating == "seen":
        return said
    if sign.rating == "0-3":
        levels = [words.escape(text, TEXT) for _, text in sorted((sign.levels or {}).items())]
        return f"{said} (from least to worst: {'; '.join(levels)})" if levels else said
    unit = words.name(sign.unit) if sign.unit else "times"
    return f"{said} (how many {unit}; {'less' if signs.lower_is_worse(sign) else 'more'} is worse)"


def thresholds(plan: plans.Plan, service: Service, ladders: Mapping[str, house.Ladder]) -> Blocks:
    """When somebody is told: for each threshold its rule as a sentence, who, how soon, and what staff may do."""
    if not plan.thresholds:
        return section(
            "thresholds", "*When somebody is told:* nothing is agreed yet. Worried? Phone on-call."
        )
    rows = [
        _threshold(n, one, plan, told_by(one.tell, service, ladders)) for n, one in enumerate(plan.thresholds)
    ]
    return [*section("thresholds", "*When somebody is told*"), *(block for row in rows for block in row)]


def _threshold(n: int, threshold: plans.Threshold, plan: plans.Plan, told: str) -> Blocks:
    rule = words.sentence(words.escape(rules.in_words(threshold.when, plan), TEXT * 8))
    parts = (
        ("They are asked to", threshold.ask),
        ("You may", threshold.authorised),
        ("You may share", threshold.share),
    )
    lines = [f"*{heading}:* {words.sentence(words.escape(text, TEXT))}" for heading, text in parts if text]
    agencies = [words.name(one.agency) for one in overrides.involved(plan, [threshold])]
    return section(
        f"threshold:{n}",
        f"*{n + 1}. {rule}*",
        f"*Told* {AT[threshold.urgency]}: {told}. They act within {words.length(threshold.act_within)}.",
        *lines,
        f"*Also told:* {words.listed(agencies)}." if agencies else None,
    )


def told_by(tell: str, service: Service, ladders: Mapping[str, house.Ladder]) -> str:
    """Who a `tell` reaches, in words: "whoever is on call, then the managers". mrkdwn.

    After a bare role or rota comes the service's own ladder.
    """
    kind, _, key = tell.partition(":")
    ladder = ladders.get(key if kind == "ladder" else service.spec.ladder)
    after = [rung.tell for rung in ladder.rungs] if ladder else []
    rungs = after if kind == "ladder" else [tell, *after]
    several = len({one for one in rungs if one.startswith("rota:")}) > 1
    return ", then ".join(dict.fromkeys(_rung(one, several) for one in rungs))


def _rung(tell: str, several: bool) -> str:
    kind, _, key = tell.partition(":")
    if kind == "role":
        return HOLDERS.get(key, f"the {key.replace('_', ' ')}")
    named = f" ({words.name(key.replace('-', ' ').replace('_', ' '))})" if several else ""
    return f"whoever is on call{named}"


def others(plan: plans.Plan, who: str) -> Blocks:
    """Contacts, other agencies and sharing, and what the person wants in a crisis."""
    wishes = words.sentence(words.escape(plan.crisis_wishes, TEXT)) if plan.crisis_wishes else ""
    return [
        *section("not_wanted", bullets("Do not contact", briefing.not_wanted(plan))),
        *section("wanted", bullets(f"{who} wants told", briefing.wanted(plan))),
        *section("crisis", f"*{who}'s wishes in a crisis:* {wishes}" if wishes else ""),
        *section("partners", bullets("Other agencies", _partners(plan))),
        *section("sharing", f"*Sharing:* {_sharing(plan.agreed, who)}"),
    ]


def _partners(plan: plans.Plan) -> list[str]:
    if plan.agreed.sharing == "objects":
        return []
    unwanted = {one.partner for one in plan.contacts.not_wanted}
    return [
        f"{words.name(one.agency)} ({PHONED_BY[one.phoned_by]}): {briefing.partner_phone(one)}"
        for one in plan.partners
        if one.key not in unwanted
    ]


def _sharing(agreed: plans.Agreed, who: str) -> str:
    if agreed.sharing == "objects":
        return (
            f"{who} does not agree to sharing with other agencies: please don't phone them. "
            "A manager decides, and says why."
        )
    if agreed.sharing == "best_interests":
        note = words.sentence(words.escape(agreed.capacity_note, TEXT)) if agreed.capacity_note else ""
        return f"decided in {who}'s best interests. {note}".strip()
    return f"{who} agrees to what is written here being shared, and no more."


def agreed(
    plan: plans.Plan, known_as: str, service: Service, today: date, huddle: AskedAgreed | None = None
) -> Blocks:
    """Who agreed to the plan, when and how, until when it holds, and at which handovers it is asked about.

    `today` is the house's own date; `huddle` what the huddle agreed about asking, where that holds.
    """
    how, who = plan.agreed, words.short(known_as)
    by = words.names(how.with_)
    said = f"*Agreed* with {by} on {words.date(how.when)}." if by else f"*Written* on {words.date(how.when)}."
    return section(
        "agreed",
        said,
        None if known_as in how.with_ else f"{who} has not been part of agreeing it yet.",
        f"*How:* {words.sentence(words.escape(how.how, TEXT))}" if how.how else None,
        # a mention in a form notifies nobody, and shows the name
        f"Drafted by <@{how.drafted_by}>, approved by <@{how.approved_by}>.",
        _review(how.review_by, who, today),
        asked(plan.asked, service, who, today, huddle),
    )


def _review(by: date, who: str, today: date) -> str:
    if by < today:
        return f"*A new look at it with {who} was planned for {words.date(by)}:* please remind a team leader."
    return f"*To be looked at again with {who}* by {words.date(by)}."


def asked(
    asked: plans.Asked, service: Service, who: str, today: date, huddle: AskedAgreed | None = None
) -> str:
    """At which handovers somebody (`who`, escaped) is asked about, until when, and by whose word. mrkdwn."""
    names = {shift.key: words.name(shift.name) for shift in service.spec.shifts}
    shifts = [names.get(key, words.name(key)).lower() for key in asked.shifts or ()]
    several = "s" if len(shifts) > 1 else ""
    at = f"at the end of the {words.listed(shifts)} shift{several}" if shifts else "at every handover"
    by = f"agreed at the huddle on {words.date(huddle.on)}" if huddle else ""
    if huddle and huddle.until is None:
        return f"*Asking has ended* ({by}): {who} is not asked about at handovers."
    if asked.until is None:
        return f"*Asked about* {at}."
    until = f"until {words.date(asked.until)}{f' ({by})' if by else ''}"
    if asked.until < today:
        return f"*Asked about* {at}, {until}; since then {who} is not asked about."
    return f"*Asked about* {at}, {until}."
