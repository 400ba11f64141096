"""away, notes, worries, staffing, silence, and who covers a shift

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BEFORE = "state IN ('planned', 'asked', 'not_asked')"
SINCE = "state IN ('planned', 'asked', 'not_asked', 'paused')"


def upgrade() -> None:
    op.create_table('welcomed',
    sa.Column('slack', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('slack', name=op.f('pk_welcomed'))
    )
    op.create_table('cover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['approved_by'], ['staff.id'], name=op.f('fk_cover_approved_by')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_cover_service_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_cover_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cover'))
    )
    with op.batch_alter_table('cover', schema=None) as batch_op:
        batch_op.create_index('ix_cover_staff', ['staff_id', 'until_at'], unique=False)

    op.create_table('pause',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_pause_by_id')),
    sa.ForeignKeyConstraint(['ended_by'], ['staff.id'], name=op.f('fk_pause_ended_by')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_pause_service_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pause')),
    sa.UniqueConstraint('nonce', name=op.f('uq_pause_nonce'))
    )
    with op.batch_alter_table('pause', schema=None) as batch_op:
        batch_op.create_index('ix_pause_service', ['service_id', 'until_at'], unique=False)

    op.create_table('absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('handover_id', sa.Integer(), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('why', sa.Text(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('via_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.Text(), nullable=True),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['staff.id'], name=op.f('fk_absence_author_id')),
    sa.ForeignKeyConstraint(['ended_by'], ['staff.id'], name=op.f('fk_absence_ended_by')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_absence_handover_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_absence_person_id')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_absence_service_id')),
    sa.ForeignKeyConstraint(['via_id'], ['staff.id'], name=op.f('fk_absence_via_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence')),
    sa.UniqueConstraint('nonce', name=op.f('uq_absence_nonce'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index('uq_absence_person', ['person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('handoverread',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('via_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.Text(), nullable=True),
    sa.Column('both_shifts', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['staff.id'], name=op.f('fk_handoverread_author_id')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_handoverread_handover_id')),
    sa.ForeignKeyConstraint(['via_id'], ['staff.id'], name=op.f('fk_handoverread_via_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handoverread'))
    )
    with op.batch_alter_table('handoverread', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handoverread_handover_id'), ['handover_id'], unique=False)

    op.create_table('staffing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('planned', sa.Integer(), nullable=False),
    sa.Column('actual', sa.Integer(), nullable=False),
    sa.Column('agency', sa.Integer(), nullable=False),
    sa.Column('alone', sa.Boolean(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('via_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['staff.id'], name=op.f('fk_staffing_author_id')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_staffing_handover_id')),
    sa.ForeignKeyConstraint(['via_id'], ['staff.id'], name=op.f('fk_staffing_via_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staffing'))
    )
    with op.batch_alter_table('staffing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staffing_handover_id'), ['handover_id'], unique=False)

    op.create_table('note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('handover_id', sa.Integer(), nullable=True),
    sa.Column('topic', sa.String(), nullable=True),
    sa.Column('tell', sa.String(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('knows', sa.String(), nullable=True),
    sa.Column('wants', sa.Text(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('via_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.Text(), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reply_id', sa.Integer(), nullable=True),
    sa.Column('note_id', sa.Integer(), nullable=True),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('superseded_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['staff.id'], name=op.f('fk_note_author_id')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_note_handover_id')),
    sa.ForeignKeyConstraint(['note_id'], ['note.id'], name=op.f('fk_note_note_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_note_person_id')),
    sa.ForeignKeyConstraint(['reply_id'], ['reply.id'], name=op.f('fk_note_reply_id')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_note_service_id')),
    sa.ForeignKeyConstraint(['superseded_by'], ['note.id'], name=op.f('fk_note_superseded_by')),
    sa.ForeignKeyConstraint(['via_id'], ['staff.id'], name=op.f('fk_note_via_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note')),
    sa.UniqueConstraint('nonce', 'attempt', name=op.f('uq_note_nonce_attempt'))
    )
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.create_index('ix_note_author', ['author_id', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_handover_id'), ['handover_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_note_id'), ['note_id'], unique=False)
        batch_op.create_index('ix_note_person', ['person_id', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_reply_id'), ['reply_id'], unique=False)
        batch_op.create_index('ix_note_service', ['service_id', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_superseded_by'), ['superseded_by'], unique=False)

    op.create_table('raised',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('escalation_id', sa.Integer(), nullable=False),
    sa.Column('note_id', sa.Integer(), nullable=True),
    sa.Column('handover_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(note_id IS NULL) <> (handover_id IS NULL)', name=op.f('ck_raised_raised_by')),
    sa.ForeignKeyConstraint(['escalation_id'], ['escalation.id'], name=op.f('fk_raised_escalation_id')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_raised_handover_id')),
    sa.ForeignKeyConstraint(['note_id'], ['note.id'], name=op.f('fk_raised_note_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_raised')),
    sa.UniqueConstraint('handover_id', name=op.f('uq_raised_handover_id')),
    sa.UniqueConstraint('note_id', name=op.f('uq_raised_note_id'))
    )
    with op.batch_alter_table('raised', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_raised_escalation_id'), ['escalation_id'], unique=False)

    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_handover_asking'), type_='check')
        batch_op.create_check_constraint(op.f('ck_handover_asking'), SINCE)
        batch_op.add_column(sa.Column('look_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('late_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_handover_look', ['look_at'], unique=False, sqlite_where=sa.text('look_at IS NOT NULL'), postgresql_where=sa.text('look_at IS NOT NULL'))

    with op.batch_alter_table('handoverperson', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked', sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.add_column(sa.Column('via_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('author_name', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('knows', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('not_happened', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('wants', sa.Text(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_reply_via_id'), 'staff', ['via_id'], ['id'])
        batch_op.create_index('ix_reply_author', ['author_id', 'received_at'], unique=False)
        batch_op.create_index('ix_reply_person_handover', ['person_id', 'handover_id'], unique=False)

    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('listed', sa.Boolean(), server_default=sa.true(), nullable=False))



def downgrade() -> None:
    # the program before knows neither
    op.execute("UPDATE handover SET state = 'not_asked' WHERE state = 'paused'")
    op.execute("UPDATE note SET reply_id = NULL")
    op.execute("DELETE FROM crossing WHERE reply_id IN (SELECT id FROM reply WHERE kind = 'steps')")
    op.execute("UPDATE reply SET superseded_by = NULL WHERE kind = 'steps'")
    op.execute("DELETE FROM reply WHERE kind = 'steps'")
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('listed')

    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.drop_index('ix_reply_person_handover')
        batch_op.drop_index('ix_reply_author')
        batch_op.drop_constraint(batch_op.f('fk_reply_via_id'), type_='foreignkey')
        batch_op.drop_column('wants')
        batch_op.drop_column('not_happened')
        batch_op.drop_column('knows')
        batch_op.drop_column('author_name')
        batch_op.drop_column('via_id')

    op.execute('DELETE FROM handoverperson WHERE NOT asked')
    with op.batch_alter_table('handoverperson', schema=None) as batch_op:
        batch_op.drop_column('asked')

    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_handover_asking'), type_='check')
        batch_op.create_check_constraint(op.f('ck_handover_asking'), BEFORE)
        batch_op.drop_index('ix_handover_look', sqlite_where=sa.text('look_at IS NOT NULL'), postgresql_where=sa.text('look_at IS NOT NULL'))
        batch_op.drop_column('late_at')
        batch_op.drop_column('reminded_at')
        batch_op.drop_column('look_at')

    with op.batch_alter_table('raised', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_raised_escalation_id'))

    op.drop_table('raised')
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_note_superseded_by'))
        batch_op.drop_index('ix_note_service')
        batch_op.drop_index(batch_op.f('ix_note_reply_id'))
        batch_op.drop_index('ix_note_person')
        batch_op.drop_index(batch_op.f('ix_note_note_id'))
        batch_op.drop_index(batch_op.f('ix_note_handover_id'))
        batch_op.drop_index('ix_note_author')

    op.drop_table('note')
    with op.batch_alter_table('staffing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staffing_handover_id'))

    op.drop_table('staffing')
    with op.batch_alter_table('handoverread', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handoverread_handover_id'))

    op.drop_table('handoverread')
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.drop_index('uq_absence_person', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('absence')
    with op.batch_alter_table('pause', schema=None) as batch_op:
        batch_op.drop_index('ix_pause_service')

    op.drop_table('pause')
    with op.batch_alter_table('cover', schema=None) as batch_op:
        batch_op.drop_index('ix_cover_staff')

    op.drop_table('cover')
    op.drop_table('welcomed')
