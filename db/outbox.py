"""The outbox: messages decided in a transaction, told to Slack after it. Kind and ids; wording is made when sent.

`due_at` is by Relay's clock; leases and retries are by the real one (`real`), for Slack's time is always real.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

import bot.pace
import db.queue
from bot.pace import PRIORITY as PRIORITY
from bot.pace import First as First
from bot.pace import Pace
from bot.sending import WHO_WE_ARE
from db import statements
from db.session import mark_to_wake
from db.statements import Upsert, given, several, table
from db.tables import Outbox, Sending
from db.tables.telling import UPDATE_WAITS
from db.types import UTCDateTime

_OUTBOX = table(Outbox)
_PUT = Upsert(Outbox, lambda insert: insert.on_conflict_do_nothing().returning(_OUTBOX.c.id))
# DO NOTHING would not lock the one that waits: it could be drawn as things were, and nothing would follow it
_UPDATE = Upsert(
    Outbox,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["updates"], index_where=UPDATE_WAITS, set_={"due_at": _OUTBOX.c.due_at}
    ),
)
_LOCKED = sa.select(_OUTBOX).where(_OUTBOX.c.id == given("message_id")).with_for_update(key_share=True)
_OF_ESCALATION = (
    sa.select(Outbox)
    .where(
        col(Outbox.escalation_id) == given("escalation_id"),
        col(Outbox.kind).in_(several("kinds")),
        col(Outbox.updates).is_(None),
    )
    .order_by(col(Outbox.id))
)
_OF_ESCALATION_LOCKED = _OF_ESCALATION.with_for_update(key_share=True).execution_options(
    populate_existing=True
)
_KNOWN = sa.select(_OUTBOX.c.id).where(_OUTBOX.c.token == given("token"))
_IS_PROMPT = sa.and_(
    _OUTBOX.c.handover_id == given("handover_id"), _OUTBOX.c.kind == "prompt", _OUTBOX.c.updates.is_(None)
)
_PROMPT = sa.select(_OUTBOX.c.token).where(_IS_PROMPT)
_PROMPT_LOCKED = sa.select(_OUTBOX).where(_IS_PROMPT).with_for_update(key_share=True)


@dataclass(frozen=True)
class Letter:
    """One message as claimed: `owner` fences it; `ambiguous` when Slack may have it already.

    An update has the `token`, `channel` and `ts` of the message it redraws. With `may_ask` what is asked before it
    (`bot.pace.before`) was taken from its bucket.
    """

    id: int
    token: str
    kind: str
    to_channel: str | None
    to_user: str | None
    service_id: int | None
    handover_id: int | None
    escalation_id: int | None
    staff_id: int | None
    number: int
    about: str | None
    thread_of: int | None
    broadcast: bool
    updates: int | None
    attempts: int
    ambiguous: bool
    tried_at: datetime | None
    priority: int
    owner: str
    channel: str | None = None
    ts: str | None = None
    due_at: datetime | None = None
    lease_until: datetime | None = None
    may_ask: bool = False


# an update has these of the message that it redraws
_SHOWN = ("token", "channel", "ts")
_OWN = [name for name in Letter.__dataclass_fields__ if name not in ("owner", "may_ask")]
_MESSAGE = _OUTBOX.alias("message")
_CLAIM = (
    sa.update(_OUTBOX)
    .where(_OUTBOX.c.id == given("message_id"))
    .values(
        ambiguous=sa.or_(_OUTBOX.c.ambiguous, _OUTBOX.c.state == Sending.SENDING), state=Sending.SENDING,
        lease_until=given("until"), lease_owner=given("owner"), attempts=_OUTBOX.c.attempts + 1,
        tried_at=sa.func.coalesce(_OUTBOX.c.tried_at, sa.bindparam("real", type_=UTCDateTime())),
    )
)  # fmt: skip
_SETTLE = (
    sa.update(_OUTBOX)
    .where(
        _OUTBOX.c.id == given("message_id"), _OUTBOX.c.lease_owner == given("owner"),
        _OUTBOX.c.attempts == given("tries"), _OUTBOX.c.state == Sending.SENDING,
    )
    .returning(_OUTBOX.c.id)
)  # fmt: skip
_CLAIMED = (
    sa.select(*[(_MESSAGE if name in _SHOWN else _OUTBOX).c[name] for name in _OWN])
    .select_from(_OUTBOX)
    .join(_MESSAGE, _MESSAGE.c.id == sa.func.coalesce(_OUTBOX.c.updates, _OUTBOX.c.id))
    .where(_OUTBOX.c.id == given("message_id"))
)


def put(
    session: Session, kind: str, at: datetime, *, due: datetime | None = None, **about: Any
) -> int | None:
    """Add a message of `kind`, to be sent from `due` (default `at`). None when its `dedupe` was used before."""
    row = {
        "token": uuid.uuid4().hex, "kind": kind, "priority": int(PRIORITY[kind]), "state": Sending.WAITING.value,
        "made_at": at, "due_at": due or at, "number": 0, "broadcast": False, "attempts": 0, "ambiguous": False,
        **about,
    }  # fmt: skip
    found: int | None = statements.do(session, _PUT.of(session), row).scalar_one_or_none()
    mark_to_wake(session)
    return found


def refresh(session: Session, message_id: int, at: datetime, *, to_come: bool = False) -> None:
    """Have a message rendered anew: one update waits at most, and it is drawn from the database when sent.

    One that has still to be sent will be drawn then, unless an earlier try may have got through; with `to_come` it is
    drawn once more after that. The locks, on the message and on an update that waits already, keep a sender from
    drawing either before this transaction's change can be seen.
    """
    _redraw(session, statements.one(session, _LOCKED, message_id=message_id), at, to_come=to_come)


def lock_prompt(session: Session, handover_id: int) -> None:
    """Have others wait who would add to what the question of a handover shows: what is there is read once they have."""
    statements.first(session, _PROMPT_LOCKED, handover_id=handover_id)


def refresh_prompt(session: Session, handover_id: int, at: datetime) -> None:
    """As `refresh`, the question of a handover; nothing where it has none."""
    prompt = statements.first(session, _PROMPT_LOCKED, handover_id=handover_id)
    if prompt is not None:
        _redraw(session, prompt, at)


def _redraw(session: Session, message: statements.Row, at: datetime, *, to_come: bool = False) -> None:
    drawn_then = message.state == Sending.WAITING and not message.ambiguous and not to_come
    if drawn_then or message.state in (Sending.GIVEN_UP, Sending.DROPPED):
        return
    row = {
        "token": uuid.uuid4().hex, "kind": message.kind, "priority": int(bot.pace.redrawn(message.kind)),
        "state": Sending.WAITING.value, "made_at": at, "due_at": at, "updates": message.id,
        "service_id": message.service_id, "handover_id": message.handover_id,
        "escalation_id": message.escalation_id, "staff_id": message.staff_id, "number": message.number,
        "broadcast": False, "attempts": 0, "ambiguous": False,
    }  # fmt: skip
    statements.do(session, _UPDATE.of(session), row)
    mark_to_wake(session)


def claim(
    session: Session,
    owner: str,
    now: datetime,
    real: datetime,
    lease: timedelta,
    pace: Pace | None = None,
    *,
    pings: bool = False,
) -> Letter | None:
    """Take the first message that may be sent, until the lease ends; None when there is none.

    One whose lease ended is taken again, as ambiguous: whoever held it may have sent it. With a `pace` one is taken
    from each of its buckets too; what they have none for waits, and holds up no other. With `pings` it is a ping.
    """
    found = db.queue.first(session, now, real, pace, pings=pings)
    if found is None:
        return None
    message_id, may_ask = found
    values = {"message_id": message_id, "owner": owner, "real": real, "until": real + lease}
    statements.do(session, _CLAIM, values)
    return letter(session, message_id, owner, may_ask=may_ask)


def letter(session: Session, message_id: int, owner: str, *, may_ask: bool = False) -> Letter:
    """A message as `owner` has claimed it."""
    row = statements.one(session, _CLAIMED, message_id=message_id)
    return Letter(owner=owner, may_ask=may_ask, **{name: getattr(row, name) for name in _OWN})


def settle(session: Session, letter: Letter, state: Sending, **values: Any) -> bool:
    """Write what became of a claim. False when somebody else has claimed it since: then nothing changes."""
    claim = {"message_id": letter.id, "owner": letter.owner, "tries": letter.attempts}
    end = {"state": state, "lease_until": None, "lease_owner": None, **values}
    return statements.do(session, _SETTLE, claim | end).scalar_one_or_none() is not None


def again(
    session: Session, letter: Letter, real: datetime, after: timedelta, *, ambiguous: bool, why: str
) -> bool:
    """Try this claim again `after` from now; an update that has a newer one waiting is dropped instead."""
    if letter.updates is not None:
        # as `refresh` does: else one could be put between the look and the change, and two may not wait
        statements.one(session, _LOCKED, message_id=letter.updates)
        if _newer_waits(session, letter):
            return settle(session, letter, Sending.DROPPED, why="a newer one waits")
    return settle(session, letter, Sending.WAITING, try_at=real + after, ambiguous=ambiguous, why=why)


def _newer_waits(session: Session, letter: Letter) -> bool:
    waits = sa.select(col(Outbox.id)).where(
        db.queue.ON_ITS_WAY,
        col(Outbox.updates) == letter.updates,
        col(Outbox.state) == Sending.WAITING,
        col(Outbox.id) != letter.id,
    )
    return session.execute(waits).first() is not None


def message(session: Session, message_id: int) -> Outbox | None:
    """A message by id."""
    return session.get(Outbox, message_id)


def by_dedupe(session: Session, dedupe: str) -> Outbox | None:
    """The message that was put with this `dedupe`, whatever became of it."""
    return session.execute(sa.select(Outbox).where(col(Outbox.dedupe) == dedupe)).scalars().first()


def prompt_token(session: Session, handover_id: int) -> str | None:
    """The token of a handover's prompt, whatever became of it."""
    row = statements.first(session, _PROMPT, handover_id=handover_id)
    return row.token if row else None


