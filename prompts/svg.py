"""An XmR chart as SVG, for a page that is printed: no colour carries a meaning, and its words say what it shows."""

from collections.abc import Iterator, Sequence

from bot.series import Series
from bot.xmr import Point
from prompts.markup import escape

WIDE, HIGH = 340, 118
LEFT, RIGHT, TOP, FOOT = 34, 8, 10, 22
# so many values up the side
STEPS = 4
# charts are per hundred
MOST = 100.0


def chart(series: Series, title: str, about: str) -> str:
    """The chart, `title` and `about` said to who hears it. Marked points: a diamond is better, a square is worse."""
    points = series.chart.points
    if not points:
        return ""
    low, high = _range(points)
    return "".join(
        [
            f'<svg role="img" viewBox="0 0 {WIDE} {HIGH}" xmlns="http://www.w3.org/2000/svg">',
            f"<title>{escape(title)}</title><desc>{escape(about)}</desc>",
            *_scale(low, high),
            *_limits(points, low, high),
            _line([point.value for point in points], low, high),
            *(_mark(n, point, len(points), low, high) for n, point in enumerate(points)),
            *_weeks([week.monday.strftime("%-d %b") for week in series.weeks]),
            "</svg>",
        ]
    )


def _range(points: Sequence[Point]) -> tuple[float, float]:
    """From nothing up, but where everything lies near the top: there only the upper part is drawn."""
    high = min(MOST, max(max(one.value, one.upper) for one in points) * 1.05) or 1.0
    low = min(min(one.value, one.lower) for one in points)
    # all of it at the top, week after week, has no part to draw: then from nothing up
    return (float(int(low)), high) if high / 2 < low < high else (0.0, high)


def _x(n: int, count: int) -> float:
    return round(LEFT + (WIDE - LEFT - RIGHT) * (n + 0.5) / count, 1)


def _y(value: float, low: float, high: float) -> float:
    inside = min(max(value, low), high)
    return round(TOP + (HIGH - TOP - FOOT) * (1 - (inside - low) / (high - low)), 1)


def _scale(low: float, high: float) -> Iterator[str]:
    """Round numbers up the side, each with a hair line."""
    step = _round((high - low) / STEPS)
    value = -(-low // step) * step
    while value <= high:
        y = _y(value, low, high)
        yield f'<line class="hair" x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text class="n" x="{LEFT - 4}" y="{y + 3}" text-anchor="end">{value:g}</text>'
        value = round(value + step, 6)


def _round(step: float) -> float:
    """The next 1, 2 or 5 of its size."""
    size = 10.0 ** len(str(int(step))) / 10 if step >= 1 else 0.1
    return next((one * size for one in (1, 2, 5, 10) if one * size >= step), size)


def _limits(points: Sequence[Point], low: float, high: float) -> Iterator[str]:
    """Mean and limits, a step for each part; a limit that nothing can lie outside of is left out."""
    for name in ("mean", "upper", "lower"):
        values = [getattr(one, name) for one in points]
        for first, last in _parts(values):
            # nothing can lie outside a limit that is beyond what there is
            if name == "mean" or low < values[first] < MOST:
                y, x1, x2 = _y(values[first], low, high), _edge(first, points), _edge(last + 1, points)
                yield f'<line class="{"mean" if name == "mean" else "limit"}" x1="{x1}" x2="{x2}" y1="{y}" y2="{y}"/>'


def _edge(n: int, points: Sequence[Point]) -> float:
    return round(LEFT + (WIDE - LEFT - RIGHT) * n / len(points), 1)


def _parts(values: Sequence[float]) -> Iterator[tuple[int, int]]:
    start = 0
    for n in range(1, len(values) + 1):
        if n == len(values) or values[n] != values[start]:
            yield start, n - 1
            start = n


def _line(values: Sequence[float], low: float, high: float) -> str:
    at = " ".join(f"{_x(n, len(values))},{_y(value, low, high)}" for n, value in enumerate(values))
    return f'<polyline class="line" points="{at}"/>'


def _mark(n: int, point: Point, count: int, low: float, high: float) -> str:
    x, y = _x(n, count), _y(point.value, low, high)
    if point.verdict == "improvement":
        return f'<path class="mark" d="M{x} {y - 5}l5 5l-5 5l-5 -5z"/>'
    if point.verdict in ("concern", "change"):
        return f'<rect class="mark" x="{x - 4}" y="{y - 4}" width="8" height="8"/>'
    return f'<circle class="dot" cx="{x}" cy="{y}" r="2"/>'


def _weeks(labels: Sequence[str]) -> Iterator[str]:
    """The first Monday, the last, and one between."""
    for n in sorted({0, len(labels) // 2, len(labels) - 1}):
        x = min(max(_x(n, len(labels)), LEFT + 14), WIDE - RIGHT - 14)
        yield f'<text class="n" x="{x}" y="{HIGH - 8}" text-anchor="middle">{labels[n]}</text>'
