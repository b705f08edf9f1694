"""more kinds of premises

Revision: 0004
Follows: 0003
"""

from __future__ import annotations

from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BEFORE = ('market', 'stall', 'fuel_station', 'dispenser', 'nozzle', 'charging_station', 'pile', 'gun', 'optician',
          'shop', 'supermarket', 'restaurant', 'grain_yard', 'hospital', 'other')
ADDED = ('gas_station', 'utility', 'parking', 'taxi', 'entertainment', 'agricultural_inputs', 'overload_station',
         'wholesale_market', 'fair', 'packer')


def upgrade() -> None:
    _allow((*BEFORE[:-1], *ADDED, 'other'))


def downgrade() -> None:
    """A kind the older version does not know becomes "other" in the table; its stored versions keep the word."""
    added = ", ".join(f"'{kind}'" for kind in ADDED)
    op.execute(f"update premises set kind = 'other' where kind in ({added})")
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    allowed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table('premises', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_premises_kind_known'), type_='check')
        batch_op.create_check_constraint(op.f('ck_premises_kind_known'), f"kind in ({allowed})")
