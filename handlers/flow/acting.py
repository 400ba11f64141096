"""Promising, passing on and saying what was done, in forms; and whom it can be passed on to. The caller commits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import bot.escalation
import bot.rota
import db.escalation
import db.people
import db.timeline
from bot import house
from bot.escalation import Escalation
from bot.passing import Colleagues
from bot.people import Service, Staff
from bot.transitions import Event, Refusal, Take
from db.session import Session
from handlers.flow import deeds, targets
from handlers.flow.deeds import Result, Wish


def why_not(
    session: Session, e: Escalation, who: Staff, event: Event, now: datetime, *, taking: bool = True
) -> Refusal | None:
    """Why this would be refused now; nothing is changed. `taking`: one that is open is taken first."""
    after: Escalation | Refusal = e
    if taking and e.state == "open":
        after = deeds.decided(session, e, who, Take(), now)
    if isinstance(after, Escalation):
        after = deeds.decided(session, after, who, event, now)
    return None if isinstance(after, Escalation) else after


def do(session: Session, escalation_id: int, who: Staff, wish: Wish, now: datetime) -> Result:
    """As `deeds.do`, of a form with its turn and nonce. One that is open is taken by `who` first: both, or neither."""
    e = db.escalation.get(session, escalation_id, lock=True)
    assert wish.nonce is not None
    if e.state != "open" or db.timeline.happened(session, wish.nonce):
        return deeds.do(session, escalation_id, who, wish, now)
    # taking it is good in any turn, a form is not: somebody may have had it since it was drawn
    refused: Refusal | None = "nobody_has_it" if wish.turn != e.turn else None
    refused = refused or why_not(session, e, who, wish.event, now)
    if refused:
        return Result(e, refused=refused)
    taken = deeds.do(session, escalation_id, who, Wish(Take(), nonce=f"{wish.nonce} take"), now)
    return deeds.do(session, escalation_id, who, replace(wish, turn=taken.escalation.turn), now)


def colleagues(session: Session, e: Escalation, passer: Staff, now: datetime) -> Colleagues:
    """Whom `passer` can pass it on to: never themselves, nor anybody whom the person does not want contacted."""
    service = db.people.service(session, e.service_id)
    person = db.people.person(session, e.person_id) if e.person_id else None
    on_rung = targets.on_rung(session, service, person, now, e.id)

    def others(rung: house.Rung) -> Sequence[Staff]:
        return [one for one in on_rung(rung) if one.id != passer.id]

    # after the last pass there is no rung to come: the last one goes on being told
    last = bot.escalation.rung_at(e, bot.escalation.steps(e))
    next_up = bot.escalation.next_up(e, others) or tuple(others(last))
    without = targets.unwanted(session, person, e.id) | {passer.slack}
    found = {
        one.id: one
        for one in sorted(_around(session, e, service), key=lambda one: (one.name.casefold(), one.id))
        if one.listed and not one.shared and one.slack not in without
    }
    return Colleagues(next_up, tuple(found.values()))


def _around(session: Session, e: Escalation, service: Service) -> list[Staff]:
    """The service's managers and team leaders, and whoever is on call for it at times."""
    here = [
        one for role in ("manager", "team_leader") for one in db.people.holders(session, role, service.id)
    ]
    rotas = db.people.rotas(session)
    rungs = [*e.ladder.rungs, *([e.first] if e.first else [])]
    keys = {rung.tell.removeprefix("rota:") for rung in rungs if rung.tell.startswith("rota:")}
    turns = {slack for key in keys if key in rotas for slack in bot.rota.everybody(rotas[key])}
    found = (db.people.staff_by_slack(session, slack) for slack in sorted(turns))
    return [*here, *(one for one in found if one)]
