"""Doors: for everything that can be tapped, sent or typed, what it is (`bot.access.Action`) and in which service."""

import re
from collections.abc import Iterable

import db.covers
import db.handoff
import db.handover
import db.people
import db.plans
import db.private
import prompts.acting
import prompts.away
import prompts.closing
import prompts.covering
import prompts.escalation
import prompts.handoff
import prompts.handover
import prompts.home
import prompts.not_seen
import prompts.notes
import prompts.overrides
import prompts.pause
import prompts.plans
import prompts.private
import prompts.reply_form
import prompts.someone
import prompts.staffing
import prompts.standing_down
import prompts.steps
import prompts.who
from bot.access import Action
from bot.people import Staff
from db.session import Session
from handlers import doors_agreed, doors_checks, doors_huddle
from handlers.door import Body, Door, Find, FindForm, form_of_escalation, of_escalation
from handlers.flow import handoff, private, targets

NUMBER = r"(\.\d+)?"


def base(action_id: str) -> str:
    """An action id without the number that tells several of one block apart."""
    return re.sub(rf"{NUMBER}$", "", action_id, count=1, flags=re.ASCII)


def pattern(action_ids: Iterable[str]) -> re.Pattern[str]:
    """Any of these action ids, with a number or without. Bolt asks one listener after the other: be few."""
    return re.compile(rf"^({'|'.join(map(re.escape, action_ids))}){NUMBER}$", re.ASCII)


def _of_handover(action: Action) -> Find:
    def find(session: Session, value: str, _who: Staff | None) -> Door:
        return Door(action, db.handover.service_id(session, int(value)))

    return find


def _of_person(action: Action) -> Find:
    def find(session: Session, value: str, _who: Staff | None) -> Door:
        handover_id, person_id = prompts.handover.parse_value(value)
        return Door(action, _service(session, handover_id, person_id))

    return find


def _service(session: Session, handover_id: int | None, person_id: int | None) -> int:
    if handover_id:
        return db.handover.service_id(session, handover_id)
    assert person_id is not None
    return db.people.service_id_of(session, person_id)


def _of_service(action: Action) -> Find:
    def find(_session: Session, value: str, _who: Staff | None) -> Door:
        return Door(action, int(value))

    return find


def _menu(session: Session, value: str, who: Staff | None) -> Door:
    what, _, about = value.partition(" ")
    if what == prompts.handover.More.PLAN:
        return _plan_of(session, about, who)
    return _of_person("answer")(session, about, who)


def _plan_of(session: Session, value: str, who: Staff | None) -> Door:
    handover_id, person_id = prompts.handover.parse_value(value)
    return Door("read", _service(session, handover_id, person_id), told=_told(session, who, person_id))


def _listed_plan(session: Session, value: str, who: Staff | None) -> Door:
    person_id, service_id = prompts.handover.parse_value(value)
    return Door("read", service_id, told=_told(session, who, person_id))


def _told(session: Session, who: Staff | None, person_id: int) -> bool:
    return who is not None and person_id in db.plans.told_about(session, who.id)


def _read_plan(session: Session, value: str, _who: Staff | None) -> Door:
    person_id, _ = prompts.handover.parse_value(value)
    # the person may have moved since the form was opened: where to is nothing to say here
    return Door("confirm_plan", db.people.person(session, person_id).service_id, unnamed=True)


def _steps(session: Session, value: str, _who: Staff | None) -> Door:
    handover_id, _ = prompts.handover.parse_value(value)
    return Door("answer", db.handover.get(session, handover_id).service_id)


def _worry(_session: Session, value: str, _who: Staff | None) -> Door:
    return Door("worry", prompts.notes.parse_worry(value).service_id)


def _safeguard(session: Session, value: str, who: Staff | None) -> Door:
    """Of what was told in private: a refusal names no house, in the journal neither."""
    return _of_concern(session, prompts.private.parse_value(value), who)


def _closing(session: Session, meta: Body, who: Staff | None) -> Door:
    return _of_concern(session, int(meta["concern"]), who)


def _of_concern(session: Session, concern_id: int, who: Staff | None) -> Door:
    service_id = db.private.get(session, concern_id).service_id
    return Door("safeguard", service_id, told=private.told(session, who, concern_id), unnamed=True)


def _of_cover(session: Session, value: str, _who: Staff | None) -> Door:
    return Door("approve", db.covers.get(session, prompts.covering.parse_value(value)).service_id)


def _of_turn(session: Session, value: str, who: Staff | None) -> Door:
    one = db.handoff.get(session, prompts.handoff.parse_value(value))
    theirs = who is not None and one.change.on == who.slack
    # a rota that no house names any more: whose numbers somebody else would be given is not known
    where = handoff.houses(session, one.rota)
    return Door("look", where[0].id if where else None, on_call=theirs)


