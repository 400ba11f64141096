"""/oncall: whom to phone, as somebody in a channel is told."""

from datetime import UTC, datetime
from typing import Any

import pytest

import db.people
from db.session import Database
from handlers import commands, doors, gate, refusing
from tests import house
from tests.house import Clock, Rowan


@pytest.fixture
def rowan(database: Database) -> Rowan:
    return Rowan(database, Clock(datetime(2026, 11, 12, 21, 17, tzinfo=UTC)))


def written(**rota: Any) -> house.Written:
    """Rowan House with Dee and Ash by turns, a week each."""
    said = house.rowan()
    said["rotas"][0] |= {"members": ["U0DEE", "U0ASH"]} | rota
    return said


def asked(rowan: Rowan, slack: str = "U0WORKER", channel: str = "C0ROWAN") -> list[str]:
    now = rowan.clock.now()
    with rowan.database.write() as session:
        who = db.people.staff_by_slack(session, slack, now)
        door = doors.TYPED["/oncall"](session, channel, who)
        access = gate.may(who, door)
        if access.allowed and who is not None:
            return commands._on_call(session, who, door.service_id, now)["blocks"][-1]["text"]["text"].split(
                "\n"
            )
        near = db.people.service(session, door.service_id) if door.service_id else None
        return refusing.refuse(session, slack, near, access.reason, now).split("\n")


NEW_YEAR, AFTER = datetime(2027, 1, 1, 9), datetime(2027, 1, 2, 9)  # noqa: DTZ001 - a file's are local
HOUSE = ["Rowan House: 01632 960111.", "Immediate danger: 999."]


def test_who_is_on_after_them_and_next_with_their_numbers(rowan: Rowan) -> None:
    rowan.load(written())
    assert asked(rowan) == [
        "*On call now for Rowan House:* Dee, 07700 900002, until Mon 09:00.",
        "*No answer?* Ash, 07700 900001 or Ida, 07700 900003.",
        "*From Mon 09:00:* Ash, 07700 900001, until Mon 23 Nov 09:00.",
        *HOUSE,
    ]


def test_before_a_rota_begins_the_next_rung_is_on_call(rowan: Rowan) -> None:
    handoff = {"every": "12 h", "at": "08:00", "from": "2026-11-13"}
    rowan.load(written(handoff=handoff))
    assert asked(rowan) == [
        "*On call now for Rowan House:* Ash, 07700 900001 or Ida, 07700 900003, until tomorrow 08:00.",
        "*From tomorrow 08:00:* Dee, 07700 900002, until tomorrow 20:00.",
        *HOUSE,
    ]


def test_before_a_rota_begins_with_nobody_after_it_nobody_is_on_call(rowan: Rowan) -> None:
    said = written(handoff={"every": "1 month", "day": 31, "at": "08:00", "from": "2026-11-13"})
    said["ladders"][0]["rungs"] = said["ladders"][0]["rungs"][:1]
    rowan.load(said)
    assert asked(rowan) == [
        "*Nobody is on call for Rowan House until Mon 30 Nov 08:00.* Please phone a manager you know.",
        "*From Mon 30 Nov 08:00:* Dee, 07700 900002, until Thu 31 Dec 08:00.",
        *HOUSE,
    ]


def test_elsewhere_somebody_hears_of_all_their_houses(rowan: Rowan) -> None:
    rowan.load(written())
    assert asked(rowan, channel="C0LOBBY") == asked(rowan)
    assert "not on this service's list" in asked(rowan, "U0NOBODY", "C0LOBBY")[0]


def test_somebody_who_is_not_listed_still_gets_the_number(rowan: Rowan) -> None:
    rowan.load(written())
    assert "Dee, 07700 900002" in asked(rowan, "U0NOBODY")[0]


@pytest.mark.parametrize("channel", ["C0ROWAN", "C0LOBBY"])
def test_whoever_takes_turns_on_its_rota_hears_of_the_house(rowan: Rowan, channel: str) -> None:
    rowan.load(written(members=["U0ASH"], overrides=[{"who": "U0DEE", "from": NEW_YEAR, "until": AFTER}]))
    assert asked(rowan, "U0DEE", channel) == asked(rowan)


@pytest.mark.parametrize("channel", ["C0ROWAN", "C0LOBBY"])
def test_a_manager_of_no_house_who_is_on_no_rota_of_it_is_sent_to_on_call(rowan: Rowan, channel: str) -> None:
    rowan.load(written(members=["U0ASH"]))
    assert "nothing was opened or kept" in asked(rowan, "U0DEE", channel)[0]
