"""Reading a person's history: the periods that count for them, and the replies in these. Cost follows the reach."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.history import History, Period, Reach, Valued
from bot.replies import Reply
from db import history_read, replies, statements
from db.session import insert
from db.tables import Handover, PersonPeriod


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
    ids = {"person_id": person_id, "handover_id": handover_id}
    statements.do(session, history_read.ANSWERED.of(session), ids)


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

    At most as many statements as the reach has parts, and as many rows as lie within it, however long the history
    is. What the time that is looked at holds anyway is not asked for again.
    """
    walk = _Walk(session, person_id, (_due(session, period_id), period_id))
    if reach.time:
        walk.within(seen_at - reach.time, seen_at + reach.time)
    walk.back(reach.periods)
    walk.ahead(reach.periods - 1)
    for valued in reach.valued:
        walk.back(valued.count, valued)
        walk.ahead(valued.count - 1, valued)
    if reach.valued:
        # a window that ends at a later period must not step over those between
        walk.up_to_last()
    return History.of(walk.found.values(), walk.replies())


def _due(session: Session, period_id: int) -> datetime:
    due: datetime = statements.one(session, history_read.DUE, handover_id=period_id).due_at
    return due


Place = tuple[datetime, int]


class _Walk:
    """Walks one person's counted periods along their index; what it meets gathers in `found`, by id.

    Where two are due at one instant, as on the day of a move between houses, their ids say which comes first. Those
    from `_from` up to its own are all there, where `_all_before` there are no others, and where `_all_after` those
    after it are all there.
    """

    def __init__(self, session: Session, person_id: int, own: Place) -> None:
        self.session, self.person_id, self.own = session, person_id, own
        self.found: dict[int, Period] = {}
        self._from: Place | None = None
        self._all_before = self._all_after = False
        self._read: dict[int, list[Reply]] = {}

    def within(self, start: datetime, end: datetime) -> None:
        """All that reach into this time: the last of them is due when it is over, or later."""
        self._take(history_read.BETWEEN, start=start, end=end)
        more = self._take(history_read.LATER, end=end, most=1)
        self._all_after = not more and start <= self.own[0]
        # where its own is not among them, others may lie between these and that
        self._from = (start, 0) if self.own[1] in self.found else None

    def back(self, count: int, valued: Valued | None = None) -> None:
        """The last `count` up to its own, of those in which the sign has a value."""
        if self._all_before or (self._from and self._known(self._from, valued) >= count):
            return
        met = self._take(history_read.BACK, valued, most=count, **self._own())
        if valued is None:
            self._from = min(((self.found[one].due, one) for one in met), default=None)
            self._all_before = len(met) < count

    def ahead(self, count: int, valued: Valued | None = None) -> None:
        """The first `count` after its own, of those in which the sign has a value."""
        if count and not self._all_after:
            met = self._take(history_read.AHEAD, valued, most=count, **self._own())
            self._all_after = valued is None and len(met) < count

    def up_to_last(self) -> None:
        """All from its own to the last that was met."""
        last = max((period.due for period in self.found.values()), default=self.own[0])
        if not self._all_after and last > self.own[0]:
            self._take(history_read.BETWEEN, start=self.own[0], end=last)

    def replies(self) -> list[Reply]:
        """The live replies in the periods that were met."""
        new = [one for one in self.found if one not in self._read]
        if new:
            self._read |= {one: [] for one in new}
            for reply in replies.judged(self.session, self.person_id, new):
                self._read[reply.period].append(reply)
        return [reply for held in self._read.values() for reply in held]

    def _own(self) -> dict[str, object]:
        return {"due": self.own[0], "id": self.own[1]}

    def _known(self, since: Place, valued: Valued | None) -> int:
        """How many up to its own are there already, of those from `since` on, none of which is left out."""
        whole = [one.id for one in self.found.values() if since <= (one.due, one.id) <= self.own]
        if valued is None:
            return len(whole)
        self.replies()
        return sum(any(_has_value(reply, valued) for reply in self._read[one]) for one in whole)

    def _take(self, which: history_read.Walk, valued: Valued | None = None, **where: object) -> list[int]:
        """The ids of those that it met."""
        found = which.rows(self.session, valued, person_id=self.person_id, **where)
        for one, due, asked_, settled, answered_ in found:
            self.found[one] = Period(one, due, asked_, settled, answered_)
        return [row[0] for row in found]


def _has_value(reply: Reply, valued: Valued) -> bool:
    """Whether a reply gives the sign a value: one that somebody gave, or none seen where that says something."""
    clear = valued.clear and reply.answer.kind == "clear"
    return clear or reply.answer.values.get(valued.sign) is not None
