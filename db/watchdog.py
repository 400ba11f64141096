"""What the watchdog looks at: what goes on, what is overdue, what is on its way. Its cost follows that, not history."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import huddle, watchdog
from bot.sending import REFUSES_ALL
from db import escalation, handoff, handover, huddles, people, silence
from db.outbox import First
from db.queue import ON_ITS_WAY
from db.session import LOCK
from db.tables import Asking, Climbing, Escalation, Handover, Outbox, PrivateConcern, PrivateState

# as the partial index is written, see `db.queue`
BEGUN = sa.text("outbox.state IN ('waiting', 'sending') AND outbox.state = 'sending'")


def gathered(
    session: Session,
    now: datetime,
    real: datetime,
    ticked: timedelta | None = None,
    *,
    connected: bool = True,
) -> watchdog.Gathered:
    """All that the watchdog judges. `now` is Relay's clock, `real` the real one; the others are passed through."""
    return watchdog.Gathered(
        now, real, _kept(session), _planned(session, now - watchdog.OVERDUE),
        [one.id for one in people.services_without_plan(session)],
        _urgent(session, now - watchdog.URGENT_WITHIN), _begun(session, real - watchdog.OVERDUE),
        _undone(session, now - watchdog.OVERDUE), ticked, _unposted(session, now - watchdog.POSTED_WITHIN),
        connected,
    )  # fmt: skip


def one_kept(session: Session, escalation_id: int) -> watchdog.Kept:
    """One escalation as it stands, locked. Raises NoResultFound."""
    row = session.get_one(Escalation, escalation_id, with_for_update=LOCK, populate_existing=True)
    return watchdog.Kept(escalation.value(row), row.next_at)


def _kept(session: Session) -> list[watchdog.Kept]:
    """What is open or acknowledged, and what was acted on while somebody has still to be asked to close it."""
    to_remind = sa.or_(col(Escalation.next_at).is_not(None), col(Escalation.remind_at).is_not(None))
    rows = session.execute(
        sa.select(Escalation)
        .where(
            col(Escalation.state).in_((*escalation.LIVE, Climbing.ACTED_ON)),
            sa.or_(col(Escalation.state) != Climbing.ACTED_ON, to_remind),
        )
        .order_by(col(Escalation.id))
    ).scalars()
    return [watchdog.Kept(escalation.value(row), row.next_at) for row in rows]


def _planned(session: Session, before: datetime) -> list[watchdog.Planned]:
    rows = session.execute(
        sa.select(Handover)
        .where(col(Handover.state) == Asking.PLANNED, col(Handover.due_at) < before)
        .order_by(col(Handover.due_at), col(Handover.id))
    ).scalars()
    return [watchdog.Planned(row.id, row.service_id, row.due_at) for row in rows if row.id is not None]


def _urgent(session: Session, before: datetime) -> list[watchdog.Unsent]:
    """What rings somebody; and whatever waits because Slack takes the token for wrong, for so would that.

    Where it is of no escalation its house may be the last to hear of it.
    """
    urgent = sa.or_(col(Outbox.priority) == First.PING, col(Outbox.why).in_(REFUSES_ALL))
    rows = session.execute(
        sa.select(col(Outbox.service_id), col(Outbox.escalation_id), col(Outbox.due_at)).where(
            ON_ITS_WAY, urgent, col(Outbox.due_at) < before
        )
    ).all()
    return [watchdog.Unsent(service if of else None, due) for service, of, due in rows]


def _begun(session: Session, before: datetime) -> list[datetime]:
    rows = session.execute(
        sa.select(col(Outbox.lease_until)).where(BEGUN, col(Outbox.lease_until) < before)
    ).scalars()
    return [one for one in rows if one is not None]


def _undone(session: Session, before: datetime) -> int:
    """How much else was due by then. Of what was told privately no more is known outside than that it is late."""
    private = sa.select(sa.func.count()).where(
        col(PrivateConcern.state) == PrivateState.OPEN,
        sa.or_(col(PrivateConcern.due_at).is_(None), col(PrivateConcern.due_at) < before),
    )
    asked = (handoff.due, handoff.to_chase, silence.to_look, handover.over)
    return int(session.execute(private).scalar_one()) + sum(len(one(session, before)) for one in asked)


def _unposted(session: Session, before: datetime) -> list[watchdog.Unposted]:
    late = [one for one in huddles.planned(session) if one.due < before]
    if not late:
        return []
    organisation, services = people.organisation(session), people.services(session)
    found = []
    for one in late:
        of = huddle.of_channel(organisation.huddles if organisation else [], one.channel)
        first = next(iter(huddle.looked_at(of, services)), None) if of else None
        found.append(watchdog.Unposted(one.id, first.id if first else None, one.due))
    return found
