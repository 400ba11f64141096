"""Tell safeguarding privately: the form, what it becomes, and the small form that closes it.

What those who are told see is in `private_told`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast, get_args

from bot.people import Contact, Person, Service, Staff
from bot.private import Met, Named, Role, Said, Shown, Urgency
from bot.replies import Knows
from prompts import forms, ids, words
from prompts.blocks import Blocks, Button, View, button, field, modal, radio, section, select, several
from prompts.forms import Errors, State

FORM, CLOSING = "private.form", "private.closing"
# what a menu in Slack holds
MOST = 100
NOBODY = "0"
WHEN: dict[Urgency, str] = {"now": "Now", "in_hours": "In office hours"}
KNOWS: dict[Knows, str] = {"yes": "Yes", "no": "Not yet", "could_not_say": "Could not say"}
MET: dict[Met, str] = {
    "met": "Yes",
    "partly": "Partly",
    "not": "No",
    "not_asked": "They were not asked",
}
ROLES: dict[Role, str] = {"lead": "safeguarding lead", "deputy": "deputy"}
GONE = "They are not on this list any more. Choose “The house”, and write below who it is about."
WRITE = "Please write a few words, so that they know what to do."
NOT_HERE = "It is in no list and in no message of the house. Only those who are told can read it."
SHARED = "Several people use this account, so no word can come to it. Worried? Don't wait: phone."
COUNCIL = "No number outside is listed here. Your council's adult safeguarding team will listen."


class Action(StrEnum):
    """`TELL` opens the form, with a service's id; the others are about a concern, with its id."""

    TELL = "private.tell"
    TAKE = "private.take"
    OPEN = "private.open"
    CLOSE = "private.close"


def parse_value(value: str) -> int:
    """The id in the value of any of these buttons. Raises ValueError for anything else."""
    return ids.parse(value)[0]


def tell_button(service_id: int, label: str) -> Button:
    """*Tell safeguarding privately*."""
    return button("Tell safeguarding privately", Action.TELL, str(service_id), label)


@dataclass(frozen=True)
class Asking:
    """What the form is drawn from. `named` can be left out; `staff` are asked who is answering."""

    meta: str
    service: Service
    people: tuple[Person, ...]
    emergency: str
    outside: tuple[Contact, ...]
    named: tuple[Staff, ...]
    staff: tuple[Staff, ...] = ()


@dataclass(frozen=True)
class Read:
    """What the form says; `person_id` None: it is about the house."""

    person_id: int | None
    said: Said


@dataclass(frozen=True)
class Closing:
    """What the form that closes it says."""

    met: Met
    outcome: str


def numbers(emergency: str, outside: Sequence[Contact]) -> Blocks:
    """The first block of everything here: the emergency number, then those outside the organisation."""
    # a number of the house may be of the very one it is about
    turn_to = forms.turn_to(outside or [Contact("the emergency number", emergency)])
    listen = ["*People outside who will listen:*", *map(words.phone, outside)] if outside else [COUNCIL]
    return section(
        f"{forms.TURN_TO}{turn_to}",
        f"*Immediate danger? Call {words.name(emergency)} now.* Relay does not call anyone for you.",
        *listen,
    )


def form(asking: Asking) -> View:
    """What somebody tells, about whom, and who must not be told."""
    return modal(
        "Tell safeguarding",
        numbers(asking.emergency, asking.outside),
        forms.who(asking.staff),
        section(
            "about",
            f"*{words.name(asking.service.spec.name)}*",
            "The safeguarding lead reads this. If they don't answer, the deputy does. "
            "It is in no list and in no message of the house.",
        ),
        _person(asking),
        field("text", "What do you want to tell?", lines=True, limit=forms.TEXT_LIMIT, optional=False),
        field("wants", "What does the person want?", lines=True, limit=forms.TEXT_LIMIT),
        radio("knows", "Does the person know that you tell this?", list(KNOWS.items())),
        _left_out(asking.named),
        _when(asking.service),
        callback_id=FORM,
        meta=asking.meta,
        submit="Tell",
        close="Back",
    )


def _person(asking: Asking) -> Blocks:
    choices = [(str(one.id), words.called(one.known_as)) for one in asking.people[: MOST - 1]]
    choices.append((NOBODY, "The house, or nobody in particular"))
    return select("person", "Who is it about?", choices, "Choose who it is about", optional=False)


def _left_out(named: Sequence[Staff]) -> Blocks:
    choices = [(str(one.id), words.plain(one.name, 60)) for one in named[:MOST]]
    if not choices:
        return []
    return several("left_out", "Must somebody not be told?", choices, "Choose who must not be told")


def _when(service: Service) -> Blocks:
    if service.spec.office_hours is None:
        return []
    return radio("tell", "When must somebody know?", list(WHEN.items()), "now", optional=False)


