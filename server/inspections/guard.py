"""The last line: the mapper itself refuses to write over signed facts or to touch what is append-only.

Commands refuse first and with a Problem; what reaches this guard is a mistake in the program.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.inspections.lifecycle import FACTS, is_sealed
from server.inspections.models import Check, Confirmation, Delivery, Inspection, Supplement


class SealBroken(RuntimeError):
    """Code tried to change what was signed."""


@sa.event.listens_for(Inspection, "before_update")
def _keep_facts(mapper: Any, connection: Any, target: Inspection) -> None:
    past = sa.inspect(target).attrs
    state = past.state.history
    before = state.deleted[0] if state.deleted else target.state
    changed = [name for name in FACTS if past[name].history.has_changes()]
    if is_sealed(before) and changed:
        raise SealBroken(f"{changed} of a sealed inspection")


def _refuse(mapper: Any, connection: Any, target: Any) -> None:
    raise SealBroken(f"{type(target).__name__} is append-only")


for _child in (Check, Confirmation, Supplement, Delivery):
    sa.event.listen(_child, "before_update", _refuse)
    sa.event.listen(_child, "before_delete", _refuse)
sa.event.listen(Inspection, "before_delete", _refuse)
