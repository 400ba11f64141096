"""A look at what was restricted: its form, its reader, and what it becomes. All of it is read in forms only."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from bot.agreed import Look, Looked, Restricted
from bot.people import Contact, Person, Service
from prompts import words
from prompts.agreed import LIMIT, ahead, needed
from prompts.blocks import View, field, modal, pick_date, radio, section
from prompts.briefing import bullets
from prompts.forms import Errors, Reader, State, danger

CALLBACK = "agreed.restriction_form"
HOW, REASON, VIEW, REVIEW = "how", "reason", "view", "review_by"
SHOWN = 12
HOWS: dict[Look, str] = {
    "continue": "It goes on as it is",
    "reduce": "It goes on, and is made less",
    "end": "It ends",
}
SAID: dict[Look, str] = {"continue": "It went on", "reduce": "It was made less", "end": "It ended"}
ASKS: dict[str, str] = {
    "continue": "Please say why it has to go on.",
    "reduce": "Please say what is less now.",
    "end": "Please say what came instead.",
    "": "Please write a few words.",
}


def form(
    one: Restricted, person: Person | None, service: Service, meta: str, today: date, on_call: Sequence[Contact],
    emergency: str = "999",
) -> View:  # fmt: skip
    """What was restricted, with each look at it, and what becomes of it now. `today` is the house's own date."""
    says = f"does {words.called(person.known_as)}" if person else "do people"
    return modal(
        "Restriction",
        danger(on_call, emergency),
        section("about", f"*{title(person, service)}*", *_noted(one, person, today)),
        section("looks", bullets("Looked at since", [_look(at) for at in one.looks[-SHOWN:]])),
        radio(HOW, "What becomes of it?", list(HOWS.items()), optional=False),
        field(
            REASON,
            "Why? Or what is less, or what came instead?",
            hint="It goes on only with a reason. The least that keeps people safe is enough.",
            lines=True,
            limit=LIMIT,
            optional=False,
        ),
        field(
            VIEW,
            f"What {says} say about it?",
            hint="Not asked? Then say why, and when you will.",
            lines=True,
            limit=LIMIT,
            optional=False,
        ),
        pick_date(REVIEW, "If it goes on: when will you look again?", optional=True),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )


def title(person: Person | None, service: Service) -> str:
    """ "Rowan House · Sam", or "Rowan House". mrkdwn."""
    place = words.name(service.spec.name)
    return f"{place} · {words.short(person.known_as)}" if person else place


def _noted(one: Restricted, person: Person | None, today: date) -> list[str]:
    whose = f"{words.short(person.known_as)}'s part" if person else "People's part"
    said, late = one.said, one.review_by < today
    by = words.date(one.review_by)
    return [
        f"Noted {words.date(one.since)}, when it was closed.",
        f"*What, and why:* {words.escape(said.rationale, LIMIT)}",
        f"*What can be done instead:* {words.escape(said.alternative, LIMIT)}",
        f"*{whose} in it:* {words.escape(said.involvement, LIMIT)}",
        f"*It was to be looked at by {by}:* that day is past." if late else f"*To be looked at by* {by}.",
    ]


def _look(at: Looked) -> str:
    when = f"{words.date(at.on)}, {words.name(at.by)}: " if at.on else ""
    until = f" To be looked at by {words.date(at.review_by)}." if at.review_by else ""
    reason, view = words.ended(words.escape(at.reason, LIMIT)), words.ended(words.escape(at.view, LIMIT))
    return f"{when}{SAID[at.action].lower() if when else SAID[at.action]}. {reason} *Said about it:* {view}{until}"


def read(state: State, today: date) -> Looked | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state)
    how = reader.needed(HOW, list(HOWS))
    reason = needed(reader, REASON, ASKS[how])
    view = needed(reader, VIEW, "Please say what they say, or why nobody has asked yet.")
    review = None
    if how == "end" and reader.given(REVIEW):
        reader.errors[REVIEW] = "It ends now. Please take the day out."
    elif how in ("continue", "reduce"):
        review = ahead(reader, REVIEW, today)
    return reader.errors or Looked(cast(Look, how), reason, view, review)


def saved(
    one: Restricted, person: Person | None, service: Service, on_call: Sequence[Contact], emergency: str = "999"
) -> View:  # fmt: skip
    """What the form becomes: how it stands now."""
    until = f"It is looked at again by {words.date(one.review_by)}. It never goes on without that."
    how = "it is over. Thank you." if one.over else "saved."
    return modal(
        "Saved",
        danger(on_call, emergency),
        section("saved", f"*{title(person, service)}: {how}*", "" if one.over else until),
        callback_id="agreed.saved",
        close="Done",
        last=True,
    )


def over(person: Person | None, service: Service, on_call: Sequence[Contact]) -> str:
    """To one who would look at what is over, or never was. mrkdwn."""
    return (
        f"Nothing was saved: {title(person, service)} has no restriction here that still holds. "
        f"If somebody needs help, {words.turn_to(on_call)}."
    )
