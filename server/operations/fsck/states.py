"""The typed tables are the truth: what phones hold must be exactly what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.changes import EntityVersion
from server.kernel.columns import canonical
from server.operations.fsck.finding import Finding
from server.operations.synced import SYNCED, Synced

PART = 400


def wire_states(session: Session) -> Iterator[Finding]:
    """Each row against the newest version of its entity, and each living entity against the rows."""
    for entity in sorted(SYNCED):
        for rows in _parts(session, SYNCED[entity].model):
            told = _newest(session, entity, [row.id for row in rows])
            for row in rows:
                yield from _compared(session, entity, SYNCED[entity], row, told.get(row.id))
            session.expunge_all()
        yield from _without_a_row(session, entity)
    known = sa.select(EntityVersion.entity).distinct().where(EntityVersion.entity.not_in(sorted(SYNCED)))
    for entity in session.scalars(known):
        yield Finding("wire_state", entity, "no room answers for this entity")


def _parts(session: Session, model: Any) -> Iterator[Sequence[Any]]:
    """The rows of a table in the order of their identifiers, some hundred at a time."""
    query = sa.select(model).order_by(model.id).limit(PART)
    rows = session.scalars(query).all()
    while rows:
        after = rows[-1].id
        yield rows
        rows = session.scalars(query.where(model.id > after)).all()


def newest() -> Any:
    """Which version of each entity is its newest, as a subquery."""
    return sa.select(EntityVersion.entity_id, sa.func.max(EntityVersion.version).label("version")).group_by(
        EntityVersion.entity_id)


def _newest(session: Session, entity: str, ids: Sequence[str]) -> dict[str, str]:
    top = newest().where(EntityVersion.entity_id.in_(ids)).subquery()
    query = sa.select(EntityVersion.entity_id, sa.type_coerce(EntityVersion.state, sa.Text)).join(
        top, sa.and_(EntityVersion.entity_id == top.c.entity_id, EntityVersion.version == top.c.version)).where(
        EntityVersion.entity == entity)
    return {row[0]: row[1] for row in session.execute(query)}


def _compared(session: Session, entity: str, synced: Synced, row: Any, told: str | None) -> Iterator[Finding]:
    if told is None:
        yield Finding("wire_state", f"{entity} {row.id}", "its room holds it, phones were never told")
    elif canonical(synced.wire(session, row)) != told:
        yield Finding("wire_state", f"{entity} {row.id}", "its room and what phones hold differ")


def _without_a_row(session: Session, entity: str) -> Iterator[Finding]:
    model, top = SYNCED[entity].model, newest().where(EntityVersion.entity == entity).subquery()
    query = sa.select(EntityVersion.entity_id).join(
        top, sa.and_(EntityVersion.entity_id == top.c.entity_id, EntityVersion.version == top.c.version)).where(
        EntityVersion.change == "upsert", ~sa.exists().where(model.id == EntityVersion.entity_id))
    for id in session.scalars(query.execution_options(yield_per=PART)):
        yield Finding("wire_state", f"{entity} {id}", "phones hold it, its room does not")
