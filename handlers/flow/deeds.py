"""What people do to an escalation: decided in `bot.transitions`, kept, and told. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import bot.transitions
import db.closing
import db.escalation
import db.journal
import db.outbox
import db.people
import db.timeline
from bot.closing import Closing
from bot.escalation import Escalation
from bot.people import Person, Service, Staff
from bot.timeline import What
from bot.transitions import (
    Act,
    By,
    Close,
    Event,
    HouseHas,
    More,
    PassOn,
    Promise,
    Refusal,
    Seen,
    StandDown,
    Take,
    TakeOver,
)
from db.session import Session
from db.tables import Sending
from handlers.flow import showing, targets

# the event of the timeline, and the word of the journal
KEPT: dict[type[Event], tuple[What, str]] = {
    Take: ("taken", "escalation.acknowledged"),
    HouseHas: ("house_has", "escalation.house_has"),
    Seen: ("seen", "escalation.confirmed"),
    Promise: ("promised", "escalation.promised"),
    More: ("more", "escalation.put_off"),
    PassOn: ("passed", "escalation.passed_on"),
    TakeOver: ("taken_over", "escalation.taken_over"),
    Act: ("acted", "escalation.acted_on"),
    Close: ("closed", "escalation.closed"),
    StandDown: ("stood_down", "escalation.stood_down"),
}
# done by somebody else, whoever had it has it no longer, and hears so: an edit notifies nobody
ENDS_IT = (TakeOver, Act, Close, StandDown)


@dataclass(frozen=True)
class Wish:
    """What somebody wants done. `turn` is the button's or the form's; `nonce` is its own, so that twice is once.

    `about` is a choice and `text` was written, both for the timeline; `closing` comes with Close.
    """

    event: Event
    turn: int | None = None
    nonce: str | None = None
    about: str | None = None
    text: str | None = None
    closing: Closing | None = None


@dataclass(frozen=True)
class Result:
    """How it stands now, and why nothing was done, if so. `again`: it had been done before, by this tap or form."""

    escalation: Escalation
    refused: Refusal | None = None
    again: bool = False


def do(session: Session, escalation_id: int, who: Staff, wish: Wish, now: datetime) -> Result:
    """Do it, if it may be done: state, timeline, journal, and the messages that tell of it."""
    e = db.escalation.get(session, escalation_id, lock=True)
    if wish.nonce is not None and db.timeline.happened(session, wish.nonce):
        return Result(e, again=True)
    after = decided(session, e, who, wish.event, now, wish.turn)
    if not isinstance(after, Escalation):
        return Result(e, refused=after)
    db.escalation.save(session, after)
    _keep(session, e, after, who, wish, now)
    _tell(session, e, after, who, wish, now)
    showing.refresh(session, after, now)
    return Result(after)


def decided(
    session: Session, e: Escalation, who: Staff, event: Event, now: datetime, turn: int | None = None
) -> Escalation | Refusal:
    """`e` after the event, or why not; nothing is kept. For forms, so that nobody fills one in in vain."""
    service = db.people.service(session, e.service_id)
    named = [db.people.staff(session, one).slack for one in _whom(event) if one is not None]
    if targets.unwanted(session, _person(session, e), e.id) & {who.slack, *named}:
        return "not_wanted"
    by = By(who.id, told=told(session, who, e), manager=is_manager(who, service))
    return bot.transitions.apply(e, event, service, by, now, turn)


def told(session: Session, staff: Staff | None, e: Escalation) -> bool:
    """Whether the escalation has told this staff member: they may read and take it, whatever their services."""
    if staff is None or staff.slack in targets.unwanted(session, _person(session, e), e.id):
        return False
    if staff.id in (e.house_id, e.holder_id) or db.timeline.told(session, e.id, staff.id):
        return True
    rows = db.outbox.of_escalation(session, e.id, showing.TELLING)
    return any(row.staff_id == staff.id and row.state != Sending.DROPPED for row in rows)


def may_take(session: Session, staff_id: int, e: Escalation) -> bool:
    """Whether somebody who was told may still take it: since then the person may not want them contacted."""
    return db.people.staff(session, staff_id).slack not in targets.unwanted(
        session, _person(session, e), e.id
    )


def _person(session: Session, e: Escalation) -> Person | None:
    return db.people.person(session, e.person_id) if e.person_id else None


def is_manager(who: Staff, service: Service) -> bool:
    """Whether somebody is a manager of this service."""
    return who.role == "manager" and service.id in who.services


def _keep(
    session: Session, before: Escalation, after: Escalation, who: Staff, wish: Wish, now: datetime
) -> None:
    what, word = KEPT[type(wish.event)]
    nonce = wish.nonce
    for to in after.passed_to if isinstance(wish.event, PassOn) else _whom(wish.event):
        by = wish.event.by if isinstance(wish.event, HouseHas) else after.promise_by
        db.timeline.add(
            session, after.id, now, what, actor_id=who.id, to_id=to, by_at=by, about=wish.about, text=wish.text,
            nonce=nonce,
        )  # fmt: skip
        nonce = None  # of several people that it was passed on to, the first keeps it
    db.journal.write(
        session, now, word, actor=who.slack, escalation_id=after.id, service_id=after.service_id,
        person_id=after.person_id, why=wish.about or before.state,
    )  # fmt: skip
    if wish.closing:
        db.closing.add(session, after.id, who.id, now, wish.closing)


def _whom(event: Event) -> Sequence[int | None]:
    if isinstance(event, PassOn):
        return event.to
    return (event.staff_id,) if isinstance(event, HouseHas) else (None,)


def _tell(
    session: Session, before: Escalation, after: Escalation, who: Staff, wish: Wish, now: datetime
) -> None:
    """Those whom it concerns now; everybody else sees it in the messages they have had."""
    event = wish.event
    if isinstance(event, PassOn):
        number = db.escalation.next_number(session, after.id)
        for one in after.passed_to:
            showing.direct(session, after, "passed", db.people.staff(session, one), number, now)
    if isinstance(event, ENDS_IT) and before.holder_id not in (None, who.id):
        holder = db.people.staff(session, before.holder_id or 0)
        number = db.escalation.next_number(session, after.id)
        showing.direct(session, after, "no_longer", holder, number, now)
    if isinstance(event, Take | TakeOver) and not showing.has_message(session, after, who):
        showing.direct(session, after, "held", who, db.escalation.next_number(session, after.id), now)
