"""How often: `repeats`, `steps_not_followed` and `missed_contacts`, in handovers and in lengths of time.

A line is one person's periods, the oldest first, as `tests.bot.sam.line` reads them.
"""

from typing import Any

import pytest

from bot.replies import Answer, Reply, Taken
from tests.bot.sam import Rule, adds_up, crossing, history, judged, line, repeats, reply, said_of, shown

BAD_3_OF_5 = repeats(3, "5 handovers", sign="sleep", at_least=2)
BAD_2_OF_3 = repeats(2, "3 handovers", sign="sleep", at_least=2)
BAD_2_OF_2 = repeats(2, "2 handovers", sign="sleep", at_least=2)
ONCE = repeats(1, "1 handover", sign="sleep", at_least=2)
FEW_MEALS = repeats(2, "3 handovers", sign="meals", at_most=1)
LITTLE_SLEEP = repeats(2, "3 handovers", sign="hours", at_most=4)


@pytest.mark.parametrize(
    ("rule", "periods", "said"),
    [
        (BAD_3_OF_5, "2 2 2", "3 of 3 by 1 2 3"),
        (BAD_3_OF_5, "2 2", None),
        (BAD_3_OF_5, "2 1 3 0 2", "3 of 3 by 1 3 5"),
        (BAD_3_OF_5, "2 1 3 0 1", None),  # the last says too little to be evidence
        # n handovers are the n latest: the sixth back is too far
        (BAD_3_OF_5, "2 0 0 0 2 2", None),
        (BAD_3_OF_5, "2 2 0 0 0 2", None),
        (BAD_2_OF_2, "2 0 2", None),
        (BAD_2_OF_2, "2 2", "2 of 2 by 1 2"),
        (ONCE, "2", "1 of 1 by 1"),
        (ONCE, "2 c", None),
        # could not tell is unknown, clear is none
        (BAD_2_OF_3, "2 ? 2", "2 of 2 by 1 3"),
        (BAD_2_OF_3, "2 c 2", "2 of 2 by 1 3"),
        (BAD_2_OF_2, "2 ? 2", None),
        (BAD_2_OF_2, "2 c 2", None),
        # not asked is passed over, unless somebody answered all the same
        (BAD_2_OF_2, "2 - - 2", "2 of 2 by 1 2"),
        (BAD_2_OF_2, "2 (0) 2", None),
        (BAD_2_OF_2, "2 (c) 2", None),
        (BAD_2_OF_2, "(2) - (3)", "2 of 2 by 1 2"),
        (BAD_2_OF_2, "0 (2) 2", "2 of 2 by 2 3"),
        (BAD_2_OF_2, "2 (x2) 2", "2 of 2 by 1 3"),  # taken back: nobody answered there
        # unanswered counts as unknown, takes a place, and is said
        (BAD_2_OF_3, "2 . 2", "2 of 2 by 1 2, 1 unanswered"),
        (BAD_2_OF_2, "2 . 2", None),
        (BAD_3_OF_5, "2 . 2 . 2", "3 of 3 by 1 2 3, 2 unanswered"),
        (BAD_3_OF_5, ". 2 2 2", "3 of 3 by 1 2 3, 1 unanswered"),
        (BAD_3_OF_5, ". . 2 2 0 2", "3 of 3 by 1 2 4, 1 unanswered"),
        (BAD_2_OF_3, "2 _ 2", "2 of 2 by 1 2"),  # may still be answered in time
        (BAD_2_OF_3, "2 x3 2", "2 of 2 by 1 3, 1 unanswered"),
        # corrections
        (BAD_2_OF_2, "2 x3/1 2", None),
        (BAD_2_OF_2, "2 x1/3", "2 of 2 by 1 3"),
        (BAD_2_OF_2, "2 x3*/1", None),
        # two of staff who disagree: the worse counts, and a period counts once
        (BAD_2_OF_2, "2/0 0/3", "2 of 2 by 1 4"),
        (BAD_2_OF_2, "2/? 3*/c", "2 of 2 by 1 3"),
        (BAD_2_OF_2, "2 3/0*", None),
        (BAD_2_OF_2, "2 3/c*", None),
        (BAD_2_OF_2, "0 2/3", None),
        (BAD_2_OF_2, "2/2/3 2", "2 of 2 by 1 2 3 4"),
        (BAD_2_OF_2, "2t/2t", None),  # handovers are counted, not times
        # a late reply is tried in every window it falls in
        (BAD_2_OF_2, "2* 2", "2 of 2 by 1 2"),
        (BAD_2_OF_3, "2* 0 2", "2 of 2 by 1 3"),
        (BAD_2_OF_3, "2* 0 0 2", None),
        (BAD_3_OF_5, "2 2* 0 0 2", "3 of 3 by 1 2 5"),
        (BAD_3_OF_5, "2 2* 0 0 0 2", None),
        (BAD_3_OF_5, "2 2* 2 c c", "3 of 3 by 1 2 3"),
        (BAD_3_OF_5, "2 2 2* 0 0 2 2 2", "3 of 3 by 3 6 7"),  # the fullest, and of equals the latest
        (
            BAD_2_OF_3,
            "2 2* . c",
            "2 of 2 by 1 2",
        ),  # a window ends with its evidence: that silence is not in it
        (BAD_2_OF_2, "2 0* 2", None),
    ],
)
def test_a_sign_repeats_in_handovers(rule: Rule, periods: str, said: str | None) -> None:
    told = line(periods)
    assert said_of(rule, told.history, told.by) == said


