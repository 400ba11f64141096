"""Keeping covers: who asked to work a shift in a service that they are not staff of, and who approved it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import cover, house
from db import people, statements
from db.session import LOCK, insert
from db.statements import given, table
from db.tables import Cover, Staff

_COVER = table(Cover)
_COVERED = sa.select(_COVER.c.id).where(
    _COVER.c.service_id == given("service_id"), _COVER.c.staff_id == given("staff_id"),
    _COVER.c.approved_at <= given("at"), _COVER.c.until_at > given("at"),
)  # fmt: skip


def get(session: Session, cover_id: int) -> cover.Cover:
    """The request with this id. Raises NoResultFound."""
    return _value(session, session.get_one(Cover, cover_id, populate_existing=True))


def _value(session: Session, row: Cover) -> cover.Cover:
    assert row.id is not None
    who = people.staff(session, row.staff_id)
    by = people.staff(session, row.approved_by).name if row.approved_by else None
    return cover.Cover(
        row.id, row.service_id, who.id, who.slack, who.name, row.asked_at, row.until_at, by, row.approved_at
    )


def ask(
    session: Session, service_id: int, slack: str, name: str, now: datetime, until: datetime
) -> tuple[int, bool]:
    """Keep that the user `slack` asks to cover until then; the request's id, and whether it is a new one.

    `name` is Slack's, and is kept for those in no house file alone. A request for the same shift that waits is the
    request; one for another shift ends with this one.
    """
    staff_id = _staff(session, slack, name)
    for row in _waiting(session, staff_id, service_id, now):
        assert row.id is not None
        if row.until_at == until:
            return row.id, False
        row.until_at = now
    made = Cover(service_id=service_id, staff_id=staff_id, asked_at=now, until_at=until)
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id, True


def _staff(session: Session, slack: str, name: str) -> int:
    """Who it is, made where no file names them. Held until the commit, so that two requests come one by one."""
    spec = house.Staff(slack=slack, name=name, role="support_worker", services=[])
    made = {"slack": slack, "role": spec.role, "spec": spec, "listed": False}
    session.execute(insert(session, Staff).values(**made).on_conflict_do_nothing())
    found = session.execute(sa.select(col(Staff.id)).where(col(Staff.slack) == slack)).scalar_one()
    row = session.get_one(Staff, found, with_for_update=LOCK, populate_existing=True)
    if not row.listed:
        row.spec = row.spec.model_copy(update={"name": name})
    assert row.id is not None
    return row.id


def _waiting(session: Session, staff_id: int, service_id: int, now: datetime) -> list[Cover]:
    """Held until the commit: one that is approved just then does not wait any more, and must not end."""
    waiting = sa.select(Cover).where(
        col(Cover.staff_id) == staff_id, col(Cover.service_id) == service_id, col(Cover.until_at) > now,
        col(Cover.approved_at).is_(None),
    )  # fmt: skip
    held = waiting.order_by(col(Cover.id)).with_for_update(key_share=True)
    return list(session.execute(held, execution_options={"populate_existing": True}).scalars())


def ended_by(session: Session, cover_id: int) -> list[int]:
    """Requests that ended because this one took their place."""
    row = session.get_one(Cover, cover_id)
    return list(
        session.execute(
            sa.select(col(Cover.id)).where(
                col(Cover.staff_id) == row.staff_id, col(Cover.service_id) == row.service_id,
                col(Cover.until_at) == row.asked_at, col(Cover.approved_at).is_(None), col(Cover.id) != cover_id,
            )
        ).scalars()
    )  # fmt: skip


def approve(session: Session, cover_id: int, by_id: int, now: datetime) -> bool:
    """Approve a request that has not ended. False when it has, or when somebody else was first."""
    # whoever asks for another shift just now ends this one: waited for, and then read
    row = session.get_one(Cover, cover_id, with_for_update=LOCK, populate_existing=True)
    if row.approved_at is not None or row.until_at <= now or _replaced(session, row):
        return False
    row.approved_by, row.approved_at = by_id, now
    session.flush()
    return True


def _replaced(session: Session, row: Cover) -> bool:
    """Whether another request took its place: by its own time it may end a moment after whoever approves it looked."""
    later = sa.select(col(Cover.id)).where(
        col(Cover.staff_id) == row.staff_id, col(Cover.service_id) == row.service_id,
        col(Cover.asked_at) == row.until_at, col(Cover.id) > row.id,
    )  # fmt: skip
    return session.execute(later).first() is not None


def covered(session: Session, service_id: int, staff_id: int, at: datetime) -> bool:
    """Whether somebody covered a shift in a service at `at`, which may be long ago."""
    known = {"service_id": service_id, "staff_id": staff_id, "at": at}
    return statements.first(session, _COVERED, **known) is not None


def active(session: Session, service_id: int, now: datetime) -> list[cover.Cover]:
    """Who covers a shift in a service at `now`, approved: in the order in which they asked."""
    rows = session.execute(
        sa.select(Cover)
        .where(
            col(Cover.service_id) == service_id, col(Cover.until_at) > now, col(Cover.approved_at).is_not(None)
        )
        .order_by(col(Cover.id))
    ).scalars()  # fmt: skip
    return [_value(session, row) for row in rows]
