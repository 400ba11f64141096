"""Rotas against a model that was written apart from them, and what holds of every rota."""

# wall-clock times have no zone
# ruff: noqa: DTZ001

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import lcm
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import house, rota

MINUTE = timedelta(minutes=1)
DAY = 1440 * MINUTE
FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# A model that walks minute by minute, and knows only what a clock on the wall shows: a hand-off has come once
# the clock has shown its time or a later one; so have an override's beginning and end.


@dataclass
class Walker:
    """One layer: the wall time of its next hand-off, and how many there were."""

    layer: house.Layer
    coming: datetime
    turns: int = 0

    def see(self, wall: datetime) -> str | None:
        while wall >= self.coming:
            self.turns += 1
            self.coming = self._next()
        members = self.layer.members
        on = members[(self.turns - 1) % len(members)] if self.turns else "nobody"
        return None if on == "nobody" else on

    def _next(self) -> datetime:
        if not isinstance(self.layer.handoff.every, str):
            return self.coming + self.layer.handoff.every
        coming = self.coming + timedelta(days=1)
        while not is_day(self.layer.handoff, coming):
            coming += timedelta(days=1)
        return coming


def is_day(handoff: house.Handoff, wall: datetime) -> bool:
    if isinstance(handoff.day, str):
        return FULL[wall.weekday()] == handoff.day
    if handoff.day is None:
        return True
    return wall.day == min(handoff.day, monthrange(wall.year, wall.month)[1])


def walker(layer: house.Layer) -> Walker:
    first = datetime.combine(layer.handoff.start, layer.handoff.at)
    while not is_day(layer.handoff, first):
        first += timedelta(days=1)
    return Walker(layer, first)


def walked(of: house.Rota, since: datetime, until: datetime) -> list[rota.Stretch]:
    """Who is on, minute by minute from the first layer's day, as stretches between `since` and `until`."""
    zone = ZoneInfo(of.timezone)
    walkers = [walker(layer) for layer in of.layers]
    highest = datetime(1, 1, 1)
    found: list[tuple[str | None, datetime]] = []
    at = min([since, *(one.coming.replace(tzinfo=UTC) - timedelta(days=1) for one in walkers)])
    while at < until:
        wall = at.astimezone(zone).replace(tzinfo=None)
        highest = max(highest, wall)
        on = [one.see(wall) for one in walkers]
        on += [one.who if one.start <= highest < one.end else None for one in of.overrides]
        who = next((one for one in reversed(on) if one), None)
        if at >= since and (not found or found[-1][0] != who):
            found.append((who, at))
        at += MINUTE
    ends = [start for _, start in found[1:]] + [until]
    return [rota.Stretch(who, start, end) for (who, start), end in zip(found, ends, strict=True)]


