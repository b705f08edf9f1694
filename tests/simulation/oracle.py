"""What must hold when everything has come to rest: the invariants of docs/sync-protocol.md."""

from __future__ import annotations

import zlib
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.changes import EntityVersion, Scope, ScopeLog
from server.kernel.transaction import read
from server.sync.models import DeviceStream, LedgerEntry, OpPayload
from tests.factories.phones import Phone, scope_hash
from tests.simulation.world import Bottle


class Violated(AssertionError):
    """An invariant does not hold."""


def require(holds: bool, invariant: str, detail: object = "") -> None:
    if not holds:
        raise Violated(f"{invariant}: {detail}")


def check(bottle: Bottle) -> None:
    """Raise Violated with the first invariant that is broken."""
    with bottle.app.app_context(), read() as session:
        _everything_arrived_once(session, bottle)
        _streams_are_dense(session)
        _effects_follow_the_order_of_writing(session, bottle)
        _logs_are_dense(session)
        for device in bottle.phones:
            _phone_equals_server(session, device)


def _everything_arrived_once(session: Session, bottle: Bottle) -> None:
    entries = {one.op_id: one for one in session.scalars(sa.select(LedgerEntry).where(LedgerEntry.is_first))}
    count = session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry).where(LedgerEntry.is_first))
    require(count == len(entries), "I2 one first entry an operation")
    payloads = {(one.op_id, one.sha256): zlib.decompress(one.deflated).decode()
                for one in session.scalars(sa.select(OpPayload))}
    for op in (op for ops in bottle.written.values() for op in ops):
        require(op.op_id in entries, "I1 every operation is in the ledger", op)
        entry = entries[op.op_id]
        require(payloads[(op.op_id, entry.payload_sha256)] == op.body, "I6 the bytes are kept", op.op_id)
        require(entry.outcome in ("applied", "merged", "conflict", "rejected", "quarantined"), "terminal outcome")
    twice = session.execute(sa.select(EntityVersion.op_id, EntityVersion.entity_id).where(
        EntityVersion.op_id.is_not(None)).group_by(EntityVersion.op_id, EntityVersion.entity_id)
        .having(sa.func.count() > 1)).all()
    require(not twice, "I2 an effect happens once", twice)
    for entry in entries.values():
        if entry.outcome in ("rejected", "quarantined"):
            effect = session.scalar(sa.select(EntityVersion.version).where(EntityVersion.op_id == entry.op_id).limit(1))
            require(effect is None, "a refused operation has no effect", entry.op_id)


def _streams_are_dense(session: Session) -> None:
    query = sa.select(LedgerEntry.device_id, LedgerEntry.incarnation, LedgerEntry.seq).order_by(
        LedgerEntry.device_id, LedgerEntry.incarnation, LedgerEntry.seq)
    for (device, incarnation), rows in groupby(session.execute(query), lambda row: (row[0], row[1])):
        found = [row[2] for row in rows]
        stream = session.get_one(DeviceStream, (device, incarnation))
        require(found == list(range(1, stream.last_seq + 1)), "I3 dense", (device, incarnation, found))


def _effects_follow_the_order_of_writing(session: Session, bottle: Bottle) -> None:
    if bottle.clones:
        return  # two phones wrote under one name: there is no one order
    place = {op.op_id: number for ops in bottle.written.values() for number, op in enumerate(ops)}
    owner = {op.op_id: device for device, ops in bottle.written.items() for op in ops}
    query = sa.select(EntityVersion.entity_id, EntityVersion.op_id).order_by(EntityVersion.entity_id,
                                                                            EntityVersion.version)
    for entity_id, rows in groupby(session.execute(query), lambda row: row[0]):
        last: dict[str, int] = {}
        for _, op_id in rows:
            if op_id in place:
                device = owner[op_id]
                require(place[op_id] > last.get(device, -1), "I3 order of effects", (entity_id, op_id))
                last[device] = place[op_id]


def _logs_are_dense(session: Session) -> None:
    for scope in session.scalars(sa.select(Scope)):
        rows = list(session.scalars(sa.select(ScopeLog.seq).where(ScopeLog.scope == scope.name).order_by(ScopeLog.seq)))
        require(rows == list(range(1, scope.head + 1)), "the log is dense", scope.name)


def _granted(session: Session, scopes: set[str]) -> set[str]:
    """What the granted places among these scopes hold: by the newest log row of each entity."""
    names = [scope for scope in scopes if scope.startswith("premises:")]
    query = sa.select(ScopeLog.scope, ScopeLog.entity_id, ScopeLog.change).where(ScopeLog.scope.in_(names)).order_by(
        ScopeLog.seq)
    last = {(scope, id): change for scope, id, change in session.execute(query)}
    return {id for (_, id), change in last.items() if change == "upsert"}


def _phone_equals_server(session: Session, device: Phone) -> None:
    page = device.pull()
    require(not page.lines and not page.footer["more"] and not device.outbox, "liveness", page.header)
    scopes = set(page.header["scopes"])
    newest: dict[str, EntityVersion] = {}
    for row in session.scalars(sa.select(EntityVersion).order_by(EntityVersion.version)):
        newest[row.entity_id] = row
    expected = {id: (row.version, row.state) for id, row in newest.items() if row.scope in scopes}
    expected |= {id: (newest[id].version, newest[id].state) for id in _granted(session, scopes)}
    mailbox = f"user:{device.actor}"
    held = {id: (row.version, row.state) for id, row in device.base.items() if row.scopes != {mailbox}}
    differing = [id for id in held.keys() & expected.keys() if held[id] != expected[id]]
    require(held == expected, "I4 the phone equals the server", (set(held) ^ set(expected), differing))
    homes = {id: row.scope for id, row in newest.items()}
    for scope, told in page.footer["hash"].items():
        require(scope_hash(device.base, scope, homes) == told, "P27 the hash", scope)
