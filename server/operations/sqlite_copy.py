"""A copy of a SQLite database, made by SQLite's own online backup while everybody works on, and what it holds."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from server.operations.archive import BackupFailed, Contents
from server.settings import Settings


def database_file(settings: Settings) -> Path:
    """The live database."""
    return Path(settings.database_url.removeprefix("sqlite:///"))


def make(settings: Settings, partial: Path) -> Contents:
    """Copy the live database into a file that needs no other, and read from it what it holds."""
    source = database_file(settings)
    if not source.exists():
        raise BackupFailed("there is no database yet")
    if shutil.disk_usage(partial.parent).free < 2 * source.stat().st_size:
        raise BackupFailed("not enough room for a copy of the database")
    try:
        with closing(dbapi2.connect(str(source))) as old, closing(dbapi2.connect(str(partial))) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")  # one file that needs no other
    except dbapi2.DatabaseError as error:
        raise BackupFailed(f"the database could not be copied: {error}") from error
    return inspect(partial)


def inspect(path: Path) -> Contents:
    """What a copy holds, or BackupFailed when it is not sound."""
    try:
        with closing(dbapi2.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy:
            if [row[0] for row in copy.execute("PRAGMA integrity_check")] != ["ok"]:
                raise BackupFailed("the copy fails its integrity check")
            if copy.execute("PRAGMA foreign_key_check").fetchone():
                raise BackupFailed("the copy has rows that refer to nothing")
            epoch = _scalar(copy, "select epoch from sync_meta where id = 1")
            rows = copy.execute("select device_id, incarnation, last_seq from device_stream").fetchall()
            blobs = copy.execute("select sha256, size from blob order by sha256").fetchall()
    except dbapi2.DatabaseError as error:
        raise BackupFailed(f"the copy cannot be read: {error}") from error
    return Contents(epoch, {(device, incarnation): last for device, incarnation, last in rows}, blobs)


def _scalar(copy: Any, query: str) -> Any:
    row = copy.execute(query).fetchone()
    return row[0] if row else None
