"""What the huddle does with concerns: reviewed, decided; an action reminded of, put off, closed. The caller commits."""

from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import datetime

import bot.actions
import db.actions
import db.journal
import db.outbox
import db.people
from bot import days, weeks
from bot.actions import Action, Decision, Kind, Result, Shown
from bot.escalation import Escalation
from bot.people import Person, Service, Staff
from db.session import Session
from handlers.flow import huddle, targets


@dataclass(frozen=True)
class Whose:
    """Whose an action of a service, about a person, may be: `owners` by name; `seniors`, managers first."""

    owners: tuple[Staff, ...]
    seniors: tuple[Staff, ...]

    @property
    def fit(self) -> set[int]:
        """Ids of all of them: whoever else has one has it no longer."""
        return {one.id for one in (*self.owners, *self.seniors)}


def whose(session: Session, service: Service, person: Person | None) -> Whose:
    """The service's listed staff: without agency staff, shared accounts, and whom the person wants not contacted."""
    without = targets.not_wanted(person)
    here = db.people.answering(session, service.id)
    lead = db.people.holders(session, "safeguarding_lead", service.id)
    found = (
        tuple(one for one in some if not one.agency and one.slack not in without)
        for some in (here, [*targets.managers(session, service), *lead])
    )
    return Whose(*found)


def today(service: Service, now: datetime) -> Date:
    """The local date of a service."""
    return days.local(now, service.spec.timezone).date()


def review(session: Session, e: Escalation, who: Staff, because: str, nonce: str, now: datetime) -> bool:
    """Keep that the huddle looked at a concern and changes nothing. False when this form was kept before."""
    week = weeks.at(now, db.people.service(session, e.service_id).spec.timezone)
    if not db.actions.review(session, e.id, week, now, who.id, nonce, because=because):
        return False
    db.journal.write(
        session, now, "huddle.reviewed", actor=who.slack, service_id=e.service_id, person_id=e.person_id,
        escalation_id=e.id,
    )  # fmt: skip
    huddle.refresh(session, e.service_id, now, e.id)
    return True


def decide(
    session: Session, service: Service, e: Escalation | None, who: Staff, decision: Decision, nonce: str, now: datetime
) -> int:  # fmt: skip
    """Keep what the huddle decides, about a concern or none, and tell its owner; the action's id.

    A concern decided about is reviewed. The same form again changes nothing.
    """
    week, person_id = weeks.at(now, service.spec.timezone), e.person_id if e else None
    action, new = db.actions.add(
        session, service.id, e.id if e else None, person_id, decision, week, now, who.id, nonce
    )
    if not new:
        return action.id
    if e is not None:
        db.actions.review(session, e.id, week, now, who.id, nonce, action_id=action.id)
        huddle.refresh(session, e.service_id, now, e.id)
    db.actions.save(session, replace(action, next_at=bot.actions.next_at(action, service, now)))
    _happened(session, action, now, "made", who)
    _tell(session, action, "action", action.own[0], now)
    return action.id


def close(
    session: Session, action_id: int, who: Staff, result: Result, showed: str, nonce: str, now: datetime
) -> bool:  # fmt: skip
    """Close it with what its measure showed; True when it is closed by this form, now or before."""
    action, service = _locked(session, action_id)
    if db.actions.was_done(session, nonce):
        return True
    closed = bot.actions.close(action, service, result, showed, who.id, now)
    if closed is None:
        return False
    _changed(session, closed, now)
    _happened(session, closed, now, "closed", who, nonce=nonce)
    return True


def more_time(
    session: Session, action_id: int, who: Staff, due: Date, why: str, nonce: str, now: datetime
) -> bool:  # fmt: skip
    """Put it off, and tell its owners, but whoever does it; True when that is done by this form, now or before."""
    action, service = _locked(session, action_id)
    if db.actions.was_done(session, nonce):
        return True
    moved = bot.actions.more_time(action, service, due, now)
    if moved is None:
        return False
    _changed(session, moved, now)
    _happened(session, moved, now, "moved", who, due=action.decision.due, text=why, nonce=nonce)
    for one in dict.fromkeys(moved.own):
        if one != who.id:
            _tell(session, moved, "action_moved", one, now)
    return True


