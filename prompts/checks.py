"""Sense-checks: the direct message with two cases. Content-light: short names, shifts and counts alone."""

from enum import StrEnum

from bot.check_notes import Notes, Row, Sent
from bot.checks import State
from bot.people import Service
from prompts import ids, shifts, words
from prompts.blocks import Blocks, Message, actions, button, message, section

SPARE = "It takes about ten minutes. Nobody is in trouble for anything you find."
STATES: dict[State, str] = {
    "to_look": "to look at",
    "half": "judged, the record is still to look through",
    "done": "done, thank you",
}
GONE = "nothing to look at any more"


class Action(StrEnum):
    """The button of a case; its value is the case's id."""

    LOOK = "check.look"


def parse_value(value: str) -> int:
    """The case's id of a button. Raises ValueError for anything else."""
    return ids.parse(value)[0]


def cases(sent: Sent) -> Message:
    """To whose turn it is: the cases, each with what is left to do."""
    one = "" if len(sent.rows) > 1 else "There was only one this time. "
    said = f"Read what was noted, and say what you think. {one}{SPARE}"
    return _drawn(sent, f"{words.plural(len(sent.rows), 'case')} to sense-check", said)


def again(sent: Sent) -> Message:
    """The same two days later, where something is left."""
    return _drawn(sent, "a sense-check waits for you", f"Have you ten minutes for it? {SPARE}")


def _drawn(sent: Sent, what: str, said: str) -> Message:
    where = words.name(sent.service.spec.name)
    if all(one.check.done or not one.here for one in sent.rows):
        said = "Nothing is left to do. Thank you."
    rows = " ".join(_line(sent, one) for one in sent.rows)
    return message(
        f"{where}: {what}. {rows} {said}",
        section("check", f"*{where} · {what}*", said),
        *(_case(sent, one) for one in sent.rows),
    )


def _case(sent: Sent, one: Row) -> Blocks:
    line = section(f"check:{one.check.id}", _line(sent, one, bold=True))
    if one.check.done or not one.here:
        return line
    half = one.check.state == "half"
    label = f"{words.called(one.known_as)}, {_day(one)}: {'go on' if half else 'look at the notes'}"
    opens = button("Go on…" if half else "Look at the notes…", Action.LOOK, str(one.check.id), label)
    return [*line, *actions(f"check.do:{one.check.id}", opens)]


def _line(sent: Sent, one: Row, *, bold: bool = False) -> str:
    """ "Sam, late shift, handed over Thu 12 Nov: to look at."."""
    if not one.here:
        return f"One case: {GONE}."
    name = words.short(one.known_as)
    return f"{f'*{name}*' if bold else name}, {when(sent.service, one)}: {STATES[one.check.state]}."


def when(service: Service, one: Row | Notes) -> str:
    """ "late shift, handed over Thu 12 Nov". mrkdwn."""
    shift = words.lower(shifts.name(service, one.change.covers))
    return f"{shift if shift.endswith('shift') else f'{shift} shift'}, handed over {_day(one)}"


def _day(one: Row | Notes) -> str:
    return f"{one.change.date:%a} {one.change.date.day} {one.change.date:%b}"


def gone() -> str:
    """To one who opens a case that cannot be looked at any more. mrkdwn."""
    return (
        "This case cannot be looked at any more: the person it is about is no longer on this house's list, "
        "or their plan has changed. It does not count as one you missed."
    )
