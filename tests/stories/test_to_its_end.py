"""From two signs to the end of it: promised, put off, passed on, taken over, done, closed; another one, stood down."""

import json

import pytest

from tests.stories.evening import Evening, Message, wait_for
from tests.stories.transcript import Transcript

# other stories are played on both databases
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HOUSE, JO, REMI, DEE, ASH = "C0ROWAN", "U0WORKER", "U0AGENCY", "U0DEE", "U0ASH"
SIGN = "up most of the night"


def question(evening: Evening) -> Message:
    """The late shift's question; Ray is seen, Sam has two signs."""
    evening.until("2026-11-12T21:15:01")
    prompt = evening.expect(HOUSE, "any early warning signs today?", "0 of 2 answered")
    prompt.click(JO, "Seen, no signs", "Ray")
    sees_signs(evening, prompt, JO, "2")
    return prompt


def sees_signs(evening: Evening, prompt: Message, who: str, sleep: str) -> None:
    prompt.click(who, "Signs seen", "Sam")
    assert evening.submit(who, **{"sign:sleep": sleep, "sign:pacing": "1"})["ok"]


def saved(evening: Evening, who: str, *words: str, **answers: object) -> None:
    """Send the form on top; it comes to say all these words."""
    done = evening.submit(who, **answers)
    assert done["ok"], done
    wait_for(lambda: all(one in str(evening.form(who)["blocks"]) for one in words), " … ".join(words))


def taps(message: Message, who: str, text: str) -> None:
    """Tap this button, once it is drawn."""
    wait_for(lambda: any(one.startswith(text) for one in message.buttons()), text)
    message.click(who, text)


def puts_away(evening: Evening, who: str) -> None:
    """Close the form on top."""
    assert evening.post("view/close", user=who, view_id=evening.form(who)["id"])["ok"]


def in_thread(message: Message, root: Message) -> None:
    """It stands in the thread that an escalation is with one person; and where it rings, in the conversation too."""
    assert message.posted["thread_ts"] == root.ts
    assert message.posted["broadcast"]


def test_an_evening_to_its_end(evening: Evening) -> None:
    read = Transcript(evening)
    prompt = question(evening)
    ping = evening.expect(DEE, "needs you now about Sam", "01632 960111")
    line = evening.expect(HOUSE, "Sam", "Waiting for Dee")
    taken(evening, ping, line, prompt)
    read.goes_on("taken, and by when")
    more_is_seen(evening, ping, prompt)
    read.goes_on("more is seen")
    asked = put_off(evening, ping, line)
    read.goes_on("asked at the promise, put off, asked again")
    over = passed_on(evening, asked, line, prompt)
    read.goes_on("passed on and taken over")
    done(evening, over, ping, line, prompt)
    read.goes_on("what was done")
    again_and_stood_down(evening, ping)
    read.goes_on("in the morning: again, and stood down")
    closed_after_a_day(evening, over, line)
    read.goes_on("a day later: asked to close, and closed")
    read.stands("the line", line.now())
    evening.nothing_else()


def taken(evening: Evening, ping: Message, line: Message, prompt: Message) -> None:
    """Dee has it, and says what she will do and by when: the house reads it, in the thread and in the question."""
    ping.click(DEE, "I've got this")
    evening.expect(DEE, "You have it. Please act by 21:4", "01632 960111")
    line.comes_to_say("Dee has it, and acts by 21:4")
    taps(ping, DEE, "What and by when")
    saved(evening, DEE, "You said: come to the house, by 22:30.", promised="come", by="22:30")
    puts_away(evening, DEE)
    line.comes_to_say("Dee has it, and comes to the house by 22:30.", "Dee, 07700 900002")
    prompt.comes_to_say("Dee has it, and comes to the house by 22:30.")
    ping.comes_to_say("You have it, and said you would come to the house by 22:30.")
    assert "Someone has this…" not in line.buttons()
    evening.nothing_else()


def more_is_seen(evening: Evening, ping: Message, prompt: Message) -> None:
    """Remi has seen it too: Dee hears of it once and says so; the earlier time to act is hers from now on."""
    sees_signs(evening, prompt, REMI, "3")
    more = evening.expect(
        DEE, "new since you took it", "No sleep", "Please tap Seen by 21:2", "You act by 21:4"
    )
    in_thread(more, ping)
    more.click(DEE, "Seen")
    evening.expect(DEE, "You have it, and said you would come to the house by 21:4")
    more.comes_to_say("You have seen what was new.")
    assert "Seen" not in more.buttons()
    evening.nothing_else()


def put_off(evening: Evening, ping: Message, line: Message) -> Message:
    """When the time is over she is asked; a quarter of an hour more; and asked again. The second question."""
    evening.until("2026-11-12T21:48:00")
    first = evening.expect(DEE, "You said you would come to the house by 21:4", "What has become of it?")
    in_thread(first, ping)
    assert first.buttons() == ["Done", "15 minutes more", "Pass on…", "Open"]
    line.comes_to_say("which is past", "Dee is asked what became of it.")
    taps(first, DEE, "15 minutes more")
    evening.expect(DEE, "come to the house by 22:0")
    first.comes_to_say("You have it, and said you would come to the house by 22:0")
    line.comes_to_say("Dee has it, and comes to the house by 22:0")
    evening.until("2026-11-12T22:03:30")
    second = evening.expect(DEE, "come to the house by 22:0", "You can put it off once more.")
    # it points to the second, or is about to
    assert not set(first.buttons()) & {"Done", "15 minutes more", "Pass on…"}
    evening.nothing_else()
    return second


