"""One page of changes as NDJSON: header, a line a change, footer. Built whole in one snapshot, sent after it closed.

Rules P20–P29 of docs/sync-protocol.md. The log is the index, the newest version is the payload: a row that a newer one
of the same entity in the same scope has overtaken is skipped, so a page costs what changed and never repeats itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from server.kernel.changes import EntityVersion, Scope, ScopeLog, ScopeMark
from server.kernel.clock import wire
from server.kernel.columns import canonical
from server.kernel.identity import Identity
from server.sync import ledger, scopes
from server.sync.envelope import SCHEMA_CURRENT, SCHEMA_MIN_PULL, Pull
from server.sync.models import DeviceStream
from server.sync.problems import AppTooOld

MAX_PAGE_BYTES = 4_000_000
PART = 400


@dataclass
class Page:
    """The lines of a page and how far each scope has come with it."""

    lines: list[str] = field(default_factory=list)
    next: dict[str, int] = field(default_factory=dict)
    size: int = 0
    is_full: bool = False


@dataclass(frozen=True)
class Row:
    """One log row that is still the newest of its entity in its scope."""

    scope: str
    seq: int
    change: str
    entity: str
    id: str
    version: int


def answer(session: Session, identity: Identity, given: Pull, epoch: int, *, incarnation: int, now: datetime) -> bytes:
    """The page this phone needs next."""
    if given.schema < SCHEMA_MIN_PULL:
        raise AppTooOld(schema_min_pull=SCHEMA_MIN_PULL)
    names = scopes.scopes_of(session, identity)
    counters = scopes.heads(session, names)
    stream = ledger.stream(session, identity.device_id or "", given.incarnation or incarnation)
    reason = _lost(session, given, epoch, {name: counters[name].head if name in counters else 0 for name in names},
                   stream)
    again = sorted(name for name, one in counters.items() if 0 < given.cursors.get(name, 0) < one.floor)
    header = {"header": True, "epoch": epoch, "server_time": wire(now), "scopes": names,
              "last_seq": stream.last_seq if stream else 0, "safe_seq": stream.safe_seq if stream else 0,
              "schema": SCHEMA_CURRENT, "reset": reason, "resnapshot": again}
    if reason:
        return _ndjson(header, [], _footer(Page(), {}, {}))
    start = {name: 0 if name in again else given.cursors.get(name, 0) for name in names}
    page = _collect(session, names, counters, start, given.limit)
    return _ndjson(header, page.lines, _footer(page, _seen(session, names, counters), counters))


def _lost(session: Session, given: Pull, epoch: int, heads: dict[str, int],
          stream: DeviceStream | None) -> str | None:
    """Why this database is not the one the phone knows: the word of the reset, or None."""
    if given.epoch is not None and given.epoch != epoch:
        return "epoch"
    if given.last_acked and given.last_acked[0] > 0:
        seq, op_id = given.last_acked
        if stream is None or seq > stream.last_seq:
            return "stream"
        entry = ledger.entry(session, stream.device_id, stream.incarnation, seq)
        if entry is None or entry.op_id != op_id:
            return "stream"
    if any(given.cursors.get(name, 0) > head for name, head in heads.items()):
        return "cursor"
    return None if _tags_agree(session, given, heads) else "tag"


def _tags_agree(session: Session, given: Pull, heads: dict[str, int]) -> bool:
    """Whether every head this phone has seen in a scope it may still pull is one this database has had."""
    seen = {name: pair for name, pair in given.seen.items() if name in heads and pair[0] > 0}
    held: dict[tuple[str, int], str] = {}
    pairs = [(name, head) for name, (head, _) in sorted(seen.items())]
    for start in range(0, len(pairs), PART):
        query = sa.select(ScopeMark.scope, ScopeMark.seq, ScopeMark.tag).where(
            sa.or_(*(sa.and_(ScopeMark.scope == name, ScopeMark.seq == head)
                     for name, head in pairs[start:start + PART])))
        held.update({(scope, seq): tag for scope, seq, tag in session.execute(query)})
    return all(held.get((name, head)) == tag for name, (head, tag) in seen.items())


def _collect(session: Session, names: Sequence[str], counters: dict[str, Scope], start: dict[str, int],
             limit: int) -> Page:
    """Fill one page, scope by scope, up to the limit of lines or of bytes."""
    page = Page()
    for name in names:
        head = counters[name].head if name in counters else 0
        page.next[name] = start[name]
        if start[name] >= head:
            continue
        if page.is_full:
            continue
        rows = _rows(session, name, start[name], limit - len(page.lines) + 1)
        _write(session, page, name, rows, limit)
        if not page.is_full:
            page.next[name] = head
    return page


def _rows(session: Session, scope: str, after: int, count: int) -> list[Row]:
    newer = aliased(ScopeLog)
    overtaken = sa.exists().where(newer.scope == ScopeLog.scope, newer.entity_id == ScopeLog.entity_id,
                                  newer.seq > ScopeLog.seq)
    query = (sa.select(ScopeLog.scope, ScopeLog.seq, ScopeLog.change, ScopeLog.entity, ScopeLog.entity_id,
                       ScopeLog.version).where(ScopeLog.scope == scope, ScopeLog.seq > after, ~overtaken)
             .order_by(ScopeLog.seq).limit(count))
    return [Row(*row) for row in session.execute(query)]


def _write(session: Session, page: Page, name: str, rows: Sequence[Row], limit: int) -> None:
    """Add the lines of one scope; what does not fit any more makes the page full."""
    states = _states(session, [row.id for row in rows[:limit] if row.change == "upsert"])
    for row in rows:
        if len(page.lines) >= limit or (page.size >= MAX_PAGE_BYTES and page.lines):
            page.is_full = True
            return
        line = _line(row, states.get(row.id))
        page.lines.append(line)
        page.size += len(line)
        page.next[name] = row.seq


def _states(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The newest version of each entity with its state as the text it is stored in."""
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(ids), PART):
        part = list(ids[start:start + PART])
        top = (sa.select(EntityVersion.entity_id, sa.func.max(EntityVersion.version).label("version"))
               .where(EntityVersion.entity_id.in_(part)).group_by(EntityVersion.entity_id).subquery())
        query = sa.select(EntityVersion.entity_id, EntityVersion.version, sa.type_coerce(EntityVersion.state, sa.Text)
                          ).join(top, sa.and_(EntityVersion.entity_id == top.c.entity_id,
                                              EntityVersion.version == top.c.version))
        found.update({id: (version, text) for id, version, text in session.execute(query)})
    return found


