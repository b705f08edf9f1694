"""The history of each entity: no version missing, each field's version right, each operation named was accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.changes import EntityVersion
from server.operations.fsck.finding import Finding
from server.sync.models import HELD, LedgerEntry

PART = 400


def dense(session: Session) -> Iterator[Finding]:
    """Versions run from 1 without a hole and are of one entity."""
    count, low, high = sa.func.count(), sa.func.min(EntityVersion.version), sa.func.max(EntityVersion.version)
    kinds = sa.func.count(EntityVersion.entity.distinct())
    query = sa.select(EntityVersion.entity_id, count, low, high, kinds).group_by(EntityVersion.entity_id).having(
        sa.or_(count != high, low != 1, kinds != 1))
    for id, found, first, last, names in session.execute(query.execution_options(yield_per=PART)):
        detail = "is of more than one entity" if names != 1 else f"{found} versions from {first} to {last}"
        yield Finding("version", id, detail)


def fields(session: Session) -> Iterator[Finding]:
    """The version of a field is that in which it last changed: what the merge of two people's work rests on."""
    query = sa.select(EntityVersion.entity_id, EntityVersion.version, sa.type_coerce(EntityVersion.state, sa.Text),
                      sa.type_coerce(EntityVersion.field_versions, sa.Text)).order_by(
        EntityVersion.entity_id, EntityVersion.version)
    before: tuple[str, dict[str, Any], dict[str, int]] = ("", {}, {})
    for id, version, state_text, fields_text in session.execute(query.execution_options(yield_per=PART)):
        state, told = json.loads(state_text), json.loads(fields_text)
        old_state, old = before[1:] if before[0] == id else ({}, {})
        right = {name: old[name] if name in old and old_state.get(name) == value else version
                 for name, value in state.items()}
        if told != right:
            wrong = sorted(name for name in told.keys() | right.keys() if told.get(name) != right.get(name))
            yield Finding("field_version", f"{id} {version}", ", ".join(wrong))
        before = (id, state, told)


def operations(session: Session) -> Iterator[Finding]:
    """A version that names an operation rests on one that was accepted, or adopted later by a decision."""
    accepted = sa.exists().where(LedgerEntry.op_id == EntityVersion.op_id, LedgerEntry.is_first,
                                 LedgerEntry.outcome.not_in(HELD))
    query = sa.select(EntityVersion.entity_id, EntityVersion.version, EntityVersion.op_id).where(
        EntityVersion.op_id.is_not(None), ~accepted)
    decided = decisions()
    if decided is not None:
        query = query.where(~sa.exists().where(decided.c.op_id == EntityVersion.op_id, decided.c.decision == "adopt"))
    for id, version, op_id in session.execute(query.execution_options(yield_per=PART)):
        yield Finding("version_operation", f"{id} {version}", f"operation {op_id} was never accepted")


def decisions() -> sa.Table | None:
    """The table of decisions on held operations, in versions of the system that have one."""
    return LedgerEntry.metadata.tables.get("held_decision")
