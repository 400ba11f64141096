"""A chart as a picture: of one size, described, and with what people wrote as they wrote it."""

import struct
import warnings
import zlib
from typing import Any

import pytest

from prompts import png
from prompts.charts import Chart
from tests.prompts.chart_cast import BAR, LINE

EVERY = {
    "lines": Chart(*LINE, "Concerns"),
    "bars": Chart(*BAR, "Per person and shift", "bar"),
    "one value": Chart("One", ("W1",), (("n", (0,)),)),
    "six of each": Chart("Six", ("a", "b"), tuple((f"n{n}", (n, -n)) for n in range(6))),
    "long labels": Chart("Long", tuple(f"A label that is long {n}" for n in range(52)), (("n", tuple(range(52))),)),
    "no formula": Chart("$x_$ & <b>", (r"$\frac$", "_b"), (("_$y", (1, 2)), ("$\\", (2, 1))), "$"),
}  # fmt: skip


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """A PNG's chunks: (type, content)."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, found = 8, []
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size]))
        at += size + 12
    return found


@pytest.mark.parametrize("name", EVERY)
def test_a_picture_has_one_size_and_says_what_it_shows(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = png.draw(EVERY[name])
    parts = chunks(drawn)
    assert struct.unpack(">II", parts[0][1][:8]) == (960, 480)
    kept = b" ".join(content for kind, content in parts if kind in (b"tEXt", b"iTXt"))
    assert kept.startswith(b"Description\0")
    assert png.alt(EVERY[name]).encode("utf-8" if b"\0\0\0\0" in kept else "latin-1") in kept
    assert png.draw(EVERY[name]) == drawn


def test_what_is_drawn_is_the_chart() -> None:
    def pixels(chart: Any) -> bytes:
        return zlib.decompress(
            b"".join(content for kind, content in chunks(png.draw(chart)) if kind == b"IDAT")
        )

    two, other = Chart("t", ("a", "b"), (("n", (1, 2)),)), Chart("t", ("a", "b"), (("n", (2, 1)),))
    bars = Chart("t", ("a", "b"), (("n", (1, 2)),), "", "bar")
    assert len({pixels(two), pixels(other), pixels(bars)}) == 3


def test_the_description_is_plain_text() -> None:
    assert png.alt(Chart("a & <b>", ("x",), (("n", (1,)),))) == "a & <b>: 1 in x."
    assert "Night: 0.3" in png.alt(EVERY["bars"])
