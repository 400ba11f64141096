"""Charts as Slack checks them: data_visualization blocks, and workspaces that do not take them."""

from typing import Any

from sandbox.plain import Json
from sandbox.shapes import (
    Check,
    Complaints,
    also,
    choice,
    complain,
    items,
    number_at_all,
    shape,
    string,
    typed,
)

TYPE = "data_visualization"
MOST_SERIES, MOST_POINTS, MOST_LABEL, MOST_AXIS = 6, 20, 20, 50
LABEL = string(MOST_LABEL)


def _positive(point: Json, at: str, complaints: Complaints) -> None:
    value = point.get("value")
    if isinstance(value, int | float) and value <= 0:
        complain(complaints, "must be more than 0", f"{at}/value")


POINT = shape({"label": LABEL, "value": number_at_all})
SEGMENT = also(POINT, _positive)
DATA = shape({"name": LABEL, "data": items(1, MOST_POINTS, POINT)})
AXIS = shape(
    {"categories": items(1, MOST_POINTS, LABEL)}, dict.fromkeys(("x_label", "y_label"), string(MOST_AXIS))
)


def _points_match(chart: Json, at: str, complaints: Complaints) -> None:
    """Check that names and categories differ, and that each series has one point for each category."""
    axis, series = chart.get("axis_config"), chart.get("series")
    if not isinstance(axis, dict) or not isinstance(series, list):
        return
    categories = _texts(axis.get("categories"))
    if len(set(categories)) < len(categories):
        complain(complaints, "categories must be unique", f"{at}/axis_config/categories")
    known = [one if isinstance(one, dict) else {} for one in series]
    names = [str(one.get("name")) for one in known]
    if len(set(names)) < len(names):
        complain(complaints, "series names must be unique", f"{at}/series")
    for index, one in enumerate(known):
        data = one.get("data") if isinstance(one.get("data"), list) else []
        labels = _texts([point.get("label") if isinstance(point, dict) else None for point in data or []])
        if sorted(labels) != sorted(categories):
            complain(complaints, "data must have one point for each category", f"{at}/series/{index}/data")


def _texts(values: Any) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list) else []


DRAWN: Check = also(
    shape(
        {"type": choice("bar", "area", "line"), "series": items(1, MOST_SERIES, DATA), "axis_config": AXIS}
    ),
    _points_match,
)
PIE = shape({"type": choice("pie"), "segments": items(1, MOST_SERIES, SEGMENT)})
CHART = typed({"pie": PIE, **dict.fromkeys(("bar", "area", "line"), DRAWN)}, ("pie", "bar", "area", "line"))


def not_taken(blocks: Any) -> Complaints:
    """Return what a workspace without charts says to blocks that have some."""
    complaints: Complaints = []
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        if isinstance(block, dict) and block.get("type") == TYPE:
            complain(complaints, f"unsupported type: {TYPE}", f"/blocks/{index}/type")
    return complaints
