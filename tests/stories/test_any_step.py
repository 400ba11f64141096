"""`kill -9` between any two steps of a climb, and start again: it goes on as if nothing had happened.

A whole escalation is played undisturbed, and then again and again: with a bot that dies at the first step of every
look, tap and message, at the second, the third, until there is no such step any more. After every scene of each the
rows of the database and all that stands in Slack are what they were undisturbed. On PostgreSQL it dies at
commits alone, for what it has called Slack for is in no database; and not where a message is drawn anew.
"""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from tests.stories.night import Night
from tests.stories.whole import CLIMB


@pytest.fixture
def night() -> Iterator[Night]:
    made = Night()
    yield made
    made.close()


def as_if_nothing_had_happened(night: Night, empty: Callable[[], str], steps: str) -> list[int]:
    """How often it died at the first step, at the second, and so on."""
    undisturbed = list(night.play(CLIMB, empty()))
    deaths = []
    for kill in count(1):
        again = night.play(CLIMB, empty(), kill, steps)
        for (name, stood), (_, stands) in zip(undisturbed, again, strict=True):
            assert stands == stood, f"died at step {kill} of everything in: {name}"
        deaths.append(night.kills)
        if not night.kills:
            return deaths
    raise AssertionError


def test_killed_after_any_commit_or_call_it_goes_on_as_if_nothing_had_happened(
    night: Night, migrated_sqlite: Path, tmp_path: Path
) -> None:
    path = tmp_path / "relay.db"

    def empty() -> str:
        for left in tmp_path.glob("relay.db*"):
            left.unlink()
        shutil.copy(migrated_sqlite, path)
        return f"sqlite:///{path}"

    deaths = as_if_nothing_had_happened(night, empty, "all")
    # each message is claimed, posted and noted; many are opened a conversation for, too
    assert min(deaths[:3]) > 100
    assert deaths[3] > 20


def test_killed_after_any_commit_on_postgresql_it_is_the_same(night: Night, migrated_pg: str) -> None:
    def empty() -> str:
        engine = sa.create_engine(migrated_pg, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.execute(sa.text(f"TRUNCATE {', '.join(SQLModel.metadata.tables)} RESTART IDENTITY"))
        return migrated_pg

    deaths = as_if_nothing_had_happened(night, empty, "commits")
    assert min(deaths[:2]) > 20
