"""A ledger from before keeps its places when further kinds are allowed, and after a step back they are still there."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from server.extensions import MIGRATIONS, db
from tests.migrations.test_schema import empty as empty  # the fixture

AT = "2026-11-25T02:20:00.000000Z"


def add(connection: sa.Connection, id: str, kind: str) -> None:
    connection.execute(sa.text(
        "insert into premises (id, root_id, kind, name, walking_order, division, address, origin, state, search_key, "
        "created_at, updated_at) values (:id, :id, :kind, '样例', 0, '610602', '', 'ledger', 'active', '', :at, :at)"),
        {"id": id, "kind": kind, "at": AT})


def kinds() -> dict[str, str]:
    with db.engine.connect() as connection:
        return dict(connection.execute(sa.text("select id, kind from premises")).all())  # type: ignore[arg-type]


def test_places_from_before_stay_and_new_kinds_may_come(empty: Flask) -> None:
    with empty.app_context():
        upgrade(directory=MIGRATIONS, revision="0001")
        with db.engine.begin() as connection:
            connection.execute(sa.text(
                "insert into division (code, id, name, name_en) values ('610602', 'd', '宝塔区', 'Baota')"))
            add(connection, "old", "shop")
        with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
            add(connection, "early", "fair")
        upgrade(directory=MIGRATIONS)
        with db.engine.begin() as connection:
            add(connection, "new", "fair")
        with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
            add(connection, "wrong", "castle")
        assert kinds() == {"old": "shop", "new": "fair"}
        downgrade(directory=MIGRATIONS, revision="0001")
        assert kinds() == {"old": "shop", "new": "other"}
