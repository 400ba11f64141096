"""Silence: the reminder, and what a team leader or manager hears of it. We don't know how people are: that is said."""

from collections.abc import Sequence
from datetime import datetime

from bot.briefing import Late
from bot.people import Contact, Service
from prompts import shifts, words
from prompts.blocks import Message, context, message, section

NOBODY_IN_TROUBLE = "Nobody is in trouble."


def reminder(
    service: Service, said: Late, on_call: Sequence[Contact], emergency: str, now: datetime
) -> Message:
    """In the question's thread: who is still waited for; once nobody is, that it is over."""
    place = f"{words.name(service.spec.name)} handover, {shifts.both(service, said.change)}"
    waits = f"Still to answer: {words.names(said.waiting)}." if said.waiting else _over(said)
    how = f"Please answer in the question above. {NOBODY_IN_TROUBLE}" if said.waiting else ""
    numbers = f"On-call: {words.phones(on_call)}. Emergency: {words.name(emergency)}."
    return message(
        " ".join(part for part in (f"{place}.", waits, how, *_since(service, said, now), numbers) if part),
        section("reminder", f"*{waits}*", how, *_since(service, said, now)),
        context("numbers", numbers),
    )


def late(service: Service, said: Late, now: datetime) -> Message:
    """To a team leader: that a handover is late, and what helps. Content-light: a lock screen shows it."""
    return _direct(
        service, said, now, "late", f"no answer yet{_about(said)}", "Please ask the house by phone"
    )


def missed(service: Service, said: Late, now: datetime) -> Message:
    """To a manager, when the next handover is due: who nobody answered about. Content-light."""
    return _direct(
        service, said, now, "missed", f"no answer came{_about(said)}", "Please ask the house by phone"
    )


def _direct(service: Service, said: Late, now: datetime, which: str, what: str, do: str) -> Message:
    place, zone = words.name(service.spec.name), service.spec.timezone
    head = f"{place} handover, {shifts.both(service, said.change)}, {words.weekday(said.change.due, zone)}"
    if not said.waiting:
        over = _over(said)
        over = f"{over[:1].lower()}{over[1:]}"
        return message(
            " ".join([f"{head}: {over}", *_since(service, said, now)]),
            section(which, f"*{head}:* {over}", *_since(service, said, now)),
        )
    kind = f"We don't know how {_they(said)}. {NOBODY_IN_TROUBLE}"
    phone = f"{do}: {words.name(service.spec.phone)}. An answer still counts."
    return message(
        " ".join([f"{head}: {what}.", kind, phone, *_since(service, said, now)]),
        section(which, f"*{head}:* {what}."),
        section("kind", kind, phone, *_since(service, said, now)),
    )


def _over(said: Late) -> str:
    """Once nobody is waited for any more. That somebody is away says nothing of how they are."""
    if said.away:
        return "Nobody is waited for now: whoever has no reply is away."
    return "Everybody has a reply now. Thank you."


def _about(said: Late) -> str:
    return f" about {words.names(said.waiting)}"


def _they(said: Late) -> str:
    return "they are" if len(said.waiting) > 1 else f"{words.short(said.waiting[0])} is"


def _since(service: Service, said: Late, now: datetime) -> list[str]:
    """ "Replies since: Ray, by Jo, 22:05." A reply may be *not seen*: it never says that somebody is well."""
    zone = service.spec.timezone
    lines = [
        f"{words.short(known_as)}, by {words.name(by)}, {words.clock(at, zone, now)}"
        for known_as, by, at in said.answered
    ]
    return [f"Replies since: {'; '.join(lines)}."] if lines else []
