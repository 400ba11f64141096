"""What was asked and what was answered. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot import replies
from db.columns import instant, kept_as, sealed, there, words


class Asking(StrEnum):
    """How a handover stands; NOT_ASKED where the next one was due before it could be asked."""

    PLANNED = "planned"
    ASKED = "asked"
    NOT_ASKED = "not_asked"
    PAUSED = "paused"


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
        # whose silence is looked at is asked every second, and only a few are waited for
        sa.Index(
            "ix_handover_look", "look_at",
            sqlite_where=sa.text("look_at IS NOT NULL"), postgresql_where=sa.text("look_at IS NOT NULL"),
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
    # when it is next looked at whether somebody is still waited for, until it was said late or is over
    look_at: datetime | None = Field(default=None, sa_column=instant())
    reminded_at: datetime | None = Field(default=None, sa_column=instant())
    late_at: datetime | None = Field(default=None, sa_column=instant())
    # whether it was looked at, once the next was due, for whom nobody answered
    settled: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    request: str | None = Field(default=None, unique=True)  # the asker's own id: asked twice is asked once


class HandoverPerson(SQLModel, table=True):
    """Who was asked about, as it was when asked; and who is not, being away, until somebody says they are back."""

    handover_id: int = Field(foreign_key="handover.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    asked: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})


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
        # whether somebody answered about a person through a prompt, wherever its time falls
        there("ix_reply_person_handover", "person_id", "handover_id"),
        there("ix_reply_handover_id", "handover_id"),
        there("ix_reply_superseded_by", "superseded_by"),
        # what somebody has written lately
        sa.Index("ix_reply_author", "author_id", "received_at"),
        # one form, one reply; `attempt` counts its corrections from 0
        sa.UniqueConstraint("nonce", "attempt"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    service_id: int = Field(foreign_key="service.id")
    handover_id: int | None = Field(default=None, foreign_key="handover.id")
    period_id: int = Field(foreign_key="handover.id", index=True)
    author_id: int = Field(foreign_key="staff.id")
    # the shared account it came through; and the name of somebody who is in no list
    via_id: int | None = Field(default=None, foreign_key="staff.id")
    author_name: str | None = Field(default=None, sa_column=sealed("reply.author_name"))
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    seen_at: datetime = Field(sa_column=instant(nullable=False))
    received_at: datetime = Field(sa_column=instant(nullable=False))
    timed: bool = False
    kind: str
    followed: str | None = None
    contact_missed: str | None = None
    not_seen: str | None = None
    steps: dict[int, replies.Taken] = Field(sa_column=kept_as(dict[int, replies.Taken]))
    knows: str | None = None
    not_happened: str | None = None
    says: str | None = Field(default=None, sa_column=sealed("reply.says"))
    wants: str | None = Field(default=None, sa_column=sealed("reply.wants"))
    note: str | None = Field(default=None, sa_column=sealed("reply.note"))
    nonce: str
    attempt: int = 0
    superseded_by: int | None = Field(default=None, foreign_key="reply.id")


class Observation(SQLModel, table=True):
    """One sign's value inside a reply; NULL is could not tell."""

    reply_id: int = Field(foreign_key="reply.id", primary_key=True)
    sign: str = Field(primary_key=True)
    value: float | None = None
