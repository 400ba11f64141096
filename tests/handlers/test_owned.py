"""What no retry can mend goes to a person by name, and to the next one where that one cannot be told either."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

import db.outbox
import db.people
from bot.sending import Never
from bot.transitions import PassOn, Take
from db import tables
from db.session import Database
from db.tables import Sending
from handlers import settling
from tests.house import MINUTE, SLEEPLESS, Rowan, rows

BOSS, ASH, IDA, DEE, MEL = "U0BOSS", "U0ASH", "U0IDA", "U0DEE", "U0LEAD"


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House has been asked; the prompt waits to be sent."""
    made = Rowan(database).load()
    made.ask()
    return made


def unlist(house: Rowan, *roles: str) -> None:
    """Nobody with these roles is in any file now."""
    with house.database.write() as session:
        for one in db.people.listed(session):
            if one.role in roles:
                session.get_one(tables.Staff, one.id).listed = False


def leave(house: Rowan, *who: str) -> None:
    """These people work in no house now."""
    with house.database.write() as session:
        for link in session.execute(sa.select(tables.StaffService)).scalars():
            if session.get_one(tables.Staff, link.staff_id).slack in who:
                link.ended_at = house.clock.at


def never(house: Rowan, kind: str) -> None:
    """Slack will never take the first message of this kind that waits."""
    with house.database.write() as session:
        others = sa.update(tables.Outbox).where(col(tables.Outbox.state) == Sending.WAITING)
        session.execute(others.where(col(tables.Outbox.kind) != kind).values(state=Sending.SENT))
    with house.database.write() as session:
        letter = db.outbox.claim(session, "me", house.clock.at, house.clock.real(), MINUTE)
    assert letter is not None
    settling.failed(house.relay, letter, Never("is_archived"))


def told(house: Rowan) -> list[str]:
    return [str(row.to_user) for row in house.sent("notice")]


@pytest.mark.parametrize(
    ("gone", "left", "who"),
    [
        ((), (), [BOSS]),
        (("administrator",), (), [ASH, IDA]),
        (("administrator",), (ASH,), [IDA]),
        (("administrator",), (ASH, IDA), [ASH, IDA, DEE]),
        (("administrator", "manager"), (ASH, IDA), [MEL]),
        (("administrator", "manager", "team_leader"), (ASH, IDA), []),
    ],
)
def test_the_first_of_those_responsible_are_told(
    house: Rowan, gone: tuple[str, ...], left: tuple[str, ...], who: list[str]
) -> None:
    unlist(house, *gone)
    leave(house, *left)
    never(house, "prompt")
    assert told(house) == who
    assert {row.about for row in house.sent("notice")} <= {"prompt is_archived"}


def test_where_one_cannot_be_told_the_next_are(house: Rowan) -> None:
    never(house, "prompt")
    never(house, "notice")
    assert told(house) == [BOSS, ASH, IDA]
    assert {row.about for row in house.sent("notice")} == {"prompt is_archived"}


def test_where_another_was_told_nobody_else_is(house: Rowan) -> None:
    unlist(house, "administrator")
    never(house, "prompt")
    never(house, "notice")
    assert told(house) == [ASH, IDA]


def test_everybody_is_tried_once_and_then_it_ends(house: Rowan) -> None:
    never(house, "prompt")
    while any(row.state == Sending.WAITING for row in house.sent("notice")):
        never(house, "notice")
    assert told(house) == [BOSS, ASH, IDA, DEE, MEL]
    given_up = rows(house.database, tables.Journal, col(tables.Journal.what) == "message.given_up")
    assert len(given_up) == 6


def test_what_the_watchdog_says_goes_on_to_the_next_with_what_it_is_about(house: Rowan) -> None:
    with house.database.write() as session:
        boss = db.people.staff_by_slack(session, BOSS)
        assert boss
        about = {
            "service_id": 1,
            "about": "watchdog unasked 1",
            "dedupe": f"notice {boss.id} watchdog unasked 1 today",
        }
        db.outbox.put(session, "notice", house.clock.at, to_user=BOSS, staff_id=boss.id, **about)
    never(house, "notice")
    assert told(house) == [BOSS, ASH, IDA]
    assert {row.about for row in house.sent("notice")} == {"watchdog unasked 1"}


def test_somebody_is_told_where_no_house_is_concerned_and_nobody_is_an_administrator(house: Rowan) -> None:
    unlist(house, "administrator")
    with house.database.read() as session:
        assert [one.slack for one in db.people.administrators(session, None)] == [ASH, IDA, DEE]


def test_whoever_it_is_passed_on_to_and_will_never_hear_is_not_waited_for(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.does(DEE, Take())
    house.does(DEE, PassOn((house.author(MEL).staff_id,)))
    house.tick()
    before = len(house.pings())
    never(house, "passed")
    house.tick()
    told = house.pings()[before:]
    assert [who for _, who in told] == [DEE]
