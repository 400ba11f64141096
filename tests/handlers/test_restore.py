"""`relay restore`: a backup in the place of the database, and a word about what is missing."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import col

from db import crypto, migrate, tables, types
from db.session import Database
from db.tables import Sending
from tests.handlers import backups
from tests.handlers.backups import AT, change, held, relay, said_in
from tests.house import SLEEPLESS, Clock, Rowan, rows

KEY, OTHER = "A" * 43 + "=", "B" * 43 + "="
OPENED = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1])
held.execute("SELECT count(*) FROM outbox").fetchall()
print("open", flush=True)
time.sleep(60)
"""
WRITTEN = """
import os, sqlite3, sys
held = sqlite3.connect(sys.argv[1])
held.execute("INSERT INTO journal (at, what) VALUES ('2026-11-12 22:00:00.000000', 'later')")
held.commit()
os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """The time by the command's clock."""
    yield backups.clocked(monkeypatch)
    types.use_keys(crypto.KeyRing())


@pytest.fixture
def place(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return backups.filled(tmp_path / "here", migrated_sqlite, monkeypatch)


def test_what_is_restored_is_what_was_backed_up(place: Path, now: Clock) -> None:
    relay("backup", "kept.db")
    change(place, "UPDATE journal SET why = 'later'")
    now.at = AT + timedelta(minutes=41, seconds=10)
    said = relay("restore", "kept.db")
    assert said.exit_code == 0, said.stderr
    assert "Rowan House: 42 minutes missing, from Thu 12 Nov 2026 21:20 to 22:01." in said.stdout
    assert "relay ask --service rowan-house" in said.stdout
    assert "1 escalation that was open before stands again as it did" in said.stdout
    assert held(place, tables.Journal, col(tables.Journal.why) == "later") == []
    assert [one.why for one in said_in(place, "database.restored")] == ["2026-11-12T21:20:30Z"]
    aside = place.with_name("relay.db.replaced-20261112T220140Z")
    assert str(aside) in said.stdout
    assert held(aside, tables.Journal, col(tables.Journal.why) == "later")


def test_what_was_still_to_be_sent_is_looked_for_first(place: Path, now: Clock) -> None:
    change(place, "UPDATE outbox SET state = 'sent', channel = 'C0', ts = '1.1' WHERE kind = 'prompt'")
    relay("backup", "kept.db")
    now.at = AT + timedelta(hours=1)
    said = relay("restore", "kept.db")
    waiting = held(place, tables.Outbox, col(tables.Outbox.state) == Sending.WAITING)
    (told,) = [one for one in waiting if one.kind == "restored"]
    assert (told.to_channel, told.ambiguous) == ("C0ROWAN", False)
    unsure = [one for one in waiting if one is not told]
    assert unsure
    assert f"{len(unsure)} message" in said.stdout
    assert all(one.ambiguous for one in unsure)
    # as far back as it was made, by Slack's clock
    assert all(one.tried_at <= one.made_at for one in unsure)
    assert not any(
        one.ambiguous for one in held(place, tables.Outbox, col(tables.Outbox.state) == Sending.SENT)
    )


def test_it_is_refused_while_somebody_has_the_database_open(place: Path) -> None:
    relay("backup", "kept.db")
    before = place.read_bytes()
    bot = subprocess.Popen([sys.executable, "-c", OPENED, str(place)], stdout=subprocess.PIPE)
    try:
        assert bot.stdout
        bot.stdout.readline()
        said = relay("restore", "kept.db")
        again = relay("restore", "--after")
    finally:
        bot.kill()
        bot.wait()
        bot.stdout and bot.stdout.close()
    for one in (said, again):
        assert one.exit_code == 2
        assert "Stop the bot first" in one.stderr
    assert place.read_bytes() == before
    # one that died holds nothing
    assert relay("restore", "kept.db").exit_code == 0


def test_what_a_killed_bot_left_beside_is_kept_with_its_database_and_not_read_as_the_new_ones(
    place: Path,
) -> None:
    relay("backup", "kept.db")
    subprocess.run([sys.executable, "-c", WRITTEN, str(place)], check=False)
    assert place.with_name("relay.db-wal").stat().st_size
    assert relay("restore", "kept.db").exit_code == 0
    assert said_in(place, "later") == []
    aside = place.with_name(f"relay.db.replaced-{AT:%Y%m%dT%H%M%SZ}")
    assert len(said_in(aside, "later")) == 1


def test_a_lost_database_comes_back_whatever_was_left_beside_it(place: Path) -> None:
    relay("backup", "kept.db")
    subprocess.run([sys.executable, "-c", WRITTEN, str(place)], check=False)
    place.unlink()
    said = relay("restore", "kept.db")
    assert said.exit_code == 0, said.stderr
    assert "is kept as" not in said.stdout
    assert said_in(place, "later") == []
    assert held(place, tables.Reply)


def test_two_restores_in_one_second_keep_both(place: Path) -> None:
    relay("backup", "kept.db")
    for _ in range(2):
        assert relay("restore", "kept.db").exit_code == 0
    assert len(list(place.parent.glob("relay.db.replaced-*Z*"))) == 2


def _junk(kept: Path) -> None:
    kept.write_bytes(b"nothing of the kind" * 500)


def _cut(kept: Path) -> None:
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])


