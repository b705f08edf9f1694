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


def test_the_end_of_a_stored_edition_moves_out_of_its_content(empty: Flask) -> None:
    """0002: rows from before keep their content and get the end that stood in it."""
    before = sa.text("insert into rulebook (id, rule, edition, valid_from, content, created_at, updated_at) values "
                     "(:id, 'gbt8170_round', :edition, '2009-01-01', :content, '2026-01-01T00:00:00.000000Z', "
                     "'2026-01-01T00:00:00.000000Z')")
    contents = {"a": '{"valid_to":"2020-12-31"}', "b": '{"valid_to":null}', "c": "{}"}
    with empty.app_context():
        upgrade(directory=MIGRATIONS, revision="0001")
        with db.engine.begin() as connection:
            for id, content in contents.items():
                connection.execute(before, {"id": id, "edition": id, "content": content})
        upgrade(directory=MIGRATIONS)
        after = sa.text("select id, valid_to, content from rulebook order by id")
        with db.engine.connect() as connection:
            rows = connection.execute(after).all()
    assert [(id, str(until) if until else None, content) for id, until, content in rows] == [
        ("a", "2020-12-31", contents["a"]), ("b", None, contents["b"]), ("c", None, contents["c"])]
