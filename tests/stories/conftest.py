"""The cast and a clock: each story on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers import load, sandbox
from tests.stories.evening import HERE, Evening


@pytest.fixture
def evening(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> Iterator[Evening]:
    """Rowan House, or the one of the mark `house`, at 21:14:50, or when the mark `opens` says; the bot is running."""
    opens, house = request.node.get_closest_marker("opens"), request.node.get_closest_marker("house")
    more = {"opens": opens.args[0]} if opens else {}
    file = HERE / (house.args[0] if house else "house.yaml")
    made = Evening(tmp_path, database_url, file, **more)
    try:
        yield made.begin(sandbox.world(load.read([file], {})))
    finally:
        made.end()
