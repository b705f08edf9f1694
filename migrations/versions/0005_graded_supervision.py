"""graded supervision

Revision: 0005
Follows: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('supervision_grade',
    sa.Column('premises_id', sa.String(length=36), nullable=False),
    sa.Column('grade', sa.String(length=1), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('set_by', sa.String(length=36), nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.String(length=27), nullable=False),
    sa.Column('updated_at', sa.String(length=27), nullable=False),
    sa.CheckConstraint("grade in ('A', 'B', 'C', 'D')", name=op.f('ck_supervision_grade_grade_known')),
    sa.ForeignKeyConstraint(['premises_id'], ['premises.id'], name=op.f('fk_supervision_grade_premises_id_premises')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_grade'))
    )
    with op.batch_alter_table('supervision_grade', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supervision_grade_premises_id'), ['premises_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('supervision_grade', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supervision_grade_premises_id'))

    op.drop_table('supervision_grade')
