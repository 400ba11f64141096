"""changes of on-call

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

STATES = "state IN ('planned', 'told', 'taken', 'passed_over')"


def upgrade() -> None:
    op.create_table('handoff',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rota', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('off', sa.String(), nullable=True),
    sa.Column('on', sa.String(), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('chase_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint(STATES, name=op.f('ck_handoff_handingover')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handoff')),
    sa.UniqueConstraint('rota', 'at', name=op.f('uq_handoff_rota_at'))
    )
    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.create_index('ix_handoff_on', ['on', 'at'], unique=False)
        batch_op.create_index('ix_handoff_planned', ['at'], unique=False, sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"))
        batch_op.create_index('ix_handoff_chase', ['chase_at'], unique=False, sqlite_where=sa.text('chase_at IS NOT NULL'), postgresql_where=sa.text('chase_at IS NOT NULL'))


def downgrade() -> None:
    # the program before has no way to draw them: what still waits would never go, and a redrawing hangs on its message
    op.execute("DELETE FROM outbox WHERE updates IS NOT NULL AND kind IN ('on_call', 'off_call', 'nobody_on')")
    op.execute("DELETE FROM outbox WHERE kind IN ('on_call', 'off_call', 'nobody_on')")
    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.drop_index('ix_handoff_chase', sqlite_where=sa.text('chase_at IS NOT NULL'), postgresql_where=sa.text('chase_at IS NOT NULL'))
        batch_op.drop_index('ix_handoff_planned', sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"))
        batch_op.drop_index('ix_handoff_on')

    op.drop_table('handoff')
