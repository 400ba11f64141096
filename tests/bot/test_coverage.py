"""Coverage: how much of a history there is, and what of a plan it cannot tell."""

from typing import Any

import pytest

from bot import coverage, plans
from bot.coverage import Counts
from tests.bot.past import FIRST, due, periods, recorded, said
from tests.bot.sam import SIGNS, SLEEP_2, plan

END = due(90)


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ([], Counts(0, 2, 1, 0, 0)),
        ([said(1, 0)], Counts(1, 1, 1, 1, 0)),
        ([said(1, 0), said(2, 0, 30)], Counts(1, 1, 1, 2, 0)),
        ([said(1, 0, superseded_by=2), said(2, 0, 30, sleep=1)], Counts(1, 1, 1, 2, 1)),
        ([said(1, 0, superseded_by=2), said(2, 1, 30)], Counts(1, 1, 1, 2, 1)),
        ([said(1, 2)], Counts(1, 2, 0, 1, 0)),
    ],
)
def test_handovers_and_replies_are_counted(replies: list[Any], expected: Counts) -> None:
    history = recorded(periods(3, over_at=None), *replies)
    assert coverage.counts(history, FIRST, END) == expected
    assert expected.handovers == 3


def test_what_is_outside_the_span_is_not_counted() -> None:
    history = recorded(periods(4), said(1, 0), said(2, 1), said(3, 2))
    assert coverage.counts(history, due(1), due(2)) == Counts(1, 0, 0, 1, 0)


def test_a_handover_that_did_not_ask_about_them_is_not_counted() -> None:
    assert coverage.counts(recorded(periods(1, asked_at=None)), FIRST, END).handovers == 0


def test_an_answer_corrected_after_the_span_still_answered() -> None:
    history = recorded(periods(1), said(1, 0, superseded_by=2), said(2, 0, 600))
    assert coverage.counts(history, FIRST, due(1)) == Counts(1, 0, 0, 1, 0)


def test_signs_never_rated_are_named_and_could_not_tell_is_a_rating() -> None:
    history = recorded(periods(2), said(1, 0, sleep=0, pacing=None), said(2, 1))
    found = coverage.gaps(history, plan(SLEEP_2), FIRST, END)
    assert [sign.key for sign in found.unrated] == ["quiet", "rings", "meals", "hours"]
    assert found.misfit == ()
    assert found.dropped == ()


def test_signs_rated_only_outside_the_span_were_never_rated() -> None:
    history = recorded(periods(2), said(1, 0, sleep=0), said(2, 1, pacing=1))
    unrated = coverage.gaps(history, plan(SLEEP_2), due(1), END).unrated
    assert "sleep" in {sign.key for sign in unrated}


def test_signs_the_plan_lacks_are_named_with_how_often_they_were_seen() -> None:
    history = recorded(
        periods(3), said(1, 0, gone=1), said(2, 1, gone=2, lost=0), said(3, 2, gone=0, lost=None)
    )
    assert coverage.gaps(history, plan(SLEEP_2), FIRST, END).dropped == (("gone", 2), ("lost", 0))


@pytest.mark.parametrize(
    ("rating", "value", "fits"),
    [
        ("seen", 1, True), ("seen", 0, True), ("seen", None, True), ("seen", 2, False),
        ("0-3", 3, True), ("0-3", 4, False), ("0-3", 1.5, False),
        ("count", 40, True), ("count", 2.5, False), ("count", -1, False),
        ("number", -2.5, True),
    ],
)  # fmt: skip
def test_a_value_that_the_form_could_not_have_given_is_named(
    rating: str, value: float | None, fits: bool
) -> None:
    sign = plans.Sign.model_validate({**SIGNS[1], "rating": rating})
    draft = plan(SLEEP_2).model_copy(update={"signs": [sign]})
    history = recorded(periods(1), said(1, 0, pacing=value))
    assert bool(coverage.gaps(history, draft, FIRST, END).misfit) is not fits
