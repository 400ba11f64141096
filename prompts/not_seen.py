"""Not seen: the form that asks why, and what it becomes. Unknown is said as unknown, and never as clear."""

from collections.abc import Sequence
from typing import cast

from bot.people import Contact, Person, Service, Staff
from bot.replies import Answer, NotSeen
from prompts import forms, words
from prompts.blocks import View, modal, radio, section
from prompts.forms import Errors, Reader, State

CALLBACK = "not_seen.form"
FIELD = "why"
CHOICES: dict[NotSeen, str] = {"out": "Out", "asleep": "Asleep", "declined": "Did not want to be seen"}


def form(
    person: Person,
    service: Service,
    meta: str,
    on_call: Sequence[Contact],
    emergency: str = "999",
    who: Sequence[Staff] = (),
) -> View:
    """Why `person` was not seen; `meta` comes back in private_metadata as it is."""
    name = words.short(person.known_as)
    return modal(
        "Not seen",
        forms.danger(on_call, emergency),
        forms.who(who),
        section("about", f"*{name} · {words.name(service.spec.name)}*", _never(name)),
        radio(FIELD, "Why was that?", list(CHOICES.items()), optional=False),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )


def _never(who: str) -> str:
    return f"It is all right if nobody saw {who}. It is kept as unknown, and never counts as no signs."


def read(state_values: State) -> Answer | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state_values)
    why = reader.needed(FIELD, tuple(CHOICES))
    return reader.errors or Answer("not_seen", not_seen=cast(NotSeen, why))


def saved(known_as: str, on_call: Sequence[Contact], emergency: str = "999") -> View:
    """What the form becomes: what the next shift sees, and whom to phone."""
    who = words.short(known_as)
    return modal(
        "Saved",
        forms.danger(on_call, emergency),
        section(
            "saved",
            f"*Saved.* The next shift sees that {who} was not seen.",
            f"We don't know how {who} is, and nobody is in trouble.",
        ),
        callback_id="not_seen.saved",
        close="Done",
    )


def stands(known_as: str, on_call: Sequence[Contact], emergency: str = "999") -> View:
    """What the form becomes where its sender noted signs at this handover already."""
    who = words.short(known_as)
    said = f"You noted signs for {who} at this handover, and they stay. Nothing was changed."
    return modal(
        "Nothing changed",
        forms.danger(on_call, emergency),
        section("stands", said),
        callback_id="not_seen.stands",
        close="Done",
    )
