"""Builders: Rowan House at night and in the afternoon, while nobody answers, and what is said of that."""

from datetime import datetime
from typing import Any

from sqlmodel import col

from bot.replies import Answer
from db import tables
from db.session import Database
from handlers.flow import render
from tests.house import DUE, MINUTE, Rowan, rows

AFTERNOON = DUE - 7 * 60 * MINUTE  # a quarter of an hour before the late shift, in office hours
MORNING = DUE + 10 * 60 * MINUTE
NOT_SEEN = Answer("not_seen", not_seen="asleep")


def asked(house: Rowan, at: datetime = DUE) -> Rowan:
    house.clock.at = at
    house.tick()
    house.all_sent()
    return house


def in_office_hours(database: Database, written: Any = None) -> Rowan:
    house = Rowan(database)
    house.clock.at = AFTERNOON - 15 * MINUTE
    return asked(house.load(written), AFTERNOON)


def passes(house: Rowan, *minutes: float) -> None:
    """So much time, with a tick at the end of each."""
    for one in minutes:
        house.clock.passes(one)
        house.tick()


def text(house: Rowan, kind: str, *, first: bool = True) -> str:
    """What the only message of this kind says now."""
    (row,) = house.sent(kind)
    with house.database.read() as session:
        drawn = render.DRAW[kind](session, row, house.clock.at, first=first)
    return drawn["text"] if drawn else ""


def handover(house: Rowan) -> Any:
    return rows(house.database, tables.Handover, col(tables.Handover.id) == house.newest())[0]
