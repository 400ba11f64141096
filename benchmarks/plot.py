"""The soak's lines as a plot, and how far they drift: `python -m benchmarks.plot FILE.csv FILE.svg`."""

import csv
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt

PANELS = (
    ("Memory, MB", (("web_mb", "web", "-"), ("worker_mb", "worker", "--"))),
    ("Acknowledged, ms", (("ack_p50_ms", "p50", "-"), ("ack_p95_ms", "p95", "--"), ("ack_p99_ms", "p99", ":"))),
    ("Reply to ping, p95, ms", (("ping_p95_ms", "p95", "-"),)),
    ("A minute", (("answers", "answers", "-"), ("outbox_due", "messages waiting", "--"))),
)  # fmt: skip
# caches fill and first answers are slow: what counts is what comes after
SETTLED = 10


def rows(table: Path) -> list[dict[str, float]]:
    """The lines of a soak, by column."""
    with table.open() as lines:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(lines)]


def _said(found: list[dict[str, float]], name: str) -> list[dict[str, float]]:
    """A minute without a ping has no time of one."""
    return [row for row in found if name != "ping_p95_ms" or row["pings"]]


def draw(table: Path, to: Path) -> None:
    """Write the plot. Lines differ by their strokes, for colours do not carry everything."""
    found = rows(table)
    mpl.rcParams["svg.hashsalt"] = "relay"  # the same lines give the same file
    figure, panels = plt.subplots(len(PANELS), 1, sharex=True, figsize=(8, 9), constrained_layout=True)
    for panel, (title, series) in zip(panels, PANELS, strict=True):
        for name, label, stroke in series:
            shown = _said(found, name)
            panel.plot([row["minute"] for row in shown], [row[name] for row in shown], stroke, label=label)
        panel.set_title(title, loc="left", fontsize=10)
        panel.set_ylim(bottom=0)
        panel.grid(alpha=0.3)
        panel.legend(fontsize=8, loc="lower right")
    panels[-1].set_xlabel("minute")
    figure.savefig(to, metadata={"Date": None})
    plt.close(figure)


def drift(table: Path) -> Iterator[str]:
    """How each line's last quarter compares with its first, once it has settled."""
    found = [row for row in rows(table) if row["minute"] > SETTLED]
    for name in ("web_mb", "worker_mb", "ack_p50_ms", "ack_p95_ms", "ping_p95_ms"):
        shown = [row[name] for row in _said(found, name)]
        quarter = len(shown) // 4
        if not quarter:
            continue
        first, last = statistics.median(shown[:quarter]), statistics.median(shown[-quarter:])
        yield f"{name}: {first:.1f} in the first quarter, {last:.1f} in the last" + (
            f" ({last / first:.2f})" if first else ""
        )


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
    for said in drift(Path(sys.argv[1])):
        print(said)
