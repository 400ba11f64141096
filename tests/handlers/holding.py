"""Holding: an escalation about Sam in the states that people bring it to, and what is kept of it."""

from typing import Any

from sqlmodel import col

import db.timeline
from bot.closing import Closing
from bot.transitions import Act, PassOn, Take
from db import tables
from handlers.flow import gather
from tests.house import SLEEPLESS, Rowan, rows

CLOSED = Closing("settled", "met", None, ("person",), None, None, "offered", "declined", "yes")
DEE, ASH, LEAD, WORKER = "U0DEE", "U0ASH", "U0LEAD", "U0WORKER"


def staff_id(house: Rowan, slack: str) -> int:
    return int(house.author(slack).staff_id)


def timeline(house: Rowan) -> list[tuple[str, str | None, str | None]]:
    """What happened after the first telling: what, by whom, to whom."""
    with house.database.read() as session:
        return [(one.what, one.who, one.to) for one in db.timeline.of(session, 1)][2:]


def lapsed(house: Rowan) -> Any:
    with house.database.read() as session:
        return gather.briefing(session, 1, house.clock.at).deeds.lapsed


def messages(house: Rowan) -> list[tuple[str, str]]:
    """Direct messages about Sam besides the first telling, in order."""
    own = (col(tables.Outbox.escalation_id) == 1, col(tables.Outbox.staff_id).is_not(None))
    found = rows(house.database, tables.Outbox, *own, col(tables.Outbox.updates).is_(None))
    return [(row.kind, row.to_user) for row in found][1:]


def taken(house: Rowan) -> None:
    assert house.does(DEE, Take()).refused is None


def joined(house: Rowan) -> None:
    taken(house)
    house.says("sam", SLEEPLESS, "U0AGENCY")


def asked(house: Rowan) -> None:
    taken(house)
    house.clock.passes(30)
    house.tick()


def passed(house: Rowan) -> None:
    taken(house)
    assert house.does(DEE, PassOn((staff_id(house, ASH),))).refused is None


def acted(house: Rowan) -> None:
    taken(house)
    assert house.does(DEE, Act()).refused is None


def nothing(_house: Rowan) -> None:
    """It is open, as it was."""
