"""Connections and transactions. SQLite by default, PostgreSQL for several processes.

`Database.write` is one transaction that commits at its end or changes nothing. A commit that left something to
send wakes the sender: in this process by `on_wake`, in others by NOTIFY or SQLite's `data_version`.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session as Session
from sqlmodel import SQLModel

from db import postgres, sqlite
from db.statements import KEPT

# Seconds for a connection and then for a lock: together within two, for a form is answered within Slack's three.
CONNECTION_WAIT = 0.8
LOCK_WAIT = 1.0
POLL = 0.25  # seconds that PostgreSQL is listened to between two looks whether to stop
LOOK = 0.01  # seconds between two looks whether another process wrote to SQLite: half of it delays each ping
CHANNEL = "relay_outbox"
# FOR NO KEY UPDATE: a plain FOR UPDATE waits for everybody who only refers to the row, and they for each other
LOCK = {"key_share": True}
UNREACHABLE = (DBAPIError, PoolTimeout)
REFUSED = (IntegrityError, DataError)
# of UNREACHABLE: what was asked cannot be answered, however often it is asked
MISTAKEN = (ProgrammingError, DataError)


def mark_to_wake(session: Session) -> None:
    """Say that this transaction leaves something to send."""
    session.info["wakes"] = True


def insert(session: Session, table: type[SQLModel]) -> Any:
    """An INSERT that knows ON CONFLICT, in the session's dialect."""
    dialect = session.get_bind().dialect.name
    return {"sqlite": sqlite_insert, "postgresql": postgresql_insert}[dialect](table)


class Database:
    """One database, as this process reaches it. `url` as SQLAlchemy writes it."""

    def __init__(self, url: str) -> None:
        made = make_url(url)
        if made.drivername in ("postgres", "postgresql"):
            made = made.set(drivername="postgresql+psycopg")
        self.url = made
        self.sqlite = made.get_backend_name() == "sqlite"
        self.on_wake: Callable[[], None] = lambda: None
        waits = (CONNECTION_WAIT, LOCK_WAIT)
        self._writer = sqlite.writer(made, *waits) if self.sqlite else postgres.engine(made, *waits)
        self._reader = sqlite.reader(made, *waits) if self.sqlite else self._writer

    @property
    def engine(self) -> Engine:
        """The writer, for migrations."""
        return self._writer

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, committed at its end; an exception rolls all of it back."""
        with Session(self._writer, expire_on_commit=False) as session:
            with session.begin():
                yield session
                wakes = session.info.get("wakes", False)
                if wakes and not self.sqlite:
                    session.execute(sa.text(f"NOTIFY {CHANNEL}"))
            if wakes:
                self.on_wake()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view, in which nothing is written: what has been asked is not asked again."""
        with Session(self._reader, expire_on_commit=False, info={KEPT: {}}) as session:
            yield session

    def time(self) -> datetime:
        """The time by PostgreSQL's clock, which all who share it have in common; aware UTC."""
        with self._reader.connect() as connection:
            found: datetime = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
        return found

    def watch(self, wake: Callable[[], None], stop: threading.Event) -> None:
        """Call `wake` when any process commits, until `stop`. Blocks; a lost connection is taken up again."""
        look = self._watch_sqlite if self.sqlite else self._watch_postgres
        while not stop.is_set():
            try:
                look(wake, stop)
            except (*UNREACHABLE, psycopg.Error, sqlite3.Error):
                wake()
                stop.wait(1)

    def _watch_sqlite(self, wake: Callable[[], None], stop: threading.Event) -> None:
        with self._reader.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            seen = raw.cursor().execute("PRAGMA data_version").fetchone()
            while not stop.wait(LOOK):
                now = raw.cursor().execute("PRAGMA data_version").fetchone()
                if now != seen:
                    seen = now
                    wake()

    def _watch_postgres(self, wake: Callable[[], None], stop: threading.Event) -> None:
        with postgres.listening(self.url) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            wake()
            while not stop.is_set():
                for _ in connection.notifies(timeout=POLL, stop_after=1):
                    wake()

    def close(self) -> None:
        """Give the connections back."""
        self._writer.dispose()
        self._reader.dispose()
