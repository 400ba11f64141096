"""The readers of the notes' forms: what was said, or what to mend by field; and the values of their buttons."""

from dataclasses import replace
from typing import Any

import pytest

from bot.notes import Said
from prompts.forms import CHOOSE, TEXT_LIMIT
from prompts.notes import (
    GONE,
    THE_SAME,
    TOPICS,
    WHOM,
    WRITE,
    Read,
    Where,
    parse_worry,
    read_else,
    read_good,
    read_worry,
    worry_value,
)  # fmt: skip
from prompts.quoted import as_read, mentioned
from tests.prompts.cast import RAY, SAM, SERVICE

PEOPLE = (SAM.id, RAY.id)
NO_OFFICE = replace(SERVICE, spec=SERVICE.spec.model_copy(update={"office_hours": None}))


def state(**given: str) -> Any:
    """Fields as Slack sends them: a menu's choice, or what was written."""
    written = {"text", "wants", "affects_wants"}
    return {
        block: {"value": {"value": said} if block in written else {"selected_option": {"value": said}}}
        for block, said in given.items()
    }


ELSE = {"topic": "health", "tell": "next_shift", "text": "A cough"}
SOMETHING = Said("else", "next_shift", "health", "A cough")
ELSE_CASES: dict[str, tuple[dict[str, str], Any]] = {
    "all that is needed": (ELSE, Read(SOMETHING, 7)),
    "who should know": (ELSE | {"tell": "team_leader"}, Read(replace(SOMETHING, tell="team_leader"), 7)),
    "what they know and want": (
        ELSE | {"knows": "could_not_say", "wants": " Honey "},
        Read(replace(SOMETHING, knows="could_not_say", wants="Honey"), 7),
    ),
    "whom it also affects": (ELSE | {"affects": "8"}, Read(SOMETHING, 7, (8, None))),
    "and their own wishes": (
        ELSE | {"affects": "8", "affects_wants": "Quiet"},
        Read(SOMETHING, 7, (8, "Quiet")),
    ),
    "no topic": (ELSE | {"topic": ""}, {"topic": CHOOSE}),
    "a topic that is none": (ELSE | {"topic": "money"}, {"topic": CHOOSE}),
    "nothing written": (ELSE | {"text": " \0"}, {"text": WRITE}),
    "too much written": (
        ELSE | {"text": "x" * (TEXT_LIMIT + 1)},
        {"text": "Please shorten this to 2,000 characters; it has 2,001."},
    ),
    "nobody to know": (ELSE | {"tell": ""}, {"tell": CHOOSE}),
    "this shift is for a worry": (ELSE | {"tell": "this_shift"}, {"tell": CHOOSE}),
    "the same person twice": (ELSE | {"affects": "7"}, {"affects": THE_SAME}),
    "somebody who is not in the list": (ELSE | {"affects": "9"}, {"affects": CHOOSE}),
    "wishes of nobody": (ELSE | {"affects_wants": "Quiet"}, {"affects": WHOM}),
    "everything left empty": (
        {},
        {"topic": CHOOSE, "tell": CHOOSE, "text": WRITE},
    ),
}


@pytest.mark.parametrize(("given", "read"), ELSE_CASES.values(), ids=ELSE_CASES)
def test_something_else_is_read(given: dict[str, str], read: Any) -> None:
    assert read_else(state(**given), PEOPLE, SAM.id) == read


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_is_read(topic: str) -> None:
    read = read_else(state(**ELSE | {"topic": topic}), PEOPLE, SAM.id)
    assert isinstance(read, Read)
    assert read.said.topic == topic


PERSON_CASES: dict[str, tuple[dict[str, str], Any]] = {
    "somebody in the list": ({"person": "8"}, Read(SOMETHING, 8)),
    "nobody": ({}, {"person": CHOOSE}),
    "somebody who is not in the list": ({"person": "9"}, {"person": GONE}),
    "the house": ({"person": "0"}, {"person": GONE}),
    "the one it also affects": ({"person": "8", "affects": "8"}, {"affects": THE_SAME}),
}


