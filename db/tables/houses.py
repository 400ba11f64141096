"""Whom and what a house file names: services, staff, people and their plans. Storage only.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot import house, plans
from db.columns import instant, kept_as, sealed


class Organisation(SQLModel, table=True):
    """One row: whom this Relay serves."""

    id: int | None = Field(default=None, primary_key=True)
    spec: house.Organisation = Field(sa_column=kept_as(house.Organisation))


class Service(SQLModel, table=True):
    """A house, by its key; `spec` is as the house file says."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    channel: str = Field(index=True)  # which house a command was typed in
    spec: house.Service = Field(sa_column=kept_as(house.Service))


class Staff(SQLModel, table=True):
    """Somebody who works here, by their Slack id; `spec` is as the house file says."""

    id: int | None = Field(default=None, primary_key=True)
    slack: str = Field(unique=True)
    role: str
    spec: house.Staff = Field(sa_column=kept_as(house.Staff, "staff.spec"))
    # false for somebody whom no file names, kept because they once covered a shift
    listed: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})


class StaffService(SQLModel, table=True):
    """Who is staff where; `ended_at` when a later file no longer lists them there."""

    staff_id: int = Field(foreign_key="staff.id", primary_key=True)
    service_id: int = Field(foreign_key="service.id", primary_key=True, index=True)
    ended_at: datetime | None = Field(default=None, sa_column=instant())


class Cover(SQLModel, table=True):
    """Somebody who is not staff of a service works a shift there: asked for, and approved by somebody who is."""

    __table_args__ = (sa.Index("ix_cover_staff", "staff_id", "until_at"),)
    id: int | None = Field(default=None, primary_key=True)
    service_id: int = Field(foreign_key="service.id")
    staff_id: int = Field(foreign_key="staff.id")
    asked_at: datetime = Field(sa_column=instant(nullable=False))
    until_at: datetime = Field(sa_column=instant(nullable=False))
    approved_by: int | None = Field(default=None, foreign_key="staff.id")
    approved_at: datetime | None = Field(default=None, sa_column=instant())


class Welcomed(SQLModel, table=True):
    """Who has been told what Relay is and what it keeps, so that they are told at first only."""

    slack: str = Field(primary_key=True)
    at: datetime = Field(sa_column=instant(nullable=False))


class Rota(SQLModel, table=True):
    """Who is on call when; `spec` is as the house file says."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    spec: house.Rota = Field(sa_column=kept_as(house.Rota))


class Ladder(SQLModel, table=True):
    """Who is told one after the other; `spec` is as the house file says."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    spec: house.Ladder = Field(sa_column=kept_as(house.Ladder))


class Person(SQLModel, table=True):
    """Somebody who is supported, and where they live; `ended_at` when a later file no longer lists them."""

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
