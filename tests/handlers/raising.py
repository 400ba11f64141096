"""Raising: notes as they are kept, and what rings for them."""

from datetime import timedelta
from typing import Any

from bot.briefing import Briefing
from bot.people import Person
from bot.plans import Urgency
from db import tables
from handlers.flow import escalation, gather
from tests.house import Rowan, rows

HALF_AN_HOUR = timedelta(minutes=30)
LADDER = "ladder:house"


def note(house: Rowan, kind: str = "worry", person: Person | None = None, **more: Any) -> int:
    """A note of Jo's, as it is kept; its id."""
    count = len(rows(house.database, tables.Note))
    with house.database.write() as session:
        row = tables.Note(
            **{
                "kind": kind, "service_id": house.service().id, "person_id": person.id if person else None,
                "tell": "now", "author_id": 1, "seen_at": house.clock.at, "received_at": house.clock.at,
                "nonce": f"note{count}", **more,
            }
        )  # fmt: skip
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def rings(
    house: Rowan, person: Person | None = None, *, tell: str = LADDER, urgency: Urgency = "now",
    within: timedelta = HALF_AN_HOUR, **cause: Any,
) -> int:  # fmt: skip
    with house.database.write() as session:
        return escalation.raise_(
            session, house.service(), person, tell, urgency, within, house.clock.at, **cause
        )


def nobody_answers(house: Rowan) -> None:
    """All rungs are told in vain."""
    for _ in range(3):
        house.clock.passes(15)
        house.tick()


def briefing(house: Rowan, escalation_id: int) -> Briefing:
    with house.database.read() as session:
        return gather.briefing(session, escalation_id, house.clock.at)
