"""Doors of what the huddle agrees: about asking, about what a house does differently, about restrictions."""

import db.people
import prompts.agreed
import prompts.changes
import prompts.restrictions
from bot.people import Staff
from db.session import Session
from handlers.door import Body, Door, Find, FindForm, form_of_escalation, of_escalation


def _asking(session: Session, value: str, _who: Staff | None) -> Door:
    return _of_person(session, prompts.agreed.parse_value(value))


def _form_of_asking(session: Session, meta: Body, _who: Staff | None) -> Door:
    return _of_person(session, int(meta["person"]))


def _of_person(session: Session, person_id: int) -> Door:
    return Door("decide", db.people.person(session, person_id).service_id, person_id=person_id)


def _change(_session: Session, value: str, _who: Staff | None) -> Door:
    return Door("decide", prompts.agreed.parse_value(value))


def _form_of_change(_session: Session, meta: Body, _who: Staff | None) -> Door:
    return Door("decide", int(meta["service"]))


ACTIONS: dict[str, Find] = {
    prompts.agreed.Action.ASKING: _asking,
    prompts.agreed.Action.CHANGE: _change,
    prompts.agreed.Action.BACK: _change,
    prompts.agreed.Action.RESTRICTION: of_escalation("decide"),
}
FORMS: dict[str, FindForm] = {
    prompts.agreed.CALLBACK: _form_of_asking,
    prompts.changes.CALLBACK: _form_of_change,
    prompts.changes.BACK: _form_of_change,
    prompts.restrictions.CALLBACK: form_of_escalation("decide"),
}
