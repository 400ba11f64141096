"""Whose turn it is to write, among the processes on one SQLite file.

SQLite's own waiting naps longer and longer: a process that writes all the time keeps every other out for seconds.
So whoever waits stands in a turnstile, and whoever has just written finds it taken. It is a courtesy and no lock:
SQLite sees to it that one alone writes, and a process that is paused in the turnstile holds nobody up for long.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress

NAP = 0.001  # seconds between two looks
STANDS = 0.3  # seconds until somebody who stands there is thought to be paused


class Turnstile:
    """The turnstile of one connection to the database at `path`.

    It is the folder: to close the file itself would give back SQLite's own locks, and another would be left lying.
    """

    def __init__(self, path: str) -> None:
        self._folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)

    def begin(self, begin: Callable[[], object], within: float) -> bool:
        """Do `begin`, which raises sqlite3's "database is locked", when it is this one's turn.

        False where that took longer than `within` seconds; it is then not done.
        """
        until = time.monotonic() + within
        entered = _until(self._enter, min(until, time.monotonic() + STANDS))
        try:
            return _until(lambda: _begun(begin), until)
        finally:
            if entered:
                fcntl.flock(self._folder, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the folder back."""
        os.close(self._folder)

    def _enter(self) -> bool:
        # where no lock is to be had at all, it is done without the courtesy
        with suppress(OSError):
            fcntl.flock(self._folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False


def _begun(begin: Callable[[], object]) -> bool:
    try:
        begin()
    except sqlite3.OperationalError as error:
        # a busy one has several codes, for instance while the last writer's death is cleared up
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _until(done: Callable[[], bool], until: float) -> bool:
    while not done():
        if time.monotonic() >= until:
            return False
        time.sleep(NAP)
    return True
