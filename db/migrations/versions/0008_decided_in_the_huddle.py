"""what the huddle decides: reviews, actions and what became of them

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

KINDS = "('action', 'action_due', 'action_late', 'action_tell', 'action_moved')"


def upgrade() -> None:
    op.create_table('action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('escalation_id', sa.Integer(), nullable=True),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('week', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('decided', sa.Text(), nullable=False),
    sa.Column('apply', sa.Text(), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('senior_id', sa.Integer(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('tells', sa.String(), nullable=True),
    sa.Column('tells_id', sa.Integer(), nullable=True),
    sa.Column('tells_how', sa.Text(), nullable=True),
    sa.Column('tells_on', sa.Date(), nullable=True),
    sa.Column('knows_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('result', sa.String(), nullable=True),
    sa.Column('shown', sa.Text(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.CheckConstraint("(state = 'done') = (closed_at IS NOT NULL)", name=op.f('ck_action_closed')),
    sa.CheckConstraint("state IN ('open', 'done')", name=op.f('ck_action_actionstate')),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_action_by_id')),
    sa.ForeignKeyConstraint(['closed_by'], ['staff.id'], name=op.f('fk_action_closed_by')),
    sa.ForeignKeyConstraint(['escalation_id'], ['escalation.id'], name=op.f('fk_action_escalation_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_action_owner_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_action_person_id')),
    sa.ForeignKeyConstraint(['senior_id'], ['staff.id'], name=op.f('fk_action_senior_id')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_action_service_id')),
    sa.ForeignKeyConstraint(['tells_id'], ['staff.id'], name=op.f('fk_action_tells_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action')),
    sa.UniqueConstraint('nonce', name=op.f('uq_action_nonce'))
    )
    with op.batch_alter_table('action', schema=None) as batch_op:
        batch_op.create_index('ix_action_next', ['next_at'], unique=False, sqlite_where=sa.text('next_at IS NOT NULL'), postgresql_where=sa.text('next_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_action_escalation_id'), ['escalation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_action_service_id'), ['service_id'], unique=False)

    op.create_table('actionevent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('to_id', sa.Integer(), nullable=True),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('nonce', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_actionevent_action_id')),
    sa.ForeignKeyConstraint(['actor_id'], ['staff.id'], name=op.f('fk_actionevent_actor_id')),
    sa.ForeignKeyConstraint(['message_id'], ['outbox.id'], name=op.f('fk_actionevent_message_id')),
    sa.ForeignKeyConstraint(['to_id'], ['staff.id'], name=op.f('fk_actionevent_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_actionevent')),
    sa.UniqueConstraint('nonce', name=op.f('uq_actionevent_nonce'))
    )
    with op.batch_alter_table('actionevent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_actionevent_action_id'), ['action_id'], unique=False)

    op.create_table('review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('escalation_id', sa.Integer(), nullable=False),
    sa.Column('week', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('because', sa.Text(), nullable=True),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.CheckConstraint('(because IS NULL) <> (action_id IS NULL)', name=op.f('ck_review_reviewed_by')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_review_action_id')),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_review_by_id')),
    sa.ForeignKeyConstraint(['escalation_id'], ['escalation.id'], name=op.f('fk_review_escalation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review')),
    sa.UniqueConstraint('nonce', name=op.f('uq_review_nonce'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index('ix_review_newest', ['escalation_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_week'), ['week'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_week'))
        batch_op.drop_index('ix_review_newest')
    op.drop_table('review')
    with op.batch_alter_table('actionevent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_actionevent_action_id'))
    op.drop_table('actionevent')
    with op.batch_alter_table('action', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_service_id'))
        batch_op.drop_index(batch_op.f('ix_action_escalation_id'))
        batch_op.drop_index('ix_action_next', sqlite_where=sa.text('next_at IS NOT NULL'), postgresql_where=sa.text('next_at IS NOT NULL'))
    op.drop_table('action')
    # the program before has no way to draw them: what still waits would never go, and a redrawing hangs on its message
    op.execute(f"DELETE FROM outbox WHERE updates IS NOT NULL AND kind IN {KINDS}")
    op.execute(f"DELETE FROM outbox WHERE kind IN {KINDS}")
