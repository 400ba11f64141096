"""The doors of sense-checks: open to whoever was sent the case, as long as they have not left its house."""

import db.checks
import prompts.check_forms
import prompts.checks
from bot.people import Staff
from db.session import Session
from handlers.door import Body, Door, Find, FindForm
from handlers.flow import checks


def _case(session: Session, value: str, who: Staff | None) -> Door:
    return _of(session, prompts.checks.parse_value(value), who)


def _form(session: Session, meta: Body, who: Staff | None) -> Door:
    return _of(session, int(meta["check"]), who)


def _of(session: Session, check_id: int, who: Staff | None) -> Door:
    one = db.checks.get(session, check_id)
    return Door("check", one.service_id, told=checks.told(session, who, check_id), person_id=one.person_id)


ACTIONS: dict[str, Find] = {prompts.checks.Action.LOOK: _case}
FORMS: dict[str, FindForm] = {prompts.check_forms.JUDGE: _form, prompts.check_forms.RECORD: _form}
