"""Each story begins with a Slack that has never heard of Relay, and a folder with nothing in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.otherslack.place import Place, other_slack


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path, other_slack())
    try:
        yield made
    finally:
        made.stop()
