"""Escalations: opened or joined by a crossing, climbed, taken. One transaction each; the caller commits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import bot.access
import bot.escalation
import db.escalation
import db.handover
import db.journal
import db.outbox
import db.people
from bot.escalation import Escalation, Move
from bot.people import Person, Service, Staff
from bot.plans import Threshold
from bot.thresholds import Crossing
from db.escalation import Crossed
from db.session import Session
from db.tables import Outbox, Sending
from handlers.flow import targets


@dataclass(frozen=True)
class Cause:
    """What crossed: a reply, or a period that nobody answered. `handover_id` is whose prompt the house looks at."""

    handover_id: int | None
    reply_id: int | None = None
    period_id: int | None = None


OWN = ("ping", "joined", "house_line", "unanswered")


def cross(
    session: Session, service: Service, person: Person, plan_id: int, crossings: Sequence[Crossing], cause: Cause,
    now: datetime,
) -> list[int]:  # fmt: skip
    """Open or join an escalation for each route that these crossings name. Their ids, once each.

    `plan_id` is the version that the thresholds are of. Prompts are the caller's to redraw, at its end: others who
    hold an escalation wait for a prompt, so that nobody may hold a prompt and wait for an escalation.
    """
    routes: dict[tuple[str, str], list[Crossing]] = defaultdict(list)
    for crossing in crossings:
        routes[crossing.threshold.tell, crossing.threshold.urgency].append(crossing)
    return [_route(session, service, person, plan_id, together, cause, now) for together in routes.values()]


def _route(
    session: Session, service: Service, person: Person, plan_id: int, together: Sequence[Crossing], cause: Cause,
    now: datetime,
) -> int:  # fmt: skip
    """One route's crossings: joined to what is open there, else opened and climbed at once."""
    threshold = min((one.threshold for one in together), key=lambda one: one.act_within)
    e = db.escalation.on_route(session, service.id, person.id, threshold.tell, threshold.urgency)
    opened = e is None
    if e is None:
        e = _open(session, service, person, threshold, now)
    else:
        e = bot.escalation.join(e, service, threshold.act_within, now)
        db.escalation.save(session, e)
    for one in together:
        evidence = tuple(sorted({seen.reply for seen in one.verdict.evidence if seen.reply is not None}))
        crossed = Crossed(
            cause.reply_id, cause.period_id, plan_id, one.threshold.key, one.verdict.sentence, evidence, now
        )
        db.escalation.add_crossing(session, e.id, crossed)
    what = "escalation.opened" if opened else "escalation.joined"
    db.journal.write(
        session, now, what, service_id=service.id, person_id=person.id, reply_id=cause.reply_id,
        handover_id=cause.period_id, escalation_id=e.id,
    )  # fmt: skip
    if opened:
        _tell_house(session, service, e, cause.handover_id, now)
        climb(session, e, service, person, now)
    elif e.state == "acknowledged":
        _tell_holder(session, e, now)
    refresh_own(session, e, now)
    return e.id


