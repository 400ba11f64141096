"""A door: what somebody wants to do, and in which service; and how the doors of escalations are found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import db.escalation
import prompts.escalation
from bot.access import Action
from bot.people import Staff
from db.session import Session
from handlers.flow import deeds

Body = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """What somebody wants to do, and where. `service_id` None: in no house in particular, so what they see is theirs.

    `told` and `on_call` are as in `bot.access.may`. `unnamed`: whoever is refused is not told which service it is.
    `person_id` is whom it is about, so that a refusal gives nobody's number whom they do not want contacted.
    """

    action: Action
    service_id: int | None
    told: bool = False
    on_call: bool = False
    unnamed: bool = False
    person_id: int | None = None


Find = Callable[[Session, str, Staff | None], Door]
FindForm = Callable[[Session, Body, Staff | None], Door]


def of_escalation(action: Action) -> Find:
    """The door of a button whose value is an escalation's id, with or without its turn."""

    def find(session: Session, value: str, who: Staff | None) -> Door:
        e = db.escalation.get(session, prompts.escalation.parse_id(value))
        return Door(action, e.service_id, told=deeds.told(session, who, e), person_id=e.person_id)

    return find


def form_of_escalation(action: Action) -> FindForm:
    """The door of a form that carries an escalation's id."""

    def find(session: Session, meta: Body, who: Staff | None) -> Door:
        return of_escalation(action)(session, str(int(meta["escalation"])), who)

    return find
