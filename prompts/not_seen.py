"""Not seen: the form that asks why, and what it becomes. Unknown is said as unknown, and never as clear."""

from collections.abc import Sequence
from typing import Any

from bot.people import Contact, Person, Service
from bot.replies import Answer, NotSeen
from prompts import words
from prompts.blocks import Blocks, View, modal, radio, section

CALLBACK = "not_seen.form"
FIELD = "why"
CHOICES: dict[NotSeen, str] = {"out": "Out", "asleep": "Asleep", "declined": "Did not want to be seen"}
CHOOSE = "Please choose one of the answers shown."


def form(
    person: Person, service: Service, meta: str, on_call: Sequence[Contact], emergency: str = "999"
) -> View:
    """Why `person` was not seen; `meta` comes back in private_metadata as it is."""
    who = words.short(person.known_as)
    return modal(
        "Not seen",
        _danger(on_call, emergency),
        section("about", f"*{who} · {words.name(service.spec.name)}*", _never(who)),
        radio(FIELD, "Why was that?", list(CHOICES.items()), optional=False),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )


def _never(who: str) -> str:
    return f"Nobody has to have seen {who}. It is kept as unknown, and never counts as no signs."


def read(state_values: dict[str, dict[str, Any]]) -> Answer | dict[str, str]:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    option = ((state_values.get(FIELD) or {}).get("value") or {}).get("selected_option") or {}
    found = [why for why in CHOICES if why == option.get("value")]
    return Answer("not_seen", not_seen=found[0]) if found else {FIELD: CHOOSE}


def _danger(on_call: Sequence[Contact], emergency: str) -> Blocks:
    call = f"Immediate danger? Call {words.name(emergency)} now."
    return section("danger", f"{call} Worried? Phone {words.phones(on_call)}.")


def saved(known_as: str, on_call: Sequence[Contact], emergency: str = "999") -> View:
    """What the form becomes: what the next shift sees, and whom to phone."""
    who = words.short(known_as)
    return modal(
        "Saved",
        _danger(on_call, emergency),
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
        _danger(on_call, emergency),
        section("stands", said),
        callback_id="not_seen.stands",
        close="Done",
    )


def not_saved() -> dict[str, str]:
    """The field error when it could not be kept."""
    return {FIELD: "Not saved: please try again. If it's urgent, phone on-call."}
