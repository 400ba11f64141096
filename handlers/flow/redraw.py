"""Prompts drawn anew: who has answered, what rings and which plan changed stand in them."""

from datetime import datetime

import db.handover
import db.outbox
from db.session import Session


def newest(session: Session, service_id: int, now: datetime) -> None:
    """Have the newest prompt of a service drawn anew; nothing where it has not been asked yet."""
    latest = db.handover.latest_asked(session, service_id)
    if latest:
        db.outbox.refresh_prompt(session, latest.id, now)
