"""Refusing kindly: journalled, with the reason and whom to phone."""

from datetime import datetime

import db.handover
import db.journal
import db.people
import prompts.access
from bot.people import Person, Service
from db.session import Session
from handlers.flow import targets


def refuse(
    session: Session, user: str, service: Service | None, reason: str, now: datetime, **ids: int | None
) -> str:
    """Journal that `user` (a Slack id) was refused, with `ids` of rows; the words for them. mrkdwn.

    `service` is whose numbers they are given; None: of no house in particular, so those of a house of their own.
    Where `ids` name a person, nobody's whom they do not want contacted.
    """
    service_id = service.id if service else None
    db.journal.write(session, now, "refused", actor=user, why=reason, service_id=service_id, **ids)
    if service is not None:
        about = ids.get("person_id")
        return words(session, service, reason, now, db.people.person(session, about) if about else None)
    staff = db.people.staff_by_slack(session, user)
    own = db.people.service(session, min(staff.services)) if staff and staff.services else None
    on_call = targets.on_call(session, own, now) if own else ()
    return prompts.access.refusal(reason, None, on_call, targets.emergency(session))


def words(
    session: Session, service: Service, reason: str, now: datetime, person: Person | None = None
) -> str:  # fmt: skip
    """Why somebody may not, and whom to phone. mrkdwn."""
    on_call, emergency = targets.on_call(session, service, now, person), targets.emergency(session)
    return prompts.access.refusal(reason, service.spec.name, on_call, emergency)


def service_of(session: Session, handover_id: int | None, person_id: int | None = None) -> Service:
    """The service of a handover, else the one that supports a person now. Raises NoResultFound."""
    if handover_id:
        return db.people.service(session, db.handover.service_id(session, handover_id))
    assert person_id is not None
    return db.people.service(session, db.people.service_id_of(session, person_id))
