"""When each job runs. One process holds the lease; a second one ends at once and is started again by its parent."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType

from apscheduler.events import EVENT_SCHEDULER_STARTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask

from server.jobs.proving import prove, verify_restore
from server.jobs.running import Job, run
from server.jobs.sweeping import shrink, shrinks_anything, sweep
from server.operations.backup import back_up
from server.settings import Settings

FIRST_BACKUP = timedelta(seconds=20)
NIGHT = 2  # o'clock, in the authority's zone


def backup(app: Flask) -> str:
    made = back_up(app)
    return f"{made.path.name}: {len(made.heads)} streams"


JOBS: dict[str, Job] = {"backup": backup, "sweep": sweep, "thumbnails": shrink, "fsck": prove,
                        "verify-restore": verify_restore}


def shrink_what_waits(app: Flask) -> None:
    """A minute without a new photo is not written down."""
    if shrinks_anything(app):
        run(app, "thumbnails", shrink)


def timetable(app: Flask) -> BlockingScheduler:
    """The jobs with their times. Missed runs are made up once, and no job runs beside itself."""
    settings: Settings = app.extensions["settings"]
    made = BlockingScheduler(timezone=settings.timezone, executors={"default": ThreadPoolExecutor(1)},
                             job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600})
    made.add_job(run, "interval", (app, "backup", backup), id="backup", minutes=settings.backup_minutes,
                 next_run_time=datetime.now(UTC) + FIRST_BACKUP)
    made.add_job(run, "cron", (app, "verify-restore", verify_restore), id="verify-restore", day_of_week="sat",
                 hour=NIGHT, minute=40)
    made.add_job(run, "cron", (app, "sweep", sweep), id="sweep", hour=NIGHT + 1, minute=10)
    made.add_job(run, "cron", (app, "fsck", prove), id="fsck", hour=NIGHT + 1, minute=40)
    made.add_job(shrink_what_waits, "interval", (app,), id="thumbnails", minutes=1)
    return made


def keep(app: Flask, started: Callable[[], None]) -> None:
    """Keep the timetable until somebody asks to stop; a job under way is finished first."""
    made = timetable(app)

    def stop(number: int, frame: FrameType | None) -> None:
        made.shutdown(wait=True)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    made.add_listener(lambda event: started(), EVENT_SCHEDULER_STARTED)
    made.start()
