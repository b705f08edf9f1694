"""The bottle's template: one database with the people signed in, copied for every seed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from server.app import create_app
from server.extensions import db
from server.jurisdictions.commands import publish_bundled
from server.kernel.transaction import write
from server.settings import read_settings
from tests.conftest import StandingClock
from tests.factories.people import Client, sign_in, with_people
from tests.simulation.world import BAOTA, LUOCHUAN, Bottle

ROLES = {"zhang": BAOTA, "wang": BAOTA, "liu": LUOCHUAN}


@pytest.fixture(scope="module")
def bottled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Bottle]]:
    """Makes the bottle of a seed."""
    folder, clock = tmp_path_factory.mktemp("bottle"), StandingClock()
    app = create_app(read_settings({
        "HENGJIAN_DATABASE_URL": f"sqlite:///{folder}/simulation.sqlite3", "HENGJIAN_DATA_DIR": str(folder),
        "HENGJIAN_SECRET_KEY": "simulation-" + "x" * 32, "HENGJIAN_LABEL_ORIGIN": "https://label.example.cn",
        "HENGJIAN_SECURE_COOKIES": "0", "HENGJIAN_PWA_DIR": str(folder / "no-pwa")}), clock=clock)
    template, clients = folder / "template.sqlite3", _prepared(app, clock, folder / "template.sqlite3")

    def bottle(seed: int) -> Bottle:
        for old in folder.glob("copy-*"):
            old.unlink()
        clock.at = StandingClock().at
        made = Bottle(app, clock, template, clients, random.Random(seed))
        made.start()
        return made

    yield bottle
    with app.app_context():
        db.engine.dispose()


def _prepared(app: Flask, clock: StandingClock, template: Path) -> dict[str, Client]:
    with app.app_context():
        db.metadata.create_all(db.engine)
        with write() as session:
            publish_bundled(session, now=clock())
    with_people(app, clock, {name: [("inspector", division)] for name, division in ROLES.items()})
    clients = {name: sign_in(app, name) for name in ROLES}
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(app.extensions["settings"].database_url.removeprefix("sqlite:///"), template)
    return clients
