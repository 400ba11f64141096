"""A change of on-call whose messages are drawn anew: for each who came on, and behind what rings."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

import db.escalation
import db.outbox
from bot.handoff import TAP_WITHIN
from db import tables
from db.session import Database
from tests import house as houses
from tests.handlers.covers import shown
from tests.handlers.test_handoff import (
    ASH,
    DEE,
    IDA,
    MONDAY,
    SUNDAY,
    acknowledges,
    begin,
    comes,
    house,
    may_take,
    reload,
    rings,
    somebody,
    taps,
    told,
    written,
)
from tests.house import MINUTE, NO_TEA, Clock, Rowan, journal, rows

__all__ = ["house"]


def two_lines() -> houses.Written:
    """Two rotas of one ladder, which change at one time: on Monday Ash and Mel come on."""
    said = written(DEE, ASH)
    said["rotas"].append({**said["rotas"][0], "key": "second-line", "members": [IDA, "U0LEAD"]})
    said["ladders"][0]["rungs"].insert(1, {"tell": "rota:second-line", "within": "10 min"})
    return said


def test_whoever_came_on_by_either_rota_sees_that_it_was_taken(database: Database) -> None:
    house = Rowan(database, Clock(SUNDAY)).load(two_lines())
    house.tick()
    comes(house, MONDAY - 5 * MINUTE)
    ray = rings(house, "ray")
    comes(house, MONDAY)
    assert told(house) == [ASH, "U0LEAD"]
    house.all_sent()
    acknowledges(house, ASH, ray)
    drawn = shown(house, "on_call", updates=True)
    assert len(drawn) == 2
    assert all("Ash has it" in one or "You have" in one for one in drawn), drawn


def test_nobody_is_asked_again_on_an_account_that_several_use_by_now(database: Database) -> None:
    house = begin(database)
    comes(house, MONDAY)
    said = written()
    for one in said["staff"]:
        one["shared"] = one["slack"] == ASH or one.get("shared", False)
    houses.apply(database, said, house.clock.at)
    comes(house, MONDAY + 31 * MINUTE)
    assert told(house) == [ASH]
    assert journal(database, "handoff.no_tap") == []
    assert [row.chase_at for row in rows(database, tables.Handoff)] == [None, None]


@pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)
def test_a_house_file_waits_for_what_rings_before_it_holds_a_message(database: Database) -> None:
    house = begin(database)
    comes(house, MONDAY)
    ringing = rings(house)
    house.all_sent()
    house.clock.passes(10)
    said = written(ASH, DEE)
    said["people"][0]["plan"]["contacts"]["not_wanted"].append({"staff": ASH})
    loads = threading.Thread(target=reload, args=(house, said))
    with database.write() as session:
        db.escalation.get(session, ringing, lock=True)
        loads.start()
        loads.join(0.4)
        assert loads.is_alive()
        wanted = sa.select(col(tables.Outbox.id)).where(
            col(tables.Outbox.kind) == "on_call", col(tables.Outbox.updates).is_(None)
        )
        assert session.execute(wanted.with_for_update(nowait=True)).all()
    loads.join()
    assert DEE in told(house)


@pytest.mark.parametrize("tapped", [True, False])
def test_what_was_being_opened_while_on_call_changed_is_handed_on_at_the_tap_or_when_there_is_none(
    house: Rowan, tapped: bool
) -> None:
    """It was stamped before the change, rang whoever went off, and could be seen only after it."""
    comes(house, MONDAY)
    house.clock.at = MONDAY - timedelta(milliseconds=80)
    opened = rings(house)
    assert house.pings() == [(1, DEE)]
    assert not may_take(house, ASH, opened)
    house.clock.at = MONDAY + MINUTE
    later = rings(house, "ray")
    if tapped:
        assert taps(house) == "done"
    else:
        comes(house, MONDAY + TAP_WITHIN)
    assert may_take(house, ASH, opened)
    handed = [
        row.escalation_id for row in rows(house.database, tables.EscalationEvent) if row.what == "handed"
    ]
    assert handed == [opened]
    assert later != opened


def just_told(house: Rowan) -> int:
    """The change of on-call that a load brought; behind it is the one to come."""
    [one] = rows(house.database, tables.Handoff, col(tables.Handoff.told_at).is_not(None))
    return int(one.id)


@pytest.mark.parametrize("tapped", [True, False])
def test_what_rang_by_the_old_rota_while_the_new_one_was_loaded_is_handed_on(
    house: Rowan, tapped: bool
) -> None:
    """A load is of when it began, and waits for whoever writes: the old rota holds until its commit."""
    comes(house, MONDAY - 5 * MINUTE)
    began = house.clock.at
    house.clock.passes(0.02)
    opened = rings(house)
    assert house.pings() == [(1, DEE)]
    house.clock.at = began
    if tapped:
        reload(house, written(ASH, DEE))
    else:
        # not to be seen by the load yet
        hidden = [opened]
        with pytest.MonkeyPatch.context() as patch:
            live_of = db.escalation.live_of
            patch.setattr(
                db.escalation,
                "live_of",
                lambda session, service_id: [
                    one for one in live_of(session, service_id) if one.id not in hidden
                ],
            )
            reload(house, written(ASH, DEE))
        assert not may_take(house, ASH, opened)
        assert taps(house, handoff_id=just_told(house)) == "done"
    assert may_take(house, ASH, opened)


def test_what_opens_by_the_new_rota_rings_whoever_is_on_and_is_handed_to_nobody(house: Rowan) -> None:
    comes(house, MONDAY - 5 * MINUTE)
    reload(house, written(ASH, DEE))
    house.clock.passes(0.5)
    opened = rings(house)
    assert house.pings() == [(1, ASH)]
    assert taps(house, handoff_id=just_told(house)) == "done"
    assert [row for row in rows(house.database, tables.EscalationEvent) if row.what == "handed"] == []
    assert may_take(house, ASH, opened)


def test_what_rings_somebody_by_their_role_after_they_went_off_is_not_handed_on(house: Rowan) -> None:
    comes(house, MONDAY - 5 * MINUTE)
    comes(house, MONDAY + timedelta(seconds=1))
    house.clock.passes(0.5)
    house.says("sam", NO_TEA)
    with house.database.write() as session:
        dee = somebody(house, DEE)
        put = {"to_user": DEE, "staff_id": dee.id, "escalation_id": house.escalations()[-1].id}
        assert db.outbox.put(session, "ping", house.clock.at, **put)
    assert taps(house) == "done"
    assert [row for row in rows(house.database, tables.EscalationEvent) if row.what == "handed"] == []
