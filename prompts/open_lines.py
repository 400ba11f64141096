"""What rings, as a prompt shows it: who is waited for or has it, and the question about the plan's escalation steps."""

from datetime import datetime

from bot.handover import Board, OpenLine
from bot.people import Service
from prompts import forms, steps, words
from prompts.blocks import Blocks, Button, View, actions, button, modal, section
from prompts.deed_words import INTEND, PROMISES

# beside 25 people a message has room for fewer
OWN_LINES, BESIDE_MANY, MANY = 8, 6, 12
TO_THE_HOUSE, TO_THEM = "Please phone on-call now.", "Please take it, and phone the house."


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


def in_house(service: Service, line: OpenLine, now: datetime, *, theirs: bool = False) -> str:
    """As `sentence`, wherever it is shown. `theirs`: to somebody whom it rings for, or who has it."""
    about = words.short(line.known_as) if line.known_as else words.name(service.spec.name)
    standing = _yours if theirs and line.holder else _standing
    said = standing(line, service.spec.timezone, now)
    return f"*Open: {about}.* {said.replace(TO_THE_HOUSE, TO_THEM) if theirs else said}"


def _standing(line: OpenLine, zone: str, now: datetime) -> str:
    if line.holder:
        return _held(line, words.name(line.holder), zone, now)
    house = _house(line, zone, now)
    if line.unanswered:
        return f"Nobody has answered yet. {TO_THE_HOUSE}{house}"
    if line.waiting_for:
        until = f", until {words.clock(line.answer_by, zone, now)}" if line.answer_by else ""
        return f"Waiting for {words.names(line.waiting_for)}{until}.{house}"
    if line.answer_by and line.answer_by > now:
        return f"Somebody is told {words.moment(line.answer_by, zone, now)}, when the office is open."
    return f"On-call is being told.{house}"


def _house(line: OpenLine, zone: str, now: datetime) -> str:
    if line.house is None:
        return ""
    who, by = line.house
    late = " That is past." if by < now else ""
    return f" The house says: {words.name(who)} has it, by {words.clock(by, zone, now)}.{late}"


def _held(line: OpenLine, who: str, zone: str, now: datetime) -> str:
    if line.acted_at:
        return f"{who} acted on it, {words.clock(line.acted_at, zone, now)}. It is still to be closed."
    if line.passed_to:
        return f"{who} has it, and is passing it on to {words.names(line.passed_to)}."
    if line.act_by is None:
        return f"{who} has it."
    by = words.clock(line.act_by, zone, now)
    if line.act_by < now:
        asked = f" {who} is asked what became of it." if line.asked else ""
        return f"{who} has it, to {INTEND[line.promised or 'other']} by {by}, which is past.{asked}"
    does = f", and {PROMISES[line.promised]} by" if line.promised else ", by"
    return f"{who} has it{does} {by}."


def _yours(line: OpenLine, zone: str, now: datetime) -> str:
    """To whoever has it."""
    if line.passed_to:
        return f"You have it, and are passing it on to {words.names(line.passed_to)}."
    by = f" by {words.clock(line.act_by, zone, now)}" if line.act_by else ""
    past = line.act_by is not None and line.act_by < now
    if line.promised is None and not past:
        return f"You have it. Please act{by}."
    would = (
        f"You said you would {INTEND[line.promised or 'other']}{by}"
        if line.promised
        else f"You have it, to act{by}"
    )
    return f"{would}, which is past. What has become of it?" if past else f"{would}."
