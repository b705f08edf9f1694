"""editions without a release

Revision: 0002
Follows: 0001
"""

from __future__ import annotations

import json
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rulebook_draft',
    sa.Column('author_id', sa.String(length=36), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('cases', sa.Text(), nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.String(length=27), nullable=False),
    sa.Column('updated_at', sa.String(length=27), nullable=False),
    sa.CheckConstraint("state in ('draft', 'published', 'discarded')", name=op.f('ck_rulebook_draft_state_known')),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_rulebook_draft_author_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rulebook_draft'))
    )
    with op.batch_alter_table('rulebook_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rulebook_draft_state'), ['state'], unique=False)

    with op.batch_alter_table('rulebook', schema=None) as batch_op:
        batch_op.add_column(sa.Column('valid_to', sa.Date(), nullable=True))
    _copy_ends()


def downgrade() -> None:
    with op.batch_alter_table('rulebook', schema=None) as batch_op:
        batch_op.drop_column('valid_to')

    with op.batch_alter_table('rulebook_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rulebook_draft_state'))

    op.drop_table('rulebook_draft')


def _copy_ends() -> None:
    """Until now an edition's end stood in its content alone."""
    connection = op.get_bind()
    rulebook = sa.table('rulebook', sa.column('id', sa.String), sa.column('content', sa.Text),
                        sa.column('valid_to', sa.Date))
    for id, content in connection.execute(sa.select(rulebook.c.id, rulebook.c.content)).all():
        until = json.loads(content).get('valid_to')
        if until:
            connection.execute(sa.update(rulebook).where(rulebook.c.id == id)
                               .values(valid_to=date.fromisoformat(until)))
