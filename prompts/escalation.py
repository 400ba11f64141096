"""Pings, the house's lines and the answers to a tap: what is said while a ladder is climbed."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.escalation import Briefing
from bot.people import Contact
from prompts import briefing, words
from prompts.blocks import Blocks, Button, Message, actions, button, context, message, section
from prompts.briefing import clock, danger, moment, place, title, whom
from prompts.details import details as details

SEEN_LIMIT, WHY_LIMIT, ASK_LIMIT = 700, 500, 400
NEEDS = {
    "now": "needs you now",
    "this_shift": "needs you this shift",
    "in_hours": "needs you in office hours",
}


HEADED = {"now": "", "this_shift": " · this shift", "in_hours": " · in office hours"}


class Action(StrEnum):
    """The buttons of a ping; their value is the escalation's database id."""

    TAKE = "escalation.take"
    OPEN = "escalation.open"
    SEEN = "escalation.seen"


def parse_id(value: str) -> int:
    """The escalation's id of a button. Raises ValueError for anything else."""
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise ValueError("not a button of an escalation")
    return int(value)


def _button(b: Briefing, action: Action) -> Button:
    text, label = {
        Action.TAKE: ("I've got this", f"I've got this: {_plain(b)}"),
        Action.OPEN: ("Open", f"Open what {'is known' if briefing.silent(b) else 'was seen'}: {_plain(b)}"),
        Action.SEEN: ("Seen", f"Seen, the new message: {_plain(b)}"),
    }[action]
    return button(text, action, str(b.escalation.id), label, primary=action is Action.TAKE)


def _plain(b: Briefing) -> str:
    return (
        words.plain(b.person.known_as, words.SHORT_NAME) if b.person else words.plain(b.service.spec.name, 40)
    )


def ping(b: Briefing, you: str, number: int, now: datetime) -> Message:
    """The direct message to `you`, staff's name: whom, what, why, by when. `number` counts tellings from 1.

    Its `text` is for lock screens: no sign, no reason.
    """
    again = f"{said} " if (said := _again(b, you, number)) else ""
    return message(
        f"{_needs(b)} {again}Phone {_house_phone(b)} or open Slack. {_answer_by(b, now)}",
        section("danger", danger(b)),
        section("ping", _head(b, now), _again(b, you, number)),
        _evidence(b, now),
        section("asked", _asked(b, now)),
        context("told", _told(b, you, now)),
        actions("buttons", _button(b, Action.TAKE), _button(b, Action.OPEN)),
    )


def _head(b: Briefing, now: datetime) -> str:
    return f"*{title(b)}{HEADED[b.escalation.rings_as]} · {_lower(_answer_by(b, now))[:-1]}*"


def _needs(b: Briefing) -> str:
    about = f" about {whom(b)}" if b.person else ""
    return f"{place(b)} {NEEDS[b.escalation.rings_as]}{about}."


