"""The reader of *Not seen*: one of three answers, or the field to mend."""

from typing import Any

import pytest

from bot.replies import Answer
from prompts.forms import CHOOSE
from prompts.not_seen import FIELD, read


def chosen(value: str | None) -> dict[str, Any]:
    return {
        FIELD: {"value": {"type": "radio_buttons", "selected_option": {"value": value} if value else None}}
    }


@pytest.mark.parametrize("why", ["out", "asleep", "declined"])
def test_an_answer_is_read(why: Any) -> None:
    assert read(chosen(why)) == Answer("not_seen", not_seen=why)


@pytest.mark.parametrize("state", [chosen(None), chosen("clear"), {}, {FIELD: {}}])
def test_anything_else_is_asked_again(state: dict[str, Any]) -> None:
    assert read(state) == {FIELD: CHOOSE}
