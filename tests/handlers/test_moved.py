"""Somebody moves house while something rings about them: it goes on where it rang, and new things ring at home."""

import copy
from datetime import timedelta

import pytest

from bot.loaded import House
from bot.notes import Said
from bot.transitions import Act, Take
from db.session import Database
from handlers.flow import gather, notes
from handlers.flow import house as flow
from tests import house as houses
from tests.house import Rowan, oak, rowan

DEE, ASH, LEE = "U0DEE", "U0ASH", "U0OAK"


def both() -> houses.Written:
    """Rowan House and Oak House in one file."""
    written = rowan()
    for part in ("services", "staff", "people"):
        written[part] += copy.deepcopy(oak()[part])
    return written


@pytest.fixture
def house(database: Database) -> Rowan:
    """Both houses; at Rowan House somebody was worried about Sam a minute ago."""
    made = Rowan(database).load(both())
    made.ask()
    worried(made, "rowan-house", "U0WORKER")
    made.clock.passes(1)
    return made


def moves(house: Rowan, *unwanted: str) -> None:
    """Sam lives at Oak House from now on, and wants nobody of these contacted."""
    written = both()
    written["people"][0]["service"] = "oak-house"
    if unwanted:
        written["people"][0]["plan"]["contacts"] = {"not_wanted": [{"staff": one} for one in unwanted]}
    with house.database.write() as session:
        flow.keep(session, House.model_validate(written), house.clock.at)


def worried(house: Rowan, where: str = "oak-house", slack: str = LEE) -> int:
    """Somebody there is worried about Sam; what it rings."""
    nonce = f"worry {next(house.nonces)}"
    with house.database.write() as session:
        kept = notes.keep(
            session, house.service(where), house.person("sam"), None, Said("worry", "now"), house.author(slack), slack,
            nonce, house.clock.at,
        )  # fmt: skip
    assert kept.escalation_id is not None
    return kept.escalation_id


def test_what_rings_after_a_move_rings_for_the_new_house(house: Rowan) -> None:
    moves(house)
    assert worried(house) == 2
    assert [(row.to_channel, row.escalation_id) for row in house.sent("house_line")] == [
        ("C0ROWAN", 1), ("C0OAK", 2),
    ]  # fmt: skip
    # and joins there
    assert worried(house) == 2
    house.clock.passes(10)
    house.tick()
    assert [one.to_user for one in house.sent("ping") if one.escalation_id == 2] == [DEE, LEE]
    assert {one.to_user for one in house.sent("ping") if one.escalation_id == 1} >= {DEE, ASH}


def test_what_was_acted_on_in_the_house_that_somebody_left_is_not_said_in_the_new_one(house: Rowan) -> None:
    house.does(DEE, Take())
    house.does(DEE, Act(), about="phoned")
    moves(house)
    assert worried(house) == 2
    with house.database.read() as session:
        assert gather.briefing(session, 2, house.clock.at).deeds.follows is None


def test_whoever_is_not_wanted_since_the_move_has_it_no_longer(house: Rowan) -> None:
    assert house.does(DEE, Take()).refused is None
    house.clock.at += timedelta(minutes=1)
    moves(house, DEE)
    (row,) = house.escalations()
    assert (row.state, row.holder_id, row.service_id) == ("open", None, house.service().id)
    assert [to for _, to in house.pings()][1:] == [ASH, "U0IDA"]