def _answer_by(b: Briefing, now: datetime) -> str:
    return (
        f"Please answer by {clock(b, b.answer_by, now)}."
        if b.answer_by
        else "Please answer as soon as you can."
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _again(b: Briefing, you: str, number: int) -> str:
    if number <= 1:
        return ""
    before = any(one.name == you and one.number < number for one in b.told)
    return f"Told again ({number})." if before else f"Nobody has answered yet: you are told next ({number})."


def _house_phone(b: Briefing) -> str:
    return words.name(b.service.spec.phone)


def _evidence(b: Briefing, now: datetime, because: str = "Why you") -> Blocks:
    """What was seen, why it rings and what was tried: for direct messages to those entitled."""
    newest = b.sightings[0] if b.sightings else None
    seen = briefing.seen(b, newest, now, SEEN_LIMIT) if newest else None
    more = len(b.sightings) - 1
    before = f"And {words.plural(more, 'earlier sighting')}: tap Open." if more > 0 else None
    why = words.cut_escaped(" ".join(briefing.why(b)), WHY_LIMIT)
    tried = f"*Tried:* {briefing.tried(b, newest)}" if newest else None
    says = f"*{whom(b)} says:* written down; tap Open to read it." if newest and newest.answer.says else None
    since = briefing.corrected(b, now) or briefing.answered(b, now)
    return section("evidence", since, seen, before, f"*{because}:* {why}" if why else None, tried, says)


def _asked(b: Briefing, now: datetime) -> str:
    return f"*You're asked to:* {_ask(b)} {_act_by(b, now)} House: *{_house_phone(b)}*"


def _ask(b: Briefing) -> str:
    asks = [threshold.ask for threshold, _ in b.reasons if threshold.ask and not b.lighter]
    return words.sentence(
        words.escape(asks[0] if asks else "Phone the house and decide what is needed", ASK_LIMIT)
    )


def _act_by(b: Briefing, now: datetime) -> str:
    if b.answer_by is None or b.escalation.rings_as == "in_hours":
        return f"Within {words.length(b.escalation.act_within)} of taking it."
    return f"By {clock(b, b.answer_by + b.escalation.act_within, now)} at the latest."


def _told(b: Briefing, you: str, now: datetime) -> str:
    others = [one.name for one in b.told if one.name != you]
    told = f"Told: you{' and ' + words.names(others) if others else ''}."
    return f"{told} {_next(b, now)}"


def _next(b: Briefing, now: datetime) -> str:
    if b.escalation.unanswered_at:
        return "The house has been told whom to phone."
    if not b.next_up:
        return "After you: the house is told to phone."
    at = f", {clock(b, b.next_at, now)}" if b.next_at else ""
    return f"Next: {words.names(b.next_up)}{at}."


def ping_settled(b: Briefing, now: datetime) -> Message:
    """The newest ping once it was taken: who has it and by when. When it is over, without what was seen."""
    going = b.escalation.state in ("open", "acknowledged")
    standing = briefing.holder(b, now)
    return message(
        f"{title(b)}: {standing} House: {_house_phone(b)}.",
        section("ping", f"*{title(b)}*", f"*{standing}*"),
        [
            *_evidence(b, now, "Why"),
            *section("asked", f"*Asked to:* {_ask(b)} House: *{_house_phone(b)}*", danger(b)),
        ]
        if going
        else [],
        actions("buttons", _button(b, Action.OPEN)),
    )


def ping_older(b: Briefing) -> Message:
    """An older copy of a ping: it has no buttons and points to the newer one."""
    newer = "A newer message below has the buttons."
    return message(f"{title(b)}: {newer}", section("ping", f"*{title(b)}*", newer))


def joined(b: Briefing, number: int, now: datetime) -> Message:
    """To the holder: something new was seen since they took it; to be confirmed with Seen."""
    by = f" by {clock(b, b.escalation.confirm_by, now)}" if b.escalation.confirm_by else ""
    promise = f" You act by {clock(b, b.escalation.promise_by, now)}." if b.escalation.promise_by else ""
    asked = f"Please tap Seen{by}, or this is told again from the start.{promise}"
    head = f"New since you took it ({number})"
    return message(
        f"{title(b)}: {_lower(head)}. {asked} House: {_house_phone(b)}.",
        section("ping", f"*{title(b)} · {_lower(head)}*"),
        _evidence(b, now, "Why"),
        section("asked", f"{asked} House: *{_house_phone(b)}*. {danger(b)}"),
        actions("buttons", _button(b, Action.SEEN), _button(b, Action.OPEN)),
    )


def joined_seen(b: Briefing) -> Message:
    """The same message once its holder tapped Seen."""
    standing = f"You have seen what was new. {briefing.holder(b)}"
    return message(
        f"{title(b)}: {standing}",
        section("ping", f"*{title(b)}*", standing),
        actions("buttons", _button(b, Action.OPEN)),
    )


def house_line(b: Briefing, now: datetime) -> Message:
    """The line in the channel's thread: who is waited for, or who has it and by when. Content-light."""
    standing = _standing(b, now)
    corrected = briefing.corrected(b, now) or ""
    numbers = _numbers(b) if b.escalation.state in ("open", "acknowledged") else ""
    unknown = briefing.unknown(b, now)
    said = [f"{place(b)}. {whom(b)}: {standing}", corrected, unknown, numbers]
    return message(
        " ".join(part.replace("*", "") for part in said if part),
        section("house", f"*{whom(b)}:* {standing}", corrected, unknown),
        context("numbers", numbers) if numbers else [],
    )


def _standing(b: Briefing, now: datetime) -> str:
    if b.escalation.state in briefing.OVER:
        return f"{briefing.OVER[b.escalation.state]}."
    if b.escalation.state != "open":
        return briefing.holder(b, now)
    if b.escalation.unanswered_at:
        return "nobody has answered yet. Please phone now."
    if not b.told:
        return _not_told_yet(b, now)
    until = f", until {clock(b, b.answer_by, now)}" if b.answer_by else ""
    waiting = words.names(one.name for one in briefing.last_told(b))
    then = _is_told(b.next_up) if b.next_up else "this thread says whom to phone"
    return f"on-call is being told. Waiting for {waiting}{until}. If no answer, {then}."


def _is_told(people: Sequence[str]) -> str:
    return f"{words.names(people)} {'is' if len(people) == 1 else 'are'} told"


def _not_told_yet(b: Briefing, now: datetime) -> str:
    if b.next_up and b.next_at:
        office = ", when the office is open" if b.escalation.rings_as == "in_hours" else ""
        return f"noted. {_is_told(b.next_up)} {moment(b, b.next_at, now)}{office}."
    return "nobody could be reached yet. Please phone now."


def _numbers(b: Briefing) -> str:
    reachable = briefing.reachable(b)
    worried = f" Don't wait if you're worried: {words.phones(reachable)}." if reachable else ""
    return f"Immediate danger: {words.name(b.emergency)}.{worried}"


def unanswered(b: Briefing, contacts: Sequence[Contact], now: datetime) -> Message:
    """To the house, when nobody has answered: what to do now and whom to phone, `contacts` in order."""
    head = f"{place(b)}: nobody has answered{' about ' + whom(b) if b.person else ''} yet."
    since = (
        f"Told since {clock(b, b.told[0].at, now)}: {briefing.tellings(b)}."
        if b.told
        else "Nobody could be told."
    )
    last = words.names(one.name for one in briefing.last_told(b))
    going_on = f"{since} We keep telling {last}." if last else since
    steps = [f"{n}. {line}" for n, line in enumerate(_by_phone(b, contacts), 1)]
    own = f"Keep to {whom(b)}'s agreed steps. " if b.person else ""
    kind = briefing.unknown(b, now) or f"{own}You were right to raise this."
    return message(
        f"{head} {going_on} Now, by phone: {' '.join(steps)} {kind.replace('*', '')}",
        section("head", f"*{head}* {going_on}"),
        section("now", "*Now, by phone:*", *steps),
        section("kind", kind),
    )


def _by_phone(b: Briefing, contacts: Sequence[Contact]) -> list[str]:
    called = [one for one in contacts if one.phone]
    people = [f"{words.phones(called)}."] if called else []
    agreed = briefing.plan(b)
    line = agreed.crisis_line if agreed else None
    no_reply = "No reply: " if people else ""
    own = [f"{no_reply}{whom(b)}'s crisis line {words.name(line.phone)}."] if line else []
    return [f"Immediate danger: {words.name(b.emergency)}.", *people, *own]


def holder(b: Briefing, now: datetime | None = None) -> str:
    """ "Dee has it, and acts by 21:47.", or how else it stands."""
    return briefing.holder(b, now)


def taken(b: Briefing, now: datetime) -> str:
    """To the one who just took it."""
    by = f" Please act by {clock(b, b.escalation.promise_by, now)}." if b.escalation.promise_by else ""
    return f"You have it.{by} {place(b)}: {_house_phone(b)}. Everybody who was told can see that you have it."


def already(b: Briefing, now: datetime) -> str:
    """To one who taps after somebody else, or again."""
    who = words.name(b.holder.name) if b.holder else "Somebody"
    since = f" since {clock(b, at, now)}" if (at := b.escalation.acknowledged_at) else ""
    by = f" and acts by {clock(b, act, now)}" if (act := b.escalation.promise_by) else ""
    return f"{who} has had this{since}{by}. Thank you for answering."


def over(b: Briefing) -> str:
    """To one who taps when it is over."""
    return f"{title(b)}: {briefing.OVER.get(b.escalation.state, 'it has moved on')}. Thank you for answering."
