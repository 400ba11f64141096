"""Nobody answers for three hours, read as a manager would: what happened, and what to do now, in every message.

`pytest -n0 -s` prints the whole of it as people read it.
"""

import json
import re
from datetime import datetime, time
from typing import Any

import pytest

from tests.stories.evening import Evening, Message, wait_for
from tests.stories.transcript import ZONE, Transcript

# other stories are played on both databases
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.opens("2026-11-13T02:49:50"),
    pytest.mark.house("../../examples/rowan-house.yaml"),
]
HOUSE, REMI, DEE, ASH = "C0ROWAN", "U0AGENCY", "U0DEE", "U0ASH"
# who is told when, in minutes from the first; from the seventh on the house has been told too, and Ash alone is left
TOLD = [
    (0, DEE),
    (10, ASH),
    (25, DEE),
    (35, ASH),
    (50, DEE),
    (60, ASH),
    *((75 + 15 * n, ASH) for n in range(8)),
]
UNANSWERED = 6
SIGN = "up most of the night"
TO_COME = re.compile(r"(?:by|until|Next:) (\d\d:\d\d)(?!\d)(?!\. That is past)")


def begins(evening: Evening) -> Message:
    """Remi, from an agency and alone at night, sees two of Sam's signs; the house has its line."""
    evening.types(REMI, HOUSE, "/handover", "sam")
    wait_for(lambda: evening.form(REMI), "Sam's form")
    done = evening.submit(
        REMI, **{"sign:sleep": "2", "sign:pacing": "1", "step:0": "declined", "step:1": "done"}
    )
    assert "Dee (on-call) is being told" in str(done["views"][-1]["blocks"])
    return evening.expect(HOUSE, "Sam", "Waiting for Dee", "If no answer, Ash is told", "07700 900100")


def is_told(evening: Evening, number: int, *words: str) -> Message:
    """The telling of this number, from 0, when its time has come."""
    _, who = TOLD[number]
    again = [f"(message {number + 1})", "Nobody has answered since"] if number else []
    told = evening.expect(who, "needs you now about Sam", "Phone 01632 960111", *again, *words)
    shown = " ".join(part["text"]["text"] for part in told.now()["blocks"] if "text" in part)
    for said in (
        "Immediate danger: 999",
        "Rowan House · Sam",
        "agency, working alone",
        "decide whether someone comes",
    ):
        assert said in shown
    assert SIGN not in told.now()["text"].lower()
    return told


def all_that_stands(evening: Evening) -> dict[str, Any]:
    """Each message as it is shown now, but older copies and whispers."""
    posts = [one for one in evening.posts() if one["kind"] == "post"]
    messages = [Message(evening, one["conversation"], one["ts"], one).now() for one in posts]
    return {one["ts"]: one for one in messages if "A newer message below has the buttons." not in one["text"]}


def nothing_is_stale(evening: Evening) -> None:
    """No message waits for a time that is past."""
    now = evening.now().astimezone(ZONE)
    for one in all_that_stands(evening).values():
        said = re.sub(r"[*_]", "", json.dumps([one["text"], one["blocks"]], ensure_ascii=False))
        past = [at for at in TO_COME.findall(said) if time.fromisoformat(at) < now.time()]
        assert past == [], (past, one["text"])


def test_nobody_answers_for_three_hours_and_then_somebody_does(evening: Evening) -> None:
    read = Transcript(evening)
    line = begins(evening)
    first, pings = evening.now(), [is_told(evening, 0)]
    read.goes_on("Remi has told it")
    rings_up_to(evening, first, UNANSWERED, pings, line)
    read.goes_on("Dee and Ash are told three times each")
    house = the_house_is_told(evening, first, pings, line)
    read.goes_on("The house is told whom to phone")
    the_house_has_it(evening, first, pings, house, line)
    read.goes_on("Three hours")
    for heading, message in (("the house's message", house), ("its line", line), ("Dee's newest", pings[4])):
        read.stands(heading, message.now())
    taken_and_promised(evening, pings[-1], house)
    read.goes_on("Ash takes it")
    read.stands("Ash's newest", pings[-1].now())
    done_and_closed(evening, pings, house)
    read.goes_on("Done and closed")
    read.stands("Ash's newest", pings[-1].now())
    read.stands("the house's message", house.now())
    evening.nothing_else()


def rings_up_to(evening: Evening, first: datetime, end: int, pings: list[Message], line: Message) -> None:
    """Both in turn; the line in the house says each time who is waited for, and what comes then."""
    for number in range(len(pings), end):
        after, who = TOLD[number]
        waits(evening, first, after)
        pings.append(is_told(evening, number))
        line.comes_to_say(f"Waiting for {'Dee' if who == DEE else 'Ash'}", "07700 90010")
        nothing_is_stale(evening)
    line.comes_to_say("If no answer, this thread says whom to phone")
    evening.nothing_else()


