"""Keeping the weekly huddle's digests: planned before they are due, posted once, kept as they were looked at."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from bot import huddle, weeks
from bot.digest import Digest
from bot.huddle import Meeting
from bot.weeks import Week
from db.session import LOCK, insert
from db.tables import Huddle, Posting

# a digest is long, and one that an older program kept may not be readable: whoever wants it asks for it alone
WITHOUT = defer(cast(Any, Huddle.digest), raiseload=True)


def value(row: Huddle) -> huddle.Posting:
    """A row as the rules see it, without the digest."""
    assert row.id is not None
    week = weeks.parse(row.week)
    return huddle.Posting(row.id, row.channel, week, row.due_at, row.state.value, row.posted_at)


def get(session: Session, posting_id: int, lock: bool = False) -> huddle.Posting:
    """The posting with this id; with `lock`, others who would change it wait. Raises NoResultFound."""
    wait = LOCK if lock else None
    return value(
        session.get_one(Huddle, posting_id, options=[WITHOUT], with_for_update=wait, populate_existing=True)
    )


def digest(session: Session, posting_id: int) -> Digest:
    """The digest as it was posted. Raises NoResultFound; ValueError for one not posted, or no longer readable."""
    wanted = sa.select(col(Huddle.digest)).where(col(Huddle.id) == posting_id)
    made: Digest | None = session.execute(wanted).scalar_one()
    if made is None:
        raise ValueError("not posted")
    return made


def planned(session: Session) -> list[huddle.Posting]:
    """What is planned, earliest first."""
    rows = session.execute(
        sa.select(Huddle)
        .options(WITHOUT)
        .where(col(Huddle.state) == Posting.PLANNED)
        .order_by(col(Huddle.due_at), col(Huddle.id))
    ).scalars()
    return [value(row) for row in rows]


def over(session: Session, channel: str, since: Week) -> set[Week]:
    """The weeks from `since` on that were posted or missed in a channel."""
    rows = session.execute(
        sa.select(col(Huddle.week)).where(
            col(Huddle.channel) == channel,
            col(Huddle.week) >= str(since),
            col(Huddle.state).in_([Posting.POSTED, Posting.MISSED]),
        )
    ).scalars()
    return {weeks.parse(one) for one in rows}


def plan(session: Session, channel: str, meeting: Meeting) -> None:
    """Have this on the list, in place of what was planned or dropped for the same week; what is over stays."""
    row = {
        "channel": channel, "week": str(meeting.week), "due_at": meeting.due, "state": Posting.PLANNED.value,
    }  # fmt: skip
    made = insert(session, Huddle).values(**row)
    session.execute(
        made.on_conflict_do_update(
            index_elements=["channel", "week"],
            set_={"due_at": made.excluded.due_at, "state": made.excluded.state},
            where=col(Huddle.state).in_([Posting.PLANNED, Posting.DROPPED]),
        )
    )


def due(session: Session, now: datetime) -> list[int]:
    """Digests whose time has come, earliest first."""
    rows = session.execute(
        sa.select(col(Huddle.id))
        .where(col(Huddle.state) == Posting.PLANNED, col(Huddle.due_at) <= now)
        .order_by(col(Huddle.due_at), col(Huddle.id))
    ).scalars()
    return [row for row in rows if row is not None]


def next_due(session: Session) -> datetime | None:
    """When the next digest is due."""
    at = sa.select(sa.func.min(col(Huddle.due_at))).where(col(Huddle.state) == Posting.PLANNED)
    found = session.execute(at).scalar_one()
    return found if isinstance(found, datetime) else None


def post(session: Session, posting_id: int, made: Digest, now: datetime) -> bool:
    """Move a planned one on: posted now, as `made` says. False when somebody else did, or it is planned no more."""
    return _move(session, posting_id, {"state": Posting.POSTED, "digest": made, "posted_at": now})


def miss(session: Session, posting_id: int) -> bool:
    """Say that a planned one was not posted in time. False when it is planned no more."""
    return _move(session, posting_id, {"state": Posting.MISSED})


def drop(session: Session, posting_id: int) -> bool:
    """Take a planned one off the list: no file names it any more. False when it is planned no more."""
    return _move(session, posting_id, {"state": Posting.DROPPED})


def _move(session: Session, posting_id: int, values: dict[str, object]) -> bool:
    done = session.execute(
        sa.update(Huddle)
        .where(col(Huddle.id) == posting_id, col(Huddle.state) == Posting.PLANNED)
        .values(**values)
        .returning(col(Huddle.id))
    )
    return done.scalar_one_or_none() is not None


def first(session: Session, channel: str) -> Week | None:
    """The first week that was looked at in a channel."""
    rows = sa.select(sa.func.min(col(Huddle.week))).where(
        col(Huddle.channel) == channel, col(Huddle.state) == Posting.POSTED
    )
    found = session.execute(rows).scalar_one()
    return weeks.parse(found) if found else None


def newest(session: Session, channels: Collection[str]) -> list[huddle.Posting]:
    """The newest posted one of each of these channels."""
    found = []
    for channel in channels:
        row = session.execute(_before(channel).limit(1)).scalars().first()
        found += [value(row)] if row else []
    return found


def before(session: Session, channel: str, week: Week) -> Week | None:
    """The last week before this one that was looked at in a channel."""
    row = session.execute(_before(channel).where(col(Huddle.week) < str(week)).limit(1)).scalars().first()
    return value(row).week if row else None


def missed_before(session: Session, channel: str, week: Week) -> list[Week]:
    """The weeks that were missed in a channel since the one looked at last before `week`, in order."""
    since = before(session, channel, week)
    rows = session.execute(
        sa.select(col(Huddle.week)).where(
            col(Huddle.channel) == channel, col(Huddle.state) == Posting.MISSED, col(Huddle.week) < str(week)
        )
    ).scalars()
    found = sorted(weeks.parse(one) for one in rows)
    return [one for one in found if since is None or one > since]


def dedupe(posting_id: int, number: int) -> str:
    """What keeps a posting's message of this number, 0 for the head, from being told twice."""
    return f"huddle {posting_id} {number}"


def _before(channel: str) -> Any:
    return (
        sa.select(Huddle)
        .options(WITHOUT)
        .where(col(Huddle.channel) == channel, col(Huddle.state) == Posting.POSTED)
        .order_by(col(Huddle.week).desc())
    )
