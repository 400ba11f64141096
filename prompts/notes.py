"""Notes: something else, something good, a worry. The forms and their readers; and the buttons that open them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast, get_args

from bot.notes import Said, Tell, Topic
from bot.people import Contact, Person, Service, Staff
from bot.replies import Knows
from prompts import forms, ids, words
from prompts.blocks import (
    Blocks,
    Choice,
    View,
    actions,
    button,
    divider,
    field,
    modal,
    radio,
    section,
    select,
)
from prompts.forms import Errors, State

ELSE, GOOD, WORRY = "note.else", "note.good", "note.worried"
RECORD = "note.record"  # the shortcut "Record this about…", of a message
# what a menu in Slack holds
MOST = 100
NOBODY = "0"
TOPICS: dict[Topic, str] = {
    "mood": "Mood",
    "sleep": "Sleep",
    "eating": "Eating",
    "medication": "Medication",
    "health": "Health",
    "refusals": "Saying no to help or care",
    "public_interactions": "Out and about with others",
    "incidents": "Accidents, falls and arguments",
    "family_contact": "Family contact",
    "tenancy": "Home and tenancy",
    "exploitation": "Signs of exploitation",
    "watched_or_pressured": "Feeling watched or pressured",
}
TELL: dict[Tell, str] = {
    "next_shift": "The next shift",
    "team_leader": "The team leader",
    "now": "Somebody now: on-call is told at once",
}
WHEN: dict[Tell, str] = {
    "now": "Now",
    "this_shift": "By the end of this shift",
    "in_hours": "In office hours",
}
KNOWS: dict[Knows, str] = {"yes": "Yes", "no": "Not yet", "could_not_say": "Could not say"}
WRITE = "Please write a few words, so that the next shift can understand it."
THE_SAME = "This is who it is about. Choose somebody else, or nobody."
WHOM = "Choose whom it also affects, or leave this empty."
GONE = "They are not on this list any more. Choose somebody else, or close this and phone on-call."
GONE_BUT = "They are not on this list any more. Choose “The house”, and write below who it is about."


class Action(StrEnum):
    """Buttons: `WORRY` opens the form, with `worry_value`; `CALL` asks for a call, with `call_value`."""

    WORRY = "note.worry"
    CALL = "note.call"


@dataclass(frozen=True)
class Where:
    """Where a worry was tapped: in a service; through which handover and about whom, where so."""

    service_id: int
    handover_id: int | None = None
    person_id: int | None = None


def worry_value(service_id: int, handover_id: int = 0, person_id: int = 0) -> str:
    """The value of *I'm worried about someone*: "3:12:7"; 0 between handovers, and for nobody beforehand."""
    return f"{service_id}:{handover_id}:{person_id}"


def parse_worry(value: str) -> Where:
    """What `worry_value` made. Raises ValueError for anything else."""
    service_id, handover_id, person_id = ids.parse(value, 3)
    return Where(service_id, handover_id or None, person_id or None)


def call_value(service_id: int) -> str:
    """The value of *I'd like a call*: the service's id."""
    return str(service_id)


def call_button(service: Service) -> Blocks:
    """*I'd like a call*, for whoever answered, in what they read after saving."""
    label = "I'd like a call: ask on-call to phone me"
    return actions("call", button("I'd like a call", Action.CALL, call_value(service.id), label))


@dataclass(frozen=True)
class Asking:
    """What these forms are drawn from. `people` can be chosen, about whom and whom else it affects.

    `person` is whom it is about; None: it is asked. `services`, by id, are those of `people` where they are of
    several; `service` is then None. `staff` are asked who is answering.
    """

    meta: str
    service: Service | None
    person: Person | None
    people: tuple[Person, ...]
    on_call: tuple[Contact, ...]
    emergency: str = "999"
    staff: tuple[Staff, ...] = ()
    services: Mapping[int, Service] | None = None

    @property
    def they(self) -> str:
        """Whom it is about, in plain text: "Sam", or "the person"."""
        return words.called(self.person.known_as) if self.person else "the person"


@dataclass(frozen=True)
class Read:
    """What a form says. `person_id` is None where it is about the house; `affects` is who else, and their wishes."""

    said: Said
    person_id: int | None
    affects: tuple[int, str | None] | None = None


def else_form(asking: Asking, text: str | None = None) -> View:
    """Something that is none of a person's signs; `text` stands in it already."""
    about = "For anything that is not one of the signs. The channel shows the topic, never your words."
    return _form(
        asking, "Something else", ELSE, section("about", _title(asking), about),
        [] if asking.person else _person(asking),
        select("topic", "What is it about?", list(TOPICS.items()), "Choose what it is about", optional=False),
        field("text", "What happened?", value=text, lines=True, limit=forms.TEXT_LIMIT, optional=False),
        radio("tell", "Who should know?", list(TELL.items()), "next_shift", optional=False),
        _knows(asking),
        _wants(asking),
        _affects(asking),
    )  # fmt: skip


def good_form(asking: Asking) -> View:
    """Something that went well."""
    about = "Good days count too. The next shift sees that there was something good."
    return _form(
        asking, "Something good", GOOD, section("about", _title(asking), about),
        [] if asking.person else _person(asking),
        field("text", "What went well?", lines=True, limit=forms.TEXT_LIMIT, optional=False),
    )  # fmt: skip


