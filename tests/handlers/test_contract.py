"""The file format as it was promised to those who script against it."""

from pathlib import Path

from handlers import load

FILE = Path(__file__).parent / "contract.yaml"


def test_the_promised_file_loads() -> None:
    house = load.read([FILE], {"DEE_SMS": "sms://01234000000"})
    (sam,) = house.people
    assert sam.plan is not None
    assert [one.key for one in sam.plan.thresholds] == ["two-together", "bad-nights"]
    assert [one.fallback for one in house.staff if one.fallback] == [["${DEE_SMS}"]]
