"""The second question: *Yes* and *Not needed* with a tap, *Partly…* and *No…* with a form that asks which and why."""

import json
import uuid

import db.journal
import db.people
import db.plans
import prompts.access
import prompts.handover
import prompts.steps
from bot.replies import Answer, Followed
from db.session import Session
from handlers import forms, refusing
from handlers.flow import handover as flow
from handlers.flow import targets
from handlers.flow.handover import Tap
from handlers.forms import Asked, Keep, Make, Sent
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped
from prompts.blocks import View
from prompts.forms import Errors
from prompts.steps import SAYS, Action


def _tapped(followed: Followed) -> Act:
    def act(session: Session, _relay: Relay, tapped: Tapped) -> Done:
        handover_id, person_id = prompts.handover.parse_value(tapped.value)
        answer = Answer("steps", followed=followed)
        tap = Tap(person_id, tapped.author, tapped.who.slack, tapped.nonce, answer, handover_id)
        recorded = flow.record(session, tap, tapped.now)
        if recorded.how == "refused":
            service = refusing.service_of(session, handover_id)
            return Done(refusing.words(session, service, recorded.reason, tapped.now))
        return Done(prompt=handover_id)

    return act


def _opened(followed: Followed) -> Make:
    def make(session: Session, _relay: Relay, asked: Asked) -> View | str:
        handover_id, person_id = prompts.handover.parse_value(asked.value)
        service, person = refusing.service_of(session, handover_id), db.people.person(session, person_id)
        ids = {"handover_id": handover_id, "person_id": person_id}
        if not db.plans.supported(session, person_id, service.id):
            return refusing.refuse(session, asked.who.slack, service, flow.NOT_HERE_NOW, asked.now, **ids)
        # it shows the steps of their plan
        db.journal.write(
            session, asked.now, "form.opened", actor=asked.who.slack, service_id=service.id, **ids
        )
        meta = {
            "handover": handover_id, "person": person_id, "plan": person.plan_id, "nonce": uuid.uuid4().hex,
        }  # fmt: skip
        return prompts.steps.form(
            person, service, followed, json.dumps(meta), targets.on_call(session, service, asked.now, person),
            targets.emergency(session), forms.answering(session, asked.who, service.id),
        )  # fmt: skip

    return make


def keep(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """What to mend, or what the form becomes."""
    meta = sent.meta
    drawn = db.people.plan(session, meta["plan"]) if meta["plan"] else None
    if drawn and drawn.person_id != meta["person"]:
        raise ValueError("the plan of somebody else")
    plan = drawn.body if drawn else None
    answer = prompts.steps.read(sent.state, len(plan.steps) if plan else 0)
    if not isinstance(answer, Answer):
        return answer
    tap = Tap(meta["person"], sent.author, sent.who.slack, sent.nonce, answer, meta["handover"], meta["plan"])
    recorded = flow.record(session, tap, sent.now)
    if recorded.how == "refused":
        service = refusing.service_of(session, meta["handover"])
        return prompts.access.refusal_view(refusing.words(session, service, recorded.reason, sent.now))
    return prompts.steps.saved(db.people.person(session, meta["person"]).known_as)


ACTS: dict[str, Act] = {one: _tapped(SAYS[one]) for one in (Action.YES, Action.NOT_NEEDED)}
MAKES: dict[str, Make] = {one: _opened(SAYS[one]) for one in (Action.PARTLY, Action.NO)}
KEEPS: dict[str, Keep] = {prompts.steps.CALLBACK: keep}
