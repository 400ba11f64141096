"""A service as the rules and the wording see it."""

import pytest

from bot import house
from bot.people import Service

SHIFTS = [
    house.Shift(key="late", name="Late", starts="14:30", planned_staff=3),
    house.Shift(key="night", name="Night", starts="21:30", planned_staff=1),
]


def _service() -> Service:
    spec = house.Service(
        key="rowan-house", name="Rowan House", channel="C0ROWAN", phone="01632 960111", timezone="Europe/London",
        ladder="house", shifts=SHIFTS,
    )  # fmt: skip
    return Service(1, spec)


@pytest.mark.parametrize(
    ("key", "name", "planned"), [("late", "Late", 3), ("night", "Night", 1), ("early", "early", 0)]
)
def test_a_shift_has_its_name_and_plan_and_one_that_is_gone_its_key(
    key: str, name: str, planned: int
) -> None:
    assert (_service().shift_name(key), _service().planned_staff(key)) == (name, planned)
