"""Drawing what is said at a change of on-call, from the database at the moment it is sent."""

from collections.abc import Collection
from datetime import datetime

import bot.handoff
import db.escalation
import db.handoff
import db.people
import prompts.handoff
from bot.escalation import Escalation
from bot.handoff import Handed, Handoff, Watch
from bot.people import Contact, Service, Staff
from db.session import Session
from db.tables import Outbox
from handlers.flow import board, handoff, targets
from prompts.blocks import Message


def _on_call(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    one = _of(session, row)
    drawn = handed(session, one, now)
    if drawn.over:
        return None if first else prompts.handoff.over(drawn)
    if row.number == handoff.TELLINGS[0] and handoff.told_again(session, one):
        return None if first else prompts.handoff.older(drawn)
    return prompts.handoff.on_call(drawn, now, again=row.number > 1)


def _off_call(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    one, what = _of(session, row), (row.about or "").partition(" ")[2]
    off = handoff.account(session, row.to_user)
    drawn = _seen(session, _group(session, one, off=one.change.off), off, now)
    if what == "nobody":
        return prompts.handoff.nobody_follows(drawn, now)
    if what == "no_tap" and drawn.taken_at is None:
        return None if first and drawn.over else prompts.handoff.no_tap(drawn, now)
    return None if first and what == "no_tap" else prompts.handoff.off_call(drawn, now)


def _nobody_on(session: Session, row: Outbox, now: datetime, *, first: bool) -> Message | None:
    del first
    return prompts.handoff.nobody_on(_seen(session, [_of(session, row)], None, now), now)


def _of(session: Session, row: Outbox) -> Handoff:
    return db.handoff.get(session, int((row.about or "").partition(" ")[0]))


def handed(session: Session, one: Handoff, now: datetime) -> Handed:
    """What whoever came on is told: of what was open then, as it stands now, and what they may know alone."""
    on, group = handoff.account(session, one.change.on), _group(session, one)
    told = [each.told_at for each in group if each.told_at]
    where = [service.id for each in group for service in handoff.houses(session, each.rota)]
    known = db.handoff.handed(session, where, on.id, told) if on else set[int]()
    return _made(session, group, known, now)


def _group(session: Session, one: Handoff, off: str | None = None) -> list[Handoff]:
    """The changes that one message tells of; with `off`, those alone by which that Slack user goes off."""
    together = db.handoff.together(session, one)
    return [each for each in together if off is None or each.change.off == off]


def _seen(session: Session, group: list[Handoff], off: Staff | None, now: datetime) -> Handed:
    """As whoever goes off sees it: with what they still hold."""
    held = {
        e.id
        for each in group
        for service in handoff.houses(session, each.rota)
        for e in db.escalation.live_of(session, service.id)
        if off is not None and e.holder_id == off.id and not _unwanted(session, e, off)
    }
    return _made(session, group, held, now)


def _unwanted(session: Session, e: Escalation, staff: Staff) -> bool:
    person = db.people.person(session, e.person_id) if e.person_id else None
    return staff.slack in targets.unwanted(session, person, e.id)


def _made(session: Session, group: list[Handoff], shown: Collection[int], now: datetime) -> Handed:
    one, rotas = group[0], db.people.rotas(session)
    houses: dict[int, Watch] = {}
    for each in group:
        until = bot.handoff.until(rotas[each.rota], each.change)
        for service in handoff.houses(session, each.rota):
            houses.setdefault(service.id, _watch(session, service, until, shown, now))
    assert one.told_at is not None
    return Handed(
        one.id, one.change.at, rotas[one.rota].timezone, _contact(session, one.change.on),
        _contact(session, one.change.off), one.told_at, one.taken_at, tuple(houses.values()),
        over=all(each.state == "passed_over" for each in group),
    )  # fmt: skip


def _watch(
    session: Session, service: Service, until: datetime | None, shown: Collection[int], now: datetime
) -> Watch:
    lines = [line for line in board.open_lines(session, service.id) if line.id in shown]
    # what nobody has taken first, and of that what nobody answered
    lines.sort(key=lambda line: (not line.unanswered, line.holder is not None))
    turns = {e.id: e.turn for e in db.escalation.live_of(session, service.id)} if lines else {}
    return Watch(service, tuple(lines), until, targets.on_call(session, service, now), turns)


def _contact(session: Session, slack: str | None) -> Contact | None:
    found = handoff.account(session, slack)
    return Contact(found.name, found.phone) if found else None


DRAW = {"on_call": _on_call, "off_call": _off_call, "nobody_on": _nobody_on}
