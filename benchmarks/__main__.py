"""`make bench`: every benchmark, its table, and `docs/performance.md`. `python -m benchmarks [--short] [PART…]`.

The page is written when all parts have run at their whole size, with PostgreSQL. `--short` has a tenth of the houses:
it shows that the programs work, and its figures say little.
"""

import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import change, figures, history, replies, start, workers, world
from benchmarks.figures import Figure
from db.session import Database

LONGER = 1.2
WARM = 5
SHORT = 0.1


def against_history(place: world.Place, size: float) -> Iterator[Figure]:
    """One reply, and one question drawn again, with ten weeks and with ten years behind it, in turn."""
    databases = [history.filled(place.folder, weeks) for weeks in history.WEEKS.values()]
    times = max(2 * WARM, int(history.REPLIES * size))
    yield _beside("one reply", databases, times, history.one)
    yield _beside("one question drawn again", databases, times, lambda database, _: history.redrawn(database))
    for database in databases:
        database.close()


def _beside(
    what: str, databases: Sequence[Database], times: int, act: Callable[[Database, str], float]
) -> Figure:
    took: list[list[float]] = [[], []]
    for n in range(times):
        for seconds, database in zip(took, databases, strict=True):
            seconds.append(act(database, f"new {n}"))
    short, long = (statistics.median(seconds[WARM:]) for seconds in took)
    return Figure(
        f"Against history: {what} with ten years behind it, SQLite", f"{long * 1000:.1f} ms", f"within {LONGER}",
        f"{short * 1000:.1f} ms with ten weeks", f"{long / short:.2f}", long <= LONGER * short,
    )  # fmt: skip


PARTS: dict[str, Callable[[world.Place, float], Iterator[Figure]]] = {
    "replies": replies.all_of,
    "history": against_history,
    "change": change.all_of,
    "workers": workers.all_of,
    "start": start.all_of,
}


def figures_of(part: str, place: world.Place, size: float) -> Iterator[Figure]:
    """The part's figures; where it comes to no end, a row says so, and the other parts are measured all the same."""
    try:
        yield from PARTS[part](place, size)
    except (RuntimeError, AssertionError) as failure:
        print(failure, file=sys.stderr, flush=True)
        yield Figure(f"{part}: came to no end", str(failure).splitlines()[0], holds=False)


def main() -> None:
    wanted = [one for one in sys.argv[1:] if one != "--short"] or list(PARTS)
    size = SHORT if "--short" in sys.argv else 1.0
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
    # so that whatever was started is ended too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    on, began, found = figures.machine(), time.monotonic(), list[Figure]()
    with tempfile.TemporaryDirectory() as folder, world.place(Path(folder)) as place:
        print(figures.HEAD, flush=True)
        for part in wanted:
            print(f"{part} …", file=sys.stderr, flush=True)
            for one in figures_of(part, place, size):
                found.append(one)
                print(one.row(), flush=True)
        whole = place.postgres is not None and set(wanted) == set(PARTS)
    print(f"{(time.monotonic() - began) / 60:.1f} minutes.", file=sys.stderr)
    if whole and size == 1:
        figures.write(found, on)
        print(f"Written into {figures.PAGE.name}.", file=sys.stderr)


if __name__ == "__main__":
    main()
