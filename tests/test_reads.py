"""Whoever looks at what is read sees it where all is."""

import pytest
import sqlalchemy as sa

from db import statements
from db.session import Database
from tests import reads


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("statement", "all_of_it"),
    [
        ("SELECT id FROM reply WHERE kind = 'clear'", True),
        ("SELECT other.id FROM outbox AS other WHERE other.kind = 'ping'", True),
        ("UPDATE outbox SET why = NULL WHERE state IN ('waiting', 'sending') AND due_at > '2026'", False),
        ("SELECT id FROM reply WHERE person_id = 1 AND seen_at > '2026'", False),
        ("SELECT id FROM person WHERE known_as = 'Sam'", False),
    ],
)
def test_it_is_seen_what_reads_all_there_is(database: Database, statement: str, all_of_it: bool) -> None:
    reads.found()
    with database.write() as session:
        statements.do(session, sa.text(statement))
    assert bool(reads.found()) is all_of_it


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_it_is_seen_what_reads_all_in_which_something_is_missing(database: Database) -> None:
    reads.found()
    with database.write() as session:
        session.execute(sa.text("CREATE INDEX one ON reply (superseded_by)"))
        statements.rows(
            session, sa.text("SELECT id FROM reply WHERE service_id = 1 AND superseded_by IS NULL")
        )
    assert len(reads.found()) == 1
