"""What the house reads of an escalation: a line in the prompt's thread, and whom to phone where nobody answers."""

from collections.abc import Sequence
from datetime import datetime

from bot.escalation import Briefing
from bot.people import Contact
from prompts import briefing, reasons, words
from prompts.blocks import Message, context, message, section
from prompts.briefing import clock, moment, place, whom


def line(b: Briefing, now: datetime) -> Message:
    """The line in the channel's thread: who is waited for, or who has it and by when. Content-light."""
    standing = _standing(b, now)
    corrected = reasons.corrected(b, now) or ""
    numbers = _numbers(b) if b.escalation.state in ("open", "acknowledged") else ""
    unknown = reasons.unknown(b, now)
    head = f"{place(b)}. {whom(b)}" if b.person else place(b)
    said = [f"{head}: {standing}", corrected, *unknown, numbers]
    return message(
        " ".join(part.replace("*", "") for part in said if part),
        section("house", f"*{whom(b)}:* {standing}", corrected, *unknown),
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
    # the house has not answered either, where it is about that
    who = "nobody on call" if b.late else "nobody"
    head = f"{place(b)}: {who} has answered{' about ' + whom(b) if b.person else ''} yet."
    since = (
        f"Told since {clock(b, b.told[0].at, now)}: {briefing.tellings(b)}."
        if b.told
        else "Nobody could be told."
    )
    last = words.names(one.name for one in briefing.last_told(b))
    going_on = f"{since} We keep telling {last}." if last else since
    steps = [f"{n}. {line}" for n, line in enumerate(_by_phone(b, contacts), 1)]
    kind = _kind(b, now)
    return message(
        f"{head} {going_on} Now, by phone: {' '.join(steps)} {' '.join(kind).replace('*', '')}",
        section("head", f"*{head}* {going_on}"),
        section("now", "*Now, by phone:*", *steps),
        section("kind", *kind),
    )


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
