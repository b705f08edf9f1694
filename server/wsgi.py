"""Process entry for gunicorn: `server.wsgi:app`. Nothing here opens a database before the fork."""

from __future__ import annotations

from server.app import create_app

app = create_app()
