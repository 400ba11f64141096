"""A plan changed while something rings: whoever is not wanted any more loses it, and somebody else hears at once."""

from typing import Any

import db.people
from bot.transitions import Promise, Take
from db import tables
from handlers.flow import deeds, gather
from handlers.flow import house as flow
from handlers.flow.deeds import Wish
from tests.house import MINUTE, SLEEPLESS, House, Rowan, rowan, rows


def takes(house: Rowan, slack: str, event: Any = None) -> str | None:
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, slack)
        assert who is not None
        return deeds.do(session, 1, who, Wish(event or Take()), house.clock.at).refused


def reloads(house: Rowan, *unwanted: str) -> None:
    written = rowan()
    written["people"][0]["plan"]["contacts"] = {"not_wanted": [{"staff": one} for one in unwanted]}
    with house.database.write() as session:
        flow.keep(session, House.model_validate(written), house.clock.at)


def lapsed(house: Rowan) -> Any:
    with house.database.read() as session:
        return gather.briefing(session, 1, house.clock.at).deeds.lapsed


def test_what_somebody_has_who_is_not_wanted_any_more_rings_again_without_them(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    assert house.pings() == [(1, "U0DEE")]
    house.all_sent()
    assert takes(house, "U0DEE") is None
    reloads(house, "U0DEE")
    [row] = rows(house.database, tables.Escalation)
    assert (row.state, row.holder_id) == ("open", None)
    assert house.pings()[1:] == [(2, "U0ASH"), (2, "U0IDA")]
    why = lapsed(house)
    assert (why.why, why.holder) == ("unwanted", None)
    assert takes(house, "U0DEE") == "not_wanted"


def test_whoever_was_told_and_is_not_wanted_any_more_is_waited_for_no_longer(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.clock.passes(1)
    reloads(house, "U0DEE")
    assert house.pings()[1:] == [(2, "U0ASH"), (2, "U0IDA")]


def test_whoever_is_wanted_keeps_what_they_have_and_what_they_promised(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    takes(house, "U0DEE")
    assert takes(house, "U0DEE", Promise("come", house.clock.at + 60 * MINUTE)) is None
    reloads(house, "U0ASH")
    [row] = rows(house.database, tables.Escalation)
    assert (row.state, row.promised) == ("acknowledged", "come")
    assert house.pings() == [(1, "U0DEE")]
