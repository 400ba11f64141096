"""Staff who left: taken out of the file, what once told them is not theirs to open, take or close any more."""

import pytest

import db.escalation
import db.people
from bot.access import Reason, may
from bot.loaded import House
from bot.transitions import Take
from db.session import Database
from handlers import doors
from handlers.flow import gather
from handlers.flow import house as flow
from prompts.escalation import Action
from tests import house as houses
from tests.house import SLEEPLESS, Rowan, oak, rowan, staff

ASH, BEA = "U0ASH", "U0BEA"


@pytest.fixture
def house(database: Database) -> Rowan:
    """Sam's escalation has told Dee, and then the managers; Bea is on call at times."""
    made = Rowan(database).load(written())
    made.ask()
    made.says("sam", SLEEPLESS)
    made.clock.passes(10)
    made.tick()
    assert ASH in {to for _, to in made.pings()}
    return made


def written(*without: str) -> houses.Written:
    """Rowan with Bea on its rota."""
    found = rowan()
    found["staff"] += [staff(BEA, "Bea", "manager"), staff("U0ADMIN", "Al", "administrator")]
    found["rotas"][0]["members"].append(BEA)
    found["staff"] = [one for one in found["staff"] if one["slack"] not in without]
    return found


def loads(house: Rowan, said: houses.Written) -> None:
    with house.database.write() as session:
        flow.keep(session, House.model_validate(said), house.clock.at)


def opens(house: Rowan, slack: str) -> tuple[bool, Reason]:
    """Whether somebody can open what told them, and why, or why not."""
    with house.database.read() as session:
        who = db.people.staff_by_slack(session, slack, house.clock.at)
        door = doors.ACTIONS[Action.OPEN](session, "1:0", who)
        found = may(who, door.action, door.service_id or 0, door.told)
    return found.allowed, found.reason


def test_whoever_left_opens_nothing_that_told_them_until_they_are_back(house: Rowan) -> None:
    assert opens(house, ASH) == (True, Reason.STAFF_HERE)
    loads(house, written(ASH))
    assert opens(house, ASH) == (False, Reason.NOT_LISTED)
    loads(house, written())
    assert opens(house, ASH) == (True, Reason.STAFF_HERE)


def test_an_administrator_who_left_is_told_nothing(house: Rowan) -> None:
    def told() -> list[str]:
        with house.database.read() as session:
            return [one.slack for one in db.people.administrators(session, None)]

    assert told() == ["U0BOSS", "U0ADMIN"]
    loads(house, written("U0ADMIN"))
    assert told() == ["U0BOSS"]


def test_whoever_another_file_has_on_call_stays_listed(database: Database) -> None:
    elsewhere, here = oak(), rowan()
    elsewhere["staff"] += [staff("U0DEE", "Dee", "manager", ()), staff(BEA, "Bea", "manager", ())]
    elsewhere["rotas"][0]["members"] = ["U0DEE", BEA]
    here["ladders"] = [{"key": "own", "rungs": [{"tell": "role:manager", "within": "10 min"}]}]
    here["services"][0]["ladder"], here["people"] = "own", []
    del here["rotas"]
    bea = staff(BEA, "Bea", "manager")
    made = Rowan(database).load(elsewhere).load({**here, "staff": [*here["staff"], bea]})
    made.load(here)
    with database.read() as session:
        who = db.people.staff_by_slack(session, BEA)
    assert who is not None
    assert (who.listed, who.services) == (True, frozenset())


def test_what_somebody_has_who_left_rings_again_at_once(house: Rowan) -> None:
    assert house.does(ASH, Take()).refused is None
    before = len(house.pings())
    loads(house, written(ASH))
    with house.database.read() as session:
        told = gather.briefing(session, 1, house.clock.at)
    assert (told.escalation.state, told.deeds.lapsed and told.deeds.lapsed.why) == ("open", "left")
    assert [to for _, to in house.pings()[before:]] == ["U0DEE"]


def test_whoever_is_still_listed_keeps_what_they_have(house: Rowan) -> None:
    house.does(ASH, Take())
    loads(house, written(BEA))
    with house.database.read() as session:
        assert db.escalation.get(session, 1).holder_id == house.author(ASH).staff_id
