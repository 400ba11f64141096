"""What rings, as a prompt shows it: who is waited for or has it, and the question about the plan's escalation steps."""

from datetime import datetime

from bot.handover import Board, OpenLine
from bot.people import Service
from prompts import forms, steps, words
from prompts.blocks import Blocks, Button, View, actions, button, modal, section

# beside 25 people a message has room for fewer
OWN_LINES, BESIDE_MANY, MANY = 8, 6, 12


def room(board: Board) -> int:
    """How many open escalations have lines of their own."""
    return OWN_LINES if len(board.lines) <= MANY else BESIDE_MANY


def shown(board: Board, now: datetime, show_all: str) -> Blocks:
    """Each with its question; past `room`, how many more, with the button *Show all* of action id `show_all`."""
    most = room(board)
    own = [block for n, line in enumerate(board.open[:most]) for block in _own(board, n, line, now)]
    more = len(board.open) - most
    if more <= 0:
        return own
    label = f"Show all {len(board.open)} open"
    everything = button("Show all", show_all, str(board.handover.id), label)
    return [*own, *section("open.more", f"*Open: and {more} more.*"), *actions("open.all", everything)]


def texts(board: Board, now: datetime) -> list[str]:
    """The same in sentences; past `room`, how many more."""
    most = room(board)
    said = [_whole(board, line, now).replace("*", "") for line in board.open[:most]]
    more = len(board.open) - most
    return [*said, f"Open: and {more} more."] if more > 0 else said


def everything(board: Board, now: datetime) -> View:
    """All that is open, in a form."""
    lines = [sentence(board, line, now) for line in board.open]
    return modal(
        "All that is open",
        forms.danger(board.on_call, board.emergency),
        section("open", *(lines or ["Nothing is open just now."])),
        callback_id="handover.all_open",
        close="Done",
    )


def _own(board: Board, n: int, line: OpenLine, now: datetime) -> Blocks:
    said = section(f"open:{n}", _whole(board, line, now))
    if line.person_id is None:
        return said
    return [
        *said,
        *actions(f"steps:{n}", *_buttons(board, line)),
    ]


def _whole(board: Board, line: OpenLine, now: datetime) -> str:
    """With the question, where it is about a person."""
    said = sentence(board, line, now)
    return said if line.person_id is None else f"{said} {_asks(board, line, now)}"


def _asks(board: Board, line: OpenLine, now: datetime) -> str:
    if line.steps is None:
        return steps.QUESTION
    at = words.clock(line.steps.at, board.service.spec.timezone, now)
    return f"{steps.QUESTION} {steps.FOLLOWED[line.steps.followed]}, {words.name(line.steps.by)} {at}."


def _buttons(board: Board, line: OpenLine) -> list[Button]:
    value, who = f"{board.handover.id}:{line.person_id}", words.called(line.known_as or "")
    return [
        button(text, action, value, f"{who}, steps followed: {text.removesuffix('…').lower()}")
        for action, text in steps.BUTTONS.items()
    ]


def sentence(board: Board, line: OpenLine, now: datetime) -> str:
    """ "*Open: Sam.* Dee has it, by 22:15." """
    return in_house(board.service, line, now)


def in_house(service: Service, line: OpenLine, now: datetime) -> str:
    """As `sentence`, wherever it is shown."""
    about = words.short(line.known_as) if line.known_as else words.name(service.spec.name)
    return f"*Open: {about}.* {_standing(line, service.spec.timezone, now)}"


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
