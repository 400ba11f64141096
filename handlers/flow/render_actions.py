"""Drawing what the owners of an action are told, from the database at the moment it is sent."""

from datetime import datetime
from typing import cast

import db.actions
import db.people
import prompts.actions
from bot.actions import Kind
from db.session import Session
from db.tables import Outbox
from handlers.flow import actions
from prompts.blocks import Message

KINDS: tuple[Kind, ...] = ("action", "action_due", "action_late", "action_tell", "action_moved")


def _told(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    """As it stands; None where there is nothing left to say, or it is not theirs any more."""
    assert row.staff_id is not None
    shown = actions.shown(session, int(row.about or ""), now)
    action, reader = shown.action, db.people.staff(session, row.staff_id)
    if not reader.listed or not actions.told(session, reader, action):
        return None if first else prompts.actions.passed(shown)
    if first and row.kind == "action_tell" and not action.waits:
        return None
    if action.state == "done" and not (row.kind == "action_tell" and action.waits):
        return None if first else prompts.actions.closed(shown)
    owner = action.decision.owner_id == row.staff_id
    today = actions.today(shown.service, now)
    return prompts.actions.told(shown, cast(Kind, row.kind), owner=owner, today=today)


DRAW = dict.fromkeys(map(str, KINDS), _told)
