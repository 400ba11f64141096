"""How much: `adds_up` and `rising`. Lines as `tests.bot.sam.line` reads them."""

import pytest

from bot.replies import Reply
from tests.bot.sam import Rule, adds_up, clear, crossing, judged, line, reply, rising, said_of, shown

SIX_IN_3 = adds_up(6, "3 handovers")
FIVE_NOW = adds_up(5, "1 handover", ["sleep", "pacing", "rings"], weights={"pacing": 2})
# for a machine 0.7 and 0.1 make less than 0.8
EIGHT_TENTHS = adds_up(0.8, "1 handover", ["pacing", "quiet"], weights={"pacing": 0.7, "quiet": 0.1})
TENTHS = adds_up(0.3, "3 handovers", ["pacing"], weights={"pacing": 0.1})
HOT = adds_up(10, "1 handover", ["hours"], weights={"hours": 2.5})


@pytest.mark.parametrize(
    ("rule", "periods", "said"),
    [
        (SIX_IN_3, "2 2 2", "6 of 6 by 1 2 3"),
        (SIX_IN_3, "1 2 2", None),
        (SIX_IN_3, "3 3", "6 of 6 by 1 2"),
        (SIX_IN_3, "3 0 0 3", None),
        (SIX_IN_3, "3 c 3", "6 of 6 by 1 3"),
        (SIX_IN_3, "3 3 0", None),  # reached, and not by this one
        (SIX_IN_3, "3 3 ?", None),
        (SIX_IN_3, "3 3 c", None),
        (SIX_IN_3, "3 ? 3", "6 of 6 by 1 3"),
        (SIX_IN_3, "3 . 3", "6 of 6 by 1 2, 1 unanswered"),
        (SIX_IN_3, "3 . . 3", None),
        (SIX_IN_3, "3 - - 3", "6 of 6 by 1 2"),
        (SIX_IN_3, "3 (0) 3", "6 of 6 by 1 3"),
        (SIX_IN_3, "3 (0) (0) 3", None),
        # of several in one period the worse counts, once; all that are as bad are evidence
        (SIX_IN_3, "2/3 1/3", "6 of 6 by 2 4"),
        (SIX_IN_3, "3/3 3", "6 of 6 by 1 2 3"),
        (SIX_IN_3, "3 3/2*", None),
        (SIX_IN_3, "x3 3 2", None),
        (SIX_IN_3, "x3/2 3 1", "6 of 6 by 2 3 4"),
        # late
        (SIX_IN_3, "2 2* 2", "6 of 6 by 1 2 3"),
        (SIX_IN_3, "3* 0 0 3", None),
        (SIX_IN_3, "0 3* 3 3", "9 of 6 by 2 3 4"),
        (SIX_IN_3, "3* 3 . c", "6 of 6 by 1 2"),
    ],
)
def test_a_sign_adds_up_over_handovers(rule: Rule, periods: str, said: str | None) -> None:
    told = line(periods)
    assert said_of(rule, told.history, told.by) == said


