"""Running one job: written down before and after, so that a job that died is seen; trouble never ends the timetable."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask

from server.jobs.models import JobRun
from server.kernel import clock, meters
from server.kernel.ids import uuid7
from server.kernel.transaction import write

log = logging.getLogger("hengjian.jobs")
Job = Callable[[Flask], str]


def run(app: Flask, name: str, job: Job) -> str:
    """Do a job and write down what became of it; `done` or `failed`."""
    id = _begin(app, name)
    try:
        outcome, detail = "done", job(app)
    except Exception as error:  # one job that fails must not stop the others
        log.error("job %s failed", name, exc_info=error)
        outcome, detail = "failed", f"{type(error).__name__}: {error}"
    with app.app_context():
        meters.count("hengjian_job_runs_total", job=name, outcome=outcome)
    with app.app_context(), write() as session:
        found = session.get_one(JobRun, id)
        found.ended_at, found.outcome, found.detail = clock.now(), outcome, detail[:500]
    return outcome


def _begin(app: Flask, name: str) -> str:
    id = uuid7()
    with app.app_context(), write() as session:
        session.add(JobRun(id=id, job=name, started_at=clock.now(), outcome="running", detail=""))
    return id
