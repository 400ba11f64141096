"""A house in a database of its own, for the commands that copy it and bring it back."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from db.session import Database
from handlers.cli import cli
from handlers.clock import RealClock
from tests.house import DUE, SLEEPLESS, Clock, Rowan, journal, rows

AT = DUE + timedelta(minutes=5, seconds=30)


def clocked(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that the commands go by from now on."""
    clock = Clock(AT, AT)
    monkeypatch.setattr(RealClock, "now", lambda _: clock.at)
    monkeypatch.setattr(RealClock, "real", lambda _: clock.at)
    return clock


def filled(folder: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database is, in a new folder in which we are; Rowan House was asked, and Sam's signs rang."""
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = folder / "relay.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    shutil.copy(migrated, path)
    opened = Database(f"sqlite:///{path}")
    house = Rowan(opened).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    opened.close()
    return path


def relay(*words: str) -> Result:
    """`relay …`."""
    return CliRunner().invoke(cli, list(words))


def held(path: Path, table: Any, *where: Any) -> list[Any]:
    """The rows of a table in the database in this file."""
    opened = Database(f"sqlite:///{path}")
    try:
        return rows(opened, table, *where)
    finally:
        opened.close()


def said_in(path: Path, what: str) -> list[Any]:
    """What its journal says of this."""
    opened = Database(f"sqlite:///{path}")
    try:
        return journal(opened, what)
    finally:
        opened.close()


def change(path: Path, statement: str) -> None:
    """Do something to it behind Relay's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
