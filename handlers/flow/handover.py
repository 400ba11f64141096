"""Handovers: asked when due or when somebody asks, answered, and what the answers set going."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import bot.access
import bot.handover
import bot.thresholds
import db.escalation
import db.handover
import db.history
import db.journal
import db.outbox
import db.people
import db.replies
from bot.handover import Change, Handover
from bot.people import Person, Service, Staff
from bot.plans import Plan
from bot.replies import Answer
from bot.thresholds import Crossing
from db.session import Session
from db.tables import Asking, Reply
from handlers.flow import correction, escalation, silence
from handlers.flow.escalation import Cause

NOT_ASKED_HERE = "not_asked_here"
NOT_HERE_NOW = "not_here_now"


def plan_ahead(session: Session, service: Service, now: datetime) -> None:
    """Have the next change of shift of a service on the list; move it when the shifts were edited."""
    planned = db.handover.planned(session, service.id)
    upcoming = bot.handover.next_change(service.spec, now)
    if planned is None:
        while not db.handover.plan(session, service.id, upcoming):
            upcoming = bot.handover.next_change(service.spec, upcoming.due)
    elif planned.change.due > now and planned.change != upcoming:
        while not db.handover.move(session, planned.id, upcoming):
            upcoming = bot.handover.next_change(service.spec, upcoming.due)


def ask_due(session: Session, handover: Handover, now: datetime) -> bool:
    """Settle one handover whose time has come: asked, or after downtime *not asked*; and plan the one after it.

    True when it was asked.
    """
    service = db.people.service(session, handover.service_id)
    upcoming = bot.handover.next_change(service.spec, handover.change.due)
    what = bot.handover.what_now(handover.change.due, upcoming.due, now)
    if what == "wait":
        return False
    # where the one after it has been settled already, as when shifts were edited, the next in line is planned
    while not db.handover.plan(session, service.id, upcoming) and upcoming.due <= now:
        upcoming = bot.handover.next_change(service.spec, upcoming.due)
    if what == "not_asked":
        if db.handover.take(session, handover.id, Asking.NOT_ASKED, now, late=False):
            _not_asked(session, service, handover.id, now)
        return False
    return _ask(session, service, handover.id, handover.change, now, late=what == "ask_late")


def _not_asked(session: Session, service: Service, handover_id: int, now: datetime) -> None:
    """Nobody was asked: the managers hear of the first one, for after a long downtime there are many."""
    db.journal.write(session, now, "handover.not_asked", service_id=service.id, handover_id=handover_id)
    for one in db.people.holders(session, "manager", service.id):
        db.outbox.put(
            session, "notice", now, to_user=one.slack, staff_id=one.id, service_id=service.id, handover_id=handover_id,
            about="not_asked", dedupe=f"not asked {service.id} {one.id} {now:%F}",
        )  # fmt: skip


def _ask(
    session: Session, service: Service, handover_id: int, change: Change, now: datetime, *, late: bool
) -> bool:
    if not db.handover.take(session, handover_id, Asking.ASKED, now, late):
        return False
    _post(session, service, handover_id, change, now)
    return True


def _post(session: Session, service: Service, handover_id: int, change: Change, now: datetime) -> None:
    people = [
        one for one in db.people.people_of(session, service.id) if bot.handover.asked_about(one, change)
    ]
    db.handover.ask_about(session, handover_id, [one.id for one in people])
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
class Tap:
    """One answer as it came from Slack. `nonce` is the form's or the tap's own; `plan_id` the plan it showed."""

    handover_id: int
    person_id: int
    slack: str
    nonce: str
    answer: Answer
    plan_id: int | None = None


@dataclass(frozen=True)
class Recorded:
    """What became of a tap. `escalations` are those that this reply opened or joined."""

    how: Literal["kept", "same", "stands", "refused"]
    reason: str = ""
    reply_id: int | None = None
    escalations: Sequence[int] = ()


def record(session: Session, tap: Tap, now: datetime) -> Recorded:
    """Keep an answer, open what it crosses, and have the prompt drawn anew: all in this transaction."""
    handover = db.handover.get(session, tap.handover_id)
    staff = db.people.staff_by_slack(session, tap.slack)
    reason = refused(session, staff, handover.id, tap.person_id)
    if reason or staff is None:
        db.journal.write(
            session, now, "refused", actor=tap.slack, handover_id=handover.id, service_id=handover.service_id,
            why=reason,
        )  # fmt: skip
        return Recorded("refused", reason)
    db.replies.lock_person(session, tap.person_id)
    if stands := _stands(session, tap, staff):
        return stands
    service = db.people.service(session, handover.service_id)
    person = db.people.person(session, tap.person_id)
    period, seen_at = _when(session, handover, now)
    new = db.replies.New(
        person.id, service.id, handover.id, period, staff.id, tap.plan_id or person.plan_id, seen_at, now,
        tap.answer, tap.nonce,
    )  # fmt: skip
    reply_id, is_new = db.replies.keep(session, new)
    if not is_new:
        again = dict.fromkeys(e for e, _ in db.escalation.crossings_of(session, reply_id))
        return Recorded("same", reply_id=reply_id, escalations=tuple(again))
    if tap.answer.kind == "not_seen":
        _take_back(session, tap, staff, reply_id)
    db.journal.write(
        session, now, "reply", actor=tap.slack, service_id=service.id, person_id=person.id, handover_id=handover.id,
        reply_id=reply_id,
    )  # fmt: skip
    opened: dict[int, None] = {}
    for plan_id, crossings in _crossed(session, person, reply_id):
        opened |= dict.fromkeys(
            escalation.cross(session, service, person, plan_id, crossings, Cause(handover.id, reply_id), now)
        )
    correction.corrected(session, person, reply_id, now)
    silence.answered(session, person, now)
    _redraw(session, handover, now)
    return Recorded("kept", reply_id=reply_id, escalations=tuple(opened))


def refused(session: Session, staff: Staff | None, handover_id: int, person_id: int) -> str:
    """Why `staff` may not answer this handover about this person; empty when they may."""
    access = bot.access.may(staff, "answer", db.handover.get(session, handover_id).service_id)
    if not access.allowed:
        return access.reason
    # both ids came over the network, and might be of two houses
    return "" if person_id in db.handover.asked_about(session, handover_id) else NOT_ASKED_HERE


def _stands(session: Session, tap: Tap, staff: Staff) -> Recorded | None:
    """A second *no signs* adds nothing; one after the same worker's own signs would hide them, so they stand."""
    if tap.answer.kind == "signs":
        return None
    own = [
        reply
        for reply in db.replies.of_handover(session, tap.handover_id)
        if reply.person_id == tap.person_id and reply.author_id == staff.id
    ]
    if any(reply.answer.kind == "signs" for reply in own):
        return Recorded("stands")
    same = [reply for reply in own if reply.answer.kind == tap.answer.kind == "clear"]
    return Recorded("same", reply_id=same[-1].id) if same else None


