"""Receiving a batch: one transaction that checks the stream, judges each new operation in order and writes the ledger.

Rules P1–P19 of docs/sync-protocol.md. A batch as a whole is `accepted`, or nothing of it is looked at: `gap` (something
before it is missing), `fork` (another phone uses this stream) or `reset` (this server lost what the phone knows).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts.models import Device, User
from server.kernel import audit
from server.kernel.clock import wire
from server.kernel.identity import Identity
from server.kernel.problems import Busy, Problem, Unauthenticated
from server.kernel.transaction import read, write
from server.sync import ledger, meta, scopes
from server.sync.applying import Context
from server.sync.envelope import MAX_INTEGER, Item, Push
from server.sync.judging import Broken, Judge, Verdict
from server.sync.judging import read as read_operation
from server.sync.models import DeviceStream, LedgerEntry
from server.sync.operation import Operation, digest
from server.sync.problems import HandInLimit, OpReuse, WrongDevice
from server.sync.versions import Versions

HAND_IN_DAY = timedelta(days=1)
MOST_HANDED_IN = 5_000  # operations a day of a device whose work is held, and their deflated bytes (P36)
MOST_HANDED_IN_BYTES = 50_000_000


@dataclass(frozen=True)
class Stop:
    """Why nothing of a batch was looked at."""

    outcome: str


def receive(identity: Identity, given: Push, *, now: datetime) -> dict[str, Any]:
    """Take in a batch and answer it. Trouble of the machine is 503 and consumes nothing."""
    if given.device_id != identity.device_id:
        raise WrongDevice()
    epoch = meta.epoch()
    try:
        with write() as session:
            batch = _Batch(session, identity, given, epoch, now)
            answer = batch.run()
    except Broken as broken:
        with write() as session:
            ledger.count_failure(session, broken.op_id, repr(broken.__cause__), now)
        raise Busy(headers={"Retry-After": "5"}) from broken
    except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.IntegrityError) as error:
        raise Busy(headers={"Retry-After": "5"}) from error
    if batch.is_held_back:
        return {**answer, "heads": {}}
    with read() as session:
        names = scopes.scopes_of(session, identity)
        answer["heads"] = {name: one.head for name, one in sorted(scopes.heads(session, names).items())}
    return answer


class _Batch:
    """One batch in one transaction."""

    def __init__(self, session: Session, identity: Identity, given: Push, epoch: int, now: datetime) -> None:
        self.session, self.identity, self.given, self.epoch, self.now = session, identity, given, epoch, now
        self.device = self._lock()
        user = session.get_one(User, self.device.user_id)
        self.is_held_back = self.device.state != "active" or user.state != "active"

    def _lock(self) -> Device:
        """One device speaks at a time, also when an old connection delivers late."""
        device = self.session.get(Device, self.given.device_id, with_for_update=True, populate_existing=True)
        if device is None or device.user_id != self.identity.user_id:
            raise Unauthenticated()
        return device

    def _refuse_beyond_the_day(self) -> None:
        """P36. Nothing is consumed: the phone keeps the rest and comes again."""
        count, size = ledger.handed_in_since(self.session, self.device.id, self.now - HAND_IN_DAY)
        if count + len(self.given.ops) > MOST_HANDED_IN or size > MOST_HANDED_IN_BYTES:
            raise HandInLimit(headers={"Retry-After": "3600"})

    def run(self) -> dict[str, Any]:
        newest = max(ledger.newest_incarnation(self.session, self.device.id), self.device.incarnation)
        stream = self._stream(newest)
        stopped = stream if isinstance(stream, Stop) else self._stopped(stream)
        if isinstance(stream, Stop) or stopped:
            assert stopped is not None
            self._note(stopped)
            known = None if isinstance(stream, Stop) else stream
            return self._answer(stopped.outcome, known, newest, [])
        if self.is_held_back and self.given.ops:
            self._refuse_beyond_the_day()
        results = self._receive(stream)
        self._heartbeat(stream)
        return self._answer("accepted", stream, max(newest, stream.incarnation), results)

    def _stream(self, newest: int) -> DeviceStream | Stop:
        """The stream, opened if this is its first batch. A new incarnation is exactly the next one (P9)."""
        given = self.given
        if given.epoch is not None and given.epoch != self.epoch:
            return Stop("reset")
        found = ledger.stream(self.session, given.device_id, given.incarnation)
        if found is not None:
            return found
        if given.incarnation > newest + 1 or (given.last_acked and given.last_acked[0] > 0):
            return Stop("reset")
        if given.ops and given.ops[0].seq != 1:
            return Stop("gap")
        if given.incarnation > self.device.incarnation:
            self.device.incarnation = given.incarnation  # what the next sign-in tells the phone
            audit.append(self.session, self.identity, "sync.new_incarnation", "device", self.device.id, now=self.now,
                         division=self.identity.home_division, details={"incarnation": given.incarnation})
        return ledger.open_stream(self.session, given.device_id, given.incarnation, self.identity.user_id, self.now)

    def _stopped(self, stream: DeviceStream) -> Stop | None:
        """What the phone remembers must agree with the ledger, and the batch must follow without a hole."""
        if self.given.last_acked and self.given.last_acked[0] > 0:
            seq, op_id = self.given.last_acked
            if seq > stream.last_seq:
                return Stop("reset")
            entry = ledger.entry(self.session, stream.device_id, stream.incarnation, seq)
            if entry is None or entry.op_id != op_id:
                return Stop("fork")
        ops = self.given.ops
        if not ops:
            return None
        if ops[0].seq > stream.last_seq + 1 or any(b.seq != a.seq + 1 for a, b in pairwise(ops)):
            return Stop("gap")
        before = ledger.delivered(self.session, stream, ops[0].seq, ops[-1].seq)
        if any(op.seq in before and before[op.seq].op_id != op.op_id for op in ops):
            return Stop("fork")
        return None

    def _note(self, stopped: Stop) -> None:
        if stopped.outcome != "gap":
            audit.append(self.session, self.identity, f"sync.{stopped.outcome}", "device", self.device.id,
                         now=self.now, division=self.identity.home_division,
                         details={"incarnation": self.given.incarnation, "last_acked": self.given.last_acked})

    def _receive(self, stream: DeviceStream) -> list[dict[str, Any]]:
        ops = self.given.ops
        read = {item.seq: read_operation(item) for item in ops if item.seq > stream.last_seq}
        depended = [one for op in read.values() if isinstance(op, Operation) for one in op.depends_on]
        first = ledger.first_entries(self.session, [*(item.op_id for item in ops), *depended])
        judge = self._judge(stream, read, first)
        results, entries = [], []
        for item in ops:
            known = first.get(item.op_id)
            if item.seq <= stream.last_seq:
                assert known is not None
                results.append(self._repeated(item, known))
                continue
            entry = self._again(item, known) if known else self._entry(item, judge.judge(item, read[item.seq]))
            entry.device_id, entry.incarnation, entry.seq = stream.device_id, stream.incarnation, item.seq
            entries.append((entry, item.body))
            judge.context.received.add(item.op_id)
            first.setdefault(item.op_id, entry)
            results.append(_duplicate(item, known) if known and entry.outcome == "duplicate" else _told(item, entry))
        ledger.write(self.session, stream, entries)
        return results

    def _judge(self, stream: DeviceStream, read: dict[int, Operation | Problem],
               first: dict[str, LedgerEntry]) -> Judge:
        ids = [id for op in read.values() if isinstance(op, Operation) for id in (op.id, op.parent) if id]
        context = Context(self.session, self.identity, stream, Versions(self.session, ids), self.now, set())
        return Judge(context, {op_id: entry.outcome for op_id, entry in first.items()},
                     ledger.failures(self.session, [item.op_id for item in self.given.ops]),
                     held_back=self.device.state if self.device.state != "active"
                     else "left" if self.is_held_back else None)

    def _repeated(self, item: Item, known: LedgerEntry) -> dict[str, Any]:
        """Received before under this very number. Other bytes are kept too, and change nothing."""
        if digest(item.body) == known.payload_sha256:
            return _duplicate(item, known)
        ledger.keep_payloads(self.session, [(item.op_id, digest(item.body), item.body)])
        self._alarm("sync.op_reuse", item)
        return {"seq": item.seq, "op_id": item.op_id, "outcome": "rejected", "version": None, "conflicts": [],
                "problem": OpReuse().body()}

    def _again(self, item: Item, known: LedgerEntry) -> LedgerEntry:
        """Received before under another number: by another incarnation, or carried by another device."""
        if digest(item.body) != known.payload_sha256:
            self._alarm("sync.op_reuse", item)
            return self._row(item, "rejected", is_first=False, problem=OpReuse())
        if known.user_id != self.identity.user_id:
            self._alarm("sync.carried_by_another", item)
        row = self._row(item, "duplicate", is_first=False)
        row.kind, row.entity, row.entity_id = known.kind, known.entity, known.entity_id
        row.result_version = known.result_version
        return row

    def _alarm(self, action: str, item: Item) -> None:
        audit.append(self.session, self.identity, action, "operation", item.op_id, now=self.now,
                     division=self.identity.home_division)

    def _entry(self, item: Item, verdict: Verdict) -> LedgerEntry:
        row = self._row(item, verdict.outcome, is_first=True, problem=verdict.problem)
        row.result_version, row.conflicts = verdict.version, list(verdict.conflicts)
        if verdict.op:
            row.kind, row.entity, row.entity_id = verdict.op.kind, verdict.op.entity, verdict.op.id
        return row

    def _row(self, item: Item, outcome: str, *, is_first: bool, problem: Problem | None = None) -> LedgerEntry:
        return LedgerEntry(
            op_id=item.op_id, is_first=is_first, payload_sha256=digest(item.body), signature=item.signature,
            user_id=self.identity.user_id, division=self.identity.home_division, outcome=outcome,
            problem=problem.body() if problem else None, conflicts=[], received_at=self.now)

    def _heartbeat(self, stream: DeviceStream) -> None:
        stream.minted = max(stream.minted, self.given.minted, stream.last_seq)
        before, told = stream.drafts or {}, self.given.drafts or {}
        self._note_incidents(before.get("hash_incidents"), told.get("hash_incidents"))
        stream.drafts = dict(self.given.drafts) if self.given.drafts is not None else stream.drafts
        stream.clock = dict(self.given.clock) if self.given.clock is not None else stream.clock
        stream.last_ack_at = self.now
        self.device.last_seen_at = self.now

    def _note_incidents(self, before: Any, told: Any) -> None:
        """P33: how often what a phone held of a scope was not what is here, as the phone counts it."""
        if type(told) is int and 0 < told <= MAX_INTEGER and told != before:
            audit.append(self.session, self.identity, "sync.scope_hash", "device", self.device.id, now=self.now,
                         division=self.identity.home_division, details={"incidents": told})

    def _answer(self, outcome: str, stream: DeviceStream | None, newest: int,
                results: Sequence[dict[str, Any]]) -> dict[str, Any]:
        return {"outcome": outcome, "epoch": self.epoch, "incarnation": newest,
                "last_seq": stream.last_seq if stream else 0, "safe_seq": stream.safe_seq if stream else 0,
                "server_time": wire(self.now), "results": list(results)}


def _told(item: Item, entry: LedgerEntry) -> dict[str, Any]:
    """How an operation received for the first time is answered."""
    found: dict[str, Any] = {"seq": item.seq, "op_id": item.op_id, "outcome": entry.outcome,
                             "version": entry.result_version, "conflicts": entry.conflicts}
    return found | ({"problem": entry.problem} if entry.problem else {})


def _duplicate(item: Item, known: LedgerEntry) -> dict[str, Any]:
    """How one that was received before is answered: with what became of it then."""
    return _told(item, known) | {"outcome": "duplicate", "first_outcome": known.outcome}
