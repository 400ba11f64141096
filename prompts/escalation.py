"""Pings, and the answers to a tap: what is said to those whom an escalation tells."""

from datetime import datetime
from enum import StrEnum

from bot.escalation import Briefing
from prompts import briefing, ids, reasons, spoken, words
from prompts.blocks import Blocks, Button, Message, actions, button, context, message, section
from prompts.briefing import clock, danger, place, title, whom
from prompts.details import details as details

SEEN_LIMIT, WHY_LIMIT, ASK_LIMIT, SAID_MOST = 700, 500, 400, 3
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
    return ids.parse(value)[0]


def _button(b: Briefing, action: Action) -> Button:
    text, label = {
        Action.TAKE: ("I've got this", f"I've got this: {_plain(b)}"),
        Action.OPEN: ("Open", f"Open {reasons.behind(b)}: {_plain(b)}"),
        Action.SEEN: ("Seen", f"Seen, the new message: {_plain(b)}"),
    }[action]
    return button(text, action, str(b.escalation.id), label, primary=action is Action.TAKE)


def _plain(b: Briefing) -> str:
    return words.called(b.person.known_as) if b.person else words.plain(b.service.spec.name, 40)


def ping(b: Briefing, you: str, number: int, now: datetime) -> Message:
    """The direct message to `you`, staff's name: whom, what, why, by when. `number` counts tellings from 1.

    Its `text` is for lock screens: no sign, no reason.
    """
    again = f"{said} " if (said := _again(b, you, number)) else ""
    return message(
        f"{_needs(b)} {spoken.headed(b, now)}{again}{_phone(b)} or open Slack. {_answer_by(b, now)}",
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


def _phone(b: Briefing) -> str:
    how = " now and ask how everybody is," if spoken.unknown(b) else ""
    return f"Phone {_house_phone(b)}{how}"


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
    why = words.cut_escaped(" ".join(reasons.why(b)), WHY_LIMIT)
    tried = f"*Tried:* {briefing.tried(b, newest)}" if newest else None
    since = reasons.corrected(b, now) or reasons.answered(b, now)
    late = [part for one in b.late for part in spoken.late(b, one, now)]
    said = spoken.lines(b, now, SAID_MOST)
    return section(
        "evidence", since, *late, *said, seen, before, spoken.others(_others(b)),
        f"*{because}:* {why}" if why else None, tried, _written(b), spoken.knows(b),
    )  # fmt: skip


def _others(b: Briefing) -> int:
    """How many others the newest of it affects: two may affect the same person, so they are not added up."""
    counted = [*(one.others for one in b.spoken), *(one.others for one in b.sightings)]
    return next((count for count in counted if count), 0)


def _written(b: Briefing) -> str | None:
    """That the person's own words are to be read in the form."""
    answer = b.sightings[0].answer if b.sightings else None
    if answer is None or not (answer.says or answer.wants):
        return None
    return f"*{whom(b)} {'says' if answer.says else 'wants'}:* written down; tap Open to read it."


def _asked(b: Briefing, now: datetime) -> str:
    return f"*You're asked to:* {_ask(b)} {_act_by(b, now)} House: *{_house_phone(b)}*"


def _ask(b: Briefing) -> str:
    return " ".join(words.sentence(words.escape(ask, ASK_LIMIT)) for ask in reasons.asks(b))


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
        return "Nobody has answered yet." if spoken.called(b) else "The house has been told whom to phone."
    if not b.next_up:
        return (
            "After you: you are told again." if spoken.called(b) else "After you: the house is told to phone."
        )
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
