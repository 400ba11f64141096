"""What messages and forms about one escalation have in common: whom, what was seen, why, who is told.

Everything here is mrkdwn, escaped.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot import house, plans, signs
from bot.briefing import Acted, Briefing, Sighting, Spoken, Told
from bot.people import Contact
from bot.replies import Answer, Followed, MissedBy, Taken
from prompts import words
from prompts.deed_words import DID, INTEND, KEPT, PROMISES, STOOD_DOWN

SAYING, TEXT, WRITTEN = 320, 1000, 2000
LATE_EVIDENCE = timedelta(minutes=30)
ROLES: dict[house.Role, str] = {
    "support_worker": "support worker",
    "team_leader": "team leader",
    "manager": "manager",
    "safeguarding_lead": "safeguarding lead",
    "administrator": "administrator",
}
MISSED_BY: dict[MissedBy, str] = {
    "us": "ours to make",
    "agency": "another agency's to make",
    "them": "their own choice",
}
BECAME: dict[Taken, str] = {
    "done": "done",
    "too_few": "not done: too few of us",
    "did_not_fit": "not done: it didn't fit",
    "did_not_know": "not done: we didn't know it",
    "could_not_reach": "not done: we couldn't reach anyone",
    "not_done": "not done",
}
FOLLOWED: dict[Followed, str] = {"yes": "yes", "partly": "partly", "no": "no", "not_needed": "not needed"}
OVER = {"acted_on": "it has been acted on", "closed": "it is closed", "stood_down": "it was stood down"}


def place(b: Briefing) -> str:
    """The service's name."""
    return words.name(b.service.spec.name)


def whom(b: Briefing) -> str:
    """Whom it is about: the short name, or the service's where it is about the service."""
    return words.short(b.person.known_as) if b.person else place(b)


def title(b: Briefing) -> str:
    """ "Rowan House · Sam", or "Rowan House"."""
    return f"{place(b)} · {whom(b)}" if b.person else place(b)


def clock(b: Briefing, at: datetime, now: datetime | None) -> str:
    """The time of `at` in the service's zone."""
    return words.clock(at, b.service.spec.timezone, now)


def moment(b: Briefing, at: datetime, now: datetime | None) -> str:
    """As `clock`, to stand after a verb."""
    return words.moment(at, b.service.spec.timezone, now)


def shift(b: Briefing, key: str) -> str:
    """The name of the service's shift with this key; the key where there is none any more."""
    return words.name(b.service.shift_name(key))


def plan(b: Briefing) -> plans.Plan | None:
    """The person's plan as it holds now, else the one that the newest evidence was given under."""
    # a number or a contact not wanted may have been put right since, and is what to go by
    own = b.person.plan if b.person and b.person.service_id == b.service.id else None
    newest = b.sightings[0].plan if b.sightings else None
    return own or newest or (b.person.plan if b.person else None)


def danger(b: Briefing, *, line_name: bool = False) -> str:
    """The emergency number, and on a line of its own the person's crisis line; its name is for forms only."""
    agreed = plan(b)
    line = agreed.crisis_line if agreed else None
    own = f"\n{whom(b)}'s {crisis_line(line, line_name=line_name)}: {words.name(line.phone)}." if line else ""
    return f"Immediate danger: {words.name(b.emergency)}.{own}"


def crisis_line(line: plans.Line, *, line_name: bool = True) -> str:
    """ "crisis line", with its own name where that says more."""
    more = line_name and line.name.strip().lower() != "crisis line"
    return f"crisis line ({words.name(line.name)})" if more else "crisis line"


def last_told(b: Briefing) -> list[Told]:
    """Those of the newest telling: everybody on one rung at once."""
    newest = b.told[-1:]
    return [one for one in b.told for last in newest if one.number == last.number or one.at == last.at]


def reachable(b: Briefing) -> list[Contact]:
    """Whoever has it, or those of the newest telling, to be phoned."""
    if b.escalation.state == "acknowledged" and b.holder and b.holder.phone:
        return [b.holder]
    return [Contact(one.name, one.phone) for one in last_told(b) if one.phone]


