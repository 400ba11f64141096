"""Figures of now and of the last day, for monitoring. Counts and instants only; their cost follows what is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.pace import First
from db import pulse
from db.queue import ON_ITS_WAY
from db.tables import Climbing, Escalation, Journal, Outbox, Working

DAY = timedelta(days=1)
AT_WORK = timedelta(seconds=30)  # whoever works says so more often than this
COUNTED = ("handover.late", "handover.missed", "handover.not_asked", "message.given_up")
# as its partial index is written: with parameters a planner need not see that it fits
LATELY = sa.text(f"journal.what IN {COUNTED!r}")


@dataclass(frozen=True)
class Waits:
    """How many messages of one kind are due and not sent, and since when the oldest is due."""

    count: int
    since: datetime


@dataclass(frozen=True)
class Figures:
    """What is so at one instant. `lately` counts by the journal's word for what happened, in the last day.

    `ticked` is the newest tick of any process, by the real clock; None where none has ticked for long.
    """

    waiting: Mapping[First, Waits]
    lately: Mapping[str, int]
    working: Mapping[Working, int]
    ticked: datetime | None
    open: int
    unanswered: int
    acknowledged: int
    to_close: int


def look(session: Session, now: datetime, real: datetime) -> Figures:
    """The figures at `now`, by Relay's clock, and `real`, by the real one.

    What was told privately is in none, but for how much waits to be sent.
    """
    return Figures(
        _waiting(session, now), _lately(session, now - DAY), _working(session, real),
        pulse.newest_tick(session, real), *_escalations(session),
    )  # fmt: skip


def _waiting(session: Session, now: datetime) -> dict[First, Waits]:
    update = col(Outbox.updates).is_not(None)
    rows = session.execute(
        sa.select(col(Outbox.priority), update, sa.func.count(), sa.func.min(col(Outbox.due_at)))
        .where(ON_ITS_WAY, col(Outbox.due_at) <= now)
        .group_by(col(Outbox.priority), update)
    ).all()
    found: dict[First, Waits] = {}
    for priority, redrawn, count, since in rows:
        # a message redrawn is an update, however soon its turn comes
        first = First.UPDATE if redrawn else First(priority)
        before = found.get(first, Waits(0, since))
        found[first] = Waits(before.count + count, min(before.since, since))
    return found


def _lately(session: Session, since: datetime) -> dict[str, int]:
    rows = session.execute(
        sa.select(col(Journal.what), sa.func.count())
        .where(LATELY, col(Journal.at) > since)
        .group_by(col(Journal.what))
    ).all()
    return dict.fromkeys(COUNTED, 0) | {str(what): int(count) for what, count in rows}


def _working(session: Session, real: datetime) -> dict[Working, int]:
    kinds = [one.kind for one in pulse.working(session, real - AT_WORK, real)]
    return {kind: kinds.count(kind) for kind in Working}


def _escalations(session: Session) -> tuple[int, int, int, int]:
    """Open and somebody is still to be tried; open and unanswered; acknowledged; acted on, and to be closed."""
    rows = session.execute(
        sa.select(col(Escalation.state), col(Escalation.unanswered_at).is_not(None), sa.func.count())
        .where(col(Escalation.state).in_((Climbing.OPEN, Climbing.ACKNOWLEDGED, Climbing.ACTED_ON)))
        .group_by(col(Escalation.state), col(Escalation.unanswered_at).is_not(None))
    ).all()

    def count(state: Climbing, unanswered: bool | None = None) -> int:
        return sum(n for which, never, n in rows if which == state and unanswered in (None, bool(never)))

    return (
        count(Climbing.OPEN, False), count(Climbing.OPEN, True), count(Climbing.ACKNOWLEDGED), count(Climbing.ACTED_ON),
    )  # fmt: skip
