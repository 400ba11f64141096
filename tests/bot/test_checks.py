"""Sense-checks: what is unusual, which cases are chosen, and what a judgement is beside the course."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot import checks
from bot.check_days import SenseChecks, following, latest
from bot.checks import IN_ORDER, Case, Check, CheckWeek, Found, Judged, Question, Rang, Unusual, Verdict
from bot.people import Staff
from bot.weeks import Week
from tests.prompts.cast import SERVICE

AT = datetime(2026, 11, 12, 21, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SHIFT_ENDS = AT + 13 * MINUTE
FINE = Rang("now", AT, AT, 10 * MINUTE, 30 * MINUTE, AT, AT + 10 * MINUTE)
MEL = Staff(3, "U0LEAD", "Mel", "team_leader", frozenset({1}))
KAY = replace(MEL, id=4, slack="U0KAY", name="Kay")
EVERYTHING: frozenset[Unusual] = frozenset(checks.WEIGHTS)


@pytest.mark.parametrize(
    ("rang", "followed", "below", "found"),
    [
        ((FINE,), ("yes",), False, set()),
        ((FINE,), ("not_needed", None), False, set()),
        ((replace(FINE, taken_at=AT + 11 * MINUTE),), (), False, {"answered_late"}),
        ((replace(FINE, taken_at=None),), (), False, {"answered_late"}),
        # told on Thursday night and asked for in office hours: nine on Friday and ten minutes is in time
        ((replace(FINE, urgency="in_hours", taken_at=AT + timedelta(hours=11, minutes=53)),), (), False, set()),
        ((replace(FINE, again=True),), (), False, {"again"}),
        ((replace(FINE, noticed_at=AT - 30 * MINUTE),), (), False, set()),
        ((replace(FINE, noticed_at=AT - 31 * MINUTE),), (), False, {"told_late"}),
        ((FINE, replace(FINE, noticed_at=AT - 31 * MINUTE)), (), False, {"told_late"}),
        ((FINE,), ("yes", "partly"), False, {"not_followed"}),
        ((FINE,), ("no",), True, {"not_followed", "below_plan"}),
        ((), (), False, {"nobody_told"}),
        ((), ("no",), True, {"nobody_told", "not_followed", "below_plan"}),
    ],
)  # fmt: skip
def test_what_the_figures_find_unusual(rang: object, followed: object, below: bool, found: set[str]) -> None:
    assert checks.unusual(rang, followed, below, SERVICE) == found  # type: ignore[arg-type]


def test_what_waits_for_office_hours_is_not_told_late_when_they_open() -> None:
    waits = replace(
        FINE, urgency="in_hours", told_at=AT + timedelta(hours=12), taken_at=AT + timedelta(hours=12)
    )
    assert checks.unusual([waits], (), False, SERVICE) == set()


@pytest.mark.parametrize(
    ("unusual", "weight"),
    [
        (frozenset(), 1),
        ({"below_plan"}, 1.5),
        ({"nobody_told"}, 2),
        ({"not_followed"}, 2),
        ({"told_late"}, 3),
        ({"again"}, 3),
        ({"answered_late"}, 3),
        ({"answered_late", "again", "below_plan"}, 13.5),
        (EVERYTHING, 162),
    ],
)
def test_a_case_weighs_as_much_as_what_is_unusual_about_it(unusual: set[Unusual], weight: float) -> None:
    assert checks.weight(case(1, unusual=frozenset(unusual))) == weight


def case(period: int, **about: object) -> Case:
    made = Case(7, period, AT + period * timedelta(hours=8))
    return replace(made, **about)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("about", "may"),
    [
        ({}, True),
        ({"hands": frozenset({4, 5})}, True),
        ({"hands": frozenset({3})}, False),
        ({"names": frozenset({"mel"})}, False),
        ({"names": frozenset({"melissa"})}, True),
        ({"going": True}, False),
        ({"checked": True}, False),
        ({"unwanted": frozenset({"U0LEAD"})}, False),
        ({"unwanted": frozenset({"U0ASH"})}, True),
    ],
)
def test_nobody_checks_their_own_entry_nor_what_goes_on_nor_twice(
    about: dict[str, object], may: bool
) -> None:
    assert checks.may_check(case(1, **about), MEL) is may


def test_whose_turn_it_is_is_asked_unless_somebody_else_can_be_sent_more() -> None:
    mels, plain = case(1, hands=frozenset({MEL.id})), [case(2), case(3)]
    assert checks.leader_for([MEL, KAY], [mels, *plain]) == (MEL, plain)
    assert checks.leader_for([MEL, KAY], [mels, case(2)]) == (KAY, [mels, case(2)])
    assert checks.leader_for([MEL, KAY], []) == (MEL, [])
    assert checks.leader_for([], plain) == (None, [])


def test_the_same_seed_and_cases_choose_the_same_in_whatever_order_they_come() -> None:
    many = [case(n) for n in range(20)]
    chosen = checks.choose(many, "rowan-house 2026-11-20")
    assert chosen == checks.choose(reversed(many), "rowan-house 2026-11-20")
    assert [how for how, _ in chosen] == ["random", "unusual"]
    assert chosen != checks.choose(many, "rowan-house 2026-11-24")


@pytest.mark.parametrize(("count", "sent"), [(0, []), (1, ["random"]), (2, ["random", "unusual"])])
def test_where_there_are_fewer_fewer_are_chosen_and_none_twice(count: int, sent: list[str]) -> None:
    chosen = checks.choose([case(n) for n in range(count)], "seed")
    assert [how for how, _ in chosen] == sent
    assert len({one for _, one in chosen}) == count


def test_over_many_seeds_the_first_is_fair_and_the_second_goes_by_weight() -> None:
    unusual = frozenset[Unusual]({"again"})
    three = [case(0), case(1), case(2, unusual=unusual)]
    chosen = [checks.choose(three, str(seed)) for seed in range(3000)]
    first = Counter(one.period_id for (_, one), _ in chosen)
    assert all(900 < first[n] < 1100 for n in range(3))
    # the heavy one is left two times in three, and is then three times as likely as the other
    second = Counter(one.period_id for _, (_, one) in chosen)
    assert 1400 < second[2] < 1600


@pytest.mark.parametrize(
    ("told_after", "course"),
    [
        (0, "at_once"),
        (30, "at_once"),
        (31, "this_shift"),
        (43, "this_shift"),
        (44, "could_wait"),
        (None, "nobody"),
    ],
)
def test_the_course_is_how_soon_somebody_was_told(told_after: int | None, course: Judged) -> None:
    seen = AT - 30 * MINUTE
    told = None if told_after is None else seen + told_after * MINUTE
    rang = replace(FINE, noticed_at=seen, told_at=told)
    assert checks.course([rang], SHIFT_ENDS) == course


def test_of_several_the_soonest_counts_and_of_none_nobody_was_told() -> None:
    late = replace(FINE, told_at=AT + timedelta(hours=12))
    assert checks.course([late, FINE], SHIFT_ENDS) == "at_once"
    assert checks.course([], SHIFT_ENDS) == "nobody"


VERDICTS: list[tuple[Judged, list[Verdict]]] = [
    ("at_once", ["same", "sooner", "sooner", "sooner"]),
    ("this_shift", ["later", "same", "sooner", "sooner"]),
    ("could_wait", ["later", "later", "same", "sooner"]),
    ("nobody", ["not_at_all", "not_at_all", "not_at_all", "same"]),
]


@pytest.mark.parametrize(("judged", "verdicts"), VERDICTS)
def test_a_judgement_beside_each_course(judged: Judged, verdicts: list[Verdict]) -> None:
    assert [checks.verdict(judged, was) for was in IN_ORDER] == verdicts


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ({"clear": "yes", "when": "yes"}, 1.0),
        ({"clear": "yes", "when": "no", "said": "not_applicable"}, 0.5),
        ({"clear": "no"}, 0.0),
        ({"clear": "not_applicable", "when": "not_applicable"}, None),
    ],
)
def test_what_does_not_apply_is_left_out(answers: dict[Question, Found], score: float | None) -> None:
    assert checks.score(answers) == score


def test_a_week_says_how_many_agree_of_those_judged() -> None:
    week = CheckWeek(1, Week(date(2026, 11, 16)), 4, 2, 2, 1, 0, 0, 6, 2)
    assert (week.agreement, week.score) == (2 / 3, 0.75)
    nothing = CheckWeek(1, Week(date(2026, 11, 16)), 2, 0, 0, 0, 0, 0, 0, 0)
    assert (nothing.agreement, nothing.score) == (None, None)


@pytest.mark.parametrize(
    ("judged", "done", "state"),
    [(None, False, "to_look"), ("nobody", False, "half"), ("nobody", True, "done")],
)
def test_how_far_a_case_is(judged: Judged | None, done: bool, state: str) -> None:
    assert Check(1, 1, 1, 7, 1, 3, "random", AT, judged, done=done).state == state


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spec", "now", "last", "next_"),
    [
        # Thursday: Tuesday's is over, Friday's comes
        (SenseChecks(), utc(12, 21), utc(10, 11), utc(13, 11)),
        (SenseChecks(), utc(13, 11), utc(13, 11), utc(17, 11)),
        (SenseChecks(days=["wed"], at="09:30"), utc(12, 21), utc(11, 9, 30), utc(18, 9, 30)),
        (SenseChecks(timezone="America/New_York"), utc(12, 21), utc(10, 16), utc(13, 16)),
        # summer time ends on 25 October: eleven is eleven by the wall
        (SenseChecks(), utc(24, 12, month=10), utc(23, 10, month=10), utc(27, 11, month=10)),
    ],
)
def test_when_cases_were_sent_last_and_come_next(
    spec: SenseChecks, now: datetime, last: datetime, next_: datetime
) -> None:
    before, after = latest(spec, "Europe/London", now), following(spec, "Europe/London", now)
    assert before is not None
    assert after is not None
    assert (before[1], after[1]) == (last, next_)
    assert after[0] == next_.date()


def test_unless_said_they_come_on_tuesdays_and_fridays_and_without_days_never() -> None:
    assert (SenseChecks().days, SenseChecks().at) == ((1, 4), time(11))
    off = SenseChecks(days=())
    assert following(off, "Europe/London", AT) is latest(off, "Europe/London", AT) is None
