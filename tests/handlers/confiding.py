"""Builders: Rowan House with a safeguarding lead and a deputy; somebody tells them something in private."""

from typing import Any

from sqlmodel import col

import db.outbox
import db.people
import db.private
from bot.people import Author
from bot.private import Concern, Said
from bot.sending import Never
from db import tables
from db.outbox import Letter
from db.session import Database
from handlers import settling
from handlers.flow import private as flow
from handlers.flow import render
from tests import house as houses
from tests.house import Rowan, rows, staff

KIT, LOU, JO, TABLET = "U0SAFE", "U0DEPUTY", "U0WORKER", "U0TABLET"
SECRET = "A planted SECRET"
OUTSIDE = {"name": "Adult safeguarding", "phone": "01632 960555"}


def written(**safe: Any) -> houses.Written:
    """Rowan House with both; `safe` changes what the file says of safeguarding, `lead=None` takes it out."""
    said = houses.rowan()
    said["staff"] += [
        staff(KIT, "Kit", "safeguarding_lead", ()),
        staff(LOU, "Lou", "safeguarding_lead", ()),
        staff("U0NEW", "Pat", "manager", ()),
    ]
    found = {"lead": KIT, "deputy": LOU, "outside": [OUTSIDE], **safe}
    if found["lead"]:
        said["organisation"]["safeguarding"] = {key: one for key, one in found.items() if one}
    return said


def staff_id(house: Rowan, slack: str) -> int:
    (found,) = rows(house.database, tables.Staff, col(tables.Staff.slack) == slack)
    return int(found.id)


def tells(
    house: Rowan, *left_out: str, about: str | None = "sam", author: Author | None = None, nonce: str = "n1",
    **more: Any,
) -> int:  # fmt: skip
    """Jo tells something, leaving these out; its id."""
    said = Said(SECRET, SECRET, left_out=frozenset(staff_id(house, one) for one in left_out), **more)
    person = house.person(about).id if about else None
    by = author or house.author(JO)
    with house.database.write() as session:
        return flow.tell(session, house.service(), person, said, by, nonce, house.clock.at)


def concern(house: Rowan, concern_id: int = 1) -> Concern:
    with house.database.read() as session:
        return db.private.get(session, concern_id)


def told(house: Rowan) -> list[tuple[int, str]]:
    """Who was told by which numbered message, in order."""
    return [(row.number, row.to_user) for row in house.sent("private")]


def happened(house: Rowan, concern_id: int = 1) -> list[tuple[str, str | None]]:
    with house.database.read() as session:
        return [(one.what, one.who) for one in db.private.timeline(session, concern_id)]


def passes(house: Rowan, minutes: int) -> None:
    """Time passes, looked at every minute."""
    for _ in range(minutes):
        house.clock.passes(1)
        house.tick()


def claimed(house: Rowan, kind: str, *, updates: bool = False) -> Letter:
    """The newest message of this kind as a sender has it."""
    wanted = house.sent(kind, updates=updates)[-1].id
    with house.database.write() as session:
        held = []
        while letter := db.outbox.claim(session, "me", house.clock.at, house.clock.slack, houses.MINUTE):
            held.append(letter)
    return next(one for one in held if one.id == wanted)


def drawn(house: Rowan, row: Any, *, first: bool = True) -> Any:
    """A message as it is drawn now; `first`: it has still to be sent."""
    with house.database.read() as session:
        return render.DRAW[row.kind](session, row, house.clock.at, first=first)


def who(house: Rowan, slack: str) -> Any:
    with house.database.read() as session:
        return db.people.staff_by_slack(session, slack)


def takes(house: Rowan, slack: str = KIT) -> str:
    """Somebody taps *I've got this*; what came of it."""
    with house.database.write() as session:
        return flow.acknowledge(session, 1, who(house, slack), house.clock.at)


def closes(house: Rowan, outcome: str = SECRET, slack: str = KIT) -> bool:
    with house.database.write() as session:
        return flow.close(session, 1, who(house, slack), "met", outcome, house.clock.at)


def lost(house: Rowan) -> None:
    """Slack says that it will never take the newest message that told somebody."""
    settling.failed(house.relay, claimed(house, "private"), Never("user_disabled"))


def asked(database: Database) -> Rowan:
    """Rowan House with a safeguarding lead and a deputy, asked at 21:15."""
    made = Rowan(database).load(written())
    made.ask()
    return made
