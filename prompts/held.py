"""Messages to whoever has an escalation, is asked to take it over, or to close it."""

from datetime import datetime

from bot.briefing import Briefing
from bot.transitions import MORE_AT_MOST
from prompts import briefing, deeds, escalation, words
from prompts.blocks import Message, actions, message, section
from prompts.briefing import clock, danger, title
from prompts.deed_words import INTEND
from prompts.escalation import Action, button_of


def passed(b: Briefing, now: datetime) -> Message:
    """To somebody whom the holder passes it on to: all that a ping says, who asks and why, and *I'll take it*."""
    one = b.deeds.passed
    assert one is not None
    who = briefing.who_has(b)
    until = clock(b, one.until, now)
    asks = f"{who} asks you to take this over: {deeds.BECAUSE[one.because]}. {who} still has it until you do."
    more = "More about why is written down: tap Open." if one.words else None
    said = _promised(b, now)
    return message(
        f"{escalation.needs(b)} Phone {escalation.house_phone(b)} or open Slack. Please answer by {until}. "
        f"{asks}{f' {said}' if said else ''}",
        section("danger", danger(b)),
        section("ping", f"*{title(b)} · please answer by {until}*", asks, said, more),
        escalation.evidence(b, now, "Why"),
        section("asked", escalation.asked(b, now)),
        actions("buttons", button_of(b, Action.TAKE_OVER), button_of(b, Action.OPEN)),
    )


def _promised(b: Briefing, now: datetime) -> str | None:
    """What whoever passes it on has said, so that it is not done twice or by nobody."""
    e = b.escalation
    if e.promised is None or e.promise_by is None:
        return None
    return f"{briefing.who_has(b)} had said: {INTEND[e.promised]} by {clock(b, e.promise_by, now)}."


def promise(b: Briefing, now: datetime) -> Message:
    """To the holder, when the promised time has passed: done, 15 minutes more, or passed on?"""
    e = b.escalation
    by = clock(b, e.answer_by, now) if e.answer_by else "now"
    due = f", to act by {clock(b, e.promise_by, now)}" if e.promise_by else ""
    said = f"You said {deeds.you_would(b, now)}" if e.promised else f"You have this{due}"
    asks = f"{said}. What has become of it?"
    then = f"Please answer by {by}, or everybody is told from the start again."
    more = [button_of(b, Action.MORE)] if e.extended < MORE_AT_MOST else []
    put_off = PUT_OFF.get(e.extended)
    return message(
        f"{title(b)}: {asks} {then} {f'{put_off} ' if put_off else ''}House: {escalation.house_phone(b)}.",
        section("ping", f"*{title(b)} · please answer by {by}*", asks, then, put_off),
        section("asked", f"House: *{escalation.house_phone(b)}*. {danger(b)}"),
        actions(
            "buttons", button_of(b, Action.DONE), *more, button_of(b, Action.PASS), button_of(b, Action.OPEN)
        ),
    )  # fmt: skip


# by how often it was put off
PUT_OFF = {1: "You can put it off once more.", MORE_AT_MOST: "It was put off twice already."}


def close(b: Briefing, now: datetime) -> Message:
    """To whoever can close it, a day or two after it was acted on."""
    asks = f"{briefing.holder(b, now)} Please say how it ended: it takes two minutes."
    return message(
        f"{title(b)}: {asks}",
        section("ping", f"*{title(b)} · please close*", asks),
        actions("buttons", button_of(b, Action.CLOSE), button_of(b, Action.OPEN)),
    )


def settled(b: Briefing, now: datetime, you_id: int | None = None) -> Message:
    """Any of these once there is nothing to answer in it: how it stands, to its reader `you_id` (staff)."""
    standing = deeds.standing(b, now, you_id)
    return message(
        f"{title(b)}: {standing}",
        section("ping", f"*{title(b)}*", standing),
        actions("buttons", button_of(b, Action.OPEN)),
    )


def no_longer(b: Briefing, now: datetime) -> Message:
    """To whoever had it, once somebody else took it over, acted on it, closed it or stood it down."""
    said = f"{briefing.holder(b, now)} You no longer have it. Thank you."
    return message(f"{title(b)}: {said}", section("ping", f"*{title(b)}*", said))


def no_longer_older(b: Briefing) -> Message:
    """The same message once its reader had it again, and once more has not: it stands for nothing now."""
    said = "A newer message below says who has it."
    return message(f"{title(b)}: {said}", section("ping", f"*{title(b)}*", said))


def joined(b: Briefing, number: int, now: datetime) -> Message:
    """To the holder: something new was seen since they took it; to be confirmed with Seen."""
    by = f" by {clock(b, b.escalation.confirm_by, now)}" if b.escalation.confirm_by else ""
    promise = f" You act by {clock(b, b.escalation.promise_by, now)}." if b.escalation.promise_by else ""
    asked = f"Please tap Seen{by}, or this is told again from the start.{promise}"
    head = f"New since you took it ({number})"
    return message(
        f"{title(b)}: {words.lower(head)}. {asked} House: {escalation.house_phone(b)}.",
        section("ping", f"*{title(b)} · {words.lower(head)}*"),
        escalation.evidence(b, now, "Why"),
        section("asked", f"{asked} House: *{escalation.house_phone(b)}*. {danger(b)}"),
        actions("buttons", button_of(b, Action.SEEN), button_of(b, Action.OPEN)),
    )


def joined_seen(b: Briefing, now: datetime, you_id: int | None = None) -> Message:
    """The same message once its holder, `you_id` (staff), tapped Seen."""
    standing = f"You have seen what was new. {deeds.standing(b, now, you_id)}"
    return message(
        f"{title(b)}: {standing}",
        section("ping", f"*{title(b)}*", standing),
        actions("buttons", button_of(b, Action.OPEN)),
    )