def is_known(session: Session, token: str) -> bool:
    """Whether Slack's message with this `token` is one of these; after a backup was put back it may not be."""
    return statements.first(session, _KNOWN, token=token) is not None


def prompt_of(session: Session, handover_id: int) -> Outbox | None:
    """The prompt of a handover, whatever became of it."""
    wanted = sa.select(Outbox).where(
        col(Outbox.handover_id) == handover_id, col(Outbox.kind) == "prompt", col(Outbox.updates).is_(None)
    )
    return session.execute(wanted).scalars().first()


def of_handover(session: Session, handover_id: int, kinds: Sequence[str]) -> list[Outbox]:
    """The handover's own messages of these kinds (no updates), oldest first."""
    wanted = (
        sa.select(Outbox)
        .where(
            col(Outbox.handover_id) == handover_id,
            col(Outbox.kind).in_(kinds),
            col(Outbox.updates).is_(None),
        )
        .order_by(col(Outbox.id))
    )
    return list(session.execute(wanted).scalars())


def of_escalation(
    session: Session, escalation_id: int, kinds: Sequence[str], *, lock: bool = False
) -> list[Outbox]:
    """The escalation's own messages of these kinds (no updates), oldest first.

    Whoever decides by what has still to be sent takes them with a `lock`: until then no sender draws one.
    """
    wanted = _OF_ESCALATION_LOCKED if lock else _OF_ESCALATION
    found = session.execute(wanted, {"escalation_id": escalation_id, "kinds": list(kinds)})
    return list(found.scalars())


def unsent(session: Session, now: datetime) -> int:
    """How many messages that are due have not come to their end yet; what waits for a token is not counted."""
    refused = sa.func.coalesce(col(Outbox.why), "").in_(WHO_WE_ARE)
    count = sa.select(sa.func.count()).where(db.queue.ON_ITS_WAY, col(Outbox.due_at) <= now, ~refused)
    return int(session.execute(count).scalar_one())
