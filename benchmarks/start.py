"""Memory and start: `relay run` on SQLite, from being started to its first prompt at Slack; beside the bare program."""

import time
from collections.abc import Iterator

from benchmarks import programs, slack, world
from benchmarks.figures import Figure

HOUSES, PEOPLE = 40, 6
MEGABYTES, SECONDS = 150, 2.0


def all_of(place: world.Place, _size: float = 1.0) -> Iterator[Figure]:
    """Forty houses are due when it is started."""
    url = place.database("SQLite", HOUSES, PEOPLE)
    with slack.standing(HOUSES) as standing:
        captured = programs.captured(place.folder, place, "SQLite", standing)
        began = time.monotonic()
        with programs.bare(place.folder, url, standing, captured) as bare:
            listened, least = time.monotonic() - began, bare.megabytes()
        began, seen = time.monotonic(), len(standing.notes())
        with programs.run(place.folder, url, standing, pace=programs.NO_LIMITS) as program:
            programs.until(lambda: len(_prompts(standing, seen)) >= HOUSES, program)
            first = min(_prompts(standing, seen)) - began
            # what it does in the background at its start is over by then
            time.sleep(3)
            most = program.megabytes()
    yield Figure(
        "Start, to the first prompt, SQLite", f"{first:.1f} s", f"{SECONDS:g} s", f"{listened:.1f} s until it listens",
        f"{first / listened:.2f}", first <= SECONDS,
    )  # fmt: skip
    yield Figure(
        f"Memory, `relay run` with {HOUSES} houses asked", f"{most:.0f} MB", f"under {MEGABYTES} MB", f"{least:.0f} MB",
        f"{most / least:.2f}", most < MEGABYTES,
    )  # fmt: skip


def _prompts(standing: slack.Standing, since: int) -> list[float]:
    return [one.at for one in standing.notes(since) if one.method == slack.POST]
