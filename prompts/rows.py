"""The people of a prompt: what was said about each, what is to know, their buttons and their menu."""

from datetime import datetime
from enum import StrEnum
from functools import partial

from bot.handover import Answered, Board
from bot.people import Person, Service
from bot.replies import Kind
from prompts import carried, ids, plans, words
from prompts.blocks import Blocks, Button, actions, button, menu, section

OWN_ROWS = 12
# of a house's name, beside a person's in a label
HOUSE = 20
SAID: dict[Kind, str] = {
    "clear": "Seen, no signs",
    "signs": "Signs seen",
    "not_seen": "Not seen",
    "steps": "Steps said",
}
NOTED = {"good": "something good", "affected": "something that affects them", "worry": "a worry"}


class Action(StrEnum):
    """The buttons beside a person, whose value is `button_value`; the menu, whose choices are `menu_value`; and
    those about everybody, whose value is the handover's id.
    """

    CLEAR = "handover.clear"
    SIGNS = "handover.signs"
    MORE = "handover.more"
    READ = "handover.read"
    BOTH = "handover.both"
    NOTED = "handover.noted"
    ALL = "handover.all"


class More(StrEnum):
    """What a person's menu holds."""

    NOT_SEEN = "not_seen"
    AWAY = "away"
    ELSE = "else"
    GOOD = "good"
    PLAN = "plan"


CHOICES: dict[More, str] = {
    More.NOT_SEEN: "Not seen…",
    More.AWAY: "Away until…",
    More.ELSE: "Something else…",
    More.GOOD: "Something good…",
    More.PLAN: "Read plan",
}


def button_value(handover_id: int, person_id: int) -> str:
    """The value of a person's buttons: "12:7", two database ids; "0:7" between handovers."""
    return f"{handover_id}:{person_id}"


def parse_value(value: str) -> tuple[int, int]:
    """The handover's (0 for none) and the person's id of a button. Raises ValueError for anything else."""
    handover_id, person_id = ids.parse(value, 2)
    return handover_id, person_id


def menu_value(more: More, handover_id: int, person_id: int) -> str:
    """The value of a choice in a person's menu: "plan 12:7"."""
    return f"{more} {button_value(handover_id, person_id)}"


def parse_menu(value: str) -> tuple[str, int, int]:
    """What was chosen, and the handover's and the person's id. Raises ValueError for anything else."""
    what, _, about = value.partition(" ")
    return what, *parse_value(about)


def shown(board: Board, now: datetime) -> Blocks:
    """A line and buttons each for up to 12 people; else lines they share, and their name in the buttons."""
    if len(board.lines) > OWN_ROWS:
        return _shared(board, now)
    return [
        block
        for person, said in board.lines
        for block in (
            *section(f"person:{person.id}", line(board, person, said, now)),
            *actions(f"answer:{person.id}", *buttons(board.handover.id, person, "")),
        )
    ]


def _shared(board: Board, now: datetime) -> Blocks:
    notes = [line(board, person, said, now) for person, said in board.lines]
    rows = [
        actions(
            f"answer:{person.id}",
            *buttons(board.handover.id, person, f"{words.called(person.known_as)}: "),
        )
        for person, _ in board.lines
    ]
    return [*section("people", *notes), *(block for row in rows for block in row)]


def line(board: Board, person: Person, said: Answered | None, now: datetime) -> str:
    """ "*Sam* · not answered yet · third night running, open to see". Content-light."""
    return " · ".join(
        [f"*{words.short(person.known_as)}*", _said(board, said, now), *_known(board, person, now)]
    )


def _known(board: Board, person: Person, now: datetime) -> list[str]:
    """What is to know about somebody besides the answer."""
    zone = board.service.spec.timezone
    back, readings = board.due_back.get(person.id), board.to_read.get(person.id)
    kept = board.carried.get(person.id)
    return [
        *([f"was due back {words.clock(back, zone, now)}: back or not?"] if back else []),
        *(carried.row(kept, board.service) if kept else []),
        *([plans.changed(readings, zone, now)] if readings and readings.waits else []),
        *([f"also noted: {words.listed(noted)}"] if (noted := _noted(board, person)) else []),
    ]


def _noted(board: Board, person: Person) -> list[str]:
    return [
        NOTED.get(one, words.DOMAINS.get(one, one)) for one in dict.fromkeys(board.noted.get(person.id, ()))
    ]


def buttons(handover_id: int, person: Person, prefix: str, where: Service | None = None) -> list[Button]:
    """A person's buttons and menu; `handover_id` is 0 between handovers, `prefix` stands before each text.

    With `where`, a screen reader says the house too: two houses may each have a Sam.
    """
    value, who = button_value(handover_id, person.id), whom(person.known_as, where)
    clear, signs = ("seen, no signs", "signs seen…") if prefix else ("Seen, no signs", "Signs seen…")
    return [
        button(f"{prefix}{clear}", Action.CLEAR, value, f"{who}: seen, no signs"),
        button(f"{prefix}{signs}", Action.SIGNS, value, f"{who}: signs seen, open the form"),
        _menu(handover_id, person, prefix),
    ]


def whom(known_as: str, where: Service | None) -> str:
    """ "Sam, Rowan House" or "Sam", for a label of at most 75 characters with some 29 more."""
    house = f", {words.plain(where.spec.name, HOUSE)}" if where else ""
    return words.called(known_as) + house


def _menu(handover_id: int, person: Person, prefix: str) -> Button:
    """Only what works is in it: nobody without a plan has one to read."""
    choices = {more: text for more, text in CHOICES.items() if person.plan or more is not More.PLAN}
    value = partial(menu_value, handover_id=handover_id, person_id=person.id)
    return menu(
        Action.MORE,
        [(value(more), f"{prefix}{words.lower(text) if prefix else text}") for more, text in choices.items()],
    )


def _said(board: Board, said: Answered | None, now: datetime) -> str:
    if said is None:
        return "not answered yet"
    what = _what(board, said, now, " · ")
    return f"earlier: {words.lower(what)}. And since then?" if said.earlier else what


def _what(board: Board, said: Answered, now: datetime, between: str = ", ") -> str:
    at = words.clock(said.at, board.service.spec.timezone, now)
    return f"{SAID[said.kind]}{between}{words.name(said.by)} {at}"


def texts(board: Board, now: datetime) -> list[str]:
    """A clause for each person about whom something was said or is to know."""
    answered = [
        f"{words.short(person.known_as)}{' earlier' if said.earlier else ''}: {words.lower(_what(board, said, now))}."
        for person, said in board.lines
        if said
    ]
    known = [
        f"{words.short(person.known_as)}: {' '.join([words.ended(about[0]), *map(words.sentence, about[1:])])}"
        for person, _ in board.lines
        if (about := _known(board, person, now))
    ]
    return [*answered, *known]
