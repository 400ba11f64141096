"""Handovers: asked when due or when somebody asks, answered, and what the answers set going."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import bot.handover
import bot.silence
import bot.thresholds
import db.absence
import db.crossings
import db.escalation
import db.handover
import db.journal
import db.outbox
import db.people
import db.replies
from bot.handover import Change, Handover
from bot.people import Person, Service
from bot.thresholds import Crossing
from db.session import Session
from db.tables import Asking
from handlers.flow import away, correction, escalation, pause, replies, silence, targets, thresholds
from handlers.flow.escalation import Cause
from handlers.flow.replies import NOT_ASKED_HERE as NOT_ASKED_HERE
from handlers.flow.replies import NOT_HERE_NOW as NOT_HERE_NOW
from handlers.flow.replies import Place
from handlers.flow.replies import Tap as Tap
from handlers.flow.replies import refused as refused

# a period ends with the instant at which it is due
INSTANT = timedelta(microseconds=1)


def plan_ahead(session: Session, service: Service, now: datetime) -> None:
    """Have the next change of shift of a service on the list; move it when the shifts were edited."""
    upcoming = bot.handover.next_change(service.spec, now)
    # one that is asked meanwhile stays as it was asked: then the next one is looked at
    while planned := db.handover.planned(session, service.id):
        if planned.change.due <= now or planned.change == upcoming:
            return
        _lock_people(session, service.id)
        moved = db.handover.move(session, planned.id, upcoming)
        if moved:
            return
        if moved is False:
            upcoming = bot.handover.next_change(service.spec, upcoming.due)
    while not db.handover.plan(session, service.id, upcoming):
        upcoming = bot.handover.next_change(service.spec, upcoming.due)


def _lock_people(session: Session, service_id: int) -> None:
    """Have those wait who would say that somebody is away or back, or answer.

    Before any handover is planned, moved or asked: whoever answers holds a person, and may then wait for that one.
    """
    db.replies.lock_people(session, db.people.ids_of(session, service_id))


def ask_due(session: Session, handover: Handover, now: datetime) -> bool:
    """Settle one handover whose time has come: asked, or after downtime *not asked*; and plan the one after it.

    True when it was asked.
    """
    _lock_people(session, handover.service_id)
    # a file that was loaded meanwhile may have moved it, and somebody else may have asked it
    handover = db.handover.get(session, handover.id)
    if handover.state != "planned":
        return False
    service = db.people.service(session, handover.service_id)
    upcoming = bot.handover.next_change(service.spec, handover.change.due)
    what = bot.handover.what_now(handover.change.due, upcoming.due, now)
    if what == "wait":
        return False
    # where the one after it has been settled already, as when shifts were edited, the next in line is planned
    while not db.handover.plan(session, service.id, upcoming) and upcoming.due <= now:
        upcoming = bot.handover.next_change(service.spec, upcoming.due)
    due = handover.change.due
    if pause.now(session, service.id, due) or pause.now(session, service.id, now):
        if db.handover.take(session, handover.id, Asking.PAUSED, now, late=False):
            db.journal.write(session, now, "handover.paused", service_id=service.id, handover_id=handover.id)
        return False
    if what == "not_asked":
        if db.handover.take(session, handover.id, Asking.NOT_ASKED, now, late=False):
            _not_asked(session, service, handover.id, now)
        return False
    return _ask(session, service, handover.id, handover.change, now, late=what == "ask_late")


def _not_asked(session: Session, service: Service, handover_id: int, now: datetime) -> None:
    """Nobody was asked: the managers hear of the first one, for after a long downtime there are many."""
    db.journal.write(session, now, "handover.not_asked", service_id=service.id, handover_id=handover_id)
    for one in targets.managers(session, service):
        db.outbox.put(
            session, "notice", now, to_user=one.slack, staff_id=one.id, service_id=service.id, handover_id=handover_id,
            about="not_asked", dedupe=f"notice {one.id} not_asked {service.id} {now:%F}",
        )  # fmt: skip


def _ask(
    session: Session, service: Service, handover_id: int, change: Change, now: datetime, *, late: bool
) -> bool:
    look_at = bot.silence.first_look(now, service.spec.handover)
    if not db.handover.take(session, handover_id, Asking.ASKED, now, late, look_at):
        return False
    _post(session, service, handover_id, change, now)
    return True


def _post(session: Session, service: Service, handover_id: int, change: Change, now: datetime) -> None:
    agreed = [
        one for one in db.people.people_of(session, service.id) if bot.handover.asked_about(one, change)
    ]
    asked, gone = away.who_is_asked(session, agreed, db.handover.get(session, handover_id))
    db.handover.ask_about(session, handover_id, [one.id for one in asked])
    db.absence.left_out(session, handover_id, [one.id for one in gone])
    db.outbox.put(
        session, "prompt", now, to_channel=service.spec.channel, service_id=service.id, handover_id=handover_id,
        dedupe=f"prompt {handover_id}",
    )  # fmt: skip
    db.journal.write(session, now, "handover.asked", service_id=service.id, handover_id=handover_id)


@dataclass(frozen=True)
class Asked:
    """What `relay ask` did: posted the scheduled one (that was due, or is within the hour), or made an extra one."""

    how: Literal["due", "early", "extra"]
    handover_id: int
    change: Change


def ask_now(session: Session, service: Service, request: str, now: datetime) -> Asked:
    """Ask a service now. `request` is the asker's own id. An extra handover makes no period."""
    _lock_people(session, service.id)
    plan_ahead(session, service, now)
    while (planned := db.handover.planned(session, service.id)) and planned.change.due <= now:
        if ask_due(session, planned, now):
            return Asked("due", planned.id, planned.change)
    assert planned is not None, "planned ahead above"
    if bot.handover.ask_now(planned.change.due, now) == "early":
        _ask(session, service, planned.id, planned.change, now, late=False)
        plan_ahead(session, service, now)
        return Asked("early", planned.id, planned.change)
    made = db.handover.add_extra(session, service.id, planned.change, now, request)
    _post(session, service, made, planned.change, now)
    return Asked("extra", made, planned.change)


