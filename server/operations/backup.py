"""A verified copy of the database and its photos, and what phones may therefore call safe.

The copy is made while everybody works on; it is believed after it was read back, and the streams' heads are those of
the copy, not of the database that went on. `safe` advances last, once every file of the archive is on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from flask import Flask

from server.evidence import room
from server.kernel import clock
from server.kernel.transaction import write
from server.operations import archive, durable, photos, postgres_copy, sqlite_copy
from server.operations.archive import DATABASES, PREFIX, STAMP, BackupFailed, Contents
from server.operations.lease import Held, lease
from server.settings import Settings
from server.sync.ledger import mark_safe
from server.sync.models import SyncMeta


@dataclass(frozen=True)
class Backup:
    """An archive on disk, whole and checked, with what it contains."""

    path: Path
    contents: Contents
    missing: tuple[str, ...] = ()

    @property
    def epoch(self) -> int | None:
        return self.contents.epoch

    @property
    def heads(self) -> dict[tuple[str, int], int]:
        return self.contents.heads


def back_up(app: Flask) -> Backup:
    """Copy, verify, advance `safe`, and let the oldest archives go. One at a time on a data directory."""
    settings: Settings = app.extensions["settings"]
    try:
        with lease(settings.data_dir, "backup"):
            with app.app_context():
                began = clock.now()  # before the copy: what was here by now is in it
            made = _archived(settings)
            if made.missing:
                _refuse(made)
            with app.app_context(), write() as session:
                meta = session.get(SyncMeta, 1)
                if meta is not None and meta.epoch == made.epoch:
                    mark_safe(session, made.heads)
                    meta.safe_until = max(meta.safe_until or began, began)
    except Held:
        raise BackupFailed("another backup is under way") from None
    return made


def _archived(settings: Settings) -> Backup:
    """The archive with its manifest. A disk that fills up leaves the older ones as they were."""
    with _trouble_of_the_disk():
        made = copy_database(settings)
        missing = photos.keep(made.contents.blobs, settings.data_dir / "blobs", settings.backup_dir / "blobs")
        made = replace(made, missing=tuple(missing))
        archive.write(settings.backup_dir, archive.describe(
            kind(settings), made.path, made.contents, missing, _keep_keys(settings)))
        archive.prune(settings.backup_dir, settings.backup_keep)
    return made


def copy_database(settings: Settings) -> Backup:
    """A new file in the backup directory. It has its final name only once it was checked and is on the disk."""
    durable.make_folders(settings.backup_dir)
    if not room.takes_copy(settings, settings.backup_dir, _size(settings)):
        raise BackupFailed("not enough room for a copy of the database")
    stamp = datetime.now(UTC).strftime(STAMP)
    target = settings.backup_dir / f"{PREFIX}{stamp}{DATABASES[kind(settings)]}"
    partial = target.with_suffix(durable.PARTIAL)
    try:
        contents = (sqlite_copy if settings.is_sqlite else postgres_copy).make(settings, partial)
        durable.settle(partial, target)
    finally:
        for path in settings.backup_dir.glob(f"{partial.name}*"):
            path.unlink()
    # a bucket is not copied from here: it has versions or a replica of its own
    return Backup(target, replace(contents, blobs=()) if is_bucket(settings) else contents)


def is_bucket(settings: Settings) -> bool:
    return settings.blob_store != "file"


def _size(settings: Settings) -> int:
    """About how many bytes a copy may take; of a database on another server nothing is known here."""
    return 2 * sqlite_copy.database_file(settings).stat().st_size if settings.is_sqlite else 0


def kind(settings: Settings) -> str:
    return "sqlite" if settings.is_sqlite else "postgresql"


def newest(settings: Settings) -> Path | None:
    """The newest whole archive."""
    return archive.newest(settings.backup_dir, kind(settings))


def same_disk(settings: Settings) -> bool:
    """Whether archives lie on the disk they are meant to outlive."""
    there = settings.backup_dir
    while not there.exists():
        there = there.parent
    return os.stat(there).st_dev == os.stat(settings.data_dir).st_dev


def _keep_keys(settings: Settings) -> dict[str, str]:
    """Keys of the data directory, without which a restored installation could not open what it sealed or signed."""
    kept = {}
    for path in sorted(settings.data_dir.glob("*.key")):
        kept[path.name] = durable.digest(path)
        there = settings.backup_dir / "keys" / kept[path.name]
        if not there.exists():
            durable.make_folders(there.parent)
            there.parent.chmod(0o700)
            durable.copy(path, there)
            there.chmod(0o600)
    return kept


def _refuse(made: Backup) -> NoReturn:
    raise BackupFailed(
        f"{made.path.name} was made, but {len(made.missing)} photos that the database names are not there or damaged, "
        f"so nothing became safe (the first: {made.missing[0]}); `fsck --deep --ask-again` asks the phones for them")


@contextmanager
def _trouble_of_the_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupFailed(f"the disk refused: {error}") from error
