"""Drawing what is said of silence and of pauses, from the database at the moment it is sent."""

from datetime import datetime

import db.handover
import db.pause
import db.people
import prompts.pause
import prompts.silence
from bot.briefing import Late
from bot.people import Service
from db.session import Session
from db.tables import Outbox
from handlers.flow import targets, waiting
from prompts.blocks import Message


def _standing(session: Session, row: Outbox) -> tuple[Service, Late]:
    assert row.handover_id is not None
    said = waiting.standing(session, row.handover_id, row.made_at, row.to_user)
    return _service(session, row), said


def _service(session: Session, row: Outbox) -> Service:
    assert row.service_id is not None
    return db.people.service(session, row.service_id)


def _reminder(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    service, said = _standing(session, row)
    if first and not said.waiting:
        return None
    on_call = targets.on_call(session, service, now)
    return prompts.silence.reminder(service, said, on_call, targets.emergency(session), now)


def _late(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    service, said = _standing(session, row)
    return None if first and not said.waiting else prompts.silence.late(service, said, now)


def _missed(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    service, said = _standing(session, row)
    return None if first and not said.waiting else prompts.silence.missed(service, said, now)


def _paused(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    del now
    held = db.pause.get(session, int(row.about or 0))
    return None if first and held.ended_at else prompts.pause.paused(_service(session, row), held)


def _resumed(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    service, ended = _service(session, row), db.pause.get(session, int(row.about or 0))
    if first and db.pause.at(session, service.id, now):
        return None
    planned = db.handover.planned(session, service.id)
    return prompts.pause.resumed(service, ended.ended_by or "", planned.change.due if planned else None, now)


DRAW = {"reminder": _reminder, "late": _late, "missed": _missed, "paused": _paused, "resumed": _resumed}
