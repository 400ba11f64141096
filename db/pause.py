"""Keeping pauses: of several of one service the newest holds; ended, never deleted."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import pause
from db import people
from db.session import insert
from db.tables import Pause
from db.types import clean


def value(session: Session, row: Pause) -> pause.Pause:
    """A row as the rules see it."""
    assert row.id is not None
    by = people.staff(session, row.by_id).name
    ended_by = people.staff(session, row.ended_by).name if row.ended_by else None
    return pause.Pause(
        row.id, row.service_id, row.from_at, row.until_at, row.reason, by, row.ended_at, ended_by
    )


def get(session: Session, pause_id: int) -> pause.Pause:
    """The pause with this id. Raises NoResultFound."""
    return value(session, session.get_one(Pause, pause_id))


def add(
    session: Session, service_id: int, by_id: int, from_at: datetime, until_at: datetime, reason: str, nonce: str
) -> int | None:  # fmt: skip
    """Keep a pause; its id. None when this form was kept before."""
    row = {
        "service_id": service_id, "by_id": by_id, "from_at": from_at, "until_at": until_at, "reason": clean(reason),
        "nonce": nonce,
    }  # fmt: skip
    made = session.execute(
        insert(session, Pause).values(**row).on_conflict_do_nothing().returning(col(Pause.id))
    )
    return made.scalar_one_or_none()


def at(session: Session, service_id: int, at: datetime) -> pause.Pause | None:
    """The pause of a service in which `at` falls, which may be long ago."""
    row = session.execute(
        sa.select(Pause)
        .where(
            col(Pause.service_id) == service_id,
            col(Pause.from_at) <= at,
            col(Pause.until_at) > at,
            sa.or_(col(Pause.ended_at).is_(None), col(Pause.ended_at) > at),
        )
        .order_by(col(Pause.id).desc())
        .limit(1)
    ).scalars().first()  # fmt: skip
    return value(session, row) if row else None


def going(session: Session, service_id: int, at: datetime) -> pause.Pause | None:
    """The newest pause that nobody has ended and that is not over at `at`, whenever it began.

    Of two who pause at once, the one who had to wait may have looked at the clock first.
    """
    row = session.execute(
        sa.select(Pause)
        .where(col(Pause.service_id) == service_id, col(Pause.until_at) > at, col(Pause.ended_at).is_(None))
        .order_by(col(Pause.id).desc())
        .limit(1)
    ).scalars().first()  # fmt: skip
    return value(session, row) if row else None


def end(session: Session, pause_id: int, by_id: int, at: datetime) -> bool:
    """End a pause before its time. False when it was ended already."""
    done = session.execute(
        sa.update(Pause)
        .where(col(Pause.id) == pause_id, col(Pause.ended_at).is_(None))
        .values(ended_at=at, ended_by=by_id)
        .returning(col(Pause.id))
    )
    return done.scalar_one_or_none() is not None
