"""The App Home published: what somebody is told once, what Slack does not take, what it names and what it costs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from bot.notes import Said
from bot.replies import Answer
from db import tables
from handlers import home as listening
from tests.handlers.homes import (
    HOUR,
    JO,
    MEL,
    STRANGER,
    TABLET,
    Slack,
    home,
    note,
    seen,
    shown,
)
from tests.house import (
    CLEAR,
    Rowan,
    apply,
    rowan,
    rows,
    staff,
)

# published


def test_somebody_is_told_once_what_it_is_and_what_is_kept(house: Rowan) -> None:
    assert "Welcome to Relay" in shown(house)
    assert "Welcome to Relay" not in shown(house)
    assert [row.slack for row in rows(house.database, tables.Welcomed)] == [JO]


def test_somebody_in_no_list_is_told_each_time_and_once_more_when_listed(house: Rowan) -> None:
    assert all("Welcome to Relay" in shown(house, STRANGER) for _ in range(2))
    written = rowan()
    written["staff"].append(staff(STRANGER, "New", "support_worker"))
    apply(house.database, written, house.clock.at)
    assert "Welcome to Relay" in shown(house, STRANGER)
    assert "Welcome to Relay" not in shown(house, STRANGER)


def test_what_came_of_a_tap_is_said_once(house: Rowan) -> None:
    client = Slack()
    listening.publish(house.relay, client, JO, "Saved: Sam was seen, no signs.")  # type: ignore[arg-type]
    assert "Saved: Sam was seen, no signs." in json.dumps(client.published[0])
    assert "Saved:" not in shown(house)


@pytest.mark.parametrize("down", ["ratelimited", "not_enabled", "internal_error"])
def test_what_slack_did_not_take_was_told_to_nobody(house: Rowan, down: str) -> None:
    listening.publish(house.relay, Slack(down=down), JO)  # type: ignore[arg-type]
    assert rows(house.database, tables.Welcomed) == []
    assert "Welcome to Relay" in shown(house)


def test_a_home_names_no_sign_no_step_and_no_note(house: Rowan) -> None:
    written = rowan()
    for sign in written["people"][0]["plan"]["signs"]:
        sign["says"] = "SECRET sign"
    written["people"][0]["plan"]["steps"] = ["SECRET step"]
    apply(house.database, written, house.clock.at)
    house.says("sam", Answer("signs", {"sleep": 2.0, "pacing": 1.0}, says="SECRET said", note="SECRET note"))
    house.says("sam", Answer("clear", wants="SECRET wish"), MEL)
    note(house, Said("else", "now", "incidents", "SECRET text", wants="SECRET wish"))
    note(house, Said("worry", "now", text="SECRET worry"), None)
    house.tick()
    assert len(seen(house).open) > 1
    for slack in (JO, MEL, TABLET):
        assert "SECRET" not in shown(house, slack)


# what it costs


@contextmanager
def statements() -> Iterator[list[str]]:
    counted: list[str] = []

    def count(*what: Any) -> None:
        counted.append(what[2])

    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    yield counted
    sa.event.remove(sa.Engine, "before_cursor_execute", count)


def cost(house: Rowan) -> int:
    with statements() as counted:
        home(house)
    return len(counted)


def test_it_costs_no_more_for_more_people_and_a_longer_past(house: Rowan) -> None:
    written = rowan()
    before = cost(house)
    written["people"] += [{"key": f"p{n}", "known_as": f"P{n}", "service": "rowan-house"} for n in range(20)]
    apply(house.database, written, house.clock.at)
    for _ in range(6):
        house.clock.at += 24 * HOUR
        house.tick()
        house.says("sam", CLEAR)
        house.says("ray", CLEAR, MEL)
    assert len(seen(house).people) == 22
    assert cost(house) <= before + 4
    assert 10 < before < 40
