"""Going back to a copy: the database of then becomes that of now, in a new epoch, so that phones send the rest again.

What stood there before is moved aside, never deleted.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from server.evidence.stores import LocalStore, store_of
from server.extensions import db
from server.kernel.clock import system_clock
from server.kernel.transaction import write
from server.operations.backup import NotSupported, copy_blobs, inspect
from server.settings import Settings
from server.sync.meta import new_epoch


def restore(app: Flask, copy: Path) -> Path | None:
    """Put a verified copy in place; where the replaced database now lies. The caller holds the lease."""
    settings: Settings = app.extensions["settings"]
    if not settings.is_sqlite:
        raise NotSupported("PostgreSQL: restore with its own tools, then begin a new epoch")
    inspect(copy)
    place = Path(settings.database_url.removeprefix("sqlite:///"))
    arriving = place.with_name(place.name + ".arriving")
    shutil.copyfile(copy, arriving)
    with app.app_context():
        db.engine.dispose()
    aside = _move_aside(place)
    os.rename(arriving, place)
    copy_blobs(LocalStore(settings.backup_dir / "blobs"), store_of(settings))
    with app.app_context():
        with write() as session:
            new_epoch(session, system_clock())
        db.engine.dispose()
    return aside


def _move_aside(place: Path) -> Path | None:
    if not place.exists():
        return None
    aside = place.with_name(f"{place.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    for end in ("-wal", "-shm"):
        beside = place.with_name(place.name + end)
        if beside.exists():
            os.rename(beside, aside.with_name(aside.name + end))
    os.rename(place, aside)
    return aside
