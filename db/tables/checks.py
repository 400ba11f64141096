"""Sense-checks: when cases are sent, which ones, and what was said of them. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot import checks
from db.columns import instant, kept_as, sealed, words


class Checking(StrEnum):
    """How a round of sense-checks stands."""

    PLANNED = "planned"
    SENT = "sent"
    # no case that anybody there could look at
    NOTHING = "nothing"


class CheckRound(SQLModel, table=True):
    """One service's sense-checks of one date: planned before they are due, chosen and sent once.

    `frame` are the cases (person, period) that `staff_id` could have been sent: with `seed` they choose the same again.
    """

    __table_args__ = (
        # once a service and date, whoever ticks
        sa.UniqueConstraint("service_id", "on_date"),
        # whose turn it is: who was asked least lately
        sa.Index("ix_checkround_staff", "staff_id", "sent_at"),
        # what is due: one a service is planned, and few are still to be reminded of
        sa.Index(
            "ix_checkround_planned", "due_at",
            sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"),
        ),
        sa.Index(
            "ix_checkround_remind", "remind_at",
            sqlite_where=sa.text("remind_at IS NOT NULL"), postgresql_where=sa.text("remind_at IS NOT NULL"),
        ),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    service_id: int = Field(foreign_key="service.id")
    on_date: date
    due_at: datetime = Field(sa_column=instant(nullable=False))
    state: Checking = Field(sa_column=words(Checking))
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    sent_at: datetime | None = Field(default=None, sa_column=instant())
    seed: str | None = None
    frame: list[tuple[int, int]] | None = Field(
        default=None, sa_column=kept_as(list[tuple[int, int]], nullable=True)
    )
    remind_at: datetime | None = Field(default=None, sa_column=instant())


class SenseCheck(SQLModel, table=True):
    """One case that a leader was sent. What they judged is written once, before the course is shown to them."""

    # nobody checks what was checked before
    __table_args__ = (sa.UniqueConstraint("person_id", "period_id"),)
    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="checkround.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    period_id: int = Field(foreign_key="handover.id", index=True)
    how: str
    why: list[checks.Unusual] = Field(sa_column=kept_as(list[checks.Unusual]))
    judged: str | None = None
    verdict: str | None = None
    reason: str | None = Field(default=None, sa_column=sealed("sensecheck.reason"))
    judged_at: datetime | None = Field(default=None, sa_column=instant())
    found: dict[checks.Question, checks.Found] | None = Field(
        default=None, sa_column=kept_as(dict[checks.Question, checks.Found], nullable=True)
    )
    feedback: str | None = Field(default=None, sa_column=sealed("sensecheck.feedback"))
    found_at: datetime | None = Field(default=None, sa_column=instant())
