"""How many worked: *As planned* with a tap, *Different…* with its form."""

import json
import uuid

import db.handover
import db.journal
import db.outbox
import db.people
import db.staffing
import prompts.staffing
from bot.handover import Handover, Staffed
from bot.people import Author, Service
from db.session import Session
from handlers import forms
from handlers.flow import board, targets
from handlers.forms import Asked, Keep, Make, Sent
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped
from prompts.blocks import View
from prompts.forms import Errors
from prompts.staffing import Action, Count


def planned(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """*As planned*."""
    handover = db.handover.get(session, int(tapped.value))
    of = board.planned(db.people.service(session, handover.service_id), handover)
    _keep(session, handover, tapped.author, tapped.who.slack, Count(of, 0, of == 1), of, tapped)
    return Done(prompt=handover.id)


def make(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form, with what was said already."""
    handover = db.handover.get(session, int(asked.value))
    service = db.people.service(session, handover.service_id)
    row = db.staffing.latest(session, handover.id)
    before = Staffed(row.planned, row.actual, row.agency, row.alone, "", row.at) if row else None
    meta = json.dumps({"handover": handover.id, "nonce": uuid.uuid4().hex})
    return prompts.staffing.form(
        service, shift(service, handover), board.planned(service, handover), meta,
        targets.on_call(session, service, asked.now), targets.emergency(session),
        forms.answering(session, asked.who, service.id), before,
    )  # fmt: skip


def shift(service: Service, handover: Handover) -> str:
    """The name of the outgoing shift."""
    return service.shift_name(handover.change.covers)


def keep(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """What to mend, or what the form becomes."""
    count = prompts.staffing.read(sent.state)
    if not isinstance(count, Count):
        return count
    handover = db.handover.get(session, sent.meta["handover"])
    service = db.people.service(session, handover.service_id)
    of = board.planned(service, handover)
    _keep(session, handover, sent.author, sent.who.slack, count, of, sent)
    return prompts.staffing.saved(shift(service, handover), count, of)


def _keep(
    session: Session,
    handover: Handover,
    author: Author,
    slack: str,
    count: Count,
    of: int,
    said: Tapped | Sent,
) -> None:
    db.outbox.lock_prompt(session, handover.id)
    before = db.staffing.latest(session, handover.id)
    if before and (before.actual, before.agency, before.alone) == (count.actual, count.agency, count.alone):
        return
    db.staffing.add(
        session, handover.id, author, said.now, planned=of, actual=count.actual, agency=count.agency,
        alone=count.alone,
    )  # fmt: skip
    db.journal.write(
        session, said.now, "staffing", actor=slack, service_id=handover.service_id, handover_id=handover.id
    )
    db.outbox.refresh_prompt(session, handover.id, said.now)


ACTS: dict[str, Act] = {Action.PLANNED: planned}
MAKES: dict[str, Make] = {Action.DIFFERENT: make}
KEEPS: dict[str, Keep] = {prompts.staffing.CALLBACK: keep}
