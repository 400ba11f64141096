"""What a note's form becomes: who is told, what if nobody answers, and what the next shift sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.briefing import Briefing
from bot.notes import Said
from bot.people import Contact, Person, Service
from prompts import briefing, guidance, words
from prompts.blocks import Message, View, message, modal, section
from prompts.notes import call_button


@dataclass(frozen=True)
class Noted:
    """A note as kept. `briefing` is of what it opened or joined; `person` None: about the house, or a call."""

    saved_at: datetime
    service: Service
    person: Person | None
    said: Said
    on_call: tuple[Contact, ...]
    emergency: str
    briefing: Briefing | None = None
    affects: Person | None = None


def saved(noted: Noted) -> View:
    """What the form of a note becomes. No field and nothing to send."""
    return modal(
        "Saved",
        section("danger", guidance.danger(noted.emergency)),
        section("now", *_now(noted)),
        section("affects", _kept_with(noted.affects)),
        section("together", *_together(noted)),
        call_button(noted.service) if noted.briefing else [],
        callback_id="note.saved",
        close="Done",
    )


def called(noted: Noted) -> View:
    """What the form becomes in which somebody asked for a call."""
    assert noted.briefing is not None
    b = noted.briefing
    asked = f"*{_at(noted)} {_asked(noted, b)}* {guidance.otherwise(b, noted.saved_at)}"
    return modal(
        "Saved",
        section("danger", guidance.danger(noted.emergency)),
        section("now", asked.strip(), _dont_wait(noted)),
        section("private", "Only those who are told see this. It is not shown in the channel."),
        callback_id="note.called",
        close="Done",
    )


def call_asked(noted: Noted) -> str:
    """The same in a sentence, to one who tapped in a message. mrkdwn."""
    assert noted.briefing is not None
    return f"{_at(noted)} {_asked(noted, noted.briefing)} {_dont_wait(noted)}"


def call_open(b: Briefing, contacts: Sequence[Contact]) -> Message:
    """To one who asked for a call, when nobody has taken it yet: `contacts` in order."""
    last = words.names(one.name for one in briefing.last_told(b))
    head = f"{briefing.place(b)}: nobody has taken your wish for a call yet."
    going_on = f"We keep asking {last}." if last else "Nobody could be asked."
    phone = f"Please phone: {words.phones([one for one in contacts if one.phone])}."
    danger = f"Immediate danger: {words.name(b.emergency)}."
    return message(
        f"{head} {going_on} {phone} {danger}",
        section("call", f"*{head}*", going_on),
        section("now", phone, danger),
    )


def call_taken(b: Briefing, now: datetime) -> Message:
    """The same once somebody has it."""
    said = f"{briefing.place(b)}, your wish for a call: {briefing.holder(b, now)}"
    return message(said, section("call", said))


def nobody_to_choose(on_call: Sequence[Contact], emergency: str = "999") -> str:
    """To one who would record something where nobody is supported yet. mrkdwn."""
    said = "There is nobody here yet to record this about, so nothing was opened or kept."
    return f"{said} {_turn_to(on_call, emergency)}"


def too_many(on_call: Sequence[Contact], emergency: str = "999") -> str:
    """To one who works with more people than a list in Slack holds. mrkdwn."""
    said = "You work with more people than one list can show, so nothing was opened or kept. Please do this in the "
    return f"{said}channel of the house it is about. {_turn_to(on_call, emergency)}"


def _turn_to(on_call: Sequence[Contact], emergency: str) -> str:
    return f"If somebody needs help now, {words.turn_to(on_call)}. Immediate danger: {words.name(emergency)}."


def _at(noted: Noted) -> str:
    return f"Saved {words.clock(noted.saved_at, noted.service.spec.timezone)}."


def _dont_wait(noted: Noted) -> str:
    return f"Don't wait if you're worried: {words.phones(noted.on_call)}."


def _now(noted: Noted) -> list[str]:
    if noted.briefing is None:
        kind = "something good" if noted.said.kind == "good" else "something"
        seen = f"*{_at(noted)}* The next shift sees that {kind} was noted."
        return [seen, f"Worried? Phone {words.phones(noted.on_call)}."]
    told = guidance.told_now(noted.briefing, noted.saved_at, noted.on_call)
    then = guidance.otherwise(noted.briefing, noted.saved_at)
    return [f"*{_at(noted)} {told}* {then}".strip(), _dont_wait(noted)]


def _asked(noted: Noted, b: Briefing) -> str:
    e = b.escalation
    if e.state == "open" and not e.unanswered_at and b.told:
        last = [one.name for one in briefing.last_told(b)]
        return f"{guidance.are(last, noted.on_call)} asked to phone you."
    return guidance.told_now(b, noted.saved_at, noted.on_call)


def _kept_with(other: Person | None) -> str | None:
    if other is None:
        return None
    return f"It is kept with {words.short(other.known_as)} as well. What is kept with one does not name the other."


def _together(noted: Noted) -> list[str | None]:
    if noted.briefing is None:
        return []
    who = words.short(noted.person.known_as) if noted.person else None
    asks = "" if noted.said.wants or not who else f" Ask what {who} wants."
    return [
        f"If it's safe, tell {who} who you've told and why.{asks}" if who else None,
        "Are you all right? You can ask for a call here. Nobody in the house is shown that you did.",
    ]
