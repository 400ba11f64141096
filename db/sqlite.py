"""Connections to SQLite: one that writes, and a few that read what was committed when they began."""

import sqlite3
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from db.turn import Turnstile

READERS = 8
BEGIN = "BEGIN IMMEDIATE"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def reader(url: sa.URL, connection_wait: float, lock_wait: float) -> Engine:
    """Connections of which each transaction is one consistent view."""
    engine = _engine(url, READERS, connection_wait, lock_wait)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def writer(url: sa.URL, connection_wait: float, lock_wait: float) -> Engine:
    """The one connection of this process that writes; among several processes it waits for its turn."""
    engine = _engine(url, 1, connection_wait, lock_wait)

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, record: Any) -> None:
        raw.execute("PRAGMA busy_timeout=0")
        record.info["turn"] = Turnstile(url.database or "")

    @event.listens_for(engine, "close")
    def _close(_raw: Any, record: Any) -> None:
        if turn := record.info.pop("turn", None):
            turn.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        turn: Turnstile = connection.connection.info["turn"]
        try:
            if turn.begin(lambda: raw.execute(BEGIN), lock_wait):
                return
        except sqlite3.Error as failure:
            # what goes wrong in a listener comes as the driver has it, and nobody looks for that
            raise DBAPIError.instance(BEGIN, None, failure, sqlite3.Error) from failure
        connection.exec_driver_sql(BEGIN)  # raises what a locked database raises

    return engine


def _engine(url: sa.URL, size: int, connection_wait: float, lock_wait: float) -> Engine:
    engine = sa.create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=connection_wait,
        connect_args={"timeout": lock_wait},
        hide_parameters=True,  # an error's text may be printed by anybody; what people wrote is not in it
    )

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        # BEGIN is ours: the driver's own would upgrade locks in the middle and fail
        raw.isolation_level = None
        for pragma in (f"busy_timeout={int(lock_wait * 1000)}", *PRAGMAS):
            raw.execute(f"PRAGMA {pragma}")

    return engine
