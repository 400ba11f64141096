"""A change of on-call: planned, told when it comes, taken by a tap or asked for again. The caller commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import bot.handoff
import db.escalation
import db.handoff
import db.journal
import db.outbox
import db.people
import db.timeline
from bot import house
from bot.escalation import Escalation
from bot.handoff import Change, Handoff
from bot.people import Service, Staff
from db.session import Session
from handlers.flow import targets

# what a tap did: kept now, kept before; somebody else is on by now; it is somebody else's to say
How = Literal["done", "already", "over", "other"]
What = Literal["taken", "no_tap", "nobody"]
TELLINGS = (1, 2)
A_LOAD = timedelta(minutes=1)  # an edited rota is of when its load began, and holds from its commit


def unplanned(session: Session, now: datetime) -> list[house.Rota]:
    """Rotas whose next change is still to be put on the list. One that never changes is none of them."""
    found = [(rota, bot.handoff.upcoming(rota, now)) for rota in db.handoff.unplanned(session)]
    return [rota for rota, next in found if next and not db.handoff.known(session, rota.key, next.at)]


def plan_ahead(session: Session, rota: house.Rota, now: datetime) -> None:
    """Have the next change of a rota on the list; another one where the rota was edited."""
    planned = db.handoff.planned(session, rota.key)
    upcoming = bot.handoff.upcoming(rota, now)
    if planned and planned.change.at > now and planned.change != upcoming:
        db.handoff.drop(session, planned.id)
        planned = None
    if planned is None and upcoming is not None:
        db.handoff.plan(session, rota.key, upcoming)


def come(session: Session, handoff_id: int, now: datetime) -> None:
    """Do what a planned change asks for whose time has come, and plan the one after it.

    After downtime that one may be due too: of several only the last is told.
    """
    one = db.handoff.get(session, handoff_id, lock=True)
    rota = db.people.rotas(session)[one.rota]
    do, changed = bot.handoff.due(rota, one.change.at, now)
    later = do == "later" or db.handoff.told_since(session, rota.key, changed.at)
    if later or do == "same" or not houses(session, rota.key):
        if db.handoff.pass_over(session, handoff_id):
            why = f"{rota.key}: {'later' if later else 'same' if do == 'same' else 'no house'}"
            db.journal.write(session, now, "handoff.passed_over", why=why)
    else:
        _tell(session, handoff_id, rota, changed, now)
    plan_ahead(session, rota, changed.at)


def edited(session: Session, rota: house.Rota, before: str | None, now: datetime) -> None:
    """A rota was edited: tell whoever is on by that alone. `before` is the Slack user who was on until now."""
    on = bot.handoff.change(rota, now).on
    if on != before and houses(session, rota.key):
        changed = Change(now, before, on)
        handoff_id = db.handoff.plan(session, rota.key, changed)
        if handoff_id is not None:
            _tell(session, handoff_id, rota, changed, now)
    plan_ahead(session, rota, now)


def _tell(session: Session, handoff_id: int, rota: house.Rota, changed: Change, now: datetime) -> None:
    on = account(session, changed.on)
    chase_at = now + bot.handoff.TAP_WITHIN if on else None
    if not db.handoff.tell(session, handoff_id, changed, now, chase_at):
        return
    one = db.handoff.get(session, handoff_id)
    db.journal.write(session, now, "handoff.told", actor=changed.on, why=rota.key)
    for earlier in db.handoff.end_before(session, rota.key, changed.at):
        redraw(session, earlier, now)
    if on is None:
        _nobody(session, one, now)
        return
    where = houses(session, rota.key)
    _hand(session, one, where, on, now)
    _put(session, "on_call", one, on, now, where, number=1)


def _hand(session: Session, one: Handoff, where: Sequence[Service], on: Staff, at: datetime) -> None:
    """Whoever comes on `at` is told of what was open and promised then, except by people who do not want them.

    So they are of what was opened while the rota that brings them was loaded, and rang whoever went off.
    """
    off, loaded = account(session, one.change.off), one.change.at == at
    before = db.handoff.handed(session, [one.id for one in where], on.id, [at])
    for service in where:
        for e in db.escalation.live_of(session, service.id):
            person = db.people.person(session, e.person_id) if e.person_id else None
            known = e.id in before or (
                e.opened_at > at and not (loaded and _by_the_old(session, e, at, off, on))
            )
            if not known and on.slack not in targets.unwanted(session, person, e.id):
                db.timeline.add(session, e.id, at, "handed", to_id=on.id)


def _by_the_old(session: Session, e: Escalation, at: datetime, off: Staff | None, on: Staff) -> bool:
    """Whether it was opened while a rota was being loaded that changed at `at`, and rang by what held till then."""
    if off is None or e.opened_at > at + A_LOAD:
        return False
    told = {row.staff_id for row in db.outbox.of_escalation(session, e.id, ("ping", "joined"))}
    return off.id in told and on.id not in told


def _hand_again(session: Session, one: Handoff, on: Staff) -> None:
    """What was being opened just then, and not to be seen yet: it rang whoever went off, and is handed on too."""
    if one.told_at is not None:
        _hand(session, one, houses(session, one.rota), on, one.told_at)


def _nobody(session: Session, one: Handoff, now: datetime) -> None:
    """Nobody follows: whoever goes off is told, and the administrators once."""
    where = houses(session, one.rota)
    _tell_off(session, one, "nobody", now)
    for admin in db.people.administrators(session, where[0].id if where else None):
        _put(session, "nobody_on", one, admin, now, where, what=one.rota)


def _tell_off(session: Session, one: Handoff, what: What, now: datetime) -> None:
    off = account(session, one.change.off)
    if off is not None:
        _put(session, "off_call", one, off, now, houses(session, one.rota), what=what)


def _put(
    session: Session, kind: str, one: Handoff, to: Staff, now: datetime, where: Sequence[Service], *,
    number: int = 0, what: str = "",
) -> None:  # fmt: skip
    """One message to one person for all rotas that change at once: the second has it drawn anew."""
    dedupe = _dedupe(kind, to.slack, one, what or str(number))
    made = db.outbox.put(
        session, kind, now, to_user=to.slack, staff_id=to.id, service_id=where[0].id if where else None,
        number=number, about=f"{one.id} {what}".strip(), dedupe=dedupe,
    )  # fmt: skip
    if made is None:
        _refresh(session, dedupe, now)


def _dedupe(kind: str, slack: str, one: Handoff, what: str) -> str:
    return f"{kind} {slack} {one.change.at.isoformat()} {what}"


def _refresh(session: Session, dedupe: str, now: datetime) -> bool:
    found = db.outbox.by_dedupe(session, dedupe)
    if found is not None and found.id is not None:
        db.outbox.refresh(session, found.id, now)
    return found is not None


def take(session: Session, handoff_id: int, who: Staff, now: datetime) -> How:
    """The test tap of whoever comes on: messages arrive, and buttons work. Whoever goes off is told."""
    one = db.handoff.get(session, handoff_id, lock=True)
    if one.change.on != who.slack:
        return "other"
    together = db.handoff.together(session, one)
    done = [change for change in together if db.handoff.take(session, change.id, now)]
    for change in done:
        db.journal.write(session, now, "handoff.taken", actor=who.slack, why=change.rota)
        _hand_again(session, change, who)
        _tell_off(session, change, "taken", now)
        if change.change.off:
            _refresh(session, _dedupe("off_call", change.change.off, change, "no_tap"), now)
    # drawn anew in any case: whoever tapped saw a button that it should not have any more
    redraw(session, one, now)
    if done:
        return "done"
    return "already" if any(change.state == "taken" for change in together) else "over"


def chase(session: Session, handoff_id: int, now: datetime) -> None:
    """No tap in time: whoever comes on is told again, once, and whoever goes off hears of it."""
    one = db.handoff.get(session, handoff_id, lock=True)
    if not db.handoff.chased(session, handoff_id, now):
        return
    on = account(session, one.change.on)
    if on is None:
        # several use that account by now: nobody is waited for
        return
    db.journal.write(session, now, "handoff.no_tap", actor=on.slack, why=one.rota)
    _hand_again(session, one, on)
    _put(session, "on_call", one, on, now, houses(session, one.rota), number=2)
    _refresh(session, _dedupe("on_call", on.slack, one, "1"), now)
    _tell_off(session, one, "no_tap", now)


def refresh(session: Session, escalation_id: int, now: datetime) -> None:
    """Have each message drawn anew with which this escalation was handed on; mostly there is none."""
    for one in db.handoff.handed_on(session, escalation_id):
        redraw(session, one, now)


def redraw(session: Session, one: Handoff, now: datetime) -> None:
    """Have the newest message to whoever came on drawn anew."""
    for number in reversed(TELLINGS):
        if one.change.on and _refresh(session, _dedupe("on_call", one.change.on, one, str(number)), now):
            return


def told_again(session: Session, one: Handoff) -> bool:
    """Whether whoever came on was told a second time: the first message has no buttons then."""
    dedupe = _dedupe("on_call", one.change.on or "", one, str(TELLINGS[-1]))
    return db.outbox.by_dedupe(session, dedupe) is not None


def houses(session: Session, rota: str) -> list[Service]:
    """Which houses a rota is on call for: by their own ladder, or by one frozen on what is open there. By key."""
    ladders = db.people.ladders(session)
    ringing = {
        e.service_id
        for e in db.handoff.live(session)
        if bot.handoff.named(rota, [*e.ladder.rungs, *([e.first] if e.first else [])])
    }
    return [
        one
        for one in db.people.services(session)
        if one.id in ringing
        or (one.spec.ladder in ladders and bot.handoff.named(rota, ladders[one.spec.ladder].rungs))
    ]


def account(session: Session, slack: str | None) -> Staff | None:
    """Who is behind a turn: nobody where the account is one that several share."""
    found = db.people.staff_by_slack(session, slack) if slack else None
    return found if found and not found.shared else None
