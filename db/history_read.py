"""How a person's history is walked: the statements of `history`, built once."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.history import Valued
from bot.replies import ANSWERS
from db import statements, tables
from db.statements import Row, Upsert, given, table

PERIOD, HANDOVER = table(tables.PersonPeriod), table(tables.Handover)
REPLY, OBSERVATION = table(tables.Reply), table(tables.Observation)
GIVEN = sorted(ANSWERS)

DUE = sa.select(HANDOVER.c.due_at).where(HANDOVER.c.id == given("handover_id"))
_NEW = sa.select(
    sa.bindparam("person_id", type_=sa.Integer), HANDOVER.c.id, HANDOVER.c.due_at, sa.false()
).where(HANDOVER.c.id == given("handover_id"))
_COLUMNS = ["person_id", "handover_id", "due_at", "asked"]
ANSWERED = Upsert(
    tables.PersonPeriod, lambda insert: insert.from_select(_COLUMNS, _NEW).on_conflict_do_nothing()
)


def _live() -> sa.ColumnElement[bool]:
    """Of a live reply about the person in the period that is being looked at."""
    return sa.and_(
        REPLY.c.person_id == PERIOD.c.person_id, REPLY.c.period_id == PERIOD.c.handover_id,
        REPLY.c.superseded_by.is_(None),
    )  # fmt: skip


# a timed answer through a prompt may belong to another period, and is an answer to that prompt all the same
_THROUGH = sa.exists().where(
    REPLY.c.person_id == PERIOD.c.person_id, REPLY.c.handover_id == PERIOD.c.handover_id,
    REPLY.c.period_id != PERIOD.c.handover_id, REPLY.c.superseded_by.is_(None), REPLY.c.kind.in_(GIVEN),
)  # fmt: skip
# asked about then, or answered all the same
_COUNTS = sa.or_(PERIOD.c.asked, sa.exists().where(_live(), REPLY.c.kind.in_(GIVEN)))
_VALUED = sa.exists().where(
    _live(), OBSERVATION.c.reply_id == REPLY.c.id, OBSERVATION.c.sign == given("sign"),
    OBSERVATION.c.value.is_not(None),
)  # fmt: skip
_CLEAR = sa.exists().where(_live(), REPLY.c.kind == "clear")
_ALL = (
    sa.select(PERIOD.c.handover_id, PERIOD.c.due_at, PERIOD.c.asked, HANDOVER.c.settled, _THROUGH)
    .join(HANDOVER, HANDOVER.c.id == PERIOD.c.handover_id)
    .where(PERIOD.c.person_id == given("person_id"), _COUNTS)
)
_due, _id = PERIOD.c.due_at, PERIOD.c.handover_id


class Walk:
    """One way to walk: all that it meets, those in which a sign has a value, and those in which clear is one too."""

    def __init__(self, statement: sa.Select[Any]) -> None:
        self._all = statement
        self._valued = {
            False: statement.where(_VALUED),
            True: statement.where(sa.or_(_VALUED, _CLEAR)),
        }

    def rows(self, session: Session, valued: Valued | None, **values: object) -> Sequence[Row]:
        """Id and due time of each, whether they were asked about, it is settled, and answered through its question."""
        if valued is None:
            return statements.rows(session, self._all, **values)
        return statements.rows(session, self._valued[valued.clear], sign=valued.sign, **values)


BACK = Walk(
    _ALL.where(_due <= given("due"), sa.or_(_due < given("due"), _id <= given("id")))
    .order_by(_due.desc(), _id.desc())
    .limit(given("most"))
)
AHEAD = Walk(
    _ALL.where(_due >= given("due"), sa.or_(_due > given("due"), _id > given("id")))
    .order_by(_due, _id)
    .limit(given("most"))
)
BETWEEN = Walk(_ALL.where(_due >= given("start"), _due <= given("end")).order_by(_due, _id))
LATER = Walk(_ALL.where(_due > given("end")).order_by(_due, _id).limit(given("most")))
