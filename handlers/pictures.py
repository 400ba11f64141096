"""Charts as pictures, where what draws them is installed."""

import importlib
import importlib.util
from collections.abc import Callable

from prompts.charts import Chart

INSTALL = "To draw charts as pictures, install the extra: pip install 'relay-handover[charts]'."


def drawer() -> Callable[[Chart], bytes] | None:
    """What draws a chart as a PNG; None where the extra `charts` is not installed (say `INSTALL`).

    Loaded when asked for: it takes half a second that no other command waits for.
    """
    if importlib.util.find_spec("matplotlib") is None:
        return None
    draw: Callable[[Chart], bytes] = importlib.import_module("prompts.png").draw
    return draw
