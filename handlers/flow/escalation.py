"""Escalations: opened or joined by what rings, climbed, drawn anew. One transaction each; the caller commits."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import bot.escalation
import db.crossings
import db.escalation
import db.handover
import db.journal
import db.outbox
import db.people
import db.timeline
from bot.escalation import Escalation
from bot.people import Person, Service
from bot.plans import Urgency
from bot.thresholds import Crossing
from db.crossings import Crossed
from db.session import Session
from db.tables import Sending
from handlers.flow import climb, showing


@dataclass(frozen=True)
class Cause:
    """What crossed: a reply, or a period that nobody answered. `handover_id` is whose prompt the house looks at."""

    handover_id: int | None
    reply_id: int | None = None
    period_id: int | None = None


@dataclass(frozen=True)
class Ring:
    """Where something that rings goes, and how soon to act. `prompt_id` is whose prompt's thread the house reads."""

    tell: str
    urgency: Urgency
    act_within: timedelta
    prompt_id: int | None
    reply_id: int | None = None
    handover_id: int | None = None


Keep = Callable[[int], None]


def cross(
    session: Session, service: Service, person: Person, plan_id: int, crossings: Sequence[Crossing], cause: Cause,
    now: datetime,
) -> list[int]:  # fmt: skip
    """Open or join an escalation for each route that these crossings name. Their ids, once each.

    `plan_id` is the version that the thresholds are of. Prompts are the caller's to redraw, at its end: others who
    hold an escalation wait for a prompt, so that nobody may hold a prompt and wait for an escalation.
    """
    routes: dict[tuple[str, Urgency], list[Crossing]] = defaultdict(list)
    for crossing in crossings:
        routes[crossing.threshold.tell, crossing.threshold.urgency].append(crossing)
    opened = []
    for (tell, urgency), together in routes.items():
        within = min(one.threshold.act_within for one in together)
        ring = Ring(tell, urgency, within, cause.handover_id, cause.reply_id, cause.period_id)
        kept = [_crossed(one, plan_id, cause, now) for one in together]
        opened.append(_ring(session, service, person, ring, partial(_keep, session, kept), now))
    return opened


def _crossed(one: Crossing, plan_id: int, cause: Cause, now: datetime) -> Crossed:
    evidence = tuple(sorted({seen.reply for seen in one.verdict.evidence if seen.reply is not None}))
    return Crossed(
        cause.reply_id, cause.period_id, plan_id, one.threshold.key, one.verdict.sentence, evidence, now
    )


def _keep(session: Session, crossings: Sequence[Crossed], escalation_id: int) -> None:
    for one in crossings:
        db.crossings.add_crossing(session, escalation_id, one)


def raise_(
    session: Session, service: Service, person: Person | None, tell: str, urgency: Urgency, act_within: timedelta,
    now: datetime, *, note_id: int | None = None, handover_id: int | None = None, prompt_id: int | None = None,
) -> int:  # fmt: skip
    """Open or join an escalation for a note, or for a handover that nobody answered in time; its id.

    Exactly one of `note_id` and `handover_id`; the same one again changes nothing. `person` None: about the service.
    `prompt_id` is the handover whose prompt's thread the house's line goes into; without it, the line stands in the
    channel by itself. What only a call for its author opened is not shown to the house. Prompts are the caller's to
    redraw, as for `cross`.
    """
    db.escalation.lock_subject(session, service.id, person.id if person else None)
    before = db.escalation.raised_by(session, note_id=note_id, handover_id=handover_id)
    if before is not None:
        return before
    ring = Ring(tell, urgency, act_within, prompt_id, handover_id=handover_id)

    def keep(escalation_id: int) -> None:
        db.escalation.add_raised(session, escalation_id, note_id=note_id, handover_id=handover_id, at=now)

    return _ring(session, service, person, ring, keep, now)


def _ring(
    session: Session, service: Service, person: Person | None, ring: Ring, keep: Keep, now: datetime
) -> int:
    """What goes one route: joined to what is open there, else opened and climbed at once. `keep` keeps its cause."""
    about = person.id if person else None
    e = db.escalation.on_route(session, service.id, about, ring.tell, ring.urgency)
    opened = e is None
    hidden = e is None or db.escalation.only_calls(session, e.id)
    if e is None:
        e = _open(session, service, person, ring, now)
    else:
        e = bot.escalation.join(e, service, ring.act_within, now)
        db.escalation.save(session, e)
    keep(e.id)
    db.journal.write(
        session, now, "escalation.opened" if opened else "escalation.joined", service_id=service.id, person_id=about,
        reply_id=ring.reply_id, handover_id=ring.handover_id, escalation_id=e.id,
    )  # fmt: skip
    db.timeline.add(session, e.id, now, "opened" if opened else "joined")
    if hidden and not db.escalation.only_calls(session, e.id):
        _tell_house(session, service, e, ring.prompt_id, now)
    if opened:
        climb.climb(session, e, service, person, now)
    elif e.state == "acknowledged":
        _tell_holder(session, e, service, now)
    showing.refresh_own(session, e, now)
    return e.id


