"""Drawing a message from the database at the moment it is sent. None: it is no longer needed."""

from datetime import datetime

import db.escalation
import db.handover
import db.outbox
import db.people
import prompts.escalation
import prompts.handover
import prompts.house_line
import prompts.noted
import prompts.notices
from bot.escalation import Briefing
from bot.people import Contact
from db.outbox import Letter
from db.session import Session
from db.tables import Outbox
from handlers.flow import board, gather, render_cover, render_silence, targets
from prompts.blocks import Message


def letter(session: Session, letter: Letter, now: datetime) -> Message | None:
    """What a claimed message says now; an update shows how things stand, a first sending may be too late."""
    if letter.kind == "prompt":
        assert letter.handover_id is not None
        return prompts.handover.question(board.board(session, letter.handover_id, now), now)
    if letter.kind == "notice":
        return _notice(session, letter, now)
    shown = db.outbox.message(session, letter.updates or letter.id)
    assert shown is not None
    return DRAW[letter.kind](session, shown, now, first=letter.updates is None)


def _ping(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    assert row.staff_id is not None
    told = gather.briefing(session, row.escalation_id, now, row.to_user)
    if told.escalation.state != "open":
        return None if first else prompts.escalation.ping_settled(told, now)
    if not first and not gather.newest_ping(session, row):
        return prompts.escalation.ping_older(told)
    you = db.people.staff(session, row.staff_id).name
    return prompts.escalation.ping(told, you, row.number, now)


def _joined(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now, row.to_user)
    waits = told.escalation.confirm_by is not None and told.escalation.holder_id == row.staff_id
    newest = row.number == db.escalation.tellings(session, row.escalation_id)
    if waits and newest:
        return prompts.escalation.joined(told, row.number, now)
    return None if first and not waits else prompts.escalation.joined_seen(told)


def _house_line(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    del first
    assert row.escalation_id is not None
    return prompts.house_line.line(gather.briefing(session, row.escalation_id, now), now)


def _unanswered(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now)
    if told.escalation.state != "open":
        return None if first else prompts.house_line.line(told, now)
    return prompts.house_line.unanswered(told, _to_phone(session, told, now), now)


def _call_open(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    assert row.escalation_id is not None
    told = gather.briefing(session, row.escalation_id, now)
    if told.escalation.state != "open":
        return None if first else prompts.noted.call_taken(told, now)
    return prompts.noted.call_open(told, _to_phone(session, told, now))


def _to_phone(session: Session, told: Briefing, now: datetime) -> list[Contact]:
    """Whom the house can phone itself: those told last first, then whoever is on call now."""
    tried = [Contact(one.name, one.phone) for one in reversed(told.told)]
    on_call = targets.on_call(session, told.service, now, told.person)
    return list(dict.fromkeys([*tried, *on_call]))


def _notice(session: Session, letter: Letter, now: datetime) -> Message:
    kind, _, why = (letter.about or "").partition(" ")
    if kind == "start":
        return prompts.notices.found_at_start(int(why))
    service = db.people.service(session, letter.service_id) if letter.service_id else None
    if service and letter.handover_id and kind == "not_asked":
        return prompts.notices.not_asked(service, db.handover.get(session, letter.handover_id).change, now)
    return prompts.notices.cannot_send(kind, service, why)


DRAW = {
    "ping": _ping, "joined": _joined, "house_line": _house_line, "unanswered": _unanswered, "call_open": _call_open,
    **render_silence.DRAW, **render_cover.DRAW,
}  # fmt: skip
