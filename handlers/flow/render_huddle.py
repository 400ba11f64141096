"""Drawing the weekly huddle's digest, from how it was counted when it was posted and what became of it since."""

from datetime import datetime

import db.outbox
import prompts.digest
from db.session import Session
from db.tables import Outbox, Sending
from handlers.flow import huddle
from prompts.blocks import Message


def _head(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    del first
    return prompts.digest.head(huddle.posted(session, int(row.about or ""), now))


def _more(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    head = db.outbox.message(session, row.thread_of) if row.thread_of else None
    if first and head and head.state in (Sending.GIVEN_UP, Sending.DROPPED):
        return None
    return prompts.digest.more(huddle.posted(session, int(row.about or ""), now), row.number)


DRAW = {"huddle": _head, "huddle_more": _more}
