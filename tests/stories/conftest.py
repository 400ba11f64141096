"""The cast and a clock: each story on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers import load, sandbox
from tests.stories.evening import HERE, Evening


@pytest.fixture
def evening(tmp_path: Path, database_url: str) -> Iterator[Evening]:
    """Rowan House at 21:14:50, with the bot running."""
    made = Evening(tmp_path, database_url)
    try:
        yield made.begin(sandbox.world(load.read([HERE / "house.yaml"], {})))
    finally:
        made.end()
