"""Connections to PostgreSQL that end: a server gone, cut off or hung is an error in seconds, not a wait for ever."""

import select
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InvalidatePoolError

T = TypeVar("T")
NAME = "relay"  # by which its connections are known in pg_stat_activity
STATEMENT = 10.0  # seconds after which the server ends a statement
# and after which we do where the server does not: its answer would have come by then
HUNG = STATEMENT + 2
# statements that a connection keeps prepared: psycopg's 100 are fewer than Relay has, and each would drive out another
PREPARED = 1000
LOOK = 0.1  # seconds between two looks whether somebody pressed Ctrl-C
REACHED = {
    "application_name": NAME,
    "connect_timeout": 2,
    # a network that swallows everything: found after about 20 s of silence, or 10 s of no receipt for what we sent
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}


class Connection(psycopg.Connection[Any]):
    """Ends with an error where the server takes a statement and never answers (it hangs, its machine is paused)."""

    def wait(self, gen: PQGen[T], interval: float = LOOK, timeout: float | None = None) -> T:
        """What psycopg waits for. Raises OperationalError, and is closed, after HUNG seconds without an answer."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, HUNG)
        except psycopg.OperationalError:
            # the server's own errors come with its answer; this one has none, and none may come later for another
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


def engine(url: sa.URL, connection_wait: float, lock_wait: float) -> Engine:
    """A pool of connections. The waits are in seconds: for a free connection, and for a lock."""
    made = sa.create_engine(
        url,
        pool_size=8,
        max_overflow=4,
        pool_timeout=connection_wait,
        hide_parameters=True,
        connect_args=_arguments(url, lock_wait),
    )

    @event.listens_for(made, "do_connect")
    def _connect(_dialect: Any, _record: Any, cargs: Any, cparams: Any) -> Connection:
        connection = Connection.connect(*cargs, **cparams)
        connection.prepared_max = PREPARED
        return connection

    @event.listens_for(made, "checkout")
    def _checkout(raw: Any, record: Any, _proxy: Any) -> None:
        # a new one needs no look, and were it found dead the pool would raise what nobody expects of a database
        if record.info.setdefault("used", False) and not _alive(made, raw):
            raise InvalidatePoolError
        record.info["used"] = True

    return made


def listening(url: sa.URL) -> Connection:
    """A connection beside the pool, committing each statement."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    given = {name: value for name, value in REACHED.items() if name not in url.query}
    return Connection.connect(plain, autocommit=True, **given)  # type: ignore[arg-type]


def _arguments(url: sa.URL, lock_wait: float) -> dict[str, Any]:
    waits = f"-c lock_timeout={int(lock_wait * 1000)} -c statement_timeout={int(STATEMENT * 1000)}"
    # jit: what it compiles for the huddle takes longer than it saves
    given = {name: value for name, value in REACHED.items() if name not in url.query}
    return {**given, "options": f"{waits} -c timezone=UTC -c jit=off"}


def _alive(made: Engine, raw: Any) -> bool:
    """Whether a connection that lay in the pool is still one.

    A server that ends one says so on it, and that is seen here without asking: a question to the server each time
    would cost every transaction a round trip. Only where something lies there unread is it asked.
    """
    try:
        unread = select.poll()
        unread.register(raw.fileno(), select.POLLIN)
        return not unread.poll(0) or bool(made.dialect.do_ping(raw))
    except (OSError, ValueError, psycopg.Error):
        return False
