"""promises, passing on, what was done, closing and standing down; the timeline; overrides of contacts not wanted

Revision ID: 0006
Revises: 0005
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

KINDS = "('passed', 'promise', 'held', 'no_longer', 'close')"
INSTANTS = ('answer_by', 'pass_by', 'house_by', 'acted_at', 'remind_at', 'ended_at')


def upgrade() -> None:
    with op.batch_alter_table('escalation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('promised', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('extended', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('passed_to', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('house_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reminded', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('follows_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('turn', sa.Integer(), server_default='0', nullable=False))
        for name in INSTANTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_escalation_house_id'), 'staff', ['house_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_escalation_follows_id'), 'escalation', ['follows_id'], ['id'])

    _whoever_has_one()
    op.create_table('escalationevent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('escalation_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('to_id', sa.Integer(), nullable=True),
    sa.Column('by_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('about', sa.String(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['staff.id'], name=op.f('fk_escalationevent_actor_id')),
    sa.ForeignKeyConstraint(['escalation_id'], ['escalation.id'], name=op.f('fk_escalationevent_escalation_id')),
    sa.ForeignKeyConstraint(['to_id'], ['staff.id'], name=op.f('fk_escalationevent_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_escalationevent')),
    sa.UniqueConstraint('nonce', name=op.f('uq_escalationevent_nonce'))
    )
    with op.batch_alter_table('escalationevent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_escalationevent_escalation_id'), ['escalation_id'], unique=False)

    op.create_table('closing',
    sa.Column('escalation_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_closing_by_id')),
    sa.ForeignKeyConstraint(['escalation_id'], ['escalation.id'], name=op.f('fk_closing_escalation_id')),
    sa.PrimaryKeyConstraint('escalation_id', name=op.f('pk_closing'))
    )
    op.create_table('contactoverride',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('escalation_id', sa.Integer(), nullable=False),
    sa.Column('whom', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('person_told', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_contactoverride_by_id')),
    sa.ForeignKeyConstraint(['escalation_id'], ['escalation.id'], name=op.f('fk_contactoverride_escalation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contactoverride')),
    sa.UniqueConstraint('escalation_id', 'whom', name=op.f('uq_contactoverride_escalation_id_whom'))
    )


def _whoever_has_one() -> None:
    """Nothing could be ended before: what was promised long ago is to be closed, in a day; the rest is asked about."""
    bind, now = op.get_bind(), datetime.now(UTC)
    now = now.replace(tzinfo=None) if bind.dialect.name == 'sqlite' else now
    instant = sa.DateTime(timezone=True)
    names = ('promise_by', 'next_at', 'confirm_by', 'acted_at', 'remind_at')
    kept = sa.table('escalation', sa.column('state', sa.String()), *(sa.column(name, instant) for name in names))
    long_ago = sa.and_(kept.c.state == 'acknowledged', kept.c.promise_by < now - timedelta(days=1))
    soon = now + timedelta(days=1)
    acted = {'state': 'acted_on', 'acted_at': now, 'remind_at': soon, 'next_at': soon, 'confirm_by': None}
    op.execute(sa.update(kept).where(long_ago).values(**acted))
    earlier = sa.or_(kept.c.next_at.is_(None), kept.c.promise_by < kept.c.next_at)
    held = sa.and_(kept.c.state == 'acknowledged', kept.c.promise_by.is_not(None), earlier)
    op.execute(sa.update(kept).where(held).values(next_at=kept.c.promise_by))


def downgrade() -> None:
    # the program before cannot draw them; what it sends may stand in their threads, so they stay
    op.execute(f"UPDATE outbox SET state = 'dropped' WHERE kind IN {KINDS} AND state IN ('waiting', 'sending')")
    op.drop_table('contactoverride')
    op.drop_table('closing')
    with op.batch_alter_table('escalationevent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_escalationevent_escalation_id'))

    op.drop_table('escalationevent')
    with op.batch_alter_table('escalation', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_escalation_follows_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_escalation_house_id'), type_='foreignkey')
        for name in (*INSTANTS, 'turn', 'follows_id', 'reminded', 'house_id', 'passed_to', 'extended', 'promised'):
            batch_op.drop_column(name)
