"""A change of on-call: something is open and promised on Sunday night; on Monday somebody else comes on, and taps."""

import pytest

from tests.stories.evening import Evening, Message

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.opens("2026-11-15T21:14:50"),
    pytest.mark.house("turns.yaml"),
]
HOUSE, JO, DEE, ASH, MEL = "C0ROWAN", "U0WORKER", "U0DEE", "U0ASH", "U0LEAD"


def sunday_night(evening: Evening) -> None:
    """Sam's signs ring, and Dee promises to act within the day; Ray's wait for the office to open."""
    evening.until("2026-11-15T21:15:01")
    prompt = evening.expect(HOUSE, "any early warning signs today?", "0 of 2 answered")
    prompt.click(JO, "Signs seen", "Sam")
    evening.submit(JO, **{"sign:pacing": "1"})
    ping = evening.expect(DEE, "Sam", "walk up and down")
    evening.expect(HOUSE, "Sam", "Dee")
    ping.click(DEE, "I've got this")
    evening.expect(DEE, "You have it")
    prompt.click(JO, "Signs seen", "Ray")
    evening.submit(JO, **{"sign:quiet": "1"})
    evening.expect(HOUSE, "Ray", "Mel is told")


def monday_at_nine(evening: Evening) -> Message:
    """Ash comes on as the office opens."""
    evening.until("2026-11-16T07:15:01")
    evening.expect(HOUSE, "Night shift")
    evening.until("2026-11-16T09:00:01")
    evening.expect(MEL, "Ray", "I go quiet")
    comes_on = evening.expect(ASH, "You're on call for Rowan House from 09:00 until 15:00.", "01632 960111")
    comes_on.comes_to_say("Open: Sam.", "Dee has it", "Open: Ray.", "No tap by 09:30?", "Dee is told too")
    assert "walk up and down" not in str(comes_on.now())
    return comes_on


def test_whoever_comes_on_is_told_what_is_open_and_promised_taps_and_whoever_goes_off_hears_of_it(
    evening: Evening,
) -> None:
    sunday_night(evening)
    comes_on = monday_at_nine(evening)
    comes_on.click(ASH, "I'm on call")
    evening.expect(ASH, "Thank you. You're on call for Rowan House since 09:00 until 15:00. Dee is told.")
    off = evening.expect(DEE, "Ash has taken over on call for Rowan House at 09:0", "You're off.")
    assert "You still have Sam at Rowan House" in off.now()["text"]
    comes_on.comes_to_say("Thank you.")
    assert "I'm on call" not in comes_on.buttons()

    comes_on.click(ASH, "Open", "Sam")
    assert "walk up and down" in str(evening.form(ASH)).lower()
    evening.post("view/close", user=ASH, view_id=evening.form(ASH)["id"])
    comes_on.click(ASH, "I've got this", "Ray")
    evening.expect(ASH, "You have it")
    evening.expect(ASH, "Ray", "quiet")
    comes_on.comes_to_say("Ash has it")
    evening.nothing_else()


def test_nobody_taps_then_both_are_told_once_more_and_whoever_goes_off_has_a_number(evening: Evening) -> None:
    sunday_night(evening)
    first = monday_at_nine(evening)
    first.click(ASH, "I've got this", "Ray")
    evening.expect(ASH, "You have it")
    evening.expect(ASH, "Ray", "quiet")
    evening.until("2026-11-16T09:30:05")
    again = evening.expect(ASH, "You are told again: no tap has come yet.", "Open: Sam.")
    told = evening.expect(
        DEE, "Ash is on call for Rowan House since 09:00, and has not tapped yet.", "07700 900001"
    )
    first.comes_to_say("A newer message below has the buttons.")
    assert first.buttons() == []
    evening.until("2026-11-16T10:40:00")
    evening.nothing_else()

    again.click(ASH, "I'm on call")
    evening.expect(ASH, "Thank you. You're on call for Rowan House since 09:00")
    evening.expect(DEE, "Ash has taken over on call for Rowan House at 10:4")
    told.comes_to_say("Ash has taken over on call")
    evening.nothing_else()
