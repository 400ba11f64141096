"""Prompts drawn anew: who has answered, what rings and which plan changed stand in them."""

from datetime import datetime

import db.handover
import db.outbox
from db.session import Session


def newest(session: Session, service_id: int, now: datetime) -> None:
    """Have the newest prompt of a service drawn anew; nothing where it has not been asked yet."""
    latest = db.handover.latest_asked(session, service_id)
    if latest:
        prompt(session, latest.id, now)


def prompt(session: Session, handover_id: int, now: datetime) -> None:
    """Have one handover's prompt drawn anew; nothing where it has none. Its row is locked until the caller commits."""
    found = db.outbox.prompt_id(session, handover_id)
    if found is not None:
        db.outbox.refresh(session, found, now)
