"""Changes of on-call. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import instant, words


class HandingOver(StrEnum):
    """How a change of on-call stands."""

    PLANNED = "planned"
    TOLD = "told"
    TAKEN = "taken"
    PASSED_OVER = "passed_over"


class Handoff(SQLModel, table=True):
    """A change of on-call of one rota: planned before it is due, told once, taken by the tap of whoever comes on."""

    __table_args__ = (
        # each change once, whoever ticks
        sa.UniqueConstraint("rota", "at"),
        # one message for all rotas that change to one person at once
        sa.Index("ix_handoff_on", "on", "at"),
        # what is due: few are planned, and few wait for a tap
        sa.Index(
            "ix_handoff_planned", "at",
            sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"),
        ),
        sa.Index(
            "ix_handoff_chase", "chase_at",
            sqlite_where=sa.text("chase_at IS NOT NULL"), postgresql_where=sa.text("chase_at IS NOT NULL"),
        ),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    rota: str
    at: datetime = Field(sa_column=instant(nullable=False))
    # Slack users; NULL is nobody
    off: str | None = None
    on: str | None = None
    state: HandingOver = Field(sa_column=words(HandingOver))
    told_at: datetime | None = Field(default=None, sa_column=instant())
    taken_at: datetime | None = Field(default=None, sa_column=instant())
    chase_at: datetime | None = Field(default=None, sa_column=instant())
