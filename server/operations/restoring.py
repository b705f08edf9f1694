"""Going back to an archive: the database of then becomes that of now, in a new epoch, so that phones send the rest.

Everything is proved and made ready beside the live data first; the last step is a rename. What stood there before is
moved aside, never deleted. The new epoch is written before the rename: no phone ever meets the old one again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from pysqlite3 import dbapi2
from sqlalchemy.orm import Session

from server.evidence.commands import ask_again
from server.extensions import db
from server.kernel import sqlite
from server.kernel.clock import system_clock
from server.kernel.identity import SYSTEM
from server.operations import archive, durable, photos, postgres_copy, sqlite_copy
from server.operations.archive import BackupFailed, Manifest
from server.operations.backup import kind
from server.settings import Settings
from server.sync.meta import new_epoch


def restore(app: Flask, copy: Path, *, without_photos: bool = False) -> Path | None:
    """Put a verified archive in place; where the replaced database now lies. The caller holds the leases.

    An archive with a photo that is lost is refused, or with `without_photos` restored so that phones are asked for it.
    """
    settings: Settings = app.extensions["settings"]
    try:
        held = archive.verified(copy, kind(settings))
        lost = photos.lost(held.contents.blobs, (settings.backup_dir / "blobs", settings.data_dir / "blobs"))
        if lost and not without_photos:
            raise BackupFailed(f"{len(lost)} photos of this archive are lost or damaged (the first: {lost[0]}); "
                               "--without-lost-photos restores the rest and asks the phones for them")
        with app.app_context():
            db.engine.dispose()
        return (_sqlite if settings.is_sqlite else _postgresql)(settings, copy, held, lost)
    except OSError as error:
        raise BackupFailed(f"the disk refused: {error}") from error


def _sqlite(settings: Settings, copy: Path, held: Manifest, lost: Sequence[str]) -> Path | None:
    sqlite_copy.inspect(copy)
    place = sqlite_copy.database_file(settings)
    arriving = place.with_name(place.name + ".arriving")
    try:
        for end in ("", "-wal", "-shm"):
            arriving.with_name(arriving.name + end).unlink(missing_ok=True)
        durable.copy(copy, arriving)
        engine = sa.create_engine(f"sqlite:///{arriving}", **sqlite.engine_options())
        sqlite.prepare(engine)
        _begin_anew(engine, lost)
        durable.fsync(arriving)
        _bring_files(settings, held)
    except (sa.exc.DBAPIError, OSError) as error:
        arriving.unlink(missing_ok=True)
        raise BackupFailed(f"the copy could not be made ready: {getattr(error, 'orig', None) or error}") from error
    return _swapped(place, arriving)


def _swapped(place: Path, arriving: Path) -> Path | None:
    """The arrived database under the live name; where the replaced one lies. A crash leaves one or the other, whole."""
    aside = place.with_name(f"{place.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    there = place.exists()
    if there:
        _fold_log(place)
        for end in ("-wal", "-shm"):  # still there only where the old database could not be opened
            beside = place.with_name(place.name + end)
            if beside.exists():
                os.rename(beside, aside.with_name(aside.name + end))
        os.link(place, aside)
        durable.fsync(place.parent)
    os.replace(arriving, place)
    durable.fsync(place.parent)
    return aside if there else None


def _fold_log(place: Path) -> None:
    """Bring the write-ahead log into the file, so that one file is the whole database."""
    try:
        with closing(dbapi2.connect(str(place))) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except dbapi2.DatabaseError:
        return  # it is damaged: perhaps why somebody restores


def _postgresql(settings: Settings, copy: Path, held: Manifest, lost: Sequence[str]) -> Path | None:
    """A new database filled, proved and given its epoch beside the live one, then both renamed in one transaction."""
    url = sa.make_url(settings.database_url)
    live, arriving = url.database or "", postgres_copy.named(url, "_arriving_")
    try:
        other = postgres_copy.create(url, arriving)
        postgres_copy.fill(settings, other, copy)
        postgres_copy.verify(other, held.contents.tables, copy.name)
        _begin_anew(sa.create_engine(other, poolclass=sa.NullPool, hide_parameters=True), lost)
        _bring_files(settings, held)
        aside = postgres_copy.swap(url, live, arriving)
    except BaseException:
        postgres_copy.drop(url, arriving)
        raise
    return Path(aside) if aside else None


def _begin_anew(engine: sa.Engine, lost: Sequence[str]) -> None:
    """The epoch of the restored history, and the photos it will have to ask for."""
    now = system_clock()
    with Session(engine) as session:
        new_epoch(session, now)
        ask_again(session, SYSTEM, lost, now=now)
        session.commit()
    engine.dispose()


def _bring_files(settings: Settings, held: Manifest) -> None:
    """Photos and keys that are not here. They only add: the live database does not mind them."""
    photos.bring_back(held.contents.blobs, settings.backup_dir / "blobs", settings.data_dir / "blobs")
    for name, digest in held.keys.items():
        kept, here = settings.backup_dir / "keys" / digest, settings.data_dir / Path(name).name
        if not here.exists() and kept.exists() and durable.digest(kept) == digest:
            durable.copy(kept, here)
            here.chmod(0o600)
