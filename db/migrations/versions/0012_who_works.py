"""which processes work, and when each ticked

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pulse',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ticked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind != 'web' OR ticked_at IS NULL", name=op.f('ck_pulse_web_never_ticks')),
    sa.CheckConstraint("kind IN ('run', 'web', 'worker')", name=op.f('ck_pulse_working')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pulse'))
    )


def downgrade() -> None:
    op.drop_table('pulse')
