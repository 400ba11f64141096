"""What the huddle agreed about asking, and what of it holds beside the plans that files said."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import agreed, plans
from bot.agreed import AskedAgreed
from db import tables
from db.session import insert
from db.types import clean

Held = tuple[plans.Plan | None, AskedAgreed | None]


def decide(
    session: Session, person_id: int, by_id: int, on: date, at: datetime, nonce: str, *, until: date | None,
    because: str | None, why: str,
) -> int | None:  # fmt: skip
    """Keep what was agreed; its id. `because` says why it was not agreed with the person, None where it was.

    None when this form was kept before.
    """
    row: dict[str, Any] = {
        "person_id": person_id, "by_id": by_id, "on_date": on, "at": at, "until": until,
        "with_person": because is None, "because": clean(because), "why": clean(why), "nonce": nonce,
    }  # fmt: skip
    made = session.execute(
        insert(session, tables.AskedAgreed)
        .values(**row)
        .on_conflict_do_nothing()
        .returning(col(tables.AskedAgreed.id))
    )
    return made.scalar_one_or_none()


def kept(session: Session, nonce: str) -> AskedAgreed | None:
    """What this form had kept."""
    found = _newest(session, col(tables.AskedAgreed.nonce) == nonce)
    return next(iter(found.values()), None)


def holding(session: Session, versions: Mapping[int, tables.Plan]) -> dict[int, Held]:
    """By person: the plan that holds, `versions` being their newest ones, and what the huddle agreed where it counts.

    With `held` the one place where the two are brought together: whoever asks until when somebody is asked about,
    asks here.
    """
    newest = _newest(session, col(tables.AskedAgreed.person_id).in_(list(versions))) if versions else {}
    return {
        person_id: held(version.loaded_at, version.body, newest.get(person_id))
        for person_id, version in versions.items()
    }


def held(loaded_at: datetime, plan: plans.Plan | None, decided: AskedAgreed | None) -> Held:
    """Of one person: the plan that holds, loaded at `loaded_at`, and what the huddle agreed last, where it counts."""
    if plan is None:
        return None, None
    holds = agreed.holding(loaded_at, decided)
    return agreed.as_agreed(plan, holds), holds


def _newest(session: Session, which: Any) -> dict[int, AskedAgreed]:
    """The newest by person. What was written is left out, for it would have to be opened each time."""
    of = tables.AskedAgreed
    columns = (of.id, of.person_id, of.at, of.on_date, of.until, of.with_person)
    rows: Iterable[Any] = session.execute(sa.select(*map(col, columns)).where(which).order_by(col(of.id)))
    return {row.person_id: AskedAgreed(*row) for row in rows}
