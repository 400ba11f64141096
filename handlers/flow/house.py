"""A house file kept: whole, in the caller's transaction, with each service's next handover on the list."""

from datetime import datetime

import db.house
import db.people
from bot.house_rules import House
from db.house import Changed
from db.session import Session
from handlers.flow import handover


def keep(session: Session, house: House, now: datetime) -> list[Changed]:
    """Make the database say what the file says. What changed, in the file's order."""
    changes = db.house.apply(session, house, now)
    for service in db.people.services(session):
        handover.plan_ahead(session, service, now)
    return changes
