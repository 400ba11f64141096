"""The family of sentences: what is found, what is not, and what there is too little of."""

from bot import contrasts, patterns
from bot.figures import After, Tally
from tests.bot.digesting import tally

NIGHTS = frozenset({"night"})


def family(tallies: list[Tally], afters: list[After] | None = None) -> dict[str, patterns.Pattern]:
    return {one.key: one for one in patterns.family(1, tallies, afters or [], NIGHTS)}


def usual(people: int = 6) -> list[Tally]:
    """Twelve weeks: signs in one of ten, by night as by day, on each weekday, below plan in one of six."""
    return [
        tally(person, 1, 10, covers=covers, weekday=day, below=day == 6)
        for person in range(people)
        for covers in ("early", "late", "night")
        for day in range(7)
    ]


def test_the_family_is_listed_and_no_larger_than_it_may_be() -> None:
    assert len(family(usual())) == 11 <= contrasts.MOST_SENTENCES
    assert list(family([])) == list(family(usual()))


def test_without_a_difference_nothing_is_found() -> None:
    assert not any(one.found for one in family(usual()).values())


def test_nights_below_plan_are_said_once_and_as_closely_as_they_were_found() -> None:
    worse = [tally(person, 4, 10, below=True, alone=True) for person in range(6)]
    found = patterns.said(family([*usual(), *worse]).values())
    assert [one.key for one in found] == ["below_at_night"]
    assert (found[0].contrast.exposed.events, found[0].contrast.exposed.per) == (30, 120)


def test_night_is_held_against_day_without_the_shifts_below_plan() -> None:
    worse = [tally(person, 8, 10, below=True) for person in range(6)]
    assert not family([*usual(), *worse])["night"].found
    dark = [tally(person, 4, 10) for person in range(6) for _ in range(4)]
    assert family([*usual(), *dark])["night"].found


def test_a_person_asked_only_at_night_makes_no_difference_of_night() -> None:
    only = [tally(9, 30, 60)]
    assert not family([*usual(), *only])["night"].found


def test_what_nobody_said_of_is_left_out() -> None:
    unsaid = [tally(person, 9, 10, below=None, agency=None, alone=None) for person in range(6)]
    found = family([*usual(), *unsaid])
    assert not found["below"].found
    assert found["agency"].too_few


def test_one_persons_weekday_is_found_among_all_and_the_search_is_paid_for() -> None:
    tuesdays = [tally(3, 9, 12, covers=covers, weekday=1) for covers in ("early", "late", "night")]
    found = family([*usual(), *tuesdays])["weekday"]
    assert (found.found, found.person_id, found.weekday) == (True, 3, 1)
    assert found.p == found.contrast.p * 6 * 7


def test_signs_after_a_contact_are_held_against_the_same_persons_other_shifts() -> None:
    after = [After(1, person, "family", 20, 8, 230, 20) for person in (1, 2)]
    found = family(usual(), after)
    assert found["after_family"].found
    assert not found["after_us"].found
    assert found["after_us"].too_few
    elsewhere = [After(2, person, "us", 20, 18, 230, 20) for person in (1, 2)]
    assert family(usual(), elsewhere)["after_us"].too_few
