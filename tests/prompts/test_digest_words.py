"""The digest's sentences: what each says of a chart or a comparison, and what it does not."""

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

import pytest

from bot import contrasts
from bot.contrasts import Stratum
from bot.figures import LASTING
from bot.patterns import Pattern
from bot.rates import Rate
from bot.replies import Taken
from bot.series import Count, Series, series
from bot.timeliness import Promises
from prompts import digest_figures, digest_words
from tests.prompts.digest_cast import BOTH, EVERYTHING, FULL, WEEK, made, shown

USUAL = [10, 12, 11, 9, 10, 12, 11, 9, 10, 12, 11, 9]


def charted(values: list[int]) -> Series:
    counted = {WEEK.plus(n + 1 - len(values)): Count(value, 100) for n, value in enumerate(values)}
    return series("signs", 1, counted)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([*USUAL, 30], "That is above the upper limit of 16.1, which chance seldom makes."),
        (
            [5, 20, 5, 20, 5, 20, 8, 9, 10, 11, 12, 13, 14],
            "For seven weeks or longer, each has had more than the one before, which chance",
        ),
        (
            [*USUAL, *USUAL, 14, 15, 15],
            "Two or more of the last three weeks are near the upper limit of 15.2, which chance",
        ),
        (
            [8, 20, 8, 20, 8, 20, 8, 20, 10, 11, 10, 11, 10, 11, 10],
            "That is 7 weeks in a row below the mean of 12.3, which chance seldom makes.",
        ),
    ],
)
def test_a_chart_says_its_week_its_number_and_what_is_unusual(values: list[int], says: str) -> None:
    said = digest_words.changed(charted(values), BOTH)
    assert said.startswith(
        f"At Rowan House, signs seen: {values[-1]} of 100 person-shifts in the week of 9 Nov ("
    )
    assert says in said
    assert said.count(". ") == 1


def compared(strata: list[Stratum]) -> Pattern:
    return Pattern("night", 1, contrasts.test(strata), 0.001, too_few=False, found=True)


def test_more_often_is_like_with_like_even_where_both_rates_together_point_the_other_way() -> None:
    # each person has signs less often at night; the one with most signs is mostly there at night
    paradox = compared([Stratum(40, 100, 9, 15), Stratum(0, 20, 30, 300)])
    exposed, other = paradox.contrast.exposed, paradox.contrast.other
    assert exposed.events / exposed.per > other.events / other.per
    said = digest_words.pattern(paradox, BOTH)
    assert "signs came less often at night. That is more than chance would make: 40 of 120" in said


def test_a_comparison_says_over_how_long_and_the_form_how_sure() -> None:
    found = compared([Stratum(31, 100, 20, 200)])
    assert ", over 12 weeks, signs came more often at night" in digest_words.pattern(found, BOTH)
    assert digest_figures.often(found.contrast) == "3.1 times as often (likely 1.7 to 5.7)"
    only = compared([Stratum(9, 100, 0, 200)])
    assert digest_figures.often(only.contrast).startswith("never otherwise (likely ")
    assert digest_figures.often(only.contrast).endswith(" to any number)")


@pytest.mark.parametrize("kind", LASTING)
def test_how_long_after_is_said_as_it_is_counted(kind: str) -> None:
    of = {1: "within a day of ", 3: "within three days of "}[LASTING[kind].days]  # type: ignore[index]
    when, _ = digest_words.GROUPS[f"after_{kind}"]  # type: ignore[index]
    assert when.startswith(of)
    assert digest_words.AROUND[kind].startswith(of)


def test_what_became_of_a_step_has_words_whatever_it_was() -> None:
    assert set(digest_figures.TAKEN) == set(get_args(Taken))


def whole(counted: Mapping[str, int], met: int) -> str:
    digest = EVERYTHING.digest
    part = replace(digest.whole, counted=counted, promises=Promises(6, met))
    return digest_words.good(replace(digest, whole=part))


def test_nothing_is_called_good_that_did_not_happen() -> None:
    assert whole({"handovers.asked": 63, "handovers.answered": 0}, 0) == ""
    assert whole({"handovers.asked": 63, "handovers.answered": 1}, 1) == (
        "Good: 1 of 63 handovers answered, 1 of 6 promises kept in time."
    )


def test_with_too_little_of_everything_nothing_is_said_to_be_the_same() -> None:
    nothing = made(replace(FULL, shifts=(), tallies=(), afters=(), concerns=()))
    assert digest_words.nothing_else(nothing) == (
        "There is too little yet to say whether anything differs by more than chance."
    )


def test_of_a_hundred_there_are_no_more_than_a_hundred() -> None:
    assert digest_figures.rate(Rate(30, 31)) == "30 of 31 (96.8 in 100; likely 65.3 to 100)"


def test_there_are_five_sentences_at_most() -> None:
    assert len(digest_words.sentences(shown(FULL).digest, BOTH)) <= 5
