"""Thresholds: what a reply, or a period that nobody answered, crosses of a plan, by the history that is kept."""

import bot.thresholds
import db.history
from bot.handover import Handover
from bot.people import Person
from bot.plans import Plan
from bot.thresholds import Crossing
from db.session import Session
from db.statements import Row


def crossed(session: Session, plan: Plan, known_as: str, reply_row: Row) -> list[Crossing]:
    """What a kept reply crosses of `plan`, in the plan's order. Any version of the plan may be asked about."""
    reach = bot.thresholds.reach(plan)
    history = db.history.around(session, reply_row.person_id, reply_row.period_id, reply_row.seen_at, reach)
    return bot.thresholds.crossed(plan, known_as, history, reply_row.id)


def missed(session: Session, plan: Plan, person: Person, handover: Handover) -> list[Crossing]:
    """What the silence about `person` in this handover's period crosses of `plan`, in the plan's order."""
    # most people were answered about: what their other rules look at need not be read
    silent = bot.thresholds.of_silence(plan)
    reach = bot.thresholds.reach(silent)
    history = db.history.around(session, person.id, handover.id, handover.change.due, reach)
    return bot.thresholds.missed(silent, person.known_as, history, handover.id)
