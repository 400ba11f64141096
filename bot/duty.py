"""What somebody has to do with what rings: what waits for them, what they promised, and who is on call next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.escalation import Escalation
from bot.handover import OpenLine
from bot.oncall import OnCall
from bot.people import Service

# rings for them; was passed on to them; theirs to do; theirs, and they are asked what became of it; theirs to close
Part = Literal["rings", "passed", "held", "asked", "close"]
# more than one screen, or one message of Slack's, takes well
MOST = 8
PARTS: tuple[Part, ...] = ("rings", "passed", "asked", "held", "close")


@dataclass(frozen=True)
class Task:
    """One escalation, as somebody who may act on it sees it."""

    part: Part
    escalation: Escalation
    service: Service
    line: OpenLine


@dataclass(frozen=True)
class Duty:
    """The most pressing of somebody's, first things first, and how many `more`; and of each house that they take turns
    for, who is on call, and next.
    """

    tasks: tuple[Task, ...] = ()
    more: int = 0
    on_call: tuple[OnCall, ...] = ()


def part(e: Escalation, staff_id: int, told: Callable[[], bool], manager: bool) -> Part | None:
    """What somebody has to do with an escalation; None for nothing. `manager`: one of its service's."""
    if e.state == "open":
        return "rings" if manager or told() else None
    if e.state == "acknowledged" and e.pass_by is not None and staff_id in e.passed_to:
        return "passed"
    if e.holder_id == staff_id and e.state in ("acknowledged", "acted_on"):
        held: Part = "asked" if e.answer_by is not None and e.pass_by is None else "held"
        return held if e.state == "acknowledged" else "close"
    # the managers are asked to close what its actor has not
    return "close" if e.state == "acted_on" and manager and e.reminded > 1 else None


def order(part: Part, e: Escalation) -> tuple[int, bool, datetime, int]:
    """Unanswered first, then what rings, then what is promised soonest."""
    at = e.opened_at if part == "rings" else (e.promise_by or e.opened_at)
    return PARTS.index(part), e.unanswered_at is None, at, e.id
