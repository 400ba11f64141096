"""Listening at the prompt: *Seen, no signs*, *Signs seen…*, *I've read this*, what was noted, and all that is open."""

import json
import uuid

import db.carried
import db.handover
import db.journal
import db.people
import db.plans
import prompts.access
import prompts.carried
import prompts.guidance
import prompts.handed_over
import prompts.handover
import prompts.open_lines
import prompts.reply_form
import prompts.reply_read
from bot.people import Author, Person, Service
from bot.replies import Answer
from db.session import Session
from handlers import forms, refusing
from handlers.flow import board, handed_over, read, replies, targets
from handlers.flow import handover as flow
from handlers.flow.guide import guided
from handlers.flow.handover import Tap
from handlers.forms import Asked, Keep, Make, Sent, Shows
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped
from prompts.blocks import View
from prompts.forms import Errors
from prompts.handover import Action
from prompts.reply_form import Asking
from prompts.reply_read import Drawn


def clear(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """*Seen, no signs*."""
    handover_id, person_id = prompts.handover.parse_value(tapped.value)
    tap = Tap(person_id, tapped.author, tapped.who.slack, tapped.nonce, Answer("clear"), handover_id or None)
    recorded = flow.record(session, tap, tapped.now)
    if recorded.how == "refused":
        service = refusing.service_of(session, handover_id, person_id)
        return Done(refusing.words(session, service, recorded.reason, tapped.now))
    if recorded.how != "stands" and handover_id:
        return Done(prompt=handover_id)
    known_as = db.people.person(session, person_id).known_as
    said = prompts.handover.signs_stand if recorded.how == "stands" else prompts.handover.no_signs_kept
    return Done(said(known_as))


def signs(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form of a person's own signs, with what was answered already; opening it is journalled."""
    handover_id, person_id = prompts.handover.parse_value(asked.value)
    return signs_about(session, handover_id or None, person_id, asked)


def signs_about(session: Session, handover_id: int | None, person_id: int, asked: Asked) -> View | str:
    """The same; `handover_id` is None between handovers."""
    service, who = refusing.service_of(session, handover_id, person_id), asked.who
    ids = {"person_id": person_id, "handover_id": handover_id}
    if reason := not_here(session, handover_id, person_id, service.id):
        return refusing.refuse(session, who.slack, service, reason, asked.now, **ids)
    db.journal.write(session, asked.now, "form.opened", actor=who.slack, service_id=service.id, **ids)
    person = db.people.person(session, person_id)
    # on a shared account nobody knows yet whose earlier answer it would be
    author = None if who.shared else Author(who.id)
    already = replies.already(session, author, person_id, handover_id, asked.now)
    meta = {
        **ids, "handover": handover_id, "person": person_id, "plan": person.plan_id, "nonce": uuid.uuid4().hex,
        "corrects": already.own.id if already.own else None, "correcting": already.correcting,
    }  # fmt: skip
    everybody = db.people.people_of(session, service.id)
    return prompts.reply_form.form(
        Asking(
            person, service, json.dumps(meta), asked.now, targets.on_call(session, service, asked.now, person),
            targets.emergency(session), own=already.yours, earlier=already.others,
            carried=_carried(session, person, service, handover_id),
            others=prompts.reply_read.others(everybody, person_id),
            staff=forms.answering(session, who, service.id), affects=already.affects,
        )
    )  # fmt: skip


def _carried(session: Session, person: Person, service: Service, handover_id: int | None) -> list[str]:
    latest = db.handover.latest_asked(session, service.id)
    at = handover_id or (latest.id if latest else None)
    kept = db.carried.of(session, [person], service, at).get(person.id) if at else None
    return [prompts.carried.line(kept, service, person.plan)] if kept and person.plan else []


def not_here(session: Session, handover_id: int | None, person_id: int, service_id: int) -> str:
    """Why nobody can answer about a person here; empty when they can."""
    if reason := replies.refused(session, handover_id, person_id):
        return reason
    # an old question may be about somebody who has moved or left: their plan is not for those who stayed
    return "" if db.plans.supported(session, person_id, service_id) else replies.NOT_HERE_NOW


def keep_signs(session: Session, _relay: Relay, sent: Sent) -> View | Errors | Shows:
    """What the form becomes: the guidance, after the commit. Raises for a form that is none of ours."""
    meta = sent.meta
    handover_id, person_id = meta["handover"], meta["person"]
    plan = db.people.plan(session, meta["plan"]) if meta["plan"] else None
    if plan and plan.person_id != person_id:
        raise ValueError("the plan of somebody else")
    service = refusing.service_of(session, handover_id, person_id)
    known = [one for one in db.people.ids_of(session, service.id) if one != person_id]
    drawn = Drawn(plan.body if plan else None, service, known, meta["correcting"])
    filled = prompts.reply_read.read(sent.state, drawn, sent.now)
    if isinstance(filled, dict):
        return filled
    tap = Tap(
        person_id, sent.author, sent.who.slack, sent.nonce, filled.answer, handover_id, meta["plan"], meta["corrects"],
        filled.at,
    )  # fmt: skip
    recorded = flow.record(session, tap, sent.now)
    if recorded.how == "refused":
        return prompts.access.refusal_view(refusing.words(session, service, recorded.reason, sent.now))
    if filled.affects and recorded.reply_id is not None:
        replies.affects(session, tap, recorded.reply_id, filled.affects, sent.now)
    return lambda after: prompts.guidance.guidance(guided(after, recorded, sent.now))


def confirm(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """*I've read this*."""
    return _confirmed(session, tapped, both_shifts=False)


def confirm_both(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """*I was on both shifts*."""
    return _confirmed(session, tapped, both_shifts=True)


def _confirmed(session: Session, tapped: Tapped, *, both_shifts: bool) -> Done:
    handover_id = int(tapped.value)
    how = read.confirm(
        session, handover_id, tapped.author, tapped.who.slack, tapped.now, both_shifts=both_shifts
    )
    if how == "answered":
        return Done(ask=prompts.handover.both_shifts(handover_id))
    return Done(prompts.handover.READ_SAID[how], prompt=handover_id, closes=both_shifts)


def what_was_noted(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """Everything of one handover, for those who may read; opening it is journalled."""
    handover_id = int(asked.value)
    handover = db.handover.get(session, handover_id)
    db.journal.write(
        session, asked.now, "noted.opened", actor=asked.who.slack, service_id=handover.service_id,
        handover_id=handover_id,
    )  # fmt: skip
    return prompts.handed_over.form(handed_over.gathered(session, handover, asked.now), asked.now)


def all_open(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """*Show all*."""
    return prompts.open_lines.everything(board.board(session, int(asked.value), asked.now), asked.now)


ACTS: dict[str, Act] = {Action.CLEAR: clear, Action.READ: confirm, Action.BOTH: confirm_both}
MAKES: dict[str, Make] = {Action.SIGNS: signs, Action.NOTED: what_was_noted, Action.ALL: all_open}
KEEPS: dict[str, Keep] = {prompts.reply_form.CALLBACK: keep_signs}
