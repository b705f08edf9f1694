"""The ledger of what devices sent: streams, entries, payloads. Rows are only added; a stream's head only rises."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.sync.models import HELD, DeviceStream, LedgerEntry, OpFailure, OpPayload

PART = 400


def newest_incarnation(session: Session, device_id: str) -> int:
    """The highest incarnation this device has opened, 0 when it never sent anything."""
    query = sa.select(sa.func.max(DeviceStream.incarnation)).where(DeviceStream.device_id == device_id)
    return session.scalar(query) or 0


def stream(session: Session, device_id: str, incarnation: int) -> DeviceStream | None:
    return session.get(DeviceStream, (device_id, incarnation))


def open_stream(session: Session, device_id: str, incarnation: int, user_id: str, now: datetime) -> DeviceStream:
    """A stream that has sent nothing yet."""
    made = DeviceStream(device_id=device_id, incarnation=incarnation, user_id=user_id, last_seq=0, safe_seq=0,
                        minted=0, opened_at=now, last_ack_at=now)
    session.add(made)
    session.flush()
    return made


def entry(session: Session, device_id: str, incarnation: int, seq: int) -> LedgerEntry | None:
    return session.get(LedgerEntry, (device_id, incarnation, seq))


def delivered(session: Session, stream: DeviceStream, first: int, last: int) -> dict[int, LedgerEntry]:
    """What this stream delivered between two sequence numbers."""
    query = sa.select(LedgerEntry).where(
        LedgerEntry.device_id == stream.device_id, LedgerEntry.incarnation == stream.incarnation,
        LedgerEntry.seq.between(first, last))
    return {one.seq: one for one in session.scalars(query)}


def first_entries(session: Session, op_ids: Iterable[str]) -> dict[str, LedgerEntry]:
    """Where each operation was first received, from whatever device."""
    wanted, found = sorted(set(op_ids)), {}
    for start in range(0, len(wanted), PART):
        query = sa.select(LedgerEntry).where(LedgerEntry.op_id.in_(wanted[start:start + PART]), LedgerEntry.is_first)
        found.update({one.op_id: one for one in session.scalars(query)})
    return found


def sent_by(session: Session, stream: DeviceStream, op_ids: Iterable[str]) -> set[str]:
    """Those of the operations that this stream delivered itself, first or again (the own chain)."""
    query = sa.select(LedgerEntry.op_id).where(
        LedgerEntry.device_id == stream.device_id, LedgerEntry.incarnation == stream.incarnation,
        LedgerEntry.op_id.in_(sorted(set(op_ids))))
    return set(session.scalars(query))


def held_creation(session: Session, entity_id: str) -> bool:
    """Whether something would be this entity, had it not been refused or held."""
    query = sa.select(LedgerEntry.seq).where(LedgerEntry.entity_id == entity_id, LedgerEntry.outcome.in_(HELD),
                                             LedgerEntry.kind.in_(("create", "append"))).limit(1)
    return session.scalar(query) is not None


def write(session: Session, stream: DeviceStream, entries: Sequence[tuple[LedgerEntry, str]]) -> None:
    """The entries of a batch with their bytes, and the new head of the stream, in a few statements."""
    if not entries:
        return
    session.add_all(entry for entry, _ in entries)
    keep_payloads(session, [(entry.op_id, entry.payload_sha256, body) for entry, body in entries])
    stream.last_seq = entries[-1][0].seq
    session.flush()


def keep_payloads(session: Session, given: Sequence[tuple[str, str, str]]) -> None:
    """Store bytes as they came, under their operation and their own digest; what is there already stays."""
    rows = [{"op_id": op_id, "sha256": sha256, "deflated": zlib.compress(body.encode("utf-8", "surrogatepass"))}
            for op_id, sha256, body in dict.fromkeys(given)]
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    session.execute(insert(OpPayload).on_conflict_do_nothing(), rows)


def payload(session: Session, op_id: str, sha256: str) -> str | None:
    """The text of an operation, byte for byte."""
    found = session.get(OpPayload, (op_id, sha256))
    return zlib.decompress(found.deflated).decode("utf-8", "surrogatepass") if found else None


def failures(session: Session, op_ids: Iterable[str]) -> dict[str, int]:
    """How often each operation broke the server before."""
    wanted = sorted(set(op_ids))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), PART):
        query = sa.select(OpFailure.op_id, OpFailure.failures).where(OpFailure.op_id.in_(wanted[start:start + PART]))
        found.update({row.op_id: row.failures for row in session.execute(query)})
    return found


def count_failure(session: Session, op_id: str, error: str, now: datetime) -> None:
    """One more time that this operation broke the server."""
    found = session.get(OpFailure, op_id)
    if found is None:
        found = OpFailure(op_id=op_id, failures=0, last_error="", last_at=now)
        session.add(found)
    found.failures, found.last_error, found.last_at = found.failures + 1, error[:500], now


def handed_in_since(session: Session, device_id: str, since: datetime) -> tuple[int, int]:
    """How many operations a device delivered since an instant, and how many bytes of them are kept."""
    entries = sa.select(LedgerEntry.op_id, LedgerEntry.payload_sha256).where(
        LedgerEntry.device_id == device_id, LedgerEntry.received_at > since).subquery()
    kept = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.func.length(OpPayload.deflated)), 0)).join(
        entries, sa.and_(OpPayload.op_id == entries.c.op_id, OpPayload.sha256 == entries.c.payload_sha256))
    count, size = session.execute(kept).one()
    return int(count), int(size)


def mark_safe(session: Session, heads: Mapping[tuple[str, int], int]) -> None:
    """Let phones know what a verified backup contains. What was safe stays safe."""
    for one in session.scalars(sa.select(DeviceStream).with_for_update()):
        held = heads.get((one.device_id, one.incarnation), 0)
        one.safe_seq = max(one.safe_seq, min(held, one.last_seq))
