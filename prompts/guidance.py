"""The guidance: what the form becomes when it was saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import overrides, plans
from bot.briefing import Briefing
from bot.people import Contact, Person, Service
from bot.replies import Answer
from prompts import briefing, notes, said_again, spoken, words
from prompts.blocks import Blocks, View, divider, modal, section
from prompts.briefing import SAYING, TEXT, bullets

CALLBACK = "reply.guidance"


@dataclass(frozen=True)
class Guided:
    """What the guidance draws on: the answer as saved, and the escalations it opened or joined.

    `seen_at` is when its author said it was; `first_at` when what it corrects was answered first. `goes_on`: what
    that had set going is not over.
    """

    saved_at: datetime
    service: Service
    person: Person
    plan: plans.Plan | None
    answer: Answer
    briefings: tuple[Briefing, ...]
    on_call: tuple[Contact, ...]
    emergency: str
    seen_at: datetime | None = None
    first_at: datetime | None = None
    goes_on: bool = False


def guidance(said: Guided) -> View:
    """What to do now, for the one who answered. No field and nothing to send; staff may read it all."""
    return modal(
        "Saved",
        section("danger", danger(said.emergency)),
        section("now", *_now(said)),
        section("corrected", *_corrected(said)),
        section("why", bullets("Why", _why(said))),
        _help(said, said.plan) if said.plan else [],
        _permitted(said, said.plan) if said.plan else [],
        divider("end"),
        section("said", *_said(said)),
        section("together", *_together(said)),
        notes.call_button(said.service),
        callback_id=CALLBACK,
        close="Done",
    )


def _who(said: Guided) -> str:
    return words.short(said.person.known_as)


def _at(said: Guided, at: datetime) -> str:
    return words.clock(at, said.service.spec.timezone, said.saved_at)


def _moment(said: Guided, at: datetime) -> str:
    return words.moment(at, said.service.spec.timezone, said.saved_at)


def danger(emergency: str) -> str:
    """The first line of what is read after saving. mrkdwn."""
    return f"*Immediate danger? Call {words.name(emergency)} now.* Relay does not call anyone for you."


def _now(said: Guided) -> list[str]:
    saved = f"Saved {_at(said, said.saved_at)}."
    if not said.briefings:
        return [f"*{saved}* {_below(said)}", f"Worried anyway? Phone {words.phones(said.on_call)}."]
    first, *others = [
        (told_now(b, said.saved_at, said.on_call), otherwise(b, said.saved_at)) for b in said.briefings
    ]
    told = [f"*{saved} {first[0]}* {first[1]}", *(f"*{now}* {then}" for now, then in others)]
    return [*map(str.strip, told), f"Don't wait if you're worried: {words.phones(said.on_call)}."]


def _said(said: Guided) -> list[str]:
    at = _moment(said, said.seen_at) if said.seen_at else ""
    return said_again.lines(said.answer, said.plan, said.person.known_as, at)


def _corrected(said: Guided) -> list[str]:
    """That a correction keeps the first answer, and ends nothing by itself."""
    if said.first_at is None:
        return []
    kept = f"This corrects what you answered {_moment(said, said.first_at)}. Your first answer is kept too."
    on_call = words.phones(said.on_call)
    going = f"Whoever was told sees the change. It goes on until they end it. Not needed? Phone {on_call}."
    return [kept, going if said.goes_on else ""]


def _below(said: Guided) -> str:
    if said.answer.kind == "clear":
        return f"No signs are noted for {_who(said)}."
    kept = "It is kept, and the next shift sees that signs were noted."
    if said.plan and said.plan.thresholds:
        return f"This is below {_who(said)}'s agreed thresholds, so nobody is being rung. {kept}"
    return f"No thresholds are agreed with {_who(said)} yet, so nobody is being rung. {kept}"


def told_now(b: Briefing, saved_at: datetime, on_call: Sequence[Contact] = ()) -> str:
    """Who is being told, or has it: "Dee (on-call) is being told." mrkdwn."""
    e = b.escalation
    if e.state == "acknowledged":
        return f"{briefing.holder(b, saved_at)} They are told what you added."
    if e.unanswered_at or not (b.told or b.next_up):
        return "Nobody has answered yet. Please phone now."
    if not b.told:
        when = f" {briefing.moment(b, b.next_at, saved_at)}" if b.next_at else ""
        office = ", when the office is open" if e.rings_as == "in_hours" else ""
        return f"{are(b.next_up)} told{when}{office}."
    return f"{are([one.name for one in briefing.last_told(b)], on_call)} being told."


def are(people: Sequence[str], on_call: Sequence[Contact] = ()) -> str:
    """ "Dee (on-call) is", "Dee and Ash are". mrkdwn."""
    turns = {one.name for one in on_call}
    named = [words.name(one) + (" (on-call)" if one in turns else "") for one in dict.fromkeys(people)]
    return f"{words.listed(named)} {'is' if len(named) == 1 else 'are'}"


def otherwise(b: Briefing, saved_at: datetime) -> str:
    """What happens where nobody answers: "If Dee hasn't answered by 03:02, Ash is told."; else empty. mrkdwn."""
    if b.escalation.state != "open" or b.escalation.unanswered_at or not b.told or b.answer_by is None:
        return ""
    last = briefing.last_told(b)
    who = f"{words.names(one.name for one in last)} {'has' if len(last) == 1 else 'have'}n't"
    nobody = "they are told again" if spoken.called(b) else "your channel says whom to phone"
    after = f"{are(b.next_up)} told" if b.next_up else nobody
    return f"If {who} answered by {words.clock(b.answer_by, b.service.spec.timezone, saved_at)}, {after}."


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
    overridden = frozenset[str]().union(*(b.overridden for b in said.briefings))
    found = [_partner(said, partner) for partner in overrides.involved(plan, thresholds, overridden)]
    if plan.agreed.sharing == "objects" and any(threshold.involve for threshold in thresholds):
        but = "anybody else" if found else "them"
        return [
            *found,
            f"{_who(said)} does not agree to sharing with other agencies: please don't phone {but}.",
        ]
    return found


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
    who = _who(said)
    told = " who you've told and why" if said.briefings else " what you noticed"
    knows = (
        f"{who} knows that others are told."
        if said.answer.knows == "yes"
        else f"If it's safe, tell {who}{told}."
    )
    wants = f"Ask what {who} wants." if not said.answer.wants else f"What {who} wants is kept."
    return [
        f"{knows} {wants}",
        f"Are you all right? On-call is there for you too: {words.phones(said.on_call)}.",
    ]
