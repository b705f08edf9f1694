"""Counters, log, marks and hashes of every scope, and each row of the log with the version it tells of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.changes import EntityVersion, Scope, ScopeLog, ScopeMark
from server.operations.fsck.finding import Finding
from server.operations.fsck.states import newest

PART = 400


def scopes(session: Session) -> Iterator[Finding]:
    """Every scope adds up. What is held in memory is one number a scope."""
    hashes = _hashes(session)
    counted = sa.select(ScopeLog.scope, sa.func.count().label("rows"), sa.func.min(ScopeLog.seq).label("low"),
                        sa.func.max(ScopeLog.seq).label("high")).group_by(ScopeLog.scope).subquery()
    tagged = sa.exists().where(ScopeMark.scope == Scope.name, ScopeMark.seq == Scope.head)
    query = sa.select(Scope, counted.c.rows, counted.c.low, counted.c.high, tagged).outerjoin(
        counted, counted.c.scope == Scope.name).order_by(Scope.name)
    for one, rows, least, most, tag in session.execute(query.execution_options(yield_per=PART)):
        count, low, high = (rows, least, most) if rows else (0, 1, 0)
        if (high, count) != (one.head, one.head - low + 1) or (one.floor == 0 and one.head and low != 1):
            yield Finding("scope_log", one.name, f"head {one.head}, {count} rows from {low} to {high}")
        if one.head and not tag:
            yield Finding("scope_mark", one.name, f"no tag at its head {one.head}")
        if int(one.hash, 16) != hashes.get(one.name, 0):
            yield Finding("scope_hash", one.name, "is not the sum of its living entities")


def _hashes(session: Session) -> dict[str, int]:
    top = newest().subquery()
    query = sa.select(EntityVersion.scope, EntityVersion.entity_id, EntityVersion.version).join(
        top, sa.and_(EntityVersion.entity_id == top.c.entity_id, EntityVersion.version == top.c.version)).where(
        EntityVersion.change == "upsert")
    found: dict[str, int] = {}
    for scope, id, version in session.execute(query.execution_options(yield_per=PART)):
        digest = hashlib.sha256(f"{id}:{version}".encode()).digest()
        found[scope] = found.get(scope, 0) ^ int.from_bytes(digest[:8], "big")
    return found


def log_rows(session: Session) -> Iterator[Finding]:
    """Each row of a log tells of a version that is there, and each version was told to its own scope."""
    there = sa.exists().where(EntityVersion.entity_id == ScopeLog.entity_id, EntityVersion.version == ScopeLog.version,
                              EntityVersion.entity == ScopeLog.entity)
    query = sa.select(ScopeLog.scope, ScopeLog.seq, ScopeLog.entity_id, ScopeLog.version).where(~there)
    for scope, seq, id, version in session.execute(query.execution_options(yield_per=PART)):
        yield Finding("log_row", f"{scope} {seq}", f"tells of version {version} of {id}, which is not there")
    told = sa.exists().where(ScopeLog.entity_id == EntityVersion.entity_id, ScopeLog.version == EntityVersion.version,
                             ScopeLog.scope == EntityVersion.scope, ScopeLog.change == EntityVersion.change)
    top = newest().subquery()
    # below the floor of a scope the log keeps only the newest row of an entity
    silent = sa.select(EntityVersion.entity_id, EntityVersion.version, EntityVersion.scope).join(
        top, top.c.entity_id == EntityVersion.entity_id).outerjoin(Scope, Scope.name == EntityVersion.scope).where(
        ~told, sa.or_(EntityVersion.version == top.c.version, sa.func.coalesce(Scope.floor, 0) == 0))
    for id, version, scope in session.execute(silent.execution_options(yield_per=PART)):
        yield Finding("log_row", f"{id} {version}", f"was never told to {scope}")
