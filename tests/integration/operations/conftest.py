"""A phone at work, a photo that arrived, and what lies on the disk."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from server.evidence.models import Blob
from server.extensions import db
from server.kernel.transaction import write
from server.operations import photos
from tests.conftest import StandingClock
from tests.factories.phones import Phone, phone
from tests.integration.sync.conftest import hire


@pytest.fixture
def zhang(app: Flask, clock: StandingClock) -> Phone:
    return phone(app, hire(app, clock, "zhang"))


def folder(app: Flask) -> Path:
    found: Path = app.extensions["settings"].backup_dir
    return found


PHOTO = b"\xff\xd8\xff photo"


def photo(app: Flask, content: bytes = PHOTO) -> Path:
    """A photo that arrived: its file and its row."""
    digest = hashlib.sha256(content).hexdigest()
    path = photos.place(app.extensions["settings"].data_dir / "blobs", digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    with app.app_context(), write() as session:
        session.add(Blob(sha256=digest, size=len(content), media_type="image/jpeg", thumbnail="none",
                         received_at=datetime(2026, 11, 25, tzinfo=UTC)))
    return path


def kept(app: Flask, photo: Path) -> Path:
    return photos.place(folder(app) / "blobs", photo.name)


def flip(path: Path, at: int = -20) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.unlink()  # the same bytes may have a second name
    path.write_bytes(bytes(raw))


def tree(app: Flask) -> dict[str, bytes]:
    """Every file of the data directory but locks and SQLite's own shared memory, with its bytes."""
    with app.app_context():
        db.engine.dispose()
    root = app.extensions["settings"].data_dir
    passing = (".lease", ".writer", ".counts", "-shm", "-wal")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*")
            if path.is_file() and not path.name.endswith(passing)}
