"""Drawing the message with the cases of a sense-check, from the database at the moment it is sent."""

from datetime import datetime

import prompts.checks
from db.session import Session
from db.tables import Outbox
from handlers.flow import check_notes
from prompts.blocks import Message


def _check(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    del first, now
    return prompts.checks.cases(check_notes.sent(session, int(row.about or "")))


def _again(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    del now
    shown = check_notes.sent(session, int(row.about or ""))
    over = all(one.check.done or not one.here for one in shown.rows)
    return None if first and over else prompts.checks.again(shown)


DRAW = {"check": _check, "check_again": _again}
