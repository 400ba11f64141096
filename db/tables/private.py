"""What safeguarding was told privately: apart from everything that a house is shown. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import instant, kept_as, sealed, words


class PrivateState(StrEnum):
    """How a private concern stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class PrivateConcern(SQLModel, table=True):
    """Told to the safeguarding lead, then the deputy, without whoever its author leaves out. No house lists it.

    Who was told is in the events; `due_at` is when the next one is told, while it is open.
    """

    __table_args__ = (
        # what a tick asks for: whose time has come
        sa.Index(
            "ix_privateconcern_due", "due_at",
            sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
        ),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    service_id: int = Field(foreign_key="service.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    text: str = Field(sa_column=sealed("privateconcern.text", nullable=False))
    wants: str | None = Field(default=None, sa_column=sealed("privateconcern.wants"))
    knows: str | None = None
    urgency: str
    # staff ids; sealed, for whom somebody does not trust is nothing to read in a backup
    left_out: list[int] = Field(sa_column=kept_as(list[int], "privateconcern.left_out"))
    author_id: int = Field(foreign_key="staff.id")
    via_id: int | None = Field(default=None, foreign_key="staff.id")
    author_name: str | None = Field(default=None, sa_column=sealed("privateconcern.author_name"))
    said_at: datetime = Field(sa_column=instant(nullable=False))
    nonce: str = Field(unique=True)  # one form, one concern
    state: PrivateState = Field(sa_column=words(PrivateState))
    due_at: datetime | None = Field(default=None, sa_column=instant())
    unanswered_at: datetime | None = Field(default=None, sa_column=instant())
    holder_id: int | None = Field(default=None, foreign_key="staff.id")
    acknowledged_at: datetime | None = Field(default=None, sa_column=instant())
    closed_at: datetime | None = Field(default=None, sa_column=instant())
    met: str | None = None
    outcome: str | None = Field(default=None, sa_column=sealed("privateconcern.outcome"))


class PrivateEvent(SQLModel, table=True):
    """Append-only: what became of a private concern, and whom each telling told by which message."""

    id: int | None = Field(default=None, primary_key=True)
    concern_id: int = Field(foreign_key="privateconcern.id", index=True)
    at: datetime = Field(sa_column=instant(nullable=False))
    what: str
    actor_id: int | None = Field(default=None, foreign_key="staff.id")
    # who was told, and as whom: their own list is found by it
    to_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    role: str | None = None
    number: int = 0
    message_id: int | None = Field(default=None, foreign_key="outbox.id")
