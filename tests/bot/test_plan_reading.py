"""Whose reading a changed plan waits for, and whom somebody means by a name."""

from datetime import UTC, datetime

import pytest

from bot.people import Person
from bot.plan_reading import named, readings

SINCE = datetime(2026, 11, 10, 11, tzinfo=UTC)

COUNTED = [
    ("nobody yet", 2, {1, 2, 3}, set(), (0, 3), True),
    ("some", 2, {1, 2, 3}, {1, 3}, (2, 3), True),
    ("everybody", 2, {1, 2}, {1, 2}, (2, 2), False),
    ("a manager's reading is not counted", 2, {1, 2}, {1, 9}, (1, 2), True),
    ("one who has left is not counted", 2, {1}, {1, 2}, (1, 1), False),
    ("one who came later is waited for", 2, {1, 2, 3}, {1, 2}, (2, 3), True),
    ("nobody's reading counts", 2, set(), set(), (0, 0), False),
    ("a first version is not waited for", 1, {1, 2}, set(), (0, 2), False),
]


@pytest.mark.parametrize(
    ("version", "readers", "read_by", "count", "waits"),
    [case[1:] for case in COUNTED],
    ids=[case[0] for case in COUNTED],
)
def test_how_far_a_plan_is_read(
    version: int, readers: set[int], read_by: set[int], count: tuple[int, int], waits: bool
) -> None:
    found = readings(version, SINCE, readers, read_by)
    assert ((found.read, found.of), found.waits) == (count, waits)


PEOPLE = [
    Person(n, name.lower(), name, 1) for n, name in enumerate(("Sam", "Samira", "Ray", "SAM", "Mo B", "Zoë"))
]

MEANT = [
    ("Samira", ["Samira"]),
    ("sam", ["Sam", "SAM"]),
    ("sami", ["Samira"]),
    ("sa", ["Sam", "Samira", "SAM"]),
    ("R", ["Ray"]),
    ("  mo   b ", ["Mo B"]),
    ("ZOË", ["Zoë"]),
    ("ＲＡＹ", ["Ray"]),
    ("am", []),
    ("Kim", []),
    ("", []),
    ("  ", []),
]


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_whom_a_name_means(typed: str, meant: list[str]) -> None:
    assert [one.known_as for one in named(typed, PEOPLE)] == meant
