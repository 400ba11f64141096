"""A copy takes the place of a database, and who waited for the old file cannot go on in it."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import db.backup

NOW = datetime(2026, 11, 12, 22, 1, tzinfo=UTC)


def made(path: Path, holds: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE {holds} (x)")
    return path


def tables(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]


def test_the_copy_is_there_and_what_was_there_is_kept(tmp_path: Path) -> None:
    path, fresh = made(tmp_path / "relay.db", "before"), made(tmp_path / "fresh.db", "after")
    path.chmod(0o640)
    with db.backup.alone(path) as there:
        aside = db.backup.put(fresh, path, NOW, there)
    assert aside is not None
    assert (tables(path), tables(aside)) == (["after"], ["before"])
    assert aside.stat().st_mode & 0o777 == 0o640


def test_who_waited_for_the_old_file_finds_no_database_in_it(tmp_path: Path) -> None:
    path, fresh = made(tmp_path / "relay.db", "before"), made(tmp_path / "fresh.db", "after")
    waits = os.open(path, os.O_RDWR)
    with db.backup.alone(path) as there:
        db.backup.put(fresh, path, NOW, there)
    old = tmp_path / "as who waited sees it"
    old.write_bytes(os.pread(waits, 1 << 20, 0))
    os.close(waits)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        tables(old)


def test_where_nothing_was_nothing_is_kept(tmp_path: Path) -> None:
    path, fresh = tmp_path / "relay.db", made(tmp_path / "fresh.db", "after")
    with db.backup.alone(path) as there:
        assert db.backup.put(fresh, path, NOW, there) is None
    assert tables(path) == ["after"]
