"""Telling safeguarding privately, as a play: the lead is left out, the deputy is slow, and its author hears of it."""

import json
from typing import Any

import pytest

from tests.stories.evening import Evening, Message, wait_for

# other stories are played on both databases
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.house("safe.yaml"),
]

HOUSE, JO, MEL, KIT, LOU = "C0ROWAN", "U0WORKER", "U0LEAD", "U0SAFE", "U0DEPUTY"
SECRET = "Kit shouted at Sam"
NUMBER = "Adult safeguarding, 01632 960555"


def chosen(evening: Evening, user: str, block: str, text: str) -> Any:
    """The value of what is called `text` in a menu of the form."""
    (found,) = [one for one in evening.form(user)["blocks"] if one["block_id"] == block]
    return next(one["value"] for one in found["element"]["options"] if one["text"]["text"] == text)


def becomes(evening: Evening, user: str, *words: str) -> None:
    wait_for(lambda: all(one in str(evening.form(user)["blocks"]) for one in words), " … ".join(words))


def lock_screen(told: Message) -> str:
    return str(told.now()["text"])


def test_the_lead_is_left_out_nobody_answers_and_the_deputy_takes_it_in_the_end(evening: Evening) -> None:
    evening.until("2026-11-12T21:15:01")
    prompt = evening.expect(HOUSE, "any early warning signs today?", "0 of 2 answered")
    asked = json.dumps(prompt.now())
    prompt.click(JO, "Tell safeguarding privately")
    becomes(evening, JO, "Call 999 now", NUMBER)
    left_out = [chosen(evening, JO, "left_out", "Kit")]
    sam = chosen(evening, JO, "person", "Sam")
    assert evening.submit(JO, person=sam, text=SECRET, left_out=left_out)["ok"]
    becomes(evening, JO, "Lou (deputy) is being told.", NUMBER)

    first = evening.expect(LOU, "Rowan House · Sam · told to you in private", "Please answer by")
    assert lock_screen(first) == "Something was told to you in private. Open Slack."
    evening.nothing_else()

    evening.passes(16)
    author = evening.expect(JO, "Nobody has answered yet.", NUMBER)
    assert "Sam" not in lock_screen(author)
    again = evening.expect(LOU, "Nobody has answered yet, so you are told again.")
    first.comes_to_say("There is a newer message about it.")
    assert "I've got this" not in first.buttons()
    evening.passes(15)
    last = evening.expect(LOU, "Nobody has answered yet, so you are told again.")
    again.comes_to_say("There is a newer message about it.")
    evening.nothing_else()

    assert "Told to you in private" in json.dumps(evening.home(LOU))
    for other in (KIT, JO, MEL):
        assert "Told to you in private" not in json.dumps(evening.home(other))

    last.click(LOU, "I've got this")
    last.comes_to_say("Lou has it")
    author.comes_to_say("Lou has it")
    evening.expect(LOU, "You have this now.")
    last.click(LOU, "Open")
    becomes(evening, LOU, SECRET, "Please tell nothing to Kit.")
    last.click(LOU, "Close…")
    wait_for(lambda: evening.form(LOU)["title"]["text"] == "Close", "the form that closes it")
    assert evening.submit(LOU, outcome="Kit is off the rota", met=chosen(evening, LOU, "met", "Yes"))["ok"]
    becomes(evening, LOU, "It was closed")
    last.comes_to_say("It was closed")

    # nothing in the house has changed, and no log knows of it
    assert json.dumps(prompt.now()) == asked
    assert SECRET not in json.dumps(evening.posts())
    assert SECRET not in evening.log()
    evening.nothing_else()
