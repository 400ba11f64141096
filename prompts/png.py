"""Charts as pictures. Needs matplotlib, the extra `relay[charts]`: nothing imports this that has to start without."""

import io
import math
import re

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from prompts import words
from prompts.charts import Chart, latest, numbers

WIDE, HIGH, DOTS = 960, 480, 100
# what tells series apart without colour: dashes and marks of lines, hatching of bars
LINES = ("o-", "--", ":", "-.", "s--", "s:")
HATCHES = (None, "//", "..", "xx", "--", "||")
COLOURS = ("#0b5cad", "#3d3d42", "#a3123f", "#a3123f", "#0f6b58", "#1d1c1d")
# about as many pixels as a letter of the labels is wide, and the room that the axis has
LETTER, ROOM = 8, 800
MARKUP = re.compile(r"&(amp|lt|gt);")
MEANS = {"amp": "&", "lt": "<", "gt": ">"}


def draw(chart: Chart) -> bytes:
    """A PNG of 960 by 480, with its alternative text as its description. Any number of labels, six series."""
    figure = Figure(figsize=(WIDE / DOTS, HIGH / DOTS), dpi=DOTS, layout="constrained")
    axes = figure.add_subplot()
    (_lines if chart.kind == "line" else _bars)(axes, chart)
    _named(axes, chart)
    kept = io.BytesIO()
    figure.savefig(kept, format="png", metadata={"Software": None, "Description": alt(chart)})
    return kept.getvalue()


def alt(chart: Chart) -> str:
    """What the picture shows, in a sentence or two of plain text: for whoever does not see it."""
    said = latest if chart.kind == "line" else numbers
    return MARKUP.sub(lambda found: MEANS[found[1]], said(chart.title, chart.labels, chart.series))


def _lines(axes: Axes, chart: Chart) -> None:
    for (_, values), look, colour in zip(chart.series, LINES, COLOURS, strict=False):
        axes.plot(range(len(values)), values, look, color=colour, linewidth=1.8, markersize=5)


def _bars(axes: Axes, chart: Chart) -> None:
    wide = 0.8 / len(chart.series)
    for n, (_, values) in enumerate(chart.series):
        left = [at - 0.4 + n * wide for at in range(len(values))]
        face = "white" if n else COLOURS[0]
        axes.bar(left, values, wide, align="edge", facecolor=face, edgecolor=COLOURS[n], hatch=HATCHES[n])


def _named(axes: Axes, chart: Chart) -> None:
    """Title, axes and legend. Dollars and underscores in them are what they are, and no formula."""
    axes.set_title(words.plain(chart.title, 100), loc="left", fontweight="bold", parse_math=False)
    axes.set_ylabel(words.plain(chart.y, 60) if chart.y else "", parse_math=False)
    texts = [words.plain(label, 20) for label in chart.labels]
    every = math.ceil(len(texts) * (max(map(len, texts)) * LETTER + 12) / ROOM)
    shown = range((len(texts) - 1) % every, len(texts), every)
    axes.set_xticks(list(shown), [texts[n] for n in shown], parse_math=False)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color="#dcdce0")
    axes.spines[["top", "right"]].set_visible(False)
    if all(value >= 0 for _, values in chart.series for value in values):
        axes.set_ylim(bottom=0)
    if len(chart.series) > 1:
        handles = axes.lines if chart.kind == "line" else axes.containers
        # a name that begins with an underscore would be left out
        names = [words.plain(name, 60).lstrip("_") or words.EMPTY for name, _ in chart.series]
        legend = axes.legend(
            list(handles), names, loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=4, frameon=False
        )
        for text in legend.get_texts():
            text.set_parse_math(False)
