"""Doors of the huddle: what it does with a concern, and the actions that come of it."""

import db.actions
import db.people
import prompts.action_forms
import prompts.actions
import prompts.deciding
import prompts.digest
import prompts.huddle
import prompts.ids
from bot.people import Staff
from db.session import Session
from handlers.door import Body, Door, Find, FindForm, form_of_escalation, of_escalation
from handlers.flow import actions, huddle


def _decide(session: Session, value: str, who: Staff | None) -> Door:
    concern_id, service_id = prompts.actions.parse_decide(value)
    return (
        of_escalation("decide")(session, str(concern_id), who) if concern_id else Door("decide", service_id)
    )


def _deciding(session: Session, meta: Body, who: Staff | None) -> Door:
    """Raises ValueError for a form whose concern and service are of two houses."""
    door = _decide(
        session, f"{int(meta['escalation'])}" if meta["escalation"] else f"0:{int(meta['service'])}", who
    )
    if door.service_id != meta["service"]:
        raise ValueError("a form of two houses")
    return door


def _own(session: Session, value: str, who: Staff | None) -> Door:
    one = db.actions.get(session, prompts.actions.parse_id(value))
    return Door("own", one.service_id, told=actions.told(session, who, one), person_id=one.person_id)


def _owning(session: Session, meta: Body, who: Staff | None) -> Door:
    return _own(session, str(int(meta["action"])), who)


def _digest(session: Session, value: str, who: Staff | None) -> Door:
    """Of a kept digest: in one of its services that they may look at; of another that is counted now, in that one."""
    posting, only, _ = prompts.ids.parse(value, 3)
    if posting:
        return Door("huddle", huddle.door(who, huddle.services_of(session, posting)))
    return _of_services(session, only or None, who)


def _chosen(session: Session, value: str, who: Staff | None) -> Door:
    return _of_services(session, prompts.huddle.parse_value(value)[1], who)


def _of_services(session: Session, only: int | None, who: Staff | None) -> Door:
    every = [one.id for one in db.people.services(session)]
    return Door("huddle", only if only in every else huddle.door(who, every))


def typed(session: Session, channel: str, who: Staff | None) -> Door:
    """`/huddle`: in the house of that channel where they may look at it, else in any other that they may."""
    here = db.people.service_of_channel(session, channel)
    every = [one.id for one in db.people.services(session)]
    return Door("huddle", huddle.door(who, [*([here.id] if here else []), *every]))


ACTIONS: dict[str, Find] = {
    prompts.digest.Action.FIGURES: _digest,
    prompts.digest.Action.MINUTES: _digest,
    **dict.fromkeys(map(str, prompts.huddle.Action), _chosen),
    prompts.actions.Action.REVIEWED: of_escalation("review"),
    prompts.actions.Action.DECIDE: _decide,
    **dict.fromkeys(map(str, prompts.actions.OWN), _own),
}
FORMS: dict[str, FindForm] = {
    prompts.deciding.REVIEW: form_of_escalation("review"),
    prompts.deciding.DECIDE: _deciding,
    prompts.action_forms.CLOSE: _owning,
    prompts.action_forms.LATER: _owning,
}
