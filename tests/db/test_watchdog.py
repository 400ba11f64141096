"""What the watchdog reads: what goes on, at a cost that follows it and not the years behind."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import bot.watchdog
import db.watchdog
from bot.watchdog import Gathered
from db import tables
from db.session import Database
from tests.db.past import HOUR, Cost, counted, every_shift, keep
from tests.handlers import huddles
from tests.house import DUE, MINUTE, NOON, SLEEPLESS, Rowan, rows

SECOND = timedelta(seconds=1)


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House: Sam's signs were seen, and Dee was told."""
    made = Rowan(database).load()
    made.ask()
    made.says("sam", SLEEPLESS)
    return made


def gathered(house: Rowan, ticked: timedelta | None = None) -> Gathered:
    with house.database.read() as session:
        return db.watchdog.gathered(session, house.clock.at, house.clock.slack, ticked)


def change(house: Rowan, table: Any, **values: Any) -> None:
    """Something wrote to the database that was not the program."""
    with house.database.write() as session:
        session.execute(sa.update(table).values(**values))


def test_what_goes_on_is_read_with_the_time_the_database_has(house: Rowan) -> None:
    (one,) = gathered(house).kept
    assert (one.escalation.id, one.escalation.state) == (house.escalations()[0].id, "open")
    assert one.next_at == one.escalation.due_at == DUE + 10 * MINUTE
    change(house, tables.Escalation, next_at=None)
    assert [one.next_at for one in gathered(house).kept] == [None]


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"state": "open"}, 1),
        ({"state": "acknowledged"}, 1),
        ({"state": "acted_on", "remind_at": DUE, "next_at": None}, 1),
        ({"state": "acted_on", "remind_at": None, "next_at": DUE}, 1),
        ({"state": "acted_on", "remind_at": None, "next_at": None}, 0),
        ({"state": "closed", "next_at": None}, 0),
        ({"state": "stood_down", "next_at": None}, 0),
    ],
)
def test_what_is_over_is_not_read(house: Rowan, values: dict[str, Any], count: int) -> None:
    change(house, tables.Escalation, **values)
    assert len(gathered(house).kept) == count


def test_a_handover_is_read_once_it_was_due_for_more_than_a_minute(house: Rowan) -> None:
    (planned,) = [one for one in rows(house.database, tables.Handover) if one.state == "planned"]
    house.clock.at = planned.due_at + MINUTE
    assert gathered(house).planned == []
    house.clock.at += SECOND
    (one,) = gathered(house).planned
    assert (one.id, one.service_id, one.due_at) == (planned.id, house.service().id, planned.due_at)


def test_a_house_without_a_next_question_is_read(house: Rowan) -> None:
    assert gathered(house).unplanned == []
    change(house, tables.Handover, state="asked")
    assert gathered(house).unplanned == [house.service().id]


def test_what_waits_and_rings_is_read_and_nothing_else(house: Rowan) -> None:
    house.clock.passes(3)
    (one,) = gathered(house).urgent  # the house's line and the question wait as well
    assert (one.service_id, one.due_at) == (house.service().id, DUE)
    change(house, tables.Outbox, escalation_id=None)
    assert [one.service_id for one in gathered(house).urgent] == [None]
    house.all_sent()
    assert gathered(house).urgent == []


def test_a_claim_that_ended_is_read_by_the_real_clock(house: Rowan) -> None:
    change(house, tables.Outbox, state="sending", lease_until=NOON)
    house.clock.slack = NOON + MINUTE
    assert gathered(house).begun == []
    house.clock.slack += SECOND
    assert set(gathered(house).begun) == {NOON}
    house.all_sent()
    change(house, tables.Outbox, state="sent")
    assert gathered(house).begun == []


def test_ticks_are_counted_by_whoever_looks(house: Rowan) -> None:
    assert gathered(house, 5 * MINUTE).ticked == 5 * MINUTE


