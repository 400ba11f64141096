"""Which processes work. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import instant, words


class Working(StrEnum):
    """What a process was started as: `relay run`, `relay web`, `relay worker`."""

    RUN = "run"
    WEB = "web"
    WORKER = "worker"


class Pulse(SQLModel, table=True):
    """One working process: it says so every few seconds, and takes its row out when it ends. All by the real clock.

    One that was cut off leaves its row behind; whoever beats next takes old ones out. There are few: no index.
    """

    __table_args__ = (
        # one that listens and no more never ticks
        sa.CheckConstraint("kind != 'web' OR ticked_at IS NULL", name="web_never_ticks"),
    )
    # the process's own, made anew at each start: a number of the machine's may be another's by then
    id: str = Field(primary_key=True)
    kind: Working = Field(sa_column=words(Working))
    started_at: datetime = Field(sa_column=instant(nullable=False))
    seen_at: datetime = Field(sa_column=instant(nullable=False))
    ticked_at: datetime | None = Field(default=None, sa_column=instant())