def _take_back(session: Session, tap: Tap, staff: Staff, reply_id: int) -> None:
    """*Not seen*, after the same worker's own *no signs* at this handover, says that this was a slip."""
    clear = [
        reply.id
        for reply in db.replies.of_handover(session, tap.handover_id)
        if reply.person_id == tap.person_id and reply.author_id == staff.id and reply.answer.kind == "clear"
    ]
    db.replies.supersede(session, clear, reply_id)


def _when(session: Session, handover: Handover, now: datetime) -> tuple[int, datetime]:
    """The period an untimed answer belongs to, and when it counts as seen."""
    if not handover.extra:
        return handover.id, bot.handover.seen_at(handover.change.due, now)
    period = db.handover.period_at(session, handover.service_id, now)
    if period is None:
        plan_ahead(session, db.people.service(session, handover.service_id), now)
        period = db.handover.period_at(session, handover.service_id, now)
    assert period is not None
    return period, now


def _crossed(session: Session, person: Person, reply_id: int) -> list[tuple[int, list[Crossing]]]:
    """What the reply crosses of the plan that holds, and more of the version that its form was drawn from."""
    row = db.replies.row(session, reply_id)
    found: dict[int, list[Crossing]] = {}
    for plan_id in dict.fromkeys(one for one in (person.plan_id, row.plan_id) if one is not None):
        plan = db.people.plan(session, plan_id).body
        known = {one.threshold.key for crossings in found.values() for one in crossings}
        crossings = _crossed_of(session, plan, person.known_as, row) if plan else []
        found[plan_id] = [one for one in crossings if one.threshold.key not in known]
    return list(found.items())


def _crossed_of(session: Session, plan: Plan, known_as: str, row: Reply) -> list[Crossing]:
    assert row.id is not None
    reach = bot.thresholds.reach(plan)
    history = db.history.around(session, row.person_id, row.period_id, row.seen_at, reach)
    return bot.thresholds.crossed(plan, known_as, history, row.id)


def _redraw(session: Session, handover: Handover, now: datetime) -> None:
    """The prompt that was answered, and the newest one, which shows what is open."""
    latest = db.handover.latest_asked(session, handover.service_id)
    for one in sorted({handover.id} | ({latest.id} if latest else set())):
        prompt = db.outbox.prompt_of(session, one)
        if prompt and prompt.id:
            db.outbox.refresh(session, prompt.id, now)
