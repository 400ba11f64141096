"""The prompt: what a house is asked at a change of shift, and how it counts along."""

from datetime import datetime
from enum import StrEnum
from functools import partial

from bot.handover import Answered, Board, OpenLine
from bot.people import Person
from bot.replies import Kind
from prompts import plans, words
from prompts.blocks import Blocks, Button, Message, actions, button, context, divider, menu, message, section

OWN_ROWS = 12
OPEN_LINES = 8
SAID: dict[Kind, str] = {"clear": "Seen, no signs", "signs": "Signs seen", "not_seen": "Not seen"}


class Action(StrEnum):
    """The buttons beside a person, whose value is `button_value`; and the menu, whose choices are `menu_value`."""

    CLEAR = "handover.clear"
    SIGNS = "handover.signs"
    MORE = "handover.more"


class More(StrEnum):
    """What a person's menu holds."""

    NOT_SEEN = "not_seen"
    PLAN = "plan"


def button_value(handover_id: int, person_id: int) -> str:
    """The value of a person's buttons: "12:7", two database ids."""
    return f"{handover_id}:{person_id}"


def parse_value(value: str) -> tuple[int, int]:
    """The handover's and the person's id of a button. Raises ValueError for anything else."""
    parts = value.split(":")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        raise ValueError("not a button of a handover")
    return int(parts[0]), int(parts[1])


def menu_value(more: More, handover_id: int, person_id: int) -> str:
    """The value of a choice in a person's menu: "plan 12:7"."""
    return f"{more} {button_value(handover_id, person_id)}"


def parse_menu(value: str) -> tuple[str, int, int]:
    """What was chosen, and the handover's and the person's id. Raises ValueError for anything else."""
    what, _, about = value.partition(" ")
    return what, *parse_value(about)


def question(board: Board, now: datetime) -> Message:
    """The message of one handover as it stands at `now`, for the service's channel. Content-light.

    Up to 12 people have a line and buttons each, up to 25 share lines and have their name in the buttons.
    """
    return message(
        _text(board, now),
        section("title", f"*{_title(board)}*", _numbers(board)),
        section("question", f"*{_asks(board)}*", _count(board), _late(board, now)),
        section("open", *_open(board, now)),
        _rows(board, now) if len(board.lines) <= OWN_ROWS else _shared_rows(board, now),
        divider("end"),
        context("worried", _worried(board)),
    )


def _title(board: Board) -> str:
    handover, spec = board.handover, board.service.spec
    when = (handover.asked_at or handover.change.due) if handover.extra else handover.change.due
    which = "extra handover" if handover.extra else _shifts(board)
    return f"{words.name(spec.name)} · {which} · {words.weekday(when, spec.timezone)}"


def _shift(board: Board, key: str) -> str:
    return next((words.name(shift.name) for shift in board.service.spec.shifts if shift.key == key), key)


def _shifts(board: Board) -> str:
    change = board.handover.change
    return f"{_lower(_shift(board, change.covers))} to {_lower(_shift(board, change.next))}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _numbers(board: Board) -> str:
    return f"Emergency: {words.name(board.emergency)}. On-call: {words.phones(board.on_call)}"


def _asks(board: Board) -> str:
    shift = _shift(board, board.handover.change.covers)
    named = shift if shift.lower().endswith("shift") else f"{shift} shift"
    return f"{words.sentence(named)[:-1]}: any early warning signs today?"


def _count(board: Board) -> str:
    if not board.lines:
        return "Nobody is asked about at this handover."
    said = f"{board.answered} of {len(board.lines)} answered"
    return f"{said}. Thank you." if board.answered == len(board.lines) else said


def _late(board: Board, now: datetime) -> str | None:
    if not board.handover.asked_late:
        return None
    due = words.clock(board.handover.change.due, board.service.spec.timezone, now)
    return f"_asked late: was due {due}; answers still count_"


def _open(board: Board, now: datetime) -> list[str]:
    zone = board.service.spec.timezone
    lines = [
        f"*Open: {_about(board, line)}.* {_standing(line, zone, now)}" for line in board.open[:OPEN_LINES]
    ]
    more = len(board.open) - OPEN_LINES
    return [*lines, f"*Open: and {more} more.*"] if more > 0 else lines


def _about(board: Board, line: OpenLine) -> str:
    return words.short(line.known_as) if line.known_as else words.name(board.service.spec.name)


def _standing(line: OpenLine, zone: str, now: datetime) -> str:
    if line.holder:
        return f"{words.name(line.holder)} has it{_by(line.act_by, zone, now)}."
    if line.unanswered:
        return "Nobody has answered yet. Please phone on-call now."
    if line.waiting_for:
        until = f", until {words.clock(line.answer_by, zone, now)}" if line.answer_by else ""
        return f"Waiting for {words.names(line.waiting_for)}{until}."
    if line.answer_by and line.answer_by > now:
        return f"Somebody is told {words.moment(line.answer_by, zone, now)}, when the office is open."
    return "On-call is being told."


def _by(at: datetime | None, zone: str, now: datetime) -> str:
    if at is None:
        return ""
    when = words.clock(at, zone, now)
    return f", to act by {when}, which is past" if at < now else f", by {when}"


