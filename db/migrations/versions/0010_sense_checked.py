"""sense-checks: two cases twice a week

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

STATES = "state IN ('planned', 'sent', 'nothing')"
PLANNED = sa.text("state = 'planned'")
REMIND = sa.text('remind_at IS NOT NULL')
KINDS = "('check', 'check_again')"


def upgrade() -> None:
    op.create_table('checkround',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seed', sa.String(), nullable=True),
    sa.Column('frame', sa.Text(), nullable=True),
    sa.Column('remind_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint(STATES, name=op.f('ck_checkround_checking')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_checkround_service_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_checkround_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkround')),
    sa.UniqueConstraint('service_id', 'on_date', name=op.f('uq_checkround_service_id_on_date'))
    )
    with op.batch_alter_table('checkround', schema=None) as batch_op:
        batch_op.create_index('ix_checkround_staff', ['staff_id', 'sent_at'], unique=False)
        batch_op.create_index('ix_checkround_planned', ['due_at'], unique=False, sqlite_where=PLANNED, postgresql_where=PLANNED)
        batch_op.create_index('ix_checkround_remind', ['remind_at'], unique=False, sqlite_where=REMIND, postgresql_where=REMIND)

    op.create_table('sensecheck',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('period_id', sa.Integer(), nullable=False),
    sa.Column('how', sa.String(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('judged', sa.String(), nullable=True),
    sa.Column('verdict', sa.String(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('found', sa.Text(), nullable=True),
    sa.Column('feedback', sa.Text(), nullable=True),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['period_id'], ['handover.id'], name=op.f('fk_sensecheck_period_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sensecheck_person_id')),
    sa.ForeignKeyConstraint(['round_id'], ['checkround.id'], name=op.f('fk_sensecheck_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sensecheck')),
    sa.UniqueConstraint('person_id', 'period_id', name=op.f('uq_sensecheck_person_id_period_id'))
    )
    with op.batch_alter_table('sensecheck', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sensecheck_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sensecheck_period_id'), ['period_id'], unique=False)


def downgrade() -> None:
    # the program before cannot draw them
    op.execute(f"DELETE FROM outbox WHERE kind IN {KINDS} AND updates IS NOT NULL")
    op.execute(f"DELETE FROM outbox WHERE kind IN {KINDS}")
    with op.batch_alter_table('sensecheck', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sensecheck_period_id'))
        batch_op.drop_index(batch_op.f('ix_sensecheck_round_id'))

    op.drop_table('sensecheck')
    with op.batch_alter_table('checkround', schema=None) as batch_op:
        batch_op.drop_index('ix_checkround_remind', sqlite_where=REMIND, postgresql_where=REMIND)
        batch_op.drop_index('ix_checkround_planned', sqlite_where=PLANNED, postgresql_where=PLANNED)
        batch_op.drop_index('ix_checkround_staff')

    op.drop_table('checkround')