def worry_form(asking: Asking) -> View:
    """A worry: it needs no words and no signs. `asking.service` is given; `person` is chosen beforehand."""
    assert asking.service is not None
    about = "A worry is enough. You need no signs and no words. Somebody is told, whatever the plan says."
    return _form(
        asking, "I'm worried", WORRY, section("about", _title(asking, nobody=True), about),
        _person(asking, nobody=True),
        radio("tell", "When must somebody know?", list(_when(asking.service).items()), "now", optional=False),
        field("text", "What worries you?", lines=True, limit=forms.TEXT_LIMIT),
        _knows(asking),
        _wants(asking),
    )  # fmt: skip


def _form(asking: Asking, title: str, callback: str, *blocks: Blocks) -> View:
    danger = forms.danger(asking.on_call, asking.emergency)
    return modal(
        title, danger, forms.who(asking.staff), *blocks, callback_id=callback, meta=asking.meta, submit="Save",
        close="Back",
    )  # fmt: skip


def _title(asking: Asking, nobody: bool = False) -> str:
    who = words.short(asking.person.known_as) if asking.person and not nobody else ""
    where = words.name(asking.service.spec.name) if asking.service else ""
    shown = " · ".join(part for part in (who, where) if part)
    return f"*{shown}*" if shown else ""


def _choices(asking: Asking) -> list[Choice]:
    return [(str(one.id), _named(one, asking.services)) for one in asking.people]


def _named(person: Person, services: Mapping[int, Service] | None) -> str:
    """ "Sam", or where there are several houses "Sam · Rowan House", for two may share a name."""
    who = words.called(person.known_as)
    return f"{who} · {words.plain(services[person.service_id].spec.name, 50)}" if services else who


def _person(asking: Asking, nobody: bool = False) -> Blocks:
    choices = [*_choices(asking), *([(NOBODY, "The house, or nobody in particular")] if nobody else [])]
    chosen = str(asking.person.id) if asking.person else None
    return select(
        "person", "Who is it about?", choices, "Choose who it is about", chosen=chosen, optional=False
    )


def _when(service: Service) -> dict[Tell, str]:
    return {tell: said for tell, said in WHEN.items() if tell != "in_hours" or service.spec.office_hours}


def _knows(asking: Asking) -> Blocks:
    return radio("knows", f"Does {asking.they} know that others are told?", list(KNOWS.items()))


def _wants(asking: Asking) -> Blocks:
    return field("wants", f"What does {asking.they} want?", lines=True, limit=forms.TEXT_LIMIT)


def _affects(asking: Asking) -> Blocks:
    """Who else it affects, and their wishes; nothing where there is nobody else."""
    others = [
        choice for choice in _choices(asking) if not asking.person or choice[0] != str(asking.person.id)
    ]
    if not others:
        return []
    hint = "It is kept with them as well, without naming anybody else."
    return [
        *divider("besides"),
        *select("affects", "Does it also affect somebody else?", others, "Choose whom it also affects", optional=True),
        *field("affects_wants", "What do they want?", hint=hint, lines=True, limit=forms.TEXT_LIMIT),
    ]  # fmt: skip


def read_else(state: State, people: Sequence[int], person_id: int | None) -> Read | Errors:
    """What the form says, or what to mend by block id. `person_id` None: it was asked, among `people`."""
    reader = _Reader(state)
    about = person_id or reader.person(people)
    topic = cast(Topic, reader.needed("topic", get_args(Topic)))
    said = Said("else", reader.tell(TELL), topic, reader.written(), reader.knows(), reader.text("wants"))
    affects = reader.affects(people, about)
    return reader.errors or Read(said, about, affects)


def read_good(state: State, people: Sequence[int], person_id: int | None) -> Read | Errors:
    """As `read_else`."""
    reader = _Reader(state)
    about = person_id or reader.person(people)
    said = Said("good", "next_shift", text=reader.written())
    return reader.errors or Read(said, about)


def read_worry(state: State, people: Sequence[int], service: Service) -> Read | Errors:
    """As `read_else`; it may be about nobody in particular. Without a word it is a worry all the same."""
    reader = _Reader(state)
    about = reader.person(people, nobody=True)
    tell, text = reader.tell(_when(service)), reader.text("text")
    said = Said("worry", tell, None, text, reader.knows(), reader.text("wants"))
    return reader.errors or Read(said, about)


class _Reader(forms.Reader):
    """Reads the fields of these forms."""

    def person(self, people: Sequence[int], nobody: bool = False) -> int | None:
        known = [*map(str, people), *([NOBODY] if nobody else [])]
        # whoever was chosen may have left while the form was open: a worry about them still has a way
        gone = GONE_BUT if nobody else GONE
        return (
            int(self.needed("person", known, gone if self.given("person") else forms.CHOOSE) or NOBODY)
            or None
        )

    def tell(self, known: Mapping[Tell, str]) -> Tell:
        return cast(Tell, self.needed("tell", list(known)))

    def written(self) -> str | None:
        text = self.text("text")
        if text is None:
            self.errors["text"] = WRITE
        return text

    def knows(self) -> Knows | None:
        return cast("Knows | None", self.choice("knows", get_args(Knows)))

    def affects(self, people: Sequence[int], about: int | None) -> tuple[int, str | None] | None:
        chosen, wants = self.choice("affects", [*map(str, people)]), self.text("affects_wants")
        if chosen and int(chosen) == about:
            self.errors["affects"] = THE_SAME
        if wants and not chosen and "affects" not in self.errors:
            self.errors["affects"] = WHOM
        return (int(chosen), wants) if chosen else None