@dataclass(frozen=True)
class Recorded:
    """What became of a tap. `escalations` are those that this reply opened or joined.

    "same" was kept before; "stands": the author's own signs stay as they are.
    """

    how: Literal["kept", "same", "stands", "refused"]
    reason: str = ""
    reply_id: int | None = None
    escalations: Sequence[int] = ()


def record(session: Session, tap: Tap, now: datetime) -> Recorded:
    """Keep an answer, open what it crosses, and have the prompt drawn anew: all in this transaction.

    Whether its author may answer at all was decided before.
    """
    if reason := refused(session, tap.handover_id, tap.person_id, tap.answer.kind):
        return _refuse(session, tap, reason, now)
    db.replies.lock_person(session, tap.person_id)
    corrected = replies.corrected(session, tap, now)
    if corrected is None and (stands := replies.stands(session, tap)):
        return Recorded(stands.how, reply_id=stands.reply_id)
    person = db.people.person(session, tap.person_id)
    at = _place(session, person, tap, now)
    old = replies.supersedes(session, tap, corrected)
    new = db.replies.New(
        person.id, at.service.id, tap.handover_id, at.period, tap.author, tap.plan_id or person.plan_id, at.seen_at,
        now, tap.answer, tap.nonce, at.timed,
    )  # fmt: skip
    reply_id, is_new = db.replies.keep(session, new)
    if not is_new:
        again = dict.fromkeys(e for e, _ in db.crossings.crossings_of(session, reply_id))
        return Recorded("same", reply_id=reply_id, escalations=tuple(again))
    db.replies.supersede(session, old, reply_id)
    db.journal.write(
        session, now, "reply", actor=tap.slack, service_id=at.service.id, person_id=person.id,
        handover_id=tap.handover_id, reply_id=reply_id,
    )  # fmt: skip
    if replies.says_back(session, tap) and away.seen(session, person.id, tap.author, now):
        _ask_again(session, person, at)
    opened = _ring(session, person, at, reply_id, tap, now)
    return Recorded("kept", reply_id=reply_id, escalations=tuple(opened))


