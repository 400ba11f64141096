"""Escalations as the huddle looks at them, as they stood at the end of a week. Read in batches, a part at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import days
from bot.escalation import State
from bot.figures import REPEAT, Concern, Times
from bot.people import Service
from bot.weeks import Week
from db import figures_courses, figures_raised
from db.escalation import GOING
from db.figures_courses import Course
from db.figures_raised import Raising
from db.figures_range import chunks, ends
from db.tables import Closing, Escalation, Outbox, Person, Review


def concerns(
    session: Session, services: Sequence[Service], first: Week, until: Week, since: Week | None = None
) -> list[Concern]:
    """Those opened or changed in these weeks, or still going on at their end; by id.

    With `since`, those too that changed in that week or later and were not reviewed since they did.

    What only calls raised is its authors' own affair, and left out. What happened after the end does not show.
    """
    spans = ends(services, first.monday, until.sunday)
    left = ends(services, since.monday, until.sunday) if since else spans
    rows = [row for row in _candidates(session, spans, left) if row.opened_at < spans[row.service_id][1]]
    ids = [row.id for row in rows if row.id is not None]
    over = {row.id: spans[row.service_id][1] for row in rows if row.id is not None}
    courses = figures_courses.courses(session, ids, over)
    raised = figures_raised.raised(session, services, ids, over)
    making = _Making(session, services, rows, over, courses, raised)
    return [
        concern
        for row in rows
        if row.id not in raised.calls
        if _belongs(concern := making.concern(row), spans[row.service_id][0], left[row.service_id][0])
    ]


def _belongs(concern: Concern, start: datetime, left: datetime) -> bool:
    going = concern.state in {one.value for one in GOING}
    unreviewed = not concern.looked_at and concern.changed_at >= left
    return going or concern.changed_at >= start or unreviewed


Spans = Mapping[int, tuple[datetime, datetime]]


def _candidates(session: Session, spans: Spans, left: Spans) -> list[Escalation]:
    """All that could be; found by their service, of which there are few even in many years."""
    if not spans:
        return []
    start, end = min(one for one, _ in spans.values()), max(one for _, one in spans.values())
    unreviewed = sa.and_(
        col(Escalation.ended_at) >= min(one for one, _ in left.values()),
        # one before the end was of what was known then
        ~sa.exists().where(
            col(Review.escalation_id) == col(Escalation.id), col(Review.at) >= col(Escalation.ended_at)
        ),
    )
    rows = session.execute(
        sa.select(Escalation)
        .where(
            col(Escalation.service_id).in_(list(spans)),
            col(Escalation.opened_at) < end,
            sa.or_(col(Escalation.ended_at).is_(None), col(Escalation.ended_at) >= start, unreviewed),
        )
        .order_by(col(Escalation.id))
    ).scalars()
    return list(rows)


class _Making:
    """What concerns are made from, read at once for all."""

    def __init__(
        self, session: Session, services: Sequence[Service], rows: Sequence[Escalation],
        over: Mapping[int, datetime], courses: Mapping[int, Course], raised: Raising,
    ) -> None:  # fmt: skip
        ids = list(over)
        self.zones = {one.id: one.spec.timezone for one in services}
        self.over, self.courses, self.raised = over, courses, raised
        self.known_as = _known_as(session, {row.person_id for row in rows if row.person_id is not None})
        self.again = _again(session, rows)
        self.told = _told(session, ids)
        self.closings = _closings(session, ids)
        self.reviewed = _reviewed(session, ids)

    def concern(self, row: Escalation) -> Concern:
        assert row.id is not None
        over, course = self.over[row.id], self.courses.get(row.id, Course())
        shift = self.raised.shifts.get(row.id)
        closing = self.closings.get(row.id)
        said = closing.said if closing and closing.at < over else None
        changed = max(
            course.changed_at or row.opened_at, row.opened_at, self.raised.last.get(row.id, row.opened_at)
        )
        return Concern(
            row.id, row.service_id, row.person_id, self.known_as.get(row.person_id or 0),
            self.raised.domains.get(row.id, ()), cast(Any, row.urgency), _state(row, course, over),
            self._times(row, course, over), changed, shift[0] if shift else None, shift[1] if shift else None,
            unanswered=course.unanswered, worry=row.id in self.raised.worries, again=self.again.get(row.id, ()),
            outcome=said.outcome if said else None, wanted=said.wanted if said else None,
            restricted=bool(said and said.restriction), reviewed_at=self.reviewed.get(row.id),
            opened_on=self._date(row, row.opened_at), changed_on=self._date(row, changed),
        )  # fmt: skip

    def _date(self, row: Escalation, at: datetime) -> Any:
        return days.local(at, self.zones[row.service_id]).date()

    def _times(self, row: Escalation, course: Course, over: datetime) -> Times:
        assert row.id is not None
        seen_at, replied_at = self.raised.seen.get(row.id, (None, None))
        rung = row.first or row.ladder.rungs[0]
        # pinged but not reached yet is not told; where nothing is known of pings any more, the timeline knows
        told = self.told.get(row.id, course.told_at)
        return Times(
            row.opened_at, rung.within, timedelta(seconds=row.act_within), seen_at, replied_at, _by(told, over),
            course.acknowledged_at, course.acted_at, course.closed_at, course.promises, course.promises_met,
        )  # fmt: skip


def _by(at: datetime | None, over: datetime) -> datetime | None:
    return at if at is not None and at < over else None


def _state(row: Escalation, course: Course, over: datetime) -> State:
    """As it stood then: by its timeline; where that says nothing, as the row has it."""
    if course.state is not None:
        return course.state
    stands = (
        (row.ended_at, row.state.value),
        (row.acted_at, "acted_on"),
        (row.acknowledged_at, "acknowledged"),
    )
    return cast(State, next((state for at, state in stands if at is not None and at < over), "open"))


def _known_as(session: Session, ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in chunks(ids):
        rows = session.execute(
            sa.select(col(Person.id), col(Person.known_as)).where(col(Person.id).in_(some))
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def _again(session: Session, rows: Sequence[Escalation]) -> dict[int, tuple[int, ...]]:
    """Of each the others about the same person that were opened in the REPEAT before it.

    Two routes that ring at one instant are one event, and no repeat.
    """
    if not rows:
        return {}
    earliest = min(row.opened_at for row in rows) - REPEAT
    opened: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for some in chunks(row.person_id for row in rows if row.person_id is not None):
        found = session.execute(
            sa.select(col(Escalation.person_id), col(Escalation.opened_at), col(Escalation.id)).where(
                col(Escalation.person_id).in_(some),
                col(Escalation.opened_at) >= earliest,
                ~figures_raised.by_calls_alone(),
            )
        )
        for person_id, at, one in found:
            opened[person_id].append((at, one))
    return {
        row.id: tuple(one for at, one in sorted(opened[row.person_id])
                      if row.opened_at - REPEAT <= at < row.opened_at)
        for row in rows if row.id is not None and row.person_id is not None
    }  # fmt: skip


def _told(session: Session, ids: Sequence[int]) -> dict[int, datetime | None]:
    """When Slack took the first ping of each; None where it has taken none yet."""
    found: dict[int, datetime | None] = {}
    for some in chunks(ids):
        rows = session.execute(
            sa.select(col(Outbox.escalation_id), sa.func.min(col(Outbox.sent_at)))
            .where(
                col(Outbox.escalation_id).in_(some), col(Outbox.kind) == "ping", col(Outbox.updates).is_(None)
            )
            .group_by(col(Outbox.escalation_id))
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def _closings(session: Session, ids: Sequence[int]) -> dict[int, Closing]:
    found: dict[int, Closing] = {}
    for some in chunks(ids):
        rows = session.execute(sa.select(Closing).where(col(Closing.escalation_id).in_(some))).scalars()
        found |= {row.escalation_id: row for row in rows}
    return found


def _reviewed(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """When the huddle last looked at each, whenever that was."""
    found: dict[int, datetime] = {}
    for some in chunks(ids):
        rows = session.execute(
            sa.select(col(Review.escalation_id), sa.func.max(col(Review.at)))
            .where(col(Review.escalation_id).in_(some))
            .group_by(col(Review.escalation_id))
        )
        found |= {row[0]: row[1] for row in rows}
    return found
