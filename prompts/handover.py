"""The prompt: what a house is asked at a change of shift, and how it counts along."""

from datetime import datetime

from bot.handover import Board
from prompts import back, open_lines, private, rows, shifts, staffing, words
from prompts.blocks import Blocks, Message, actions, button, context, message, section
from prompts.notes import Action as NoteAction
from prompts.notes import worry_value
from prompts.rows import Action as Action
from prompts.rows import More as More
from prompts.rows import button_value as button_value
from prompts.rows import menu_value as menu_value
from prompts.rows import parse_menu as parse_menu
from prompts.rows import parse_value as parse_value


def question(board: Board, now: datetime) -> Message:
    """The message of one handover as it stands at `now`, for the service's channel. Content-light.

    Up to 12 people have a line and buttons each, up to 25 share lines and have their name in the buttons.
    """
    return message(
        _text(board, now),
        section(
            "title",
            f"*{_title(board)}*",
            _numbers(board),
            f"*{_asks(board)}*",
            _count(board, now),
            *_notes(board, now),
        ),
        open_lines.shown(board, now, Action.ALL),
        rows.shown(board, now),
        back.rows(board, now),
        _outgoing(board, now),
        _incoming(board, now),
        context("worried", _worried(board)),
    )


def _title(board: Board) -> str:
    handover, spec = board.handover, board.service.spec
    when = (handover.asked_at or handover.change.due) if handover.extra else handover.change.due
    which = "extra handover" if handover.extra else _shifts(board)
    return f"{words.name(spec.name)} · {which} · {words.weekday(when, spec.timezone)}"


def _named(board: Board, key: str) -> str:
    """ "Late shift", with the word where the name has none."""
    shift = shifts.name(board.service, key)
    return shift if shift.lower().endswith("shift") else f"{shift} shift"


def _shifts(board: Board) -> str:
    return shifts.both(board.service, board.handover.change)


def _numbers(board: Board) -> str:
    return f"Emergency: {words.name(board.emergency)}. On-call: {words.phones(board.on_call)}"


def _asks(board: Board) -> str:
    named = _named(board, board.handover.change.covers)
    return f"{words.sentence(named)[:-1]}: any early warning signs today?"


def _count(board: Board, now: datetime) -> str:
    if not board.lines:
        return "Nobody is asked about at this handover."
    said = f"{board.answered} of {len(board.lines)} answered"
    if board.answered == len(board.lines):
        return f"{said}. Thank you."
    by = _by(board, now)
    return f"{said}. {by}" if by else said


def _by(board: Board, now: datetime) -> str:
    """By when, until it is late."""
    handover, spec = board.handover, board.service.spec
    if handover.extra or handover.late_at or handover.asked_at is None:
        return ""
    by = handover.asked_at + spec.handover.late_after
    return f"Please answer by {words.clock(by, spec.timezone, now)}." if now < by else ""


def _notes(board: Board, now: datetime) -> list[str]:
    """What else there is to know about this asking."""
    handover, zone = board.handover, board.service.spec.timezone
    said = []
    if handover.asked_late:
        due = words.clock(handover.change.due, zone, now)
        said.append(f"_asked late: was due {due}; answers still count_")
    if handover.late_at:
        said.append(f"_not all answered by {words.clock(handover.late_at, zone, now)}; answers still count_")
    if board.unread:
        said.append(f"_nobody has confirmed reading the {words.lower(words.name(board.unread))} handover_")
    return said


def _outgoing(board: Board, now: datetime) -> Blocks:
    """What the shift that ends says of itself, and its worries; the buttons' value is the handover's id."""
    value = str(board.handover.id)
    planned = [
        button("As planned", staffing.Action.PLANNED, value, "Staffing: as planned"),
        button("Different…", staffing.Action.DIFFERENT, value, "Staffing: different, open the form"),
    ]
    worry = worry_value(board.service.id, board.handover.id)
    worried = button(
        "I'm worried about someone", NoteAction.WORRY, worry, "I'm worried about someone: open the form"
    )
    privately = private.tell_button(board.service.id, "Tell safeguarding privately: open the form")
    if board.handover.extra:
        return actions("outgoing", worried, privately)
    return [*section("staffing", _staffing(board, now)), *actions("outgoing", *planned, worried, privately)]


