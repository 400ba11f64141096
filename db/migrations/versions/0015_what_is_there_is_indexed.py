"""an index of what mostly is not there is of what is: SQLite took "is NULL" for rare, and read all history for it

Revision ID: 0015
Revises: 0014
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

INDEXES = {
    'reply': {
        'ix_reply_handover_id': ['handover_id'],
        'ix_reply_person_handover': ['person_id', 'handover_id'],
        'ix_reply_superseded_by': ['superseded_by'],
    },
    'note': {
        'ix_note_handover_id': ['handover_id'],
        'ix_note_note_id': ['note_id'],
        'ix_note_reply_id': ['reply_id'],
        'ix_note_superseded_by': ['superseded_by'],
    },
}


def _each() -> Iterator[tuple[str, str, list[str]]]:
    for table, named in INDEXES.items():
        for name, columns in named.items():
            yield table, name, columns


def upgrade() -> None:
    for table, name, columns in _each():
        there = sa.text(f'{columns[-1]} IS NOT NULL')
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, unique=False, sqlite_where=there, postgresql_where=there)


def downgrade() -> None:
    for table, name, columns in _each():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, unique=False)