@pytest.mark.parametrize(
    ("rule", "sign", "periods", "said"),
    [
        (FEW_MEALS, "meals", "1 3 0", "2 of 2 by 1 3"),
        (FEW_MEALS, "meals", "1 2 2", None),
        (FEW_MEALS, "meals", "1 c 1", "2 of 2 by 1 3"),
        (FEW_MEALS, "meals", "1 c c*", None),  # seen and no signs: they ate
        (FEW_MEALS, "meals", "3/1 1", "2 of 2 by 2 3"),
        (LITTLE_SLEEP, "hours", "4 9 3.5", "2 of 2 by 1 3"),
        (LITTLE_SLEEP, "hours", "4.1 9 3.5", None),
        (repeats(2, "3 handovers", sign="rings", at_least=3), "rings", "3 2 4", "2 of 2 by 1 3"),
        (repeats(2, "3 handovers", sign="pacing"), "pacing", "1 0 1", "2 of 2 by 1 3"),
        (repeats(2, "3 handovers", sign="pacing"), "pacing", "1 0 0", None),
        # any sign: seen, or 1; where less is worse 1 or fewer; a number never
        (repeats(2, "3 handovers"), "sleep", "1 0 1", "2 of 2 by 1 3"),
        (repeats(2, "3 handovers"), "meals", "1 3 0", "2 of 2 by 1 3"),
        (repeats(2, "3 handovers"), "hours", "0 0 0", None),
        (repeats(2, "3 handovers", at_least=2), "sleep", "2 1 3", "2 of 2 by 1 3"),
        (repeats(2, "3 handovers", at_least=2), "sleep", "1 1 3", None),
        (repeats(2, "3 handovers", at_least=2), "pacing", "1 0 1", "2 of 2 by 1 3"),
    ],
)
def test_any_rating_repeats_on_its_own_side(rule: Rule, sign: str, periods: str, said: str | None) -> None:
    told = line(periods, sign)
    assert said_of(rule, told.history, told.by) == said


def test_any_sign_repeats_across_signs() -> None:
    replies = [reply(1, 10, pacing=1), reply(2, 490, sleep=0, quiet=1), reply(3, 970, sleep=1, meals=5)]
    said = crossing(repeats(3, "3 handovers"), 3, *replies)
    assert said is not None
    assert said.sentence == (
        "Up once or twice, “I walk up and down and can't sit”, and “I go quiet”: "
        "one or more of these agreed signs at three of Sam's last three handovers."
    )


DAY = repeats(3, "24 h", sign="pacing")