def _open(
    session: Session, service: Service, person: Person, threshold: Threshold, now: datetime
) -> Escalation:
    first, ladder = bot.escalation.route(threshold.tell, db.people.ladders(session), service.spec.ladder)
    planned = db.handover.planned(session, service.id)
    this_shift = threshold.urgency == "this_shift" and planned is not None
    return db.escalation.add(
        session,
        Escalation(
            id=0, service_id=service.id, person_id=person.id, tell=threshold.tell, urgency=threshold.urgency,
            rings_as=threshold.urgency, ladder=ladder, first=first, state="open", opened_at=now,
            act_within=threshold.act_within, step=0,
            due_at=bot.escalation.begins(threshold.urgency, service, now),
            becomes_now_at=planned.change.due if this_shift and planned else None,
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


def _tell_holder(session: Session, e: Escalation, now: datetime) -> None:
    assert e.holder_id is not None
    number = db.escalation.next_number(session, e.id)
    holder = db.people.staff(session, e.holder_id)
    db.outbox.put(
        session, "joined", now, to_user=holder.slack, staff_id=holder.id, service_id=e.service_id,
        escalation_id=e.id, number=number, dedupe=f"joined {e.id} {number} {holder.id}",
    )  # fmt: skip


def advance(session: Session, escalation_id: int, now: datetime) -> bool:
    """Do what is due for one escalation. False when nothing was."""
    e = db.escalation.get(session, escalation_id, lock=True)
    service = db.people.service(session, e.service_id)
    person = db.people.person(session, e.person_id) if e.person_id else None
    moved = climb(session, e, service, person, now)
    if moved is None:
        return False
    if moved.after.unanswered_at is not None and not moved.unanswered:
        # told again and again, for hours perhaps: for everybody else nothing is new
        refresh_own(
            session,
            moved.after,
            now,
            ("unanswered",),
            [one for told in moved.tellings for one in told.targets],
        )
    else:
        refresh(session, moved.after, now)
    return True


def climb(
    session: Session, e: Escalation, service: Service, person: Person | None, now: datetime
) -> Move | None:
    """Tell every rung whose time has come."""
    who = targets.on_rung(session, service, person, now)
    move = bot.escalation.next_move(e, service, who, now)
    if move is None:
        return None
    db.escalation.save(session, move.after)
    for what in [name for name in ("reopened", "rings_now", "unanswered") if getattr(move, name)]:
        db.journal.write(session, now, f"escalation.{what}", service_id=service.id, escalation_id=e.id)
    for telling in move.tellings:
        number = db.escalation.next_number(session, e.id) if telling.targets else 0
        for target in telling.targets:
            _ping(session, e, service, target, number, now)
        if not telling.targets:
            why = f"nobody on {telling.rung.tell}"
            db.journal.write(session, now, "rung.empty", service_id=service.id, escalation_id=e.id, why=why)
    if move.unanswered:
        db.outbox.put(
            session, "unanswered", now, to_channel=service.spec.channel, service_id=service.id, escalation_id=e.id,
            dedupe=f"unanswered {e.id} {now.isoformat()}",
        )  # fmt: skip
    return move


def _ping(
    session: Session, e: Escalation, service: Service, target: Staff, number: int, now: datetime
) -> None:
    db.outbox.put(
        session, "ping", now, to_user=target.slack, staff_id=target.id, service_id=service.id, escalation_id=e.id,
        number=number, dedupe=f"ping {e.id} {number} {target.id}",
    )  # fmt: skip
    db.journal.write(
        session, now, "told", actor=target.slack, service_id=service.id, escalation_id=e.id, why=str(number)
    )


def refresh(session: Session, e: Escalation, now: datetime) -> None:
    """Have every message that shows this escalation drawn anew."""
    refresh_own(session, e, now)
    refresh_prompt(session, e.service_id, now)


def refresh_own(
    session: Session, e: Escalation, now: datetime, kinds: Sequence[str] = OWN, also: Sequence[Staff] = ()
) -> None:
    """The escalation's messages of these kinds, and those that these people have had of it."""
    people = {one.id for one in also}
    for row in _showing(db.outbox.of_escalation(session, e.id, OWN)):
        assert row.id is not None
        if row.kind in kinds or row.staff_id in people:
            db.outbox.refresh(session, row.id, now)


def _showing(rows: Sequence[Outbox]) -> list[Outbox]:
    """Those whose look can change: of many tellings of one person the last, and the one that it replaced."""
    tellings: dict[tuple[str, int | None], list[Outbox]] = defaultdict(list)
    for row in rows:
        tellings[row.kind, row.staff_id].append(row)
    return [row for told in tellings.values() for row in told[-2:]]


def refresh_prompt(session: Session, service_id: int, now: datetime) -> None:
    """Have the newest prompt of a service drawn anew."""
    latest = db.handover.latest_asked(session, service_id)
    prompt = db.outbox.prompt_of(session, latest.id) if latest else None
    if prompt and prompt.id:
        db.outbox.refresh(session, prompt.id, now)


@dataclass(frozen=True)
class Taken:
    """What a tap on *I've got this* or *Seen* did."""

    how: Literal["done", "already", "over", "refused"]
    reason: str = ""


def may(session: Session, staff: Staff | None, e: Escalation, action: bot.access.Action) -> bot.access.Access:
    """Whether `staff` may do this with the escalation; whoever was told about it may, whatever their services."""
    told = staff is not None and any(
        row.staff_id == staff.id and row.state != Sending.DROPPED
        for row in db.outbox.of_escalation(session, e.id, ("ping", "joined"))
    )
    return bot.access.may(staff, action, e.service_id, told)


def acknowledge(session: Session, escalation_id: int, slack: str, now: datetime) -> Taken:
    """First wins: the tapper holds it; later taps change nothing."""
    e = db.escalation.get(session, escalation_id, lock=True)
    staff = db.people.staff_by_slack(session, slack)
    access = may(session, staff, e, "acknowledge")
    if not access.allowed or staff is None:
        db.journal.write(
            session,
            now,
            "refused",
            actor=slack,
            escalation_id=e.id,
            service_id=e.service_id,
            why=access.reason,
        )
        return Taken("refused", access.reason)
    service = db.people.service(session, e.service_id)
    held = bot.escalation.acknowledge(e, service, staff.id, now)
    if held is None:
        return Taken("already" if e.state == "acknowledged" else "over")
    db.escalation.save(session, held)
    db.journal.write(
        session, now, "escalation.acknowledged", actor=slack, escalation_id=e.id, service_id=e.service_id
    )
    refresh(session, held, now)
    return Taken("done")


def confirm(session: Session, escalation_id: int, slack: str, now: datetime) -> Taken:
    """The holder has seen what joined."""
    e = db.escalation.get(session, escalation_id, lock=True)
    staff = db.people.staff_by_slack(session, slack)
    confirmed = bot.escalation.confirm(e, staff.id) if staff else None
    if confirmed is None:
        return Taken("already" if e.state == "acknowledged" else "over")
    db.escalation.save(session, confirmed)
    db.journal.write(
        session, now, "escalation.confirmed", actor=slack, escalation_id=e.id, service_id=e.service_id
    )
    refresh(session, confirmed, now)
    return Taken("done")


def unreachable(session: Session, escalation_id: int, number: int, now: datetime) -> None:
    """Slack will never take this telling: when nobody else of it was reached, the next rung is told at once."""
    e = db.escalation.get(session, escalation_id, lock=True)
    rows = [row for row in db.outbox.of_escalation(session, e.id, ("ping",)) if row.number == number]
    last = number == db.escalation.tellings(session, e.id)
    if e.state == "open" and last and all(row.state == Sending.GIVEN_UP for row in rows):
        over = e.step >= bot.escalation.steps(e) and e.unanswered_at is not None
        if not over:
            db.escalation.save(session, replace(e, due_at=now))
        db.journal.write(
            session, now, "telling.unreachable", service_id=e.service_id, escalation_id=e.id, why=str(number)
        )
    refresh(session, e, now)
