"""The climb: each rung told once in its time, whoever ticks; and nobody the person does not want."""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col

import db.escalation
import db.outbox
from bot.transitions import Seen, Take
from db import tables
from db.session import Database
from db.tables import Sending
from handlers.flow import escalation as flow
from tests.house import DUE, MINUTE, NO_TEA, SLEEPLESS, Rowan, apply, journal, rowan, rows

TICK = """
import sys, time
from datetime import datetime
from tests.house import Clock, Rowan
from db.session import Database
house = Rowan(Database(sys.argv[1]), Clock(at=datetime.fromisoformat(sys.argv[2])))
time.sleep(max(0, float(sys.argv[3]) - time.time()))
for _ in range(5):
    house.tick()
"""


@pytest.fixture
def house(database: Database) -> Rowan:
    """Sam's two signs have been seen: Dee, who is on call, is told."""
    made = Rowan(database).load()
    made.ask()
    made.says("sam", SLEEPLESS)
    return made


def give_up(house: Rowan, number: int, *slack: str) -> None:
    """Slack will never take this telling, for these people."""
    with house.database.write() as session:
        for row in db.outbox.of_escalation(session, 1, ("ping",)):
            if row.number == number and row.to_user in slack:
                row.state = Sending.GIVEN_UP
        session.flush()
        flow.unreachable(session, 1, "ping", number, house.clock.at)


def test_each_rung_is_told_in_its_time_and_then_the_house(house: Rowan) -> None:
    told = []
    for _ in range(40):
        before = len(house.pings())
        house.tick()
        told += [(int((house.clock.at - DUE) / MINUTE), *one) for one in house.pings()[before:]]
        house.clock.passes(1)
    assert house.pings()[0] == (1, "U0DEE")
    assert told == [(10, 2, "U0ASH"), (25, 3, "U0ASH")]
    assert len(house.sent("unanswered")) == 1
    assert len(journal(house.database, "escalation.unanswered")) == 1


@pytest.mark.parametrize("minutes", [0, 9, 10, 25, 40])
def test_a_second_tick_does_nothing_twice(house: Rowan, minutes: int) -> None:
    house.clock.passes(minutes)
    house.tick()
    once = rows(house.database, tables.Outbox)
    assert house.tick() == 0
    assert rows(house.database, tables.Outbox) == once


def test_after_downtime_all_rungs_are_told_in_order_and_the_lasts_time_counts_from_then(house: Rowan) -> None:
    house.clock.passes(60)
    house.tick()
    assert house.pings() == [(1, "U0DEE"), (2, "U0ASH")]
    assert house.escalations()[0].next_at == house.clock.at + 15 * MINUTE


def test_threads_that_tick_at_once_tell_once(house: Rowan) -> None:
    house.clock.passes(10)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: house.tick(), range(8)))
    assert house.pings() == [(1, "U0DEE"), (2, "U0ASH")]


def test_processes_that_tick_at_once_tell_once(house: Rowan) -> None:
    at = (DUE + 10 * MINUTE).isoformat()
    command = [
        sys.executable,
        "-c",
        TICK,
        house.database.url.render_as_string(False),
        at,
        str(time.time() + 2),
    ]
    assert [one.wait(30) for one in [subprocess.Popen(command) for _ in range(2)]] == [0, 0]
    assert house.pings() == [(1, "U0DEE"), (2, "U0ASH")]


# taking it


def test_the_first_to_take_it_holds_it_and_the_ladder_stops(house: Rowan) -> None:
    assert house.does("U0DEE", Take()).refused is None
    assert house.does("U0ASH", Take()).refused == "already"
    assert house.does("U0DEE", Take()).refused == "already"
    house.clock.passes(120)
    house.tick()
    assert house.pings() == [(1, "U0DEE")]
    assert len(journal(house.database, "escalation.acknowledged")) == 1


def test_of_several_who_take_it_at_once_one_wins(house: Rowan) -> None:
    house.clock.passes(10)
    house.tick()
    ready = threading.Barrier(2)

    def tap(slack: str) -> str | None:
        ready.wait()
        return house.does(slack, Take()).refused

    with ThreadPoolExecutor(2) as threads:
        said = dict(zip(["U0DEE", "U0ASH"], threads.map(tap, ["U0DEE", "U0ASH"]), strict=True))
    assert set(said.values()) == {None, "already"}
    [winner] = [slack for slack, refused in said.items() if refused is None]
    assert [row.actor for row in journal(house.database, "escalation.acknowledged")] == [winner]


def test_taking_it_and_the_next_rung_at_one_moment_end_in_one_of_two_ways(house: Rowan) -> None:
    house.clock.passes(10)
    with ThreadPoolExecutor(2) as threads:
        ticked, taken = threads.submit(house.tick), threads.submit(house.does, "U0DEE", Take())
        assert taken.result().refused is None
        ticked.result()
    assert house.escalations()[0].state.value == "acknowledged"
    house.clock.passes(30)
    before = house.pings()
    house.tick()
    assert house.pings() == before


