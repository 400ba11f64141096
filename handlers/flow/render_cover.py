"""Drawing what is said about covering a shift. None: it is no longer needed."""

from datetime import datetime

import db.covers
import db.people
import prompts.covering
from db.session import Session
from db.tables import Outbox
from prompts.blocks import Message


def house(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    """What the house is asked; nothing when it is too late to ask."""
    cover = db.covers.get(session, int(row.about or ""))
    if first and cover.over(now):
        return None
    return prompts.covering.asked(db.people.service(session, cover.service_id), cover, now)


def told(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    """To a team leader: said in any case, late too."""
    del first
    cover = db.covers.get(session, int(row.about or ""))
    return prompts.covering.told(db.people.service(session, cover.service_id), cover, now)


def yes(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    """To whoever asked; nothing when the shift is over."""
    cover = db.covers.get(session, int(row.about or ""))
    if first and cover.over(now):
        return None
    return prompts.covering.yes(db.people.service(session, cover.service_id), cover)


DRAW = {"cover": house, "cover_told": told, "cover_yes": yes}
