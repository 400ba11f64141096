"""Reading a person's history: the periods that count for them, and the replies in these. Cost follows the reach."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.history import History, Period, Reach, Valued
from bot.replies import ANSWERS
from db import replies
from db.session import insert
from db.tables import Handover, Observation, PersonPeriod, Reply


def asked(session: Session, person_ids: Sequence[int], handover_id: int) -> None:
    """Keep that these people were asked about in the period of a scheduled handover."""
    if not person_ids:
        return
    rows = _rows(session, person_ids, handover_id, asked=True)
    session.execute(
        insert(session, PersonPeriod)
        .values(rows)
        .on_conflict_do_update(index_elements=["person_id", "handover_id"], set_={"asked": True})
    )


def answered(session: Session, person_id: int, handover_id: int) -> None:
    """Keep that a period holds a reply about somebody, whether or not they were asked about."""
    rows = _rows(session, [person_id], handover_id, asked=False)
    session.execute(insert(session, PersonPeriod).values(rows).on_conflict_do_nothing())


def _rows(
    session: Session, person_ids: Sequence[int], handover_id: int, *, asked: bool
) -> list[dict[str, object]]:
    due = session.get_one(Handover, handover_id).due_at
    return [
        {"person_id": one, "handover_id": handover_id, "due_at": due, "asked": asked} for one in person_ids
    ]


def moved(session: Session, handover_id: int, due: datetime) -> None:
    """A planned handover got another due time: what already fell in its period goes with it."""
    session.execute(
        sa.update(PersonPeriod).where(col(PersonPeriod.handover_id) == handover_id).values(due_at=due)
    )


def around(session: Session, person_id: int, period_id: int, seen_at: datetime, reach: Reach) -> History:
    """What rules of this reach look at, for something of `period_id` seen at `seen_at`.

    As many statements as the reach has parts, and as many rows as lie within it, however long the history is.
    """
    own = (session.get_one(Handover, period_id).due_at, period_id)
    walk = _Walk(session, person_id)
    walk.back(own, reach.periods)
    walk.ahead(own, reach.periods - 1)
    if reach.time:
        walk.within(seen_at - reach.time, seen_at + reach.time)
    for valued in reach.valued:
        walk.back(own, valued.count, _has_value(valued))
        walk.ahead(own, valued.count - 1, _has_value(valued))
    if reach.valued:
        # a window that ends at a later period must not step over those between
        walk.between(own[0], max(period.due for period in walk.found.values()))
    found = walk.found
    return History.of(found.values(), replies.of_periods(session, person_id, list(found)))


_due, _id = col(PersonPeriod.due_at), col(PersonPeriod.handover_id)


class _Walk:
    """Walks one person's counted periods along their index; what it meets gathers in `found`, by id.

    Where two are due at one instant, as on the day of a move between houses, their ids say which comes first.
    """

    def __init__(self, session: Session, person_id: int) -> None:
        self.session = session
        self.person_id = person_id
        self.found: dict[int, Period] = {}

    def back(self, own: tuple[datetime, int], count: int, which: Any = sa.true()) -> None:
        """The last `count` up to this one."""
        not_after = sa.and_(_due <= own[0], sa.or_(_due < own[0], _id <= own[1]))
        self._take(sa.and_(not_after, which), (_due.desc(), _id.desc()), count)

    def ahead(self, own: tuple[datetime, int], count: int, which: Any = sa.true()) -> None:
        """The first `count` after this one."""
        after = sa.and_(_due >= own[0], sa.or_(_due > own[0], _id > own[1]))
        self._take(sa.and_(after, which), (_due, _id), count)

    def within(self, start: datetime, end: datetime) -> None:
        """All that reach into this time: the last of them is due when it is over, or later."""
        self.between(start, end)
        self._take(_due > end, (_due, _id), 1)

    def between(self, start: datetime, end: datetime) -> None:
        """All that are due in this time, both its ends included."""
        self._take(sa.and_(_due >= start, _due <= end), (_due, _id), None)

    def _take(self, where: Any, order: tuple[Any, Any], count: int | None) -> None:
        if count == 0:
            return
        rows = self.session.execute(
            sa.select(PersonPeriod, col(Handover.settled), _THROUGH)
            .join(Handover, col(Handover.id) == col(PersonPeriod.handover_id))
            .where(col(PersonPeriod.person_id) == self.person_id, where, _COUNTS)
            .order_by(*order)
            .limit(count)
        )
        for row, settled, answered in rows:
            self.found[row.handover_id] = Period(row.handover_id, row.due_at, row.asked, settled, answered)


def _live() -> Any:
    """A live reply about the person in the period that is being looked at."""
    return sa.exists().where(
        col(Reply.person_id) == col(PersonPeriod.person_id),
        col(Reply.period_id) == col(PersonPeriod.handover_id),
        col(Reply.superseded_by).is_(None),
    )


# a timed answer through a prompt may belong to another period, and is an answer to that prompt all the same
_THROUGH = sa.exists().where(
    col(Reply.person_id) == col(PersonPeriod.person_id),
    col(Reply.handover_id) == col(PersonPeriod.handover_id),
    col(Reply.period_id) != col(PersonPeriod.handover_id),
    col(Reply.superseded_by).is_(None),
    col(Reply.kind).in_(sorted(ANSWERS)),
)
# asked about then, or answered all the same
_COUNTS = sa.or_(col(PersonPeriod.asked), _live().where(col(Reply.kind).in_(sorted(ANSWERS))))


def _has_value(valued: Valued) -> Any:
    """Whether a sign has a value in the period: one that somebody gave, or none seen where that says something."""
    given = _live().where(
        col(Observation.reply_id) == col(Reply.id),
        col(Observation.sign) == valued.sign,
        col(Observation.value).is_not(None),
    )
    return sa.or_(given, _live().where(col(Reply.kind) == "clear")) if valued.clear else given