@pytest.mark.parametrize(
    ("rule", "replies", "said"),
    [
        # by 9, in every case: weights, and what has none counts itself
        (FIVE_NOW, [reply(9, 10, sleep=3, pacing=1)], "5 of 5 by 9"),
        (FIVE_NOW, [reply(9, 10, sleep=2, pacing=1)], None),
        (FIVE_NOW, [reply(9, 10, sleep=0, pacing=1, rings=3)], "5 of 5 by 9"),
        (FIVE_NOW, [reply(9, 10, sleep=1, pacing=1, quiet=1, meals=9)], None),  # not among its signs
        (FIVE_NOW, [reply(1, 10, pacing=1), reply(9, 20, sleep=3)], "5 of 5 by 1 9"),
        (FIVE_NOW, [reply(1, 10, pacing=1), reply(9, 20, pacing=1, sleep=3)], "5 of 5 by 1 9"),
        (FIVE_NOW, [reply(1, 10, sleep=3, pacing=1), reply(9, 20, sleep=2)], None),
        (FIVE_NOW, [reply(1, 10, sleep=3, pacing=1), reply(9, 490, rings=4)], None),
        (FIVE_NOW, [reply(9, 10, sleep=None, pacing=None, rings=5)], "5 of 5 by 9"),
        (HOT, [reply(9, 10, hours=4)], "10 of 10 by 9"),
        (HOT, [reply(9, 10, hours=3.9)], None),
        # three tenths are three tenths, however a machine adds them
        (TENTHS, [reply(1, 10, pacing=1), reply(2, 490, pacing=1), reply(9, 970, pacing=1)],
         "0.3 of 0.3 by 1 2 9"),
        (EIGHT_TENTHS, [reply(9, 10, pacing=1, quiet=1)], "0.8 of 0.8 by 9"),
        (EIGHT_TENTHS, [reply(9, 10, pacing=1, quiet=0)], None),
        # in a length of time, both ends inside; each period's worse value of what lies in it
        (adds_up(4, "24 h"), [reply(1, 10, sleep=2), reply(9, 1450, sleep=2)], "4 of 4 by 1 9"),
        (adds_up(4, "24 h"), [reply(1, 10, sleep=2), reply(9, 1451, sleep=2)], None),
        (adds_up(4, "24 h"), [reply(1, 10, sleep=2), reply(9, 20, sleep=2)], None),
        (adds_up(4, "24 h"), [reply(1, 10, sleep=3), reply(9, 490, sleep=1)], "4 of 4 by 1 9"),
        # a window ends wherever somebody looked: what was worse is out of this one
        (adds_up(1, "2 h"), [reply(1, 10, sleep=3), reply(9, 70, sleep=1), clear(2, 135)], "1 of 1 by 9"),
    ],
)  # fmt: skip
def test_signs_add_up_by_their_weights(rule: Rule, replies: list[Reply], said: str | None) -> None:
    found = crossing(rule, 9, *replies)
    assert (shown(found) if found else None) == said


@pytest.mark.parametrize(
    ("rule", "replies", "sentence"),
    [
        (FIVE_NOW, [reply(9, 10, sleep=3, pacing=1)],
         "No sleep, and “I walk up and down and can't sit”: at this handover, "
         "together as much as Sam's plan says to tell somebody about."),
        (SIX_IN_3, [reply(1, 10, sleep=3), reply(9, 490, sleep=3)],
         "No sleep: over Sam's last three handovers, "
         "together as much as Sam's plan says to tell somebody about."),
        (adds_up(4, "24 h"), [reply(1, 10, sleep=3), reply(9, 490, sleep=1)],
         "No sleep: within 24 hours, together as much as Sam's plan says to tell somebody about."),
    ],
)  # fmt: skip
def test_what_adds_up_is_said_without_its_total(rule: Rule, replies: list[Reply], sentence: str) -> None:
    found = crossing(rule, 9, *replies)
    assert found is not None
    assert found.sentence == sentence


THREE = rising(3)


