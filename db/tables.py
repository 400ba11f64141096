"""The tables. Storage only: what may be in them is checked before, by values in `bot`.

Each table, index and constraint says why it exists. No `from __future__ import annotations` here: SQLModel
reads the annotations.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot import house, plans, replies
from db.columns import instant, kept_as, sealed, words


class Sending(StrEnum):
    """The life of an outgoing message."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"


class Asking(StrEnum):
    PLANNED = "planned"
    ASKED = "asked"
    NOT_ASKED = "not_asked"


class Climbing(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ACTED_ON = "acted_on"
    CLOSED = "closed"
    STOOD_DOWN = "stood_down"


class Organisation(SQLModel, table=True):
    """One row: whom this Relay serves."""

    id: int | None = Field(default=None, primary_key=True)
    spec: house.Organisation = Field(sa_column=kept_as(house.Organisation))


class Service(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    channel: str = Field(index=True)  # which house a command was typed in
    spec: house.Service = Field(sa_column=kept_as(house.Service))


class Staff(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    slack: str = Field(unique=True)
    role: str
    spec: house.Staff = Field(sa_column=kept_as(house.Staff, "staff.spec"))


class StaffService(SQLModel, table=True):
    """Who is staff where; `ended_at` when a later file no longer lists them there."""

    staff_id: int = Field(foreign_key="staff.id", primary_key=True)
    service_id: int = Field(foreign_key="service.id", primary_key=True, index=True)
    ended_at: datetime | None = Field(default=None, sa_column=instant())


class Rota(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    spec: house.Rota = Field(sa_column=kept_as(house.Rota))


class Ladder(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    spec: house.Ladder = Field(sa_column=kept_as(house.Ladder))


class Person(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    service_id: int = Field(foreign_key="service.id", index=True)
    known_as: str = Field(sa_column=sealed("person.known_as", nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=instant())


class Plan(SQLModel, table=True):
    """A version of a person's plan, never edited in place; the highest version holds."""

    __table_args__ = (sa.UniqueConstraint("person_id", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    version: int
    loaded_at: datetime = Field(sa_column=instant(nullable=False))
    body: plans.Plan | None = Field(sa_column=kept_as(plans.Plan, "plan.body", nullable=True))


class PlanRead(SQLModel, table=True):
    """Who confirmed that they have read which version of a plan."""

    plan_id: int = Field(foreign_key="plan.id", primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", primary_key=True)
    at: datetime = Field(sa_column=instant(nullable=False))


class Written(SQLModel, table=True):
    """Where a file said ${NAME}: by part ("service", "staff", "rota", "ladder", "person", "organisation") and key,
    from the place of a value to the text as written, so that a file written anew never holds the value itself.
    """

    part: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    places: dict[str, str] = Field(sa_column=kept_as(dict[str, str], "written.places"))


class Handover(SQLModel, table=True):
    """One asking of one service. A planned one is a row before it is due, so that what is due is a query."""

    __table_args__ = (
        # asked once a service, change of shift and date, whoever ticks; extra ones have no slot
        sa.Index(
            "uq_handover_slot", "service_id", "slot", unique=True,
            sqlite_where=sa.text("slot IS NOT NULL"), postgresql_where=sa.text("slot IS NOT NULL"),
        ),
        sa.Index("ix_handover_due", "state", "due_at"),
        # which period an instant falls in
        sa.Index("ix_handover_service_due", "service_id", "due_at"),
        # whose prompt is the newest
        sa.Index("ix_handover_service_asked", "service_id", "state", "asked_at", "id"),
        # whose period is over is asked every second, and only a few are not settled yet
        sa.Index(
            "ix_handover_unsettled", "due_at",
            # each as the query is written for that database, else its planner would not see that it fits
            sqlite_where=sa.text("settled = 0 AND slot IS NOT NULL"),
            postgresql_where=sa.text("NOT settled AND slot IS NOT NULL"),
        ),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    service_id: int = Field(foreign_key="service.id")
    slot: str | None = None
    covers: str
    next_shift: str
    on_date: date
    change_at: datetime = Field(sa_column=instant(nullable=False))
    due_at: datetime = Field(sa_column=instant(nullable=False))
    state: Asking = Field(sa_column=words(Asking))
    asked_at: datetime | None = Field(default=None, sa_column=instant())
    asked_late: bool = False
    # whether it was looked at, once the next was due, for whom nobody answered
    settled: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    request: str | None = Field(default=None, unique=True)  # the asker's own id: asked twice is asked once


class HandoverPerson(SQLModel, table=True):
    """Who was asked about, as it was when asked."""

    handover_id: int = Field(foreign_key="handover.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)


class PersonPeriod(SQLModel, table=True):
    """A period that may count for a person: they were asked in it, or a reply fell in it.

    `due_at` is the handover's, so that the last n of a person are a walk along one index.
    """

    __table_args__ = (sa.Index("ix_person_period_due", "person_id", "due_at"),)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    handover_id: int = Field(foreign_key="handover.id", primary_key=True, index=True)
    due_at: datetime = Field(sa_column=instant(nullable=False))
    asked: bool = False


class Reply(SQLModel, table=True):
    """One answer about one person; facts of the moment, never edited. A correction supersedes."""

    __table_args__ = (
        sa.Index("ix_reply_window", "person_id", "seen_at"),
        # rules ask for a person's replies of certain periods
        sa.Index("ix_reply_person_period", "person_id", "period_id"),
        # one form, one reply; `attempt` counts its corrections from 0
        sa.UniqueConstraint("nonce", "attempt"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    service_id: int = Field(foreign_key="service.id")
    handover_id: int | None = Field(default=None, foreign_key="handover.id", index=True)
    period_id: int = Field(foreign_key="handover.id", index=True)
    author_id: int = Field(foreign_key="staff.id")
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    seen_at: datetime = Field(sa_column=instant(nullable=False))
    received_at: datetime = Field(sa_column=instant(nullable=False))
    timed: bool = False
    kind: str
    followed: str | None = None
    contact_missed: str | None = None
    steps: dict[int, replies.Taken] = Field(sa_column=kept_as(dict[int, replies.Taken]))
    says: str | None = Field(default=None, sa_column=sealed("reply.says"))
    note: str | None = Field(default=None, sa_column=sealed("reply.note"))
    nonce: str
    attempt: int = 0
    superseded_by: int | None = Field(default=None, foreign_key="reply.id", index=True)


class Observation(SQLModel, table=True):
    """One sign's value inside a reply; NULL is could not tell."""

    reply_id: int = Field(foreign_key="reply.id", primary_key=True)
    sign: str = Field(primary_key=True)
    value: float | None = None


class Escalation(SQLModel, table=True):
    """A ladder being climbed. `subject` is p<person> or s<service>: never NULL, so that it can be unique."""

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
            sqlite_where=sa.text("updates IS NOT NULL AND state = 'waiting'"),
            postgresql_where=sa.text("updates IS NOT NULL AND state = 'waiting'"),
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