# by action id; the value is the button's or the menu's choice
ACTIONS: dict[str, Find] = {
    prompts.handover.Action.CLEAR: _of_person("answer"),
    prompts.handover.Action.SIGNS: _of_person("answer"),
    prompts.handover.Action.MORE: _menu,
    prompts.handover.Action.READ: _of_handover("confirm_read"),
    prompts.handover.Action.BOTH: _of_handover("confirm_read"),
    prompts.handover.Action.NOTED: _of_handover("read"),
    prompts.handover.Action.ALL: _of_handover("read"),
    prompts.staffing.Action.PLANNED: _of_handover("answer"),
    prompts.staffing.Action.DIFFERENT: _of_handover("answer"),
    **dict.fromkeys(map(str, prompts.steps.Action), _steps),
    prompts.escalation.Action.TAKE: of_escalation("acknowledge"),
    prompts.escalation.Action.SEEN: of_escalation("read"),
    prompts.escalation.Action.OPEN: of_escalation("read"),
    **dict.fromkeys(map(str, prompts.escalation.ACTING), of_escalation("act")),
    prompts.escalation.Action.SOMEONE: of_escalation("someone"),
    prompts.escalation.Action.OVERRIDE: of_escalation("override"),
    prompts.plans.Action.OPEN: _listed_plan,
    prompts.plans.Action.CONFIRM: _read_plan,
    prompts.notes.Action.WORRY: _worry,
    prompts.notes.Action.CALL: _of_service("worry"),
    prompts.private.Action.TELL: _of_service("tell_safeguarding"),
    prompts.private.Action.TAKE: _safeguard,
    prompts.private.Action.OPEN: _safeguard,
    prompts.private.Action.CLOSE: _safeguard,
    prompts.away.Action.BACK: _of_person("answer"),
    prompts.pause.Action.PAUSE: _of_service("pause"),
    prompts.pause.Action.RESUME: _of_service("pause"),
    prompts.home.Action.RECORD: _menu,
    prompts.home.Action.SHOW: _of_service("answer"),
    # what it is and keeps is the same everywhere
    prompts.home.Action.KEPT: lambda _session, _value, _who: Door("look", None),
    prompts.covering.COVER: _of_service("cover"),
    prompts.covering.APPROVE: _of_cover,
    prompts.handoff.Action.HERE: _of_turn,
    **doors_huddle.ACTIONS,
    **doors_agreed.ACTIONS,
    **doors_checks.ACTIONS,
}


def _form(action: Action) -> FindForm:
    """Raises ValueError for a form whose service and handover are of two houses."""

    def find(session: Session, meta: Body, _who: Staff | None) -> Door:
        service_id, handover_id, person_id = (meta.get(name) for name in ("service", "handover", "person"))
        if service_id and handover_id and _service(session, handover_id, None) != service_id:
            raise ValueError("a form of two houses")
        if service_id or not (handover_id or person_id):
            return Door(action, service_id)
        return Door(action, _service(session, handover_id, person_id))

    return find


def _behind(session: Session, meta: Body, who: Staff | None) -> Door:
    """The tap that a shared account's "Who is answering?" is about."""
    return ACTIONS[meta["tap"]](session, meta["value"], who)


# by callback id, with what the form carries
FORMS: dict[str, FindForm] = {
    prompts.reply_form.CALLBACK: _form("answer"),
    prompts.not_seen.CALLBACK: _form("answer"),
    prompts.staffing.CALLBACK: _form("answer"),
    prompts.steps.CALLBACK: _form("answer"),
    prompts.who.CALLBACK: _behind,
    prompts.away.CALLBACK: _form("answer"),
    prompts.pause.CALLBACK: _form("pause"),
    prompts.notes.ELSE: _form("answer"),
    prompts.notes.GOOD: _form("answer"),
    prompts.notes.WORRY: _form("worry"),
    prompts.private.FORM: _form("tell_safeguarding"),
    prompts.private.CLOSING: _closing,
    prompts.acting.PROMISE: form_of_escalation("act"),
    prompts.acting.PASS: form_of_escalation("act"),
    prompts.acting.DID: form_of_escalation("act"),
    prompts.closing.CALLBACK: form_of_escalation("act"),
    prompts.someone.CALLBACK: form_of_escalation("someone"),
    prompts.overrides.CALLBACK: form_of_escalation("override"),
    prompts.standing_down.CALLBACK: form_of_escalation("act"),
    **doors_huddle.FORMS,
    **doors_agreed.FORMS,
    **doors_checks.FORMS,
}


def _on_call(session: Session, channel: str, who: Staff | None) -> Door:
    here = db.people.service_of_channel(session, channel)
    turns = here is not None and who is not None and targets.takes_turns(session, here, who.slack)
    return Door("look", here.id if here else None, on_call=turns)


def _anywhere(action: Action) -> Find:
    return lambda _session, _channel, _who: Door(action, None)


def _in_channel(action: Action) -> Find:
    def find(session: Session, channel: str, _who: Staff | None) -> Door:
        here = db.people.service_of_channel(session, channel)
        return Door(action, here.id if here else None)

    return find


# by what is typed, or a shortcut's callback id, with the channel it was typed or tapped in
TYPED: dict[str, Find] = {
    "/oncall": _on_call,
    "/plan": _anywhere("read"),
    "/handover": _in_channel("answer"),
    "/huddle": doors_huddle.typed,
    prompts.notes.RECORD: _in_channel("answer"),
}
# open to everybody: what they show depends on who it is
OPEN = frozenset({"app_home_opened"})
