"""A backup exists when a restore of it passed fsck: the newest is restored into a scratch place and proved there.

Nothing live is touched. The photos are read where the backup keeps them, each one, and its digest computed anew.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from server.evidence.stores import LocalStore, store_of
from server.kernel import sqlite
from server.operations import archive, durable, postgres_copy, sqlite_copy
from server.operations.archive import BackupFailed, Manifest
from server.operations.backup import is_bucket, kind, newest
from server.operations.fsck import Finding, checked
from server.settings import Settings

MOST = 20


def verify_restore(app: Flask) -> str:
    """Restore the newest archive into a scratch place and run fsck there; what was proved, or BackupFailed."""
    settings: Settings = app.extensions["settings"]
    copy = newest(settings)
    if copy is None:
        raise BackupFailed("there is no backup to verify")
    held = archive.verified(copy, kind(settings))
    try:
        findings = _found(app, settings, copy, held)
    except OSError as error:
        raise BackupFailed(f"the disk refused: {error}") from error
    if findings:
        first = findings[0]
        raise BackupFailed(f"{copy.name} restored, but fsck found {len(findings)}{'+' * (len(findings) == MOST)}: "
                           f"{first.check}: {first.subject}: {first.detail}")
    return f"{copy.name}: restored, fsck clean, {len(held.contents.blobs)} photos"


def _found(app: Flask, settings: Settings, copy: Path, held: Manifest) -> list[Finding]:
    with tempfile.TemporaryDirectory(prefix="verify-", dir=settings.data_dir) as name:
        scratch = Path(name)
        photos = store_of(settings) if is_bucket(settings) else LocalStore(settings.backup_dir / "blobs")
        where = _sqlite(copy, scratch) if settings.is_sqlite else _postgresql(settings, copy, held)
        with app.app_context(), where as engine, Session(engine) as session:
            return list(islice(checked(session, photos, deep=True), MOST))


@contextmanager
def _sqlite(copy: Path, scratch: Path) -> Iterator[sa.Engine]:
    sqlite_copy.inspect(copy)
    restored = scratch / copy.name
    durable.copy(copy, restored)
    engine = sa.create_engine(f"sqlite:///{restored}", **sqlite.engine_options(), hide_parameters=True)
    sqlite.prepare(engine)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _postgresql(settings: Settings, copy: Path, held: Manifest) -> Iterator[sa.Engine]:
    with postgres_copy.scratch(settings, sa.make_url(settings.database_url)) as (name, url):
        postgres_copy.fill(settings, url, copy)
        postgres_copy.verify(url, held.contents.tables, name)
        engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True,
                                  isolation_level="REPEATABLE READ")
        try:
            yield engine
        finally:
            engine.dispose()
