"""Reads of the sync room: streams, and the conflicts an identity may see."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.identity import Identity
from server.kernel.problems import NotFound
from server.sync import ledger
from server.sync.models import HELD, Conflict, DeviceStream, LedgerEntry


def last_seq(session: Session, device_id: str, incarnation: int) -> int:
    """The newest sequence number received of a stream, 0 when it never sent anything."""
    found = session.get(DeviceStream, (device_id, incarnation))
    return found.last_seq if found else 0


def visible_conflicts(identity: Identity, *, state: str | None = None, division: str | None = None,
                      entity: str | None = None) -> sa.Select[Any]:
    """Conflicts of one's divisions, and those where the own value waits."""
    query = sa.select(Conflict).where(sa.or_(Conflict.division.in_(identity.divisions("conflict.read")),
                                             Conflict.mine_by == identity.user_id))
    for column, value in ((Conflict.state, state), (Conflict.division, division), (Conflict.entity, entity)):
        query = query.where(column == value) if value else query
    return query


def visible_conflict(session: Session, identity: Identity, id: str) -> Conflict:
    found: Conflict | None = session.scalar(visible_conflicts(identity).where(Conflict.id == id))
    if found is None:
        raise NotFound()
    return found


def visible_held(identity: Identity, *, outcome: str | None = None, division: str | None = None) -> sa.Select[Any]:
    """Operations that were refused or held: one's own, and those of people whose home one watches over."""
    query = sa.select(LedgerEntry).where(
        LedgerEntry.outcome.in_(HELD), sa.or_(LedgerEntry.division.in_(identity.divisions("conflict.read")),
                                              LedgerEntry.user_id == identity.user_id))
    query = query.where(LedgerEntry.outcome == outcome) if outcome else query
    return query.where(LedgerEntry.division == division) if division else query


def held_operation(session: Session, identity: Identity, op_id: str) -> tuple[LedgerEntry, str]:
    """One of them with its bytes, exactly as the phone wrote them."""
    query = visible_held(identity).where(LedgerEntry.op_id == op_id).order_by(LedgerEntry.is_first.desc()).limit(1)
    found: LedgerEntry | None = session.scalar(query)
    if found is None:
        raise NotFound()
    return found, ledger.payload(session, found.op_id, found.payload_sha256) or ""
