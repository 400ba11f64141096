"""Ticks: what is due is a row; a tick asks for it, does it, and goes on past a bad one. Anybody may tick."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

import db.actions
import db.checks
import db.escalation
import db.handoff
import db.handover
import db.huddles
import db.outbox
import db.people
import db.private
import db.silence
from bot import days
from db.session import UNREACHABLE, Session
from handlers import metrics
from handlers.flow import actions, checks, escalation, handoff, handover, huddle, late, private, silence
from handlers.relay import Relay

log = structlog.get_logger()
# a digest that cannot be counted may take long to fail, and every other tick waits for it
REST = timedelta(minutes=1)


@metrics.ticking
def tick(relay: Relay) -> int:
    """Do everything that is due now. How many things were done.

    What goes wrong with one kind of thing stops no other; the first of it is raised in the end.
    """
    done, failed = 0, list[Exception]()
    # who has to be told comes before a long list of houses to ask, and again after what that may have opened
    for act in (advance, confide, plan, ask, settle, look, turn, advance, confide, check, own, meet):
        try:
            done += act(relay)
        except UNREACHABLE:
            raise  # the others would wait for the same database
        except Exception as failure:
            failed.append(failure)
    if failed:
        raise failed[0]
    return done


def plan(relay: Relay) -> int:
    """Have each service's next change of shift on the list."""
    now = relay.clock.now()
    with relay.db.read() as session:
        lacking = db.people.services_without_plan(session)
    return sum(_each(relay, one.id, partial(handover.plan_ahead, service=one, now=now)) for one in lacking)


def ask(relay: Relay) -> int:
    """Ask the handovers whose time has come. After downtime one leads to the next, until none is due."""
    done = 0
    now = relay.clock.now()
    failed: set[int] = set()
    while True:
        with relay.db.read() as session:
            due = [one for one in db.handover.due(session, now) if one.id not in failed]
        if not due:
            return done
        for one in due:
            if _each(relay, one.id, partial(handover.ask_due, handover=one, now=now)):
                done += 1
            else:
                failed.add(one.id)


def settle(relay: Relay) -> int:
    """Look at the periods that are over, for whom nobody answered."""
    return _due(relay, db.handover.over, silence.settle)


def look(relay: Relay) -> int:
    """Remind of the handovers that wait for answers, and say that they are late."""
    return _due(relay, db.silence.to_look, late.look)


def turn(relay: Relay) -> int:
    """Have each rota's next change on the list, hand on what has come, and ask again for taps that did not."""
    now, done = relay.clock.now(), 0
    with relay.db.read() as session:
        lacking = handoff.unplanned(session, now)
    for rota in lacking:
        done += _each(relay, 0, partial(handoff.plan_ahead, rota=rota, now=now))
    done += _all(relay, db.handoff.due, handoff.come)
    return done + _all(relay, db.handoff.to_chase, handoff.chase)


Find = Callable[[Session, datetime], Sequence[int]]
Act = Callable[[Session, int, datetime], object]


def _due(relay: Relay, find: Find, act: Act) -> int:
    """Do each that `find` finds now. How many were done."""
    return sum(_found(relay, find, act).values())


def _found(relay: Relay, find: Find, act: Act, tried: Collection[int] = ()) -> dict[int, bool]:
    """What `find` finds now, but what was `tried` before; and whether it was done."""
    now = relay.clock.now()

    def do(one: int) -> bool:
        return _each(relay, one, lambda session: act(session, one, now))

    with relay.db.read() as session:
        due = [one for one in find(session, now) if one not in tried]
    return {one: do(one) for one in due}


def _all(relay: Relay, find: Find, act: Act) -> int:
    """Do each that `find` finds, until none is due: one may lead to the next. A bad one is tried once."""
    tried: dict[int, bool] = {}
    while found := _found(relay, find, act, tried):
        tried |= found
    return sum(tried.values())


def advance(relay: Relay) -> int:
    """Climb the ladders whose time has come."""
    return _due(relay, db.escalation.due, escalation.advance)


def confide(relay: Relay) -> int:
    """Tell safeguarding what was told in private, and who has not been told yet."""
    return _due(relay, db.private.due, private.advance)


def own(relay: Relay) -> int:
    """Remind of what the huddle decided, and say what is late."""
    return _due(relay, db.actions.due, actions.advance)


def check(relay: Relay) -> int:
    """Have each service's next sense-checks on the list, send what is due, and remind of what is not done."""
    now = relay.clock.now()
    with relay.db.read() as session:
        lacking = checks.unplanned(session)
    for one in lacking:
        _each(relay, one, partial(checks.plan_ahead, service_id=one, now=now))
    # one that passed by leads to the latest
    return _all(relay, db.checks.due, checks.send_due) + _due(relay, db.checks.to_remind, checks.remind)


def meet(relay: Relay) -> int:
    """Have each huddle's next digest on the list, and post those that are due. After downtime one leads to the next."""
    now, done = relay.clock.now(), 0
    with relay.db.read() as session:
        lacks = huddle.lacks_plan(session, now)
    if lacks:
        done += _each(relay, 0, partial(huddle.plan_ahead, now=now))
    tried: set[int] = set()
    while True:
        with relay.db.read() as session:
            found = [one for one in db.huddles.due(session, now) if one not in tried]
        due = [one for one in found if relay.rests.get(one, now) <= now]
        if not due:
            return done
        tried |= set(due)
        done += sum(_met(relay, one, now) for one in due)


def _met(relay: Relay, posting_id: int, now: datetime) -> bool:
    """One digest: counted before anything is held, for nobody should wait to write while months are read."""
    try:
        with relay.db.read() as session:
            counted = huddle.counted(session, posting_id, now)
    except Exception:
        log.exception("tick.failed", id=posting_id)
        relay.rests[posting_id] = now + REST
        return False
    return _each(relay, posting_id, partial(huddle.come, counted=counted, now=now))


def _each(relay: Relay, what: int, act: Callable[[Session], object]) -> bool:
    """One thing in a transaction of its own: its failure is logged and stops no other."""
    try:
        with relay.db.write() as session:
            act(session)
    except Exception as failure:
        log.exception("tick.failed", id=what)
        metrics.unreachable(failure)
        return False
    return True


def settled(relay: Relay) -> bool:
    """Do what is due, and say whether nothing is left to do or to send at this instant."""
    if tick(relay):
        return False
    with relay.db.read() as session:
        return db.outbox.unsent(session, relay.clock.now()) == 0


def upcoming(relay: Relay) -> tuple[datetime | None, list[dict[str, str]]]:
    """The next instant at which something is due, and the next handover as a mark to jump to."""
    with relay.db.read() as session:
        asked = db.handover.next_due(session)
        instants = [
            asked, db.silence.next_look(session), db.escalation.next_due(session), db.private.next_due(session),
            db.handoff.next_due(session), db.actions.next_due(session), db.checks.next_due(session),
            db.huddles.next_due(session),
        ]  # fmt: skip
        marks = [_mark(session, asked)] if asked else []
    return min((at for at in instants if at), default=None), marks


def _mark(session: Session, at: datetime) -> dict[str, Any]:
    services = db.people.services(session)
    zone = services[0].spec.timezone if services else "UTC"
    return {"name": f"Next handover · {days.local(at, zone):%H:%M}", "at": at.isoformat()}
