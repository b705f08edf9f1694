"""Whether the system can serve and whether it is cared for: schema, disk, writer lock, backups, jobs. Figures only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy.orm import Session

from server.kernel import clock
from server.kernel.problems import Busy
from server.kernel.sqlite import WriterLock
from server.operations import archive, backup
from server.operations.archive import BackupFailed
from server.operations.migrating import heads
from server.settings import Settings

OK, DEGRADED, FAILED = "ok", "degraded", "failed"
TENTH = 10
LOCK_SECONDS = 1.0
LATE = {"backup": None, "sweep": timedelta(hours=26), "fsck": timedelta(hours=26), "verify-restore": timedelta(days=8)}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `failed`: cannot serve; `degraded`: serves, and somebody has to act."""

    name: str
    state: str
    detail: str = ""


def checks(session: Session) -> Iterator[Check]:
    """Everything that is looked at. The database has answered already: there is a session."""
    settings: Settings = current_app.extensions["settings"]
    yield _schema(session)
    yield _disk(settings)
    yield _writer_lock(session)
    yield _backup(settings)
    if backup.same_disk(settings):
        yield Check("backup_disk", DEGRADED, "the backup is on the disk it is meant to outlive")
    else:
        yield Check("backup_disk", OK)
    yield from _jobs(session, settings)


def worst(found: list[Check]) -> str:
    """The state of the whole."""
    states = {one.state for one in found}
    return next(state for state in (FAILED, DEGRADED, OK) if state in states or state == OK)


def _schema(session: Session) -> Check:
    here, wanted = set(MigrationContext.configure(session.connection()).get_current_heads()), heads()
    detail = f"{', '.join(sorted(here)) or 'none'} of {', '.join(sorted(wanted))}"
    return Check("schema", OK if here == wanted else FAILED, detail)


def _disk(settings: Settings) -> Check:
    usage = shutil.disk_usage(settings.data_dir)
    state = FAILED if usage.free < settings.least_free_bytes // 4 else DEGRADED if (
        usage.free < settings.least_free_bytes or usage.free * TENTH < usage.total) else OK
    return Check("disk", state, f"{usage.free // 2**20} MiB free")


def _writer_lock(session: Session) -> Check:
    lock: WriterLock | None = current_app.extensions.get("writer_lock")
    if lock is None:
        standby = session.scalar(sa.text("SELECT pg_is_in_recovery()"))
        return Check("writer", FAILED if standby else OK, "this PostgreSQL only reads" if standby else "")
    try:
        with lock.held(LOCK_SECONDS):
            return Check("writer", OK)
    except Busy:
        return Check("writer", DEGRADED, f"somebody has been writing for more than {LOCK_SECONDS:g} s")


def backup_age(settings: Settings) -> timedelta | None:
    """How old the newest whole archive is."""
    newest = backup.newest(settings)
    return clock.system_clock() - archive.made_at(newest) if newest else None


def _backup(settings: Settings) -> Check:
    try:
        age = backup_age(settings)
    except BackupFailed as error:
        return Check("backup", DEGRADED, str(error))
    if age is None:
        return Check("backup", DEGRADED, "there is none")
    late = age > timedelta(minutes=3 * settings.backup_minutes)
    return Check("backup", DEGRADED if late else OK, f"{_seconds(age)} s old")


def last_runs(session: Session) -> dict[str, tuple[str, datetime]]:
    """How the last finished run of each job ended, and when. The table belongs to the room above."""
    rows = session.execute(sa.text(
        "SELECT job, outcome, ended_at FROM job_run WHERE ended_at IS NOT NULL AND ended_at = (SELECT max(x.ended_at) "
        "FROM job_run x WHERE x.job = job_run.job) ORDER BY job"))
    return {job: (outcome, datetime.fromisoformat(ended)) for job, outcome, ended in rows}


def _jobs(session: Session, settings: Settings) -> Iterator[Check]:
    ran, now = last_runs(session), clock.system_clock()
    first = session.scalar(sa.text("SELECT min(started_at) FROM job_run"))
    begun = datetime.fromisoformat(first) if first else None
    for job, given in LATE.items():
        patience = given or timedelta(minutes=3 * settings.backup_minutes)
        if job in ran:
            outcome, ended = ran[job]
            good, detail = outcome == "done" and now - ended <= patience, f"{outcome}, {_seconds(now - ended)} s ago"
        else:  # a young system has not come to its first Saturday yet
            good, detail = begun is not None and now - begun <= patience, "never run"
        yield Check(f"job {job}", OK if good else DEGRADED, detail)


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
