"""The weekly huddle's digests. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.digest import Digest
from db.columns import instant, kept_as, words


class Posting(StrEnum):
    """How a week's digest stands."""

    PLANNED = "planned"
    POSTED = "posted"
    MISSED = "missed"
    DROPPED = "dropped"


class Huddle(SQLModel, table=True):
    """One week's digest in one huddle's channel: planned before it is due, posted once, as it was looked at."""

    __table_args__ = (
        # each week once a huddle, whoever ticks
        sa.UniqueConstraint("channel", "week"),
        # what is due: few are planned at all
        sa.Index(
            "ix_huddle_planned", "due_at",
            sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"),
        ),
        # a posted one holds what was posted
        sa.CheckConstraint("(state = 'posted') = (digest IS NOT NULL)", name="posted"),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    week: str  # the one looked at, as 2026-W46
    due_at: datetime = Field(sa_column=instant(nullable=False))
    state: Posting = Field(sa_column=words(Posting))
    posted_at: datetime | None = Field(default=None, sa_column=instant())
    digest: Digest | None = Field(default=None, sa_column=kept_as(Digest, "huddle.digest", nullable=True))
