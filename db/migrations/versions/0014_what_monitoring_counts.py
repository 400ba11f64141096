"""what monitoring counts, of the last day, without reading all that happened in it

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

COUNTED = sa.text("what IN ('handover.late', 'handover.missed', 'handover.not_asked', 'message.given_up')")


def upgrade() -> None:
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.create_index('ix_journal_counted', ['at', 'what'], unique=False, sqlite_where=COUNTED, postgresql_where=COUNTED)


def downgrade() -> None:
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.drop_index('ix_journal_counted', sqlite_where=COUNTED, postgresql_where=COUNTED)
