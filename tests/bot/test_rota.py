from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import house, rota

LONDON = ZoneInfo("Europe/London")
HOUR = timedelta(hours=1)
FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def made(
    members: list[str], every: str, start: str, day: str | None = None, at: str = "09:00", **more: Any
) -> house.Rota:
    handoff = {"every": every, "day": day, "at": at, "from": date.fromisoformat(start)}
    layers = [{"members": members, "handoff": handoff}]
    return house.Rota.model_validate(
        {"key": "first-line", "timezone": "Europe/London", "layers": layers, **more}
    )


def override(who: str, start: str, end: str) -> dict[str, Any]:
    return {"who": who, "from": datetime.fromisoformat(start), "until": datetime.fromisoformat(end)}


WEEKLY = made(["U0DEE", "U0ASH"], "1 week", "2026-01-05", "monday")
FROM_A_THURSDAY = made(["U0DEE", "U0ASH"], "1 week", "2026-01-01", "monday")
FORTNIGHTLY = made(["U0DEE", "U0ASH", "U0MEL"], "2 weeks", "2026-01-05", "monday")
DAILY = made(["U0DEE", "U0ASH", "U0MEL"], "1 d", "2026-01-05")
ALONE = made(["U0DEE"], "1 week", "2026-01-05", "monday")
TWICE_RUNNING = made(["U0DEE", "U0DEE", "U0ASH"], "1 week", "2026-01-05", "monday")
CHRISTMAS = made(
    ["U0DEE", "U0ASH"], "1 week", "2026-01-05", "monday",
    overrides=[
        override("U0ASH", "2026-12-24T17:00", "2026-12-27T09:00"),
        override("U0MEL", "2026-12-25T00:00", "2026-12-26T00:00"),
        override("U0KIT", "2025-12-01T09:00", "2025-12-02T09:00"),
    ],
)  # fmt: skip
AT_NIGHT = made(["U0DEE", "U0ASH"], "1 d", "2026-01-05", at="01:30")
SPRING_COVER = made(
    ["U0DEE"], "1 week", "2026-01-05", "monday",
    overrides=[override("U0ASH", "2026-03-29T01:30", "2026-03-29T09:00")],
)  # fmt: skip


