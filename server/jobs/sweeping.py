"""The nightly sweep: what ran out long ago and carries no work of anybody. And thumbnails, every minute."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from server.accounts.commands import sweep_sessions
from server.evidence import sweeps, thumbnails
from server.evidence.commands import sweep_uploads
from server.evidence.storage import Storage
from server.evidence.stores import store_of
from server.evidence.sweeps import Place
from server.jobs.models import JobRun
from server.kernel import clock
from server.kernel.transaction import read, write
from server.sync.models import SyncMeta
from server.sync.named_blobs import named_by_operations

RUNS_KEPT = timedelta(days=90)


def sweep(app: Flask) -> str:
    """Forget expired sessions and codes, abandoned uploads and old runs. Never an operation, never a named photo."""
    place = _place(app)
    with app.app_context(), write() as session:
        now = clock.now()
        sessions, uploads = sweep_sessions(session, now=now), sweep_uploads(session, now=now)
        session.execute(sa.delete(JobRun).where(JobRun.started_at < now - RUNS_KEPT))
    for one in uploads:  # their rows are gone for good
        place.files.discard(one)
    with app.app_context():
        lost = sweeps.ask_again(place, now=now)
        adopted, damaged = sweeps.adopt(place, now=now)
        unnamed = sweeps.forget_unnamed(place, named_by_operations, now=now)
        strays = sweeps.discard_strays(place, now=now)
    return (f"{sessions} sessions, {len(uploads)} uploads; photos: {lost} lost, {adopted} adopted, {damaged} damaged, "
            f"{unnamed} unnamed, {strays} stray files")


def shrink(app: Flask) -> str:
    """Thumbnails of the photos that came since the last time, in the limited child process."""
    place = _place(app)
    with app.app_context():
        return f"{thumbnails.make_waiting(place.files, place.whole)} thumbnails"


def shrinks_anything(app: Flask) -> bool:
    with app.app_context(), read() as session:
        return bool(thumbnails.waiting(session, 1))


def _place(app: Flask) -> Place:
    settings = app.extensions["settings"]
    with app.app_context(), read() as session:
        meta = session.get(SyncMeta, 1)
    return Place(Storage(settings.data_dir), store_of(settings), meta.since if meta else None)