def tellings(told: Iterable[Told]) -> str:
    """ "Dee and Ash, three times each"; empty when nobody was told."""
    counted = Counter(one.name for one in told)
    if len(set(counted.values())) == 1:
        often = words.times(next(iter(counted.values())))
        return f"{words.names(counted)}, {often}{' each' if len(counted) > 1 else ''}"
    return words.listed([f"{words.name(name)} {words.times(count)}" for name, count in counted.items()])


def holder(b: Briefing, now: datetime | None = None) -> str:
    """ "Dee has it, and phones the house by 21:47."; or how else it stands, in whole sentences."""
    state = b.escalation.state
    if state == "acted_on":
        since = acted(b, b.deeds.acted, now) if b.deeds.acted else words.sentence(OVER[state])
        return f"{since} It is still to be closed."
    if state in OVER:
        return _ended(b, now)
    if state == "acknowledged":
        return passed(b) or _held(b, now)
    return "Nobody has it now." if b.deeds.lapsed else "Nobody has it yet."


def who_has(b: Briefing) -> str:
    """The holder's name, where it may be named."""
    return words.name(b.holder.name) if b.holder else "Somebody"


def _held(b: Briefing, now: datetime | None) -> str:
    e, who = b.escalation, who_has(b)
    if e.promise_by is None:
        return f"{who} has it."
    by = clock(b, e.promise_by, now)
    if now is None or e.promise_by >= now:
        return f"{who} has it, and {PROMISES[e.promised or 'other']} by {by}."
    asked = f" {who} is asked what became of it." if e.answer_by else ""
    return f"{who} has it, to {INTEND[e.promised or 'other']} by {by}, which is past.{asked}"


def passed(b: Briefing) -> str | None:
    """To whom it is being passed on; it stays with the holder until it is taken."""
    one = b.deeds.passed
    if one is None:
        return None
    to = words.names(one.to) or "somebody else"
    return f"{who_has(b)} is passing it on to {to}, and still has it until it is taken."


def acted(b: Briefing, one: Acted, now: datetime | None, who: str | None = None) -> str:
    """ "Dee came to the house and told another agency, 22:31."; `who` in place of the name."""
    who = who or (words.name(one.who) if one.who else "Somebody")
    did = words.listed([DID[what] for what in one.did]) or DID["other"]
    kept = KEPT.get(b.escalation.promised or "other")
    # what was promised is known of this one alone, not of one that it follows
    if kept and one is b.deeds.acted and one.did == ("as_promised",):
        did = f"{DID[kept]}, as promised"
    return f"{who} {did}, {clock(b, one.at, now)}."


def _ended(b: Briefing, now: datetime | None) -> str:
    one = b.deeds.ended
    if one is None:
        return words.sentence(OVER[b.escalation.state])
    done = "stood down" if b.escalation.state == "stood_down" else "closed"
    why = f" ({STOOD_DOWN[one.because]})" if one.because else ""
    by = f" by {words.name(one.who)}" if one.who else ""
    return f"It was {done}{by}, {clock(b, one.at, now)}{why}."


def seen(b: Briefing, sighting: Sighting, now: datetime, limit: int, *, words_too: bool = False) -> str:
    """ "*Seen* 02:50 by Jo (agency, working alone): up most of the night"; signs left out where lighter.

    `words_too` is for forms, where nothing is left out.
    """
    said = f"*Seen* {_seen_at(b, sighting, now)} by {by(sighting)}:"
    if b.lighter and not words_too:
        return f"{said} tap Open to read what."
    return f"{said} {words.sentence(words.escape(shown(sighting), limit))}"


def _seen_at(b: Briefing, sighting: Sighting, now: datetime) -> str:
    written = clock(b, sighting.received_at, now)
    if not sighting.timed:
        shift = words.name(sighting.shift)
        return f"on the {shift[:1].lower() + shift[1:]} shift, told {written}"
    seen_at = clock(b, sighting.seen_at, now)
    late = sighting.received_at - sighting.seen_at >= LATE_EVIDENCE
    return f"{seen_at} (written down {written})" if late else seen_at


