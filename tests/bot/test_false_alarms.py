"""What a digest says where nothing makes a difference, and where something does: a small run of the benchmark."""

from benchmarks.false_alarms import tried
from bot import patterns


def test_at_most_one_digest_in_twenty_says_what_is_not_there() -> None:
    found = tried(40, seed=6, every=12)
    assert found.digests == 160
    assert found.said <= 160 * patterns.AT
    # a chart's own false alarms, where there are enough events in a week
    assert max(found.newest[name] for name in ("signs", "normal")) <= found.charts * 0.05


def test_signs_three_times_as_often_below_plan_are_said() -> None:
    found = tried(5, seed=6, every=12, below_worse=3.0)
    assert found.said >= 18