def passed_on(evening: Evening, asked: Message, line: Message, prompt: Message) -> Message:
    """She asks Ash to take it over: hers until he does, his from then on, and she hears of it."""
    taps(asked, DEE, "Pass on")
    assert "Whoever is told next (Ash)" in str(evening.form(DEE)["blocks"])
    assert "Ida" not in str(evening.form(DEE)["blocks"]), "Sam does not want Ida told"
    saved(evening, DEE, "Ash is asked to take it over", because="shift_ends")
    puts_away(evening, DEE)
    over = evening.expect(
        ASH, "needs you now about Sam", "Dee asks you to take this over: going off call", "Please answer by 22:1",
        "Dee had said: come to the house", "01632 960111", "Immediate danger: 999",
    )  # fmt: skip
    assert over.buttons() == ["I'll take it", "Open"]
    line.comes_to_say("Dee is passing it on to Ash", "still has it until")
    taps(over, ASH, "I'll take it")
    evening.expect(ASH, "You have it. Please act by 22:3")
    evening.expect(DEE, "Ash has it", "You no longer have it.")
    line.comes_to_say("Ash has it, and acts by 22:3")
    prompt.comes_to_say("Ash has it")
    over.comes_to_say("You have it. Please act by 22:3")
    evening.nothing_else()
    return over


def done(evening: Evening, over: Message, ping: Message, line: Message, prompt: Message) -> None:
    """Ash did what he had to do. It is still to be closed, but nothing waits for anybody tonight."""
    evening.until("2026-11-12T22:20:00")
    taps(over, ASH, "What I did")
    saved(
        evening,
        ASH,
        "Saved. Thank you.",
        "until it is closed",
        did=["came", "phoned"],
        words="We walked twice",
    )
    puts_away(evening, ASH)
    line.comes_to_say("Ash phoned the house", "came to the house", "22:2", "It is still to be closed.")
    wait_for(lambda: "Open: Sam" not in prompt.now()["text"], "nothing to be open")
    over.comes_to_say("Please close it")
    assert over.buttons() == ["Close…", "Open"]
    ping.comes_to_say("Ash phoned the house")
    assert ping.buttons() == ["Open"]
    assert "walked twice" not in json.dumps(evening.posts()) + str(line.now()) + str(over.now())
    evening.nothing_else()


def again_and_stood_down(evening: Evening, ping: Message) -> None:
    """In the morning it rings anew, as one of its own that names the first. A manager stands it down."""
    evening.until("2026-11-13T07:15:01")
    morning = evening.expect(HOUSE, "Night shift: any early warning signs today?")
    sees_signs(evening, morning, REMI, "2")
    new = evening.expect(DEE, "needs you now about Sam", "Again: earlier, Ash phoned the house")
    assert new.posted["thread_ts"] is None, "another one is another thread"
    line = evening.expect(HOUSE, "Sam", "Waiting for Dee", "Again: earlier, Ash phoned the house")
    evening.passes(10.1)
    told = evening.expect(ASH, "needs you now about Sam", "you are told next")
    taps(told, ASH, "Open")
    evening.taps(ASH, "Stand down…")
    wait_for(lambda: evening.form(ASH)["title"]["text"] == "Stand down", "the form that stands it down")
    saved(evening, ASH, "stood down. Thank you.", because="told_elsewhere")
    evening.post("view/close", user=ASH, view_id=evening.form(ASH)["id"])
    line.comes_to_say("stood down by Ash", "it is dealt with elsewhere")
    for one in (new, told):
        wait_for(lambda one=one: SIGN not in str(one.now()).lower(), "what was seen to go")
        assert one.buttons() == ["Open"]
    taps(new, DEE, "Open")
    assert "stood down" in str(evening.form(DEE)["blocks"])
    puts_away(evening, DEE)
    assert "I've got this" not in ping.buttons()
    evening.nothing_else()


def closed_after_a_day(evening: Evening, over: Message, line: Message) -> None:
    """Whoever acted is asked to close it, once, and does. Then no message says what was seen."""
    for at, shift, people in (("14:15", "Early", ["Sam"]), ("21:15", "Late", ["Sam", "Ray"])):
        evening.until(f"2026-11-13T{at}:01")
        asked = evening.expect(HOUSE, f"{shift} shift: any early warning signs today?")
        for who in people:
            asked.click(JO, "Seen, no signs", who)
    evening.until("2026-11-13T22:22:00")
    reminder = evening.expect(ASH, "Please say how it ended", "please close")
    in_thread(reminder, over)
    evening.nothing_else()
    taps(reminder, ASH, "Close")
    assert "came to the house" in str(evening.form(ASH)["blocks"])
    answers = {
        "outcome": "help_came", "wanted": "partly", "says": "Next time sooner", "informed": ["person"],
        "restricted": "no", "plan": "yes", "debrief_person": "done", "debrief_staff": "offered", "fair": "yes",
    }  # fmt: skip
    refused = evening.submit(ASH, **answers)
    assert refused["errors"] == {"plan_change": "Please write what needs to change."}
    saved(evening, ASH, "closed. Thank you.", plan_change="Ask about the walk before nine", **answers)
    puts_away(evening, ASH)
    for one in (line, over, reminder):
        one.comes_to_say("was closed by Ash")
    assert reminder.buttons() == ["Open"]
    taps(over, ASH, "Open")
    kept = str(evening.form(ASH)["blocks"])
    for said in (
        "Next time sooner",
        "Ask about the walk before nine",
        "We walked twice",
        "asked Ash to take it over",
        "put it off",
    ):
        assert said in kept, said
    puts_away(evening, ASH)
    assert "Next time sooner" not in json.dumps(evening.posts())
