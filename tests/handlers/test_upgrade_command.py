"""`relay db upgrade`, on the database of an older Relay in which a house has been working."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from typer.testing import CliRunner, Result

from db import migrate
from db.session import Database
from db.tables import Crossing, Escalation, Observation, Person, Plan, Reply, Staff
from handlers.cli import cli
from tests.house import SLEEPLESS, Rowan, rows

KEPT = (Staff, Person, Plan, Reply, Observation, Crossing)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_url: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", migrated_url)


def upgrade() -> Result:
    return CliRunner().invoke(cli, ["db", "upgrade"])


def held(database: Database) -> list[list[Any]]:
    return [sorted(map(repr, rows(database, table))) for table in KEPT]


def aged(database: Database) -> None:
    """As the first Relay of all would have left it."""
    with migrate.changing(database) as connection:
        command.downgrade(migrate.config(connection), "0001")


def test_what_was_kept_by_an_older_relay_is_there_and_the_house_goes_on(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    before = held(database)
    assert all(before)
    aged(database)
    assert migrate.version(database) == "0001"
    said = upgrade()
    assert (said.exit_code, said.stdout, said.stderr) == (0, "Upgraded.\n", "")
    assert migrate.version(database) == migrate.known()[-1]
    assert held(database) == before
    assert len(rows(database, Escalation)) == 1
    house.tick()


def test_where_there_is_nothing_to_upgrade_it_says_so(database: Database) -> None:
    before = migrate.version(database)
    said = upgrade()
    assert (said.exit_code, said.stdout) == (0, "Nothing to upgrade.\n")
    assert migrate.version(database) == before
