"""A short torture in every run of the tests: nothing lost, nothing doubled. `make torture` is the long one.

The seed is any; a failure names it, and `python -m tests.torture --minutes 0 --seed …` carries it out again.
"""

import os
import random
import shutil
from pathlib import Path

from tests.torture import judge, plan, play, report
from tests.torture.place import ROOT

SEED = "RELAY_TORTURE_SEED"


def test_a_quarter_of_a_minute_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    seed = int(os.environ.get(SEED) or random.randrange(10**6))
    record = play.played(plan.short(seed), tmp_path, f"sqlite:///{tmp_path / 'relay.db'}")
    verdict = judge.judged(record)
    shown = "\n".join(report.lines(record, verdict))
    assert not verdict.findings, f"{shown}\n\nAll of it is in {_kept(tmp_path)}"
    # enough happened for that to mean something
    assert "kill" in report.done(record), shown
    assert any(one["kind"] == "fault" for one in record.log), shown
    assert any(act["end"] in ("acked", "kept") for act in record.acts), shown
    assert record.tables["reply"], shown


def _kept(folder: Path) -> Path:
    """Kept where pytest does not tidy up."""
    return Path(shutil.copytree(folder, ROOT / "var" / "torture" / folder.name, dirs_exist_ok=True))
