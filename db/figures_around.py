"""What signs are looked for around: contacts that did not happen, and contact with family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.figures import AFTER, Around
from bot.people import Service
from db import figures_shifts
from db.figures_range import within
from db.tables import Note, Reply


@dataclass(frozen=True, slots=True)
class Event:
    """Something around which signs are looked for, when it was seen."""

    person_id: int
    around: Around
    at: datetime


def events(session: Session, services: Sequence[Service], first: Date, last: Date) -> list[Event]:
    """Contacts that did not happen, and family contact, that a period of the range may come after."""
    earlier = first - AFTER - timedelta(days=1)
    missed = session.execute(
        sa.select(col(Reply.person_id), col(Reply.contact_missed), col(Reply.seen_at)).where(
            col(Reply.period_id).in_(figures_shifts.ids(services, earlier, last)),
            col(Reply.superseded_by).is_(None),
            col(Reply.contact_missed).is_not(None),
        )
    )
    family = session.execute(
        sa.select(col(Note.person_id), sa.literal("family"), col(Note.seen_at)).where(
            within(services, col(Note.service_id), col(Note.received_at), earlier, last),
            col(Note.topic) == "family_contact",
            col(Note.person_id).is_not(None),
            col(Note.superseded_by).is_(None),
        )
    )
    return [Event(*row) for rows in (missed, family) for row in rows]