def waits(evening: Evening, first: datetime, minutes: float) -> None:
    """Until so many minutes after the first telling, and a few seconds."""
    left = minutes * 60 + 5 - (evening.now() - first).total_seconds()
    if left > 0:
        evening.passes(left / 60)
    evening.quiet()


def the_house_is_told(evening: Evening, first: datetime, pings: list[Message], line: Message) -> Message:
    """After the last round: once, in plain words, whom to phone; and Ash that the house was told so."""
    waits(evening, first, TOLD[UNANSWERED][0])
    pings.append(is_told(evening, UNANSWERED, "please answer now", "The house has been told whom to phone."))
    house = evening.expect(
        HOUSE, "nobody has answered about Sam yet", "Dee three times and Ash four times", "We keep telling Ash.",
        "1. Immediate danger: 999.", "07700 900101", "07700 900100", "3. No reply: Sam's crisis line 01632 960222.",
        "Keep to Sam's agreed steps. You were right to raise this.",
    )  # fmt: skip
    assert house.buttons() == ["Someone has this…"]
    line.comes_to_say("nobody has answered yet. Please phone now.")
    assert SIGN not in str(house.now()).lower()
    nothing_is_stale(evening)
    return house


def the_house_has_it(
    evening: Evening, first: datetime, pings: list[Message], house: Message, line: Message
) -> None:
    """Remi says so, until 04:45; Ash is told with it, and later that it is past. Nobody else hears of it."""
    house.click(REMI, "Someone has this")
    assert evening.submit(REMI, by="04:45")["ok"]
    house.comes_to_say("*The house says:* Remi has it, by", "nobody has answered about Sam yet")
    line.comes_to_say("*The house says:* Remi has it, by")
    for number in range(len(pings), len(TOLD)):
        waits(evening, first, TOLD[number][0])
        pings.append(is_told(evening, number, "please answer now", "The house says: Remi has it, by"))
        assert ("That is past" in str(pings[-1].now())) is (number > UNANSWERED + 2), number
        house.comes_to_say(f"Ash {['five', 'six', 'seven', 'eight', 'nine', '10', '11'][number - 7]} times")
        evening.nothing_else()
    for shown in (house, line):
        shown.comes_to_say("That is past. How is it now? Tap *Someone has this…* to say it.")
        assert shown.buttons() == ["I've got this", "Someone has this…"]
    nothing_is_stale(evening)
    alive = [one for one in pings if one.buttons()]
    assert alive == [pings[4], pings[-1]], "the newest of each has the buttons"
    said = [one["text"] for one in evening.posts()]
    assert len(said) == len(set(said)), "no message is said twice"


def taken_and_promised(evening: Evening, newest: Message, house: Message) -> None:
    """Ash at six: from the Home what waits, then the tap, then what and by when."""
    assert "Please take it, and phone the house." in json.dumps(evening.home(ASH))
    evening.until("2026-11-13T06:00:00")
    newest.click(ASH, "I've got this")
    evening.expect(ASH, "You have it. Please act by 06:", "01632 960111", "Everybody who was told can see")
    house.comes_to_say("Ash has it, and acts by 06:")
    assert house.buttons() == []
    newest.comes_to_say("What and by when…")
    newest.click(ASH, "What and by when")
    assert evening.submit(ASH, promised="come", by="06:40")["ok"]
    house.comes_to_say("Ash has it, and comes to the house by 06:40.")
    newest.comes_to_say("You have it, and said you would come to the house by 06:40.")
    assert newest.buttons() == ["What I did…", "What and by when…", "Pass on…", "Open"]
    evening.quiet()
    nothing_is_stale(evening)
    evening.nothing_else()


def done_and_closed(evening: Evening, pings: list[Message], house: Message) -> None:
    """Ash came, and closes it from the form; what was seen is in no message any more."""
    evening.until("2026-11-13T06:30:00")
    pings[-1].click(ASH, "What I did")
    done = evening.submit(ASH, did=["came"])
    assert "stays listed until it is closed" in str(done["views"][-1]["blocks"])
    house.comes_to_say("Ash came to the house, 06:3", "It is still to be closed.")
    pings[-1].comes_to_say("You came to the house, 06:3", "Please close it")
    evening.taps(ASH, "Close…")
    wait_for(lambda: evening.form(ASH)["title"]["text"] == "Close", "the form that closes it")
    answers = {
        "outcome": "help_came", "wanted": "met", "informed": ["person"], "restricted": "no", "plan": "no",
        "debrief_person": "offered", "debrief_staff": "offered", "fair": "yes",
    }  # fmt: skip
    done = evening.submit(ASH, **answers)
    assert done["ok"], done
    house.comes_to_say("it was closed by Ash, 06:3")
    for one in pings:
        wait_for(lambda one=one: SIGN not in str(one.now()).lower(), "what was seen to go")
    assert pings[-1].buttons() == ["Open"]
    evening.quiet()
    nothing_is_stale(evening)
