"""Gathering what somebody has to do with what rings, and who is on call next where they are at times."""

from datetime import datetime

import bot.duty
import db.escalation
import db.people
from bot.duty import Duty, Task
from bot.escalation import Escalation
from bot.people import Staff
from db.session import Session
from handlers.flow import board, deeds, targets

# more houses than anybody looks after in one night
HOUSES = 8


def of(session: Session, who: Staff | None, now: datetime) -> Duty:
    """All that is theirs. A shared account has nothing of its own."""
    if who is None or who.shared:
        return Duty()
    managed = [one.id for one in db.people.services(session) if deeds.is_manager(who, one)]
    found = [_task(session, who, e) for e in db.escalation.concerning(session, who.id, managed)]
    tasks = sorted((one for one in found if one), key=bot.duty.order)
    turns = [one for one in db.people.services(session) if targets.takes_turns(session, one, who.slack)]
    return Duty(tuple(tasks), tuple(targets.seen(session, one, now) for one in turns[:HOUSES]))


def _task(session: Session, who: Staff, e: Escalation) -> Task | None:
    if not deeds.may_take(session, who.id, e):
        return None
    service = db.people.service(session, e.service_id)
    part = bot.duty.part(e, who.id, deeds.told(session, who, e), deeds.is_manager(who, service))
    return Task(part, e, service, board.line(session, e)) if part else None
