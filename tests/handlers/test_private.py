"""Telling safeguarding privately, kept: who is told and when, who has it, and what is in the way."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

import db.outbox
import db.people
import db.private
from bot.loaded import House
from bot.people import Author
from bot.sending import Never
from db.session import Database
from db.tables import Outbox, Sending
from handlers import settling, ticks
from handlers.flow import house as house_flow
from handlers.flow import private as flow
from tests.handlers import confiding
from tests.handlers.confiding import (
    JO,
    KIT,
    LOU,
    SECRET,
    TABLET,
    claimed,
    closes,
    concern,
    drawn,
    happened,
    lost,
    passes,
    staff_id,
    takes,
    tells,
    told,
    written,
)
from tests.house import Rowan, apply


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House with a safeguarding lead and a deputy, asked at 21:15."""
    return confiding.asked(database)


# who is told


def test_the_lead_is_told_at_once_the_deputy_after_a_quarter_of_an_hour_then_the_author(house: Rowan) -> None:
    tells(house)
    assert told(house) == [(1, KIT)]
    passes(house, 14)
    assert told(house) == [(1, KIT)]
    passes(house, 1)
    assert told(house) == [(1, KIT), (2, LOU)]
    assert house.sent("private_open") == []
    passes(house, 15)
    assert told(house) == [(1, KIT), (2, LOU), (3, LOU)]
    assert [row.to_user for row in house.sent("private_open")] == [JO]
    passes(house, 45)
    assert [number for number, _ in told(house)] == [1, 2, 3, 4, 5, 6]
    assert len(house.sent("private_open")) == 1


def test_whoever_is_left_out_is_never_told_and_never_sees_it(house: Rowan) -> None:
    tells(house, KIT)
    passes(house, 60)
    assert {to for _, to in told(house)} == {LOU}
    # and becomes the deputy
    apply(house.database, written(lead="U0NEW", deputy=KIT))
    passes(house, 60)
    assert {to for _, to in told(house)} == {LOU, "U0NEW"}
    with house.database.read() as session:
        assert db.private.told_to(session, staff_id(house, KIT)) == []


@pytest.mark.parametrize(
    ("safe", "left_out"), [({}, (KIT, LOU)), ({"deputy": None}, (KIT,)), ({"lead": None}, ())],
    ids=["both left out", "no deputy", "nobody in the file"],
)  # fmt: skip
def test_where_nobody_can_be_told_the_author_hears_it_at_once(
    database: Database, safe: dict[str, Any], left_out: tuple[str, ...]
) -> None:
    house = Rowan(database).load(written(**safe))
    tells(house, *left_out)
    assert told(house) == []
    assert [row.to_user for row in house.sent("private_open")] == [JO]
    assert concern(house).unanswered_at == house.clock.at


def test_nobody_is_told_what_they_wrote_themselves(house: Rowan) -> None:
    tells(house, author=house.author(KIT))
    passes(house, 16)
    assert {to for _, to in told(house)} == {LOU}


@pytest.mark.parametrize("named", [True, False])
def test_on_a_shared_account_nobody_is_written_to(house: Rowan, named: bool) -> None:
    tablet = staff_id(house, TABLET)
    tells(house, author=Author(staff_id(house, JO), via_id=tablet) if named else Author(tablet, name="Nia"))
    passes(house, 31)
    assert concern(house).unanswered_at is not None
    assert house.sent("private_open") == []


def test_somebody_a_person_does_not_want_contacted_is_told_all_the_same(database: Database) -> None:
    said = written()
    said["people"][0]["plan"]["contacts"] = {"not_wanted": [{"staff": KIT}]}
    house = Rowan(database).load(said)
    tells(house)
    assert told(house) == [(1, KIT)]


def test_in_office_hours_it_waits_until_they_are_open(house: Rowan) -> None:
    tells(house, urgency="in_hours")
    passes(house, 60)
    assert told(house) == []
    house.clock.passes(10 * 60 + 50)
    house.tick()
    assert told(house) == [(1, KIT)]


def test_the_same_form_again_is_the_same(house: Rowan) -> None:
    assert tells(house) == tells(house) == 1
    assert told(house) == [(1, KIT)]
    assert len(happened(house)) == 2
    assert tells(house, nonce="n2") != 1


def test_what_is_due_is_known_beforehand(house: Rowan) -> None:
    tells(house)
    assert ticks.upcoming(house.relay)[0] == concern(house).due_at


