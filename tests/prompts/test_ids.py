"""Ids in a button's value: those of ours are read, and anything else is refused."""

import pytest

from prompts import ids


@pytest.mark.parametrize(
    ("value", "count", "read"),
    [("7", 1, (7,)), ("0:7", 2, (0, 7)), ("3:12:7", 3, (3, 12, 7)), ("9" * 18, 1, (int("9" * 18),))],
)
def test_ids_are_read_as_they_stand(value: str, count: int, read: tuple[int, ...]) -> None:
    assert ids.parse(value, count) == read


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("", 1),
        ("x", 1),
        ("-1", 1),
        (" 7", 1),
        ("٧", 1),
        ("7:1", 1),
        ("7", 2),
        ("7:", 2),
        ("1:2:3", 2),
        ("9" * 19, 1),
    ],
)
def test_what_is_no_id_of_ours_is_refused(value: str, count: int) -> None:
    with pytest.raises(ValueError, match="not a button"):
        ids.parse(value, count)
