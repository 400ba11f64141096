"""the weekly huddle: its digests, as they were posted

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

KINDS = "('huddle', 'huddle_more')"


def upgrade() -> None:
    op.create_table('huddle',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('week', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('digest', sa.Text(), nullable=True),
    sa.CheckConstraint("(state = 'posted') = (digest IS NOT NULL)", name=op.f('ck_huddle_posted')),
    sa.CheckConstraint("state IN ('planned', 'posted', 'missed', 'dropped')", name=op.f('ck_huddle_posting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_huddle')),
    sa.UniqueConstraint('channel', 'week', name=op.f('uq_huddle_channel_week'))
    )
    with op.batch_alter_table('huddle', schema=None) as batch_op:
        batch_op.create_index('ix_huddle_planned', ['due_at'], unique=False, sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"))


def downgrade() -> None:
    with op.batch_alter_table('huddle', schema=None) as batch_op:
        batch_op.drop_index('ix_huddle_planned', sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"))
    op.drop_table('huddle')
    # the program before has no way to draw them: what still waits would never go, and a redrawing hangs on its message
    op.execute(f"DELETE FROM outbox WHERE updates IS NOT NULL AND kind IN {KINDS}")
    op.execute(f"DELETE FROM outbox WHERE thread_of IS NOT NULL AND kind IN {KINDS}")
    op.execute(f"DELETE FROM outbox WHERE kind IN {KINDS}")
