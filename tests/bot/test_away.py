from datetime import UTC, date, datetime, timedelta

import pytest

from bot.away import is_due_back
from bot.handover import Change, Handover

DUE = datetime(2026, 11, 12, 21, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CHANGE = Change("late", "night", date(2026, 11, 12), DUE + 15 * MINUTE, DUE)


@pytest.mark.parametrize(
    ("until", "extra", "asked_at", "due_back"),
    [
        (DUE + MINUTE, False, DUE, False),
        (DUE, False, DUE, True),
        (DUE - MINUTE, False, DUE, True),
        (DUE + MINUTE, False, DUE + 90 * MINUTE, False),
        (DUE - MINUTE, False, DUE - 50 * MINUTE, True),
        (DUE - MINUTE, True, DUE - 150 * MINUTE, False),
        (DUE - 150 * MINUTE, True, DUE - 150 * MINUTE, True),
    ],
    ids=[
        "back after it is due", "back as it is due", "back before it is due",
        "asked late: they were away all that shift", "asked early: they are back when it is due",
        "extra: not back yet", "extra: back",
    ],
)  # fmt: skip
def test_who_is_due_back_at_a_handover(
    until: datetime, extra: bool, asked_at: datetime, due_back: bool
) -> None:
    assert is_due_back(until, Handover(1, 1, CHANGE, extra, "asked", asked_at)) is due_back
