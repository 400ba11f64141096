"""At a ping: *I've got this*, *Seen*, *Open*."""

import db.escalation
import db.journal
import prompts.escalation
from db.session import Session
from handlers.flow import gather, taken
from handlers.flow.taken import Taken
from handlers.forms import Asked, Make
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped
from prompts.blocks import View
from prompts.escalation import Action


def take(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """*I've got this*."""
    escalation_id = prompts.escalation.parse_id(tapped.value)
    done = taken.acknowledge(session, escalation_id, tapped.who.slack, tapped.now)
    return Done(_said(session, escalation_id, done, tapped))


def seen(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """*Seen*, what joined."""
    escalation_id = prompts.escalation.parse_id(tapped.value)
    done = taken.confirm(session, escalation_id, tapped.who.slack, tapped.now)
    return Done() if done.how == "done" else Done(_said(session, escalation_id, done, tapped))


def _said(session: Session, escalation_id: int, done: Taken, tapped: Tapped) -> str:
    """What the tapper is told."""
    told = gather.briefing(session, escalation_id, tapped.now)
    if done.how == "over":
        return prompts.escalation.over(told)
    return (prompts.escalation.taken if done.how == "done" else prompts.escalation.already)(told, tapped.now)


def details(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form behind *Open*, for those who may read; opening it is journalled."""
    escalation_id = prompts.escalation.parse_id(asked.value)
    e = db.escalation.get(session, escalation_id)
    db.journal.write(
        session,
        asked.now,
        "details.opened",
        actor=asked.who.slack,
        service_id=e.service_id,
        escalation_id=e.id,
    )
    return prompts.escalation.details(
        gather.briefing(session, escalation_id, asked.now, asked.who.slack), asked.now
    )


ACTS: dict[str, Act] = {Action.TAKE: take, Action.SEEN: seen}
MAKES: dict[str, Make] = {Action.OPEN: details}