def shown(sighting: Sighting) -> str:
    """The signs that were seen, in the person's words; not escaped."""
    return "; ".join(signs_shown(sighting)) or _no_sign(sighting.answer)


def _no_sign(answer: Answer) -> str:
    if answer.kind == "steps" and answer.followed:
        return f"plan's escalation steps followed: {FOLLOWED[answer.followed]}"
    return "no sign chosen"


def signs_shown(sighting: Sighting) -> list[str]:
    """Each sign that was seen, as it is shown; not escaped."""
    return list(_shown(sighting))


def _shown(sighting: Sighting) -> Iterator[str]:
    for sign in sighting.plan.signs:
        value = sighting.answer.values.get(sign.key)
        if signs.is_shown(sign, value):
            yield words.cut(signs.in_words(sign, value), SAYING)
    if sighting.answer.contact_missed:
        yield f"contact that was planned did not happen ({MISSED_BY[sighting.answer.contact_missed]})"


def by(sighting: Sighting | Spoken) -> str:
    """ "Jo (support worker, agency, working alone)"; "Nia (covering)"."""
    role = "covering" if sighting.covering else ROLES[sighting.role]
    marks = [role, *(["agency"] if sighting.agency else [])]
    return (
        f"{words.name(sighting.by)} ({', '.join([*marks, *(['working alone'] if sighting.alone else [])])})"
    )


def tried(b: Briefing, sighting: Sighting) -> str:
    """ "1 of 2 agreed steps; another offered, Sam said no."; no step is named."""
    of = len(sighting.plan.steps)
    if not of:
        return "no steps are agreed yet."
    taken = Counter(sighting.answer.steps.values())
    if not taken:
        return "the agreed steps were not said."
    offered = f"; {taken['declined']} offered, {whom(b)} said no" if taken["declined"] else ""
    return f"{taken['done']} of {words.plural(of, 'agreed step')} done{offered}."


def step_words(b: Briefing, taken: Taken | None) -> str:
    """What became of a step: "done", "offered, Sam said no", "not done: too few of us", "not said"."""
    if taken == "declined":
        return f"offered, {whom(b)} said no"
    return BECAME.get(taken, "not said") if taken else "not said"


def partner_phone(partner: plans.Partner) -> str:
    """ "Duty nurse, 01234 333333 (Mon-Fri 9-5; otherwise NHS 111). They need to hear: …"."""
    extra = [words.name(partner.hours)] if partner.hours else []
    extra += [f"otherwise {words.name(partner.backup)}"] if partner.backup else []
    when = f" ({'; '.join(extra)})" if extra else ""
    hears = words.sentence(words.escape(partner.hears, TEXT))
    return f"{words.phone(Contact(partner.lead, partner.phone))}{when}. They need to hear: {hears}"


def not_wanted(agreed: plans.Plan) -> list[str]:
    """Those who must not be contacted, with the reason where one is given; for forms only."""
    return [_unwanted(agreed, one) for one in agreed.contacts.not_wanted]


def _unwanted(agreed: plans.Plan, one: plans.NotWanted) -> str:
    agencies = {partner.key: partner.agency for partner in agreed.partners}
    # a mention in a form notifies nobody, and shows the name
    who = (
        f"<@{one.staff}>"
        if one.staff
        else words.name(one.name or agencies.get(one.partner or "", "a partner"))
    )
    return who + (f" ({words.escape(one.why, TEXT)})" if one.why else "")


def wanted(agreed: plans.Plan) -> list[str]:
    """Those whom the person wants told, for what and how; for forms only."""
    return [
        f"{words.name(one.name)} ({words.escape(one.for_, TEXT)}"
        + (f"; {words.escape(one.how, TEXT)})" if one.how else ")")
        for one in agreed.contacts.wanted
    ]


def bullets(heading: str, lines: list[str]) -> str:
    """A bold heading with its lines below; empty without lines."""
    return "\n".join([f"*{heading}*", *(f"• {line}" for line in lines)]) if lines else ""
