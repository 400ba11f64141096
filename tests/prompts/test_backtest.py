"""What a backtest says, where a whole run does not show it: long names, late words, empty tables."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.coverage import Counts, Gaps
from bot.rings import Ring
from prompts import backtest
from prompts.backtest import Told
from tests.bot.past import FIRST
from tests.bot.sam import SLEEP_2, plan

LONGEST = "a" * 40
NIGHT = FIRST + timedelta(hours=15)


def ring(**more: Any) -> Ring:
    first = Ring(
        FIRST, FIRST, FIRST, "rule-0", "ladder:house", "now", timedelta(minutes=30), "Up most of the night.", 1, 0,
        night=False,
    )  # fmt: skip
    return replace(first, **more)


def told(**more: Any) -> Told:
    first = Told(
        "Sam", plan(SLEEP_2), "the plan in draft.yaml", "Europe/London", date(2026, 11, 2), date(2026, 11, 9),
        Counts(3, 2, 1, 4, 1), Gaps((), (), ()), [], [], 0,
    )  # fmt: skip
    return replace(first, **more)


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "Sam, Mon 2 Nov 2026 to Mon 9 Nov 2026"),
        ({}, "6 handovers: 3 answered, 2 not, 1 still open. 4 replies, 1 of them a correction."),
        ({"counts": Counts(1, 0, 0, 1, 0)}, "1 handover: 1 answered, 0 not. 1 reply."),
        ({"counts": Counts(3, 0, 0, 4, 2)}, "3 handovers: 3 answered, 0 not. 4 replies, 2 of them corrections."),
        ({}, "Nothing rang then, and nothing would ring now."),
        ({}, "Rang: 0, 0 in the night; would ring: 0, 0 in the night (22:00 to 07:00)."),
        ({}, "rule-0            0     0      0  never reached"),
        ({"gaps": Gaps((plan(SLEEP_2).signs[0],), (), ())}, "rule-0            0     0      0  cannot tell"),
        ({"gaps": Gaps((), (plan(SLEEP_2).signs[0],), ())}, "  sleep: “I'm up most of the night”"),
        ({"gaps": Gaps((), (), (("gone", 1), ("lost", 3)))}, "  lost (seen 3 times)"),
        ({"now": [ring()]}, "Mon 02 Nov 2026 07:15       rule-0    -     rings"),
        ({"then": [ring()]}, "Mon 02 Nov 2026 07:15       rule-0    rang  -"),
        ({"now": [ring(told_at=NIGHT, night=True)]}, "Mon 02 Nov 2026 22:15 night rule-0    -     rings"),
        ({"now": [ring()]}, "Reached now and not then: 1, marked “-     rings” above."),
        ({"then": [ring()]}, "Reached then and not now: 1, marked “rang  -” above."),
        ({"then": [ring()], "now": [ring()]}, "Nothing would be different."),
        ({"now": [ring(), ring(reply=2)]}, "rule-0            0     2      0"),
        ({"now": [ring(), ring(reply=2)]}, "Rang: 0, 0 in the night; would ring: 1, 0 in the night (22:00 to 07:00)."),
        ({"then": [ring(threshold="old")]}, "old               1     0      0  not in this plan"),
        (
            {"now": [ring(at=NIGHT, told_at=NIGHT)]},
            "  Up most of the night. Seen Mon 02 Nov 2026 07:15, answered later.",
        ),
        (
            {"now": [ring(told_at=NIGHT)]},
            "  Up most of the night. Reached Mon 02 Nov 2026 07:15, told when the office",
        ),
        ({"now": [ring(at=NIGHT, told_at=NIGHT, reply=None)]}, "  Up most of the night."),
    ],
)  # fmt: skip
def test_it_says(more: dict[str, Any], line: str) -> None:
    assert line in backtest.report(told(**more)).splitlines()


def test_the_longest_key_fits_a_terminal() -> None:
    draft = plan(SLEEP_2)
    draft = draft.model_copy(update={"thresholds": [draft.thresholds[0].model_copy(update={"key": LONGEST})]})
    long = [ring(threshold=LONGEST, night=True), ring(threshold="b" * 40, reply=2, sentence="said " * 60)]
    said = backtest.report(
        told(plan=draft, then=long[1:], now=long[:1], plan_words="the plan in " + "x" * 40)
    )
    assert max(map(len, said.splitlines())) <= 80
    assert "b" * 40 in said


def test_a_ring_from_a_file_has_no_sentence_and_no_empty_line() -> None:
    said = backtest.report(told(then=[ring(sentence="")])).splitlines()
    at = next(i for i, line in enumerate(said) if line.endswith("rang  -"))
    assert said[at + 1 :][:2] == [
        "",
        "Rang: 1, 0 in the night; would ring: 0, 0 in the night (22:00 to 07:00).",
    ]
