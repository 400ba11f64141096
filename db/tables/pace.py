"""How fast all processes together send to Slack."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.columns import instant


class Pace(SQLModel, table=True):
    """A bucket of `bot.pace`: a channel's, the workspace's, a method's. By the real clock, for Slack's time is real.

    Without a row a bucket is full. One that has been full for long may be forgotten.
    """

    key: str = Field(primary_key=True)
    free_at: datetime = Field(sa_column=instant(nullable=False))
    # Slack's own word that it has had enough; where two channels have one, it is the workspace that rests
    held_until: datetime | None = Field(default=None, sa_column=instant())
