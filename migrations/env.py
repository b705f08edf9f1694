"""Alembic environment: the application's own engine and metadata; foreign keys off while tables are rebuilt."""

from __future__ import annotations

from alembic import context
from flask import current_app

from server.extensions import db

target = db.metadata


def run() -> None:
    """SQLite rebuilds tables in batch mode; with foreign keys on, that would delete children."""
    engine = current_app.extensions["sqlalchemy"].engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            raw = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(connection=connection, target_metadata=target, render_as_batch=True, compare_type=True,
                          transaction_per_migration=True, render_item=_render)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if sqlite:
            raw.execute("PRAGMA foreign_keys=ON")


def _render(kind: str, item: object, autogen_context: object) -> str | bool:
    """Our column types are plain text to the database: migrations must not depend on today's Python."""
    from server.kernel.columns import Instant, Json

    if kind == "type" and isinstance(item, Instant):
        return "sa.String(length=27)"
    if kind == "type" and isinstance(item, Json):
        return "sa.Text()"
    return False


run()
