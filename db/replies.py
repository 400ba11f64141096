"""Keeping replies: facts of the moment. A resubmitted form is the same reply; with other values, a correction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import people, replies
from db import history, replies_read, statements
from db.statements import Row
from db.tables import Reply
from db.types import clean

SEEN_WITHIN = timedelta(hours=24)
LAST = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class New:
    """A reply to be kept. `nonce` is the form's: one form, one reply. `timed` when its author said when it was."""

    person_id: int
    service_id: int
    handover_id: int | None
    period_id: int
    author: people.Author
    plan_id: int | None
    seen_at: datetime
    received_at: datetime
    answer: replies.Answer
    nonce: str
    timed: bool = False


def lock_person(session: Session, person_id: int) -> None:
    """Have others wait who would reply about the same person: what a reply crosses is judged one at a time."""
    statements.do(session, replies_read.LOCK, {"person_id": person_id})


def lock_people(session: Session, person_ids: Iterable[int]) -> None:
    """As `lock_person`, of several: by their ids, as whoever settles a handover goes, or they wait for each other."""
    statements.rows(session, replies_read.LOCK_ALL, person_ids=list(person_ids))


def keep(session: Session, new: New) -> tuple[int, bool]:
    """The reply's id, and whether it is new. A form sent again with the values it was last sent with is no new one."""
    new = replace(new, answer=_clean(new.answer))
    before = _of_form(session, new.nonce)
    if before and _same(session, before[-1], new):
        return before[-1].id, False
    reply_id: int = statements.do(session, replies_read.ADD, _row(new, len(before))).inserted_primary_key[0]
    history.answered(session, new.person_id, new.period_id)
    observed = [{"reply_id": reply_id, "sign": sign, "value": one} for sign, one in new.answer.values.items()]
    if observed:
        statements.do(session, replies_read.OBSERVE, observed)
    supersede(session, [old.id for old in before if old.superseded_by is None], reply_id)
    return reply_id, True


def _clean(answer: replies.Answer) -> replies.Answer:
    return replace(answer, says=clean(answer.says), wants=clean(answer.wants), note=clean(answer.note))


def _same(session: Session, row: Row, new: New) -> bool:
    """Whether a form says again what it said. Told a little later, an untimed answer is still the same."""
    same_time = row.timed == new.timed and (not new.timed or row.seen_at == new.seen_at)
    same_author = (row.author_id, row.via_id, row.author_name) == _columns(new.author)
    return same_time and same_author and _answer(session, row) == new.answer


def _columns(author: people.Author) -> tuple[int, int | None, str | None]:
    return author.staff_id, author.via_id, clean(author.name)


def _row(new: New, attempt: int) -> dict[str, object]:
    said, (author_id, via_id, author_name) = new.answer, _columns(new.author)
    return {
        "person_id": new.person_id, "service_id": new.service_id, "handover_id": new.handover_id,
        "period_id": new.period_id, "author_id": author_id, "via_id": via_id, "author_name": author_name,
        "plan_id": new.plan_id, "seen_at": new.seen_at, "received_at": new.received_at, "timed": new.timed,
        "kind": said.kind, "followed": said.followed, "steps": said.steps, "says": said.says, "wants": said.wants,
        "note": said.note, "knows": said.knows, "contact_missed": said.contact_missed,
        "not_happened": said.not_happened, "not_seen": said.not_seen, "nonce": new.nonce, "attempt": attempt,
    }  # fmt: skip


def _of_form(session: Session, nonce: str) -> Sequence[Row]:
    return statements.rows(session, replies_read.OF_FORM, nonce=nonce)


def _values(session: Session, reply_ids: Sequence[int]) -> dict[int, dict[str, float | None]]:
    found: dict[int, dict[str, float | None]] = {one: {} for one in reply_ids}
    if found:
        for reply_id, sign, value in statements.rows(session, replies_read.OBSERVED, ids=list(reply_ids)):
            found[reply_id][sign] = value
    return found


