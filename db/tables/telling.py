"""Who is told of what: escalations, what goes out, and the journal. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot import closing, house
from db.columns import instant, kept_as, sealed, words

COUNTED = sa.text("what IN ('handover.late', 'handover.missed', 'handover.not_asked', 'message.given_up')")


class Sending(StrEnum):
    """The life of an outgoing message."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"


class Climbing(StrEnum):
    """How an escalation stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ACTED_ON = "acted_on"
    CLOSED = "closed"
    STOOD_DOWN = "stood_down"


class Escalation(SQLModel, table=True):
    """A ladder being climbed. `subject` is p<person> or s<service>: never NULL, so that it can be unique.

    "p7 of s2" once something rang about them on this route in the house that they had moved to.
    """

    __table_args__ = (
        # one escalation in open or acknowledged per subject, tell and urgency as opened
        sa.Index(
            "uq_escalation_route", "subject", "tell", "urgency", unique=True,
            sqlite_where=sa.text("state IN ('open', 'acknowledged')"),
            postgresql_where=sa.text("state IN ('open', 'acknowledged')"),
        ),
        sa.Index("ix_escalation_next", "state", "next_at"),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    service_id: int = Field(foreign_key="service.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    subject: str
    tell: str
    urgency: str
    rings_as: str
    first: house.Rung | None = Field(default=None, sa_column=kept_as(house.Rung, nullable=True))
    ladder: house.Ladder = Field(sa_column=kept_as(house.Ladder))
    state: Climbing = Field(sa_column=words(Climbing))
    opened_at: datetime = Field(sa_column=instant(nullable=False))
    act_within: int  # seconds
    step: int = 0
    tellings: int = 0
    next_at: datetime | None = Field(default=None, sa_column=instant())
    due_at: datetime | None = Field(default=None, sa_column=instant())
    unanswered_at: datetime | None = Field(default=None, sa_column=instant())
    holder_id: int | None = Field(default=None, foreign_key="staff.id")
    acknowledged_at: datetime | None = Field(default=None, sa_column=instant())
    promise_by: datetime | None = Field(default=None, sa_column=instant())
    confirm_by: datetime | None = Field(default=None, sa_column=instant())
    becomes_now_at: datetime | None = Field(default=None, sa_column=instant())
    # what the holder promised, and until when they answer what became of it
    promised: str | None = None
    answer_by: datetime | None = Field(default=None, sa_column=instant())
    extended: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # whom it was passed on to, and until when one of them takes it
    passed_to: list[int] | None = Field(default=None, sa_column=kept_as(list[int], nullable=True))
    pass_by: datetime | None = Field(default=None, sa_column=instant())
    # who has it by the house's word
    house_id: int | None = Field(default=None, foreign_key="staff.id")
    house_by: datetime | None = Field(default=None, sa_column=instant())
    acted_at: datetime | None = Field(default=None, sa_column=instant())
    remind_at: datetime | None = Field(default=None, sa_column=instant())
    reminded: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    ended_at: datetime | None = Field(default=None, sa_column=instant())
    follows_id: int | None = Field(default=None, foreign_key="escalation.id")
    turn: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class EscalationEvent(SQLModel, table=True):
    """What happened to an escalation: its timeline. Append-only; what was written is sealed."""

    id: int | None = Field(default=None, primary_key=True)
    escalation_id: int = Field(foreign_key="escalation.id", index=True)
    at: datetime = Field(sa_column=instant(nullable=False))
    what: str
    actor_id: int | None = Field(default=None, foreign_key="staff.id")
    to_id: int | None = Field(default=None, foreign_key="staff.id")
    by_at: datetime | None = Field(default=None, sa_column=instant())
    about: str | None = None
    text: str | None = Field(default=None, sa_column=sealed("escalationevent.text"))
    number: int = 0
    nonce: str | None = Field(default=None, unique=True)  # one tap or form, one event


class Closing(SQLModel, table=True):
    """What was said when an escalation was closed; once. `restricted` is whether something was, NULL in old rows."""

    __table_args__ = (
        # each huddle asks what was restricted, of all that was ever closed
        sa.Index(
            "ix_closing_restricted", "escalation_id",
            sqlite_where=sa.text("restricted IS NOT 0"), postgresql_where=sa.text("restricted IS NOT false"),
        ),
    )  # fmt: skip
    escalation_id: int = Field(foreign_key="escalation.id", primary_key=True)
    at: datetime = Field(sa_column=instant(nullable=False))
    by_id: int = Field(foreign_key="staff.id")
    said: closing.Closing = Field(sa_column=kept_as(closing.Closing, "closing.said"))
    restricted: bool | None = None


class ContactOverride(SQLModel, table=True):
    """A manager tells somebody whom the person does not want contacted: why, and when the person will be told."""

    __table_args__ = (
        # whom the engine may tell after all is asked at every rung
        sa.UniqueConstraint("escalation_id", "whom"),
    )
    id: int | None = Field(default=None, primary_key=True)
    escalation_id: int = Field(foreign_key="escalation.id")
    whom: str  # a Slack user, or the key of a partner
    by_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_column=instant(nullable=False))
    reason: str = Field(sa_column=sealed("contactoverride.reason", nullable=False))
    person_told: str = Field(sa_column=sealed("contactoverride.person_told", nullable=False))


class Crossing(SQLModel, table=True):
    """A threshold reached, by a reply or by a period in which nobody answered; the escalation it opened or joined."""

    __table_args__ = (
        sa.UniqueConstraint("reply_id", "threshold"),
        # judged by the clock, once a period
        sa.UniqueConstraint("plan_id", "threshold", "period_id"),
        # exactly one of the two
        sa.CheckConstraint("(reply_id IS NULL) <> (period_id IS NULL)", name="reached_by"),
    )
    id: int | None = Field(default=None, primary_key=True)
    reply_id: int | None = Field(default=None, foreign_key="reply.id")
    period_id: int | None = Field(default=None, foreign_key="handover.id")
    plan_id: int = Field(foreign_key="plan.id")
    threshold: str
    escalation_id: int = Field(foreign_key="escalation.id", index=True)
    at: datetime = Field(sa_column=instant(nullable=False))
    sentence: str = Field(sa_column=sealed("crossing.sentence", nullable=False))
    evidence: list[int] = Field(sa_column=kept_as(list[int]))
    # when a correction took its evidence away: nothing closes by that, but everybody is told
    corrected_at: datetime | None = Field(default=None, sa_column=instant())


class Raised(SQLModel, table=True):
    """What rings besides thresholds: what staff said, or a handover that nobody answered in time."""

    __table_args__ = (
        # exactly one of the two
        sa.CheckConstraint("(note_id IS NULL) <> (handover_id IS NULL)", name="raised_by"),
    )
    id: int | None = Field(default=None, primary_key=True)
    escalation_id: int = Field(foreign_key="escalation.id", index=True)
    note_id: int | None = Field(default=None, foreign_key="note.id", unique=True)
    handover_id: int | None = Field(default=None, foreign_key="handover.id", unique=True)
    at: datetime = Field(sa_column=instant(nullable=False))


# written out, without parameters: ON CONFLICT finds the index by these very words
UPDATE_WAITS = sa.text("updates IS NOT NULL AND state = 'waiting'")


class Outbox(SQLModel, table=True):
    """An outgoing message: kind and ids, never wording. Its whole life is in its columns.

    `due_at` is by Relay's clock; `try_at`, `lease_until` and `tried_at` are by the real one, for Slack's time
    is always real.
    """

    __table_args__ = (
        sa.Index(
            "ix_outbox_unsent", "priority", "due_at",
            sqlite_where=sa.text("state IN ('waiting', 'sending')"),
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
        ),
        # at most one update waits per message
        sa.Index(
            "uq_outbox_update", "updates", unique=True,
            sqlite_where=UPDATE_WAITS, postgresql_where=UPDATE_WAITS,
        ),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True)  # what Slack is shown, to find the message again
    kind: str
    dedupe: str | None = Field(default=None, unique=True)  # what may be told only once
    priority: int
    to_channel: str | None = None
    to_user: str | None = None
    service_id: int | None = Field(default=None, foreign_key="service.id")
    handover_id: int | None = Field(default=None, foreign_key="handover.id", index=True)
    escalation_id: int | None = Field(default=None, foreign_key="escalation.id", index=True)
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    number: int = 0
    about: str | None = None
    thread_of: int | None = Field(default=None, foreign_key="outbox.id")
    broadcast: bool = False
    updates: int | None = Field(default=None, foreign_key="outbox.id")
    state: Sending = Field(sa_column=words(Sending))
    made_at: datetime = Field(sa_column=instant(nullable=False))
    due_at: datetime = Field(sa_column=instant(nullable=False))
    try_at: datetime | None = Field(default=None, sa_column=instant())
    lease_until: datetime | None = Field(default=None, sa_column=instant())
    lease_owner: str | None = None
    attempts: int = 0
    ambiguous: bool = False
    tried_at: datetime | None = Field(default=None, sa_column=instant())
    sent_at: datetime | None = Field(default=None, sa_column=instant())
    channel: str | None = None
    ts: str | None = None
    why: str | None = None


class Journal(SQLModel, table=True):
    """Append-only: what changed, who did it, about which rows. Ids and plain words, nothing written about anybody."""

    __table_args__ = (
        # monitoring asks every few seconds how many of these there were in the last day
        sa.Index("ix_journal_counted", "at", "what", sqlite_where=COUNTED, postgresql_where=COUNTED),
    )
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=instant(nullable=False, index=True))
    what: str
    actor: str | None = None
    service_id: int | None = None
    person_id: int | None = None
    handover_id: int | None = None
    reply_id: int | None = None
    escalation_id: int | None = Field(default=None, index=True)
    message_id: int | None = None
    why: str | None = None
