"""What the huddle agrees and makes there, without a file being loaded. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import instant, sealed, words


class AskedAgreed(SQLModel, table=True):
    """Somebody is asked about again until a date, or (`until` NULL) asking ended. Append-only: the newest counts."""

    # whenever somebody's plan is read, so is what was agreed since
    __table_args__ = (sa.Index("ix_askedagreed_person", "person_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_column=instant(nullable=False))
    on_date: date  # by the house's wall
    by_id: int = Field(foreign_key="staff.id")
    until: date | None = None
    with_person: bool
    # why it was not agreed with the person
    because: str | None = Field(default=None, sa_column=sealed("askedagreed.because"))
    why: str = Field(sa_column=sealed("askedagreed.why", nullable=False))
    nonce: str = Field(unique=True)  # one form, one decision


class PracticeChange(SQLModel, table=True):
    """A service does something differently from a date on, so that its charts begin anew; or that was a mistake."""

    # a digest asks for those of its weeks
    __table_args__ = (sa.Index("ix_practicechange_from", "service_id", "from_date"),)
    id: int | None = Field(default=None, primary_key=True)
    service_id: int = Field(foreign_key="service.id")
    from_date: date
    what: str = Field(sa_column=sealed("practicechange.what", nullable=False))
    by_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_column=instant(nullable=False))
    nonce: str = Field(unique=True)  # one form, one mark
    taken_back_at: datetime | None = Field(default=None, sa_column=instant())
    taken_back_by: int | None = Field(default=None, foreign_key="staff.id")
    taken_back_why: str | None = Field(default=None, sa_column=sealed("practicechange.taken_back_why"))


class Looking(StrEnum):
    """What a look at a restriction decides."""

    CONTINUE = "continue"
    REDUCE = "reduce"
    END = "end"


class RestrictionLooked(SQLModel, table=True):
    """A look at what was restricted when an escalation was closed. Append-only: nothing goes on without one."""

    __table_args__ = (
        # it ends once
        sa.Index(
            "uq_restriction_end", "escalation_id", unique=True,
            sqlite_where=sa.text("action = 'end'"), postgresql_where=sa.text("action = 'end'"),
        ),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    escalation_id: int = Field(foreign_key="escalation.id", index=True)
    at: datetime = Field(sa_column=instant(nullable=False))
    on_date: date  # by the house's wall
    by_id: int = Field(foreign_key="staff.id")
    action: Looking = Field(sa_column=words(Looking))
    reason: str = Field(sa_column=sealed("restrictionlooked.reason", nullable=False))
    view: str = Field(sa_column=sealed("restrictionlooked.view", nullable=False))
    review_by: date | None = None
    nonce: str = Field(unique=True)  # one form, one look