def _answer(session: Session, row: Row) -> replies.Answer:
    return _said(row, _values(session, [row.id])[row.id])


def _said(row: Reply | Row, numbers: dict[str, float | None]) -> replies.Answer:
    return replies.Answer(
        cast(replies.Kind, row.kind), numbers, row.steps, cast("replies.Followed | None", row.followed), row.says,
        row.note, cast("replies.MissedBy | None", row.contact_missed),
        cast("replies.NotSeen | None", row.not_seen), cast("replies.Knows | None", row.knows), row.wants,
        cast("replies.NotHappened | None", row.not_happened),
    )  # fmt: skip


def values(session: Session, rows: Sequence[Reply] | Sequence[Row]) -> list[replies.Reply]:
    """Rows as the rules see them, in the order given."""
    # nothing but a form of signs has any
    numbers = _values(session, [row.id for row in rows if row.id is not None and row.kind == "signs"])
    return [_reply(row, _said(row, numbers.get(row.id or 0, {}))) for row in rows]


def _reply(row: Reply | Row, said: replies.Answer) -> replies.Reply:
    assert row.id is not None
    return replies.Reply(
        row.id, row.person_id, row.period_id, row.seen_at, row.received_at, row.author_id, row.plan_id,
        said, row.superseded_by is not None, row.timed, row.via_id, row.author_name,
    )  # fmt: skip


