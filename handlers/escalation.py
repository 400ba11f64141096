"""At an escalation's messages: the buttons that do one thing at once, and *Open*."""

import bot.access
import bot.offers
import bot.overrides
import db.escalation
import db.journal
import prompts.details
import prompts.escalation
import prompts.overrides
import prompts.refused
from bot.briefing import Briefing
from bot.people import Staff
from bot.transitions import (
    Act,
    By,
    Close,
    Event,
    More,
    PassOn,
    Promise,
    Seen,
    StandDown,
    Take,
    TakeOver,
)
from db.session import Session
from handlers.flow import deeds, gather, targets
from handlers.flow import story as flow_story
from handlers.flow.deeds import Result, Wish
from handlers.forms import Asked, Make
from handlers.relay import Relay
from handlers.taps import Act as Tap
from handlers.taps import Done, Tapped
from prompts.blocks import View
from prompts.escalation import Action


def _tap(event: Event, about: str | None = None) -> Tap:
    def tapped(session: Session, _relay: Relay, tapped: Tapped) -> Done:
        escalation_id, turn = prompts.escalation.parse_value(tapped.value)
        wish = Wish(event, turn, tapped.nonce, about)
        done = deeds.do(session, escalation_id, tapped.who, wish, tapped.now)
        return Done(said(session, done, tapped))

    return tapped


def said(session: Session, done: Result, tapped: Tapped) -> str:
    """What the tapper is told: that it is so, or why not and how it stands."""
    told = gather.briefing(session, done.escalation.id, tapped.now)
    if done.refused:
        return prompts.refused.because(told, done.refused, tapped.now)
    return prompts.refused.done(told, tapped.who.id, tapped.now)


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
    b = gather.briefing(session, escalation_id, asked.now, asked.who.slack)
    story = flow_story.timeline(session, e, targets.unwanted(session, b.person, e.id))
    return prompts.details.details(b, asked.now, story, _offered(session, b, asked.who))


# in the order in which they are drawn; what a shared account may not do is not drawn for it
OFFERED: dict[Action, type[Event]] = {
    Action.TAKE: Take, Action.TAKE_OVER: TakeOver, Action.SEEN: Seen, Action.DID: Act, Action.MORE: More,
    Action.PROMISE: Promise, Action.PASS: PassOn, Action.CLOSE: Close, Action.STAND_DOWN: StandDown,
}  # fmt: skip


def _offered(session: Session, b: Briefing, who: Staff) -> list[Action]:
    """What the reader of *Open* can do to it just now."""
    e = b.escalation
    if who.slack in targets.unwanted(session, b.person, e.id):
        return []
    told, manager = deeds.told(session, who, e), deeds.is_manager(who, b.service)
    if not bot.access.may(who, "act", e.service_id, told=told).allowed:
        return []
    can = bot.offers.offered(e, By(who.id, told=told, manager=manager))
    override = bot.access.may(who, "override", e.service_id).allowed and e.state in bot.overrides.WHILE
    anyway = [Action.OVERRIDE] if override and prompts.overrides.offered(b) else []
    return [*(action for action, event in OFFERED.items() if event in can), *anyway]


ACTS: dict[str, Tap] = {
    Action.TAKE: _tap(Take()),
    Action.SEEN: _tap(Seen()),
    Action.DONE: _tap(Act(), "as_promised"),
    Action.MORE: _tap(More()),
    Action.TAKE_OVER: _tap(TakeOver()),
}
MAKES: dict[str, Make] = {Action.OPEN: details}
