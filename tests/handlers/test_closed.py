"""After the end: nobody is rung, the signs are gone from the messages, and who can close is asked to, once each."""

import json
from typing import Any

import pytest

from bot.notes import Said
from bot.transitions import StandDown, Take
from handlers import sender
from handlers.flow import notes
from prompts.escalation import Action
from tests.handlers.endings import ASH, DEE, HOUR, JO, acted, closes, does, e, ends, events, sends, slack, tap
from tests.handlers.wired import Wired
from tests.house import MINUTE, SLEEPLESS, Rowan, apply, rowan

__all__ = ["slack"]

# afterwards


ONE_TAP = [
    Action.TAKE,
    Action.SEEN,
    Action.DONE,
    Action.MORE,
    Action.TAKE_OVER,
    Action.CLOSE,
    Action.STAND_DOWN,
]


@pytest.mark.parametrize("how", ["closed", "stood_down"])
def test_afterwards_nobody_is_rung_and_the_next_crossing_opens_anew(
    house: Rowan, slack: Wired, how: str
) -> None:
    ends(slack, house, how)
    for action in ONE_TAP:
        assert "Thank you for answering." in tap(slack, DEE, action), action
    before = len(house.pings())
    for hours in (1, 24, 48):
        house.clock.passes(60 * hours)
        house.tick()
    sam = house.person("sam").id
    assert [row for row in house.escalations()[1:] if row.person_id == sam] == []
    assert [row for row in house.sent("ping")[before:] if row.escalation_id == 1] == []
    assert house.sent("close") == []
    house.says("sam", SLEEPLESS)
    newest = house.escalations()[-1]
    assert (newest.person_id, newest.state.value, newest.follows_id) == (sam, "open", None)


# the signs


def delivered(house: Rowan, slack: Wired) -> None:
    """Slack takes everything there is."""
    sender.drain(house.relay, slack.app.client)


@pytest.mark.parametrize("how", ["closed", "stood_down"])
def test_no_message_of_it_shows_a_sign_any_more(house: Rowan, slack: Wired, how: str) -> None:
    written = rowan()
    for one in written["people"][0]["plan"]["signs"]:
        one["says"] = "SECRET sign"
        one.pop("levels", None)
        one["rating"] = "seen"
    written["people"][0]["plan"]["thresholds"][0]["ask"] = "SECRET ask"
    apply(house.database, written, house.clock.at)
    house.clock.passes(1)
    house.says("sam", SLEEPLESS, "U0LEAD")
    house.clock.passes(10)
    house.tick()
    delivered(house, slack)
    assert "SECRET" in json.dumps([slack.room(DEE), slack.room(ASH)])
    ends(slack, house, how)
    delivered(house, slack)
    assert len(slack.room(DEE)) > 0
    assert "SECRET" not in json.dumps(slack.posts)


def test_the_house_reads_that_it_is_over(house: Rowan, slack: Wired) -> None:
    delivered(house, slack)
    ends(slack, house, "closed")
    delivered(house, slack)
    (line,) = [one for one in slack.room("C0ROWAN") if "Sam" in one["text"] and "closed" in one["text"]]
    assert "Waiting for" not in line["text"]
    prompt = next(one for one in slack.room("C0ROWAN") if "early warning signs" in one["text"])
    assert "Open: Sam" not in prompt["text"]


# asked to close


def asked(house: Rowan) -> list[str]:
    return [row.to_user for row in house.sent("close")]


def test_the_actor_is_asked_to_close_after_a_day_and_the_managers_after_two(
    house: Rowan, slack: Wired
) -> None:
    del slack
    acted(house)
    since = house.clock.at
    for minutes, who in [(-1, []), (0, [DEE]), (1, [DEE]), (24 * 60 - 1, [DEE])]:
        house.clock.at = since + 24 * HOUR + minutes * MINUTE
        house.tick()
        assert asked(house) == who
    for hours in (48, 49, 96):
        house.clock.at = since + hours * HOUR
        house.tick()
        house.tick()
        assert asked(house)[0] == DEE
        assert asked(house)[1:] == [ASH]  # Sam does not want Ida contacted


def test_after_three_days_of_downtime_each_is_asked_once(house: Rowan, slack: Wired) -> None:
    del slack
    acted(house)
    house.clock.passes(3 * 24 * 60)
    for _ in range(3):
        house.tick()
    assert asked(house) == [DEE, ASH]
    assert [one.to for one in events(house, "asked_to_close")] == ["Dee", "Ash"]


def test_closing_meanwhile_drops_what_was_still_to_be_sent(house: Rowan, slack: Wired) -> None:
    acted(house)
    house.clock.passes(24 * 60)
    house.tick()
    closes(slack)
    delivered(house, slack)
    house.clock.passes(48 * 60)
    house.tick()
    assert [row.state.value for row in house.sent("close")] == ["dropped"]
    assert not [one for one in slack.posts if "still to be closed" in one["text"]]


# corrected


def worries(house: Rowan, tell: Any, nonce: str = "worry") -> int | None:
    with house.database.write() as session:
        ray, jo = house.person("ray"), house.author(JO)
        told = Said("worry", tell, text="Quiet all day")
        return notes.keep(
            session, house.service(), ray, None, told, jo, JO, nonce, house.clock.at
        ).escalation_id


def test_a_note_corrected_to_the_next_shift_says_so_and_offers_to_stand_it_down(
    house: Rowan, slack: Wired
) -> None:
    opened = worries(house, "now")
    assert opened is not None
    house.clock.passes(10)
    house.tick()
    delivered(house, slack)
    assert worries(house, "next_shift") is None
    delivered(house, slack)
    of_ray = [one for one in slack.room(ASH) if "Ray" in one["text"]]
    assert "Stand it down, or look first." in json.dumps(of_ray)
    assert Action.STAND_DOWN in json.dumps(of_ray)
    dees = [one for one in slack.room(DEE) if "Ray" in one["text"]]
    assert "This stays open until somebody has looked." in json.dumps(dees)
    assert Action.STAND_DOWN not in json.dumps(dees)
    assert e(house, opened - 1).state.value == "open"
    assert len(events(house, "corrected", opened)) == 1


def test_a_note_whose_words_alone_were_corrected_still_rings(house: Rowan, slack: Wired) -> None:
    opened = worries(house, "now")
    assert opened is not None
    house.clock.passes(10)
    with house.database.write() as session:
        told = Said("worry", "now", text="Quiet since tea")
        ray, jo = house.person("ray"), house.author(JO)
        notes.keep(session, house.service(), ray, None, told, jo, JO, "worry", house.clock.at)
    house.tick()
    delivered(house, slack)
    assert "no longer leads to this" not in json.dumps(slack.posts)
    assert events(house, "corrected", opened) == []


def test_one_that_was_stood_down_for_it_is_over(house: Rowan, slack: Wired) -> None:
    opened = worries(house, "now")
    worries(house, "next_shift")
    tap(slack, ASH, Action.STAND_DOWN, f"{opened}:0")
    assert "Stood down" in str(sends(slack, ASH, because="corrected")["view"]["title"])


def test_a_manager_who_has_it_taken_by_another_may_stand_it_down_still(house: Rowan, slack: Wired) -> None:
    del slack
    does(house, DEE, Take())
    assert does(house, ASH, StandDown()).refused is None
    assert e(house).state.value == "stood_down"
