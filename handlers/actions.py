"""*Reviewed* and *Decide…* about a concern; *Open*, *Close…*, *More time…*, *The person knows* about an action."""

import json
import uuid

import db.actions
import db.escalation
import db.people
import prompts.access
import prompts.action_forms
import prompts.actions
import prompts.deciding
from bot import days
from bot.escalation import Escalation
from bot.people import Staff
from db.session import Session
from handlers.flow import actions as flow
from handlers.flow import targets
from handlers.forms import Asked, Keep, Make, Sent
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped
from prompts.action_forms import Closed, Later
from prompts.actions import Action
from prompts.blocks import View
from prompts.deciding import Asking
from prompts.forms import Errors


def make_review(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form behind *Reviewed*; `asked.value` is the concern's id."""
    e = db.escalation.get(session, prompts.actions.parse_concern(asked.value))
    return prompts.deciding.review_form(_asking(session, asked, e.service_id, e))


def keep_review(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep why nothing has to change."""
    e = db.escalation.get(session, int(sent.meta["escalation"]))
    because = prompts.deciding.read_review(sent.state)
    if isinstance(because, dict):
        return because
    flow.review(session, e, sent.who, because, sent.nonce, sent.now)
    return prompts.deciding.reviewed(_asking(session, sent, e.service_id, e))


def make_decide(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form behind *Decide…*; `asked.value` is the concern's id, or says about which service else."""
    concern_id, service_id = prompts.actions.parse_decide(asked.value)
    e = db.escalation.get(session, concern_id) if concern_id else None
    asking = _asking(session, asked, e.service_id if e else service_id or 0, e)
    return prompts.deciding.decide_form(asking) if asking.somebody else prompts.deciding.nobody(asking)


def keep_decide(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep what is decided; what the form becomes, or what to mend."""
    concern_id = sent.meta["escalation"]
    e = db.escalation.get(session, int(concern_id)) if concern_id else None
    service = db.people.service(session, e.service_id if e else int(sent.meta["service"]))
    asking, today = _asking(session, sent, service.id, e), flow.today(service, sent.now)
    decision = prompts.deciding.read_decision(sent.state, asking, today)
    if isinstance(decision, dict):
        return decision
    made = flow.decide(session, service, e, sent.who, decision, sent.nonce, sent.now)
    return prompts.deciding.decided(asking, flow.shown(session, made, sent.now), today)


def _asking(session: Session, asked: Asked | Sent, service_id: int, e: Escalation | None) -> Asking:
    service = db.people.service(session, service_id)
    person = db.people.person(session, e.person_id) if e and e.person_id else None
    whose, known_as = flow.whose(session, service, person), person.known_as if person else None
    opened = days.local(e.opened_at, service.spec.timezone).date() if e else None
    meta = {"escalation": e.id if e else 0, "service": service.id, "nonce": uuid.uuid4().hex}
    return Asking(
        json.dumps(meta), service, known_as, prompts.deciding.problem(known_as, opened) if opened else "",
        whose.owners, _first(asked.who, whose.seniors), targets.on_call(session, service, asked.now, person),
        targets.emergency(session),
    )  # fmt: skip


def _first(who: Staff, seniors: tuple[Staff, ...]) -> tuple[Staff, ...]:
    """Whoever decides makes sure of it, unless they say otherwise."""
    return tuple(sorted(seniors, key=lambda one: one.id != who.id))


def details(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """Everything about an action, in a form; opening it is journalled."""
    action_id = prompts.actions.parse_id(asked.value)
    flow.opened(session, action_id, asked.who, asked.now)
    shown = flow.shown(session, action_id, asked.now)
    return prompts.action_forms.details(shown, flow.today(shown.service, asked.now), asked.now)


def make_close(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form behind *Close…*."""
    shown = flow.shown(session, prompts.actions.parse_id(asked.value), asked.now)
    if shown.action.state != "open":
        return prompts.action_forms.over(shown)
    return prompts.action_forms.close_form(shown, _meta(shown.action.id))


def keep_close(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Close it with what its measure showed; what the form becomes, or what to mend."""
    said = prompts.action_forms.read_close(sent.state)
    if not isinstance(said, Closed):
        return said
    action_id = int(sent.meta["action"])
    done = flow.close(session, action_id, sent.who, said.result, said.shown, sent.nonce, sent.now)
    shown = flow.shown(session, action_id, sent.now)
    if not done:
        return prompts.access.refusal_view(prompts.action_forms.over(shown))
    return prompts.action_forms.closed(shown)


def make_later(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form behind *More time…*."""
    shown = flow.shown(session, prompts.actions.parse_id(asked.value), asked.now)
    if shown.action.state != "open":
        return prompts.action_forms.over(shown)
    today = flow.today(shown.service, asked.now)
    return prompts.action_forms.later_form(shown, _meta(shown.action.id), today)


def keep_later(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Put it off; what the form becomes, or what to mend."""
    action_id = int(sent.meta["action"])
    # another date at the same moment waits, and is measured against this one
    db.actions.get(session, action_id, lock=True)
    before = flow.shown(session, action_id, sent.now)
    today = flow.today(before.service, sent.now)
    if not db.actions.was_done(session, sent.nonce):
        said = prompts.action_forms.read_later(sent.state, before.action.decision.due, today)
        if not isinstance(said, Later):
            return said
        if not flow.more_time(session, action_id, sent.who, said.due, said.why, sent.nonce, sent.now):
            return prompts.access.refusal_view(prompts.action_forms.over(before))
    return prompts.action_forms.later(flow.shown(session, action_id, sent.now), today)


def _meta(action_id: int) -> str:
    return json.dumps({"action": action_id, "nonce": uuid.uuid4().hex})


def knows(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """*The person knows*: nobody is asked again."""
    action_id = prompts.actions.parse_id(tapped.value)
    done = flow.knows(session, action_id, tapped.who, tapped.now)
    shown = flow.shown(session, action_id, tapped.now)
    if shown.action.knows_at is None:
        return Done(prompts.actions.nobody_to_tell(shown))
    return Done(prompts.actions.knows(shown, first=done))


ACTS: dict[str, Act] = {Action.KNOWS: knows}
MAKES: dict[str, Make] = {
    Action.REVIEWED: make_review, Action.DECIDE: make_decide, Action.OPEN: details, Action.CLOSE: make_close,
    Action.LATER: make_later,
}  # fmt: skip
KEEPS: dict[str, Keep] = {
    prompts.deciding.REVIEW: keep_review, prompts.deciding.DECIDE: keep_decide,
    prompts.action_forms.CLOSE: keep_close, prompts.action_forms.LATER: keep_later,
}  # fmt: skip