def _incoming(board: Board, now: datetime) -> Blocks:
    """What the shift that begins reads."""
    value = str(board.handover.id)
    return [
        *section("read", _read(board, now)),
        *actions(
            "incoming",
            button("What was noted", Action.NOTED, value, "What was noted: open to read"),
            button("I've read this", Action.READ, value, "I've read this handover"),
        ),
    ]


def _staffing(board: Board, now: datetime) -> str:
    change, staffed = board.handover.change, board.staffed
    shift = _named(board, change.covers)
    if staffed is None:
        return f"{words.sentence(shift)[:-1]} staffing: planned {board.planned_staff}"
    at = words.clock(staffed.at, board.service.spec.timezone, now)
    counted = staffing.counted(shift, staffed.planned, staffed.actual, staffed.agency, staffed.alone)
    return f"{words.sentence(counted)[:-1]} · {words.name(staffed.by)} {at}"


def _read(board: Board, now: datetime) -> str:
    shift, read = words.sentence(_named(board, board.handover.change.next))[:-1], board.read_by
    if read is None:
        return f"{shift}: please read what was noted, and confirm"
    by = f"{words.name(read.by)} {words.clock(read.at, board.service.spec.timezone, now)}"
    return f"{shift}: read by {by}, before the newest answer" if read.reopened else f"{shift}: read by {by}"


def _worried(board: Board) -> str:
    return (
        "Not seen somebody? Say so behind ⋯. "
        f"In doubt, phone on-call: {words.phones(board.on_call)}. Immediate danger: {words.name(board.emergency)}."
    )


def _text(board: Board, now: datetime) -> str:
    which = "extra handover" if board.handover.extra else f"handover, {_shifts(board)}"
    return " ".join(
        [
            f"{words.name(board.service.spec.name)} {which}: any early warning signs today?",
            *(words.sentence(note.replace("_", "")) for note in _notes(board, now)),
            *_people(board, now),
            *open_lines.texts(board, now),
            *back.texts(board, now),
            *([] if board.handover.extra else [f"{_staffing(board, now)}."]),
            f"{_read(board, now)}.",
            f"On-call: {words.phones(board.on_call)}. Emergency: {words.name(board.emergency)}.",
        ]
    )


def _people(board: Board, now: datetime) -> list[str]:
    waiting = [words.short(person.known_as) for person, said in board.lines if not said or said.earlier]
    to_answer = f"{words.plural(len(waiting), 'person', 'people')} to answer: {', '.join(waiting)}."
    by = _by(board, now)
    asked = [to_answer, *([by] if by else [])] if waiting else [words.sentence(_count(board, now))]
    return [*asked, *rows.texts(board, now)]


def both_shifts(handover_id: int) -> Message:
    """To one who answered, and says that they have read: those are two people's, unless they are on both shifts."""
    said = "You answered at this handover. Somebody of the next shift should read it. Are you on both shifts?"
    both = button(
        "I was on both shifts", Action.BOTH, str(handover_id), "I was on both shifts, and have read this"
    )
    return message(said, section("asks", said), actions("both", both))


READ_SAID = {
    "done": "Thank you. It shows that you have read this handover.",
    "already": "Somebody has read this already. Thank you for reading it too.",
}


def no_signs_kept(known_as: str) -> str:
    """To one who says so between handovers. mrkdwn."""
    return f"Saved: {words.short(known_as)} was seen, no signs."


def signs_stand(known_as: str) -> str:
    """To one who taps *Seen, no signs* where signs were noted already; for an ephemeral message. mrkdwn."""
    who = words.short(known_as)
    return (
        f"You noted signs for {who} at this handover, and they stay. Nothing was changed. To change them, tap "
        f"Signs seen… for {who}. In doubt, phone on-call."
    )
