"""Migrations build exactly what the models say, on either database, and lead back down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from server.app import create_app
from server.extensions import MIGRATIONS, db
from server.operations import migrating
from server.settings import Settings


@pytest.fixture
def empty(settings: Settings) -> Iterator[Flask]:
    """An application on a database without tables."""
    app = create_app(settings)
    with app.app_context():
        db.metadata.drop_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_the_newest_revision_is_the_models(empty: Flask) -> None:
    with empty.app_context():
        upgrade(directory=MIGRATIONS)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
            assert compare_metadata(context, db.metadata) == []
    assert migrating.is_current(empty)


def test_down_and_up_again(empty: Flask) -> None:
    with empty.app_context():
        upgrade(directory=MIGRATIONS)
        downgrade(directory=MIGRATIONS, revision="base")
        assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade(directory=MIGRATIONS)
    assert migrating.is_current(empty)


def test_migrating_twice_changes_nothing(empty: Flask) -> None:
    assert migrating.migrate(empty) is None
    with empty.app_context(), db.engine.connect() as connection:
        before = connection.execute(sa.text("select count(*) from entity_version")).scalar()
    migrating.migrate(empty)
    with empty.app_context(), db.engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from entity_version")).scalar() == before
    assert before and before > 14