def knows(session: Session, action_id: int, who: Staff, now: datetime) -> bool:
    """*The person knows*. False when nobody had to tell them, or they knew before."""
    action, service = _locked(session, action_id)
    known = bot.actions.knows(action, service, now)
    if known is None:
        return False
    _changed(session, known, now)
    _happened(session, known, now, "knows", who)
    return True


def opened(session: Session, action_id: int, who: Staff, now: datetime) -> None:
    """Keep in the journal that somebody read it."""
    _journal(session, db.actions.get(session, action_id), now, "opened", who)


def advance(session: Session, action_id: int, now: datetime) -> None:
    """Remind of it, or say that it is late: never to whom it may not be any more, and it is always somebody's."""
    action, service = _locked(session, action_id)
    who = _whose(session, action, service)
    move = bot.actions.next_move(action, service, who.fit, [one.id for one in who.seniors], now)
    if move is None:
        return
    db.actions.save(session, move.after)
    _passed_on(session, action, move.after, now)
    for kind, to in move.tell:
        _tell(session, move.after, kind, to, now)
    if not who.fit & set(move.after.own):
        _journal(session, action, now, "nobody_there")


def left(session: Session, now: datetime) -> None:
    """What somebody owns who may not any more goes to whoever follows, who is told."""
    for one in db.actions.going_on(session):
        action, service = _locked(session, one)
        who = _whose(session, action, service)
        after = bot.actions.passed_on(action, who.fit, [each.id for each in who.seniors])
        if after == action:
            continue
        db.actions.save(session, after)
        _passed_on(session, action, after, now)
        if after.own[0] != action.own[0]:
            _tell(session, after, "action", after.own[0], now)


def told(session: Session, who: Staff | None, action: Action) -> bool:
    """Whether somebody is its owner or its senior owner, and the person wants them contacted."""
    person = db.people.person(session, action.person_id) if action.person_id else None
    return who is not None and who.id in action.own and who.slack not in targets.not_wanted(person)


def shown(session: Session, action_id: int, now: datetime) -> Shown:
    """Everything that a message or a form about it may draw on."""
    made = db.actions.shown(session, action_id)
    person = db.people.person(session, made.action.person_id) if made.action.person_id else None
    on_call = targets.on_call(session, made.service, now, person)
    return replace(made, on_call=on_call, emergency=targets.emergency(session))


def _locked(session: Session, action_id: int) -> tuple[Action, Service]:
    action = db.actions.get(session, action_id, lock=True)
    return action, db.people.service(session, action.service_id)


def _whose(session: Session, action: Action, service: Service) -> Whose:
    person = db.people.person(session, action.person_id) if action.person_id else None
    return whose(session, service, person)


def _changed(session: Session, action: Action, now: datetime) -> None:
    """Keep how it stands, and have all messages about it say so."""
    db.actions.save(session, action)
    for one in db.actions.messages(session, action.id):
        db.outbox.refresh(session, one, now)


def _passed_on(session: Session, before: Action, after: Action, now: datetime) -> None:
    """Keep who has it now, where that changed, and take the buttons from whoever had it."""
    if before.own == after.own:
        return
    whats: tuple[bot.actions.What, ...] = ("owner", "senior")
    for what, was, has in zip(whats, before.own, after.own, strict=True):
        if was != has:
            db.actions.happened(session, after.id, now, what, to_id=has)
            _journal(session, after, now, what)
    for one in db.actions.messages(session, after.id):
        db.outbox.refresh(session, one, now)


def _tell(session: Session, action: Action, kind: Kind, to_id: int, now: datetime) -> None:
    to = db.people.staff(session, to_id)
    message = db.outbox.put(
        session,
        kind,
        now,
        to_user=to.slack,
        staff_id=to.id,
        service_id=action.service_id,
        about=str(action.id),
    )
    db.actions.happened(session, action.id, now, "told", to_id=to.id, message_id=message)
    _journal(session, action, now, kind.removeprefix("action_").replace("action", "told"), to)


def _happened(
    session: Session, action: Action, now: datetime, what: bot.actions.What, who: Staff, **about: object
) -> None:
    db.actions.happened(session, action.id, now, what, actor_id=who.id, **about)
    _journal(session, action, now, what, who)


def _journal(session: Session, action: Action, now: datetime, what: str, who: Staff | None = None) -> None:
    db.journal.write(
        session, now, f"action.{what}", actor=who.slack if who else None, service_id=action.service_id,
        person_id=action.person_id, escalation_id=action.escalation_id, why=str(action.id),
    )  # fmt: skip
