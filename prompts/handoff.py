"""A change of on-call: what whoever comes on is told and asked to tap, and what whoever goes off hears.

Content-light throughout, for lock screens show it: names of houses, short names, who has it and by when.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.handoff import TAP_WITHIN, Handed, Watch
from bot.handover import OpenLine
from bot.people import Contact, Service
from prompts import escalation, ids, open_lines, words
from prompts.blocks import Blocks, Button, Message, actions, button, message, section

# what has a line and buttons of its own; the rest is counted
OWN_LINES, NAMED = 8, 3


class Line(NamedTuple):
    """One that is open, in its house; `turn` is what its buttons were drawn in."""

    service: Service
    open: OpenLine
    turn: int


class Action(StrEnum):
    """The test tap; its value is the change's database id."""

    HERE = "handoff.here"


def value(handoff_id: int) -> str:
    """The value of *I'm on call*."""
    return str(handoff_id)


def parse_value(value: str) -> int:
    """The change's id of a button. Raises ValueError for anything else."""
    return ids.parse(value)[0]


def on_call(h: Handed, now: datetime, *, again: bool = False) -> Message:
    """To whoever comes on: since when and until when, which houses, what is open and promised, and the test tap."""
    head, late = _head(h, now), _late(h, again=again)
    ask = _ask(h, now)
    shown = _lines(h)[:OWN_LINES]
    said = [_said(h, one, now) for one in shown]
    return message(
        " ".join(part for part in (head, late, *map(_plain, said), _rest(h), _quiet(h, now), *ask) if part),
        section("head", f"*{head}*", late),
        *_own(shown, said),
        section("rest", _rest(h), _quiet(h, now)),
        section("ask", *ask),
        actions("here", _here(h)) if h.taken_at is None else [],
    )


def _here(h: Handed) -> Button:
    return button("I'm on call", Action.HERE, value(h.id), "I'm on call: messages reach me", primary=True)


def _head(h: Handed, now: datetime) -> str:
    until = _until(h, now)
    end = f" until {until}" if until else ""
    if h.taken_at is not None:
        return f"Thank you. You're on call for {_houses(h)} since {_clock(h, h.at, now)}{end}."
    if h.late:
        return (
            f"You have been on call for {_houses(h)} since {_clock(h, h.at, now)}{',' if end else ''}{end}."
        )
    return f"You're on call for {_houses(h)} from {_clock(h, h.at, now)}{end}."


def _late(h: Handed, *, again: bool) -> str:
    if h.taken_at is not None:
        return ""
    if again:
        return "You are told again: no tap has come yet."
    look = " Please look at what is open first." if _lines(h) else ""
    return f"This comes late.{look}" if h.late else ""


def _ask(h: Handed, now: datetime) -> list[str]:
    if h.taken_at is not None:
        return []
    why = "Please tap I'm on call. Then we know that messages reach you, and that buttons work."
    by = h.told_at + TAP_WITHIN
    if now >= by:
        return [why]
    also = f", and {words.name(h.off.name)} is told too" if h.off else ""
    return [why, f"No tap by {_clock(h, by, now)}? Then you are told again{also}."]


def _houses(h: Handed) -> str:
    names = [words.name(one.service.spec.name) for one in h.houses]
    more = len(names) - NAMED
    return words.listed([*names[:NAMED], *([words.plural(more, "more house")] if more > 0 else [])])


def _until(h: Handed, now: datetime) -> str:
    """When it ends, where that is the same for all houses and known; else each house says it."""
    ends = {one.until for one in h.houses}
    end = next(iter(ends)) if len(ends) == 1 else None
    return _clock(h, end, now) if end else ""


def _clock(h: Handed, at: datetime, now: datetime) -> str:
    return words.clock(at, h.timezone, now)


def _lines(h: Handed) -> list[Line]:
    """What is open in all houses, what nobody has first."""
    every = [Line(one.service, line, one.turns.get(line.id, 0)) for one in h.houses for line in one.open]
    return sorted(every, key=lambda one: (not one.open.unanswered, one.open.holder is not None))


def _own(shown: Sequence[Line], said: Sequence[str]) -> list[Blocks]:
    """Each with its buttons."""
    made: list[Blocks] = []
    for n, one in enumerate(shown):
        made += [section(f"open:{n}", said[n]), actions(f"buttons:{n}", *_buttons(one))]
    return made


def _said(h: Handed, one: Line, now: datetime) -> str:
    """One that is open, as whoever comes on reads it: nobody tells them to phone on-call, for that is they."""
    place = f"*{words.name(one.service.spec.name)}*, {_phone(h, one.service, now)}"
    if not one.open.unanswered or one.open.holder:
        return f"{place} · {open_lines.in_house(one.service, one.open, now)}"
    called = one.open.known_as
    about = words.short(called) if called else words.name(one.service.spec.name)
    return f"{place} · *Open: {about}.* Nobody has answered yet. Please take it, and phone the house."


def _buttons(one: Line) -> list[Button]:
    called = one.open.known_as
    who = words.called(called) if called else words.plain(one.service.spec.name, 40)
    drawn = f"{one.open.id}:{one.turn}"
    take = button("I've got this", escalation.Action.TAKE, drawn, f"I've got this: {who}")
    read = button("Open", escalation.Action.OPEN, drawn, f"Open what was seen: {who}")
    return [read] if one.open.holder else [take, read]