# taken and closed


def test_the_first_has_it_and_everybody_else_is_let_be(house: Rowan) -> None:
    tells(house)
    passes(house, 15)
    assert [takes(house, LOU), takes(house, KIT), takes(house, LOU)] == ["done", "already", "already"]
    passes(house, 60)
    assert told(house) == [(1, KIT), (2, LOU)]
    assert concern(house).holder_id == staff_id(house, LOU)


def test_it_is_closed_once(house: Rowan) -> None:
    tells(house)
    assert not closes(house)
    takes(house)
    assert closes(house)
    assert not closes(house, "Something else")
    assert takes(house) == "over"
    assert concern(house).outcome == SECRET
    assert happened(house) == [("said", None), ("told", "Kit"), ("acknowledged", "Kit"), ("closed", "Kit")]


def test_messages_follow_how_it_stands(house: Rowan) -> None:
    tells(house)
    passes(house, 30)
    house.all_sent()
    lead, deputy, again = house.sent("private")
    (author,) = house.sent("private_open")
    assert "private.take" in str(drawn(house, lead, first=False))
    assert "private.take" not in str(drawn(house, deputy, first=False))
    assert "private.take" in str(drawn(house, again, first=False))
    takes(house)
    assert sorted(row.updates for row in house.sent("private", updates=True)) == [
        lead.id,
        deputy.id,
        again.id,
    ]
    assert [row.updates for row in house.sent("private_open", updates=True)] == [author.id]
    assert "Kit has it" in str(drawn(house, again, first=False))
    assert "Kit has it" in str(drawn(house, author, first=False))
    # what was still to be sent is needed no more
    assert drawn(house, again) is drawn(house, author) is None


# in the way


def test_when_the_lead_cannot_be_reached_the_deputy_is_told_at_once_and_no_administrator(
    house: Rowan,
) -> None:
    tells(house)
    lost(house)
    assert told(house) == [(1, KIT), (2, LOU)]
    assert house.sent("notice") == []
    assert ("not_reached", "Kit") in happened(house)
    lost(house)
    assert told(house) == [(1, KIT), (2, LOU)]
    assert [row.to_user for row in house.sent("private_open")] == [JO]
    assert house.sent("notice") == []
    passes(house, 15)
    assert told(house)[-1] == (3, LOU)


def test_an_edit_that_slack_will_not_take_tells_nobody(house: Rowan) -> None:
    tells(house)
    house.all_sent()
    takes(house)
    letter = claimed(house, "private", updates=True)
    assert letter.updates is not None
    settling.failed(house.relay, letter, Never("message_not_found"))
    assert told(house) == [(1, KIT)]
    assert house.sent("notice") == []


def test_what_a_lead_has_who_is_not_safeguarding_any_more_is_told_to_whoever_is(house: Rowan) -> None:
    tells(house)
    with house.database.write() as session:
        kit = db.people.staff_by_slack(session, KIT)
        assert kit is not None
        assert flow.acknowledge(session, 1, kit, house.clock.at) == "done"
    with house.database.write() as session:
        house_flow.keep(session, House.model_validate(written(lead="U0NEW", deputy=None)), house.clock.at)
    assert concern(house).state == "open"
    assert [row.to_user for row in house.sent("private")] == [KIT, "U0NEW"]


def test_a_lead_who_stays_keeps_what_they_have(house: Rowan) -> None:
    tells(house)
    with house.database.write() as session:
        kit = db.people.staff_by_slack(session, KIT)
        assert kit is not None
        flow.acknowledge(session, 1, kit, house.clock.at)
        house_flow.keep(session, House.model_validate(written(deputy="U0NEW")), house.clock.at)
    assert concern(house).state == "acknowledged"


def test_whoever_was_not_told_after_all_is_told_when_it_is_open_again(house: Rowan) -> None:
    """The deputy had it before Slack took the lead's message, which was dropped: nobody is told by its number."""
    tells(house)
    passes(house, 16)
    assert told(house) == [(1, KIT), (2, LOU)]
    assert takes(house, LOU) == "done"
    with house.database.write() as session:
        first = col(Outbox.kind) == "private", col(Outbox.number) == 1
        session.execute(sa.update(Outbox).where(*first).values(state=Sending.DROPPED))
        house_flow.keep(session, House.model_validate(written(deputy="U0NEW")), house.clock.at)
    assert [row.to_user for row in house.sent("private")] == [KIT, LOU, KIT]
