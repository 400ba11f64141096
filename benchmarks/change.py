"""Change of shift: a thousand services asked at once, six answers each, and urgent pings in the middle of it.

Slack's limits are made wider by a stated factor, in Relay (RELAY_PACE) and in the stand-in, which refuses what comes
faster; the schedule is what Relay's own buckets allow at that factor, from the first message to the last.
"""

import math
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

import bot.pace
from benchmarks import asks, programs, slack, world
from benchmarks.asks import Line
from benchmarks.figures import Figure
from benchmarks.load import Answered, Ask, fire
from benchmarks.slack import Note, Standing

HOUSES, PEOPLE, WORKERS = 1000, 6, 2
# how much wider Slack's limits are made: more than so many prompts a second two workers do not get through on two cores
ASKING, REDRAWING = 6.0, 16.0
SECONDS = 120.0  # in which everybody answers
RINGS = 5  # urgent ones, in the middle minute
WITHIN, PINGED = 1.05, 1.5
PATIENCE = 600.0
POSTED = "SELECT count(*) FROM outbox WHERE kind = 'prompt' AND updates IS NULL AND state = 'sent'"
SENT = "SELECT CASE WHEN count(*) = 0 THEN 1 ELSE 0 END FROM outbox WHERE state IN ('waiting', 'sending')"


def all_of(place: world.Place, size: float = 1.0) -> Iterator[Figure]:
    """Prompts, redraws and pings of one change of shift."""
    kind, houses, seconds = place.kinds()[-1], int(HOUSES * size), SECONDS * size
    url = place.database(kind, houses, PEOPLE)
    prompts, due = _asked(place, url, houses)
    answered, after = _answered(place, url, houses, seconds)
    on = f"{houses} services, {kind}, limits"
    yield _figure(f"Change of shift, prompts ({on} ×{ASKING:g})", prompts, slack.POST, ASKING, due=due)
    lost = sum(not one.ok for one in answered) + slack.told_late(after)
    said = f"Change of shift, redraws after {len(answered)} answers ({on} ×{REDRAWING:g})"
    yield _figure(
        f"{said}, {lost} not kept" if lost else said, after, "chat.update", REDRAWING, whole=not lost
    )
    yield _pings(answered, after)


@contextmanager
def _working(
    place: world.Place, url: str, houses: int, factor: float
) -> Iterator[tuple[Standing, ExitStack]]:
    """A stand-in with such limits, and the workers before it."""
    with ExitStack() as opened:
        standing = opened.enter_context(slack.standing(houses, pace=factor))
        for _ in range(WORKERS if url.startswith("postgresql") else 1):
            opened.enter_context(programs.worker(place.folder, url, standing, pace=factor))
        yield standing, opened


def _asked(place: world.Place, url: str, houses: int) -> tuple[list[Note], float]:
    """Every service is due at once; what reached Slack until all were asked, and when they were due (monotonic)."""
    world.due(url, datetime.now(UTC) + timedelta(hours=1))
    with _working(place, url, houses, ASKING) as (standing, _):
        world.due(url, datetime.now(UTC))
        due = time.monotonic()
        _until_all(url, POSTED, houses)
        return [one for one in standing.notes() if one.method == slack.POST], due


def _answered(
    place: world.Place, url: str, houses: int, seconds: float
) -> tuple[list[Answered], Sequence[Note]]:
    """Everybody answers; and what reached Slack until nothing was left to be sent."""
    with _working(place, url, houses, REDRAWING) as (standing, opened):
        web = opened.enter_context(programs.web(place.folder, url, standing, pace=REDRAWING))
        with world.opened(url) as database:
            lines = asks.lines(database, alike=True)
        seen = len(standing.notes())
        answered = fire(web.url, list(_answers(lines, standing, seconds)))
        _until_all(url, SENT, 1)
        return answered, standing.notes(seen)


def _until_all(url: str, question: str, enough: int) -> None:
    """Wait until the answer is enough."""
    with world.opened(url) as database:

        def enough_there() -> bool:
            with database.read() as session:
                return int(session.execute(sa.text(question)).scalar_one()) >= enough

        programs.until(enough_there, patience=PATIENCE, every=0.5)


def _answers(lines: Sequence[Line], standing: Standing, seconds: float) -> Iterator[Ask]:
    """Everybody's answer at some time; a few ring, evenly through the middle half."""
    chance = random.Random(7)
    ringing = {n * len(lines) // RINGS: n for n in range(RINGS)}
    made = []
    for n, line in enumerate(lines):
        if n in ringing:
            at = seconds * (0.25 + 0.5 * (ringing[n] + 0.5) / RINGS)
            made.append(Ask(asks.signs(line, asks.RINGS), line.known_as, at=at))
            continue
        body = asks.signs(line, asks.QUIET) if n % 10 == 1 else asks.clear(line, standing.url)
        made.append(Ask(body, "", at=chance.uniform(0, seconds)))
    yield from sorted(made, key=lambda one: one.at or 0.0)


def _figure(
    what: str, notes: Sequence[Note], method: str, factor: float, *, due: float = math.inf, whole: bool = True
) -> Figure:
    """How long the messages took, beside how long Relay's own measure of Slack's limits would have them take.

    From when they were `due`, else from the first.
    """
    sent = [one.at for one in notes if one.method == method and not one.refused]
    refused = sum(one.refused for one in notes)
    bucket = bot.pace.POSTS if method == slack.POST else bot.pace.TIER_3
    at_once = bucket.burst - bucket.reserve
    planned = (len(sent) - at_once) * bucket.every.total_seconds() / factor
    took = max(sent) - min(due, *sent)
    return Figure(
        what, f"{len(sent)} in {took:.1f} s, {refused} refused", "within 5% of the schedule, none refused",
        f"schedule {planned:.1f} s", f"{took / planned:.2f}", whole and took <= WITHIN * planned and refused == 0,
    )  # fmt: skip


def _pings(answered: Sequence[Answered], notes: Sequence[Note]) -> Figure:
    sent = {one.about: one.sent for one in answered if one.about}
    told = {one.named: one.at for one in reversed(notes) if one.method == slack.POST and one.named in sent}
    worst = max((told[about] - at if about in told else float("inf")) for about, at in sent.items())
    return Figure(
        f"Change of shift, an urgent ping in the middle (slowest of {len(sent)})", f"{worst:.2f} s", f"{PINGED} s",
        holds=worst <= PINGED,
    )  # fmt: skip
