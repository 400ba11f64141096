"""Gathering what a prompt shows of one handover."""

from collections.abc import Callable, Set
from datetime import datetime
from functools import cache, partial

import db.carried
import db.escalation
import db.handover
import db.notes
import db.people
import db.plans
import db.replies
import db.staffing
from bot.escalation import Escalation
from bot.handover import Answered, Board, Handover, OpenLine, Staffed, Steps
from bot.people import Person, Service
from bot.replies import Kind, Reply
from db.session import Session
from handlers.flow import away, gather, read, replies, targets

# in place of whoever the person does not want contacted
SOMEBODY = "Somebody"
# what somebody saw is not hidden by what somebody else did not
WEIGHT: dict[Kind, int] = {"not_seen": 0, "clear": 1, "signs": 2}


def board(session: Session, handover_id: int, now: datetime) -> Board:
    """The prompt of one handover, as it stands."""
    handover = db.handover.get(session, handover_id)
    service = db.people.service(session, handover.service_id)
    people = db.people.persons(session, db.handover.asked_about(session, handover_id))
    said = answered(session, handover, people)
    who_is_away, due_back = away.shown(session, service.id, handover_id)
    here = [one for one in people if one.service_id == service.id]
    return Board(
        handover, service, tuple((person, said.get(person.id)) for person in people), _open(session, service, handover),
        targets.on_call(session, service, now), targets.emergency(session),
        to_read=db.plans.readings(session, service.id, [one for one in people if one.plan_version > 1]),
        away=who_is_away, due_back=due_back, staffed=_staffed(session, handover_id),
        read_by=read.read_by(session, handover_id), unread=_unread(session, service, handover),
        planned_staff=planned(service, handover), carried=db.carried.of(session, here, service, handover_id),
        noted=_noted(session, handover_id),
    )  # fmt: skip


def answered(session: Session, handover: Handover, people: list[Person]) -> dict[int, Answered]:
    """What to show for each person: the newest, and no sign is hidden by a later *no signs* of somebody else."""
    before, since = replies.given(session, handover, [person.id for person in people])
    found: dict[int, Answered] = {}
    # the same few say most of it
    name = cache(partial(db.people.name_of, session))
    for reply in before:
        _show(name, found, reply, earlier=True)
    for reply in since:
        _show(name, found, reply, earlier=False)
    return found


def _show(
    name: Callable[[int, str | None], str], found: dict[int, Answered], reply: Reply, *, earlier: bool
) -> None:
    kind = reply.answer.kind
    before = found.get(reply.person_id)
    if kind not in WEIGHT or (before and before.earlier == earlier and WEIGHT[kind] < WEIGHT[before.kind]):
        return
    by = name(reply.author_id, reply.author_name)
    found[reply.person_id] = Answered(kind, by, reply.received_at, earlier)


def author(session: Session, reply: Reply) -> str:
    """The name of whoever said it."""
    return db.people.name_of(session, reply.author_id, reply.author_name)


def planned(service: Service, handover: Handover) -> int:
    """How many were planned to work the outgoing shift."""
    return service.planned_staff(handover.change.covers)


def _open(session: Session, service: Service, handover: Handover) -> tuple[OpenLine, ...]:
    steps: dict[int, Steps] = {}
    for reply in db.replies.of_handover(session, handover.id):
        if reply.answer.followed:
            steps[reply.person_id] = Steps(reply.answer.followed, author(session, reply), reply.received_at)
    return tuple(_line(session, e, steps) for e in db.escalation.live_of(session, service.id))


def open_lines(session: Session, service_id: int) -> tuple[OpenLine, ...]:
    """What rings in a house just now, whichever handover it came with."""
    return tuple(_line(session, e, {}) for e in db.escalation.live_of(session, service_id))


def line(session: Session, e: Escalation) -> OpenLine:
    """One escalation as a line, whichever handover it came with."""
    return _line(session, e, {})


def _line(session: Session, e: Escalation, steps: dict[int, Steps]) -> OpenLine:
    person = db.people.person(session, e.person_id) if e.person_id else None
    unwanted = targets.unwanted(session, person, e.id)
    told, answer_by = gather.tellings(session, e, unwanted)
    latest = tuple(one.name for one in told if one.number == told[-1].number)
    has_it = _called(session, e.holder_id, unwanted) if e.holder_id else None
    begins = e.due_at if not told and e.state == "open" else answer_by
    return OpenLine(
        person.known_as if person else None, latest, begins, has_it, e.promise_by, e.unanswered_at is not None,
        e.id, e.person_id, steps.get(e.person_id) if e.person_id else None,
        promised=e.promised, asked=e.answer_by is not None,
        passed_to=tuple(_called(session, one, unwanted) for one in e.passed_to) if e.pass_by else (),
        house=(_called(session, e.house_id, unwanted), e.house_by) if e.house_id and e.house_by else None,
        acted_at=e.acted_at,
    )  # fmt: skip


def _called(session: Session, staff_id: int, unwanted: Set[str]) -> str:
    """The name of a staff member, where the person may be told of them."""
    one = db.people.staff(session, staff_id)
    return SOMEBODY if one.slack in unwanted else one.name


def _staffed(session: Session, handover_id: int) -> Staffed | None:
    row = db.staffing.latest(session, handover_id)
    if row is None:
        return None
    by = db.people.name_of(session, row.author_id, row.author_name)
    return Staffed(row.planned, row.actual, row.agency, row.alone, by, row.at)


def _unread(session: Session, service: Service, handover: Handover) -> str | None:
    covers = None if handover.extra else read.unread_before(session, handover)
    return service.shift_name(covers) if covers else None


def _noted(session: Session, handover_id: int) -> dict[int, tuple[str, ...]]:
    """What was noted at a handover, by person: topics, and the kinds that have none."""
    found: dict[int, tuple[str, ...]] = {}
    for note in db.notes.of_handover(session, handover_id):
        if note.person_id is not None:
            said = note.said
            found[note.person_id] = (*found.get(note.person_id, ()), said.topic or said.kind)
    return found
