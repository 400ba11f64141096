"""Builders: an evening at Rowan House that is over and closed, and the Friday morning on which it is sense-checked."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import db.checks
from bot.checks import QUESTIONS
from bot.closing import Closing
from bot.transitions import Act, Close, Take
from db import tables
from db.session import Database
from handlers.flow import render
from tests import house as houses
from tests.handlers.endings import DEE, JO, state
from tests.handlers.wired import Wired
from tests.house import QUIET, SLEEPLESS, Clock, Rowan, rows

MEL, KAY, ASH = "U0LEAD", "U0KAY", "U0ASH"
LOOK = "check.look"
MORNING, FRIDAY = datetime(2026, 11, 13, 7, 15, tzinfo=UTC), datetime(2026, 11, 13, 11, tzinfo=UTC)
PLANTED = "A planted SECRET"
ENDED = Closing(
    "help_came", "partly", PLANTED, ("manager",), None, PLANTED, "offered", "done", "yes", PLANTED, PLANTED
)
JUDGED = {"judged": "at_once", "reason": "Two signs at once"}
FOUND = {f"q.{one}": "yes" for one in QUESTIONS} | {"q.wants": "no", "q.changed": "not_applicable"}
TEXTS = {"reason", "feedback"}


@pytest.fixture
def rowan(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Rowan]:
    """Rowan House, still to be loaded."""
    shutil.copy(migrated_sqlite, tmp_path / "relay.db")
    made = Rowan(Database(f"sqlite:///{tmp_path / 'relay.db'}"))
    yield made
    made.database.close()


def fields(**given: str) -> Any:
    texts = {
        name: {"value": {"type": "plain_text_input", "value": given[name]}} for name in TEXTS & set(given)
    }
    return state(**{name: value for name, value in given.items() if name not in TEXTS}) | texts


def written(*more: houses.Written) -> houses.Written:
    said = houses.rowan()
    said["staff"] += more
    return said


def answered(house: Rowan, sams: str = JO, rays: str = JO) -> None:
    """Sam's and Ray's signs ring on Thursday evening; both are taken, acted on and closed by Dee."""
    for person, said, by in (("sam", SLEEPLESS, sams), ("ray", QUIET, rays)):
        house.says(person, said, by)
    house.clock.passes(3)
    for one in (1, 2):
        house.does(DEE, Take(), one)
    house.clock.passes(20)
    for one in (1, 2):
        house.does(DEE, Act(), one, about="came")
        house.does(DEE, Close(), one, closing=ENDED)


def friday(house: Rowan) -> None:
    """The night has been asked about, and it is eleven on Friday."""
    for at in (MORNING, FRIDAY):
        house.clock.at = at
        house.tick()


def evening(house: Rowan, said: houses.Written | None = None, **by: str) -> Rowan:
    house.clock = Clock()
    house.__post_init__()
    house.load(said or written())
    house.tick()
    house.ask()
    answered(house, **by)
    friday(house)
    return house


def sent(house: Rowan) -> list[tuple[str, int]]:
    """To whom cases were sent, and how many."""
    found = []
    for row in rows(house.database, tables.CheckRound):
        if row.state is tables.Checking.SENT:
            (to,) = rows(house.database, tables.Staff, tables.Staff.id == row.staff_id)
            with house.database.read() as session:
                found.append((to.slack, len(db.checks.of_round(session, row.id))))
    return found


def checks(house: Rowan) -> list[Any]:
    return rows(house.database, tables.SenseCheck)


def of(house: Rowan, key: str) -> int:
    """The id of the case about somebody."""
    return next(int(one.id) for one in checks(house) if one.person_id == house.person(key).id)


def drawn(house: Rowan, kind: str = "check") -> Any:
    (row,) = house.sent(kind)
    with house.database.read() as session:
        return render.DRAW[kind](session, row, house.clock.at, first=True)


POST = {"channel": "D0LEAD", "ts": "1.1", "text": "", "blocks": [], "with": MEL}


def opens(slack: Wired, case: int, user: str = MEL) -> str:
    """Tap *Look at the notes…*; all that is shown then."""
    slack.views.pop(user, None)
    slack.whispers.clear()
    slack.tap_on(user, POST, LOOK, str(case))
    return json.dumps([slack.views.get(user), slack.whispers])


def sends(slack: Wired, user: str = MEL, **given: str) -> Any:
    """Submit the open form; what it is acknowledged with."""
    ack = slack.submit(user, fields(**given))
    assert ack is not None
    if "view" in ack.payload:
        slack.views[user] = {**ack.payload["view"], "id": "V1"}
    return ack.payload


def later(house: Rowan, hours: float) -> None:
    house.clock.passes(hours * 60)
    house.tick()