def judged(session: Session, person_id: int, period_ids: Sequence[int]) -> list[replies.Reply]:
    """As `of_periods`, for rules: without what was written, which they never look at and would have to be opened."""
    rows = statements.rows(session, replies_read.JUDGED, person_id=person_id, period_ids=list(period_ids))
    numbers = _values(session, [row.id for row in rows if row.kind == "signs"])
    made = [
        replies.Reply(
            row.id, person_id, row.period_id, row.seen_at, row.received_at, row.author_id, row.plan_id,
            replies.Answer(
                row.kind, numbers.get(row.id, {}), row.steps, row.followed, contact_missed=row.contact_missed
            ),
            timed=row.timed,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(made, key=lambda one: (one.seen_at, one.id))


def of_periods(session: Session, person_id: int, period_ids: Sequence[int]) -> list[replies.Reply]:
    """Live replies about one person that fall in these periods, in order of when they were seen."""
    rows = session.execute(
        sa.select(Reply).where(
            col(Reply.person_id) == person_id,
            col(Reply.period_id).in_(period_ids),
            col(Reply.superseded_by).is_(None),
        )
    ).scalars()
    # ordered here: asked for its order SQLite would walk through all that was ever said about the person
    return values(session, sorted(rows, key=lambda row: (row.seen_at, row.id)))


def supersede(session: Session, old: Sequence[int], reply_id: int) -> None:
    """Have a reply stand for these earlier ones."""
    if old:
        session.execute(sa.update(Reply).where(col(Reply.id).in_(old)).values(superseded_by=reply_id))


def corrected_by(session: Session, reply_id: int) -> list[int]:
    """The replies that this one corrects, and those that they had corrected, in order."""
    found: set[int] = set()
    new = {reply_id}
    while new:
        rows = statements.rows(session, replies_read.CORRECTED, ids=sorted(new))
        new = {row.id for row in rows} - found
        found |= new
    return sorted(found)


def standing(session: Session, reply_id: int) -> replies.Reply | None:
    """The live reply that stands for this one: itself, or its last correction. None where there is no such reply."""
    found = statements.first(session, replies_read.GET, reply_id=reply_id)
    while found is not None and found.superseded_by is not None:
        found = statements.first(session, replies_read.GET, reply_id=found.superseded_by)
    return values(session, [found])[0] if found else None


def own(
    session: Session,
    author: people.Author,
    person_id: int,
    handover_id: int | None,
    since: datetime | None = None,
) -> replies.Reply | None:
    """The author's newest live reply about somebody through this handover's prompt; of the second question none.

    `handover_id` None: between handovers, received at `since` or later.
    """
    said = [one for one in told(session, person_id, handover_id, since) if is_by(one, author)]
    return next((one for one in reversed(said) if one.answer.kind != "steps"), None)


def own_steps(
    session: Session, author: people.Author, person_id: int, handover_id: int | None
) -> replies.Reply | None:
    """The author's newest live answer to the second question alone."""
    said = [one for one in told(session, person_id, handover_id) if is_by(one, author)]
    return next((one for one in reversed(said) if one.answer.kind == "steps"), None)


def told(
    session: Session, person_id: int, handover_id: int | None, since: datetime | None = None
) -> list[replies.Reply]:
    """Live replies about one person given through this handover's prompt, oldest first.

    `handover_id` None: between handovers. With `since`, those received then or later.
    """
    if handover_id is not None and since is None:
        ids = {"person_id": person_id, "handover_id": handover_id}
        return values(session, statements.rows(session, replies_read.TOLD, **ids))
    wanted = sa.select(Reply).where(
        col(Reply.person_id) == person_id,
        col(Reply.handover_id) == handover_id,
        col(Reply.superseded_by).is_(None),
    )
    if since is not None:
        wanted = wanted.where(col(Reply.received_at) >= since)
    return values(session, list(session.execute(wanted.order_by(col(Reply.id))).scalars()))


def is_by(reply: replies.Reply, author: people.Author) -> bool:
    """Whether somebody said it: staff, shared account and name alike."""
    return (reply.author_id, reply.via_id, reply.author_name) == _columns(author)


def first_since(session: Session, person_id: int, at: datetime) -> Reply | None:
    """The first live answer about somebody that was received after `at`."""
    return (
        session.execute(
            sa.select(Reply)
            .where(
                col(Reply.person_id) == person_id,
                # a late one may have been seen before; nothing is received before it was seen
                col(Reply.received_at) > at,
                col(Reply.superseded_by).is_(None),
                col(Reply.kind).in_(sorted(replies.ANSWERS)),
            )
            .order_by(col(Reply.received_at), col(Reply.id))
            .limit(1)
        )
        .scalars()
        .first()
    )


def of_handover(session: Session, handover_id: int) -> list[replies.Reply]:
    """Live replies given through this handover's prompt, oldest first."""
    return values(session, statements.rows(session, replies_read.OF_HANDOVER, handover_id=handover_id))


def besides(
    session: Session, people: Iterable[int], since: datetime, until: datetime | None, due: datetime
) -> list[replies.Reply]:
    """Live replies about these people given through no prompt, after `since` and before `until`, oldest first.

    Those of a period that was due before `due` are left out: they do not say how somebody has been since.
    """
    rows = statements.rows(
        session, replies_read.BESIDES, people=list(people), since=since, until=until or LAST, due=due,
        # nothing is said to have been seen longer ago than this, and the index goes by it
        seen_since=since - SEEN_WITHIN,
    )  # fmt: skip
    return values(session, rows)


def of_period(
    session: Session, period_id: int, before: datetime, people: Iterable[int]
) -> list[replies.Reply]:
    """Live replies that fall in a period and were given before its asking, oldest first."""
    about = {"period_id": period_id, "before": before, "people": list(people)}
    return values(session, statements.rows(session, replies_read.OF_PERIOD, **about))


def these(session: Session, reply_ids: Iterable[int]) -> list[replies.Reply]:
    """Replies by their ids, superseded or not, newest first."""
    return values(session, statements.rows(session, replies_read.THESE, ids=list(reply_ids)))


def row(session: Session, reply_id: int) -> Row:
    """One reply as it is kept. Raises NoResultFound."""
    return statements.one(session, replies_read.GET, reply_id=reply_id)
