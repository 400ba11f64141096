"""Away and back: who is not asked about meanwhile, and asked again afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import bot.away
import bot.handover
import bot.silence
import db.absence
import db.handover
import db.journal
import db.outbox
import db.people
import db.plans
import db.replies
from bot.away import Said
from bot.handover import Away, Handover
from bot.people import Author, Person, Service
from db.session import Session
from handlers.flow import late
from handlers.flow.replies import NOT_HERE_NOW as NOT_HERE_NOW


@dataclass(frozen=True)
class Kept:
    """What became of it: "same" was so before. A refusal has its reason."""

    how: Literal["kept", "same", "refused"]
    reason: str = ""


def refused(session: Session, service: Service, person_id: int, handover_id: int | None) -> str:
    """Why nobody can say here where this person is; empty when they can. Who may at all was decided before.

    Both ids came over the network, and might be of two houses.
    """
    of_house = handover_id is None or db.handover.get(session, handover_id).service_id == service.id
    return "" if of_house and db.plans.supported(session, person_id, service.id) else NOT_HERE_NOW


def away(
    session: Session, service: Service, person_id: int, handover_id: int | None, said: Said, author: Author,
    nonce: str, now: datetime,
) -> Kept:  # fmt: skip
    """Somebody is away: from now on, and at the newest question, nobody is asked about them until due back.

    What was answered already stands. `handover_id` is the question it was said at, if any.
    """
    if reason := refused(session, service, person_id, handover_id):
        return Kept("refused", reason)
    newest = _newest_locked(session, service, person_id)
    new = db.absence.New(person_id, service.id, handover_id, said, author, nonce)
    _, is_new = db.absence.keep(session, new, now)
    if not is_new:
        return Kept("same")
    for one in {one for one in (handover_id, newest) if one is not None}:
        if not bot.away.is_due_back(said.until, db.handover.get(session, one)):
            db.absence.leave_out(session, one, person_id)
    _journal(session, "away", service, person_id, handover_id, author, now)
    late.moved(session, service.id, person_id, now)
    latest = db.handover.latest_asked(session, service.id)
    _redraw(session, {handover_id, newest, latest.id if latest else None}, now)
    return Kept("kept")


def back(
    session: Session, service: Service, person_id: int, handover_id: int | None, author: Author, now: datetime
) -> Kept:
    """Somebody is back: the newest question asks about them again, where they agreed to be asked about then."""
    if reason := refused(session, service, person_id, handover_id):
        return Kept("refused", reason)
    newest = _newest_locked(session, service, person_id)
    if db.absence.end(session, person_id, author.staff_id, now) is None:
        return Kept("same")
    if newest is not None and _agreed(session, person_id, newest):
        look_at = bot.silence.first_look(now, service.spec.handover)
        db.absence.ask_again(session, newest, person_id, look_at)
    _journal(session, "back", service, person_id, handover_id, author, now)
    late.moved(session, service.id, person_id, now)
    latest = db.handover.latest_asked(session, service.id)
    _redraw(session, {handover_id, newest, latest.id if latest else None}, now)
    return Kept("kept")


def seen(session: Session, person_id: int, author: Author, now: datetime) -> bool:
    """Somebody answered how a person is now, no signs or signs: who was away is not any more. True when they were.

    The caller locks the person, and draws the prompts anew. Never for *Not seen*, nor for what was seen before.
    """
    if db.absence.end(session, person_id, author.staff_id, now) is None:
        return False
    service = db.people.service(session, db.people.person(session, person_id).service_id)
    _journal(session, "back", service, person_id, None, author, now, why="seen")
    return True


def who_is_asked(
    session: Session, people: Sequence[Person], handover: Handover
) -> tuple[list[Person], list[Person]]:
    """Of the people a handover would ask about: those it does, and those who are away."""
    known = db.absence.active(session, [one.id for one in people])
    gone = {who for who, one in known.items() if not bot.away.is_due_back(one.until, handover)}
    return [one for one in people if one.id not in gone], [one for one in people if one.id in gone]


def shown(
    session: Session, service_id: int, handover_id: int
) -> tuple[tuple[Away, ...], Mapping[int, datetime]]:
    """Who of a handover is away, and until when; and when those asked about were due back, by person's id.

    Somebody who was answered about before they went is among those away, and asked about all the same.
    """
    handover = db.handover.get(session, handover_id)
    standing = db.absence.standing(session, handover_id)
    known = db.absence.active(session, standing)
    back = {who: bot.away.is_due_back(one.until, handover) for who, one in known.items()}
    people = [one for one in db.people.persons(session, known) if _here(session, one, service_id)]
    gone = [one for one in people if not (standing[one.id] and back[one.id])]
    due_back = {one.id: known[one.id].until for one in people if standing[one.id] and back[one.id]}
    return tuple(Away(one, known[one.id].until) for one in gone), due_back


def _here(session: Session, person: Person, service_id: int) -> bool:
    return db.plans.supported(session, person.id, service_id)


def _agreed(session: Session, person_id: int, handover_id: int) -> bool:
    change = db.handover.get(session, handover_id).change
    return bot.handover.asked_about(db.people.person(session, person_id), change)


def _redraw(session: Session, handover_ids: set[int | None], now: datetime) -> None:
    # each is locked: in one order, or two answers could wait for each other
    for one in sorted(one for one in handover_ids if one is not None):
        db.outbox.refresh_prompt(session, one, now)


def _newest_locked(session: Session, service: Service, person_id: int) -> int | None:
    """Have others wait who would ask, settle or answer about somebody; the newest question then, if any."""
    db.absence.newest_asked(session, service.id)
    db.replies.lock_person(session, person_id)
    # a tick that was just asking held the person: what it asked is the newest now, and has to be put right
    return db.absence.newest_asked(session, service.id, lock=False)


def _journal(
    session: Session, what: str, service: Service, person_id: int, handover_id: int | None, author: Author,
    now: datetime, why: str | None = None,
) -> None:  # fmt: skip
    actor = db.people.staff(session, author.via_id or author.staff_id).slack
    db.journal.write(
        session, now, what, actor=actor, service_id=service.id, person_id=person_id, handover_id=handover_id,
        why=why,
    )  # fmt: skip
