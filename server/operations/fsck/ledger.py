"""The ledger: streams without a hole, bytes with their digests, results that exist, decisions about what was held."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.changes import EntityVersion
from server.operations.fsck.finding import Finding
from server.operations.fsck.versions import decisions
from server.sync.models import HELD, DeviceStream, LedgerEntry, OpPayload

PART = 400


def streams(session: Session) -> Iterator[Finding]:
    """Every stream is dense from 1 to its head, and what is called safe was received."""
    counted = sa.select(
        LedgerEntry.device_id, LedgerEntry.incarnation, sa.func.count().label("rows"),
        sa.func.min(LedgerEntry.seq).label("low"), sa.func.max(LedgerEntry.seq).label("high")).group_by(
        LedgerEntry.device_id, LedgerEntry.incarnation).subquery()
    same = sa.and_(counted.c.device_id == DeviceStream.device_id, counted.c.incarnation == DeviceStream.incarnation)
    query = sa.select(DeviceStream, counted.c.rows, counted.c.low, counted.c.high).outerjoin(counted, same)
    for one, rows, low, high in session.execute(query.execution_options(yield_per=PART)):
        name = f"{one.device_id}/{one.incarnation}"
        if (rows or 0) != one.last_seq or (rows and (low, high) != (1, one.last_seq)):
            yield Finding("ledger", name, f"head {one.last_seq}, {rows or 0} operations")
        if one.safe_seq > one.last_seq:
            yield Finding("ledger", name, f"safe {one.safe_seq} is beyond its head {one.last_seq}")
    strange = sa.select(counted.c.device_id, counted.c.incarnation).where(~sa.exists().where(same))
    for device, incarnation in session.execute(strange):
        yield Finding("ledger", f"{device}/{incarnation}", "operations of a stream that does not exist")
    yield from _first_of_each(session)


def _first_of_each(session: Session) -> Iterator[Finding]:
    """Each operation was received for the first time exactly once; the index forbids twice."""
    firsts = sa.func.sum(sa.case((LedgerEntry.is_first, 1), else_=0))
    query = sa.select(LedgerEntry.op_id).group_by(LedgerEntry.op_id).having(firsts != 1)
    for op_id in session.scalars(query.execution_options(yield_per=PART)):
        yield Finding("ledger", op_id, "has no first delivery")


def payloads(session: Session) -> Iterator[Finding]:
    """The bytes of every operation are there and have the digest the ledger names."""
    query = (sa.select(LedgerEntry.op_id, LedgerEntry.payload_sha256, OpPayload.deflated)
             .outerjoin(OpPayload, sa.and_(OpPayload.op_id == LedgerEntry.op_id,
                                           OpPayload.sha256 == LedgerEntry.payload_sha256))
             .execution_options(yield_per=PART))
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


def results(session: Session) -> Iterator[Finding]:
    """What an accepted operation is said to have led to is there."""
    there = sa.exists().where(EntityVersion.entity_id == LedgerEntry.entity_id,
                              EntityVersion.version == LedgerEntry.result_version)
    query = sa.select(LedgerEntry.op_id, LedgerEntry.entity_id, LedgerEntry.result_version).where(
        LedgerEntry.is_first, LedgerEntry.outcome.not_in(HELD), LedgerEntry.result_version.is_not(None), ~there)
    for op_id, id, version in session.execute(query.execution_options(yield_per=PART)):
        yield Finding("result", op_id, f"led to version {version} of {id}, which is not there")


def held_decisions(session: Session) -> Iterator[Finding]:
    """A decision is about an operation that was refused or held."""
    table = decisions()
    if table is None:
        return
    held = sa.exists().where(LedgerEntry.op_id == table.c.op_id, LedgerEntry.is_first, LedgerEntry.outcome.in_(HELD))
    for op_id in session.scalars(sa.select(table.c.op_id).where(~held)):
        yield Finding("held_decision", op_id, "is about an operation that was never held")
