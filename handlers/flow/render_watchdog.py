"""Drawing what the watchdog reports: of the moment at which it was found, however late it is sent."""

from datetime import datetime
from typing import cast

import db.outbox
import db.people
import prompts.watchdog
from bot.people import Service
from bot.watchdog import Kind
from db.outbox import Letter
from db.session import Session
from prompts.blocks import Message


def found(session: Session, letter: Letter, service: Service | None, now: datetime) -> Message:
    """`letter.about` is "watchdog", the kind of the fault and its id."""
    _, kind, number = (letter.about or "").split(" ")
    row = db.outbox.message(session, letter.id)
    assert row is not None
    near = service or next(iter(db.people.services(session)), None)
    zone = near.spec.timezone if near else "UTC"
    return prompts.watchdog.found(cast(Kind, kind), int(number), service, row.made_at, zone, now)