def _rest(h: Handed) -> str:
    more = _lines(h)[OWN_LINES:]
    where = words.names(one.service.spec.name for one in more)
    return f"And {len(more)} more that are open at {where}: please phone there." if more else ""


def _quiet(h: Handed, now: datetime) -> str:
    """The houses where nothing is open for them, with their phones."""
    quiet = [one.service for one in h.houses if not one.open]
    listed = "; ".join(f"{words.name(one.spec.name)}, {_phone(h, one, now)}" for one in quiet)
    return f"Nothing is open for you at: {listed}." if quiet else ""


def _phone(h: Handed, service: Service, now: datetime) -> str:
    """The house's number; until when they are on there, where that is not the same for all."""
    end = next((one.until for one in h.houses if one.service.id == service.id), None)
    until = f" (until {_clock(h, end, now)})" if end and not _until(h, now) else ""
    return f"{words.name(service.spec.phone)}{until}"


def _plain(said: str) -> str:
    return said.replace("*", "")


def older(h: Handed) -> Message:
    """The first message once they were told again."""
    said = f"You're on call for {_houses(h)}."
    newer = "A newer message below has the buttons."
    return message(f"{said} {newer}", section("head", f"*{said}*", newer))


def over(h: Handed) -> Message:
    """Where no tap came, and somebody else is on by now."""
    said = f"This turn on call for {_houses(h)} is over. There is nothing to tap any more."
    return message(said, section("head", said))


def off_call(h: Handed, now: datetime) -> Message:
    """To whoever goes off: who has taken over, and what they still hold themselves."""
    at = words.moment(h.taken_at or h.told_at, h.timezone, now)
    said = f"{_who(h.on)} has taken over on call for {_houses(h)} {at}. You're off."
    return _off(h, now, said)


def no_tap(h: Handed, now: datetime) -> Message:
    """To whoever goes off: that whoever comes on has not tapped, and how to reach them."""
    who = _who(h.on)
    said = f"{who} is on call for {_houses(h)} since {_clock(h, h.at, now)}, and has not tapped yet."
    number = f"Please phone {words.phone(h.on)}." if h.on and h.on.phone else f"Please ring {who}."
    return _off(h, now, said, number, f"What rings goes to {who} all the same. You're off.")


def nobody_follows(h: Handed, now: datetime) -> Message:
    """To whoever goes off, when nobody is on after them: who is told instead."""
    return _off(h, now, f"You're off call. {_nobody(h, now)}", *_instead(h))


def nobody_on(h: Handed, now: datetime) -> Message:
    """To an administrator: that nobody is on, who is told instead, and what mends it."""
    mend = "Is that not meant so? Please look at the rota in the house file, and load the file again."
    said = _nobody(h, now)
    return message(" ".join((said, *_instead(h), mend)), section("head", f"*{said}*", *_instead(h), mend))


def _nobody(h: Handed, now: datetime) -> str:
    until = _until(h, now)
    end = f", until {until}" if until else ""
    return f"Nobody is on call for {_houses(h)} since {_clock(h, h.at, now)}{end}."


def _instead(h: Handed) -> list[str]:
    return [f"{words.name(one.service.spec.name)}: {_next(one)}" for one in h.houses[:OWN_LINES]]


def _next(one: Watch) -> str:
    if not one.next:
        return "nobody else is on the ladder, so the house is told to phone."
    return f"what rings goes to {words.phones(one.next)}."


def _off(h: Handed, now: datetime, said: str, *more: str) -> Message:
    held = _lines(h)[:OWN_LINES]
    still = [_still(one, now) for one in held]
    made: list[Blocks] = []
    for n, one in enumerate(held):
        made += [section(f"held:{n}", still[n]), actions(f"buttons:{n}", *_buttons(one))]
    return message(" ".join((said, *more, *map(_plain, still))), section("head", f"*{said}*", *more), *made)


def _still(one: Line, now: datetime) -> str:
    place, called = words.name(one.service.spec.name), one.open.known_as
    whom = f"*{words.short(called)}* at {place}" if called else f"*{place}*"
    return f"You still have {whom}{_by(one, now)}. Do it, or pass it on."


def _by(one: Line, now: datetime) -> str:
    if (by := one.open.act_by) is None:
        return ""
    when = words.clock(by, one.service.spec.timezone, now)
    return f": the time given was {when}, which is past" if by < now else f": by {when}"


def _who(contact: Contact | None) -> str:
    return words.name(contact.name) if contact else "Somebody"


def thanks(h: Handed, now: datetime) -> str:
    """To one who taps *I'm on call*. mrkdwn."""
    told = f" {words.name(h.off.name)} is told." if h.off else ""
    return f"{_head(h, now)}{told}"


def already(h: Handed, now: datetime) -> str:
    """To one who taps it again. mrkdwn."""
    at = f" {words.moment(h.taken_at, h.timezone, now)}" if h.taken_at else ""
    return f"Thank you. You have said that already{at}. There is nothing more to do."


def too_late(h: Handed) -> str:
    """To one who taps when somebody else is on by now. mrkdwn."""
    return f"Thank you. Somebody else is on call for {_houses(h)} by now, so nothing was changed."
