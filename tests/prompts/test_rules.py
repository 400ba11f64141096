"""Any rule of a threshold, as a sentence for somebody who has never met the person."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from bot import plans, rules
from prompts.rules import in_words
from tests.bot import sam

SLEEP = {"sign": "sleep", "at_least": 2}
PACING, RINGS = {"sign": "pacing"}, {"sign": "rings", "at_least": 3}
TWO = {"signs_together": {"count": 2, "among": ["pacing", "quiet"]}}
WITHOUT_NUMBERS = sam.plan().model_copy(update={"signs": sam.plan().signs[:5]})

SAID: list[tuple[dict[str, Any], str]] = [
    (PACING, "“I walk up and down and can't sit”"),
    ({"sign": "quiet", "at_least": 1}, "“I go quiet”"),
    (SLEEP, "up most of the night, or worse"),
    ({"sign": "sleep", "at_least": 3}, "no sleep"),
    (RINGS, "“I ring my sister”, 3 times or more in one shift"),
    ({"sign": "rings", "at_least": 1}, "“I ring my sister”"),
    ({"sign": "meals", "at_most": 1}, "“Meals I eat”, once or less in one shift"),
    ({"sign": "meals", "at_most": 0}, "“Meals I eat”, not at all"),
    ({"sign": "hours", "at_most": 5}, "“I sleep”, 5 hours or less"),
    ({"sign": "hours", "at_least": 12.5}, "“I sleep”, 12.5 hours or more"),
    (TWO, "both of these together in one shift: “I walk up and down and can't sit”; “I go quiet”"),
    (
        {"signs_together": {"count": 2, "among": ["pacing", "quiet", "sleep"], "at_least": 2, "within": "2 h"}},
        "two of these within two hours: up most of the night, or worse; “I walk up and down and can't sit”; "
        "“I go quiet”",
    ),
    (
        {"signs_together": {"count": 3, "among": ["pacing", "hours", "rings"], "at_least": {"hours": 5, "rings": 2}}},
        "all three of these together in one shift: “I walk up and down and can't sit”; "
        "“I ring my sister”, twice or more in one shift; “I sleep”, 5 hours or less",
    ),
    (
        {"repeats": {"sign": "sleep", "at_least": 2, "times": 3, "in_last": "5 handovers"}},
        "up most of the night, or worse, at three of the last five handovers",
    ),
    (
        {"repeats": {"sign": "hours", "at_most": 4, "times": 2, "in_last": "2 handovers"}},
        "“I sleep”, 4 hours or less, at two handovers in a row",
    ),
    (
        {"repeats": {"sign": "pacing", "times": 2, "in_last": "7 d"}},
        "“I walk up and down and can't sit”, twice in seven days",
    ),
    ({"repeats": {"sign": "quiet", "times": 1, "in_last": "1 handover"}}, "“I go quiet”, at one handover"),
    (
        {"adds_up": {"signs": ["sleep", "rings"], "weights": {"rings": 2}, "at_least": 7, "in_last": "24 h"}},
        "these add up, within 24 hours, to as much as was agreed: “I'm up most of the night”; “I ring my sister”",
    ),
    (
        {"adds_up": {"signs": ["pacing"], "at_least": 2, "in_last": "3 handovers"}},
        "these add up, over three handovers, to as much as was agreed: “I walk up and down and can't sit”",
    ),
    (
        {"adds_up": {"signs": ["rings"], "at_least": 2, "in_last": "1 handover"}},
        "these add up, in one shift, to as much as was agreed: “I ring my sister”",
    ),
    ({"rising": {"sign": "rings", "over": 3}}, "“I ring my sister”, worse each time over three answers in a row"),
    (
        {"steps_not_followed": {"times": 2, "in_last": "3 handovers"}},
        "the agreed steps could not all be followed, at two of the last three handovers",
    ),
    (
        {"missed_contacts": {"times": 1, "in_last": "1 week"}},
        "planned contact was missed, by us or another agency, once in seven days",
    ),
    ({"unanswered": 1}, "nobody answers at a handover"),
    ({"unanswered": 3}, "nobody answers at three handovers in a row"),
    ({"any_of": [PACING, SLEEP]}, "“I walk up and down and can't sit”; or up most of the night, or worse"),
    (
        {"all_of": [PACING, RINGS]},
        "“I walk up and down and can't sit”; and also “I ring my sister”, 3 times or more in one shift",
    ),
    (
        {"any_of": [{"unanswered": 2}, {"all_of": [PACING, RINGS]}, SLEEP]},
        "nobody answers at two handovers in a row; (“I walk up and down and can't sit”; and also "
        "“I ring my sister”, 3 times or more in one shift); or up most of the night, or worse",
    ),
    (
        {"all_of": [{"any_of": [PACING, SLEEP]}, {"any_of": [RINGS, TWO]}]},
        "(“I walk up and down and can't sit”; or up most of the night, or worse); and also "
        "(“I ring my sister”, 3 times or more in one shift; or (both of these together in one shift: "
        "“I walk up and down and can't sit”; “I go quiet”))",
    ),
]  # fmt: skip


def rule(written: dict[str, Any]) -> Any:
    return TypeAdapter(plans.Rule).validate_python(written)


@pytest.mark.parametrize(("written", "said"), SAID)
def test_a_rule_is_a_sentence(written: dict[str, Any], said: str) -> None:
    assert in_words(rule(written), sam.plan()) == said


def test_every_kind_of_rule_is_in_the_table() -> None:
    assert {rules.kind(written) for written, _ in SAID} == set(rules.RULES)


def test_any_of_the_signs_needs_no_list() -> None:
    assert (
        in_words(rule({"signs_together": 2}), WITHOUT_NUMBERS) == "two of these signs together in one shift"
    )
    often = {"repeats": {"times": 4, "in_last": "7 handovers"}}
    assert in_words(rule(often), WITHOUT_NUMBERS) == "any of these signs, at four of the last seven handovers"


def test_a_number_without_a_bound_cannot_count_and_is_left_out() -> None:
    assert "I sleep" not in in_words(rule({"signs_together": 2}), sam.plan())
    assert in_words(rule({"signs_together": 2}), sam.plan()).startswith(
        "two of these together in one shift: "
    )


def test_any_sign_as_bad_as_that_is_listed_with_its_level() -> None:
    said = in_words(rule({"repeats": {"at_least": 2, "times": 2, "in_last": "2 d"}}), WITHOUT_NUMBERS)
    assert said.startswith("any of these, twice in two days: up most of the night, or worse; “I walk up")


@pytest.mark.parametrize(("written", "_"), SAID)
def test_no_total_and_no_weight_is_said(written: dict[str, Any], _: str) -> None:
    if "adds_up" in written:
        assert not set("237") & set(in_words(rule(written), sam.plan()).replace("24 hours", ""))