def _open(session: Session, service: Service, person: Person | None, ring: Ring, now: datetime) -> Escalation:
    first, ladder = bot.escalation.route(ring.tell, db.people.ladders(session), service.spec.ladder)
    planned = db.handover.planned(session, service.id)
    this_shift = ring.urgency == "this_shift" and planned is not None
    about = person.id if person else None
    return db.escalation.add(
        session,
        Escalation(
            id=0, service_id=service.id, person_id=about, tell=ring.tell,
            urgency=ring.urgency, rings_as=ring.urgency, ladder=ladder, first=first, state="open", opened_at=now,
            act_within=ring.act_within, step=0, due_at=bot.escalation.begins(ring.urgency, service, now),
            becomes_now_at=planned.change.due if this_shift and planned else None,
            follows_id=db.escalation.acted_on(session, service.id, about, ring.tell, ring.urgency),
        ),
    )  # fmt: skip


def _tell_house(
    session: Session, service: Service, e: Escalation, handover_id: int | None, now: datetime
) -> None:
    """A line in the prompt's thread; in the channel too when it is urgent."""
    prompt = db.outbox.prompt_of(session, handover_id) if handover_id else None
    db.outbox.put(
        session, "house_line", now, to_channel=service.spec.channel, service_id=service.id, escalation_id=e.id,
        thread_of=prompt.id if prompt else None, broadcast=prompt is not None and e.rings_as == "now",
        dedupe=f"house {e.id}",
    )  # fmt: skip
    if e.unanswered_at is not None:
        climb.tell_unanswered(session, e, service, now)


def _tell_holder(session: Session, e: Escalation, service: Service, now: datetime) -> None:
    """What joined; once for all that joins before Slack has taken it. Where the office is waited for, when it opens."""
    assert e.holder_id is not None
    holder = db.people.staff(session, e.holder_id)
    if not showing.waits(session, e, "joined", holder):
        number = db.escalation.next_number(session, e.id)
        due = bot.escalation.begins(e.rings_as, service, now)
        showing.direct(session, e, "joined", holder, number, now, due=due)


def advance(session: Session, escalation_id: int, now: datetime) -> bool:
    """Do what is due for one escalation. False when nothing was."""
    e = db.escalation.get(session, escalation_id, lock=True)
    service = db.people.service(session, e.service_id)
    person = db.people.person(session, e.person_id) if e.person_id else None
    moved = climb.climb(session, e, service, person, now)
    if moved is None:
        return False
    if moved.after.unanswered_at is not None and not moved.unanswered:
        # told again and again, for hours perhaps: for everybody else nothing is new
        again = [one for told in moved.tellings for one in told.targets]
        # what the house said of who has it may be past by now
        kinds = ("unanswered", "house_line", "ping") if moved.after.house_id else ("unanswered",)
        showing.refresh_own(session, moved.after, now, kinds, again)
    else:
        showing.refresh(session, moved.after, now)
    return True


def unreachable(session: Session, escalation_id: int, kind: str, number: int, now: datetime) -> None:
    """Slack will never take this telling (`kind` is "ping" or "passed"): when nobody else of it was reached, the next
    rung is told at once, or whom it was passed on from is waited for no longer.
    """
    e = db.escalation.get(session, escalation_id, lock=True)
    # whom a manager had told besides is on no rung
    told = [row for row in db.outbox.of_escalation(session, e.id, (kind,)) if row.about != showing.OVERRIDE]
    rows = [row for row in told if row.number == number]
    last = number == max((row.number for row in told), default=0)
    waits = e.state == "open" if kind == "ping" else e.pass_by is not None
    if waits and last and all(row.state == Sending.GIVEN_UP for row in rows):
        db.escalation.save(session, _at_once(session, e, kind, now))
        db.journal.write(
            session, now, "telling.unreachable", service_id=e.service_id, escalation_id=e.id, why=str(number)
        )
    showing.refresh(session, e, now)


def _at_once(session: Session, e: Escalation, kind: str, now: datetime) -> Escalation:
    """The escalation whose newest telling reached nobody, its next move due now: in office hours, if it may wait."""
    if kind == "passed" and e.pass_by is not None:
        service = db.people.service(session, e.service_id)
        return replace(e, pass_by=min(e.pass_by, bot.escalation.begins(e.rings_as, service, now)))
    over = e.step >= bot.escalation.steps(e) and e.unanswered_at is not None
    return e if over else replace(e, due_at=now)
