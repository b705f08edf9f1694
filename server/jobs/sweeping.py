"""The nightly sweep: what ran out long ago and carries no work of anybody."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from server.accounts.commands import sweep_sessions
from server.evidence.commands import sweep_uploads
from server.evidence.storage import Storage
from server.jobs.models import JobRun
from server.kernel import clock
from server.kernel.transaction import write

RUNS_KEPT = timedelta(days=90)


def sweep(app: Flask) -> str:
    """Forget expired sessions and codes, abandoned uploads and old runs. Never an operation, never a whole photo."""
    storage = Storage(app.extensions["settings"].data_dir)
    with app.app_context(), write() as session:
        now = clock.now()
        sessions, uploads = sweep_sessions(session, now=now), sweep_uploads(session, now=now)
        session.execute(sa.delete(JobRun).where(JobRun.started_at < now - RUNS_KEPT))
    for one in uploads:  # their rows are gone for good
        storage.discard(one)
    return f"{sessions} sessions, {len(uploads)} uploads"
