"""Reply to ping, and replies a second: Relay beside the floor, over signed HTTP, on either database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from benchmarks import asks, figures, programs, slack, world
from benchmarks.asks import Line
from benchmarks.figures import Figure
from benchmarks.load import Ask, fire
from benchmarks.programs import Program
from benchmarks.slack import Standing

HOUSES, PEOPLE = 100, 6
IDLE = 0.1  # of all replies, those that come one at a time
AT_ONCE = 8
PROCESSES = 2  # each core can have one
PAUSE = 0.1  # seconds between two replies of an idle house
WARM = 0.05  # of all replies, before it counts: the first ones of a process load what the others find loaded
BEHIND = 0.050
A_SECOND, SLOWEST, SHARE = 300, 0.100, 0.2


@dataclass(frozen=True)
class Side:
    """One program that answers, and where."""

    program: Program
    slack: Standing
    lines: Sequence[Line]
    url: str


@contextmanager
def relay(place: world.Place, kind: str, houses: int, pace: float) -> Iterator[Side]:
    """`relay web` and `relay worker` with every house asked and every prompt posted."""
    url = place.database(kind, houses, PEOPLE)
    with slack.standing(houses) as standing:
        lines = _asked(url)
        with (
            programs.worker(place.folder, url, standing, pace=pace),
            programs.web(place.folder, url, standing, pace=pace, processes=PROCESSES) as program,
        ):
            yield Side(program, standing, lines, url)


@contextmanager
def floor(place: world.Place, kind: str, houses: int, captured: Path) -> Iterator[Side]:
    """The bare program on the same database."""
    url = place.database(kind, houses, PEOPLE)
    with slack.standing(houses) as standing:
        lines = _asked(url)
        with programs.bare(place.folder, url, standing, captured, processes=PROCESSES) as program:
            yield Side(program, standing, lines, url)


def _asked(url: str) -> Sequence[Line]:
    world.asked(url)
    with world.opened(url) as database:
        return asks.lines(database)


@dataclass(frozen=True)
class Took:
    """Seconds each, how many a second, and how many were not acknowledged: whoever sent those was told so."""

    seconds: Sequence[float]
    a_second: float
    lost: int

    def said(self, text: str) -> str:
        """What is shown, with what was lost."""
        return f"{text}; {self.lost} not kept, and said so" if self.lost else text


def all_of(place: world.Place, size: float = 1.0) -> Iterator[Figure]:
    """Every figure of this file: Relay first, then the floor, so that neither works while the other is measured."""
    houses = int(HOUSES * size)
    for kind in place.kinds():
        with slack.standing() as standing:
            captured = programs.captured(place.folder, place, kind, standing)
        with relay(place, kind, houses, programs.NO_LIMITS) as ours:
            mine = _pings(ours)
        with floor(place, kind, houses, captured) as bare:
            theirs = _pings(bare)
        yield from (_ping(f"{name}, {kind}", mine[name], theirs[name]) for name in mine)
        with relay(place, kind, houses, 1.0) as ours:
            answered = _answered(ours)
        with floor(place, kind, houses, captured) as bare:
            yield _replies(kind, answered, _answered(bare))


def _pings(side: Side) -> dict[str, Took]:
    """From submits to pings, one after the other and several at a time."""
    warm, idle = (int(len(side.lines) * part) for part in (WARM, WARM + IDLE))
    _told(side, _ringing(side.lines[:warm], 0.0), 1)
    return {
        "idle": _told(side, _ringing(side.lines[warm:idle], PAUSE), 1),
        f"{AT_ONCE} at a time": _told(side, _ringing(side.lines[idle:], 0.0), AT_ONCE),
    }


def _ping(what: str, mine: Took, theirs: Took) -> Figure:
    """From the submit being sent to the ping's request at Slack."""
    behind = figures.at(mine.seconds, 95) - figures.at(theirs.seconds, 95)
    return Figure(
        f"Reply to ping, {what} (p50 / p95 / p99)", mine.said(figures.three(mine.seconds)),
        f"p95 within {BEHIND * 1000:.0f} ms of the floor's", theirs.said(figures.three(theirs.seconds)),
        f"p95 {behind * 1000:+.0f} ms", behind <= BEHIND and not mine.lost,
    )  # fmt: skip


def _told(side: Side, given: Sequence[Ask], at_once: int) -> Took:
    """From each submit to its ping. Each of them rings, for each is about somebody else."""
    seen = len(side.slack.notes())
    answered = fire(side.program.url, given, at_once, side.slack.url)
    sent = {one.about: one.sent for one in answered if one.ok}
    pinged: dict[str, float] = {}

    def arrived() -> bool:
        for note in side.slack.notes(seen):
            if note.method == slack.POST and note.named in sent and not note.refused:
                pinged.setdefault(note.named, note.at)
        return len(pinged) == len(sent)

    programs.until(arrived, side.program, every=0.25)
    return Took([pinged[one] - at for one, at in sent.items()], 0.0, len(answered) - len(sent))


def _ringing(lines: Sequence[Line], pause: float) -> list[Ask]:
    return [Ask(asks.signs(one, asks.RINGS), one.known_as, pause=pause) for one in lines]


def _replies(kind: str, mine: Took, floors: Took) -> Figure:
    """Answers a second, and how long each took to be acknowledged."""
    slowest, share = figures.at(mine.seconds, 99), mine.a_second / floors.a_second
    return Figure(
        f"Replies a second, {AT_ONCE} at a time, {kind}", mine.said(_rate(mine)),
        f"{A_SECOND}/s, p99 under {SLOWEST * 1000:.0f} ms; a fifth of the floor", floors.said(_rate(floors)),
        f"{share:.2f}", mine.a_second >= A_SECOND and slowest < SLOWEST and share >= SHARE and not mine.lost,
    )  # fmt: skip


def _rate(took: Took) -> str:
    return f"{took.a_second:.0f}/s, p99 {figures.at(took.seconds, 99) * 1000:.0f} ms"


def _answered(side: Side) -> Took:
    """Every person is answered about by each of two workers, after a third has warmed the program."""
    fire(side.program.url, list(asks.mixed(side.lines[: len(side.lines) // 10], side.slack.url, place=2)))
    given = [one for place in (0, 1) for one in asks.mixed(side.lines, side.slack.url, place=place)]
    before, seen = _kept(side.url), len(side.slack.notes())
    answered = fire(side.program.url, given, AT_ONCE)
    took = max(one.sent + one.took for one in answered) - min(one.sent for one in answered)
    kept, ok = _kept(side.url) - before, [one.took for one in answered if one.ok]
    late = slack.told_late(side.slack.notes(seen))
    if kept < len(ok) - late:
        raise AssertionError(f"{len(ok) - late} were acknowledged, and {kept} are kept")
    return Took(ok, (len(ok) - late) / took, len(answered) - len(ok) + late)


def _kept(url: str) -> int:
    with world.opened(url) as database, database.read() as session:
        return int(session.execute(sa.text("SELECT count(*) FROM reply")).scalar_one())
