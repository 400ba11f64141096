"""Drawing what somebody was told privately, and what its author hears. None: it is no longer needed."""

from datetime import datetime

import db.private
import prompts.private_told
from db.session import Session
from db.tables import Outbox
from handlers.flow import private
from prompts.blocks import Message


def told(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    """To whoever is told; only the newest that they had has the button."""
    shown = private.shown(session, int(row.about or ""))
    if shown.concern.state != "open":
        return None if first else prompts.private_told.settled(shown, now)
    mine = [one.id for one in db.private.messages(session, shown.concern.id) if one.staff_id == row.staff_id]
    if not first and row.id != mine[-1]:
        return prompts.private_told.older(shown, now)
    return prompts.private_told.told(shown, row.number, now)


def unanswered(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    """To its author; nothing when somebody has taken it by now."""
    shown = private.shown(session, int(row.about or ""))
    if shown.concern.state != "open":
        return None if first else prompts.private_told.answered(shown, now)
    return prompts.private_told.unanswered(shown, now)


DRAW = {"private": told, "private_open": unanswered}
