"""A message with two charts, as a workspace shows them, and as one does that takes no charts."""

from functools import partial
from typing import Any

from prompts import charts
from prompts.blocks import Message, message, section

WEEKS = tuple(f"W{week}" for week in range(26, 47))
RAISED = (2, 3, 4, 2, 5, 3, 3, 4, 10, 2, 3, 4, 1, 0, 2, 3, 4, 2, 3, 5, 4)
MEAN, LOWER, UPPER = 3.2857, -1.4286, (8.0,) * 10 + (6.4,) * 11
XMR = (
    ("concerns", RAISED), ("mean", (MEAN,) * 21), ("lower limit", (LOWER,) * 21), ("upper limit", UPPER),
)  # fmt: skip
SHIFTS = ("Early", "Late", "Night")
STAFFED = (("at plan", (0.04, 0.1, 0.125)), ("below plan", (0.05, 0.12, 0.3)))
LINE, BAR = ("Concerns a week", WEEKS, XMR), ("Signs, by shift and staffing", SHIFTS, STAFFED)


def both(line: Any, bar: Any) -> Message:
    """Both charts, with all that they say in the text."""
    return message(
        f"{charts.latest(*line)} {charts.numbers(*bar)}",
        section("what", "Two charts."),
        charts.line("weeks", *line, "Concerns"),
        charts.bar("shifts", *bar, "Per person and shift"),
    )


def refused(line: Any, bar: Any) -> Message:
    """The same where Slack takes no charts."""
    return charts.without(both(line, bar))


CHANNEL: dict[str, partial[Any]] = {
    "charts": partial(both, LINE, BAR),
    "charts_refused": partial(refused, LINE, BAR),
}