@pytest.mark.parametrize(
    ("of", "at", "who", "until"),
    [
        (WEEKLY, "2026-01-05 08:59", None, "2026-01-05 09:00"),
        (WEEKLY, "2026-01-05 09:00", "U0DEE", "2026-01-12 09:00"),
        (WEEKLY, "2026-01-12 08:59", "U0DEE", "2026-01-12 09:00"),
        (WEEKLY, "2026-01-12 09:00", "U0ASH", "2026-01-19 09:00"),
        (WEEKLY, "2026-11-12 02:50", "U0DEE", "2026-11-16 09:00"),
        (WEEKLY, "2020-01-01 00:00", None, "2026-01-05 09:00"),
        # handed over at nine on the wall, over both changes of the clocks
        (WEEKLY, "2026-03-30 07:59", "U0ASH", "2026-03-30 08:00"),
        (WEEKLY, "2026-03-30 08:00", "U0DEE", "2026-04-06 08:00"),
        (WEEKLY, "2026-10-26 08:59", "U0ASH", "2026-10-26 09:00"),
        (WEEKLY, "2026-10-26 09:00", "U0DEE", "2026-11-02 09:00"),
        (FROM_A_THURSDAY, "2026-01-04 12:00", None, "2026-01-05 09:00"),
        (FROM_A_THURSDAY, "2026-01-06 12:00", "U0DEE", "2026-01-12 09:00"),
        (FORTNIGHTLY, "2026-01-18 12:00", "U0DEE", "2026-01-19 09:00"),
        (FORTNIGHTLY, "2026-02-02 09:00", "U0MEL", "2026-02-16 09:00"),
        (DAILY, "2026-01-07 08:59", "U0ASH", "2026-01-07 09:00"),
        (DAILY, "2026-01-08 09:00", "U0DEE", "2026-01-09 09:00"),
        (ALONE, "2026-01-04 12:00", None, "2026-01-05 09:00"),
        (ALONE, "2026-06-01 12:00", "U0DEE", None),
        (TWICE_RUNNING, "2026-01-06 12:00", "U0DEE", "2026-01-19 09:00"),
        (TWICE_RUNNING, "2026-01-20 12:00", "U0ASH", "2026-01-26 09:00"),
        # 01:30 does not exist on 29 March, and exists twice on 25 October
        (AT_NIGHT, "2026-03-29 00:59", "U0DEE", "2026-03-29 01:00"),
        (AT_NIGHT, "2026-03-29 01:00", "U0ASH", "2026-03-30 00:30"),
        (AT_NIGHT, "2026-10-25 00:29", "U0DEE", "2026-10-25 00:30"),
        (AT_NIGHT, "2026-10-25 00:30", "U0ASH", "2026-10-26 01:30"),
        (AT_NIGHT, "2026-10-25 01:30", "U0ASH", "2026-10-26 01:30"),
        (SPRING_COVER, "2026-03-29 00:59", "U0DEE", "2026-03-29 01:00"),
        (SPRING_COVER, "2026-03-29 01:00", "U0ASH", "2026-03-29 08:00"),
        (SPRING_COVER, "2026-03-29 08:00", "U0DEE", None),
        # Dee's week from 21 December: Ash covers Christmas, and Mel Christmas Day itself
        (CHRISTMAS, "2026-12-24 16:59", "U0DEE", "2026-12-24 17:00"),
        (CHRISTMAS, "2026-12-24 17:00", "U0ASH", "2026-12-25 00:00"),
        (CHRISTMAS, "2026-12-25 23:59", "U0MEL", "2026-12-26 00:00"),
        (CHRISTMAS, "2026-12-26 00:00", "U0ASH", "2026-12-27 09:00"),
        (CHRISTMAS, "2026-12-27 09:00", "U0DEE", "2026-12-28 09:00"),
        # an override may come before the first turn
        (CHRISTMAS, "2025-12-01 08:59", None, "2025-12-01 09:00"),
        (CHRISTMAS, "2025-12-01 09:00", "U0KIT", "2025-12-02 09:00"),
        (CHRISTMAS, "2025-12-02 09:00", None, "2026-01-05 09:00"),
    ],
)
def test_turns_go_round_in_order(of: house.Rota, at: str, who: str | None, until: str | None) -> None:
    assert rota.turn(of, utc(at)) == rota.Turn(who, utc(until) if until else None)
    assert rota.on_call(of, utc(at)) == who


def test_an_override_by_whoever_is_on_anyway_is_no_change() -> None:
    of = made(
        ["U0DEE", "U0ASH"], "1 week", "2026-01-05", "monday",
        overrides=[
            override("U0DEE", "2026-01-06T09:00", "2026-01-07T09:00"),
            override("U0DEE", "2026-01-08T09:00", "2026-01-13T09:00"),
        ],
    )  # fmt: skip
    assert rota.turn(of, utc("2026-01-05 12:00")) == rota.Turn("U0DEE", utc("2026-01-13 09:00"))


def test_a_later_layer_wins_where_it_has_somebody_on() -> None:
    first, second = ({"members": [who], "handoff": {"every": "1 d", "at": "09:00", "from": on}}
                     for who, on in (("U0DEE", date(2026, 1, 5)), ("U0ASH", date(2026, 2, 1))))  # fmt: skip
    of = house.Rota.model_validate({"key": "r", "timezone": "Europe/London", "layers": [first, second]})
    assert rota.turn(of, utc("2026-01-20 12:00")) == rota.Turn("U0DEE", utc("2026-02-01 09:00"))
    assert rota.turn(of, utc("2026-02-01 09:00")) == rota.Turn("U0ASH", None)


def test_a_member_alone_is_interrupted_by_every_override() -> None:
    of = made(
        ["U0DEE"], "1 d", "2026-01-05", overrides=[override("U0ASH", "2027-06-01T09:00", "2027-06-02T09:00")]
    )
    assert rota.turn(of, utc("2026-01-06 12:00")) == rota.Turn("U0DEE", utc("2027-06-01 08:00"))


def test_an_override_that_ends_before_it_starts_puts_nobody_on() -> None:
    of = made(
        ["U0DEE"], "1 d", "2026-01-05", overrides=[override("U0ASH", "2026-02-02T09:00", "2026-02-01T09:00")]
    )
    assert rota.turn(of, utc("2026-01-06 12:00")) == rota.Turn("U0DEE", None)


