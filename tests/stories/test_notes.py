"""What staff say besides signs, told as a play: a worry, something else, a message kept, and a call."""

from typing import Any

import pytest

from tests.stories.evening import Evening, Message, wait_for

# other stories are played on both databases
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOUSE, JO, DEE, STRANGER = "C0ROWAN", "U0WORKER", "U0DEE", "U0STRANGER"


def question(evening: Evening) -> Message:
    """The late shift's question, at 21:15."""
    evening.until("2026-11-12T21:15:01")
    return evening.expect(HOUSE, "any early warning signs today?", "0 of 2 answered")


def becomes(evening: Evening, words: str) -> None:
    wait_for(lambda: words in str(evening.form(JO)["blocks"]), words)


def chosen(evening: Evening, block: str, text: str) -> Any:
    """The value of what is called `text` in a menu of the form."""
    (found,) = [one for one in evening.form(JO)["blocks"] if one["block_id"] == block]
    return next(one["value"] for one in found["element"]["options"] if one["text"]["text"] == text)


def test_a_worry_needs_no_words_and_a_call_is_asked_for_from_what_it_becomes(evening: Evening) -> None:
    prompt = question(evening)
    prompt.click(JO, "I'm worried about someone")
    wait_for(lambda: evening.form(JO)["title"]["text"] == "I'm worried", "the form")
    assert evening.submit(JO, person=chosen(evening, "person", "Sam"))["ok"]
    becomes(evening, "Dee (on-call) is being told.")
    evening.expect(DEE, "Rowan House", "Sam")
    evening.expect(HOUSE, "Sam")
    evening.taps(JO, "I'd like a call")
    becomes(evening, "Dee (on-call) is asked to phone you.")
    evening.expect(DEE, "Jo")
    evening.nothing_else()


def test_something_else_rings_nobody_and_is_shown_as_noted(evening: Evening) -> None:
    prompt = question(evening)
    prompt.chooses(JO, "Something else…")
    wait_for(lambda: evening.form(JO)["title"]["text"] == "Something else", "the form")
    refused = evening.submit(JO, topic="health", text="A cough since tea", affects_wants="Some quiet")
    assert refused["errors"] == {"affects": "Choose whom it also affects, or leave this empty."}
    assert evening.submit(
        JO, topic="health", text="A cough since tea", affects=chosen(evening, "affects", "Ray")
    )["ok"]
    becomes(evening, "The next shift sees that something was noted.")
    prompt.comes_to_say("also noted: health", "also noted: something that affects them")
    assert "cough" not in str(prompt.now())
    evening.nothing_else()


def test_a_message_in_the_houses_channel_is_kept_about_somebody(evening: Evening) -> None:
    question(evening)
    written = evening.post("say", user=JO, conversation=HOUSE, text="Ray was up at four & sang")
    evening.shortcut(JO, Message(evening, HOUSE, written["ts"], None), "note.record")
    wait_for(
        lambda: "Ray was up at four & sang" in str(evening.form(JO)["blocks"]), "the message in the form"
    )
    assert evening.submit(JO, topic="sleep", person=chosen(evening, "person", "Ray"))["ok"]
    becomes(evening, "The next shift sees that something was noted.")
    evening.nothing_else()
