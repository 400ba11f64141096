"""The cast and a clock: each story on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers import load, sandbox
from tests.stories.evening import HERE, Evening


@pytest.fixture
def evening(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> Iterator[Evening]:
    """Rowan House at 21:14:50, or when the story's mark `opens` says, with the bot running."""
    opens = request.node.get_closest_marker("opens")
    made = Evening(tmp_path, database_url, **({"opens": opens.args[0]} if opens else {}))
    try:
        yield made.begin(sandbox.world(load.read([HERE / "house.yaml"], {})))
    finally:
        made.end()
