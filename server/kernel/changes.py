"""Entity versions and the per-scope change log: every write of a synced entity passes here, online or from a phone.

Within a transaction `record` stores the new version at once and remembers the scopes it touched; just before the
commit the counter rows are advanced in sorted order and the log rows written, so that log order is commit order on
both databases (studies/sync.md §1.2–1.3, §2.4). Log rows carry no state: a pull reads the current version.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.kernel.columns import Instant, Json, canonical
from server.kernel.model import Base

PENDING = "hengjian.changes"


class Scope(Base):
    """The counter row of a scope: `head` is the sequence of its newest log row, `hash` the XOR over live entities."""

    __tablename__ = "scope"
    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    head: Mapped[int] = mapped_column(sa.Integer, default=0)
    hash: Mapped[str] = mapped_column(sa.String(16), default="0" * 16)
    floor: Mapped[int] = mapped_column(sa.Integer, default=0)


class ScopeLog(Base):
    """One change as a scope saw it."""

    __tablename__ = "scope_log"
    scope: Mapped[str] = mapped_column(sa.ForeignKey("scope.name"), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    change: Mapped[str] = mapped_column(sa.String(10))
    entity: Mapped[str] = mapped_column(sa.String(20))
    entity_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    version: Mapped[int] = mapped_column(sa.Integer)


class ScopeMark(Base):
    """32 random bits a transaction and scope: a phone that saw another tag at this head knows of a restore."""

    __tablename__ = "scope_mark"
    scope: Mapped[str] = mapped_column(sa.ForeignKey("scope.name"), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    tag: Mapped[str] = mapped_column(sa.String(8))
    at: Mapped[datetime] = mapped_column(Instant)


class EntityVersion(Base):
    """One version of one synced entity: its wire state, who wrote it and, for each field, the version that set it."""

    __tablename__ = "entity_version"
    entity_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    version: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    entity: Mapped[str] = mapped_column(sa.String(20), index=True)
    scope: Mapped[str] = mapped_column(sa.String(60))
    change: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[dict[str, Any]] = mapped_column(Json)
    field_versions: Mapped[dict[str, int]] = mapped_column(Json)
    op_id: Mapped[str | None] = mapped_column(sa.String(36), index=True)
    actor_id: Mapped[str] = mapped_column(sa.String(36))
    at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Change:
    """A write to record: the entity, its home scope, its wire state, and the extra scopes it is shared with."""

    entity: str
    id: str
    scope: str
    state: dict[str, Any]
    change: str = "upsert"
    also: tuple[str, ...] = ()


@dataclass
class _Pending:
    """What this transaction owes the scopes: log rows in order, and how their hashes change."""

    rows: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    hashes: dict[str, int] = field(default_factory=dict)
    at: datetime | None = None


def record(session: Session, *, entity: str, id: str, scope: str, state: dict[str, Any], actor: str, now: datetime,
           op_id: str | None = None, change: str = "upsert", also: Sequence[str] = ()) -> int:
    """Store the next version of an entity and return its number. Call in the same transaction as the room's write."""
    one = Change(entity=entity, id=id, scope=scope, state=state, change=change, also=tuple(also))
    return record_many(session, [one], actor=actor, now=now, op_id=op_id)[0]


def record_many(session: Session, changes: Iterable[Change], *, actor: str, now: datetime,
                op_id: str | None = None) -> list[int]:
    """Store the next versions of many distinct entities in a few statements; the numbers, in order."""
    given = list(changes)
    previous = latest(session, [one.id for one in given])
    pending: _Pending = session.info.setdefault(PENDING, _Pending())
    pending.at = now
    rows = [_next(one, previous.get(one.id), actor, now, op_id) for one in given]
    session.flush()
    if rows:
        session.execute(sa.insert(EntityVersion), rows)
    for one, row in zip(given, rows, strict=True):
        _owe(pending, one, previous.get(one.id), row["version"])
    return [row["version"] for row in rows]


def _next(one: Change, before: EntityVersion | None, actor: str, now: datetime, op_id: str | None) -> dict[str, Any]:
    version = before.version + 1 if before else 1
    old_state, old_fields = (before.state, before.field_versions) if before else ({}, {})
    fields = {name: old_fields[name] if name in old_fields and old_state.get(name) == value else version
              for name, value in one.state.items()}
    return {"entity_id": one.id, "version": version, "entity": one.entity, "scope": one.scope, "change": one.change,
            "state": one.state, "field_versions": fields, "op_id": op_id, "actor_id": actor, "at": now}


def _owe(pending: _Pending, one: Change, before: EntityVersion | None, version: int) -> None:
    if before and before.scope != one.scope and before.change == "upsert":
        pending.rows.append((before.scope, "leave", one.entity, one.id, version))
        _mix(pending, before.scope, one.id, before.version)
    elif before and before.change == "upsert":
        _mix(pending, one.scope, one.id, before.version)
    for scope in (one.scope, *one.also):
        pending.rows.append((scope, one.change, one.entity, one.id, version))
    if one.change == "upsert":
        _mix(pending, one.scope, one.id, version)


