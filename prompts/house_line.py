"""What the house reads of an escalation: a line in the prompt's thread, and whom to phone where nobody answers."""

from collections.abc import Sequence
from datetime import datetime

from bot.briefing import Briefing
from bot.people import Contact
from prompts import briefing, deeds, reasons, words
from prompts.blocks import Blocks, Message, actions, context, message, section
from prompts.briefing import clock, moment, place, whom
from prompts.escalation import Action, button_of


def line(b: Briefing, now: datetime) -> Message:
    """The line in the channel's thread: who is waited for, or who has it and by when. Content-light."""
    standing = _standing(b, now)
    corrected = reasons.corrected(b, now) or ""
    numbers = _numbers(b) if b.escalation.state in ("open", "acknowledged") else ""
    unknown = reasons.unknown(b, now)
    course = [deeds.lapsed(b, now), _word(b, now), deeds.follows(b, now)]
    head = f"{place(b)}. {whom(b)}" if b.person else place(b)
    said = [f"{head}: {standing}", *course, corrected, *unknown, numbers]
    return message(
        " ".join(part.replace("*", "") for part in said if part),
        section("house", f"*{whom(b)}:* {standing}", *course, corrected, *unknown),
        context("numbers", numbers) if numbers else [],
        _buttons(b),
    )


def _buttons(b: Briefing) -> Blocks:
    """While nobody who was told has it: the house's word, and the button for whoever has it by that."""
    if b.escalation.state != "open":
        return []
    taking = [Action.TAKE] if b.escalation.house_id else []
    return actions("buttons", *(button_of(b, one) for one in [*taking, Action.SOMEONE]))


def _word(b: Briefing, now: datetime) -> str | None:
    """What the house has said of who has it; past its time, that it may be said anew."""
    said, past = deeds.house(b, now), b.escalation.house_by and b.escalation.house_by < now
    return f"{said} How is it now? Tap *Someone has this…* to say it." if said and past else said


def _standing(b: Briefing, now: datetime) -> str:
    if b.escalation.state in ("closed", "stood_down"):
        return words.lower(briefing.holder(b, now))
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
    # the house has not answered either, where it is about that
    who = "nobody on call" if b.late else "nobody"
    head = f"{place(b)}: {who} has answered{' about ' + whom(b) if b.person else ''} yet."
    course = [deeds.lapsed(b, now), _going_on(b, now), _word(b, now)]
    said = [one.replace("*", "") for one in course if one]
    steps = [f"{n}. {line}" for n, line in enumerate(_by_phone(b, contacts), 1)]
    kind = _kind(b, now)
    return message(
        f"{head} {' '.join(said)} Now, by phone: {' '.join(steps)} {' '.join(kind).replace('*', '')}",
        section("head", f"*{head}*", *course),
        section("now", "*Now, by phone:*", *steps),
        section("kind", *kind),
        _buttons(b),
    )


def _going_on(b: Briefing, now: datetime) -> str:
    """Who was told since when, how often, and when they are told again; drawn anew at each telling."""
    told = deeds.told_since(b)
    if not told:
        return "Nobody could be told."
    since = f"Told since {clock(b, told[0].at, now)}: {briefing.tellings(told)}."
    last = words.names(one.name for one in briefing.last_told(b))
    following = f" Next: {clock(b, b.next_at, now)}." if b.next_at and b.next_at > now else ""
    return f"{since} We keep telling {last}.{following}"


def _kind(b: Briefing, now: datetime) -> list[str]:
    unknown = reasons.unknown(b, now)
    own = f"Keep to {whom(b)}'s agreed steps. " if b.person else ""
    raised = f"{own}You were right to raise this."
    return [*unknown, *([raised] if not unknown or b.sightings or b.spoken else [])]


def _by_phone(b: Briefing, contacts: Sequence[Contact]) -> list[str]:
    called = [one for one in contacts if one.phone]
    people = [f"{words.phones(called)}."] if called else []
    agreed = briefing.plan(b)
    line = agreed.crisis_line if agreed else None
    no_reply = "No reply: " if people else ""
    own = [f"{no_reply}{whom(b)}'s crisis line {words.name(line.phone)}."] if line else []
    return [f"Immediate danger: {words.name(b.emergency)}.", *people, *own]