@pytest.mark.parametrize(
    ("rule", "replies", "said"),
    [
        # by 9, in every case: both ends of the window are inside it
        (DAY, [reply(1, 10, pacing=1), reply(2, 700, pacing=1), reply(9, 1450, pacing=1)], "3 of 3 by 1 2 9"),
        (DAY, [reply(1, 10, pacing=1), reply(2, 700, pacing=1), reply(9, 1451, pacing=1)], None),
        (DAY, [reply(9, 10, pacing=1), reply(2, 700, pacing=1), reply(1, 1450, pacing=1)], "3 of 3 by 9 2 1"),
        (DAY, [reply(1, 10, pacing=1), reply(9, 700, pacing=1), reply(2, 1450, pacing=1)], "3 of 3 by 1 9 2"),
        (DAY, [reply(1, 10, pacing=1), reply(9, 700, pacing=1), reply(2, 1451, pacing=1)], None),
        # what was timed is an occasion each time; what was not, once a period
        (DAY, [reply(1, 10, pacing=1), reply(2, 20, pacing=1), reply(9, 30, pacing=1)], None),
        (DAY, [reply(1, 10, pacing=1, timed=True), reply(2, 20, pacing=1, timed=True),
               reply(9, 30, pacing=1, timed=True)], "3 of 3 by 1 2 9"),
        (DAY, [reply(1, 10, pacing=1, timed=True), reply(2, 20, pacing=1), reply(3, 25, pacing=1),
               reply(9, 30, pacing=1, timed=True)], "3 of 3 by 1 2 3 9"),
        # two of staff tell of one time: one occasion
        (DAY, [reply(1, 10, pacing=1, timed=True), reply(2, 10, pacing=1, timed=True),
               reply(9, 30, pacing=1, timed=True)], None),
        (DAY, [reply(1, 10, pacing=1, timed=True), reply(2, 20, pacing=0, timed=True),
               reply(9, 30, pacing=1, timed=True)], None),
        # a window ends with its latest evidence, never with what came later and shows nothing
        (DAY, [reply(1, 10, pacing=1), reply(2, 700, pacing=1), reply(9, 1000, pacing=1),
               reply(3, 1460, pacing=0)], "3 of 3 by 1 2 9"),
    ],
)  # fmt: skip
def test_a_sign_repeats_in_a_length_of_time(rule: Rule, replies: list[Reply], said: str | None) -> None:
    found = crossing(rule, 9, *replies)
    assert (shown(found) if found else None) == said


def test_what_is_unanswered_in_a_length_of_time_is_said() -> None:
    told = line("2 . . 2", "sleep")
    rule = repeats(2, "2 d", sign="sleep", at_least=2)
    assert said_of(rule, told.history, told.by) == "2 of 2 by 1 2, 2 unanswered"


@pytest.mark.parametrize(
    ("rule", "periods", "have", "unanswered"),
    [
        (BAD_3_OF_5, "2 2 0", 2, 0),
        (BAD_3_OF_5, "2 . 1 2", 2, 1),
        (BAD_2_OF_2, "2 . 2", 1, 1),
        (BAD_2_OF_2, "? c", 0, 0),
        (repeats(3, "7 d", sign="sleep", at_least=2), "2 . - 2", 2, 1),
        (adds_up(9, "3 handovers"), "2 . 3", 5, 1),
    ],
)
def test_a_rule_not_reached_says_how_far_it_is(rule: Rule, periods: str, have: int, unanswered: int) -> None:
    told = line(periods)
    said = judged(rule, told.history, told.by)
    assert (said.reached, said.have, said.unanswered) == (False, have, unanswered)
    assert (said.evidence, said.sentence) == ((), "")


def followed(how: Any, *steps: Taken, id: int = 1, after: float = 10) -> Reply:
    return reply(id, after, answer=Answer("signs", steps=dict(enumerate(steps)), followed=how))


STEPS_ONCE: Rule = {"steps_not_followed": {"times": 1, "in_last": "1 handover"}}
STEPS_TWICE: Rule = {"steps_not_followed": {"times": 2, "in_last": "3 handovers"}}


WHY_NOT: tuple[Taken, ...] = ("too_few", "did_not_fit", "did_not_know", "could_not_reach")