@pytest.mark.parametrize(("given", "read"), PERSON_CASES.values(), ids=PERSON_CASES)
def test_whom_something_else_is_about_is_read_where_it_was_asked(given: dict[str, str], read: Any) -> None:
    assert read_else(state(**ELSE | given), PEOPLE, None) == read


GOOD_CASES: dict[str, tuple[dict[str, str], Any]] = {
    "what went well": ({"text": "Sang"}, Read(Said("good", "next_shift", text="Sang"), 7)),
    "nothing written": ({}, {"text": WRITE}),
}


@pytest.mark.parametrize(("given", "read"), GOOD_CASES.values(), ids=GOOD_CASES)
def test_something_good_is_read(given: dict[str, str], read: Any) -> None:
    assert read_good(state(**given), PEOPLE, SAM.id) == read


WORRY_CASES: dict[str, tuple[dict[str, str], Any]] = {
    "without a word": ({"person": "7", "tell": "now"}, Read(Said("worry", "now"), 7)),
    "about the house": ({"person": "0", "tell": "this_shift"}, Read(Said("worry", "this_shift"), None)),
    "in words": (
        {"person": "7", "tell": "in_hours", "text": "So quiet", "knows": "no", "wants": "To be left"},
        Read(Said("worry", "in_hours", None, "So quiet", "no", "To be left"), 7),
    ),
    "about nobody that was chosen": ({"tell": "now"}, {"person": CHOOSE}),
    "by no time that was chosen": ({"person": "7"}, {"tell": CHOOSE}),
    "the next shift is no answer": ({"person": "7", "tell": "next_shift"}, {"tell": CHOOSE}),
}


@pytest.mark.parametrize(("given", "read"), WORRY_CASES.values(), ids=WORRY_CASES)
def test_a_worry_is_read(given: dict[str, str], read: Any) -> None:
    assert read_worry(state(**given), PEOPLE, SERVICE) == read


def test_office_hours_are_no_answer_where_there_are_none() -> None:
    assert read_worry(state(person="7", tell="in_hours"), PEOPLE, NO_OFFICE) == {"tell": CHOOSE}


@pytest.mark.parametrize(
    ("value", "where"),
    {
        worry_value(3): Where(3),
        worry_value(3, 12): Where(3, 12),
        worry_value(3, 12, 7): Where(3, 12, 7),
        worry_value(3, person_id=7): Where(3, None, 7),
    }.items(),
)
def test_the_value_of_a_worrys_button_says_where(value: str, where: Where) -> None:
    assert parse_worry(value) == where


@pytest.mark.parametrize(
    "value", ["", "3", "3:12", "3:12:7:1", "a:0:0", "3:-1:0", "3:٣:0", f"3:0:{'9' * 19}"]
)
def test_any_other_value_is_none_of_its_buttons(value: str) -> None:
    with pytest.raises(ValueError, match="not a button"):
        parse_worry(value)


MESSAGES = {
    "Tea &amp; toast &lt;3": "Tea & toast <3",
    "&amp;lt;": "&lt;",
    "<@U0LEAD> saw it": "@Mel saw it",
    "<@U0WHO> saw it": "@U0WHO saw it",
    "<#C0ROWAN|rowan> knows": "#rowan knows",
    "<!here> look": "!here look",
    "see <https://example.org|the list>": "see the list (https://example.org)",
    "<mailto:a@example.org>": "mailto:a@example.org",
    "plain": "plain",
}


@pytest.mark.parametrize(("text", "read"), MESSAGES.items())
def test_a_message_reads_as_it_did_in_slack(text: str, read: str) -> None:
    assert as_read(text, {"U0LEAD": "Mel"}) == read


def test_whom_a_message_names_is_found() -> None:
    assert mentioned("<@U0LEAD> and <@U0ASH|ash> in <#C0ROWAN|rowan>") == ["U0LEAD", "U0ASH"]
