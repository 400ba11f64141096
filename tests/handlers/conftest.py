"""What most tests of handlers begin with."""

import pytest

from db.session import Database
from tests.house import Rowan


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House, asked at 21:15."""
    made = Rowan(database).load()
    made.ask()
    return made
