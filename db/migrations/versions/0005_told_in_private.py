"""what safeguarding is told privately

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")
KINDS = "('private', 'private_open')"


def upgrade() -> None:
    op.create_table('privateconcern',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('wants', sa.Text(), nullable=True),
    sa.Column('knows', sa.String(), nullable=True),
    sa.Column('urgency', sa.String(), nullable=False),
    sa.Column('left_out', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('via_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.Text(), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('open', 'acknowledged', 'closed', name='privatestate', native_enum=False, length=16, create_constraint=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unanswered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('holder_id', sa.Integer(), nullable=True),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('met', sa.String(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['staff.id'], name=op.f('fk_privateconcern_author_id')),
    sa.ForeignKeyConstraint(['holder_id'], ['staff.id'], name=op.f('fk_privateconcern_holder_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_privateconcern_person_id')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_privateconcern_service_id')),
    sa.ForeignKeyConstraint(['via_id'], ['staff.id'], name=op.f('fk_privateconcern_via_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_privateconcern')),
    sa.UniqueConstraint('nonce', name=op.f('uq_privateconcern_nonce'))
    )
    with op.batch_alter_table('privateconcern', schema=None) as batch_op:
        batch_op.create_index('ix_privateconcern_due', ['due_at'], unique=False, sqlite_where=OPEN, postgresql_where=OPEN)

    op.create_table('privateevent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('concern_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('to_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['staff.id'], name=op.f('fk_privateevent_actor_id')),
    sa.ForeignKeyConstraint(['concern_id'], ['privateconcern.id'], name=op.f('fk_privateevent_concern_id')),
    sa.ForeignKeyConstraint(['message_id'], ['outbox.id'], name=op.f('fk_privateevent_message_id')),
    sa.ForeignKeyConstraint(['to_id'], ['staff.id'], name=op.f('fk_privateevent_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_privateevent'))
    )
    with op.batch_alter_table('privateevent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_privateevent_concern_id'), ['concern_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_privateevent_to_id'), ['to_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('privateevent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_privateevent_to_id'))
        batch_op.drop_index(batch_op.f('ix_privateevent_concern_id'))

    op.drop_table('privateevent')
    with op.batch_alter_table('privateconcern', schema=None) as batch_op:
        batch_op.drop_index('ix_privateconcern_due', sqlite_where=OPEN, postgresql_where=OPEN)

    op.drop_table('privateconcern')
    # the program before cannot draw them
    op.execute(f"DELETE FROM outbox WHERE kind IN {KINDS} AND updates IS NOT NULL")
    op.execute(f"DELETE FROM outbox WHERE kind IN {KINDS}")
