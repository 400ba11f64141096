"""Charts: numbers over weeks as Slack's own charts, as words, and as rows of text where Slack draws none.

`series` are (name, values) pairs, a value for each of `labels`. The first is what was counted; of the others those
that hardly change, such as a mean and its limits, are said once. All show the last 20 of `labels`, rounded alike.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

import slackblocks as sb

from prompts import words
from prompts.blocks import Blocks, Message, message, section
from prompts.lint import AXIS, CATEGORIES, CHART_TITLE, LABEL, SERIES

Series = Sequence[tuple[str, Sequence[float]]]
Points = tuple[tuple[str, tuple[float, ...]], ...]
M = TypeVar("M", Message, dict[str, Any])
KIND = "data_visualization"
# characters of monospaced text that a phone shows in one line
PHONE = 30
LONGEST_BAR, BAR = 14, "="
# a series is said once where each of its values stands for so many labels
STEADY = 4


@dataclass(frozen=True)
class Chart:
    """One chart: a value of each series for each label."""

    title: str
    labels: tuple[str, ...]
    series: Points
    y: str = ""
    kind: Literal["line", "bar"] = "line"


def line(block_id: str, title: str, labels: Sequence[str], series: Series, y: str) -> Blocks:
    """A line chart over time, oldest first; `y` says what is counted. Two charts at most stand in one message.

    Texts are as people wrote them, and cut to Slack's limits. Raises ValueError without labels or series, with over
    six series, and where values are missing or not finite.
    """
    return _block(block_id, _fitted(_chart(title, labels, series, y)))


def bar(block_id: str, title: str, labels: Sequence[str], series: Series, y: str) -> Blocks:
    """Bars side by side for each label; otherwise as `line`."""
    return _block(block_id, _fitted(replace(_chart(title, labels, series, y), kind="bar")))


def latest(title: str, labels: Sequence[str], series: Series) -> str:
    """What a line chart comes to, in a sentence of mrkdwn: the last of each: "Concerns: 4 in W46, mean 3.2."."""
    chart = _fitted(_chart(title, labels, series))
    (_, counted), *others = chart.series
    said = [f"{_said(counted[-1])} in {words.escape(chart.labels[-1])}"]
    said += [f"{words.escape(name)} {_said(values[-1])}" for name, values in others]
    return words.ended(f"{words.escape(chart.title)}: {', '.join(said)}")


def numbers(title: str, labels: Sequence[str], series: Series) -> str:
    """Every number of the chart, in one line of mrkdwn without formatting, for a message's `text`."""
    chart = _fitted(_chart(title, labels, series))
    varying, steady = _apart(chart)
    about = [words.ended(f"{words.escape(chart.title)}{': ' if steady else ''}{', '.join(steady)}")]
    return " ".join([*about, *(f"{one}." for one in _listed(chart, varying))])


def table(block_id: str, title: str, labels: Sequence[str], series: Series) -> Blocks:
    """What stands in a chart's place where a workspace takes none: rows that fit a phone, with bars of text."""
    chart = _fitted(_chart(title, labels, series))
    varying, steady = _apart(chart)
    rows = _rows(chart, varying)
    said = words.sentence(", ".join(steady)) if steady else None
    head = section(
        block_id, f"*{words.escape(chart.title)}*", said, *([] if rows else _listed(chart, varying))
    )
    return [*head, *_preformatted(f"{block_id}.rows", rows)]


def within(drawn: Mapping[str, Any]) -> bool:
    """Whether a drawn message has charts in it."""
    return any(block.get("type") == KIND for block in drawn.get("blocks", []))


def without(drawn: M) -> M:
    """The message with each of its charts as a table, for workspaces that refuse charts as `invalid_blocks`.

    A table takes a block more than its chart: leave room for two more below Slack's 50.
    """
    plain = drawn.copy()
    plain["blocks"] = [part for block in drawn["blocks"] for part in _instead(block)]
    return plain


def read(block: Mapping[str, Any]) -> Chart:
    """The chart that a block of `line` or `bar` shows."""
    chart = block["chart"]
    axis = chart["axis_config"]
    series = tuple((one["name"], tuple(at["value"] for at in one["data"])) for one in chart["series"])
    return Chart(block["title"], tuple(axis["categories"]), series, axis.get("y_label", ""), chart["type"])


def _preformatted(block_id: str, rows: list[str]) -> Blocks:
    """Lines of the same width for each letter, in which nothing is formatted."""
    shown = sb.RichTextCodeBlock(sb.RichText("\n".join(rows)))
    return [sb.RichTextBlock(shown, block_id=block_id)] if rows else []


def _instead(block: dict[str, Any]) -> list[dict[str, Any]]:
    if block.get("type") != KIND:
        return [block]
    chart = read(block)
    return message("-", table(block["block_id"], chart.title, chart.labels, chart.series))["blocks"]


