"""Waiting: about whom nobody has answered at a handover, and who was answered about since."""

from datetime import datetime

import db.absence
import db.handover
import db.people
import db.silence
from bot.escalation import Late
from bot.people import Person
from db.session import Session
from db.silence import First
from handlers.flow import targets

SOMEBODY = "somebody else"


def waited_for(session: Session, handover_id: int) -> list[Person]:
    """Those asked about whom nobody has answered about since, and who still live there; away people are not asked."""
    answered = {one.person_id for one in db.silence.answers(session, handover_id)}
    return [one for one in _here(session, handover_id) if one.id not in answered]


def _here(session: Session, handover_id: int) -> list[Person]:
    asked = set(db.handover.asked_about(session, handover_id))
    service_id = db.handover.get(session, handover_id).service_id
    return [one for one in db.people.people_of(session, service_id) if one.id in asked]


def standing(session: Session, handover_id: int, since: datetime, reader: str | None = None) -> Late:
    """Who is still waited for at a handover, and who was answered about after `since`, when that was said.

    `reader` is a Slack user: people who do not want them told are somebody else to them.
    """
    here = {one.id: one for one in _here(session, handover_id)}
    called = {
        one.id: SOMEBODY if reader in targets.not_wanted(one) else one.known_as for one in here.values()
    }
    firsts = [one for one in db.silence.answers(session, handover_id) if one.person_id in here]
    known = {one.person_id for one in firsts}
    return Late(
        db.handover.get(session, handover_id).change,
        tuple(called[one] for one in here if one not in known),
        tuple((called[one.person_id], _by(session, one), one.at) for one in firsts if one.at > since),
        away=not all(db.absence.standing(session, handover_id).values()),
    )


def _by(session: Session, first: First) -> str:
    return db.people.name_of(session, first.author_id, first.author_name)
