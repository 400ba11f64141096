"""What the loaded house needs of Slack, read from either kind of database."""

import db.live
from bot.live import Room
from db.session import Database
from tests import house


def members(database: Database) -> dict[str, bool]:
    """Who is listed, and whether they are rung or decide."""
    with database.read() as session:
        return {one.slack: one.on_call for one in db.live.wanted(session).members}


def test_all_channels_and_everybody_listed_rung_or_told_is_there(database: Database) -> None:
    written = house.rowan()
    written["organisation"]["huddle"] = {
        "channel": "C0HUDDLE", "day": "tuesday", "at": "10:00", "timezone": "Europe/London",
    }  # fmt: skip
    house.apply(database, written)
    house.apply(database, house.oak())
    with database.read() as session:
        rooms = db.live.wanted(session).rooms
    assert set(rooms) == {Room("C0ROWAN", "rowan-house"), Room("C0OAK", "oak-house"), Room("C0HUDDLE", None)}
    found = members(database)
    assert set(found) == {one["slack"] for one in [*written["staff"], *house.oak()["staff"]]}
    assert {slack for slack, on_call in found.items() if on_call} == {"U0ASH", "U0IDA", "U0DEE", "U0OAK"}


def test_whoever_is_no_longer_listed_is_left_out_unless_reached_otherwise(database: Database) -> None:
    house.apply(database, house.rowan())
    later = house.rowan()
    later["organisation"]["safeguarding"] = {"lead": "U0LEAD"}
    gone = ("U0WORKER", "U0LEAD", "U0DEE", "U0BOSS")
    later["staff"] = [one for one in later["staff"] if one["slack"] not in gone]
    house.apply(database, later)
    assert set(gone) & set(members(database)) == {"U0LEAD", "U0DEE", "U0BOSS"}


def test_without_a_house_there_is_nothing_to_ask_about(database: Database) -> None:
    with database.read() as session:
        assert db.live.wanted(session).rooms == ()
