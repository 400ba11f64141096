"""Away until…: the form, its reader, and what it becomes; and the button that says that somebody is back."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot import days
from bot.away import LONGEST, Said
from bot.people import Contact, Person, Service, Staff
from prompts import forms, until, words
from prompts.blocks import View, field, modal, section
from prompts.forms import Errors, Reader, State

CALLBACK = "away.form"
WHY = "why"


class Action(StrEnum):
    """What stands beside somebody who is away; its value is `prompts.handover.button_value`."""

    BACK = "away.back"


def form(
    person: Person,
    service: Service,
    meta: str,
    on_call: Sequence[Contact],
    emergency: str = "999",
    who: Sequence[Staff] = (),
    before: datetime | None = None,
) -> View:
    """Until when `person` is away, and why; `before` is what was said already. `meta` comes back as it is."""
    return modal(
        "Away until…",
        forms.danger(on_call, emergency),
        forms.who(who),
        section("about", *_about(person, service, before)),
        until.fields(),
        field(WHY, "Why is that?", hint="Never shown in the channel.", lines=True, limit=forms.TEXT_LIMIT),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )


def _about(person: Person, service: Service, before: datetime | None) -> list[str]:
    who, zone = words.short(person.known_as), service.spec.timezone
    said = [f"Said so far: until {_then(before, zone)}."] if before else []
    title = f"*{who} · {words.name(service.spec.name)}*"
    meanwhile = f"The handover does not ask about {who} until then. After that it asks again, back or not."
    return [title, *said, meanwhile]


def read(state: State, service: Service, now: datetime) -> Said | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state)
    then, why = until.read(reader, service, now, LONGEST), reader.text(WHY)
    return reader.errors if reader.errors or then is None else Said(then, why)


def saved(
    person: Person, service: Service, then: datetime, on_call: Sequence[Contact], emergency: str = "999"
) -> View:
    """What the form becomes."""
    who = words.short(person.known_as)
    return modal(
        "Saved",
        forms.danger(on_call, emergency),
        section(
            "saved",
            f"*Saved.* {who} is not asked about until {_then(then, service.spec.timezone)}.",
            f"Here again sooner? Tap “{who} is back” in the handover question.",
        ),
        callback_id="away.saved",
        close="Done",
    )


def back(known_as: str) -> str:
    """To whoever tapped *Back*, for an ephemeral message. mrkdwn."""
    who = words.short(known_as)
    return f"Saved. {who} is back, and is asked about again."


def back_already(known_as: str) -> str:
    """The same, where somebody said so before."""
    return f"{words.short(known_as)} is back already. Nothing was changed."


def _then(at: datetime, zone: str) -> str:
    """ "Sun 22 Nov 18:00": weeks may lie between."""
    from_day = words.date(days.local(at, zone).date()).rsplit(" ", 1)[0]
    return f"{from_day} {words.clock(at, zone)}"
