"""People who are away, as a prompt shows them: until when, and the button *Back*."""

from datetime import datetime

from bot.handover import Board
from prompts import words
from prompts.away import Action
from prompts.blocks import Blocks, actions, button, section


def rows(board: Board, now: datetime) -> Blocks:
    """One line each, and one button each; nothing where everybody is there."""
    if not board.away:
        return []
    # several in one block: each needs an id of its own
    buttons = [
        button(
            f"{words.called(one.person.known_as)} is back", f"{Action.BACK}.{n}",
            f"{board.handover.id}:{one.person.id}", f"{words.called(one.person.known_as)} is back",
        )
        for n, one in enumerate(board.away)
    ]  # fmt: skip
    return [*section("away", *_lines(board, now)), *actions("back", *buttons)]


def _lines(board: Board, now: datetime) -> list[str]:
    zone = board.service.spec.timezone
    return [
        f"*{words.short(one.person.known_as)}* · away until {words.clock(one.until, zone, now)}, not asked"
        for one in board.away
    ]


def texts(board: Board, now: datetime) -> list[str]:
    """The same in sentences."""
    zone = board.service.spec.timezone
    return [
        f"{words.short(one.person.known_as)} is away until {words.clock(one.until, zone, now)}."
        for one in board.away
    ]