def much(house: Rowan, count: int) -> None:
    """So much is over: handovers, escalations and messages."""
    service, sam = house.service().id, house.person("sam").id
    old = next(iter(house.escalations()))
    kept = {name: getattr(old, name) for name in tables.Escalation.model_fields if name != "id"}
    over = {**kept, "state": "closed", "next_at": None, "due_at": None}
    told = {
        "kind": "ping", "priority": 0, "service_id": service, "number": 1, "broadcast": False, "state": "sent",
        "made_at": DUE - 99 * HOUR, "due_at": DUE - 99 * HOUR, "attempts": 1, "ambiguous": False,
    }  # fmt: skip
    with house.database.write() as session:
        keep(session, sam, every_shift(DUE - 8 * HOUR, count), [], 5000)
        session.execute(sa.insert(tables.Escalation), [over] * count)
        session.execute(sa.insert(tables.Outbox), [{**told, "token": f"past {n}"} for n in range(count)])


def cost(house: Rowan) -> Cost:
    # through the writer, which is the one that is counted
    with counted(house.database) as found, house.database.write() as session:
        seen = db.watchdog.gathered(session, house.clock.at, house.clock.slack)
    assert bot.watchdog.faults(seen) == []
    return found


def test_a_look_costs_the_same_after_ten_years_as_after_a_day(house: Rowan) -> None:
    day = cost(house)
    much(house, 10 * 365)
    years = cost(house)
    reads = [[one for one in how.statements if one.startswith("SELECT")] for how in (day, years)]
    assert [len(one) for one in reads] == [11, 11]
    assert day.rows == years.rows == 2  # the escalation, and a count
    for table in ("escalation", "handover", "outbox"):
        assert [how for how in years.scans(table) if "ix_outbox_unsent" not in how] == []


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_messages_are_found_by_the_index_of_those_on_their_way(house: Rowan) -> None:
    found = [how for how in cost(house).plans if re.search(r"\boutbox\b", how)]
    assert len(found) == 2
    assert all("ix_outbox_unsent" in how for how in found)


def private(house: Rowan, **values: Any) -> None:
    """Safeguarding was told something, just now."""
    author = house.author().staff_id
    row = {
        "service_id": house.service().id, "text": "words", "urgency": "now", "left_out": [], "author_id": author,
        "said_at": house.clock.at, "nonce": "n", "state": "open", "due_at": house.clock.at,
    }  # fmt: skip
    with house.database.write() as session:
        session.execute(sa.insert(tables.PrivateConcern).values(**{**row, **values}))


@pytest.mark.parametrize(
    ("values", "undone"),
    [
        ({}, 0),
        ({"due_at": DUE - 2 * MINUTE}, 1),
        ({"due_at": None}, 1),
        ({"due_at": DUE - 2 * MINUTE, "state": "closed"}, 0),
        ({"due_at": None, "state": "acknowledged"}, 0),
    ],
)
def test_what_was_told_privately_is_counted_when_it_is_late(
    house: Rowan, values: dict[str, Any], undone: int
) -> None:
    private(house, **values)
    assert gathered(house).undone == undone


def test_a_change_of_on_call_and_silence_are_counted_when_they_are_late(house: Rowan) -> None:
    assert gathered(house).undone == 0
    change(house, tables.Handover, look_at=DUE - 2 * MINUTE)
    before = gathered(house).undone
    assert before > 0
    row = {"rota": "other", "at": DUE - 2 * MINUTE, "state": "planned"}
    with house.database.write() as session:
        session.execute(sa.insert(tables.Handoff).values(**row))
    assert gathered(house).undone == before + 1


def test_a_digest_is_read_once_it_was_due_for_more_than_ten_minutes(database: Database) -> None:
    house = Rowan(database).load(huddles.said())
    house.tick()
    (planned,) = rows(database, tables.Huddle)
    house.clock.at = planned.due_at + 10 * MINUTE
    assert gathered(house).unposted == []
    house.clock.at += SECOND
    (one,) = gathered(house).unposted
    assert (one.id, one.service_id, one.due_at) == (planned.id, house.service().id, planned.due_at)
    change(house, tables.Huddle, channel="C0ELSEWHERE")
    assert [one.service_id for one in gathered(house).unposted] == [None]
    change(house, tables.Huddle, state="missed")
    assert gathered(house).unposted == []