@pytest.mark.parametrize("every", ["12 h", "36 h", "1 month"])
def test_turns_of_other_lengths_are_refused(every: str) -> None:
    with pytest.raises(ValueError, match="whole days or weeks"):
        rota.on_call(made(["U0DEE"], every, "2026-01-05"), utc("2026-02-01 00:00"))


# A model that walks hour by hour and counts handoffs as the wall shows them. It stays away from the hours
# that a clock change leaves out or repeats, which the tables above hold.
def walked(of: house.Rota, start: datetime, hours: int) -> list[tuple[datetime, str | None]]:
    (layer,) = of.layers
    turns = -1
    last: date | None = None
    found = []
    at = utc("2026-01-01 00:00")
    while at < start + hours * HOUR:
        wall = at.astimezone(LONDON)
        if (
            wall.date() >= layer.handoff.start
            and wall.time() == layer.handoff.at
            and hands_over(of, wall, last)
        ):
            turns, last = turns + 1, wall.date()
        who = layer.members[turns % len(layer.members)] if turns >= 0 else None
        for cover in of.overrides:
            if cover.start <= wall.replace(tzinfo=None) < cover.end:
                who = cover.who
        if at >= start:
            found.append((at, who))
        at += HOUR
    return found


def hands_over(of: house.Rota, wall: datetime, last: date | None) -> bool:
    handoff = of.layers[0].handoff
    if last is None:
        return handoff.day is None or FULL[wall.weekday()] == handoff.day
    assert isinstance(handoff.every, timedelta)
    return wall.date() == last + handoff.every


SAFE_HOURS = st.sampled_from([0, 3, 9, 17, 23])
MEMBERS = st.lists(st.sampled_from(["U0A", "U0B", "U0C"]), min_size=1, max_size=4)
EVERY = st.sampled_from(
    [("1 d", None), ("2 d", None), ("10 d", None), ("1 week", "sunday"), ("2 weeks", "friday")]
)
WHEN = st.builds(
    lambda day, hour: datetime(2026, 3, 20) + timedelta(days=day, hours=hour),  # noqa: DTZ001
    st.integers(0, 20),
    SAFE_HOURS,
)
OVERRIDES = st.lists(
    st.builds(
        lambda who, start, hours: {"who": who, "from": start, "until": start + timedelta(days=hours)},
        st.sampled_from(["U0A", "U0X", "U0Y"]),
        WHEN,
        st.integers(1, 5),
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(MEMBERS, EVERY, SAFE_HOURS, st.integers(0, 89), OVERRIDES)
def test_the_rota_agrees_with_walking_hour_by_hour(
    members: list[str], every: tuple[str, str | None], hour: int, offset: int, overrides: list[dict[str, Any]]
) -> None:
    start = date(2026, 1, 2) + timedelta(days=offset)
    of = made(members, every[0], start.isoformat(), every[1], f"{hour:02}:00", overrides=overrides)
    model = walked(of, utc("2026-03-24 00:00"), 24 * 20)
    assert [(at, rota.on_call(of, at)) for at, _ in model] == model
    for at, who in model[::11]:
        said = rota.turn(of, at)
        assert said.who == who
        first_other = next((later for later, other in model if later > at and other != who), None)
        if first_other:
            assert said.until == first_other
        else:
            assert said.until is None or said.until > model[-1][0]


@settings(max_examples=40, deadline=None)
@given(MEMBERS, EVERY, st.integers(0, 60 * 24 - 1), st.integers(0, 60 * 24 * 3))
def test_nobody_changes_before_until_and_somebody_does_then(
    members: list[str], every: tuple[str, str | None], at_minute: int, offset: int
) -> None:
    clock = f"{at_minute // 60 % 24:02}:{at_minute % 60:02}"
    of = made(members, every[0], "2026-01-02", every[1], clock)
    for around in (utc("2026-03-28 00:00"), utc("2026-10-24 00:00")):
        at = around + timedelta(minutes=offset)
        said = rota.turn(of, at)
        if said.until is None:
            assert len(set(members)) == 1
            continue
        assert said.until > at
        assert rota.on_call(of, said.until - timedelta(seconds=1)) == said.who
        assert rota.on_call(of, said.until) != said.who