def _rows(board: Board, now: datetime) -> Blocks:
    return [
        block
        for person, said in board.lines
        for block in (
            *section(f"person:{person.id}", _line(board, person, said, now)),
            *actions(f"answer:{person.id}", *_buttons(board, person, "")),
        )
    ]


def _shared_rows(board: Board, now: datetime) -> Blocks:
    notes = [_line(board, person, said, now) for person, said in board.lines]
    rows = [
        actions(f"answer:{person.id}", *_buttons(board, person, f"{words.plain(person.known_as, 20)}: "))
        for person, _ in board.lines
    ]
    return [*section("people", *notes), *(block for row in rows for block in row)]


def _line(board: Board, person: Person, said: Answered | None, now: datetime) -> str:
    about = [f"*{words.short(person.known_as)}*", _said(board, said, now), *_changed(board, person, now)]
    return " · ".join(about)


def _changed(board: Board, person: Person, now: datetime) -> list[str]:
    readings = board.to_read.get(person.id)
    zone = board.service.spec.timezone
    return [plans.changed(readings, zone, now)] if readings and readings.waits else []


def _buttons(board: Board, person: Person, prefix: str) -> list[Button]:
    value, who = button_value(board.handover.id, person.id), words.plain(person.known_as, 20)
    clear, signs = ("seen, no signs", "signs seen…") if prefix else ("Seen, no signs", "Signs seen…")
    return [
        button(f"{prefix}{clear}", Action.CLEAR, value, f"{who}: seen, no signs"),
        button(f"{prefix}{signs}", Action.SIGNS, value, f"{who}: signs seen, open the form"),
        *_menu(board, person, prefix),
    ]


def _menu(board: Board, person: Person, prefix: str) -> list[Button]:
    """Only what works is in it: nobody without a plan has one to read."""
    choices = {More.NOT_SEEN: "Not seen…", **({More.PLAN: "Read plan"} if person.plan else {})}
    value = partial(menu_value, handover_id=board.handover.id, person_id=person.id)
    shown = [(value(more), f"{prefix}{_lower(text) if prefix else text}") for more, text in choices.items()]
    return [menu(Action.MORE, shown)]


def _said(board: Board, said: Answered | None, now: datetime) -> str:
    if said is None:
        return "not answered yet"
    what = _what(board, said, now, " · ")
    return f"earlier: {_lower(what)}. And since then?" if said.earlier else what


def _what(board: Board, said: Answered, now: datetime, between: str = ", ") -> str:
    at = words.clock(said.at, board.service.spec.timezone, now)
    return f"{SAID[said.kind]}{between}{words.name(said.by)} {at}"


def _worried(board: Board) -> str:
    return (
        "Not seen somebody? Say so behind ⋯: it never counts as no signs. "
        f"Worried about anyone, for any reason? Phone on-call: {words.phones(board.on_call)}. "
        f"Immediate danger: {words.name(board.emergency)}."
    )


def _text(board: Board, now: datetime) -> str:
    which = "extra handover" if board.handover.extra else f"handover, {_shifts(board)}"
    return " ".join(
        [
            f"{words.name(board.service.spec.name)} {which}: any early warning signs today?",
            *([words.sentence(late.replace("_", ""))] if (late := _late(board, now)) else []),
            *_people_text(board, now),
            *(line.replace("*", "") for line in _open(board, now)),
            f"On-call: {words.phones(board.on_call)}. Emergency: {words.name(board.emergency)}.",
        ]
    )


def _people_text(board: Board, now: datetime) -> list[str]:
    waiting = [words.short(person.known_as) for person, said in board.lines if not said or said.earlier]
    to_answer = f"{words.plural(len(waiting), 'person', 'people')} to answer: {', '.join(waiting)}."
    answered = [
        f"{words.short(person.known_as)}{' earlier' if said.earlier else ''}: {_lower(_what(board, said, now))}."
        for person, said in board.lines
        if said
    ]
    changed = [
        f"{words.short(person.known_as)}: {line}."
        for person, _ in board.lines
        for line in _changed(board, person, now)
    ]
    return [to_answer if waiting else _count(board).removesuffix(".") + ".", *answered, *changed]


def signs_stand(known_as: str) -> str:
    """To one who taps *Seen, no signs* where signs were noted already; for an ephemeral message. mrkdwn."""
    who = words.short(known_as)
    return (
        f"Signs were noted for {who} at this handover, and they stay. Nothing was changed. If something has "
        f"changed since, tap Signs seen… for {who}; in doubt, phone on-call."
    )


def nothing_private(service_name: str, channel: str | None = None) -> Message:
    """To an administrator: why nothing about a person was posted for this service, and what mends it."""
    where = f"{words.name(service_name)}'s channel" + (f" ({words.name(channel)})" if channel else "")
    why = (
        f"{where} is public, or shared with another organisation, so nothing about a person is posted there, "
        f"and {words.name(service_name)} has not been asked."
    )
    mend = (
        "Please make it a private channel of this workspace alone, or name a private one in the house "
        "file and load it again. Then ask the house: `relay ask`. Until then, please hand over by word of "
        "mouth and by phone."
    )
    return message(f"{why} {mend.replace('`', '')}", section("why", f"*{why}*"), section("mend", mend))
