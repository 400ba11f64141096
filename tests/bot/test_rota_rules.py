"""What a rota may not say; each slip is one fault at its place."""

from typing import Any

import pytest

from bot.house_rules import House
from bot.rota_rules import faults

WEEKLY: dict[str, Any] = {"every": "1 week", "day": "monday", "at": "09:00", "from": "2026-01-05"}


def found(layers: list[dict[str, Any]], *overrides: dict[str, Any]) -> list[tuple[tuple[Any, ...], str]]:
    """The place below the rota and the words of every fault."""
    tablet = {"slack": "U0TAB", "name": "Tablet", "role": "support_worker", "services": [], "shared": True}
    rota = {"key": "first", "timezone": "Europe/London", "layers": layers, "overrides": list(overrides)}
    house = House.model_validate({"staff": [tablet], "rotas": [rota]})
    return [((*one.path[2:], one.key), one.what) for one in faults(house)]


def layer(who: str = "U0DEE", **handoff: Any) -> dict[str, Any]:
    return {"members": [who], "handoff": WEEKLY | handoff}


def override(start: str, until: str, who: str = "U0ASH") -> dict[str, Any]:
    return {"who": who, "from": start, "until": until}


@pytest.mark.parametrize(
    ("every", "day"),
    [
        ("1 week", "sunday"), ("2 weeks", "monday"), ("7 d", "monday"), ("1 d", None), ("24 h", None), ("2 d", None),
        ("12 h", None), ("1 h", None), ("90 min", None), ("36 h", None), ("1 month", 1), ("1 month", 31),
        ("52 weeks", "monday"),
    ],
)  # fmt: skip
def test_a_sound_hand_off_has_no_fault(every: str, day: str | int | None) -> None:
    assert found([layer(every=every, day=day)]) == []


@pytest.mark.parametrize(
    ("every", "day", "key", "what"),
    [
        ("1 month", None, "every", "changes by the month and does not say on which day"),
        ("1 month", "monday", "day", "has a day of the week and changes by the month"),
        ("1 week", None, "every", "changes by the week and does not say on which day"),
        ("14 d", None, "every", "changes by the week and does not say on which day"),
        ("1 week", 3, "day", "has a day of the month and changes by the week"),
        ("3 d", "monday", "day", "names a day and does not change by the week or the month"),
        ("12 h", "monday", "day", "names a day and does not change by the week or the month"),
        ("12 h", 3, "day", "names a day and does not change by the week or the month"),
        ("59 min", None, "every", "changes more often than once an hour"),
        ("10 s", None, "every", "changes more often than once an hour"),
        ("3601 s", None, "every", "changes at odd seconds"),
        ("400 d", None, "every", "changes less often than once a year"),
    ],
)
def test_a_hand_off_that_cannot_be_meant_is_a_fault(
    every: str, day: str | int | None, key: str, what: str
) -> None:
    assert found([layer(every=every, day=day)]) == [(("layers", 0, "handoff", key), what)]


@pytest.mark.parametrize(
    ("start", "until", "what"),
    [
        ("2026-12-24T17:00", "2026-12-24T16:59", "ends before it begins"),
        ("2026-12-24T17:00", "2026-12-24T17:00", "ends when it begins"),
        (
            "2026-03-29T01:10", "2026-03-29T01:50",
            "puts nobody on: clocks go forward that night and leave these times out",
        ),
    ],
)  # fmt: skip
def test_an_override_without_any_time_is_a_fault(start: str, until: str, what: str) -> None:
    assert found([layer()], override(start, until)) == [(("overrides", 0, "until"), what)]


def test_overrides_may_overlap_each_other_and_come_before_the_first_turn() -> None:
    assert (
        found(
            [layer()],
            override("2025-12-24T17:00", "2025-12-27T09:00"),
            override("2025-12-25T00:00", "2025-12-26T00:00"),
        )
        == []
    )


def test_layers_may_begin_one_after_the_other() -> None:
    assert found([layer(), layer(**{"from": "2026-02-02"}), layer(**{"from": "2026-02-03"})]) == []


@pytest.mark.parametrize("start", ["2026-01-05", "2025-01-01", "2025-12-30"])
def test_a_layer_below_one_that_begins_no_later_never_has_anybody_on(start: str) -> None:
    what = "never has anybody on: layer 2 begins no later, and a later layer wins from then on"
    assert found([layer(), layer("U0ASH", **{"from": start})]) == [(("layers", 0, None), what)]


def test_a_layer_with_turns_of_nobody_leaves_room_for_the_one_below() -> None:
    weekend = layer("U0ASH") | {"members": ["nobody", "U0ASH"]}
    assert found([layer(), weekend]) == []


def test_a_layer_of_nobody_never_has_anybody_on() -> None:
    empty = layer() | {"members": ["nobody", "nobody"]}
    assert found([layer(), empty]) == [(("layers", 1, "members"), "never has anybody on")]


def test_when_layers_begin_is_not_asked_of_hand_offs_that_never_come() -> None:
    assert len(found([layer(every="1 month"), layer("U0ASH")])) == 1


def test_a_shared_account_is_on_no_rota() -> None:
    what = "puts U0TAB on call, a shared account that nobody carries home"
    cover = override("2026-12-24T17:00", "2026-12-27T09:00", "U0TAB")
    assert found([layer("U0TAB")], cover) == [
        (("layers", 0, "members", 0, None), what),
        (("overrides", 0, "who", None), what),
    ]
