"""What the huddle agrees, made there: asking again or no more, marks of a change, looks at restrictions."""

from datetime import date, datetime

import db.agreed
import db.asked
import db.escalation
import db.journal
import db.people
import db.plans
from bot import days
from bot.agreed import AskedAgreed, Looked, Restricted
from bot.people import Person, Service, Staff
from db.session import Session
from handlers.flow import huddle
from prompts.agreed import Wanted


def today(service: Service, now: datetime) -> date:
    """The house's own date."""
    return days.local(now, service.spec.timezone).date()


def asked_about(session: Session, person_id: int) -> tuple[Person, Service] | None:
    """Whom asking can be agreed with: somebody whom a house supports, with a plan. Raises NoResultFound."""
    person = db.people.person(session, person_id)
    if person.plan is None or not db.plans.supported(session, person_id):
        return None
    return person, db.people.service(session, person.service_id)


def decide(
    session: Session, person: Person, service: Service, who: Staff, wanted: Wanted, nonce: str, now: datetime
) -> AskedAgreed | None:  # fmt: skip
    """Make what was agreed about asking hold from the next handover on; as it was kept, however often it is sent."""
    made = db.asked.decide(
        session, person.id, who.id, today(service, now), now, nonce, until=wanted.until, because=wanted.because,
        why=wanted.why,
    )  # fmt: skip
    if made is not None:
        what = "asking.agreed" if wanted.until else "asking.ended"
        db.journal.write(
            session, now, what, actor=who.slack, service_id=service.id, person_id=person.id, why=str(made)
        )
        huddle.refresh(session, service.id, now)
    return db.asked.kept(session, nonce)


def mark(
    session: Session, service: Service, who: Staff, from_date: date, what: str, nonce: str, now: datetime
) -> None:  # fmt: skip
    """Mark that a service does something differently from a date on; a form sent twice marks once."""
    made = db.agreed.mark(session, service.id, who.id, from_date, what, now, nonce)
    if made is not None:
        _practice(session, "practice.changed", service, who, made, now)


def take_back(session: Session, service: Service, who: Staff, mark_id: int, why: str, now: datetime) -> None:
    """Take a mark of this service back. Nothing happens where it was taken back, or was never made."""
    if db.agreed.take_back(session, mark_id, service.id, who.id, now, why):
        _practice(session, "practice.taken_back", service, who, mark_id, now)


def _practice(session: Session, what: str, service: Service, who: Staff, mark_id: int, now: datetime) -> None:
    db.journal.write(session, now, what, actor=who.slack, service_id=service.id, why=str(mark_id))


def opened(session: Session, one: Restricted, who: Staff, now: datetime) -> None:
    """Keep who opened what was restricted."""
    _restriction(session, "restriction.opened", one, who, now)


def look(
    session: Session, escalation_id: int, who: Staff, looked: Looked, nonce: str, now: datetime
) -> Restricted | None:  # fmt: skip
    """Keep a look at a restriction; as it stands then, however often it is sent. None where it no longer holds."""
    # whoever looks at the same moment, the same form delivered twice among them, waits and reads what this one decided
    db.escalation.get(session, escalation_id, lock=True)
    if not db.agreed.looked(session, nonce):
        one = db.agreed.restriction(session, escalation_id)
        if one is None or one.over:
            return None
        service = db.people.service(session, one.service_id)
        db.agreed.look(session, escalation_id, who.id, looked, today(service, now), now, nonce)
        _restriction(session, f"restriction.{looked.action}", one, who, now)
        huddle.refresh(session, one.service_id, now)
    return db.agreed.restriction(session, escalation_id)


def _restriction(session: Session, what: str, one: Restricted, who: Staff, now: datetime) -> None:
    db.journal.write(
        session, now, what, actor=who.slack, service_id=one.service_id, person_id=one.person_id,
        escalation_id=one.escalation_id,
    )  # fmt: skip
