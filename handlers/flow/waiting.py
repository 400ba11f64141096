"""Waiting: about whom nobody has answered at a handover, and who was answered about since."""

from datetime import datetime

import db.absence
import db.handover
import db.people
from bot.briefing import Late
from bot.people import Person
from bot.replies import ANSWERS, Kind, Reply
from db.session import Session
from handlers.flow import replies, targets

SOMEBODY = "somebody else"
SAID: frozenset[Kind] = ANSWERS | {"not_seen"}


def waited_for(session: Session, handover_id: int) -> list[Person]:
    """Those asked about whom nobody has answered about since, and who still live there; away people are not asked."""
    answered = {one.person_id for one in answers(session, handover_id)}
    return [one for one in _here(session, handover_id) if one.id not in answered]


def answers(session: Session, handover_id: int) -> list[Reply]:
    """Of each person the first answer since a handover was asked, in order: those that its prompt shows.

    *Not seen* is one of them: it leaves unknown how somebody is, but nobody is waited for any more.
    """
    handover = db.handover.get(session, handover_id)
    _, since = replies.given(session, handover, db.handover.asked_about(session, handover_id))
    found: dict[int, Reply] = {}
    for one in since:
        if one.answer.kind in SAID:
            found.setdefault(one.person_id, one)
    return list(found.values())


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
    firsts = [one for one in answers(session, handover_id) if one.person_id in here]
    known = {one.person_id for one in firsts}
    return Late(
        db.handover.get(session, handover_id).change,
        tuple(called[one] for one in here if one not in known),
        tuple(
            (
                called[one.person_id],
                db.people.name_of(session, one.author_id, one.author_name),
                one.received_at,
            )
            for one in firsts
            if one.received_at > since
        ),
        away=not all(db.absence.standing(session, handover_id).values()),
    )