@pytest.mark.parametrize(
    ("how", "steps", "counts"),
    [
        ("no", (), True),
        ("partly", (), True),
        ("yes", (), False),
        ("not_needed", (), False),
        (None, (), False),
        (None, ("not_done",), False),  # nobody said whether the plan was followed
        ("no", ("not_done", "not_done"), True),
        ("partly", ("done", "not_done"), True),
        ("partly", ("done",), True),  # partly, and no word why
        # a step offered and declined counts as offered: nothing of the plan was left out
        ("partly", ("done", "declined"), False),
        ("no", ("declined", "declined"), False),
        ("partly", ("declined", "not_done"), True),
        ("yes", ("not_done",), False),
        *(("partly", ("declined", why), True) for why in WHY_NOT),
        *(("no", ("done", why), True) for why in WHY_NOT),
    ],
)
def test_steps_not_followed_is_what_staff_left_out(how: Any, steps: tuple[Taken, ...], counts: bool) -> None:
    assert (crossing(STEPS_ONCE, 1, followed(how, *steps)) is not None) is counts


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        # by 9, in every case
        ([followed("no"), followed("partly", id=9, after=490)], "2 of 2 by 1 9"),
        ([followed("no"), followed("yes", id=9, after=490)], None),
        ([followed("no"), followed("partly", id=9, after=20)], None),  # one handover, twice told
        ([followed("yes"), followed("no", id=2, after=20), followed("no", id=9, after=490)], "2 of 2 by 2 9"),
        ([followed("no"), followed("partly", id=9, after=490 + 3 * 480)], "2 of 2 by 1 9"),  # of those counted
        ([followed("no"), followed("yes", id=2, after=490), followed("yes", id=3, after=970),
          followed("no", id=9, after=1450)], None),
    ],
)  # fmt: skip
def test_steps_not_followed_counts_handovers(replies: list[Reply], said: str | None) -> None:
    found = crossing(STEPS_TWICE, 9, *replies)
    assert (shown(found) if found else None) == said


def test_the_second_question_alone_counts_and_says_nothing_of_signs() -> None:
    alone = reply(1, 10, answer=Answer("steps", followed="no"))
    assert crossing(STEPS_ONCE, 1, alone) is not None
    assert crossing({"unanswered": 1}, 1, alone) is None
    assert history([alone]).missed(history([alone]).periods[0])


def contact(by: Any, id: int = 1, after: float = 10, timed: bool = False) -> Reply:
    return reply(id, after, answer=Answer("signs", contact_missed=by), timed=timed)


CONTACTS_TWICE: Rule = {"missed_contacts": {"times": 2, "in_last": "7 d"}}


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        # by 9, in every case
        ([contact("us"), contact("agency", 9, 490)], "2 of 2 by 1 9"),
        ([contact("them"), contact("agency", 9, 490)], None),  # their own choice
        ([contact("us"), contact("them", 9, 490)], None),
        ([contact(None), contact("us", 9, 490)], None),
        ([contact("us"), contact("us", 9, 20)], None),
        ([contact("us", timed=True), contact("us", 9, 20, timed=True)], "2 of 2 by 1 9"),
        ([contact("us"), contact("us", 9, 10 + 7 * 1440)], "2 of 2 by 1 9"),
        ([contact("us"), contact("us", 9, 11 + 7 * 1440)], None),
        ([contact("us"), contact("us", 2, 500), contact("agency", 9, 1000)], "3 of 2 by 1 2 9"),
    ],
)
def test_contacts_missed_by_us_or_another_agency_count(replies: list[Reply], said: str | None) -> None:
    found = crossing(CONTACTS_TWICE, 9, *replies)
    assert (shown(found) if found else None) == said


@pytest.mark.parametrize(
    ("rule", "periods", "sentence"),
    [
        (BAD_2_OF_3, "2 . 2", "Up most of the night: at two of Sam's last three handovers (one unanswered)."),
        (BAD_3_OF_5, "2 . 3 . 2",
         "Up most of the night, or worse: at three of Sam's last five handovers (two unanswered)."),
        (BAD_2_OF_2, "3 3", "No sleep: at two of Sam's last two handovers."),
        (ONCE, "3", "No sleep: at this handover."),
        (repeats(2, "7 d", sign="sleep", at_least=2), "2 2",
         "Up most of the night: twice in seven days, one of Sam's agreed signs."),
        (repeats(3, "24 h", sign="sleep", at_least=2), "2 2 2",
         "Up most of the night: three times in 24 hours, one of Sam's agreed signs."),
    ],
)  # fmt: skip
def test_how_often_is_said_for_a_tired_stranger(rule: Rule, periods: str, sentence: str) -> None:
    told = line(periods)
    said = judged(rule, told.history, told.by)
    assert said.sentence == sentence


def test_steps_and_contacts_are_said_kindly() -> None:
    steps = crossing(STEPS_TWICE, 9, followed("no"), followed("partly", id=9, after=490))
    contacts = crossing(CONTACTS_TWICE, 9, contact("us"), contact("us", 9, 490))
    assert steps is not None
    assert contacts is not None
    assert steps.sentence == (
        "At two of Sam's last three handovers, Sam's agreed steps could not all be followed."
    )
    assert contacts.sentence == (
        "Twice in seven days, contact planned with Sam did not happen. It was ours or another agency's to make."
    )