def _mix(pending: _Pending, scope: str, id: str, version: int) -> None:
    digest = hashlib.sha256(f"{id}:{version}".encode()).digest()
    pending.hashes[scope] = pending.hashes.get(scope, 0) ^ int.from_bytes(digest[:8], "big")


def share(session: Session, scope: str, rows: Iterable[tuple[str, str, str, int]], now: datetime) -> None:
    """Log existing entities (change, entity, id, version) into another scope, such as a granted `premises:<id>`."""
    pending: _Pending = session.info.setdefault(PENDING, _Pending())
    pending.at = now
    pending.rows += [(scope, *row) for row in rows]


def latest(session: Session, ids: Sequence[str]) -> dict[str, EntityVersion]:
    """The newest version of each entity that has one."""
    found: dict[str, EntityVersion] = {}
    for start in range(0, len(ids), 400):
        part = list(ids[start:start + 400])
        top = (sa.select(EntityVersion.entity_id, sa.func.max(EntityVersion.version).label("version"))
               .where(EntityVersion.entity_id.in_(part)).group_by(EntityVersion.entity_id).subquery())
        query = sa.select(EntityVersion).join(top, sa.and_(EntityVersion.entity_id == top.c.entity_id,
                                                           EntityVersion.version == top.c.version))
        found.update({row.entity_id: row for row in session.scalars(query)})
    return found


def current(session: Session, id: str) -> EntityVersion | None:
    """The newest version of one entity."""
    return latest(session, [id]).get(id)


def version_of(session: Session, id: str) -> int:
    """The newest version number of an entity, 0 when it has none."""
    query = sa.select(sa.func.max(EntityVersion.version)).where(EntityVersion.entity_id == id)
    return session.scalar(query) or 0


def history(session: Session, id: str) -> list[EntityVersion]:
    """Every version of an entity, oldest first."""
    query = sa.select(EntityVersion).where(EntityVersion.entity_id == id).order_by(EntityVersion.version)
    return list(session.scalars(query))


def head_mark(session: Session, scope: str) -> tuple[int, str] | None:
    """Head and tag of a scope: where both are the same, so is everything in it. One cheap read.

    None while the scope has none yet, or while this transaction itself owes it a change.
    """
    pending: _Pending | None = session.info.get(PENDING)
    if pending and any(row[0] == scope for row in pending.rows):
        return None
    query = sa.select(ScopeMark.seq, ScopeMark.tag).where(ScopeMark.scope == scope)
    found = session.execute(query.order_by(ScopeMark.seq.desc()).limit(1)).first()
    return (found.seq, found.tag) if found else None


@sa.event.listens_for(Session, "before_commit")
def _advance(session: Session) -> None:
    """Advance the counters of all touched scopes in sorted order and write their log rows and marks."""
    if session.in_nested_transaction():
        return
    pending: _Pending | None = session.info.pop(PENDING, None)
    if not pending or not pending.rows:
        return
    session.flush()
    names = sorted({row[0] for row in pending.rows})
    _ensure(session, names)
    query = sa.select(Scope).where(Scope.name.in_(names)).order_by(Scope.name).with_for_update()
    for scope in session.scalars(query.execution_options(populate_existing=True)):
        mine = [row for row in pending.rows if row[0] == scope.name]
        session.execute(sa.insert(ScopeLog), [
            {"scope": scope.name, "seq": scope.head + place, "change": change, "entity": entity, "entity_id": id,
             "version": version} for place, (_, change, entity, id, version) in enumerate(mine, start=1)])
        scope.head += len(mine)
        scope.hash = format(int(scope.hash, 16) ^ pending.hashes.get(scope.name, 0), "016x")
        session.add(ScopeMark(scope=scope.name, seq=scope.head, tag=secrets.token_hex(4), at=pending.at))
    session.flush()


def _ensure(session: Session, names: Sequence[str]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    rows = [{"name": name, "head": 0, "hash": "0" * 16, "floor": 0} for name in names]
    session.execute(insert(Scope).on_conflict_do_nothing(), rows)


@sa.event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(PENDING, None)


@dataclass(frozen=True)
class Mark:
    """How far a transaction had come before a savepoint."""

    rows: int
    hashes: dict[str, int]


def mark(session: Session) -> Mark:
    """Remember what this transaction owes the scopes so far."""
    pending: _Pending | None = session.info.get(PENDING)
    return Mark(len(pending.rows), dict(pending.hashes)) if pending else Mark(0, {})


def back_to(session: Session, mark: Mark) -> None:
    """Forget what was recorded since: its savepoint was rolled back."""
    pending: _Pending | None = session.info.get(PENDING)
    if pending:
        del pending.rows[mark.rows:]
        pending.hashes = dict(mark.hashes)


def touched(session: Session, mark: Mark) -> set[str]:
    """The entities recorded since."""
    pending: _Pending | None = session.info.get(PENDING)
    return {row[3] for row in pending.rows[mark.rows:]} if pending else set()


def wire_bytes(state: dict[str, Any]) -> str:
    """The canonical text of a state, as pulled and as proved by fsck."""
    return canonical(state)