def _line(row: Row, held: tuple[int, str] | None) -> str:
    version, state = held if held and row.change == "upsert" else (row.version, "null")
    head = canonical({"change": row.change, "entity": row.entity, "id": row.id, "scope": row.scope})
    return f'{head[:-1]},"state":{state},"version":{version}}}'


def _seen(session: Session, names: Sequence[str], counters: dict[str, Scope]) -> dict[str, list[Any]]:
    """The head of each scope in this snapshot, with its tag: of the head, not of the cursor (studies/sync.md §2.7)."""
    wanted = [one for one in counters.values() if one.head > 0]
    tags: dict[str, str] = {}
    for start in range(0, len(wanted), PART):
        query = sa.select(ScopeMark.scope, ScopeMark.tag).where(sa.or_(*(
            sa.and_(ScopeMark.scope == one.name, ScopeMark.seq == one.head) for one in wanted[start:start + PART])))
        tags.update({row.scope: row.tag for row in session.execute(query)})
    return {name: [counters[name].head if name in counters else 0, tags.get(name, "")] for name in names}


def _footer(page: Page, seen: dict[str, list[Any]], counters: dict[str, Scope]) -> dict[str, Any]:
    """Without a footer a page is nothing. Granted scopes and mailboxes hold what is at home elsewhere: no hash."""
    hashes = {name: one.hash for name, one in sorted(counters.items()) if not name.startswith(("premises:", "user:"))}
    more = any(page.next[name] < (counters[name].head if name in counters else 0) for name in page.next)
    return {"footer": True, "count": len(page.lines), "next": page.next, "seen": seen, "hash": hashes, "more": more}


def _ndjson(header: dict[str, Any], lines: Sequence[str], footer: dict[str, Any]) -> bytes:
    return ("\n".join([canonical(header), *lines, canonical(footer)]) + "\n").encode()
