"""The digest of a week: each concern once, each number of its own service, and what is said of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import TypeAdapter

from bot import digest
from bot.digest import Asked, Digest
from bot.weeks import Week
from tests.bot.digesting import (
    ASH,
    DAY,
    ELM,
    MINUTE,
    NOW,
    WEEK,
    asked,
    concern,
    facts,
    shift,
    tally,
    unanswered,
)

IN = datetime(2026, 11, 12, 2, tzinfo=UTC)
BEFORE = IN - timedelta(weeks=3)
CLOSED, OPEN = concern(1, BEFORE), unanswered(concern(2, BEFORE))


@pytest.mark.parametrize(
    ("one", "because"),
    [
        (concern(1, IN), "raised"),
        (concern(1, BEFORE, changed_at=IN), "updated"),
        (OPEN, "open"),
        (CLOSED, None),
        # raised after the week that is asked for, which is shown again later
        (concern(1, IN + timedelta(weeks=1)), None),
        # both at once is once
        (unanswered(concern(1, IN)), "raised"),
        (replace(OPEN, changed_at=IN), "updated"),
    ],
)
def test_a_concern_is_listed_once_and_says_why(one: object, because: str | None) -> None:
    found = digest.listed([one], asked())  # type: ignore[list-item]
    assert [each.because for each in found] == ([because] if because else [])


def test_what_was_never_reviewed_is_carried_over_since_the_first_huddle() -> None:
    since = WEEK.plus(-5)
    assert [one.because for one in digest.listed([CLOSED], asked(since=since))] == ["carried"]
    reviewed = replace(CLOSED, reviewed_at=CLOSED.changed_at + DAY)
    assert digest.listed([reviewed], asked(since=since)) == []
    assert digest.listed([CLOSED], asked(since=WEEK.plus(-1))) == []
    # what was reviewed, and then closed with news that nobody has looked at
    stale = replace(CLOSED, reviewed_at=CLOSED.changed_at - timedelta(minutes=1))
    assert [(one.because, one.reviewed) for one in digest.listed([stale], asked(since=since))] == [
        ("carried", False)
    ]


@pytest.mark.parametrize(
    ("reviewed_at", "reviewed"),
    [(None, False), (IN - DAY, False), (IN + timedelta(hours=12), True), (NOW, True)],
)
def test_a_review_counts_until_something_changes(reviewed_at: datetime | None, reviewed: bool) -> None:
    (found,) = digest.listed([concern(1, IN, reviewed_at=reviewed_at)], asked())
    assert found.reviewed is reviewed


def test_what_nobody_answered_comes_first() -> None:
    found = digest.listed([concern(1, IN), unanswered(concern(2, IN + DAY)), OPEN], asked())
    assert [one.concern.unanswered for one in found] == [True, True, False]


def weeks_of(service_id: int, signs: list[int]) -> list[object]:
    """A shift on each day of as many weeks, the last of them WEEK; so many of 42 person-shifts a week had signs."""
    made = []
    for n, count in enumerate(signs):
        monday = WEEK.plus(n + 1 - len(signs)).monday
        for at in range(7):
            here = count // 7 + (at < count % 7)
            made.append(shift(monday + at * DAY, service_id=service_id, signs=here))
    return made


def test_every_count_over_services_sums_to_the_whole() -> None:
    both = [*weeks_of(1, [3, 4, 5]), *weeks_of(2, [1, 2, 9])]
    raised = [concern(1, IN), concern(2, IN, service_id=2), concern(3, BEFORE, changed_at=IN)]
    made = digest.summarise(facts(shifts=both, concerns=raised), asked(houses=[ELM, ASH]))
    for key, number in made.whole.counted.items():
        assert number == sum(part.counted.get(key, 0) for part in made.services), key
    assert (made.whole.counted["signs"], made.whole.counted["people.answered"]) == (14, 84)
    # and of the whole only what is asked for
    alone = digest.summarise(facts(shifts=weeks_of(1, [3, 4, 5]), concerns=raised[:1]), asked())
    assert alone.whole.counted["signs"] == alone.services[0].counted["signs"] == 5


def test_a_run_below_the_mean_is_said_with_the_week_it_began_in_and_the_week_before_it_is_not() -> None:
    falls = [14, 12, 15, 13, 14, 12, 15, 13, 14, 13, 7, 6, 8, 7, 6, 8]
    early = digest.summarise(facts(shifts=weeks_of(1, falls)), asked())
    assert early.signals == ()
    late = digest.summarise(facts(shifts=weeks_of(1, [*falls, 7])), asked())
    (signal,) = late.signals
    assert signal.series is not None
    assert (signal.series.key, signal.series.chart.points[-1].verdict) == ("signs", "improvement")
    assert signal.series.since == WEEK.plus(-6)
    assert late.charts[0] == signal.series


def test_a_marked_change_of_practice_begins_a_new_part() -> None:
    falls = [14, 12, 15, 13, 14, 12, 15, 13, 14, 13, 7, 6, 8, 7, 6, 8, 7]
    marked = digest.summarise(facts(shifts=weeks_of(1, falls)), asked(rebase={1: [WEEK.plus(-6)]}))
    assert marked.signals == ()
    (signs,) = (one for one in marked.services[0].series if one.key == "signs")
    assert signs.chart.trial
    assert round(signs.chart.points[0].mean, 1) == round(100 * 13.5 / 42, 1)


def test_a_share_of_very_few_is_charted_and_not_spoken_of() -> None:
    opened = [WEEK.plus(n - 14).monday for n in range(15)]
    taken = [
        concern(n, datetime(day.year, day.month, day.day, 9, tzinfo=UTC)) for n, day in enumerate(opened)
    ]
    made = digest.summarise(facts(concerns=[*taken[:-1], unanswered(taken[-1])]), asked())
    (acknowledged,) = (one for one in made.services[0].series if one.key == "acknowledged")
    assert acknowledged.chart.points[-1].verdict == "concern"
    assert made.signals == ()


def test_what_is_new_this_week_is_said_before_the_third_standing_pattern() -> None:
    below = [tally(n, *of, below=short) for n in (1, 2) for short, of in ((True, (9, 20)), (False, (4, 80)))]
    houses = [ELM, ASH, replace(ELM, id=3, key="fir", name="Fir House")]
    tallies = [replace(one, service_id=house.id) for house in houses for one in below]
    many = facts(shifts=weeks_of(1, [3, 4] * 7 + [30]), tallies=tallies)
    made = digest.summarise(many, asked(houses=houses))
    assert [(one.pattern is None, one.service_id) for one in made.signals][:4] == [
        (False, 1), (False, 2), (True, 1), (False, 3),
    ]  # fmt: skip


def test_while_a_week_runs_its_half_is_no_point_of_a_chart() -> None:
    usual = [14, 12, 15, 13, 14, 12, 15, 13, 14, 13, 14, 12, 13]
    # on Tuesday morning: one handover of the new week, at which nobody has answered yet
    begun = shift(WEEK.plus(1).monday, answered=0, over=False)
    made = digest.summarise(facts(shifts=[*weeks_of(1, usual), begun]), asked(WEEK.plus(1)))
    assert made.so_far
    assert {one.weeks[-1] for one in made.services[0].series if one.weeks} == {WEEK}
    assert made.signals == ()
    assert made.whole.counted["handovers.asked"] == 1


def test_what_a_week_without_anything_inherits_is_not_said_again() -> None:
    falls = [14, 12, 15, 13, 14, 12, 15, 13, 14, 13, 7, 6, 8, 7, 6, 8, 7]
    assert len(digest.summarise(facts(shifts=weeks_of(1, falls)), asked()).signals) == 1
    next_week = Asked(WEEK.plus(1), [ELM], "Europe/London", NOW + timedelta(weeks=1))
    assert digest.summarise(facts(shifts=weeks_of(1, falls)), next_week).signals == ()


def test_what_happens_after_the_week_is_not_late_in_it() -> None:
    # acted on in the last evening, and closed, or taken, once the week is over: nobody knows of that yet
    evening = datetime(2026, 11, 15, 23, 55, tzinfo=UTC)
    one = concern(1, evening, state="acted_on")
    acted = replace(one, times=replace(one.times, acted_at=evening + 4 * MINUTE, closed_at=None))
    later = Asked(WEEK, [ELM], "Europe/London", NOW + timedelta(days=9))
    made = digest.summarise(facts(concerns=[acted, unanswered(concern(2, evening))]), later)
    found = {leg.leg: (leg.limited, leg.within, leg.open) for leg in made.whole.timeliness}
    assert (found["acknowledged"], found["closed"]) == ((1, 1, 0), (0, 0, 0))
    # what was past its time by then is
    early = unanswered(concern(3, evening - 6 * MINUTE))
    made = digest.summarise(facts(concerns=[early]), later)
    assert [(leg.within, leg.open) for leg in made.whole.timeliness if leg.leg == "acknowledged"] == [(0, 1)]


def test_a_digest_is_kept_and_read_again_the_same() -> None:
    made = digest.summarise(facts(shifts=weeks_of(1, [3] * 14), concerns=[concern(1, IN)]), asked())
    kept: TypeAdapter[Digest] = TypeAdapter(Digest)
    assert kept.validate_json(kept.dump_json(made)) == made


def test_a_week_without_anything_is_a_digest_too() -> None:
    made = digest.summarise(facts(), asked())
    assert (made.concerns, made.signals, made.charts) == ((), (), [])
    assert made.too_few == len(made.services[0].patterns)


def test_last_week_is_the_last_that_is_over_and_this_one_is_so_far() -> None:
    assert digest.last_whole(NOW, "Europe/London") == WEEK
    this: Week = WEEK.plus(1)
    assert [digest.summarise(facts(week=one), asked(one)).so_far for one in (WEEK, this)] == [False, True]


def test_a_target_is_held_against_the_limits_of_its_chart() -> None:
    shifts = [shift(WEEK.plus(-n).monday + DAY * (n % 5), answered=6 - (n % 3 == 0)) for n in range(15)]
    made = digest.summarise(facts(shifts=shifts), asked(targets={"answered": 40.0}))
    (answered,) = (one for one in made.services[0].series if one.key == "answered")
    assert (answered.target, answered.chart.assurance) == (40.0, "consistently_meets")
    assert all(one.target is None for one in made.services[0].series if one.key != "answered")


def test_what_was_calm_after_agreed_steps_is_counted_for_its_own_service() -> None:
    made = digest.summarise(facts(helped={1: (2, 3), 2: (0, 4)}), asked(houses=[ELM, ASH]))
    assert [(one.counted["helped"], one.counted["helped.of"]) for one in (*made.services, made.whole)] == [
        (2, 3), (0, 4), (2, 7),
    ]  # fmt: skip