CHANGES = [
    ("Europe/London", datetime(2026, 3, 29, 1)), ("Europe/London", datetime(2026, 10, 25, 1)),
    ("America/Chicago", datetime(2026, 3, 8, 2)), ("America/Chicago", datetime(2026, 11, 1, 1)),
    ("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 30)), ("Australia/Lord_Howe", datetime(2026, 10, 4, 2)),
    ("America/Santiago", datetime(2026, 9, 6)), ("America/Santiago", datetime(2026, 4, 4, 23)),
    ("UTC", datetime(2026, 2, 28, 12)),
]  # fmt: skip
EVERY = st.sampled_from(
    [
        ("1 h", None), ("90 min", None), ("5 h", None), ("8 h", None), ("12 h", None), ("36 h", None),
        ("1 d", None), ("2 d", None), ("1 week", "sunday"), ("2 weeks", "friday"),
        *(("1 month", day) for day in (1, 5, 29, 31)),
    ]
)  # fmt: skip


@st.composite
def around_a_change(draw: st.DrawFn) -> tuple[house.Rota, datetime]:
    """A rota and an instant near which its zone changes its clocks, most hand-offs near it too."""
    zone, change = draw(st.sampled_from(CHANGES))
    near = st.integers(-24 * 60, 24 * 60).map(lambda minutes: change + minutes * MINUTE)
    close = st.integers(-90, 90).map(lambda minutes: change + minutes * MINUTE)

    def layer() -> dict[str, Any]:
        every, day = draw(EVERY)
        at = draw(close | near)
        members = draw(st.lists(st.sampled_from(["U0A", "U0B", "U0C", "nobody"]), min_size=1, max_size=4))
        start = change.date() - timedelta(days=draw(st.integers(-1, 8)))
        return {
            "members": members,
            "handoff": {"every": every, "day": day, "at": f"{at:%H:%M}", "from": start},
        }

    overrides = [
        {"who": draw(st.sampled_from(["U0A", "U0X", "U0Y"])), "from": start, "until": start + length * MINUTE}
        for start, length in draw(
            st.lists(st.tuples(close | near, st.integers(1, 200) | st.integers(1, 3000)), max_size=4)
        )
    ]
    layers = [layer() for _ in range(draw(st.integers(1, 2)))]
    of = {"key": "first-line", "timezone": zone, "layers": layers, "overrides": overrides}
    return house.Rota.model_validate(of), change.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@settings(max_examples=120, deadline=None)
@given(around_a_change())
def test_the_rota_agrees_with_walking_minute_by_minute(made_up: tuple[house.Rota, datetime]) -> None:
    of, change = made_up
    since, until = change - 2 * DAY, change + 2 * DAY
    model = walked(of, since, until)
    assert list(rota.stretches(of, since, until)) == model
    assert rota.gaps(of, since, until) == [(one.start, one.until) for one in model if one.who is None]


def shortest(of: house.Rota) -> timedelta:
    every = [one.handoff.every for one in of.layers if not isinstance(one.handoff.every, str)]
    return min(every, default=28 * timedelta(days=1))


@settings(max_examples=200, deadline=None)
@given(around_a_change(), st.integers(-2 * 24 * 3600, 2 * 24 * 3600))
def test_turns_tile_the_time(made_up: tuple[house.Rota, datetime], seconds: int) -> None:
    of, change = made_up
    at = change + timedelta(seconds=seconds)
    said, after = rota.turn(of, at), rota.following(of, at)
    assert said.who == rota.on_call(of, at)
    assert (after is None) == (said.until is None)
    if said.until and after:
        assert at < said.until == after.start
        assert rota.on_call(of, said.until - timedelta(seconds=1)) == said.who
        assert rota.on_call(of, said.until) == after.who
        # after very many turns that change nothing it stops, though it is the same person still
        assert after.who != said.who or said.until - at > (rota.FARTHEST // 2) * shortest(of)
        assert rota.turn(of, said.until) == rota.Turn(after.who, after.until)


@settings(max_examples=60, deadline=None)
@given(around_a_change(), st.integers(1, 30))
def test_a_rota_that_began_whole_rounds_earlier_is_the_same(
    made_up: tuple[house.Rota, datetime], rounds: int
) -> None:
    of, change = made_up
    layer = of.layers[-1]
    every, people = layer.handoff.every, len(layer.members)
    if isinstance(every, str):
        back = relativedelta(months=12 * people * rounds)
    else:
        back = relativedelta(minutes=lcm(every // MINUTE * people, 7 * DAY // MINUTE) * rounds)
    earlier = layer.model_copy(
        update={"handoff": layer.handoff.model_copy(update={"start": layer.handoff.start - back})}
    )
    alone, long_since = (of.model_copy(update={"layers": [one]}) for one in (layer, earlier))
    since = max(change - DAY, rota.begins(layer, of.timezone))
    assert list(rota.stretches(alone, since, change + 3 * DAY)) == list(
        rota.stretches(long_since, since, change + 3 * DAY)
    )
