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
        made = session.get(SyncMeta, 1)
        if made is None:
            made = SyncMeta(id=1, epoch=_fresh(), since=clock.now())
            session.add(made)
        return made.epoch


def new_epoch(session: Session, now: datetime) -> int:
    """Begin another history: every phone will start over, and push again all it kept."""
    found = session.get(SyncMeta, 1)
    if found is None:
        found = SyncMeta(id=1, epoch=_fresh(), since=now)
        session.add(found)
    else:
        found.epoch, found.since = _fresh(), now
    return found.epoch


def _fresh() -> int:
    return secrets.randbelow(2**31 - 2) + 1
