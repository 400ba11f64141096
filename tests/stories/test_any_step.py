"""`kill -9` between any two steps of a climb, and start again: it goes on as if nothing had happened.

A whole escalation is played undisturbed, and then again and again: with a bot that dies at the first step of every
look, tap and message, at the second, the third, until there is no such step any more. After every scene of each the
rows of the database and all that stands in Slack are what they were undisturbed. On PostgreSQL it dies at
commits alone, for what it has called Slack for is in no database; not where a message is drawn anew; and to the
fourth step, for those that come after are of the same kind.

So it is with a week of the huddle, to the fourth step; on PostgreSQL at the first.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from tests.stories import meeting
from tests.stories.night import Night, Scenes, written
from tests.stories.whole import CLIMB

# steps, of anything
MOST = 100
# of the week's, and on PostgreSQL: what is done in more is planning, and the climb dies at each of those
FEW = 4


@pytest.fixture
def night() -> Iterator[Night]:
    made = Night(written())
    yield made
    made.close()


@pytest.fixture
def week() -> Iterator[Night]:
    made = meeting.Meeting(meeting.written())
    yield made
    made.close()


def as_if_nothing_had_happened(
    night: Night, scenes: Scenes, empty: Callable[[], str], steps: str, last: int = MOST
) -> list[int]:
    """How often it died at the first step, at the second, and so on: at `last` at the latest."""
    undisturbed = list(night.play(scenes, empty()))
    deaths = []
    for kill in range(1, last + 1):
        again = night.play(scenes, empty(), kill, steps)
        for (name, stood), (_, stands) in zip(undisturbed, again, strict=True):
            assert stands == stood, f"died at step {kill} of everything in: {name}"
        deaths.append(night.kills)
        if not night.kills:
            break
    assert night.kills == 0 or last < MOST
    return deaths


def copies(migrated: Path, folder: Path) -> Callable[[], str]:
    """Makes the same file with all tables and nothing in them, again and again."""
    path = folder / "relay.db"

    def empty() -> str:
        for left in folder.glob("relay.db*"):
            left.unlink()
        shutil.copy(migrated, path)
        return f"sqlite:///{path}"

    return empty


def truncated(url: str) -> Callable[[], str]:
    """Takes everything out of the PostgreSQL database at `url`, again and again."""

    def empty() -> str:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.execute(sa.text(f"TRUNCATE {', '.join(SQLModel.metadata.tables)} RESTART IDENTITY"))
        return url

    return empty


def test_killed_after_any_commit_or_call_it_goes_on_as_if_nothing_had_happened(
    night: Night, migrated_sqlite: Path, tmp_path: Path
) -> None:
    deaths = as_if_nothing_had_happened(night, CLIMB, copies(migrated_sqlite, tmp_path), "all")
    # each message is claimed, posted and noted; many are opened a conversation for, too
    assert min(deaths[:3]) > 100
    assert deaths[3] > 20


def test_killed_after_any_commit_on_postgresql_it_is_the_same(night: Night, migrated_pg: str) -> None:
    deaths = as_if_nothing_had_happened(night, CLIMB, truncated(migrated_pg), "commits", FEW)
    assert min(deaths[:2]) > 20


def test_a_week_of_the_huddle_is_the_same_wherever_it_is_killed(
    week: Night, migrated_sqlite: Path, tmp_path: Path
) -> None:
    deaths = as_if_nothing_had_happened(week, meeting.WEEK, copies(migrated_sqlite, tmp_path), "all", FEW)
    # the digest and what goes on in its thread, the cases, an owner's messages, and what is drawn anew
    assert min(deaths) > 10


def test_a_week_of_the_huddle_on_postgresql_is_the_same_wherever_it_is_killed(
    week: Night, migrated_pg: str
) -> None:
    deaths = as_if_nothing_had_happened(week, meeting.WEEK, truncated(migrated_pg), "commits", 1)
    assert min(deaths) > 5
