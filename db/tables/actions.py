"""What the huddle does with concerns: reviewed, decided, and what became of what was decided. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import instant, sealed, words


class ActionState(StrEnum):
    """How an action stands."""

    OPEN = "open"
    DONE = "done"


class Action(SQLModel, table=True):
    """What the huddle decided, and the action that it is: whose, by when, and what its measure showed.

    `escalation_id` is NULL where it was decided about no concern. Without a person nobody is told: `tells` is NULL.
    """

    __table_args__ = (
        # what a tick asks for: few are due at all
        sa.Index(
            "ix_action_next", "next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"), postgresql_where=sa.text("next_at IS NOT NULL"),
        ),
        # how measured and when closed, or neither
        sa.CheckConstraint("(state = 'done') = (closed_at IS NOT NULL)", name="closed"),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    escalation_id: int | None = Field(default=None, foreign_key="escalation.id", index=True)
    service_id: int = Field(foreign_key="service.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    week: str  # in which it was decided, as 2026-W46
    made_at: datetime = Field(sa_column=instant(nullable=False))
    by_id: int = Field(foreign_key="staff.id")
    problem: str = Field(sa_column=sealed("action.problem", nullable=False))
    decided: str = Field(sa_column=sealed("action.decided", nullable=False))
    apply: str = Field(sa_column=sealed("action.apply", nullable=False))
    measure: str = Field(sa_column=sealed("action.measure", nullable=False))
    owner_id: int = Field(foreign_key="staff.id")
    senior_id: int = Field(foreign_key="staff.id")
    due: date
    # how the person hears of it: staff tells them, they were there, nobody tells them and why
    tells: str | None = None
    tells_id: int | None = Field(default=None, foreign_key="staff.id")
    tells_how: str | None = Field(default=None, sa_column=sealed("action.tells_how"))
    tells_on: date | None = None
    knows_at: datetime | None = Field(default=None, sa_column=instant())
    state: ActionState = Field(sa_column=words(ActionState))
    result: str | None = None
    shown: str | None = Field(default=None, sa_column=sealed("action.shown"))
    closed_at: datetime | None = Field(default=None, sa_column=instant())
    closed_by: int | None = Field(default=None, foreign_key="staff.id")
    next_at: datetime | None = Field(default=None, sa_column=instant())
    nonce: str = Field(unique=True)  # one form, one decision


class ActionEvent(SQLModel, table=True):
    """Append-only: what became of an action, and whom each telling told by which message."""

    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    at: datetime = Field(sa_column=instant(nullable=False))
    what: str
    actor_id: int | None = Field(default=None, foreign_key="staff.id")
    to_id: int | None = Field(default=None, foreign_key="staff.id")
    due: date | None = None  # the date that held until then, where it was moved
    text: str | None = Field(default=None, sa_column=sealed("actionevent.text"))
    message_id: int | None = Field(default=None, foreign_key="outbox.id")
    nonce: str | None = Field(default=None, unique=True)  # one tap or form, one event


class Review(SQLModel, table=True):
    """Append-only: the huddle looked at a concern, and changed nothing, because…; or decided something about it."""

    __table_args__ = (
        # exactly one of the two
        sa.CheckConstraint("(because IS NULL) <> (action_id IS NULL)", name="reviewed_by"),
        # the newest of each concern
        sa.Index("ix_review_newest", "escalation_id", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    escalation_id: int = Field(foreign_key="escalation.id")
    week: str = Field(index=True)  # the minutes of a week
    at: datetime = Field(sa_column=instant(nullable=False))
    by_id: int = Field(foreign_key="staff.id")
    because: str | None = Field(default=None, sa_column=sealed("review.because"))
    action_id: int | None = Field(default=None, foreign_key="action.id")
    nonce: str = Field(unique=True)  # one form, one review
