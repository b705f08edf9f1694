"""Intentions about ledger sheets: read one, write what was read."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.jurisdictions.queries import divisions
from server.kernel import audit
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.permissions import command
from server.kernel.problems import NotFound
from server.registry.ledger.apply import apply_rows
from server.registry.ledger.checking import Context, check_rows, crosscheck
from server.registry.ledger.reading import read_ledger
from server.registry.ledger.report import Reading, reading_of, rows_of
from server.registry.ledger.sheet import Workbook
from server.registry.models import LedgerImport
from server.registry.problems import AlreadyCommitted


def understood(session: Session, identity: Identity, workbook: Workbook, today: date) -> Reading:
    """A workbook as the ledger understands it for this identity."""
    ledger = read_ledger(workbook)
    known = {one.code: one.name for one in divisions(session)}
    allowed = frozenset(known) if identity.is_system else identity.divisions("ledger.import")
    rows = check_rows(ledger, Context(known, allowed, today, ledger.epoch))
    crosscheck(rows)
    return reading_of(ledger, rows)


@command("ledger.read", permission="ledger.import")
def keep_import(session: Session, identity: Identity, workbook: Workbook, raw: bytes, filename: str, today: date, *,
                now: datetime) -> LedgerImport:
    """Keep what was understood of an uploaded workbook; nothing of the ledger is written yet."""
    found = LedgerImport(id=uuid7(), created_at=now, updated_at=now, filename=filename[:200],
                         file_sha256=hashlib.sha256(raw).hexdigest(), user_id=identity.user_id, state="read",
                         reading=understood(session, identity, workbook, today))
    session.add(found)
    session.flush()
    audit.append(session, identity, "ledger.read", "ledger_import", found.id, now=now,
                 details={"file_sha256": found.file_sha256, "rows": len(found.reading["rows"])})
    return found


@command("ledger.commit", permission="ledger.import")
def commit_import(session: Session, identity: Identity, id: str, *, skip_bad: bool, now: datetime) -> LedgerImport:
    """Write what was read, once. Another sheet with the same rows changes nothing either."""
    found = own_import(session, identity, id, lock=True)
    if found.state == "committed":
        raise AlreadyCommitted(result=found.result)
    found.result = apply_rows(session, identity, rows_of(found.reading), found.id, now=now, skip_bad=skip_bad)
    found.state, found.committed_at, found.updated_at = "committed", now, now
    return found


def own_import(session: Session, identity: Identity, id: str, *, lock: bool = False) -> LedgerImport:
    """An import of this person's own; a sheet may hold rows of anywhere, so nobody else sees it."""
    found = session.get(LedgerImport, id, with_for_update=True if lock else None)
    if found is None or found.user_id != identity.user_id:
        raise NotFound(entity="ledger_import")
    return found


def committed_before(session: Session, identity: Identity, sha256: str) -> datetime | None:
    """When this person wrote the same file, if ever."""
    query = sa.select(sa.func.max(LedgerImport.committed_at)).where(LedgerImport.file_sha256 == sha256,
                                                                    LedgerImport.user_id == identity.user_id)
    found: datetime | None = session.scalar(query)
    return found
