"""Proof that nothing is missing: rooms and wire states agree, logs and hashes add up, no hole, no photo lost.

Reads only, in one snapshot. Each finding names what is wrong and where; no finding means that it holds.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from server.evidence.models import Blob
from server.evidence.stores import Store, is_what_it_says, store_of
from server.kernel.changes import EntityVersion, Scope, ScopeLog, ScopeMark
from server.kernel.columns import canonical
from server.kernel.transaction import read
from server.operations.synced import SYNCED, Synced
from server.sync.models import DeviceStream, LedgerEntry, OpPayload


@dataclass(frozen=True)
class Finding:
    """Something that does not hold."""

    check: str
    subject: str
    detail: str = ""


def fsck(app: Flask, *, deep: bool = False) -> Iterator[Finding]:
    """Every finding of every check. `deep` reads each photo and computes its digest anew."""
    store = store_of(app.extensions["settings"])
    with app.app_context(), read() as session:
        checks: tuple[Callable[[], Iterator[Finding]], ...] = (
            lambda: database(session), lambda: wire_states(session), lambda: scopes(session),
            lambda: ledger(session), lambda: payloads(session), lambda: blobs(session, store, deep=deep))
        for check in checks:
            yield from check()


def database(session: Session) -> Iterator[Finding]:
    """What SQLite says about its own file."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for row in session.execute(sa.text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield Finding("integrity", "database", str(row[0]))
    for row in session.execute(sa.text("PRAGMA foreign_key_check")):
        yield Finding("foreign_key", str(row[0]), f"row {row[1]} refers to nothing in {row[2]}")


def wire_states(session: Session) -> Iterator[Finding]:
    """The typed tables are the truth: what phones hold must be exactly what they say."""
    for entity in sorted(SYNCED):
        told = dict(_newest(session, entity))
        for row in session.scalars(sa.select(SYNCED[entity].model).execution_options(yield_per=500)):
            yield from _compared(session, entity, SYNCED[entity], row, told.pop(row.id, None))
        for id, (change, _) in told.items():
            if change == "upsert":
                yield Finding("wire_state", f"{entity} {id}", "phones hold it, its room does not")
    known = sa.select(EntityVersion.entity).distinct().where(EntityVersion.entity.not_in(sorted(SYNCED)))
    for entity in session.scalars(known):
        yield Finding("wire_state", entity, "no room answers for this entity")


def _newest(session: Session, entity: str) -> Iterator[tuple[str, tuple[str, str]]]:
    top = (sa.select(EntityVersion.entity_id, sa.func.max(EntityVersion.version).label("version"))
           .where(EntityVersion.entity == entity).group_by(EntityVersion.entity_id).subquery())
    query = sa.select(EntityVersion.entity_id, EntityVersion.change, sa.type_coerce(EntityVersion.state, sa.Text)).join(
        top, sa.and_(EntityVersion.entity_id == top.c.entity_id, EntityVersion.version == top.c.version))
    for id, change, state in session.execute(query):
        yield id, (change, state)


def _compared(session: Session, entity: str, synced: Synced, row: Any,
              told: tuple[str, str] | None) -> Iterator[Finding]:
    if told is None:
        yield Finding("wire_state", f"{entity} {row.id}", "its room holds it, phones were never told")
    elif canonical(synced.wire(session, row)) != told[1]:
        yield Finding("wire_state", f"{entity} {row.id}", "its room and what phones hold differ")


def scopes(session: Session) -> Iterator[Finding]:
    """Counters, log, marks and hashes of every scope."""
    hashes = _hashes(session)
    rows = {scope: (count, low, high) for scope, count, low, high in session.execute(
        sa.select(ScopeLog.scope, sa.func.count(), sa.func.min(ScopeLog.seq), sa.func.max(ScopeLog.seq))
        .group_by(ScopeLog.scope))}
    marks = {(row.scope, row.seq) for row in session.execute(sa.select(ScopeMark.scope, ScopeMark.seq))}
    for one in session.scalars(sa.select(Scope).order_by(Scope.name)):
        count, low, high = rows.get(one.name, (0, 1, 0))
        if (high, count) != (one.head, one.head - low + 1) or (one.floor == 0 and one.head and low != 1):
            yield Finding("scope_log", one.name, f"head {one.head}, {count} rows from {low} to {high}")
        if one.head and (one.name, one.head) not in marks:
            yield Finding("scope_mark", one.name, f"no tag at its head {one.head}")
        if int(one.hash, 16) != hashes.get(one.name, 0):
            yield Finding("scope_hash", one.name, "is not the sum of its living entities")


