"""Gathering what somebody has to do with what rings, and who is on call next where they are at times."""

from collections.abc import Sequence
from datetime import datetime

import bot.duty
import db.escalation
import db.people
from bot.duty import Duty, Part, Task
from bot.escalation import Escalation
from bot.people import Service, Staff
from db.session import Session
from handlers.flow import board, deeds, targets

# more houses than anybody looks after in one night
HOUSES = 8


def of(session: Session, who: Staff | None, now: datetime) -> Duty:
    """All that is theirs. A shared account has nothing of its own."""
    if who is None or who.shared:
        return Duty()
    managed = [one.id for one in db.people.services(session) if deeds.is_manager(who, one)]
    managed += [one.id for one in db.people.services(session) if _stands_in(session, who, one)]
    found = [(_part(session, who, e, managed), e) for e in db.escalation.concerning(session, who.id, managed)]
    parts = sorted(((part, e) for part, e in found if part), key=lambda one: bot.duty.order(*one))
    tasks = [_task(session, part, e) for part, e in parts[: bot.duty.MOST]]
    turns = [one for one in db.people.services(session) if targets.takes_turns(session, one, who.slack)]
    more = max(0, len(parts) - bot.duty.MOST)
    return Duty(tuple(tasks), more, tuple(targets.seen(session, one, now) for one in turns[:HOUSES]))


def _stands_in(session: Session, who: Staff, service: Service) -> bool:
    """Whether a team leader is asked to close what is open too long, in a house without a manager."""
    stands = who.role == "team_leader" and service.id in who.services
    return stands and who.id in {one.id for one in targets.managers(session, service)}


def _part(session: Session, who: Staff, e: Escalation, managed: Sequence[int]) -> Part | None:
    if not deeds.may_take(session, who.id, e):
        return None
    manages = e.service_id in managed and (who.role == "manager" or e.state == "acted_on")
    return bot.duty.part(e, who.id, lambda: deeds.told(session, who, e), manages)


def _task(session: Session, part: Part, e: Escalation) -> Task:
    return Task(part, e, db.people.service(session, e.service_id), board.line(session, e))
