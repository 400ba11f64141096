"""Drawing what is said of a backup that was put back, from the database at the moment it is sent."""

from datetime import datetime

import db.people
import prompts.restored
from bot.backup import Missing
from db.session import Session
from db.tables import Outbox
from handlers.flow import targets
from prompts.blocks import Message


def _restored(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    del first
    assert row.service_id is not None
    service = db.people.service(session, row.service_id)
    gap = Missing(service.spec.timezone, datetime.fromisoformat(row.about or ""), row.made_at)
    on_call = targets.on_call(session, service, now)
    return prompts.restored.missing(service, gap, on_call, targets.emergency(session))


DRAW = {"restored": _restored}
