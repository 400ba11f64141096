"""Silence: reminded, then late, counted from when the question was posted; who hears by hours and by who works."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import silence
from bot.handover import Change
from bot.house import HandoverTimes, Service
from bot.people import Service as Place
from bot.silence import Heard, Standing, Step, What
from tests.house import service

POSTED = datetime(2026, 11, 12, 21, 15, tzinfo=UTC)
TIMES = HandoverTimes()  # reminded after 20 minutes, late after 45
LATE_FIRST = HandoverTimes(remind_after=timedelta(minutes=50), late_after=timedelta(minutes=30))
ASKED = Standing(POSTED, TIMES)
UNPOSTED = Standing(None, TIMES)


def after(minutes: float) -> datetime:
    return POSTED + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("standing", "minutes", "do", "again"),
    [
        (ASKED, 0, "wait", 20),
        (ASKED, 19.9, "wait", 20),
        (ASKED, 20, "remind", 45),
        (ASKED, 44, "remind", 45),
        (ASKED, 300, "remind", 45),
        (replace(ASKED, reminded=True), 20, "wait", 45),
        (replace(ASKED, reminded=True), 44.9, "wait", 45),
        (replace(ASKED, reminded=True), 45, "late", None),
        (replace(ASKED, reminded=True), 300, "late", None),
        (replace(ASKED, reminded=True, late=True), 45, "nothing_more", None),
        (replace(ASKED, answered=True), 20, "nothing_more", None),
        (replace(ASKED, reminded=True, answered=True), 45, "nothing_more", None),
        (replace(ASKED, over=True), 45, "nothing_more", None),
        (UNPOSTED, 0, "wait", 1),
        (UNPOSTED, 45, "wait", 46),
        (replace(UNPOSTED, answered=True), 20, "nothing_more", None),
        (replace(UNPOSTED, over=True), 600, "nothing_more", None),
        (Standing(after(30), TIMES), 20, "wait", 50),
        (Standing(after(30), TIMES), 50, "remind", 75),
        (Standing(POSTED, LATE_FIRST), 29, "wait", 30),
        (Standing(POSTED, LATE_FIRST), 30, "late", 50),
        (Standing(POSTED, LATE_FIRST, late=True), 50, "remind", None),
    ],
)
def test_what_is_said_and_when_it_is_looked_at_again(
    standing: Standing, minutes: float, do: What, again: float | None
) -> None:
    assert silence.step(standing, after(minutes)) == Step(do, None if again is None else after(again))


@pytest.mark.parametrize(("times", "minutes"), [(TIMES, 20), (LATE_FIRST, 30)])
def test_it_is_first_looked_at_when_the_first_is_due(times: HandoverTimes, minutes: int) -> None:
    assert silence.first_look(POSTED, times) == after(minutes)


def house(**changes: object) -> Place:
    return Place(1, Service.model_validate(service() | changes))


def change(covers: str) -> Change:
    return Change(covers, "night", date(2026, 11, 12), POSTED, POSTED)


@pytest.mark.parametrize(
    ("covers", "day", "hour", "heard"),
    [
        ("early", 12, 15, "team_leader"),
        ("late", 12, 15, "team_leader"),
        ("night", 12, 15, "escalate"),
        ("early", 12, 9, "team_leader"),
        ("early", 12, 8, "escalate"),
        ("early", 12, 17, "escalate"),
        ("late", 12, 22, "escalate"),
        ("early", 14, 15, "escalate"),
        ("a shift that is no more", 12, 15, "escalate"),
    ],
    ids=["several", "two", "one alone", "opening", "before", "closing", "evening", "Saturday", "edited"],
)
def test_a_team_leader_hears_in_office_hours_of_a_shift_of_several(
    covers: str, day: int, hour: int, heard: Heard
) -> None:
    now = datetime(2026, 11, day, hour, tzinfo=UTC)
    assert silence.how_late(house(), change(covers), now) == heard


def test_without_office_hours_on_call_is_asked() -> None:
    noon = datetime(2026, 11, 12, 12, tzinfo=UTC)
    assert silence.how_late(house(office_hours=None), change("early"), noon) == "escalate"
