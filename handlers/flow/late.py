"""A handover that waits for answers: the house is reminded, and then somebody hears that it is late. Once each."""

from collections.abc import Sequence
from datetime import datetime

import bot.silence
import db.escalation
import db.handover
import db.journal
import db.outbox
import db.people
import db.silence
from bot.handover import Handover
from bot.people import Person, Service
from bot.silence import Standing
from db.session import Session
from db.silence import Looked
from db.tables import Outbox, Sending
from handlers.flow import escalation, showing, waiting

# what is said of a silence, and drawn anew when it ends
SAID = ("reminder", "late", "missed")


def look(session: Session, handover_id: int, now: datetime) -> bool:
    """Do what is due about one handover's silence, and keep when to look again. False when nothing was due."""
    said = db.silence.take(session, handover_id, now)
    if said is None:
        return False
    handover = db.handover.get(session, handover_id)
    service = db.people.service(session, handover.service_id)
    what, look_at = _step(session, handover, service, said, now)
    reminded, late = (now if what == one else None for one in ("remind", "late"))
    db.silence.looked(session, handover_id, look_at, reminded_at=reminded, late_at=late)
    if reminded:
        _remind(session, handover, service, now)
    if late:
        _say_late(session, handover, service, now)
    return True


def _step(
    session: Session, handover: Handover, service: Service, said: Looked, now: datetime
) -> tuple[bot.silence.What, datetime | None]:
    prompt = db.outbox.prompt_of(session, handover.id)
    # where Slack will never take the question nobody can be reminded of it, and it is late all the same
    never = prompt is not None and prompt.state is Sending.GIVEN_UP
    posted_at = handover.asked_at if never else prompt.sent_at if prompt else None
    standing = Standing(
        posted_at, service.spec.handover, never or said.reminded_at is not None, said.late_at is not None,
        not waiting.waited_for(session, handover.id), said.over,
    )  # fmt: skip
    step = bot.silence.step(standing, now)
    return step.do, step.look_at


def _remind(session: Session, handover: Handover, service: Service, now: datetime) -> None:
    prompt = db.outbox.prompt_of(session, handover.id)
    db.outbox.put(
        session, "reminder", now, to_channel=service.spec.channel, service_id=service.id, handover_id=handover.id,
        thread_of=prompt.id if prompt else None, dedupe=f"reminder {handover.id}",
    )  # fmt: skip
    db.journal.write(session, now, "handover.reminded", service_id=service.id, handover_id=handover.id)


def _say_late(session: Session, handover: Handover, service: Service, now: datetime) -> None:
    """To the team leaders, or where there is none, or nobody to be in, to the service's ladder."""
    heard = bot.silence.how_late(service, handover.change, now)
    leaders = db.people.holders(session, "team_leader", service.id) if heard == "team_leader" else []
    why = "team_leader" if leaders else "escalate"
    db.journal.write(session, now, "handover.late", service_id=service.id, handover_id=handover.id, why=why)
    for one in leaders:
        db.outbox.put(
            session, "late", now, to_user=one.slack, staff_id=one.id, service_id=service.id, handover_id=handover.id,
            dedupe=f"late {handover.id} {one.id}",
        )  # fmt: skip
    if not leaders:
        escalation.raise_(
            session, service, None, f"ladder:{service.spec.ladder}", "now", bot.silence.LATE_WITHIN, now,
            handover_id=handover.id, prompt_id=handover.id,
        )  # fmt: skip
    latest = db.handover.latest_asked(session, service.id)
    for shown in sorted({handover.id} | ({latest.id} if latest else set())):
        db.outbox.refresh_prompt(session, shown, now)


def answered(session: Session, person: Person, now: datetime) -> None:
    """Somebody has just answered about a person: what is said of the silence before shows it."""
    said = [(one, _said(session, one)) for one in db.silence.spoken_of(session, person.service_id, SAID)]
    ended = [
        what
        for one, what in said
        if any(what)
        and any(
            first.person_id == person.id and first.received_at == now
            for first in waiting.answers(session, one)
        )
    ]
    _redraw(session, ended, now)


def moved(session: Session, service_id: int, person_id: int, now: datetime) -> None:
    """Somebody is away, or back: what is said of a silence about them shows that they are not waited for, or are."""
    asked = db.silence.newest_asked(session, service_id)
    stood = [one for one in asked if db.handover.shown(session, one, person_id) is not None]
    _redraw(session, [_said(session, one) for one in stood], now)


def _redraw(session: Session, ended: Sequence[tuple[int | None, list[Outbox]]], now: datetime) -> None:
    # escalations before other messages: whoever looks holds the one and wants the other in this order
    for raised, _ in ended:
        if raised is not None:
            showing.refresh_own(session, db.escalation.get(session, raised), now)
    for _, rows in ended:
        for row in rows:
            assert row.id is not None
            db.outbox.refresh(session, row.id, now)


def _said(session: Session, handover_id: int) -> tuple[int | None, list[Outbox]]:
    """What was said of one handover's silence: the escalation it opened, and other messages."""
    raised = db.escalation.raised_by(session, note_id=None, handover_id=handover_id)
    return raised, list(db.outbox.of_handover(session, handover_id, SAID))
