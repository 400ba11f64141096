"""What staff are told of answering: the page's table says what the code says, and its times are the code's."""

from pathlib import Path
from typing import get_args

import pytest

import bot.away
import bot.home
import bot.pause
import bot.replies
from bot.access import ANY_ROLE, MAY, NEVER_SHARED, STRANGERS, Action, Relation
from bot.house import HandoverTimes
from prompts import rows

PAGE = (Path(__file__).parent.parent / "docs/answering.md").read_text()
TO: dict[Action, str] = {
    "answer": "answer",
    "worry": "say *I'm worried*, ask for a call",
    "tell_safeguarding": "tell safeguarding privately",
    "read": "read what was noted, what is open, a plan",
    "confirm_read": "tap *I've read this*",
    "confirm_plan": "tap *I've read this version* of a plan",
    "look": "see who is on call",
    "acknowledge": "tap *I've got this*",
    "safeguard": "read, take and close what was told privately",
    "act": "promise, pass on, say what was done, close, stand down",
    "someone": "say *Someone has this*",
    "override": "tell somebody whom the person does not want contacted",
    "pause": "pause the asking",
    "huddle": "look at the weekly huddle's digest",
    "review": "say in the huddle *Reviewed*",
    "decide": "decide in the huddle",
    "own": "read, put off and close an action of the huddle",
    "check": "sense-check a case that one was sent",
    "approve": "say yes to somebody who covers",
    "cover": "ask to cover",
}
WHO: dict[Relation, str] = {
    "here": "on the house's list",
    "covering": "covering there",
    "told": "told of it",
    "on_call": "on call there at times",
    "elsewhere": "listed elsewhere",
}
HEAD = ["to", *WHO.values(), "on no list", "from a shared account"]


def _table() -> list[list[str]]:
    lines = PAGE.splitlines()
    begins = lines.index(f"| {' | '.join(HEAD)} |")
    told = [line.strip("| ").split(" | ") for line in lines[begins + 2 :] if line.startswith("| ")]
    return told[: len(MAY)]


def _roles(action: Action, relation: Relation) -> str:
    roles = MAY[action][relation]
    return (
        "anyone" if roles == ANY_ROLE else ", ".join(role.replace("_", " ") for role in sorted(roles)) or "–"
    )


@pytest.mark.parametrize("action", get_args(Action))
def test_the_page_says_who_may_as_the_code_does(action: Action) -> None:
    told = {row[0]: row[1:] for row in _table()}
    assert told[TO[action]] == [
        *(_roles(action, relation) for relation in get_args(Relation)),
        "anyone" if action in STRANGERS else "–",
        "no" if action in NEVER_SHARED else "yes",
    ]


def test_each_line_of_the_table_is_an_action_and_each_action_has_one() -> None:
    assert [row[0] for row in _table()] == [TO[action] for action in MAY]


@pytest.mark.parametrize(
    "said",
    [
        f"({bot.away.LONGEST.days} days at most)",
        f"up to {bot.pause.LONGEST.days} days",
        f"works for {bot.replies.CORRECTED_WITHIN.seconds // 3600} hours",
        f"in the last {bot.home.WRITTEN_WITHIN.seconds // 3600} hours",
        f"{HandoverTimes().ask_before.seconds // 60} minutes, unless",
        f"{HandoverTimes().remind_after.seconds // 60} minutes after the question (`remind_after`)",
        f"{HandoverTimes().late_after.seconds // 60} minutes after it (`late_after`)",
    ],
)
def test_a_time_on_the_page_is_the_one_that_holds(said: str) -> None:
    assert said in PAGE


def test_an_answer_elsewhere_counts_for_the_handover_for_one_hour() -> None:
    assert bot.home.COUNTS_FOR.total_seconds() == 3600
    assert "until one hour after the change of shift" in PAGE


@pytest.mark.parametrize("choice", rows.CHOICES.values())
def test_each_choice_of_a_persons_menu_is_explained(choice: str) -> None:
    assert f"| **⋯ {choice}** |" in PAGE
