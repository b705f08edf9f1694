"""The epoch: an opaque number that tells one history of the database from another. A restore makes a new one."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from server.kernel import clock
from server.kernel.transaction import read, write
from server.sync.models import SyncMeta


def epoch() -> int:
    """The epoch of this database; the first who asks makes it. Call outside any transaction."""
    with read() as session:
        found = session.get(SyncMeta, 1)
    if found is not None:
        return found.epoch
    with write() as session:
        _ensure(session, clock.now())
        return session.get_one(SyncMeta, 1).epoch


def new_epoch(session: Session, now: datetime) -> int:
    """Begin another history: every phone will start over, and push again all it kept."""
    _ensure(session, now)
    found = session.get_one(SyncMeta, 1, with_for_update=True, populate_existing=True)
    found.epoch, found.since = _fresh(), now
    return found.epoch


def _ensure(session: Session, now: datetime) -> None:
    """The one row, whoever else makes it at this moment."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    session.execute(insert(SyncMeta).values(id=1, epoch=_fresh(), since=now).on_conflict_do_nothing())
    session.flush()


def _fresh() -> int:
    return secrets.randbelow(2**31 - 2) + 1