def test_a_holder_who_does_not_see_what_joined_loses_it_after_ten_minutes(house: Rowan) -> None:
    house.all_sent()
    house.does("U0DEE", Take())
    house.says("sam", SLEEPLESS, "U0AGENCY")
    assert [(row.number, row.to_user) for row in house.sent("joined")] == [(2, "U0DEE")]
    house.clock.passes(10)
    house.tick()
    assert house.escalations()[0].state.value == "open"
    assert house.pings() == [(1, "U0DEE"), (3, "U0DEE")]
    assert len(journal(house.database, "escalation.reopened")) == 1


def test_a_holder_who_has_seen_what_joined_keeps_it(house: Rowan) -> None:
    house.does("U0DEE", Take())
    house.says("sam", SLEEPLESS, "U0AGENCY")
    assert house.does("U0ASH", Seen()).refused == "not_yours"
    assert house.does("U0DEE", Seen()).refused is None
    house.clock.passes(60)
    house.tick()
    assert house.pings() == [(1, "U0DEE")]


# nobody there


def test_a_telling_that_slack_will_never_take_brings_the_next_rung_at_once(house: Rowan) -> None:
    give_up(house, 1, "U0DEE")
    house.tick()
    assert house.pings() == [(1, "U0DEE"), (2, "U0ASH")]


def test_an_old_telling_that_fails_hurries_nobody(house: Rowan) -> None:
    house.clock.passes(10)
    house.tick()
    give_up(house, 1, "U0DEE")
    house.tick()
    assert house.pings() == [(1, "U0DEE"), (2, "U0ASH")]


def test_a_rung_of_two_goes_on_as_long_as_one_of_them_can_be_reached(database: Database) -> None:
    written = rowan()
    written["ladders"][0]["rungs"].reverse()
    written["people"][0]["plan"]["contacts"] = {}
    house = Rowan(database).load(written)
    house.ask()
    house.says("sam", SLEEPLESS)
    assert house.pings() == [(1, "U0ASH"), (1, "U0IDA")]
    give_up(house, 1, "U0ASH")
    house.tick()
    assert len(house.pings()) == 2
    give_up(house, 1, "U0IDA")
    house.tick()
    assert house.pings()[2:] == [(2, "U0DEE")]


def test_where_nobody_is_on_any_rung_the_house_is_told_at_once(database: Database) -> None:
    written = rowan()
    written["staff"] = [one for one in written["staff"] if one["role"] != "manager"]
    house = Rowan(database).load(written)
    house.ask()
    house.says("sam", SLEEPLESS)
    assert house.pings() == []
    assert len(house.sent("unanswered")) == 1
    assert [row.why for row in journal(database, "rung.empty")][:2] == [
        "nobody on rota:first-line",
        "nobody on role:manager",
    ]


def test_what_waited_for_this_shift_in_vain_is_said_again_when_it_rings_as_now(database: Database) -> None:
    written = rowan()
    written["staff"] = [one for one in written["staff"] if one["role"] not in ("manager", "team_leader")]
    house = Rowan(database).load(written)
    house.ask()
    house.says("sam", NO_TEA)
    assert len(house.sent("unanswered")) == 1
    house.clock.at = house.escalations()[0].becomes_now_at
    house.tick()
    assert len(house.sent("unanswered")) == 2
    assert len(journal(database, "escalation.rings_now")) == 1


# nobody the person does not want

STAFF = ("U0ASH", "U0IDA", "U0DEE", "U0LEAD")
TELLS = ("ladder:house", "role:manager", "rota:first-line", "role:team_leader")
RUNGS = st.lists(st.sampled_from(TELLS[1:]), min_size=1, max_size=3)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(unwanted=st.sets(st.sampled_from(STAFF)), tell=st.sampled_from(TELLS), rungs=RUNGS)
def test_nobody_whom_the_person_does_not_want_is_ever_written_to(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_sqlite: Path,
    unwanted: set[str],
    tell: str,
    rungs: Sequence[str],
) -> None:
    written = wanting(unwanted, tell, rungs)
    path = tmp_path_factory.mktemp("climb") / "relay.db"
    shutil.copy(migrated_sqlite, path)
    house = Rowan(Database(f"sqlite:///{path}")).load(written)
    house.ask()
    house.says("sam", SLEEPLESS)
    for _ in range(6):
        house.clock.passes(15)
        house.tick()
    told = {row.to_user for row in rows(house.database, tables.Outbox, col(tables.Outbox.escalation_id) == 1)}
    house.database.close()
    assert not told & unwanted
    assert told - {None} or unwanted


def wanting(unwanted: set[str], tell: str, rungs: Sequence[str]) -> dict[str, Any]:
    written = rowan()
    written["ladders"][0]["rungs"] = [{"tell": one, "within": "15 min"} for one in rungs]
    plan = written["people"][0]["plan"]
    plan["thresholds"][0]["tell"] = tell
    plan["contacts"] = {"not_wanted": [{"staff": one} for one in sorted(unwanted)]}
    return written


def test_somebody_not_wanted_any_more_is_left_out_from_then_on(house: Rowan) -> None:
    written = rowan()
    written["people"][0]["plan"]["contacts"] = {"not_wanted": [{"staff": "U0ASH"}]}
    apply(house.database, written)
    house.clock.passes(10)
    house.tick()
    assert house.pings() == [(1, "U0DEE"), (2, "U0IDA")]
