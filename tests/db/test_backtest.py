"""Reading what was recorded: when each thing was known, of this person and nobody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

import db.backtest
from bot.recorded import Recorded
from db import tables
from db.session import Database
from tests.house import CLEAR, DUE, MINUTE, QUIET, SLEEPLESS, Rowan, oak, rowan

NIGHT_ENDS = DUE + timedelta(hours=10)  # when the next handover is due


@pytest.fixture
def house(database: Database) -> Rowan:
    made = Rowan(database).load(rowan()).load(oak())
    made.ask()
    return made


def whole(house: Rowan, key: str = "sam") -> Recorded:
    with house.database.read() as session:
        person = db.backtest.person(session, key)
        assert person is not None
        return db.backtest.whole(session, person, house.clock.at)


def over_at(house: Rowan) -> list[float | None]:
    """How many minutes after the night's end each period was known to be over."""
    ends = [one.over_at for one in whole(house).periods]
    return [(at - NIGHT_ENDS) / MINUTE if at else None for at in ends]


def test_a_database_is_ready_when_it_has_the_tables(database: Database) -> None:
    assert db.backtest.ready(database)


def test_an_empty_database_is_not_ready(database_url: str) -> None:
    opened = Database(database_url)
    assert not db.backtest.ready(opened)
    opened.close()


def test_a_period_is_over_when_the_next_handover_of_its_own_service_was_looked_at(house: Rowan) -> None:
    assert over_at(house) == [None]
    house.clock.at = NIGHT_ENDS
    house.tick()
    assert over_at(house) == [0, None]


def test_after_downtime_a_period_is_over_when_that_was_noticed(house: Rowan) -> None:
    house.clock.at = NIGHT_ENDS + 90 * MINUTE
    house.tick()
    assert over_at(house)[0] == 90


def test_where_nothing_is_written_of_it_a_period_was_over_when_the_next_was_due(house: Rowan) -> None:
    house.clock.at = NIGHT_ENDS + 90 * MINUTE
    house.tick()
    with house.database.write() as session:
        session.execute(sa.delete(tables.Journal).where(col(tables.Journal.what) == "handover.over"))
    assert over_at(house)[0] == 0


def test_a_period_was_asked_about_when_it_was_asked(house: Rowan) -> None:
    assert [(one.due, one.asked_at) for one in whole(house).periods] == [(DUE, DUE)]


def test_it_holds_what_was_said_and_rang_about_this_person_alone(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.says("ray", QUIET)
    sam, ray = whole(house), whole(house, "ray")
    assert [dict(one.values) for one in sam.replies] == [SLEEPLESS.values]
    assert [(one.threshold, one.opened, one.tell) for one in sam.rang] == [
        ("two-together", True, "ladder:house")
    ]
    assert [one.threshold for one in ray.rang] == ["quiet"]
    assert whole(house, "kim").replies == ()


def test_what_joined_is_told_from_what_opened(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.clock.passes(5)
    house.says("sam", SLEEPLESS, slack="U0AGENCY")
    assert [one.opened for one in whole(house).rang] == [True, False]


def test_a_ring_keeps_its_own_thresholds_time_to_act(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    with house.database.write() as session:
        session.execute(sa.update(tables.Escalation).values(act_within=60))
    assert [one.act_within for one in whole(house).rang] == [30 * MINUTE]


def test_a_clear_answer_has_no_values(house: Rowan) -> None:
    house.says("sam", CLEAR)
    assert [(one.kind, one.values) for one in whole(house).replies] == [("clear", {})]


def test_nobody_has_a_key_that_was_not_loaded(house: Rowan) -> None:
    with house.database.read() as session:
        assert db.backtest.person(session, "bob") is None
        assert db.backtest.keys(session) == ["kim", "ray", "sam"]
