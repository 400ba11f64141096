"""A service's asking is paused for a while: nobody is asked, reminded or late, and the house knows by whose word."""

import json
from datetime import timedelta
from typing import Any

import pytest

import db.handover
import db.pause
import db.people
import prompts.pause
from bot.people import Staff
from db import tables
from db.session import Database
from handlers import pause as listening
from handlers.flow import handover as flow
from handlers.flow import pause, render
from handlers.forms import Asked, Sent
from handlers.taps import Tapped
from tests.house import CLEAR, DUE, MINUTE, SLEEPLESS, Rowan, journal, rows

HOUR = 60 * MINUTE
MORNING = DUE + 10 * HOUR


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House at nine, a quarter of an hour before it is asked."""
    return Rowan(database).load()


def staff(house: Rowan, slack: str) -> Staff:
    with house.database.read() as session:
        found = db.people.staff_by_slack(session, slack)
    assert found is not None
    return found


def paused(house: Rowan, until: Any = MORNING + HOUR, nonce: str = "form", slack: str = "U0LEAD") -> bool:
    with house.database.write() as session:
        return pause.pause(
            session, house.service(), staff(house, slack), until, "At the seaside", nonce, house.clock.at
        )


def resumed(house: Rowan, slack: str = "U0ASH") -> bool:
    with house.database.write() as session:
        return pause.resume(session, house.service(), staff(house, slack), house.clock.at)


def states(house: Rowan) -> list[str]:
    return [row.state.value for row in rows(house.database, tables.Handover) if row.slot]


def text(house: Rowan, row: Any) -> str:
    with house.database.read() as session:
        drawn = render.DRAW[row.kind](session, row, house.clock.at, first=True)
    return drawn["text"] if drawn else ""


def test_a_handover_that_falls_due_in_a_pause_is_not_asked(house: Rowan) -> None:
    paused(house)
    house.clock.at = DUE
    house.tick()
    assert states(house) == ["paused", "planned"]
    assert house.sent("prompt") == []
    assert rows(house.database, tables.PersonPeriod) == []
    assert len(journal(house.database, "handover.paused")) == 1


def test_it_is_never_reminded_of_nor_late_nor_missed(house: Rowan) -> None:
    paused(house, until=MORNING + 12 * HOUR)
    for hour in range(12):
        house.clock.at = DUE + hour * HOUR
        house.tick()
    assert (states(house), house.escalations()) == (["paused", "paused", "planned"], [])
    for kind in ("reminder", "late", "missed", "notice"):
        assert house.sent(kind) == []


def test_the_first_one_after_it_is_asked(house: Rowan) -> None:
    paused(house, until=MORNING)
    for at in (DUE, MORNING):
        house.clock.at = at
        house.tick()
    assert states(house) == ["paused", "asked", "planned"]


def test_after_downtime_one_that_fell_due_in_a_pause_was_paused(house: Rowan) -> None:
    paused(house, until=DUE + HOUR)
    house.clock.at = MORNING + HOUR
    house.tick()
    assert states(house) == ["paused", "asked", "planned"]


def test_the_house_hears_once_who_paused_it_and_until_when(house: Rowan) -> None:
    assert paused(house)
    (row,) = house.sent("paused")
    assert (row.to_channel, row.to_user) == ("C0ROWAN", None)
    said = text(house, row)
    assert "asking is paused until Fri 08:15, says Mel." in said
    assert "Signs and worries can still be told: /handover." in said
    assert "seaside" not in said


def test_the_same_form_twice_pauses_once(house: Rowan) -> None:
    assert [paused(house), paused(house)] == [True, False]
    assert len(rows(house.database, tables.Pause)) == len(house.sent("paused")) == 1


def test_a_newer_pause_holds_instead(house: Rowan) -> None:
    paused(house)
    house.clock.passes(5)
    paused(house, until=DUE + HOUR, nonce="another", slack="U0ASH")
    with house.database.read() as session:
        held = pause.now(session, house.service().id, house.clock.at)
        before = db.pause.get(session, 1)
    assert held is not None
    assert (held.by, held.until_at) == ("Ash", DUE + HOUR)
    assert (before.ended_at, before.ended_by) == (house.clock.at, "Ash")
    assert text(house, house.sent("paused")[0]) == ""


def test_asking_is_resumed_early(house: Rowan) -> None:
    paused(house)
    house.clock.passes(5)
    assert resumed(house)
    assert not resumed(house)
    house.clock.at = DUE
    house.tick()
    assert states(house) == ["asked", "planned"]
    (row,) = house.sent("resumed")
    assert "asking goes on again, says Ash." in text(house, row)
    assert [one.actor for one in journal(house.database, "asking.resumed")] == ["U0ASH"]


def test_a_pause_that_is_over_says_nothing(house: Rowan) -> None:
    paused(house, until=DUE + HOUR)
    house.clock.at = DUE + 2 * HOUR
    house.tick()
    assert not resumed(house)
    assert house.sent("resumed") == []


def test_two_forms_sent_at_once_are_ended_by_one_tap(house: Rowan) -> None:
    with house.database.write() as session:
        for nonce in ("one", "two"):
            db.pause.add(session, house.service().id, 1, house.clock.at, MORNING, "Why", nonce)
    assert resumed(house)
    with house.database.read() as session:
        assert pause.now(session, house.service().id, house.clock.at) is None


def test_relay_ask_still_asks(house: Rowan) -> None:
    paused(house)
    with house.database.write() as session:
        assert flow.ask_now(session, house.service(), "request", house.clock.at).how == "early"
    assert len(house.sent("prompt")) == 1


def test_signs_that_are_told_meanwhile_still_ring(house: Rowan) -> None:
    paused(house)
    house.clock.at = DUE
    house.tick()
    with house.database.write() as session:
        asked = flow.ask_now(session, house.service(), "request", house.clock.at + HOUR)
    assert asked.how == "extra"
    house.says("sam", SLEEPLESS)
    house.says("ray", CLEAR)
    assert house.pings() == [(1, "U0DEE")]


# the form and the tap


def opened(house: Rowan, slack: str) -> Any:
    value = prompts.pause.value(house.service().id)
    with house.database.write() as session:
        return listening.make(session, house.relay, Asked(staff(house, slack), value, {}, house.clock.at))


def sent(house: Rowan, view: Any, slack: str = "U0LEAD", **fields: str) -> Any:
    given = {"until_day": "2026-11-16", "until_time": "09:00", "reason": "At the seaside", **fields}
    kinds = {"until_day": "selected_date", "until_time": "selected_time", "reason": "value"}
    state = {name: {"value": {kinds[name]: text}} for name, text in given.items()}
    body = {**view, "state": {"values": state}}
    meta = json.loads(view["private_metadata"])
    with house.database.write() as session:
        who = staff(house, slack)
        return listening.keep(
            session, house.relay, Sent(who, house.author(slack), meta, body, house.clock.at)
        )


def test_a_form_pauses_the_service(house: Rowan) -> None:
    view = opened(house, "U0LEAD")
    assert view["callback_id"] == prompts.pause.CALLBACK
    shown = sent(house, view)
    assert "Asking is paused until Mon 09:00, says Mel." in str(shown)
    (row,) = rows(house.database, tables.Pause)
    assert (row.until_at, row.reason) == (DUE + timedelta(days=3, hours=11, minutes=45), "At the seaside")


def test_what_is_to_be_mended_keeps_nothing(house: Rowan) -> None:
    assert set(sent(house, opened(house, "U0LEAD"), until_day="2026-12-24")) == {"until_day"}
    assert rows(house.database, tables.Pause) == []


def test_a_form_opened_in_a_pause_shows_it_and_why(house: Rowan) -> None:
    paused(house)
    assert "At the seaside" in str(opened(house, "U0ASH"))


def test_a_form_sent_again_after_the_pause_was_ended_pauses_nothing(house: Rowan) -> None:
    view = opened(house, "U0LEAD")
    sent(house, view)
    resumed(house)
    assert "not paused any more" in str(sent(house, view))
    assert len(rows(house.database, tables.Pause)) == 1


def tapped(house: Rowan, slack: str) -> str:
    value = prompts.pause.value(house.service().id)
    with house.database.write() as session:
        by = Tapped(staff(house, slack), house.author(slack), value, "tap", house.clock.at)
        return listening.resume(session, house.relay, by).said or ""


def test_one_tap_resumes(house: Rowan) -> None:
    paused(house)
    assert "is asked again" in tapped(house, "U0ASH")
    assert "not paused any more" in tapped(house, "U0ASH")
    assert len(house.sent("resumed")) == 1
