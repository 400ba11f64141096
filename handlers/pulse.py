"""The pulse of a process: it says that it works, and stops where a newer program has changed the tables."""

import threading
import uuid
from datetime import datetime

import structlog

import db.migrate
import db.pulse
from db.pulse import Alive
from db.tables import Working
from handlers.clock import RealClock
from handlers.relay import Relay

log = structlog.get_logger()
EVERY = 5.0  # seconds between two beats, and two looks at the tables' version


def agree(relay: Relay) -> None:
    """Go by the clock of the database that others share. Never raises: it is looked at again."""
    clock, shared = relay.clock, relay.db
    if shared.sqlite or not isinstance(clock, RealClock):
        return
    try:
        clock.keep_to(shared.time)
    except Exception as failure:
        log.warning("pulse.failed", exc_info=failure)


class Pulse:
    """One process's. It never raises: without it everything else goes on.

    `kept` is whether the database took the last beat: it may be read, and take nothing (a disk that is full).
    """

    def __init__(self, relay: Relay, kind: Working) -> None:
        self._relay, self._kind = relay, kind
        agree(relay)
        self._id, self._started = uuid.uuid4().hex, relay.clock.real()
        self._ticked: datetime | None = None
        self.kept = True

    def ticked(self) -> None:
        """A tick has come to its end."""
        self._ticked = self._relay.clock.real()

    def beat(self) -> None:
        """Say that this process works."""
        one = Alive(self._id, self._kind, self._started, self._relay.clock.real(), self._ticked)
        try:
            with self._relay.db.write() as session:
                db.pulse.beat(session, one)
            self.kept = True
        except Exception as failure:
            self.kept = False
            log.warning("pulse.failed", exc_info=failure)

    def look(self) -> None:
        """Stop this process where the database is a newer program's; go by the clock that all who share it have."""
        agree(self._relay)
        try:
            self._relay.newer = self._relay.newer or db.migrate.newer(self._relay.db)
        except Exception as failure:
            log.warning("pulse.failed", exc_info=failure)
        if self._relay.newer and not self._relay.stop.is_set():
            log.error("database.newer", why=self._relay.newer)
            self._relay.stop.set()
            self._relay.wake.set()

    def end(self) -> None:
        """This process works no more."""
        try:
            with self._relay.db.write() as session:
                db.pulse.end(session, self._id)
        except Exception as failure:
            log.warning("pulse.failed", exc_info=failure)

    def keep(self) -> threading.Thread:
        """Beat and look until the process is to stop, in a thread that is begun."""
        thread = threading.Thread(target=self._keep, name="pulse", daemon=True)
        thread.start()
        return thread

    def _keep(self) -> None:
        while True:
            self.beat()
            if self._relay.stop.wait(EVERY):
                return
            self.look()
