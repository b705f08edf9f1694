"""The application on a real SQLite file (or PostgreSQL), a clock that stands still, and who acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from server.app import create_app
from server.extensions import db
from server.kernel.transaction import write
from server.settings import Settings, read_settings


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


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"HENGJIAN_DATABASE_URL": f"sqlite:///{tmp_path}/test.sqlite3",
                          "HENGJIAN_DATA_DIR": str(tmp_path), "HENGJIAN_SECRET_KEY": "test-secret-" + "x" * 32,
                          "HENGJIAN_LABEL_ORIGIN": "https://label.example.cn", "HENGJIAN_SECURE_COOKIES": "0",
                          "HENGJIAN_PWA_DIR": str(tmp_path / "no-pwa")})


@pytest.fixture
def app(settings: Settings, clock: StandingClock) -> Iterator[Flask]:
    """An application with an empty schema and the bundled divisions."""
    from server.jurisdictions.commands import publish_bundled

    app = create_app(settings, clock=clock)
    with app.app_context():
        db.metadata.create_all(db.engine)
        with write() as session:
            publish_bundled(session, now=clock())
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A write transaction that commits at the end of the test."""
    with app.app_context(), write() as session:
        yield session


Now = Callable[[], datetime]
