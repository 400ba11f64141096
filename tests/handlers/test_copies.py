"""Several tellings of one person: only the newest has buttons, however late the older ones were sent."""

from typing import Any

import pytest

import db.outbox
from bot.transitions import Promise, Take
from db.session import Database
from db.tables import Sending
from handlers.flow import render
from tests.house import MINUTE, SLEEPLESS, Rowan, rowan


@pytest.fixture
def house(database: Database) -> Rowan:
    """Sam's two signs have been seen; the ladder is climbed twice."""
    said = rowan()
    said["ladders"][0]["repeat"] = 1
    made = Rowan(database).load(said)
    made.ask()
    made.says("sam", SLEEPLESS)
    return made


def send_all(house: Rowan) -> dict[int, str]:
    """Whatever may be sent is; what each message says in the end, by its row."""
    said: dict[int, str] = {}
    while letter := _claimed(house):
        with house.database.write() as session:
            drawn = render.letter(session, letter, house.clock.at)
            if drawn:
                said[letter.updates or letter.id] = str(drawn)
            state = Sending.SENT if drawn else Sending.DROPPED
            db.outbox.settle(session, letter, state, channel="D0", ts="1.1", sent_at=house.clock.at)
    return said


def _claimed(house: Rowan) -> Any:
    with house.database.write() as session:
        return db.outbox.claim(
            session, "one", house.clock.at, house.clock.slack, house.clock.at - house.clock.at
        )


def with_buttons(house: Rowan, said: dict[int, str]) -> list[tuple[int, str]]:
    return [
        (row.number, row.to_user) for row in house.sent("ping") if "escalation.take" in said.get(row.id, "")
    ]


def test_of_several_tellings_at_once_the_newest_alone_has_buttons(house: Rowan) -> None:
    house.clock.passes(60)
    house.tick()
    assert house.pings() == [(1, "U0DEE"), (2, "U0ASH"), (3, "U0DEE"), (4, "U0ASH")]
    assert with_buttons(house, send_all(house)) == [(3, "U0DEE"), (4, "U0ASH")]


def test_an_older_telling_that_was_sent_late_loses_its_buttons(house: Rowan) -> None:
    for minutes in (0, 10, 15):
        house.clock.passes(minutes)
        house.tick()
    assert house.pings() == [(1, "U0DEE"), (2, "U0ASH"), (3, "U0DEE")]
    assert with_buttons(house, send_all(house)) == [(2, "U0ASH"), (3, "U0DEE")]


def test_an_older_question_what_became_of_a_promise_points_to_the_newer_one(house: Rowan) -> None:
    house.does("U0DEE", Take())
    for _ in range(3):
        assert house.does("U0DEE", Promise("come", house.clock.at + 30 * MINUTE)).refused is None
        house.clock.passes(30)
        house.tick()
        send_all(house)
    first, *_, last = house.sent("promise")
    with house.database.write() as session:
        for row in (first, last):
            db.outbox.refresh(session, row.id, house.clock.at)
    said = send_all(house)
    assert "A newer message below has the buttons" in said[first.id]
    assert "What has become of it?" in said[last.id]