@pytest.mark.parametrize(
    ("rule", "sign", "periods", "said"),
    [
        (THREE, "sleep", "1 2 3", "3 of 3 by 1 2 3"),
        (THREE, "sleep", "0 1 2", "3 of 3 by 2 3"),  # the first shows nothing, and is no evidence
        (THREE, "sleep", "c 1 2", "3 of 3 by 2 3"),
        (THREE, "sleep", "1 2", None),
        (THREE, "sleep", "1 1 2", None),
        (THREE, "sleep", "1 3 2", None),
        (THREE, "sleep", "1 2 2", None),
        (THREE, "sleep", "3 1 2 3", "3 of 3 by 2 3 4"),
        (THREE, "sleep", "0 1 2 3", "3 of 3 by 2 3 4"),
        (THREE, "sleep", "1 2 0 3", None),
        (THREE, "sleep", "1 2 c 3", None),
        # unanswered, not asked and could not tell are passed over
        (THREE, "sleep", "1 . 2 . 3", "3 of 3 by 1 2 3"),
        (THREE, "sleep", "1 - 2 _ 3", "3 of 3 by 1 2 3"),
        (THREE, "sleep", "1 ? 2 ? 3", "3 of 3 by 1 3 5"),
        (THREE, "sleep", "1 (2) 3", "3 of 3 by 1 2 3"),
        (THREE, "sleep", "1 2 3 ?", None),
        (THREE, "sleep", "1 2 3 c", None),
        # the worse of a period
        (THREE, "sleep", "1 2/0 3*/1", "3 of 3 by 1 2 4"),
        (THREE, "sleep", "1 2/0 3/2*", None),
        (THREE, "sleep", "1/2 2 3", None),
        (THREE, "sleep", "1 2 3/c*", None),
        (THREE, "sleep", "1 x3/2 3", "3 of 3 by 1 3 4"),
        (THREE, "sleep", "x1 1 2 3", "3 of 3 by 2 3 4"),
        # late: in the middle, at the beginning, and one that breaks the rise
        (THREE, "sleep", "1 2* 3", "3 of 3 by 1 2 3"),
        (THREE, "sleep", "1* 2 3", "3 of 3 by 1 2 3"),
        (THREE, "sleep", "c* 1 2", None),
        (THREE, "sleep", "0* 1 2", None),
        (THREE, "sleep", "1 2* 3 c c", "3 of 3 by 1 2 3"),
        (THREE, "sleep", "1 0* 3", None),
        (rising(4), "sleep", "0 1 2 3", "4 of 4 by 2 3 4"),
        (rising(4), "sleep", "1 2 3", None),
        (rising(2), "sleep", "2 3", "2 of 2 by 1 2"),
        # less is worse: fewer and fewer, and a clear reply says nothing of it
        (rising(3, "meals"), "meals", "3 2 0", "3 of 3 by 1 2 3"),
        (rising(3, "meals"), "meals", "0 2 3", None),
        (rising(3, "meals"), "meals", "3 c 2 c 1", "3 of 3 by 1 3 5"),
        (rising(3, "hours"), "hours", "7 5.5 5", "3 of 3 by 1 2 3"),
        (rising(3, "hours"), "hours", "7 c 5 3", "3 of 3 by 1 3 4"),
        (rising(3, "hours"), "hours", "5 6 7", None),
        (rising(2, "hours"), "hours", "7/5 6", None),
        # more is worse: none, when nobody saw any
        (rising(3, "rings"), "rings", "c 1 5", "3 of 3 by 2 3"),
        (rising(3, "rings"), "rings", "2 c 3", None),
    ],
)
def test_a_sign_rises_over_the_periods_in_which_it_has_a_value(
    rule: Rule, sign: str, periods: str, said: str | None
) -> None:
    told = line(periods, sign)
    assert said_of(rule, told.history, told.by) == said


@pytest.mark.parametrize(("periods", "have"), [("1 2", 2), ("0", 1), ("3 1", 1), ("1 2 ?", 0), ("c c", 1)])
def test_a_rise_not_reached_says_how_far_it_is(periods: str, have: int) -> None:
    told = line(periods)
    said = judged(THREE, told.history, told.by)
    assert (said.reached, said.have, said.need, said.evidence) == (False, have, 3, ())


def test_a_rise_is_said_from_the_first_to_now() -> None:
    told, rings = line("1 2 3"), line("c 1 4", "rings")
    assert judged(THREE, told.history, told.by).sentence == (
        "“I'm up most of the night”: worse each time it was told, "
        "first up once or twice, then up most of the night, now no sleep."
    )
    assert judged(rising(3, "rings"), rings.history, rings.by).sentence == (
        "“I ring my sister”: worse each time it was told, first not at all, then once, now 4 times."
    )
