"""Reading what the loaded house needs of Slack: its channels, and everybody who is listed or rung today."""

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import house, live
from db import people, tables


def wanted(session: Session) -> live.Wanted:
    """What all loaded services need of Slack. Staff whom no file lists any more are left out."""
    organisation, rotas = people.organisation(session), list(people.rotas(session).values())
    services = [one.spec for one in people.services(session)]
    staff = _staff(session, _named(organisation, rotas))
    return live.wanted(organisation, services, staff, rotas, people.ladders(session).values())


def _named(organisation: house.Organisation | None, rotas: list[house.Rota]) -> set[str]:
    """Whoever is reached without being staff of a service."""
    safe = organisation.safeguarding if organisation else None
    return live.on_call(rotas) | (safe.told if safe else set())


def _staff(session: Session, named: set[str]) -> list[house.Staff]:
    listed = sa.exists().where(
        col(tables.StaffService.staff_id) == tables.Staff.id, col(tables.StaffService.ended_at).is_(None)
    )
    rows = session.execute(
        sa.select(tables.Staff)
        .where(
            # whoever covered a shift once is in no file
            col(tables.Staff.listed),
            sa.or_(listed, col(tables.Staff.slack).in_(named), col(tables.Staff.role) == "administrator"),
        )
        .order_by(col(tables.Staff.id))
    ).scalars()
    return [row.spec for row in rows]
