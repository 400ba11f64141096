"""What does one week's digest cost, its facts and its statistics? `python -m benchmarks.digest [FOLDER] [--postgres]`.

A provider with 1,000 people in 40 houses, three handovers a day, about one reply in ten with signs: a year behind it
(1.1 million replies) and half a year, side by side, in 20 weeks of which the same happened. FOLDER keeps the SQLite
files for another time. Each is measured in a process of its own, so that the memory is that of the digest alone.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import db.migrate
import db.people
from benchmarks import provider
from bot.digest import last_whole
from db.session import Database
from handlers.flow import digest
from tests import pg

HISTORY = {"a year": 52, "half a year": 26}
MEASURED = 3
ZONE = "Europe/London"


def measured(url: str) -> tuple[list[tuple[float, float]], float, float, str]:
    """Seconds of some runs, and those of this process's own work; megabytes before and at most; what was found.

    On a busy machine the first of the two says little; of PostgreSQL the second leaves out the server's work.
    """
    before = _megabytes()
    database = Database(url)
    db.migrate.upgrade(database)
    took = []
    with database.read() as session:
        services = db.people.services(session)
    for _ in range(MEASURED):
        started, worked = time.perf_counter(), time.process_time()
        with database.read() as session:
            made = digest.of(session, services, last_whole(provider.NOW, ZONE), ZONE, provider.NOW)
        took.append((time.perf_counter() - started, time.process_time() - worked))
    found = f"{made.looked_at} comparisons and charts, {len(made.concerns)} concerns"
    database.close()
    return took, before, _megabytes(), found


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def urls(folder: Path, postgres: bool, opened: ExitStack) -> Iterator[tuple[str, str]]:
    """Databases with their history in them, by name."""
    if postgres:
        cluster = pg.server()
        opened.callback(cluster.stop)
    for name, many in HISTORY.items():
        file = folder / f"{many}.db"
        url = cluster.new_database() if postgres else f"sqlite:///{file}"
        if postgres or not file.exists():
            print(f"making {name}", flush=True)
            provider.fill(url, many)
        yield name, url


def main() -> None:
    given = [one for one in sys.argv[1:] if one != "--postgres"]
    with ExitStack() as opened:
        folder = Path(given[0] if given else opened.enter_context(tempfile.TemporaryDirectory()))
        for name, url in urls(folder, "--postgres" in sys.argv, opened):
            # spawned: a forked process would begin with the memory of this one
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                took, before, after, found = pool.apply(measured, [url])
            seconds = ", ".join(f"{one:.2f} ({work:.2f})" for one, work in took)
            print(
                f"{name}: {seconds} s (of them at work); {after:.0f} MB in all, {before:.0f} MB before; {found}",
                flush=True,
            )


if __name__ == "__main__":
    main()
