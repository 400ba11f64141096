"""What is said besides the answers: who read it, how many worked, who is away, what else, and pauses. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import instant, sealed, there


class HandoverRead(SQLModel, table=True):
    """Somebody of the incoming shift confirmed that they have read what was handed over, as it was then."""

    id: int | None = Field(default=None, primary_key=True)
    handover_id: int = Field(foreign_key="handover.id", index=True)
    author_id: int = Field(foreign_key="staff.id")
    via_id: int | None = Field(default=None, foreign_key="staff.id")
    author_name: str | None = Field(default=None, sa_column=sealed("handoverread.author_name"))
    both_shifts: bool = False
    at: datetime = Field(sa_column=instant(nullable=False))


class Staffing(SQLModel, table=True):
    """How many worked the outgoing shift; of several about one handover the newest holds."""

    id: int | None = Field(default=None, primary_key=True)
    handover_id: int = Field(foreign_key="handover.id", index=True)
    planned: int
    actual: int
    agency: int
    alone: bool
    author_id: int = Field(foreign_key="staff.id")
    via_id: int | None = Field(default=None, foreign_key="staff.id")
    author_name: str | None = Field(default=None, sa_column=sealed("staffing.author_name"))
    at: datetime = Field(sa_column=instant(nullable=False))


class Absence(SQLModel, table=True):
    """Somebody is away, and not asked about until they are due back; `ended_at` when they came, or were due anew."""

    __table_args__ = (
        # who is away now; one at a time
        sa.Index(
            "uq_absence_person", "person_id", unique=True,
            sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    service_id: int = Field(foreign_key="service.id")
    handover_id: int | None = Field(default=None, foreign_key="handover.id")
    said_at: datetime = Field(sa_column=instant(nullable=False))
    until_at: datetime = Field(sa_column=instant(nullable=False))
    why: str | None = Field(default=None, sa_column=sealed("absence.why"))
    author_id: int = Field(foreign_key="staff.id")
    via_id: int | None = Field(default=None, foreign_key="staff.id")
    author_name: str | None = Field(default=None, sa_column=sealed("absence.author_name"))
    nonce: str = Field(unique=True)  # one form, one absence
    ended_at: datetime | None = Field(default=None, sa_column=instant())
    ended_by: int | None = Field(default=None, foreign_key="staff.id")


class Pause(SQLModel, table=True):
    """A service is not asked for a while; with whose word, why, and until when."""

    __table_args__ = (sa.Index("ix_pause_service", "service_id", "until_at"),)
    id: int | None = Field(default=None, primary_key=True)
    service_id: int = Field(foreign_key="service.id")
    from_at: datetime = Field(sa_column=instant(nullable=False))
    until_at: datetime = Field(sa_column=instant(nullable=False))
    reason: str = Field(sa_column=sealed("pause.reason", nullable=False))
    by_id: int = Field(foreign_key="staff.id")
    nonce: str = Field(unique=True)  # one form, one pause
    ended_at: datetime | None = Field(default=None, sa_column=instant())
    ended_by: int | None = Field(default=None, foreign_key="staff.id")


class Note(SQLModel, table=True):
    """What staff say besides signs: something else, something good, a worry, what also affects somebody, a call.

    `reply_id` or `note_id` is what it was said with, where it also affects this person: neither shows the other.
    """

    __table_args__ = (
        sa.Index("ix_note_service", "service_id", "received_at"),
        sa.Index("ix_note_person", "person_id", "received_at"),
        there("ix_note_handover_id", "handover_id"),
        there("ix_note_note_id", "note_id"),
        there("ix_note_reply_id", "reply_id"),
        there("ix_note_superseded_by", "superseded_by"),
        # what somebody has written lately
        sa.Index("ix_note_author", "author_id", "received_at"),
        # one form, one note; `attempt` counts its corrections from 0
        sa.UniqueConstraint("nonce", "attempt"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    service_id: int = Field(foreign_key="service.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    handover_id: int | None = Field(default=None, foreign_key="handover.id")
    topic: str | None = None
    tell: str
    text: str | None = Field(default=None, sa_column=sealed("note.text"))
    knows: str | None = None
    wants: str | None = Field(default=None, sa_column=sealed("note.wants"))
    author_id: int = Field(foreign_key="staff.id")
    via_id: int | None = Field(default=None, foreign_key="staff.id")
    author_name: str | None = Field(default=None, sa_column=sealed("note.author_name"))
    seen_at: datetime = Field(sa_column=instant(nullable=False))
    received_at: datetime = Field(sa_column=instant(nullable=False))
    reply_id: int | None = Field(default=None, foreign_key="reply.id")
    note_id: int | None = Field(default=None, foreign_key="note.id")
    nonce: str
    attempt: int = 0
    superseded_by: int | None = Field(default=None, foreign_key="note.id")