def _ask_again(session: Session, person: Person, at: Place) -> None:
    """Who was left out of a handover, being away, is one of those asked about again."""
    if at.handover and not at.handover.extra:
        db.absence.ask_again(session, at.handover.id, person.id)


def _refuse(session: Session, tap: Tap, reason: str, now: datetime) -> Recorded:
    if tap.handover_id is not None:
        service_id = db.handover.service_id(session, tap.handover_id)
    else:
        service_id = db.people.service_id_of(session, tap.person_id)
    db.journal.write(
        session,
        now,
        "refused",
        actor=tap.slack,
        handover_id=tap.handover_id,
        service_id=service_id,
        why=reason,
    )
    return Recorded("refused", reason)


def _ring(session: Session, person: Person, at: Place, reply_id: int, tap: Tap, now: datetime) -> list[int]:
    """Open or join what a kept reply crosses, and show everywhere that it was given. Escalations, once each."""
    latest = db.handover.latest_asked(session, at.service.id)
    shown = {one.id for one in (at.handover, latest) if one}
    cause = Cause(at.handover.id if at.handover else latest.id if latest else None, reply_id)
    opened: dict[int, None] = {}
    crossed = _crossed(session, person, reply_id) if bot.thresholds.can_cross(tap.answer) else []
    for plan_id, crossings in crossed:
        opened |= dict.fromkeys(escalation.cross(session, at.service, person, plan_id, crossings, cause, now))
    correction.corrected(session, person, reply_id, now)
    silence.answered(session, person, now)
    # each is locked: in one order, or two answers could wait for each other
    for one in sorted(shown):
        db.outbox.refresh_prompt(session, one, now)
    return list(opened)


def _place(session: Session, person: Person, tap: Tap, now: datetime) -> Place:
    """Where an answer belongs: untimed through a prompt to that prompt, else to the period its time falls in."""
    handover = db.handover.get(session, tap.handover_id) if tap.handover_id is not None else None
    service = db.people.service(session, handover.service_id if handover else person.service_id)
    if tap.at is None and handover is not None and not handover.extra:
        return Place(
            service, handover, handover.id, bot.handover.seen_at(handover.change.due, now), timed=False
        )
    seen_at = min(tap.at or now, now)
    return Place(service, handover, _period_at(session, service, seen_at), seen_at, tap.at is not None)


def _period_at(session: Session, service: Service, at: datetime) -> int:
    """The period that an instant falls in; it is put on the list where nothing that late is there yet."""
    upcoming = bot.handover.next_change(service.spec, at - INSTANT)
    while (period := db.handover.period_at(session, service.id, at)) is None:
        db.handover.plan(session, service.id, upcoming)
        upcoming = bot.handover.next_change(service.spec, upcoming.due)
    return period


def _crossed(session: Session, person: Person, reply_id: int) -> list[tuple[int, list[Crossing]]]:
    """What the reply crosses of the plan that holds, and more of the version that its form was drawn from."""
    row = db.replies.row(session, reply_id)
    found: dict[int, list[Crossing]] = {}
    for plan_id in dict.fromkeys(one for one in (person.plan_id, row.plan_id) if one is not None):
        plan = db.people.plan(session, plan_id).body
        known = {one.threshold.key for crossings in found.values() for one in crossings}
        crossings = thresholds.crossed(session, plan, person.known_as, row) if plan else []
        found[plan_id] = [one for one in crossings if one.threshold.key not in known]
    return list(found.items())
