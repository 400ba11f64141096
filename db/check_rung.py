"""What rang about cases of sense-checks, as it went: first told, first taken, whose hands were in it, again or not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import checks, plans
from bot.checks import Rang
from db import escalation
from db.tables import Closing, Escalation, EscalationEvent

# a person and a period
Pair = tuple[int, int]


@dataclass(frozen=True)
class Rung:
    """An escalation that something of one period raised, with when that was seen; what became of it as it stands."""

    escalation_id: int
    rang: Rang
    hands: frozenset[int]


def rung_by(session: Session, ties: dict[Pair, dict[int, datetime]]) -> dict[Pair, list[Rung]]:
    """What rang by pair: each escalation with its first telling and taking, and whose hands were in it.

    `ties` hold by escalation when what raised it was seen.
    """
    ids = {one for several in ties.values() for one in several}
    rows = session.execute(sa.select(Escalation).where(col(Escalation.id).in_(ids))).scalars()
    kept = {row.id: row for row in rows}
    first, hands = _events(session, ids)
    for row in kept.values():
        hands[row.id or 0] |= {one for one in (row.holder_id, row.house_id) if one}
    again = _again(session, list(kept.values()))
    return {
        pair: [
            Rung(one, _rang(kept[one], noticed, first, one in again), frozenset(hands[one]))
            for one, noticed in sorted(several.items())
        ]
        for pair, several in ties.items()
    }


def _events(
    session: Session, ids: Collection[int]
) -> tuple[dict[tuple[int, str], datetime], dict[int, set[int]]]:
    """When each kind of thing happened first, by escalation and kind; and by escalation who did something."""
    happened = session.execute(
        sa.select(
            col(EscalationEvent.escalation_id), col(EscalationEvent.at), col(EscalationEvent.what),
            col(EscalationEvent.actor_id),
        )
        .where(col(EscalationEvent.escalation_id).in_(ids))
        .order_by(col(EscalationEvent.id))
    )  # fmt: skip
    closed = session.execute(
        sa.select(col(Closing.escalation_id), col(Closing.by_id)).where(col(Closing.escalation_id).in_(ids))
    )
    first: dict[tuple[int, str], datetime] = {}
    hands: dict[int, set[int]] = {one: set() for one in ids}
    for escalation_id, at, what, actor_id in happened:
        first.setdefault((escalation_id, what), at)
        hands[escalation_id] |= {actor_id} if actor_id else set()
    for escalation_id, by in closed:
        hands[escalation_id].add(by)
    return first, hands


def _rang(row: Escalation, noticed: datetime, first: dict[tuple[int, str], datetime], again: bool) -> Rang:
    assert row.id is not None
    rung = row.first or row.ladder.rungs[0]
    return Rang(
        cast(plans.Urgency, row.urgency), row.opened_at, noticed, rung.within, timedelta(seconds=row.act_within),
        first.get((row.id, "told")), first.get((row.id, "taken")), again, row.state in escalation.GOING,
    )  # fmt: skip


def _again(session: Session, kept: Sequence[Escalation]) -> set[int]:
    """Which of these ring about somebody about whom something else had rung lately."""
    about = {row.person_id for row in kept if row.person_id is not None}
    since = min((row.opened_at for row in kept), default=None)
    if since is None:
        return set()
    rows = session.execute(
        sa.select(col(Escalation.id), col(Escalation.person_id), col(Escalation.opened_at)).where(
            col(Escalation.person_id).in_(about), col(Escalation.opened_at) >= since - checks.REPEAT
        )
    ).all()
    return {
        row.id
        for row in kept
        for other, person_id, at in rows
        if row.id is not None and person_id == row.person_id and other != row.id
        and row.opened_at - checks.REPEAT <= at < row.opened_at
    }  # fmt: skip
