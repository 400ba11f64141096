"""The second question: have we followed the plan's escalation steps? Its buttons, and the form that asks which."""

from collections.abc import Sequence
from enum import StrEnum
from typing import cast, get_args

from bot.people import Contact, Person, Service, Staff
from bot.replies import Answer, Followed, Taken
from prompts import forms, words
from prompts.blocks import Blocks, Choice, View, modal, radio, section, select
from prompts.briefing import SAYING
from prompts.forms import Errors, Reader, State

CALLBACK = "steps.form"
QUESTION = "Have we followed the plan's escalation steps?"
FOLLOWED: dict[Followed, str] = {"yes": "Yes", "partly": "Partly", "no": "No", "not_needed": "Not needed"}


class Action(StrEnum):
    """The buttons; their value is the handover's and the person's id."""

    YES = "steps.yes"
    PARTLY = "steps.partly"
    NO = "steps.no"
    NOT_NEEDED = "steps.not_needed"


BUTTONS: dict[Action, str] = {
    Action.YES: "Yes",
    Action.PARTLY: "Partly…",
    Action.NO: "No…",
    Action.NOT_NEEDED: "Not needed",
}
SAYS: dict[Action, Followed] = {
    Action.YES: "yes",
    Action.PARTLY: "partly",
    Action.NO: "no",
    Action.NOT_NEEDED: "not_needed",
}


def choices(known_as: str) -> list[Choice]:
    """What became of a step: (value, words)."""
    said_no = f"Offered, {words.called(known_as)} said no"
    return [
        ("done", "Done"),
        ("declined", said_no),
        ("too_few", "Not done: too few of us"),
        ("did_not_fit", "Not done: it didn't fit"),
        ("did_not_know", "Not done: we didn't know it"),
        ("could_not_reach", "Not done: couldn't reach anyone"),
    ]


def fields(person: Person, before: dict[int, Taken]) -> list[Blocks]:
    """One menu for each agreed step."""
    return [
        select(
            f"step:{at}", words.cut(step, SAYING), choices(person.known_as),
            f"What became of it? {words.plain(step, 80)}", chosen=before.get(at), optional=True,
        )
        for at, step in enumerate(person.plan.steps if person.plan else [])
    ]  # fmt: skip


def form(
    person: Person,
    service: Service,
    followed: Followed,
    meta: str,
    on_call: Sequence[Contact],
    emergency: str = "999",
    who: Sequence[Staff] = (),
) -> View:
    """Which steps, and what came in the way; opened with `followed` chosen. `meta` comes back as it is."""
    name = words.short(person.known_as)
    help_ = "What got in the way? Saying so helps the next shift. Nobody is blamed."
    return modal(
        "Steps",
        forms.danger(on_call, emergency),
        forms.who(who),
        section("about", f"*{name} · {words.name(service.spec.name)}*", help_),
        radio("followed", QUESTION, list(FOLLOWED.items()), followed, optional=False),
        *fields(person, {}),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )


def read(state: State, steps: int) -> Answer | Errors:
    """What the form says of so many agreed `steps`; or what to mend, by the block id of the field."""
    reader = Reader(state)
    followed = reader.needed("followed", get_args(Followed))
    taken = {at: reader.choice(f"step:{at}", get_args(Taken)) for at in range(steps)}
    said = {at: cast(Taken, one) for at, one in taken.items() if one}
    return reader.errors or Answer("steps", steps=said, followed=cast(Followed, followed))


def saved(known_as: str) -> View:
    """What the form becomes."""
    said = f"*Saved.* The next shift sees what is still to do for {words.short(known_as)}."
    return modal("Saved", section("saved", said), callback_id="steps.saved", close="Done")
