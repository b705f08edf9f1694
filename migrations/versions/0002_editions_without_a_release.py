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
    with op.batch_alter_table('rulebook', schema=None) as batch_op:
        batch_op.add_column(sa.Column('valid_to', sa.Date(), nullable=True))
    _copy_ends()


def downgrade() -> None:
    with op.batch_alter_table('rulebook', schema=None) as batch_op:
        batch_op.drop_column('valid_to')


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
