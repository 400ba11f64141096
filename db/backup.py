"""Backups of SQLite: a copy made beside a running bot, a look whether a file is one, and putting one in place."""

import errno
import fcntl
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from db.session import Database

OURS = {"alembic_version", "service", "outbox", "journal"}
# what SQLite keeps beside a database: of another database it would be read as this one's, and spoil it
BESIDE = ("-wal", "-shm", "-journal")
# the bytes that SQLite locks for as long as a connection uses the file (sqlite.org/fileformat2, "lock-byte page")
SHARED_FIRST, SHARED_SIZE = 0x40000002, 510
MADE = "backup.made"
HEADER, PIECE = 100, 1 << 20  # bytes


class NoBackup(Exception):
    """A file cannot be used as a backup: it is damaged, or no database of Relay's. The text says which."""


class InUse(Exception):
    """Somebody has the database open."""


def place(database: Database) -> Path:
    """Where an SQLite database's file is, links followed."""
    assert database.sqlite
    assert database.url.database
    return Path(database.url.database).resolve()


def at(database: Database, path: Path) -> Database:
    """A Relay database in another file."""
    return Database(database.url.set(database=str(path)).render_as_string(hide_password=False))


def copy(source: Path, beside: Path, now: datetime) -> Path:
    """A whole copy of `source` as it is at one instant, `now` noted in its journal, in a new file.

    The file is its owner's alone (0600), on the disk, and stands beside `beside`, whose place it is to take. Whoever
    writes to the source meanwhile is not held up. Raises NoBackup, or OSError where there is no room.
    """
    handle, name = tempfile.mkstemp(prefix=f".{beside.name}.", suffix=".part", dir=beside.parent)
    os.close(handle)
    made = Path(name)
    try:
        # read-only it would leave files of its own beside the database
        _copy(source, made, "rw")
        _note(made, now)
        check(made)
        on_disk(made)
    except BaseException:
        remove(made)
        raise
    return made


def unpacked(backup: Path, beside: Path) -> Path:
    """A copy of a backup as `copy` makes one, checked. Raises NoBackup or OSError."""
    check(backup)
    handle, name = tempfile.mkstemp(prefix=f".{beside.name}.", suffix=".part", dir=beside.parent)
    os.close(handle)
    made = Path(name)
    try:
        _copy(backup, made)
    except BaseException:
        remove(made)
        raise
    return made


def _copy(source: Path, made: Path, mode: str = "ro") -> None:
    """VACUUM INTO reads one snapshot, and what was deleted from the source is not in the copy."""
    with _open(source, mode) as connection:
        try:
            _ours(connection, source)
            connection.execute("VACUUM INTO ?", (str(made),))
        except sqlite3.DatabaseError as error:
            raise _said(error, source) from None


def _note(made: Path, now: datetime) -> None:
    with _open(made, "rw") as connection:
        try:
            kept = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            connection.execute("INSERT INTO journal (at, what) VALUES (?, ?)", (kept, MADE))
        except sqlite3.DatabaseError as error:
            raise _said(error, made) from None


def check(path: Path) -> None:
    """Raises NoBackup where a file is no Relay database, or damaged; OSError where it cannot be read."""
    with path.open("rb"):
        pass  # SQLite has one word for all that can be wrong with a file
    with _open(path) as connection:
        try:
            _ours(connection, path)
            wrong = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if wrong != "ok":
                raise NoBackup(f"{path} is damaged")
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                raise NoBackup(f"{path} is damaged: it has rows that refer to rows that are gone")
        except sqlite3.DatabaseError as error:
            raise _said(error, path) from None


def _ours(connection: sqlite3.Connection, path: Path) -> None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables >= OURS:
        raise NoBackup(f"{path} is not a database of Relay's")


@contextmanager
def _open(path: Path, mode: str = "ro") -> Iterator[sqlite3.Connection]:
    asked = f"{path.resolve().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(asked, uri=True, isolation_level=None)) as connection:
        yield connection


def _said(error: sqlite3.DatabaseError, path: Path) -> Exception:
    """What SQLite's error means for whoever typed."""
    if isinstance(error, sqlite3.OperationalError):
        return OSError(0, str(error))
    return NoBackup(f"{path} is damaged, or no database at all")


def on_disk(path: Path) -> None:
    """Have a file, and its name, outlast a cut of the power."""
    for one in (path, path.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def alone(path: Path) -> Iterator[int | None]:
    """Nobody else uses the database in this file, now and until the end; the open file. Raises InUse, naming nobody.

    A connection in WAL mode keeps its shared lock for as long as it is open, so that a bot that runs is seen by it,
    and one that died is not. A file that is not there is used by nobody.
    """
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield None
        return
    try:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, SHARED_SIZE, SHARED_FIRST)
        except (BlockingIOError, PermissionError):
            raise InUse from None
        yield handle
    finally:
        # were the same file opened and closed in this process between, its lock would be gone already
        os.close(handle)


def put(made: Path, path: Path, now: datetime, there: int | None) -> Path | None:
    """Put a copy in the place of the database, and give where what was there is kept, None where nothing was.

    `there` is the open file, of which we are `alone`. What replaces a database belongs to whom it belonged.
    """
    on_disk(made)
    aside = _free(path.with_name(f"{path.name}.replaced-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"))
    if there is not None:
        _give(made, path.stat())
        _copied(there, aside)
    for end in BESIDE:
        left = path.with_name(path.name + end)
        if left.exists():
            left.rename(aside.with_name(aside.name + end))
    os.replace(made, path)
    on_disk(path)
    if there is None:
        return None
    # who waits to open it since before would go on in the old file, with the new one's log of writes beside it
    os.pwrite(there, bytes(HEADER), 0)
    return aside


def _copied(there: int, aside: Path) -> None:
    """Copy an open file. By its number: to open it once more and close it would give up what we hold of it."""
    was = os.fstat(there)
    with aside.open("xb") as copy:
        os.fchmod(copy.fileno(), was.st_mode)
        at = 0
        while piece := os.pread(there, PIECE, at):
            at += copy.write(piece)
    _give(aside, was)
    on_disk(aside)


def _free(aside: Path) -> Path:
    found, again = aside, 1
    while found.exists():
        again += 1
        found = aside.with_name(f"{aside.name}-{again}")
    return found


def _give(made: Path, to: os.stat_result) -> None:
    """The bot runs as somebody who may not be the one who restores."""
    if (to.st_uid, to.st_gid) != (os.getuid(), os.getgid()):
        os.chown(made, to.st_uid, to.st_gid)


def keep(made: Path, file: Path, *, force: bool) -> None:
    """Give a copy its name. Raises FileExistsError where that is taken; with `force` it takes that file's place."""
    if force:
        os.replace(made, file)
    else:
        _named(made, file)
    on_disk(file)


def _named(made: Path, file: Path) -> None:
    try:
        os.link(made, file)
    except FileExistsError:
        raise
    except OSError:
        # a place that knows no links (a stick, a share)
        if file.exists():
            raise FileExistsError(errno.EEXIST, "it is there already", str(file)) from None
        made.rename(file)
    else:
        made.unlink()


def remove(made: Path) -> None:
    """A copy that came to nothing."""
    for end in ("", *BESIDE):
        made.with_name(made.name + end).unlink(missing_ok=True)
