"""How replies are read and kept at every answer: the statements of `replies`, built once."""

import sqlalchemy as sa

from db import tables
from db.statements import given, several, table

REPLY, OBSERVATION, PERSON = (table(one) for one in (tables.Reply, tables.Observation, tables.Person))
HANDOVER = table(tables.Handover)

LOCK = (
    sa.select(PERSON.c.id).where(PERSON.c.id == given("person_id")).with_for_update(key_share=True)
)  # fmt: skip
LOCK_ALL = (
    sa.select(PERSON.c.id)
    .where(PERSON.c.id.in_(several("person_ids")))
    .order_by(PERSON.c.id)
    .with_for_update(key_share=True)
)
ADD = sa.insert(REPLY)
OBSERVE = sa.insert(OBSERVATION)
OBSERVED = sa.select(OBSERVATION.c.reply_id, OBSERVATION.c.sign, OBSERVATION.c.value).where(
    OBSERVATION.c.reply_id.in_(several("ids"))
)
GET = sa.select(REPLY).where(REPLY.c.id == given("reply_id"))
THESE = sa.select(REPLY).where(REPLY.c.id.in_(several("ids"))).order_by(REPLY.c.id.desc())
OF_FORM = sa.select(REPLY).where(REPLY.c.nonce == given("nonce")).order_by(REPLY.c.attempt)
CORRECTED = sa.select(REPLY.c.id).where(REPLY.c.superseded_by.in_(several("ids")))
TOLD = (
    sa.select(REPLY)
    .where(
        REPLY.c.person_id == given("person_id"), REPLY.c.handover_id == given("handover_id"),
        REPLY.c.superseded_by.is_(None),
    )
    .order_by(REPLY.c.id)
)  # fmt: skip
OF_HANDOVER = (
    sa.select(REPLY)
    .where(REPLY.c.handover_id == given("handover_id"), REPLY.c.superseded_by.is_(None))
    .order_by(REPLY.c.id)
)
BESIDES = (
    sa.select(REPLY)
    .join(HANDOVER, HANDOVER.c.id == REPLY.c.period_id)
    .where(
        REPLY.c.person_id.in_(several("people")), REPLY.c.handover_id.is_(None), REPLY.c.superseded_by.is_(None),
        REPLY.c.received_at > given("since"), REPLY.c.received_at < given("until"),
        REPLY.c.seen_at > given("seen_since"), HANDOVER.c.due_at >= given("due"),
    )
    .order_by(REPLY.c.id)
)  # fmt: skip
OF_PERIOD = (
    sa.select(REPLY)
    .where(
        REPLY.c.period_id == given("period_id"), REPLY.c.superseded_by.is_(None),
        REPLY.c.received_at < given("before"), REPLY.c.person_id.in_(several("people")),
    )
    .order_by(REPLY.c.id)
)  # fmt: skip
# no order: asked for its order SQLite would walk through all that was ever said about the person
JUDGED = sa.select(
    REPLY.c.id, REPLY.c.period_id, REPLY.c.seen_at, REPLY.c.received_at, REPLY.c.author_id, REPLY.c.plan_id,
    REPLY.c.kind, REPLY.c.steps, REPLY.c.followed, REPLY.c.contact_missed, REPLY.c.timed,
).where(
    REPLY.c.person_id == given("person_id"), REPLY.c.period_id.in_(several("period_ids")),
    REPLY.c.superseded_by.is_(None),
)  # fmt: skip
