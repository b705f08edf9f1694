"""Bringing a database to the schema of this version, and telling whether it is there."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from pysqlite3 import dbapi2

from server.extensions import MIGRATIONS, db
from server.kernel.clock import system_clock
from server.kernel.transaction import write


class BackupFailed(Exception):
    """The copy before a migration could not be verified; nothing was changed."""


@cache
def heads() -> set[str]:
    """The newest revisions this version knows."""
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    return set(ScriptDirectory.from_config(config).get_heads())


def is_current(app: Flask) -> bool:
    """Whether the database is exactly at this version's schema."""
    with app.app_context(), db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == heads()


def migrate(app: Flask) -> Path | None:
    """Upgrade to head and publish the bundled reference data. On SQLite a verified copy is made first; its path."""
    copy = None
    with app.app_context():
        if not is_current(app):
            copy = _copy_sqlite(app) if db.engine.dialect.name == "sqlite" else None
            upgrade(directory=MIGRATIONS)
            _check_foreign_keys()
        _publish()
        db.engine.dispose()
    return copy


def _copy_sqlite(app: Flask) -> Path | None:
    source = Path(app.extensions["settings"].database_url.removeprefix("sqlite:///"))
    if not source.exists() or not sa.inspect(db.engine).get_table_names():
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = source.with_name(f"{source.name}.before-{stamp}")
    if shutil.disk_usage(source.parent).free < 2 * source.stat().st_size:
        raise BackupFailed("not enough room for a copy of the database")
    with dbapi2.connect(str(source)) as old, dbapi2.connect(str(target)) as new:
        old.backup(new)
        if new.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BackupFailed(str(target))
    return target


def _check_foreign_keys() -> None:
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise BackupFailed(f"foreign keys broken after the migration: {broken[:5]}")


def _publish() -> None:
    """Reference data that ships with a version: divisions, checklists, rulebooks. Safe to run twice."""
    from server.jurisdictions import commands as jurisdictions
    from server.rulebooks import commands as rulebooks

    now = system_clock()
    with write() as session:
        jurisdictions.publish_bundled(session, now=now)
    with write() as session:
        rulebooks.publish_bundled(session, now=now)
