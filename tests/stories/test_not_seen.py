"""Somebody who was not seen, told as a play: said in a form, shown as unknown, told to nobody."""

from tests.stories.evening import Evening, Message, wait_for

HOUSE, JO, STRANGER = "C0ROWAN", "U0WORKER", "U0STRANGER"


def question(evening: Evening) -> Message:
    """The late shift's question, at 21:15."""
    evening.until("2026-11-12T21:15:01")
    return evening.expect(HOUSE, "any early warning signs today?", "0 of 2 answered")


def test_not_seen_is_said_in_the_form_and_shown_as_unknown(evening: Evening) -> None:
    prompt = question(evening)
    prompt.chooses(JO, "Not seen…")
    assert "never counts as no signs" in str(evening.form(JO)["blocks"])
    assert evening.submit(JO, why="asleep")["ok"]
    wait_for(lambda: "We don't know how Sam is" in str(evening.form(JO)["blocks"]), "what it becomes")
    prompt.comes_to_say("1 of 2 answered", "not seen")
    assert "asleep" not in str(prompt.now())
    evening.nothing_else()


def test_a_stranger_cannot_say_so(evening: Evening) -> None:
    prompt = question(evening)
    prompt.chooses(STRANGER, "Not seen…")
    evening.expect(STRANGER, "Thank you for helping", "07700 900002")
    evening.nothing_else()
