"""Sense-checks: planned, sent to whose turn it is, judged before the course is shown, finished. The caller commits."""

from datetime import UTC, datetime

import bot.check_days
import bot.checks
import db.check_frame
import db.checks
import db.journal
import db.outbox
import db.people
from bot.check_days import SenseChecks
from bot.checks import Check, Found, Judged, Question, Verdict
from bot.people import Service, Staff
from db.session import Session
from db.tables import CheckRound
from handlers.flow import check_notes

KINDS = ("check", "check_again")
# a date that had its own already is passed over: more than these never are
TRIES = 3


def settings(session: Session) -> SenseChecks:
    """When sense-checks are sent; without days never."""
    organisation = db.people.organisation(session)
    return organisation.sense_checks if organisation else SenseChecks(days=())


def unplanned(session: Session) -> list[int]:
    """Services whose next sense-checks are still to be put on the list; none where they are turned off."""
    lacking = db.checks.unplanned(session)
    return lacking if lacking and settings(session).days else []


def plan_ahead(session: Session, service_id: int, now: datetime) -> None:
    """Have a service's next sense-checks on the list."""
    spec, after = settings(session), now
    zone = db.people.service(session, service_id).spec.timezone
    for _ in range(TRIES):
        found = bot.check_days.following(spec, zone, after)
        if found is None or db.checks.plan(session, service_id, *found):
            return
        after = found[1]


def edited(session: Session, now: datetime) -> None:
    """A house file was loaded: what is to come is planned anew, by what it says now."""
    db.checks.drop_planned(session, now)


def send_due(session: Session, round_id: int, now: datetime) -> None:
    """Send what is due to whose turn it is. After downtime the latest alone is sent; once, whoever ticks."""
    row = db.checks.planned(session, round_id)
    if row is None:
        return
    service = db.people.service(session, row.service_id)
    latest = bot.check_days.latest(settings(session), service.spec.timezone, now)
    if latest is None or latest[0] != row.on_date:
        # it passed by while nobody ticked, or the file says otherwise since
        db.checks.drop(session, round_id)
        if latest and latest[1] > row.due_at:
            db.checks.plan(session, service.id, *latest)
        return
    _send(session, row, service, now)
    plan_ahead(session, service.id, now)


def _send(session: Session, row: CheckRound, service: Service, now: datetime) -> None:
    assert row.id is not None
    round_id = row.id
    leader, cases = bot.checks.leader_for(
        leaders(session, service), db.check_frame.cases(session, service, now)
    )
    seed = bot.checks.seed(service.spec.key, row.on_date)
    chosen = bot.checks.choose(cases, seed)
    if leader is None or not chosen:
        db.checks.nothing(session, round_id)
        db.journal.write(session, now, "check.nothing", service_id=service.id, why=str(round_id))
        return
    db.checks.send(session, round_id, leader.id, seed, cases, chosen, now)
    _tell(session, "check", round_id, leader, service, now)
    db.journal.write(session, now, "check.sent", actor=leader.slack, service_id=service.id, why=str(round_id))


def leaders(session: Session, service: Service) -> list[Staff]:
    """Who may be sent a service's cases, whose turn it is first: its team leaders, or managers where it has none."""
    found = (db.people.holders(session, role, service.id) for role in ("team_leader", "manager"))
    able = next((own for all_ in found if (own := [one for one in all_ if not one.agency])), [])
    last = db.checks.last_sent(session, [one.id for one in able])
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(able, key=lambda one: (last.get(one.id, never), one.id))


def _tell(session: Session, kind: str, round_id: int, leader: Staff, service: Service, now: datetime) -> None:
    db.outbox.put(
        session, kind, now, to_user=leader.slack, staff_id=leader.id, service_id=service.id, about=str(round_id),
        dedupe=f"{kind} {round_id}",
    )  # fmt: skip


def remind(session: Session, round_id: int, now: datetime) -> None:
    """Remind of what is not done, once."""
    row = db.checks.round_of(session, round_id, lock=True)
    if row.remind_at is None or row.staff_id is None:
        return
    db.checks.reminded(session, round_id)
    left = [one for one in db.checks.of_round(session, round_id) if check_notes.waits(session, one)]
    if left:
        service = db.people.service(session, row.service_id)
        _tell(session, "check_again", round_id, db.people.staff(session, row.staff_id), service, now)


def judge(session: Session, check: Check, who: Staff, judged: Judged, reason: str, now: datetime) -> bool:
    """Keep what was judged from the notes alone, beside what happened. False when it was judged before."""
    was = check_notes.course(session, check, now)
    verdict: Verdict = bot.checks.verdict(
        judged, bot.checks.course([one.rang for one in was.ran], was.notes.change.at)
    )
    done = db.checks.judge(session, check.id, judged, verdict, reason, now)
    if done:
        _happened(session, check, who, "check.judged", now)
    return done


def finish(
    session: Session, check: Check, who: Staff, found: dict[Question, Found], feedback: str | None, now: datetime
) -> bool:  # fmt: skip
    """Keep what the record was found to say. False when that was kept before, or nothing was judged yet."""
    done = db.checks.finish(session, check.id, found, feedback, now)
    if done:
        _happened(session, check, who, "check.done", now)
    return done


def opened(session: Session, check: Check, who: Staff, now: datetime) -> None:
    """Keep that somebody opened a person's notes."""
    db.journal.write(
        session, now, "check.opened", actor=who.slack, service_id=check.service_id, person_id=check.person_id,
        why=str(check.id),
    )  # fmt: skip


def _happened(session: Session, check: Check, who: Staff, what: str, now: datetime) -> None:
    db.journal.write(
        session, now, what, actor=who.slack, service_id=check.service_id, person_id=check.person_id,
        why=str(check.id),
    )  # fmt: skip
    for kind in KINDS:
        row = db.outbox.by_dedupe(session, f"{kind} {check.round_id}")
        if row is not None and row.id is not None:
            db.outbox.refresh(session, row.id, now)


def told(session: Session, who: Staff | None, check_id: int) -> bool:
    """Whether a case was sent to somebody, who has not left its house since: nobody else may open it."""
    return who is not None and db.checks.sent_to(session, check_id, who.id)
