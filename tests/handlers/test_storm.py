"""A storm about one person: another person's first ping goes out at once."""

from datetime import timedelta

import bot.sending
import db.outbox
import db.people
from bot.transitions import Take
from db.session import Database
from db.tables import Sending
from handlers.flow import deeds
from handlers.flow.deeds import Wish
from tests.house import QUIET, SLEEPLESS, Rowan, rowan

CROSSINGS = 100


def rings_without_end(house: Rowan) -> None:
    """A hundred answers about Sam in a minute, each of which crosses, while Dee has it."""
    for n in range(CROSSINGS):
        house.clock.at += timedelta(seconds=60 / CROSSINGS)
        house.says("sam", SLEEPLESS, ("U0WORKER", "U0AGENCY", "U0LEAD")[n % 3])


def first_sent(house: Rowan) -> tuple[str, str | None]:
    """What goes out next: its kind, and to whom."""
    with house.database.write() as session:
        real = house.clock.real()
        letter = db.outbox.claim(session, "me", house.clock.at, real, bot.sending.LEASE)
    assert letter is not None
    return letter.kind, letter.to_user


def test_a_hundred_crossings_of_one_person_hold_up_nobody_elses_first_ping(database: Database) -> None:
    written = rowan()
    # Ray's go to somebody who has heard nothing yet
    written["people"][1]["plan"]["thresholds"][0]["tell"] = "role:team_leader"
    house = Rowan(database).load(written)
    house.ask()
    house.says("sam", SLEEPLESS)
    house.all_sent()
    with house.database.write() as session:
        dee = db.people.staff_by_slack(session, "U0DEE")
        assert dee is not None
        deeds.do(session, 1, dee, Wish(Take()), house.clock.at)
    house.all_sent()
    rings_without_end(house)
    # all that joined before Slack took it is one message, and says how it stands by then
    assert [row.state for row in house.sent("joined")] == [Sending.WAITING]
    house.says("ray", QUIET)
    going = [first_sent(house) for _ in range(2)]
    assert ("ping", "U0LEAD") in going
    unsent = [row for kind in ("prompt", "house_line", "ping") for row in house.sent(kind, updates=True)]
    assert len([row for row in unsent if row.state is Sending.WAITING]) < 10
