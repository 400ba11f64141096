"""`relay backup`: a whole copy, beside a running bot."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col

import db.backup
from db import crypto, tables, types
from tests.handlers import backups
from tests.handlers.backups import AT, held, relay, said_in
from tests.house import Clock


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """The time by the command's clock."""
    yield backups.clocked(monkeypatch)
    types.use_keys(crypto.KeyRing())


@pytest.fixture
def place(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return backups.filled(tmp_path / "here", migrated_sqlite, monkeypatch)


def test_a_backup_is_whole_and_its_owners_alone(place: Path) -> None:
    before = os.umask(0)
    try:
        said = relay("backup", "kept.db")
    finally:
        os.umask(before)
    assert said.exit_code == 0, said.stderr
    assert "until Thu 12 Nov 2026 21:20:30 UTC" in said.stdout
    assert "kB" in said.stdout
    kept = place.with_name("kept.db")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    replies = [one.id for one in held(place, tables.Reply)]
    assert replies
    assert [one.id for one in held(kept, tables.Reply)] == replies
    assert [one.at for one in said_in(kept, "backup.made")] == [AT]
    assert said_in(place, "backup.made") == []


def test_a_backup_leaves_nothing_else_behind(place: Path) -> None:
    relay("backup", "kept.db")
    assert sorted(one.name for one in place.parent.iterdir()) == ["kept.db", "relay.db"]


def test_a_backup_waits_for_no_writer_and_has_nothing_of_what_is_not_committed(place: Path) -> None:
    writer = sqlite3.connect(place, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM observation")
    said = relay("backup", "kept.db")
    writer.execute("ROLLBACK")
    writer.close()
    assert said.exit_code == 0, said.stderr
    assert held(place.with_name("kept.db"), tables.Observation)


def test_a_backup_holds_up_no_writer(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, wrote = db.backup._open, []

    @contextmanager
    def watched(*where: Any) -> Iterator[sqlite3.Connection]:
        with opened(*where) as connection:
            connection.set_progress_handler(write, 1000)
            yield connection

    def write() -> None:
        # in the middle of a statement of the backup's, by somebody who would not wait at all
        with closing(sqlite3.connect(place, timeout=0)) as writer, writer:
            wrote.append(writer.execute("UPDATE journal SET why = 'meanwhile'").rowcount)

    monkeypatch.setattr(db.backup, "_open", watched)
    assert relay("backup", "kept.db").exit_code == 0
    assert len(wrote) > 1
    assert held(place, tables.Journal, col(tables.Journal.why) == "meanwhile")


@pytest.mark.parametrize(
    ("file", "words", "why"),
    [
        ("there.db", (), "is there already"),
        ("relay.db", ("--force",), "is the database itself"),
        (".", ("--force",), "is no file"),
        ("nowhere/kept.db", (), "There is no folder"),
    ],
)
def test_a_backup_refuses(place: Path, file: str, words: tuple[str, ...], why: str) -> None:
    there = place.with_name("there.db")
    there.write_text("mine")
    before = place.read_bytes()
    said = relay("backup", file, *words)
    assert (said.exit_code, said.stdout) == (2, "")
    assert why in said.stderr
    assert (there.read_text(), place.read_bytes()) == ("mine", before)


def test_a_backup_replaces_a_file_when_told(place: Path) -> None:
    kept = place.with_name("kept.db")
    kept.write_text("older")
    assert relay("backup", "kept.db", "--force").exit_code == 0
    assert held(kept, tables.Reply)


def test_where_there_is_no_database_there_is_no_backup(place: Path) -> None:
    place.unlink()
    said = relay("backup", "kept.db")
    assert (said.exit_code, "There is no database" in said.stderr) == (2, True)
    assert list(place.parent.iterdir()) == []


def test_a_backup_without_room_leaves_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(db.backup, "on_disk", full)
    said = relay("backup", "kept.db")
    assert (said.exit_code, "No space left on device" in said.stderr) == (2, True)
    assert [one.name for one in place.parent.iterdir()] == ["relay.db"]


@pytest.mark.parametrize(("words", "tool"), [(("backup", "x"), "pg_dump"), (("restore", "x"), "pg_restore")])
def test_postgresql_has_tools_of_its_own(
    words: tuple[str, ...], tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@localhost:1/nowhere")
    said = relay(*words)
    assert said.exit_code == 2
    assert tool in said.stderr
