"""The real server, gunicorn and all, on a loopback port; photos to send to it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from server.extensions import db
from server.kernel.clock import Clock
from server.operations.serving import gunicorn_command
from server.settings import Settings
from tests.factories.people import with_people

ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(app: Flask, clock: Clock, settings: Settings) -> Iterator[str]:
    """The address of a server on this test's database, with the inspector `one`."""
    with_people(app, clock, {"one": [("inspector", "610602")]})
    with app.app_context():
        db.engine.dispose()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {**os.environ, "HENGJIAN_DATABASE_URL": settings.database_url,
               "HENGJIAN_DATA_DIR": str(settings.data_dir), "HENGJIAN_SECRET_KEY": settings.secret_key,
               "HENGJIAN_SECURE_COOKIES": "0", "HENGJIAN_PWA_DIR": str(settings.pwa_dir)}
    process = subprocess.Popen(gunicorn_command(replace(settings, port=port)), cwd=ROOT, env=environ)
    try:
        _answers(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        assert process.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server never answered")