def read(state: State, service: Service, people: Sequence[int], staff: Sequence[int]) -> Read | Errors:
    """What the form says, or what to mend by block id. `people` live there; `staff` can be left out."""
    reader = forms.Reader(state)
    known = [*map(str, people), NOBODY]
    # whoever was chosen may have left while the form was open: it can still be told
    person = reader.needed("person", known, GONE if reader.given("person") else forms.CHOOSE)
    text = reader.text("text")
    if text is None:
        reader.errors.setdefault("text", WRITE)
    urgency = reader.needed("tell", list(WHEN)) if service.spec.office_hours else "now"
    said = Said(
        text or "", reader.text("wants"), cast("Knows | None", reader.choice("knows", get_args(Knows))),
        cast(Urgency, urgency), frozenset(map(int, reader.several("left_out", [*map(str, staff)]))),
    )  # fmt: skip
    return reader.errors or Read(int(person) or None, said)


def saved(shown: Shown, now: datetime) -> View:
    """What the form becomes: who is being told, what if they don't answer, and the numbers again."""
    at = words.clock(shown.concern.said_at, shown.service.spec.timezone)
    return modal(
        "Saved",
        numbers(shown.emergency, shown.outside),
        section("now", f"*Saved {at}. {standing(shown, now)}*", *_then(shown, now)),
        section("private", NOT_HERE, "You did right to tell."),
        callback_id="private.saved",
        close="Done",
    )


def called(who: Named) -> str:
    """ "Kit (safeguarding lead)"."""
    return f"{words.name(who.name)} ({ROLES[who.role]})"


def standing(shown: Shown, now: datetime) -> str:
    """How it stands, in a sentence."""
    concern, zone = shown.concern, shown.service.spec.timezone
    if concern.closed_at:
        return f"It was closed {words.moment(concern.closed_at, zone, now)}."
    if concern.acknowledged_at:
        since = words.clock(concern.acknowledged_at, zone, now)
        return f"{words.name(shown.holder or '')} has it, since {since}."
    if concern.unanswered_at:
        return "Nobody has answered yet." if shown.tells else "Nobody here can be told."
    if shown.tells:
        return f"{called(shown.tells)} is being told."
    if shown.next_up and concern.due_at:
        return f"{called(shown.next_up)} is told {words.moment(concern.due_at, zone, now)}."
    return "Nobody has been told yet."


def phone(shown: Shown) -> str:
    """Whom to turn to where nobody answers; the numbers stand above it."""
    if shown.outside:
        return "Please phone one of the numbers above now."
    return f"Please phone your council's adult safeguarding team now. In danger, call {words.name(shown.emergency)}."


def _then(shown: Shown, now: datetime) -> list[str]:
    concern = shown.concern
    if concern.state != "open":
        return []
    if concern.unanswered_at:
        return [phone(shown), "What you wrote is kept.", *(_kept_on(shown))]
    said = [otherwise(shown, now)] if shown.tells and shown.next_up else []
    if not shown.hears:
        return [*said, SHARED]
    return [*said, "If nobody answers, you hear it from Relay in Slack.", "Worried? Don't wait: phone."]


def _kept_on(shown: Shown) -> list[str]:
    return [f"We go on telling {called(shown.tells)}."] if shown.tells else []


def otherwise(shown: Shown, now: datetime, they: str = "they") -> str:
    """Who is told next, and when; `they` are who was told last."""
    assert shown.next_up is not None
    assert shown.concern.due_at is not None
    by = words.clock(shown.concern.due_at, shown.service.spec.timezone, now)
    return f"If {they} don't answer by {by}, {called(shown.next_up)} is told."


def close_form(shown: Shown, meta: str) -> View:
    """What came of it. `meta` comes back in private_metadata as it is."""
    return modal(
        "Close",
        numbers(shown.emergency, shown.outside),
        field("outcome", "What came of it?", lines=True, limit=forms.TEXT_LIMIT, optional=False),
        radio("met", "Did what the person wants come about?", list(MET.items()), optional=False),
        callback_id=CLOSING,
        meta=meta,
        submit="Close",
        close="Back",
    )


def read_close(state: State) -> Closing | Errors:
    """What that form says, or what to mend by block id."""
    reader = forms.Reader(state)
    met, outcome = reader.needed("met", list(MET)), reader.text("outcome")
    if outcome is None:
        reader.errors.setdefault("outcome", "Please write in a few words what came of it.")
    return reader.errors or Closing(cast(Met, met), outcome or "")


def closed(shown: Shown, now: datetime, *, first: bool) -> View:
    """What it becomes; `first` False: somebody had closed it before, and that stays."""
    return _read_only("Closed", shown, f"{standing(shown, now)} {'Thank you.' if first else STAYS}")


STAYS = "Nothing was changed."


def not_to_close(shown: Shown, now: datetime) -> View:
    """In place of that form, where nobody has it yet or it is closed."""
    first = "" if shown.concern.state == "closed" else " First somebody takes it on: tap *I've got this*."
    return _read_only("Not opened", shown, f"{standing(shown, now)}{first}")


def _read_only(title: str, shown: Shown, said: str) -> View:
    return modal(
        title,
        numbers(shown.emergency, shown.outside),
        section("said", said),
        callback_id="private.said",
        close="Done",
    )
