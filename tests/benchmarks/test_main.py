"""All parts together: one that fails stops no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import __main__ as main
from benchmarks.figures import Figure
from benchmarks.world import Place


def _fails(_place: Place, _size: float) -> Iterator[Figure]:
    yield Figure("one", "1 s")
    raise RuntimeError("waited in vain\nand more")


def test_a_part_that_fails_says_so_in_a_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(main.PARTS, "start", _fails)
    found = list(main.figures_of("start", Place(tmp_path, None), 1.0))
    assert [one.row() for one in found] == [
        "| one |  | 1 s |  |  |  |",
        "| start: came to no end |  | waited in vain |  |  | **no** |",
    ]


def test_a_part_that_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks", "strat"])
    with pytest.raises(SystemExit, match="no part strat"):
        main.main()
