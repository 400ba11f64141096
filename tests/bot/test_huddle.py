"""The weekly huddle: when its digest is due and about which week; what is typed for it; what is kept of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import TypeAdapter

from bot import digest, huddle, weeks
from bot.digest import Digest
from bot.digest import House as Looked
from bot.figures import Facts
from bot.house import Huddle, Organisation
from bot.house_rules import House, faults
from bot.timeliness import Promises
from tests.prompts.digest_cast import BOTH, EVERYTHING, WEEK, made, often, shifts

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday
LONDON = "Europe/London"


def meeting(day: str = "tuesday", at: str = "10:00", **more: object) -> Huddle:
    written = {"channel": "C0HUDDLE", "day": day, "at": at, "timezone": LONDON}
    return Huddle.model_validate(written | more)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("huddle_", "now", "due", "week"),
    [
        (meeting(), "2026-11-16T12:00", "2026-11-17T09:00", "2026-W46"),
        (meeting(), "2026-11-17T08:59", "2026-11-17T09:00", "2026-W46"),
        (meeting(), "2026-11-17T09:00", "2026-11-24T09:00", "2026-W47"),
        (meeting(digest_before="0 min"), "2026-11-17T09:30", "2026-11-17T10:00", "2026-W46"),
        # on a Sunday the week is not over: the one before it is looked at
        (meeting("sunday"), "2026-11-18T12:00", "2026-11-22T09:00", "2026-W46"),
        # posted on Sunday for Monday: the week is not over when it is counted
        (meeting("monday", digest_before="1 d"), "2026-11-18T12:00", "2026-11-22T10:00", "2026-W46"),
        (meeting("monday", digest_before="1 d"), "2026-11-22T10:00", "2026-11-29T10:00", "2026-W47"),
        (meeting("monday", "00:30"), "2026-11-18T12:00", "2026-11-22T23:30", "2026-W46"),
        # clocks go back on 25 October 2026, and forward on 28 March 2027
        (meeting("monday"), "2026-10-19T12:00", "2026-10-26T09:00", "2026-W43"),
        (meeting("sunday", "02:30"), "2026-10-19T12:00", "2026-10-25T01:30", "2026-W42"),
        (
            meeting("sunday", "01:30", digest_before="0 min"),
            "2027-03-22T12:00",
            "2027-03-28T01:00",
            "2027-W11",
        ),
        # over the new year
        (meeting(), "2026-12-30T12:00", "2027-01-05T09:00", "2026-W53"),
    ],
)
def test_the_digest_is_due_so_long_before_and_about_the_last_whole_week(
    huddle_: Huddle, now: str, due: str, week: str
) -> None:
    found = huddle.upcoming(huddle_, instant(now))
    assert (found.due, str(found.week)) == (instant(due), week)
    assert found.at == found.due + huddle_.digest_before


def test_a_week_that_is_over_is_not_looked_at_again_when_the_meeting_is_moved() -> None:
    over = {weeks.parse("2026-W46")}
    assert str(huddle.upcoming(meeting("friday"), NOW, over).week) == "2026-W47"


def test_a_digest_is_too_late_after_a_day() -> None:
    assert not huddle.too_late(NOW, NOW + timedelta(hours=23, minutes=59))
    assert huddle.too_late(NOW, NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("typed", "week", "service"),
    [
        ("", "2026-W46", None),
        ("last", "2026-W46", None),
        ("This", "2026-W47", None),
        ("2026-W40", "2026-W40", None),
        ("2026w40", "2026-W40", None),
        ("2026-11-12", "2026-W46", None),
        ("rowan-house", "2026-W46", 1),
        ("OAK-house 2026-W01", "2026-W01", 2),
        ("this oak-house", "2026-W47", 2),
    ],
)
def test_a_week_and_a_house_can_be_typed_in_any_order(typed: str, week: str, service: int | None) -> None:
    wanted = huddle.wanted(typed, list(BOTH.values()), NOW, LONDON)
    assert (str(wanted.week), wanted.service_id) == (week, service)


@pytest.mark.parametrize("typed", ["next", "elm-house", "2026-W60", "2026-W48", "2027-01-01", "46"])
def test_other_words_are_no_week_and_no_house(typed: str) -> None:
    with pytest.raises(ValueError):
        huddle.wanted(typed, list(BOTH.values()), NOW, LONDON)


def test_a_digest_is_read_again_as_it_was_kept() -> None:
    kept = huddle.kept(EVERYTHING.digest)
    adapter: TypeAdapter[Digest] = TypeAdapter(Digest)
    assert adapter.validate_json(adapter.dump_json(kept)) == kept
    assert (kept.signals, kept.concerns) == (EVERYTHING.digest.signals, EVERYTHING.digest.concerns)
    assert not any(one.contrast.strata for part in kept.services for one in part.patterns if not one.found)


def test_what_was_reviewed_since_is_shown_as_reviewed() -> None:
    posted = EVERYTHING.digest
    first = posted.concerns[0].concern.id
    after = huddle.with_reviews(posted, {first: posted.made_at + timedelta(minutes=5)})
    assert [one.reviewed for one in after.concerns[:2]] == [True, False]
    assert huddle.with_reviews(posted, {first: posted.made_at - timedelta(days=3)}) == posted


def test_one_service_of_several_is_seen_without_the_others_numbers() -> None:
    seen = huddle.seen_by(EVERYTHING.digest, {1})
    assert seen.whole == seen.services[0]
    assert {one.concern.service_id for one in seen.concerns} == {1}
    assert {one.service_id for one in seen.signals} == {1}
    assert {one.service_id for one in seen.due} == {1}
    assert huddle.seen_by(EVERYTHING.digest, {1, 2, 3}) is EVERYTHING.digest
    # how much was looked at is of what is seen, too
    assert (seen.looked_at, seen.too_few) == (digest.looked_at(seen.services), digest.too_few(seen.services))
    assert seen.looked_at < EVERYTHING.digest.looked_at


def test_two_services_of_three_are_added_up_without_the_third() -> None:
    two = EVERYTHING.digest
    third = replace(two.services[0], house=Looked(3, "ash", "Ash House"))
    three = replace(two, services=(*two.services, third))
    # the third's numbers are in what was kept of all of them, and in nothing that is seen
    seen = huddle.seen_by(
        replace(three, whole=replace(two.whole, parts=third.parts, promises=Promises(9, 9))), {1, 2}
    )
    assert seen.whole.parts == two.whole.parts
    assert seen.whole.around == two.whole.around
    assert (seen.whole.promises, seen.whole.waiting_for_hours) == (
        two.whole.promises,
        two.whole.waiting_for_hours,
    )
    assert seen.whole.usual == {key: sum(one.usual[key] for one in two.services) for key in seen.whole.usual}
    assert (seen.whole.timeliness, seen.whole.series) == ((), ())


@pytest.mark.parametrize(("many", "charts"), [(0, 0), (1, 0), (2, 2), (20, 2)])
def test_only_what_has_two_weeks_or_more_is_a_line(many: int, charts: int) -> None:
    assert len(huddle.charted(made(Facts(shifts=shifts(often, many), week=WEEK)))) == charts


# in the house file


def house(huddle_: object) -> House:
    service = {
        "name": "Oak", "phone": "01632 960112", "timezone": LONDON, "ladder": "all",
        "shifts": [{"key": "day", "name": "Day", "starts": "08:00"}],
    }  # fmt: skip
    keys = [service | {"key": key, "channel": f"C0{key.upper()}"} for key in ("oak", "elm")]
    ladder = {"key": "all", "rungs": [{"tell": "role:manager", "within": "10 min"}]}
    organisation = {"name": "Example", "huddle": huddle_}
    return House.model_validate({"organisation": organisation, "services": keys, "ladders": [ladder]})


def written(channel: str = "C0HUDDLE", *services: str, **more: object) -> dict[str, object]:
    one = {
        "channel": channel,
        "day": "tuesday",
        "at": "10:00",
        "timezone": LONDON,
        "services": list(services),
    }
    return one | more


@pytest.mark.parametrize(
    ("huddle_", "where", "what"),
    [
        (written(), None, ""),
        ([written("C0ONE", "oak"), written("C0TWO", "elm")], None, ""),
        ([written("C0ONE", "oak"), written("C0TWO", "oak")], (1, "services", 0), "another huddle"),
        ([written("C0ONE", "oak"), written("C0ONE", "elm")], (1,), "uses the channel"),
        ([written("C0ONE", "oak"), written("C0TWO")], (1,), "every service"),
        ([written("C0ONE", "ash")], (0, "services", 0), "which is not there"),
        (written("C0ONE", "ash"), ("services", 0), "which is not there"),
        (written(digest_before="4 d"), (), "more than 3 d"),
    ],
)
def test_each_service_has_one_huddle_and_each_huddle_its_channel(
    huddle_: object, where: tuple[object, ...] | None, what: str
) -> None:
    found = [one for one in faults(house(huddle_)) if one.path[:2] == ("organisation", "huddle")]
    if where is None:
        assert found == []
        return
    (fault,) = found
    assert fault.path == ("organisation", "huddle", *where)
    assert what in fault.what


def test_one_huddle_and_a_list_of_them_are_kept_as_written() -> None:
    for huddle_ in (written(name="Monday's"), [written("C0ONE", "oak"), written("C0TWO", "elm")]):
        one = Organisation.model_validate({"name": "Example", "huddle": huddle_})
        assert Organisation.model_validate_json(one.model_dump_json(by_alias=True)) == one
        assert isinstance(one.huddle, list) == isinstance(huddle_, list)
        assert len(one.huddles) == (2 if isinstance(huddle_, list) else 1)
    assert Organisation(name="Example").huddles == []
