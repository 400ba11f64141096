"""Answering from one's own Home, and by /handover, told as a play."""

from typing import Any

import pytest

from tests.stories.evening import Evening, Message, wait_for

# other stories are played on both databases
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOUSE, JO, REMI, DEE, LEAD, STRANGER = "C0ROWAN", "U0WORKER", "U0AGENCY", "U0DEE", "U0LEAD", "U0STRANGER"


def question(evening: Evening) -> Message:
    """The late shift's question, at 21:15."""
    evening.until("2026-11-12T21:15:01")
    return evening.expect(HOUSE, "any early warning signs today?", "0 of 2 answered")


def comes_to_say(evening: Evening, user: str, *words: str, no_more: str = "no more") -> None:
    def there() -> bool:
        shown = str(evening.state(user)["home"])
        return all(word in shown for word in words) and no_more not in shown

    wait_for(there, " … ".join(words))


def opened(evening: Evening, title: str, *words: str, user: str = JO) -> Any:
    """A form with this title that says all these words."""
    form = wait_for(lambda: evening.form(user), title)
    assert form["title"]["text"] == title, form
    assert all(word in str(form["blocks"]) for word in words), form
    return form


def test_somebody_answers_and_records_from_their_own_home(evening: Evening) -> None:
    prompt = question(evening)
    first = str(evening.home(JO))
    assert "Welcome to Relay" in first
    assert "Not answered yet" in first
    evening.acts_home(JO, "Seen, no signs", "Sam")
    comes_to_say(evening, JO, "Seen, no signs", "Open or correct…", no_more="Welcome to Relay")
    prompt.comes_to_say("1 of 2 answered")
    evening.acts_home(JO, "Signs seen…", "Ray")
    opened(evening, "Signs seen", "Ray")
    evening.post("view/close", user=JO, view_id=evening.form(JO)["id"])
    evening.acts_home(JO, "Ray: something good…")
    opened(evening, "Something good", "Ray")
    assert evening.submit(JO, text="Sang all evening")["ok"]
    wait_for(lambda: "*Ray* · Something good" in str(evening.home(JO)), "what was written")
    assert "Sang" not in str(evening.state(JO)["home"])
    evening.nothing_else()


def test_the_home_of_a_team_leader_pauses_and_that_of_a_stranger_is_empty(evening: Evening) -> None:
    question(evening)
    evening.home(LEAD)
    evening.acts_home(LEAD, "Pause asking…")
    opened(evening, "Pause asking", "Rowan House", user=LEAD)
    stranger = str(evening.home(STRANGER))
    assert "You are not on a house's list yet" in stranger
    assert "Sam" not in stranger
    assert "Rowan" not in stranger
    evening.nothing_else()


def test_what_is_kept_can_be_read_again(evening: Evening) -> None:
    question(evening)
    evening.home(JO)
    evening.acts_home(JO, "What is kept?")
    opened(evening, "What is kept?", "no report ranks staff")
    evening.nothing_else()


def test_handover_lists_the_people_and_with_a_name_opens_that_persons_form(evening: Evening) -> None:
    prompt = question(evening)
    evening.types(JO, HOUSE, "/handover")
    listed = evening.expect(JO, "Who would you like to answer about?", "Rowan House: Sam, Ray")
    listed.click(JO, "Sam: seen, no signs")
    evening.expect(JO, "Saved. Thank you.")
    prompt.comes_to_say("1 of 2 answered")
    evening.types(JO, HOUSE, "/handover", "ray")
    opened(evening, "Signs seen", "Ray")
    evening.nothing_else()


@pytest.mark.opens("2026-11-12T18:40:00")
def test_between_handovers_signs_ring_and_the_next_question_shows_them_and_still_asks(
    evening: Evening,
) -> None:
    evening.types(JO, HOUSE, "/handover", "sam")
    opened(evening, "Signs seen", "Sam")
    done = evening.submit(JO, **{"sign:sleep": "2", "sign:pacing": "1"})
    assert "Dee" in str(done["views"][-1]["blocks"])
    ping = evening.expect(DEE, "Sam", "Up most of the night")
    line = evening.expect(HOUSE, "Sam", "Dee")
    assert line.posted["thread_ts"] is None
    ping.click(DEE, "I've got this")
    evening.expect(DEE, "You have it")
    line.comes_to_say("Dee has it")
    evening.quiet()
    evening.until("2026-11-12T18:50:00")
    evening.types(REMI, HOUSE, "/handover", "sam")
    opened(evening, "Signs seen", "Sam", "Jo", user=REMI)
    evening.nothing_else()


@pytest.mark.opens("2026-11-12T20:50:00")
def test_what_was_answered_just_before_is_in_the_next_question_which_still_asks(evening: Evening) -> None:
    evening.types(JO, HOUSE, "/handover", "sam")
    opened(evening, "Signs seen", "Sam")
    assert evening.submit(JO, **{"sign:pacing": "1"})["ok"]
    evening.quiet()
    prompt = question(evening)
    prompt.comes_to_say("Sam", "Signs seen", "Jo")
    prompt.click(REMI, "Seen, no signs", "Sam")
    prompt.comes_to_say("1 of 2 answered")
    evening.nothing_else()