def _hashes(session: Session) -> dict[str, int]:
    top = sa.select(EntityVersion.entity_id, sa.func.max(EntityVersion.version).label("version")).group_by(
        EntityVersion.entity_id).subquery()
    query = sa.select(EntityVersion.scope, EntityVersion.entity_id, EntityVersion.version).join(
        top, sa.and_(EntityVersion.entity_id == top.c.entity_id, EntityVersion.version == top.c.version)).where(
        EntityVersion.change == "upsert")
    found: dict[str, int] = {}
    for scope, id, version in session.execute(query):
        digest = hashlib.sha256(f"{id}:{version}".encode()).digest()
        found[scope] = found.get(scope, 0) ^ int.from_bytes(digest[:8], "big")
    return found


def ledger(session: Session) -> Iterator[Finding]:
    """Every stream is dense from 1 to its head, and what is called safe was received."""
    query = sa.select(LedgerEntry.device_id, LedgerEntry.incarnation, LedgerEntry.seq).order_by(
        LedgerEntry.device_id, LedgerEntry.incarnation, LedgerEntry.seq)
    received = {stream: [seq for _, _, seq in rows]
                for stream, rows in groupby(session.execute(query), lambda row: (row[0], row[1]))}
    for one in session.scalars(sa.select(DeviceStream)):
        seqs = received.pop((one.device_id, one.incarnation), [])
        name = f"{one.device_id}/{one.incarnation}"
        if seqs != list(range(1, one.last_seq + 1)):
            yield Finding("ledger", name, f"head {one.last_seq}, {len(seqs)} operations")
        if one.safe_seq > one.last_seq:
            yield Finding("ledger", name, f"safe {one.safe_seq} is beyond its head {one.last_seq}")
    for device, incarnation in received:
        yield Finding("ledger", f"{device}/{incarnation}", "operations of a stream that does not exist")


def payloads(session: Session) -> Iterator[Finding]:
    """The bytes of every operation are there and have the digest the ledger names."""
    query = (sa.select(LedgerEntry.op_id, LedgerEntry.payload_sha256, OpPayload.deflated)
             .outerjoin(OpPayload, sa.and_(OpPayload.op_id == LedgerEntry.op_id,
                                           OpPayload.sha256 == LedgerEntry.payload_sha256))
             .execution_options(yield_per=500))
    for row in session.execute(query):
        op_id, sha256 = row[0], row[1]
        deflated: bytes | None = row[2]  # an outer join
        if deflated is None:
            yield Finding("payload", op_id, "its bytes are missing")
        elif _digest(deflated) != sha256:
            yield Finding("payload", op_id, "its bytes are not those that were received")


def _digest(deflated: bytes) -> str | None:
    try:
        return hashlib.sha256(zlib.decompress(deflated)).hexdigest()
    except zlib.error:
        return None


def blobs(session: Session, store: Store, *, deep: bool) -> Iterator[Finding]:
    """Every photo that is said to be here is a file of its size; with `deep`, of its digest."""
    for one in session.scalars(sa.select(Blob).execution_options(yield_per=500)):
        kept = store.stat(one.sha256)
        if kept is None:
            yield Finding("blob", one.sha256, "the file is missing")
        elif kept.size != one.size:
            yield Finding("blob", one.sha256, f"has {kept.size} bytes instead of {one.size}")
        elif deep and not is_what_it_says(store, one.sha256):
            yield Finding("blob", one.sha256, "has other content than its name says")
