"""Keeping versions of plans: each one that a file says anew, never edited in place."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import plans
from bot.agreed import AskedAgreed
from db import asked, tables


@dataclass(frozen=True)
class Kept:
    """A version that was kept: whether it is somebody's first, and in words what is to be known of it."""

    first: bool
    detail: str


def keep(session: Session, person_id: int, plan: plans.Plan | None, now: datetime) -> Kept | None:
    """Keep `plan` as a person's newest version; None where it says nothing else than what there is.

    An exported file says what the huddle agreed about asking, and the files of before do not: neither changes anything.
    """
    held = session.execute(
        sa.select(tables.Plan)
        .where(col(tables.Plan.person_id) == person_id)
        .order_by(col(tables.Plan.version).desc())
        .limit(1)
    ).scalar()
    before = held.body if held else None
    holds, agreed = asked.holding(session, {person_id: held})[person_id] if held else (None, None)
    if plan in (before, holds):
        return None
    version = held.version + 1 if held else 1
    session.add(tables.Plan(person_id=person_id, version=version, loaded_at=now, body=plan))
    session.flush()
    said = [f"version {version}", *_rated_anew(before, plan), *_asked_anew(holds, agreed, plan)]
    return Kept(held is None, "; ".join(said))


def _rated_anew(old: plans.Plan | None, new: plans.Plan | None) -> list[str]:
    """Signs whose earlier answers would be read by another measure."""
    before = {sign.key: (sign.rating, sign.unit, sign.worse) for sign in old.signs} if old else {}
    anew = [
        sign.key
        for sign in (new.signs if new else [])
        if before.get(sign.key, measure := (sign.rating, sign.unit, sign.worse)) != measure
    ]
    return [f"{key} is rated in another way: give it a new key, or its old answers mislead" for key in anew]


def _asked_anew(holds: plans.Plan | None, agreed: AskedAgreed | None, new: plans.Plan | None) -> list[str]:
    """That the huddle had agreed another date for asking than the new version says, which holds from now on."""
    if agreed is None or holds is None or new is None or holds.asked.until == new.asked.until:
        return []
    until = f"until {new.asked.until}" if new.asked.until else "without an end"
    said = f"until {agreed.until}" if agreed.until else "that asking ends"
    return [f"asked about {until} from now on; on {agreed.on} the huddle had agreed {said}"]
