"""A verified copy of a SQLite database and its photos, and what phones may therefore call safe.

The copy is made by SQLite's own backup while everybody works on; it is believed after an integrity check, and the
streams' heads are read from the copy itself. On PostgreSQL nothing is copied here and `safe` stays where it is.
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from pysqlite3 import dbapi2

from server.evidence import room
from server.evidence.stores import LocalStore, Store, store_of
from server.kernel.transaction import write
from server.settings import Settings
from server.sync.ledger import mark_safe
from server.sync.models import SyncMeta

PREFIX, SUFFIX = "hengjian-", ".sqlite3"


class BackupFailed(Exception):
    """No copy that could be believed was made; what was safe stays safe, and nothing else becomes so."""


class NotSupported(Exception):
    """This database is not copied from here: use the tools of PostgreSQL."""


@dataclass(frozen=True)
class Backup:
    """A copy on disk, whole and checked, with what it contains."""

    path: Path
    epoch: int | None
    heads: dict[tuple[str, int], int]


def back_up(app: Flask) -> Backup:
    """Copy, verify, advance `safe`, and let the oldest copies go."""
    settings: Settings = app.extensions["settings"]
    made = copy_database(settings)
    copy_blobs(store_of(settings), LocalStore(settings.backup_dir / "blobs"))
    with app.app_context(), write() as session:
        meta = session.get(SyncMeta, 1)
        if meta is not None and meta.epoch == made.epoch:
            mark_safe(session, made.heads)
    prune(settings.backup_dir, settings.backup_keep)
    return made


def copy_database(settings: Settings) -> Backup:
    """A new file in the backup directory. It has its final name only once it was checked and is on the disk."""
    source = database_file(settings)
    settings.backup_dir.mkdir(parents=True, exist_ok=True)
    if not room.takes_copy(settings, settings.backup_dir, 2 * source.stat().st_size):
        raise BackupFailed("not enough room for a copy of the database")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = settings.backup_dir / f"{PREFIX}{stamp}{SUFFIX}"
    partial = target.with_suffix(".partial")
    try:
        with closing(dbapi2.connect(str(source))) as old, closing(dbapi2.connect(str(partial))) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")  # one file that needs no other
        found = inspect(partial)
        _fsync(partial)
        os.rename(partial, target)
        _fsync(settings.backup_dir)
    finally:
        partial.unlink(missing_ok=True)
    return Backup(target, *found)


def inspect(path: Path) -> tuple[int | None, dict[tuple[str, int], int]]:
    """The epoch and the heads of the streams in a copy, or BackupFailed when it is not sound."""
    try:
        with closing(dbapi2.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            if [row[0] for row in copy.execute("PRAGMA integrity_check")] != ["ok"]:
                raise BackupFailed("the copy fails its integrity check")
            if copy.execute("PRAGMA foreign_key_check").fetchone():
                raise BackupFailed("the copy has rows that refer to nothing")
            epoch = _scalar(copy, "select epoch from sync_meta where id = 1")
            rows = copy.execute("select device_id, incarnation, last_seq from device_stream").fetchall()
    except dbapi2.DatabaseError as error:
        raise BackupFailed(f"the copy cannot be read: {error}") from error
    return epoch, {(device, incarnation): last for device, incarnation, last in rows}


def copy_blobs(source: Store, target: Store) -> int:
    """Bring photos the other does not have yet; how many. They never change, so on one disk a link is a copy.

    A bucket is neither copied nor overwritten from here: it has versions or a replica of its own.
    """
    if not (isinstance(source, LocalStore) and isinstance(target, LocalStore)):
        return 0
    count = 0
    for sha256 in source.walk():
        kept = source.stat(sha256)
        if kept is not None and target.stat(sha256) is None:
            target.put(source.path(sha256), sha256, kept.size)
            count += 1
    return count


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest copies. Their names order them."""
    old = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))[:-keep]
    for path in old:
        path.unlink()
    return old


def newest(folder: Path) -> Path | None:
    """The newest copy that is there."""
    found = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))
    return found[-1] if found else None


def database_file(settings: Settings) -> Path:
    if not settings.is_sqlite:
        raise NotSupported("PostgreSQL: use its own backup; phones keep everything meanwhile")
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    if not path.exists():
        raise BackupFailed("there is no database yet")
    return path


def _scalar(copy: Any, query: str) -> Any:
    row = copy.execute(query).fetchone()
    return row[0] if row else None


def _fsync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
