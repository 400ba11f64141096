"""The guidance: what the form becomes when it was saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import plans
from bot.escalation import Briefing
from bot.people import Contact, Person, Service
from bot.replies import Answer
from prompts import briefing, words
from prompts.blocks import Blocks, View, divider, modal, section
from prompts.briefing import SAYING, TEXT, bullets

CALLBACK = "reply.guidance"


@dataclass(frozen=True)
class Guided:
    """What the guidance draws on: the answer as saved, and the escalations it opened or joined."""

    saved_at: datetime
    service: Service
    person: Person
    plan: plans.Plan | None
    answer: Answer
    briefings: tuple[Briefing, ...]
    on_call: tuple[Contact, ...]
    emergency: str


def guidance(said: Guided) -> View:
    """What to do now, for the one who answered. No field and nothing to send; staff may read it all."""
    return modal(
        "Saved",
        section("danger", _danger(said)),
        section("now", *_now(said)),
        section("why", bullets("Why", _why(said))),
        _help(said, said.plan) if said.plan else [],
        _permitted(said, said.plan) if said.plan else [],
        divider("end"),
        section("together", *_together(said)),
        callback_id=CALLBACK,
        close="Done",
    )


def _who(said: Guided) -> str:
    return words.short(said.person.known_as)


def _at(said: Guided, at: datetime) -> str:
    return words.clock(at, said.service.spec.timezone, said.saved_at)


def _danger(said: Guided) -> str:
    return f"*Immediate danger? Call {words.name(said.emergency)} now.* Relay does not call anyone for you."


def _now(said: Guided) -> list[str]:
    saved = f"Saved {_at(said, said.saved_at)}."
    if not said.briefings:
        return [f"*{saved}* {_below(said)}", f"Worried anyway? Phone {words.phones(said.on_call)}."]
    first, *others = [(_told(said, b), _otherwise(said, b)) for b in said.briefings]
    told = [f"*{saved} {first[0]}* {first[1]}", *(f"*{now}* {then}" for now, then in others)]
    return [*map(str.strip, told), f"Don't wait if you're worried: {words.phones(said.on_call)}."]


def _below(said: Guided) -> str:
    kept = "It is kept, and the next shift sees that signs were noted."
    if said.plan and said.plan.thresholds:
        return f"This is below {_who(said)}'s agreed thresholds, so nobody is being rung. {kept}"
    return f"No thresholds are agreed with {_who(said)} yet, so nobody is being rung. {kept}"


def _told(said: Guided, b: Briefing) -> str:
    e = b.escalation
    if e.state == "acknowledged":
        return f"{briefing.holder(b, said.saved_at)} They are told what you added."
    if e.unanswered_at or not (b.told or b.next_up):
        return "Nobody has answered yet. Please phone now."
    if not b.told:
        when = f" {briefing.moment(b, b.next_at, said.saved_at)}" if b.next_at else ""
        office = ", when the office is open" if e.rings_as == "in_hours" else ""
        return f"{_are(b.next_up)} told{when}{office}."
    return f"{_are([one.name for one in briefing.last_told(b)])} being told."


def _are(people: Sequence[str]) -> str:
    return f"{words.names(people)} {'is' if len(dict.fromkeys(people)) == 1 else 'are'}"


def _otherwise(said: Guided, b: Briefing) -> str:
    if b.escalation.state != "open" or b.escalation.unanswered_at or not b.told or b.answer_by is None:
        return ""
    last = briefing.last_told(b)
    who = f"{words.names(one.name for one in last)} {'has' if len(last) == 1 else 'have'}n't"
    after = f"{_are(b.next_up)} told" if b.next_up else "your channel says whom to phone"
    return f"If {who} answered by {_at(said, b.answer_by)}, {after}."


def _reasons(said: Guided) -> list[tuple[plans.Threshold, str]]:
    return [reason for b in said.briefings for reason in b.reasons]


def _why(said: Guided) -> list[str]:
    once = dict.fromkeys(sentence for _, sentence in _reasons(said))
    return [words.sentence(words.escape(sentence, TEXT)) for sentence in once]


def _help(said: Guided, plan: plans.Plan) -> Blocks:
    steps = f"{_who(said)}'s steps ({_who(said)} can say no; note that you offered)"
    return [
        *section("steps", bullets(steps, _texts(plan.steps, SAYING))),
        *section("safe", bullets("Helps me feel safe", _texts(plan.safe))),
        *section("worse", bullets("Makes it worse", _texts(plan.worse))),
    ]


def _texts(texts: Sequence[str], limit: int = TEXT) -> list[str]:
    return [words.escape(text, limit) for text in texts]


def _permitted(said: Guided, plan: plans.Plan) -> Blocks:
    thresholds = [threshold for threshold, _ in _reasons(said)]
    urgent = any(b.escalation.rings_as == "now" for b in said.briefings)
    return [
        *section("may", bullets("You may", _once([threshold.authorised for threshold in thresholds]))),
        *section("share", bullets("You may share", _once([threshold.share for threshold in thresholds]))),
        *section("not_wanted", bullets("Do not contact", briefing.not_wanted(plan))),
        *section("partners", *_partners(said, plan, thresholds)),
        *section("crisis", *(_crisis(said, plan) if urgent else [])),
    ]


def _once(texts: Sequence[str | None]) -> list[str]:
    return _texts(list(dict.fromkeys(text for text in texts if text)))


def _partners(said: Guided, plan: plans.Plan, thresholds: list[plans.Threshold]) -> list[str]:
    if plan.agreed.sharing == "objects" and any(threshold.involve for threshold in thresholds):
        return [f"{_who(said)} does not agree to sharing with other agencies: please don't phone them."]
    return [_partner(said, partner) for partner in briefing.involved(plan, thresholds)]


def _partner(said: Guided, partner: plans.Partner) -> str:
    if partner.phoned_by == "house":
        return f"*{words.name(partner.agency)}:* please phone them: {briefing.partner_phone(partner)}"
    return f"*{words.name(partner.agency)}:* {_taker(said)} phones them, not you."


def _taker(said: Guided) -> str:
    holders = {b.holder.name for b in said.briefings if b.holder}
    return words.names(holders) if len(holders) == 1 else "whoever takes this"


def _crisis(said: Guided, plan: plans.Plan) -> list[str]:
    line = plan.crisis_line
    wishes = plan.crisis_wishes
    return [
        f"*{_who(said)}'s wishes in a crisis:* {words.escape(wishes, TEXT)}" if wishes else "",
        f"*{_who(said)}'s {briefing.crisis_line(line)}:* {words.name(line.phone)}" if line else "",
        bullets(f"{_who(said)} wants told", briefing.wanted(plan)),
        bullets("Please look after", _texts(plan.look_after)),
    ]


def _together(said: Guided) -> list[str]:
    who, told = _who(said), " who you've told and why" if said.briefings else " what you noticed"
    return [
        f"If it's safe, tell {who}{told}. Ask what {who} wants.",
        f"Are you all right? On-call is there for you too: {words.phones(said.on_call)}.",
    ]
