"""Two workers against one, on PostgreSQL: messages a second, Slack's limits out of the way.

Slack is given the time that it takes to answer, for that is what a worker mostly waits for. With a stand-in that
answers at once the workers, the database and the stand-in share the machine's cores, which says how much of a core a
message costs; that is shown beside it, without an aim.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from benchmarks import programs, slack, world
from benchmarks.figures import Figure

HOUSES, PEOPLE = 300, 6
ANSWER_MS = 100.0
AT_LEAST = 1.7


def all_of(place: world.Place, size: float = 1.0) -> Iterator[Figure]:
    """Both measures; none without PostgreSQL."""
    if place.postgres is None:
        return
    for answer_ms in (ANSWER_MS, 0.0):
        one, two = (_a_second(place, int(HOUSES * size), count, answer_ms) for count in (1, 2))
        named = f"Slack answers after {answer_ms:g} ms" if answer_ms else "Slack answers at once"
        yield Figure(
            f"Two workers against one, PostgreSQL ({named})", f"{two:.0f}/s against {one:.0f}/s",
            f"at least {AT_LEAST}" if answer_ms else "", ratio=f"{two / one:.2f}",
            holds=two / one >= AT_LEAST if answer_ms else None,
        )  # fmt: skip


def _a_second(place: world.Place, houses: int, count: int, answer_ms: float) -> float:
    """Prompts a second, from the first that reaches Slack to the last."""
    url = place.database("PostgreSQL", houses, PEOPLE)
    world.asked(url, posted=False)
    world.send_from(url, datetime.now(UTC) + timedelta(hours=1))
    with ExitStack() as opened:
        standing = opened.enter_context(slack.standing(houses, answer_ms=answer_ms))
        for _ in range(count):
            opened.enter_context(programs.worker(place.folder, url, standing, pace=programs.NO_LIMITS))
        world.send_from(url, datetime.now(UTC))

        def all_sent() -> bool:
            return sum(one.method == slack.POST for one in standing.notes()) >= houses

        programs.until(all_sent, every=0.5)
        sent = [one.at for one in standing.notes() if one.method == slack.POST]
    return (len(sent) - 1) / (max(sent) - min(sent))