def _chart(title: str, labels: Sequence[str], series: Series, y: str = "") -> Chart:
    if not labels or not 0 < len(series) <= SERIES:
        raise ValueError(f"{len(labels)} labels and {len(series)} series; a chart has 1 to {SERIES} series")
    for name, values in series:
        if len(values) != len(labels) or not all(map(math.isfinite, values)):
            raise ValueError(f"{name}: a finite value for each of the {len(labels)} labels is needed")
    return Chart(title, tuple(labels), tuple((name, tuple(values)) for name, values in series), y)


def _fitted(chart: Chart) -> Chart:
    """Within Slack's limits, and rounded as far as its largest value makes sense of."""
    last = [(name, values[-CATEGORIES:]) for name, values in chart.series]
    largest = max(abs(value) for _, values in last for value in values)
    digits = 1 if largest >= 10 else 2 if largest >= 1 else 3
    names = _differing([name for name, _ in last])
    rounded = [tuple(_rounded(value, digits) for value in values) for _, values in last]
    return Chart(
        _short(chart.title, CHART_TITLE),
        tuple(_differing(chart.labels[-CATEGORIES:])),
        tuple(zip(names, rounded, strict=True)),
        _short(chart.y, AXIS) if chart.y else "",
        chart.kind,
    )


def _rounded(value: float, digits: int) -> float:
    near = round(value, digits)
    # never a minus before a nought, nor a nought behind a point
    return int(near) if near == int(near) else near


def _short(text: str, limit: int) -> str:
    # `plain` keeps room for the marks around right-to-left letters, which others do not need
    whole = words.plain(text, limit + 2)
    return whole if len(whole) <= limit else words.plain(text, limit)


def _differing(texts: Sequence[str]) -> list[str]:
    """Each within Slack's limit, and no two alike, for Slack tells labels apart by their text."""
    made: list[str] = []
    for text in texts:
        said, count = _short(text, LABEL), 1
        while said in made:
            count += 1
            said = f"{_short(text, LABEL - len(str(count)) - 1)} {count}"
        made.append(said)
    return made


def _block(block_id: str, chart: Chart) -> Blocks:
    series = [
        sb.DataSeries(name, [sb.DataPoint(*at) for at in zip(chart.labels, values, strict=True)])
        for name, values in chart.series
    ]
    axis = sb.AxisConfig(list(chart.labels), y_label=chart.y or None)
    kind = sb.LineChart if chart.kind == "line" else sb.BarChart
    return [sb.DataVisualizationBlock(chart.title, kind(series, axis), block_id=block_id)]


def _apart(chart: Chart) -> tuple[Points, list[str]]:
    """The series to be listed, and those that are said once, each in a few words."""
    varying, steady = [chart.series[0]], []
    for name, values in chart.series[1:]:
        changes = [n for n, value in enumerate(values) if n == 0 or values[n - 1] != value]
        if len(changes) * STEADY > len(values):
            varying.append((name, values))
            continue
        since = "" if len(changes) == 1 else " from {}"
        said = [_said(values[n]) + since.format(words.escape(chart.labels[n])) for n in changes]
        steady.append(f"{words.escape(name)} {', then '.join(said)}")
    return tuple(varying), steady


def _listed(chart: Chart, varying: Points) -> list[str]:
    """A line for each series, with its name where there are several."""
    labels = [words.escape(label) for label in chart.labels]
    lines = []
    for name, values in varying:
        listed = ", ".join(f"{label}: {_said(value)}" for label, value in zip(labels, values, strict=True))
        lines.append(f"{words.escape(name)} – {listed}" if len(varying) > 1 else listed)
    return lines


def _rows(chart: Chart, varying: Points) -> list[str]:
    """Lines of the same width; none where a phone would break them."""
    columns = [[name if len(varying) > 1 else "", *_alike(values)] for name, values in varying]
    widths = [max(map(len, column)) for column in columns]
    across = max(map(len, chart.labels))
    room = PHONE - across - sum(width + 2 for width in widths)
    if room < 0:
        return []
    bars = _bars(varying[0][1], min(room - 2, LONGEST_BAR)) if len(varying) == 1 else []
    rows = []
    for n, label in enumerate(["", *chart.labels] if len(varying) > 1 else chart.labels):
        cells = [column[n if len(varying) > 1 else n + 1] for column in columns]
        padded = [cell.rjust(width) for cell, width in zip(cells, widths, strict=True)]
        rows.append("  ".join([label.ljust(across), *padded, *bars[n : n + 1]]).rstrip())
    return rows


def _alike(values: Sequence[float]) -> list[str]:
    """The values with as many places behind the point as the one that needs most."""
    places = max(len(str(value).partition(".")[2]) for value in values)
    return [f"{value:.{places}f}".replace("-", "−") for value in values]


def _bars(values: Sequence[float], longest: int) -> list[str]:
    """A bar for each value; none where there is no room, or a value is below nought."""
    largest = max(values)
    if longest < 4 or largest <= 0 or min(values) < 0:
        return []
    return [BAR * (max(1, round(value / largest * longest)) if value else 0) for value in values]


def _said(value: float) -> str:
    return str(value).replace("-", "−")
