"""what the huddle agrees: asking, changes of practice, restrictions until they end

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('askedagreed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('with_person', sa.Boolean(), nullable=False),
    sa.Column('because', sa.Text(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_askedagreed_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_askedagreed_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_askedagreed')),
    sa.UniqueConstraint('nonce', name=op.f('uq_askedagreed_nonce'))
    )
    with op.batch_alter_table('askedagreed', schema=None) as batch_op:
        batch_op.create_index('ix_askedagreed_person', ['person_id', 'id'], unique=False)

    op.create_table('practicechange',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('from_date', sa.Date(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_by', sa.Integer(), nullable=True),
    sa.Column('taken_back_why', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_practicechange_by_id')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_practicechange_service_id')),
    sa.ForeignKeyConstraint(['taken_back_by'], ['staff.id'], name=op.f('fk_practicechange_taken_back_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practicechange')),
    sa.UniqueConstraint('nonce', name=op.f('uq_practicechange_nonce'))
    )
    with op.batch_alter_table('practicechange', schema=None) as batch_op:
        batch_op.create_index('ix_practicechange_from', ['service_id', 'from_date'], unique=False)

    op.create_table('restrictionlooked',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('escalation_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('view', sa.Text(), nullable=False),
    sa.Column('review_by', sa.Date(), nullable=True),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.CheckConstraint("action IN ('continue', 'reduce', 'end')", name=op.f('ck_restrictionlooked_looking')),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_restrictionlooked_by_id')),
    sa.ForeignKeyConstraint(['escalation_id'], ['escalation.id'], name=op.f('fk_restrictionlooked_escalation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_restrictionlooked')),
    sa.UniqueConstraint('nonce', name=op.f('uq_restrictionlooked_nonce'))
    )
    with op.batch_alter_table('restrictionlooked', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_restrictionlooked_escalation_id'), ['escalation_id'], unique=False)
        batch_op.create_index('uq_restriction_end', ['escalation_id'], unique=True, sqlite_where=sa.text("action = 'end'"), postgresql_where=sa.text("action = 'end'"))

    # what was closed before stays NULL: whether anything was restricted is sealed with the rest
    with op.batch_alter_table('closing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('restricted', sa.Boolean(), nullable=True))
        batch_op.create_index('ix_closing_restricted', ['escalation_id'], unique=False, sqlite_where=sa.text('restricted IS NOT 0'), postgresql_where=sa.text('restricted IS NOT false'))


def downgrade() -> None:
    with op.batch_alter_table('closing', schema=None) as batch_op:
        batch_op.drop_index('ix_closing_restricted')
        batch_op.drop_column('restricted')

    with op.batch_alter_table('restrictionlooked', schema=None) as batch_op:
        batch_op.drop_index('uq_restriction_end')
        batch_op.drop_index(batch_op.f('ix_restrictionlooked_escalation_id'))

    op.drop_table('restrictionlooked')
    with op.batch_alter_table('practicechange', schema=None) as batch_op:
        batch_op.drop_index('ix_practicechange_from')

    op.drop_table('practicechange')
    with op.batch_alter_table('askedagreed', schema=None) as batch_op:
        batch_op.drop_index('ix_askedagreed_person')

    op.drop_table('askedagreed')
