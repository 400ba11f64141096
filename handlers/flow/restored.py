"""After a backup was put back: each house is told which minutes are missing."""

from datetime import datetime

import db.outbox
import db.people
import db.restored
from db.session import Session


def tell(session: Session, since: datetime, now: datetime) -> None:
    """Have each house told, as soon as Relay runs, that what it knew from `since` to `now` is missing.

    What it was to be told of the same by a restore before is not said.
    """
    db.restored.untell(session)
    for service in db.people.services(session):
        db.outbox.put(
            session, db.restored.TOLD, now, to_channel=service.spec.channel, service_id=service.id,
            about=since.isoformat(), dedupe=f"restored {service.id} {now.isoformat()}",
        )  # fmt: skip
