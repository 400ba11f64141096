"""The commands `backup` and `restore`: the database into a file, and back."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

import db.backup
import db.journal
import db.migrate
import db.restored
import prompts.backup
from bot.backup import Gap
from db.backup import InUse, NoBackup
from db.crypto import LostKey
from db.migrate import NewerDatabase, Torn
from db.session import Database
from handlers import console
from handlers.flow import restored
from handlers.relay import Relay

cli = typer.Typer()
T = TypeVar("T")
PATIENCE = 2.0  # seconds


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE where it is there.")] = False,
) -> None:
    """Write the whole database to FILE, beside a running bot. SQLite; PostgreSQL has tools of its own."""
    parts = console.made()
    if not parts.db.sqlite:
        console.stop(prompts.backup.POSTGRESQL.format(tool=prompts.backup.DUMP))
    source, now = db.backup.place(parts.db), parts.clock.now()
    _may_write(source, file, force)
    made = _or_say(lambda: db.backup.copy(source, file.resolve(), now), f"Nothing was written to {file}")
    count = made.stat().st_size
    try:
        _or_say(lambda: db.backup.keep(made, file.resolve(), force=force), f"Nothing was written to {file}")
    finally:
        db.backup.remove(made)
    typer.echo(prompts.backup.made(str(file), count, now, sealed=bool(parts.settings.keys())))


def _may_write(source: Path, file: Path, force: bool) -> None:
    if not source.exists():
        console.stop(f"There is no database at {source} yet.")
    if file.exists() and file.samefile(source):
        console.stop(f"{file} is the database itself. Name another file.")
    if file.exists() and not file.is_file():
        console.stop(f"{file} is no file. Name one.")
    if file.exists() and not force:
        console.stop(f"{file} is there already. Name another file, or replace it with --force.")
    if not file.resolve().parent.is_dir():
        console.stop(f"There is no folder {file.resolve().parent}.")


@cli.command()
def restore(
    file: Annotated[Path | None, typer.Argument(help="What `relay backup` wrote.")] = None,
    after: Annotated[
        bool, typer.Option("--after", help="Other tools brought the database back: do what comes after.")
    ] = False,
) -> None:
    """Put a backup in the place of the database, and say which minutes are missing. Stop the bot first."""
    parts = console.made()
    if (file is None) != after:
        console.stop("Name the backup's file; or, where other tools brought the database back, say --after.")
    if file is None:
        typer.echo(_or_say(lambda: _after(parts), "Nothing was changed"))
        return
    if not parts.db.sqlite:
        console.stop(prompts.backup.POSTGRESQL.format(tool=prompts.backup.BACK))
    typer.echo(_or_say(lambda: _put(parts, file), "Nothing was changed"))


def _put(parts: Relay, file: Path) -> str:
    """A copy of the backup is made ready beside the database, and takes its place at the very end."""
    place, now = db.backup.place(parts.db), parts.clock.now()
    with db.backup.alone(place) as there:
        fresh = db.backup.unpacked(file, place)
        try:
            gaps, unsure = _ready(parts, db.backup.at(parts.db, fresh), now)
            kept = db.backup.put(fresh, place, now, there)
        finally:
            db.backup.remove(fresh)
    return prompts.backup.restored(gaps, unsure, str(kept) if kept else None)


def _after(parts: Relay) -> str:
    if parts.db.sqlite:
        # looked at before the first connection of our own
        with db.backup.alone(db.backup.place(parts.db)):
            pass
    elif _others(parts):
        raise InUse
    gaps, unsure = _ready(parts, parts.db, parts.clock.now())
    return prompts.backup.restored(gaps, unsure, None)


def _others(parts: Relay) -> bool:
    """Whether another process of Relay's is connected, and stays so: one that has just ended is soon gone."""
    deadline = time.monotonic() + PATIENCE
    try:
        while db.restored.others(parts.db):
            if time.monotonic() > deadline:
                return True
            time.sleep(0.1)
        return False
    finally:
        parts.db.close()


def _ready(parts: Relay, database: Database, now: datetime) -> tuple[list[Gap], int]:
    """Have a database that was brought back be one to go on with. What is missing; how many messages are unsure.

    Raises LostKey, NewerDatabase or Torn before it changed anything.
    """
    try:
        with database.read() as session:
            db.restored.opens(session)
        db.migrate.upgrade(database)
        with database.write() as session:
            since = db.restored.newest(session) or now
            unsure = db.restored.unsure(session, now, parts.clock.real())
            db.restored.skip_ids(session)
            db.journal.write(session, now, db.restored.RESTORED, why=f"{since:%Y-%m-%dT%H:%M:%SZ}")
            restored.tell(session, since, now)
        with database.read() as session:
            return db.restored.gaps(session, since, now), unsure
    finally:
        database.close()


def _or_say(act: Callable[[], T], otherwise: str) -> T:
    """What `act` gives; or why not, to whoever typed."""
    try:
        return act()
    except InUse:
        console.stop(prompts.backup.IN_USE)
    except (NoBackup, LostKey, NewerDatabase, Torn) as why:
        console.stop(f"{why}. {otherwise}.")
    except OSError as why:
        console.stop(f"{otherwise}: {why.strerror}.")
