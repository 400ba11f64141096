"""Gathering what a message needs from the database, as one value for the wording."""

from collections.abc import Sequence
from datetime import datetime

import bot.escalation
import db.escalation
import db.handover
import db.outbox
import db.people
import db.plans
import db.replies
from bot.escalation import Briefing, Escalation, Sighting, Told
from bot.handover import Answered, Board, Handover, OpenLine
from bot.people import Contact, Person, Service
from bot.replies import Kind, Reply
from db.escalation import Crossed
from db.session import Session
from db.tables import Outbox, Sending
from handlers.flow import targets

# what somebody saw is not hidden by what somebody else did not
WEIGHT: dict[Kind, int] = {"not_seen": 0, "clear": 1, "signs": 2}


def board(session: Session, handover_id: int, now: datetime) -> Board:
    """The prompt of one handover, as it stands."""
    handover = db.handover.get(session, handover_id)
    service = db.people.service(session, handover.service_id)
    people = db.people.persons(session, db.handover.asked_about(session, handover_id))
    said = _said(session, handover, people)
    return Board(
        handover,
        service,
        tuple((person, said.get(person.id)) for person in people),
        tuple(_open_line(session, e) for e in db.escalation.live_of(session, service.id)),
        targets.on_call(session, service, now),
        targets.emergency(session),
        db.plans.readings(session, service.id, [one for one in people if one.plan_version > 1]),
    )


def _said(session: Session, handover: Handover, people: list[Person]) -> dict[int, Answered]:
    """What to show for each person: the newest, and no sign is hidden by a later *no signs* of somebody else."""
    ids = [person.id for person in people]
    found: dict[int, Answered] = {}
    if not handover.extra and handover.asked_at:
        for reply in db.replies.of_period(session, handover.id, handover.asked_at, ids):
            _show(session, found, reply, earlier=True)
    for reply in db.replies.of_handover(session, handover.id):
        _show(session, found, reply, earlier=False)
    return found


def _show(session: Session, found: dict[int, Answered], reply: Reply, *, earlier: bool) -> None:
    before = found.get(reply.person_id)
    if before and before.earlier == earlier and WEIGHT[reply.answer.kind] < WEIGHT[before.kind]:
        return
    by = db.people.staff(session, reply.author_id).name
    found[reply.person_id] = Answered(reply.answer.kind, by, reply.received_at, earlier)


def _open_line(session: Session, e: Escalation) -> OpenLine:
    person = db.people.person(session, e.person_id) if e.person_id else None
    told, answer_by = tellings(session, e)
    latest = tuple(one.name for one in told if one.number == told[-1].number)
    holder = db.people.staff(session, e.holder_id).name if e.holder_id else None
    begins = e.due_at if not told and e.state == "open" else answer_by
    return OpenLine(
        person.known_as if person else None, latest, begins, holder, e.promise_by, e.unanswered_at is not None
    )


def tellings(session: Session, e: Escalation) -> tuple[list[Told], datetime | None]:
    """Who has been told, in order, and until when the last of them have to answer."""
    told = []
    for row in db.outbox.of_escalation(session, e.id, ("ping",)):
        if row.state in (Sending.GIVEN_UP, Sending.DROPPED) or row.staff_id is None:
            continue
        one = db.people.staff(session, row.staff_id)
        told.append(Told(one.name, one.phone, row.made_at, row.number))
    return told, e.due_at if told and e.state == "open" else None


def briefing(session: Session, escalation_id: int, now: datetime) -> Briefing:
    """All that any message about an escalation may draw on."""
    e = db.escalation.get(session, escalation_id)
    service = db.people.service(session, e.service_id)
    person = db.people.person(session, e.person_id) if e.person_id else None
    crossed = db.escalation.crossings(session, escalation_id)
    told, answer_by = tellings(session, e)
    next_up, next_at = _next(session, e, service, person, now)
    reasons = []
    for one in crossed:
        plan = db.people.plan(session, one.plan_id).body
        assert plan is not None
        reasons.append((plan.threshold(one.threshold), one.sentence))
    evidence = sorted({reply for one in crossed for reply in one.evidence}, reverse=True)
    organisation = db.people.organisation(session)
    return Briefing(
        e, service, person, tuple(reasons), tuple(_sighting(session, service, one) for one in evidence),
        tuple(told), answer_by, next_up, next_at, _holder(session, e), targets.emergency(session),
        lighter=organisation is not None and organisation.privacy == "lighter", corrected=_corrected(crossed),
        answered=_answered(session, person, crossed),
    )  # fmt: skip


def _corrected(crossed: Sequence[Crossed]) -> datetime | None:
    """When nothing was left of what an escalation rings about."""
    at = [one.corrected_at for one in crossed]
    return max((one for one in at if one), default=None) if all(at) else None


def _answered(
    session: Session, person: Person | None, crossed: Sequence[Crossed]
) -> tuple[str, datetime] | None:
    """Of an escalation about silence, who broke it."""
    if person is None or not crossed or any(one.period_id is None for one in crossed):
        return None
    reply = db.replies.first_since(session, person.id, min(one.at for one in crossed))
    return (db.people.staff(session, reply.author_id).name, reply.received_at) if reply else None


def _holder(session: Session, e: Escalation) -> Contact | None:
    if e.holder_id is None:
        return None
    holder = db.people.staff(session, e.holder_id)
    return Contact(holder.name, holder.phone)


def _next(
    session: Session, e: Escalation, service: Service, person: Person | None, now: datetime
) -> tuple[tuple[str, ...], datetime | None]:
    """Who is told next if nobody answers, and when: rungs that nobody is on are passed over."""
    who = targets.on_rung(session, service, person, now)
    if e.state != "open":
        return (), None
    for step in range(e.step, bot.escalation.steps(e)):
        if found := who(bot.escalation.rung_at(e, step)):
            return tuple(one.name for one in found), e.due_at
    return (), e.due_at


def _sighting(session: Session, service: Service, reply_id: int) -> Sighting:
    row = db.replies.row(session, reply_id)
    reply = db.replies.values(session, [row])[0]
    author = db.people.staff(session, row.author_id)
    period = db.handover.get(session, row.period_id)
    shifts = {shift.key: shift for shift in service.spec.shifts}
    shift = shifts.get(period.change.covers)
    plan = db.people.plan(session, row.plan_id).body if row.plan_id else None
    assert plan is not None, "evidence comes from a plan's own signs"
    return Sighting(
        row.seen_at, row.received_at, row.timed, shift.name if shift else period.change.covers, author.name,
        author.role, author.agency, shift is not None and shift.planned_staff == 1, reply.answer, plan,
    )  # fmt: skip


def newest_ping(session: Session, row: Outbox) -> bool:
    """Whether this telling is the last one its target has had about its escalation."""
    assert row.escalation_id is not None
    own = [
        one.number
        for one in db.outbox.of_escalation(session, row.escalation_id, ("ping",))
        if one.staff_id == row.staff_id
    ]
    return row.number == max(own, default=row.number)
