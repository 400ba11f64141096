"""A case for whoever checks it: the notes as they stood; and, once they have judged, what really happened."""

from dataclasses import replace
from datetime import datetime

import bot.checks
import bot.replies
import bot.signs
import bot.thresholds
import db.check_frame
import db.checks
import db.closing
import db.covers
import db.crossings
import db.escalation
import db.handover
import db.history
import db.notes
import db.people
import db.replies
import db.staffing
import db.timeline
from bot.check_notes import Before, Course, Entry, Notes, Ran, Row, Sent
from bot.checks import Check
from bot.handover import Staffed
from bot.history import History
from bot.notes import Note
from bot.people import Author, Person, Service
from bot.plans import Plan
from bot.replies import Reply
from db.check_rung import Rung
from db.session import Session
from db.tables import Staffing
from handlers.flow import targets

# earlier periods that are shown, the newest of them
EARLIER = 6


def sent(session: Session, round_id: int) -> Sent:
    """The cases of one message, as they stand now. The round was sent."""
    row = db.checks.round_of(session, round_id)
    assert row.sent_at is not None
    service = db.people.service(session, row.service_id)
    return Sent(
        service, tuple(_row(session, one) for one in db.checks.of_round(session, round_id)), row.sent_at
    )


def _row(session: Session, check: Check) -> Row:
    person = db.people.person(session, check.person_id)
    change = db.handover.get(session, check.period_id).change
    return Row(check, person.known_as, change, here=there(session, check))


def there(session: Session, check: Check) -> bool:
    """Whether a case may be looked at: its person is supported there, and does not mind this leader being told."""
    if not db.checks.lives_there(session, check):
        return False
    leader = db.people.staff(session, check.staff_id)
    return leader.slack not in targets.not_wanted(db.people.person(session, check.person_id))


def waits(session: Session, check: Check) -> bool:
    """Whether something is left to do about a case, and can be done."""
    return not check.done and there(session, check)


def notes(session: Session, check: Check, now: datetime) -> Notes:
    """What was noted in the case's period, and before it what the plan's rules looked at. No word of what rang."""
    service = db.people.service(session, check.service_id)
    person = db.people.person(session, check.person_id)
    period = db.handover.get(session, check.period_id)
    staffed = db.staffing.latest(session, check.period_id)
    alone = staffed.alone if staffed else service.planned_staff(period.change.covers) == 1
    said = [
        one
        for one in db.replies.of_periods(session, check.person_id, [check.period_id])
        if one.answer.kind != "steps"
    ]
    written = [
        db.notes.get(session, one)
        for one in db.check_frame.notes_of(session, check.person_id, check.period_id)
    ]
    entries = [
        *(_answered(session, service, one, alone) for one in said),
        *(_noted(session, service, one, alone) for one in written),
    ]
    return Notes(
        check, service, person, period.change, tuple(sorted(entries, key=lambda one: one.written_at)),
        _staffed(staffed), tuple(_before(session, person, check, said)),
        targets.on_call(session, service, now, person), targets.emergency(session),
    )  # fmt: skip


def _answered(session: Session, service: Service, one: Reply, alone: bool) -> Entry:
    plan = db.people.plan(session, one.plan_id).body if one.plan_id else None
    author = Author(one.author_id, one.via_id, one.author_name)
    made = _entry(session, service, author, one.seen_at, one.received_at, alone)
    return replace(made, timed=one.timed, answer=one.answer, plan=plan)


def _noted(session: Session, service: Service, one: Note, alone: bool) -> Entry:
    made = _entry(session, service, one.author, one.seen_at, one.received_at, alone)
    return replace(made, text=one.said.text or "", wants=one.said.wants)


def _entry(
    session: Session, service: Service, author: Author, seen_at: datetime, written_at: datetime, alone: bool
) -> Entry:
    who = db.people.staff(session, author.staff_id)
    covering = db.covers.covered(session, service.id, who.id, written_at)
    return Entry(seen_at, written_at, False, who.role, who.agency, alone, covering)


def _staffed(row: Staffing | None) -> Staffed | None:
    # who said so is nobody's to know here
    return Staffed(row.planned, row.actual, row.agency, row.alone, "", row.at) if row else None


def _before(session: Session, person: Person, check: Check, said: list[Reply]) -> list[Before]:
    """Earlier periods within the reach of the plan's rules in which signs were seen, or nobody answered."""
    plan = _plan(session, person, said)
    if plan is None:
        return []
    own = db.handover.get(session, check.period_id).change.due
    history = db.history.around(session, person.id, check.period_id, own, bot.thresholds.reach(plan))
    earlier = [one for one in history.periods if (one.due, one.id) < (own, check.period_id)]
    found = []
    for period in earlier:
        seen = _seen(plan, history, period.id)
        if seen or history.missed(period):
            change = db.handover.get(session, period.id).change
            found.append(Before(change.covers, change.date, seen or None))
    return found[-EARLIER:]


def _plan(session: Session, person: Person, said: list[Reply]) -> Plan | None:
    under = next((one.plan_id for one in reversed(said) if one.plan_id), None)
    return db.people.plan(session, under).body if under else person.plan


def _seen(plan: Plan, history: History, period_id: int) -> tuple[str, ...]:
    observed = [
        one for reply in history.by_period.get(period_id, ()) for one in bot.replies.observations(reply)
    ]
    together = bot.signs.combined(plan.signs, observed)
    return tuple(
        bot.signs.in_words(plan.sign(key), value)
        for key, value in together.items()
        if bot.signs.is_shown(plan.sign(key), value)
    )


def course(session: Session, check: Check, now: datetime) -> Course:
    """The notes, and what really happened. Only for those who have judged, or to judge them by it."""
    written = db.check_frame.notes_of(session, check.person_id, check.period_id, live=False)
    rung = db.check_frame.rung(session, check.person_id, check.period_id, written)
    return Course(notes(session, check, now), tuple(_ran(session, one) for one in rung))


def _ran(session: Session, one: Rung) -> Ran:
    e = db.escalation.get(session, one.escalation_id)
    last = db.timeline.newest(session, e.id)
    taken = last.get("taken")
    return Ran(
        one.rang, tuple(each.sentence for each in reversed(db.crossings.crossings(session, e.id))),
        taken.by_at if taken else None, e.acted_at, e.ended_at, e.state == "stood_down",
        e.unanswered_at is not None or "unanswered" in last, db.closing.of(session, e.id),
    )  # fmt: skip
