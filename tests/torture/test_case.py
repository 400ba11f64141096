"""Relay's clock at a real moment, which leaps; and when a message was dropped."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.torture import good, record
from tests.torture.case import A_MOMENT, Case


def leapt() -> Case:
    """Relay's clock leapt by ten minutes between the first minute and the third."""
    found = good.record()
    noted: list[dict[str, Any]] = [{**found.log[0], "real": good.at(1), "at": good.at(1)}]
    noted += [{**found.log[0], "real": good.at(3), "at": good.at(13)}]
    found.log[:] = noted
    return Case(found)


# in minutes: the real moment, and Relay's clock by then at the earliest and at the latest
CLOCKS = [(1.0, 1.0, 1.0), (2.0, 2.0, 12.0), (3.0, 13.0, 13.0), (4.0, 14.0, 22.0)]


@pytest.mark.parametrize(("moment", "earliest", "latest"), CLOCKS)
def test_what_is_not_known_of_a_leap_is_left_open(moment: float, earliest: float, latest: float) -> None:
    case, real = leapt(), good.seconds(moment)
    assert case.earliest(real).isoformat() == good.at(earliest)
    assert case.latest(real - A_MOMENT).isoformat() == good.at(latest)


def test_before_anything_was_noted_nothing_is_known() -> None:
    assert leapt().earliest(good.seconds(0)) == datetime.min.replace(tzinfo=UTC)


def test_a_program_says_when_it_dropped_a_message(tmp_path: Path) -> None:
    line = '{"message": 7, "state": "STATE", "event": "message", "timestamp": "2026-11-12T22:0MINUTE:00Z"}\n'
    said = [("sent", 9), ("dropped", 4), ("dropped", 3)]
    lines = [line.replace("STATE", state).replace("MINUTE", str(at)) for state, at in said]
    (tmp_path / "run0.log").write_text("".join(lines))
    assert record.dropped(tmp_path) == {"7": good.seconds(4)}
