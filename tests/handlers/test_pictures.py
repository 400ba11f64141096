"""Pictures are drawn where the extra is installed, and no other command waits for what draws them."""

import subprocess
import sys

import pytest

from handlers import pictures
from prompts.charts import Chart

ONE = Chart("One", ("W1",), (("n", (1,)),))


def test_with_the_extra_a_chart_becomes_a_picture() -> None:
    draw = pictures.drawer()
    assert draw
    assert draw(ONE).startswith(b"\x89PNG")


def test_without_the_extra_there_is_nothing_to_draw_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures.importlib.util, "find_spec", lambda _name: None)
    assert pictures.drawer() is None


def test_no_command_waits_for_what_draws() -> None:
    look = "import sys, handlers.cli, handlers.pictures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