def _spoilt(kept: Path) -> None:
    whole = bytearray(kept.read_bytes())
    for at in range(8192, len(whole), 4096):
        whole[at : at + 64] = b"\xff" * 64
    kept.write_bytes(bytes(whole))


def _other(kept: Path) -> None:
    kept.unlink()
    change(kept, "CREATE TABLE cakes (name)")


def _torn(kept: Path) -> None:
    change(kept, "DELETE FROM person")


def _gone(kept: Path) -> None:
    kept.unlink()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_junk, "is damaged, or no database at all"),
        (_cut, "is damaged"),
        (_spoilt, "is damaged"),
        (_other, "is not a database of Relay's"),
        (_torn, "rows that refer to rows that are gone"),
        (_gone, "No such file"),
    ],
)
def test_what_is_no_backup_is_refused_and_nothing_changes(place: Path, spoil: Any, why: str) -> None:
    kept = place.with_name("kept.db")
    relay("backup", "kept.db")
    spoil(kept)
    before = place.read_bytes()
    said = relay("restore", "kept.db")
    assert (said.exit_code, said.stdout) == (2, "")
    assert why in said.stderr
    assert place.read_bytes() == before
    assert {one.name for one in place.parent.iterdir()} <= {"kept.db", "relay.db"}


def test_a_newer_relays_backup_is_refused(place: Path) -> None:
    relay("backup", "kept.db")
    change(place.with_name("kept.db"), "UPDATE alembic_version SET version_num = '9999'")
    before = place.read_bytes()
    said = relay("restore", "kept.db")
    assert said.exit_code == 2
    assert (
        "at version 9999; install the Relay that made it, or a newer one. Nothing was changed." in said.stderr
    )
    assert place.read_bytes() == before
    assert sorted(one.name for one in place.parent.iterdir()) == ["kept.db", "relay.db"]


def test_an_older_relays_backup_is_migrated(place: Path) -> None:
    relay("backup", "kept.db")
    old = Database(f"sqlite:///{place.with_name('kept.db')}")
    with migrate.changing(old) as connection:
        command.downgrade(migrate.config(connection), "0005")
    old.close()
    assert relay("restore", "kept.db").exit_code == 0
    opened = Database(f"sqlite:///{place}")
    try:
        assert migrate.upgrade(opened) is False
        assert rows(opened, tables.Reply)
    finally:
        opened.close()


@pytest.mark.parametrize("key", ["", OTHER])
def test_without_its_key_a_backup_is_refused(place: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    types.use_keys(crypto.KeyRing([KEY]))
    sealing = Database(f"sqlite:///{place}")
    with sealing.write() as session:
        session.execute(sa.update(tables.Crossing).values(sentence="Up most of the night."))
    sealing.close()
    monkeypatch.setenv("RELAY_SECRET_KEY", KEY)
    assert "Keep RELAY_SECRET_KEY too" in relay("backup", "kept.db").stdout
    before = place.read_bytes()
    monkeypatch.setenv("RELAY_SECRET_KEY", key)
    said = relay("restore", "kept.db")
    assert said.exit_code == 2
    assert "which is not in RELAY_SECRET_KEY; add that key back. Nothing was changed." in said.stderr
    assert place.read_bytes() == before
    monkeypatch.setenv("RELAY_SECRET_KEY", f"{OTHER},{KEY}")
    assert relay("restore", "kept.db").exit_code == 0


@pytest.mark.usefixtures("place")
def test_it_is_either_a_file_or_what_comes_after() -> None:
    for words in ((), ("kept.db", "--after")):
        assert relay("restore", *words).exit_code == 2


def test_after_other_tools_on_postgresql_no_id_is_given_twice(
    pg_url: str, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = Database(pg_url)
    migrate.upgrade(filled)
    house = Rowan(filled).load()
    house.ask()
    monkeypatch.setenv("DATABASE_URL", pg_url)
    assert "Stop the bot first" in relay("restore", "--after").stderr
    filled.close()
    now.at = AT
    said = relay("restore", "--after")
    assert said.exit_code == 0, said.stderr
    assert "Rowan House: 6 minutes missing, from Thu 12 Nov 2026 21:15 to 21:20." in said.stdout
    # typed once more, it says so of the same minutes, and so does the one message to the house
    now.at = AT + timedelta(minutes=2)
    said = relay("restore", "--after")
    assert "Rowan House: 8 minutes missing, from Thu 12 Nov 2026 21:15 to 21:22." in said.stdout
    told = [(one.made_at, one.state) for one in rows(filled, tables.Outbox) if one.kind == "restored"]
    assert sorted(told) == [(AT, Sending.DROPPED), (now.at, Sending.WAITING)]
    house.says("sam", SLEEPLESS)
    assert [one.id > 100_000 for one in house.escalations()] == [True]
    filled.close()


@pytest.mark.usefixtures("place")
def test_a_minute_is_missing_when_it_has_begun(now: Clock) -> None:
    relay("backup", "kept.db")
    now.at = datetime.fromisoformat("2026-11-13T07:20:30+00:00")
    said = relay("restore", "kept.db").stdout
    assert "600 minutes missing, from Thu 12 Nov 2026 21:20 to Fri 13 Nov 07:20." in said
    assert "The handover due at Fri 07:15 is asked when Relay runs" in said
    assert "Whoever has answered the handover before Thu 21:30 since then should answer it once more." in said
