"""What Prometheus may read: counters of all processes, and figures asked of the database. No personal data, few series.

The text format (version 0.0.4) is small enough to be written here; see kernel/meters for why there is no library.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from itertools import groupby

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from server.evidence.models import Blob, BlobLink
from server.kernel import meters
from server.kernel.clock import system_clock
from server.operations import health
from server.operations.archive import BackupFailed
from server.operations.backup import same_disk
from server.operations.logs import BUCKETS
from server.settings import Settings
from server.sync.models import HELD, Conflict, DeviceStream, LedgerEntry

HELP = {
    "hengjian_push_operations_total": "Operations that phones handed in, by outcome.",
    "hengjian_push_batches_total": "Batches that phones handed in, by outcome.",
    "hengjian_pull_pages_total": "Pages that phones fetched.",
    "hengjian_pull_lines_total": "Changes that phones fetched.",
    "hengjian_blobs_received_total": "Photos that arrived whole.",
    "hengjian_job_runs_total": "Runs of jobs, by outcome.",
    "hengjian_http_requests_total": "Requests by route template, method and status.",
    "hengjian_http_seconds": "Seconds a request took, by route template.",
    meters.LOST: "Counts that found no room: more series than there may be.",
    "hengjian_operations_held": "Operations that were refused or are held.",
    "hengjian_operations_unsafe": "Operations received that no verified backup contains yet.",
    "hengjian_conflicts_open": "Conflicts that wait for a person.",
    "hengjian_blobs": "Photos that are here.",
    "hengjian_blobs_missing": "Photos that a record names and that have not arrived.",
    "hengjian_disk_free_bytes": "Room left where the data lies.",
    "hengjian_backup_age_seconds": "Age of the newest whole archive.",
    "hengjian_backup_same_disk": "1 while the backup is on the disk it is meant to outlive.",
    "hengjian_job_last_run_seconds": "Seconds since the last run of a job ended, by how it ended.",
}
HISTOGRAM = "hengjian_http_seconds"


def page(session: Session) -> str:
    """The whole answer."""
    settings: Settings = current_app.extensions["settings"]
    counted = meters.total(settings.data_dir / "metrics")
    lines = [*_counters(counted), *_histogram(counted), *_gauges(session, settings)]
    return "\n".join(lines) + "\n"


def _counters(counted: dict[str, float]) -> Iterator[str]:
    plain = sorted((_name(key), key) for key in counted if not key.startswith(HISTOGRAM))
    for name, keys in groupby(plain, key=lambda one: one[0]):
        yield from _head(name, "counter")
        yield from (f"{key} {_figure(counted[key])}" for _, key in keys)


def _histogram(counted: dict[str, float]) -> Iterator[str]:
    """Buckets were counted each alone; here they are added up, as the format wants them."""
    yield from _head(HISTOGRAM, "histogram")
    routes = sorted(key.split('route="', 1)[1].rsplit('"', 1)[0] for key in counted
                    if key.startswith(f"{HISTOGRAM}_sum"))
    for route in routes:
        below = 0.0
        for edge in (*(str(one) for one in BUCKETS), "+Inf"):
            below += counted.get(f'{HISTOGRAM}_bucket{{le="{edge}",route="{route}"}}', 0)
            yield f'{HISTOGRAM}_bucket{{route="{route}",le="{edge}"}} {_figure(below)}'
        total = counted[meters.series(f"{HISTOGRAM}_sum", {"route": route})]
        yield f'{HISTOGRAM}_sum{{route="{route}"}} {total:.6f}'
        yield f'{HISTOGRAM}_count{{route="{route}"}} {_figure(below)}'


def _gauges(session: Session, settings: Settings) -> Iterator[str]:
    count = sa.func.count()
    yield from _gauge("hengjian_operations_held", [({"outcome": outcome}, session.scalar(
        sa.select(count).where(LedgerEntry.outcome == outcome, LedgerEntry.is_first))) for outcome in HELD])
    yield from _gauge("hengjian_operations_unsafe", [({}, session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(DeviceStream.last_seq - DeviceStream.safe_seq), 0))))])
    yield from _gauge("hengjian_conflicts_open", [({}, session.scalar(
        sa.select(count).select_from(Conflict).where(Conflict.state == "open")))])
    yield from _gauge("hengjian_blobs", [({}, session.scalar(sa.select(count).select_from(Blob)))])
    yield from _gauge("hengjian_blobs_missing", [({}, session.scalar(sa.select(
        sa.func.count(BlobLink.sha256.distinct())).where(~sa.exists().where(Blob.sha256 == BlobLink.sha256))))])
    yield from _gauge("hengjian_disk_free_bytes", [({}, shutil.disk_usage(settings.data_dir).free)])
    yield from _cared_for(session, settings)


def _cared_for(session: Session, settings: Settings) -> Iterator[str]:
    try:
        age = health.backup_age(settings)
    except BackupFailed:
        age = None
    if age is not None:
        yield from _gauge("hengjian_backup_age_seconds", [({}, int(age.total_seconds()))])
    yield from _gauge("hengjian_backup_same_disk", [({}, int(same_disk(settings)))])
    now = system_clock()
    yield from _gauge("hengjian_job_last_run_seconds", [
        ({"job": job, "outcome": outcome}, int((now - ended).total_seconds()))
        for job, (outcome, ended) in health.last_runs(session).items()])


def _gauge(name: str, rows: Iterable[tuple[dict[str, str], int | None]]) -> Iterator[str]:
    yield from _head(name, "gauge")
    yield from (f"{meters.series(name, labels)} {value or 0}" for labels, value in rows)


def _head(name: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {HELP.get(name, name)}"
    yield f"# TYPE {name} {kind}"


def _name(key: str) -> str:
    return key.partition("{")[0]


def _figure(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
