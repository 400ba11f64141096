from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import house, rota

LONDON = ZoneInfo("Europe/London")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def made(
    members: list[str], every: str, start: str, day: str | int | None = None, at: str = "09:00", **more: Any
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
TWO = ["U0DEE", "U0ASH"]
HALF_DAYS = made(TWO, "12 h", "2026-01-05", at="08:00")
DAY_AND_A_HALF = made(TWO, "36 h", "2026-03-28", at="08:00")
FIVE_HOURS = made(TWO, "5 h", "2026-03-28", at="08:00")
HOURLY = made(["U0DEE", "U0ASH", "U0MEL"], "1 h", "2026-03-29", at="00:00")
HOURLY_IN_AUTUMN = made(["U0DEE", "U0ASH", "U0MEL"], "1 h", "2026-10-25", at="00:45")
ON_THE_31ST = made(TWO, "1 month", "2026-01-31", 31)
FROM_A_15TH = made(["U0DEE", "U0ASH", "U0MEL"], "1 month", "2026-01-16", 15)
CHICAGO = made(TWO, "12 h", "2026-03-01", at="19:00", timezone="America/Chicago")
CHICAGO_AT_TWO = made(TWO, "1 d", "2026-03-01", at="02:30", timezone="America/Chicago")
LORD_HOWE = made(TWO, "12 h", "2026-04-01", at="20:00", timezone="Australia/Lord_Howe")
LORD_HOWE_EARLY = made(TWO, "1 d", "2026-10-01", at="02:10", timezone="Australia/Lord_Howe")
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
        # every 12 h at 08:00 is 08:00 and 20:00: a night of 11 hours in March, and one of 13 in October
        (HALF_DAYS, "2026-01-05 08:00", "U0DEE", "2026-01-05 20:00"),
        (HALF_DAYS, "2026-03-28 20:00", "U0ASH", "2026-03-29 07:00"),
        (HALF_DAYS, "2026-03-29 07:00", "U0DEE", "2026-03-29 19:00"),
        (HALF_DAYS, "2026-10-24 19:00", "U0ASH", "2026-10-25 08:00"),
        (HALF_DAYS, "2026-10-25 08:00", "U0DEE", "2026-10-25 20:00"),
        # so it stays with lengths that do not fit into a day
        (DAY_AND_A_HALF, "2026-03-28 12:00", "U0DEE", "2026-03-29 19:00"),
        (DAY_AND_A_HALF, "2026-07-02 06:59", "U0ASH", "2026-07-02 07:00"),
        (FIVE_HOURS, "2026-03-28 23:30", "U0ASH", "2026-03-29 03:00"),
        (FIVE_HOURS, "2026-03-29 03:00", "U0DEE", "2026-03-29 08:00"),
        # an hour that is left out is nobody's turn, and one that comes twice is one turn
        (HOURLY, "2026-03-29 00:59", "U0DEE", "2026-03-29 01:00"),
        (HOURLY, "2026-03-29 01:00", "U0MEL", "2026-03-29 02:00"),
        (HOURLY_IN_AUTUMN, "2026-10-25 00:44", "U0DEE", "2026-10-25 00:45"),
        (HOURLY_IN_AUTUMN, "2026-10-25 00:45", "U0ASH", "2026-10-25 02:45"),
        (HOURLY_IN_AUTUMN, "2026-10-25 01:20", "U0ASH", "2026-10-25 02:45"),
        # the 31st is the last day of a shorter month
        (ON_THE_31ST, "2026-01-31 08:59", None, "2026-01-31 09:00"),
        (ON_THE_31ST, "2026-01-31 09:00", "U0DEE", "2026-02-28 09:00"),
        (ON_THE_31ST, "2026-02-28 09:00", "U0ASH", "2026-03-31 08:00"),
        (ON_THE_31ST, "2026-03-31 08:00", "U0DEE", "2026-04-30 08:00"),
        (ON_THE_31ST, "2028-02-29 08:59", "U0DEE", "2028-02-29 09:00"),
        (ON_THE_31ST, "2028-02-29 09:00", "U0ASH", "2028-03-31 08:00"),
        (FROM_A_15TH, "2026-01-20 00:00", None, "2026-02-15 09:00"),
        (FROM_A_15TH, "2026-04-14 12:00", "U0ASH", "2026-04-15 08:00"),
        (FROM_A_15TH, "2026-05-15 08:00", "U0DEE", "2026-06-15 08:00"),
        # other zones
        (CHICAGO, "2026-03-08 02:00", "U0DEE", "2026-03-08 12:00"),
        (CHICAGO, "2026-11-01 12:59", "U0DEE", "2026-11-01 13:00"),
        (CHICAGO_AT_TWO, "2026-03-08 07:59", "U0DEE", "2026-03-08 08:00"),
        (CHICAGO_AT_TWO, "2026-03-08 08:00", "U0ASH", "2026-03-09 07:30"),
        (LORD_HOWE, "2026-04-04 09:00", "U0DEE", "2026-04-04 21:30"),
        (LORD_HOWE, "2026-10-03 09:30", "U0DEE", "2026-10-03 21:00"),
        (LORD_HOWE_EARLY, "2026-10-03 15:29", "U0DEE", "2026-10-03 15:30"),
        (LORD_HOWE_EARLY, "2026-10-03 15:30", "U0ASH", "2026-10-04 15:10"),
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


def layered(*layers: list[str]) -> house.Rota:
    """Layers that all change daily at 09:00 from Monday 5 January on."""
    handoff = {"every": "1 d", "at": "09:00", "from": date(2026, 1, 5)}
    written = [{"members": members, "handoff": handoff} for members in layers]
    return house.Rota.model_validate({"key": "r", "timezone": "Europe/London", "layers": written})


WEEKEND = layered(["U0DEE"], ["nobody"] * 5 + ["U0ASH"] * 2)


@pytest.mark.parametrize(
    ("of", "at", "turn"),
    [
        (WEEKEND, "2026-01-07 12:00", rota.Turn("U0DEE", utc("2026-01-10 09:00"))),
        (WEEKEND, "2026-01-11 12:00", rota.Turn("U0ASH", utc("2026-01-12 09:00"))),
        (layered(["nobody", "U0DEE"]), "2026-01-05 12:00", rota.Turn(None, utc("2026-01-06 09:00"))),
        (layered(["U0DEE"], ["nobody", "U0DEE"]), "2026-01-05 12:00", rota.Turn("U0DEE", None)),
    ],
)
def test_a_turn_of_nobody_leaves_it_to_the_layers_before(of: house.Rota, at: str, turn: rota.Turn) -> None:
    assert rota.turn(of, utc(at)) == turn


def test_turns_of_nobody_in_a_lone_layer_are_gaps() -> None:
    of = layered(["U0DEE", "U0DEE", "nobody"])
    assert rota.gaps(of, utc("2026-01-05 09:00"), utc("2026-01-11 09:00")) == [
        (utc("2026-01-07 09:00"), utc("2026-01-08 09:00")),
        (utc("2026-01-10 09:00"), utc("2026-01-11 09:00")),
    ]


def test_layers_that_agree_for_good_are_looked_at_only_so_far() -> None:
    of = layered(["U0DEE", "U0ASH"], ["nobody", "U0DEE"])
    said = rota.turn(of, utc("2026-01-05 12:00"))
    assert (said.who, said.until is not None) == ("U0DEE", True)


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


@pytest.mark.parametrize("day", [None, "monday"])
def test_a_month_without_a_day_s_number_is_refused(day: str | None) -> None:
    with pytest.raises(ValueError, match="day with a number"):
        rota.on_call(made(["U0DEE"], "1 month", "2026-01-05", day), utc("2026-02-01 00:00"))


FOUR_OVERRIDES = made(
    TWO, "1 week", "2026-01-05", "monday",
    overrides=[
        override("U0MEL", "2026-01-06T09:00", "2026-01-07T09:00"),
        override("U0KIT", "2026-01-11T09:00", "2026-01-13T09:00"),
        override("U0MEL", "2026-01-18T09:00", "2026-01-27T09:00"),
        override("U0KIT", "2026-01-26T09:00", "2026-01-28T09:00"),
    ],
)  # fmt: skip


def test_overrides_split_what_they_overlap() -> None:
    said = [
        (one.who, one.start.day)
        for one in rota.stretches(FOUR_OVERRIDES, utc("2026-01-04"), utc("2026-01-31"))
    ]
    assert said == [
        (None, 4), ("U0DEE", 5),
        ("U0MEL", 6), ("U0DEE", 7),  # inside a turn
        ("U0KIT", 11), ("U0ASH", 13),  # across the end of one
        ("U0MEL", 18), ("U0KIT", 26), ("U0ASH", 28),  # around a whole one, and over each other
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("of", "at", "who", "start", "until"),
    [
        (WEEKLY, "2026-11-12 21:17", "U0ASH", "2026-11-16 09:00", "2026-11-23 09:00"),
        (WEEKLY, "2020-01-01 00:00", "U0DEE", "2026-01-05 09:00", "2026-01-12 09:00"),
        (HALF_DAYS, "2026-03-28 21:00", "U0DEE", "2026-03-29 07:00", "2026-03-29 19:00"),
        (ALONE, "2026-01-04 12:00", "U0DEE", "2026-01-05 09:00", None),
        (CHRISTMAS, "2025-12-01 10:00", None, "2025-12-02 09:00", "2026-01-05 09:00"),
    ],
)
def test_what_follows_begins_where_the_turn_ends(
    of: house.Rota, at: str, who: str | None, start: str, until: str | None
) -> None:
    assert rota.following(of, utc(at)) == rota.Stretch(who, utc(start), utc(until) if until else None)


def test_nothing_follows_somebody_who_is_on_for_good() -> None:
    assert rota.following(ALONE, utc("2026-06-01 12:00")) is None


def test_gaps_are_cut_to_what_was_asked_for() -> None:
    assert rota.gaps(CHRISTMAS, utc("2025-12-01 00:00"), utc("2025-12-25 00:00")) == [
        (utc("2025-12-01 00:00"), utc("2025-12-01 09:00")),
        (utc("2025-12-02 09:00"), utc("2025-12-25 00:00")),
    ]
    assert rota.gaps(WEEKLY, utc("2026-01-05 09:00"), utc("2036-01-05 09:00")) == []
    assert rota.gaps(WEEKLY, utc("2025-01-01 00:00"), utc("2025-01-01 00:00")) == []
    assert list(rota.stretches(WEEKLY, utc("2026-02-01"), utc("2026-01-01"))) == []


def test_instants_may_be_given_in_any_zone_and_are_said_in_utc() -> None:
    (gap,) = rota.gaps(WEEKLY, utc("2026-01-01").astimezone(LONDON), utc("2026-01-02").astimezone(LONDON))
    assert [one.tzinfo for one in gap] == [UTC, UTC]


LONG_AGO = ["2001-01-01", "2026-01-05"]


@pytest.mark.parametrize(
    ("every", "day"), [("1 h", None), ("36 h", None), ("1 d", None), ("1 week", "monday"), ("1 month", 31)]
)
def test_it_costs_no_more_however_long_ago_the_rota_began(
    monkeypatch: pytest.MonkeyPatch, every: str, day: str | int | None
) -> None:
    asked: list[date] = []
    real = rota.days.instant
    monkeypatch.setattr(rota.days, "instant", lambda on, *rest: asked.append(on) or real(on, *rest))
    for start in LONG_AGO:
        rota.turn(made(TWO, every, start, day), utc("2026-10-25 01:10"))
    assert 2 < len(asked) <= 2 * 8
