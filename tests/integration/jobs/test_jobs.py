"""The timetable: runs are written down, a failing job stops nothing, one process holds the lease."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from server.accounts.models import AuthSession, EnrolmentCode
from server.evidence.models import Upload
from server.evidence.storage import Storage
from server.jobs.cli import commands
from server.jobs.models import JobRun
from server.jobs.running import run
from server.jobs.sweeping import sweep
from server.jobs.timetable import JOBS, timetable
from server.kernel.ids import uuid7
from server.kernel.transaction import read, write
from server.operations.lease import Held, lease
from tests.conftest import StandingClock
from tests.factories.people import sign_in, with_people

ROOT = Path(__file__).parents[3]


def runs(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context(), read() as session:
        return [(one.job, one.outcome, one.detail) for one in session.scalars(sa.select(JobRun).order_by(JobRun.id))]


@pytest.mark.sqlite
def test_a_run_is_written_down_and_a_failure_too(app: Flask) -> None:
    assert run(app, "backup", JOBS["backup"]) == "done"

    def broken(app: Flask) -> str:
        raise OSError("样例：磁盘已满")

    assert run(app, "broken", broken) == "failed"
    (job, outcome, detail), failed = runs(app)
    assert (job, outcome) == ("backup", "done") and detail.endswith(": 0 streams")
    assert failed == ("broken", "failed", "OSError: 样例：磁盘已满")


def test_a_run_is_there_while_it_runs(app: Flask) -> None:
    seen: list[tuple[str, str, str]] = []

    def looking(app: Flask) -> str:
        seen.extend(runs(app))
        return "looked"

    run(app, "looking", looking)
    assert seen == [("looking", "running", "")] and runs(app) == [("looking", "done", "looked")]


def test_the_sweep_forgets_what_ran_out_and_may_run_twice(app: Flask, clock: StandingClock) -> None:
    with_people(app, clock, {"zhang": [("inspector", "610602")]})
    old = sign_in(app, "zhang")
    storage, upload_id = Storage(app.extensions["settings"].data_dir), uuid7()
    storage.begin(upload_id)
    with app.app_context(), write() as session:
        session.add(Upload(id=upload_id, user_id=old.user_id, device_id=None, length=5, sha256="a" * 64,
                           media_type="image/jpeg", role="site", filename="", created_at=clock(),
                           expires_at=clock() + timedelta(days=1), completed_at=None))
        session.add(EnrolmentCode(code_sha256="b" * 64, user_id=old.user_id, issued_by=old.user_id,
                                  expires_at=clock(), used_at=None))
    clock.forward(days=43)
    assert run(app, "sweep", sweep) == "done"
    fresh = sign_in(app, "zhang")
    assert runs(app)[-1][2].startswith("0 sessions, 1 uploads") and not storage.upload(upload_id).exists()
    clock.forward(days=2)
    run(app, "sweep", sweep)
    run(app, "sweep", sweep)
    said = [detail.partition(";")[0] for _, _, detail in runs(app)[1:]]
    assert said == ["1 sessions, 0 uploads", "0 sessions, 0 uploads"]
    assert fresh.get("/api/v1/auth/me").status_code == 200
    with app.app_context(), read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AuthSession)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(EnrolmentCode)) == 0
    clock.forward(days=100)
    run(app, "sweep", sweep)
    assert len(runs(app)) == 1, "old runs are forgotten"


def test_the_timetable(app: Flask) -> None:
    jobs = {job.id: str(job.trigger) for job in timetable(app).get_jobs()}
    assert jobs == {"backup": "interval[0:15:00]", "sweep": "cron[hour='3', minute='10']",
                    "thumbnails": "interval[0:01:00]",
                    "fsck": "cron[hour='3', minute='40']",
                    "verify-restore": "cron[day_of_week='sat', hour='2', minute='40']"}
    assert set(jobs) == set(JOBS)


def environ(app: Flask) -> dict[str, str]:
    settings = app.extensions["settings"]
    return {"HENGJIAN_DATABASE_URL": settings.database_url, "HENGJIAN_DATA_DIR": str(settings.data_dir),
            "HENGJIAN_SECRET_KEY": settings.secret_key, "HENGJIAN_POSTGRES_BIN": str(settings.postgres_bin or "")}


def command(app: Flask, *words: str) -> Result:
    found = {one.name: one for one in commands}[words[0]]
    return CliRunner().invoke(found, list(words[1:]), env=environ(app))


@pytest.mark.sqlite
def test_the_commands(app: Flask) -> None:
    done = command(app, "jobs", "--once", "backup")
    assert (done.exit_code, runs(app)[0][:2]) == (0, ("backup", "done")), done.output
    assert command(app, "backup").exit_code == 0
    sound = command(app, "fsck", "--deep")
    assert (sound.exit_code, "everything agrees" in sound.output) == (0, True), sound.output
    with app.app_context(), write() as session:
        session.execute(sa.text("update scope set head = head + 1 where name = 'ref:divisions'"))
    broken = command(app, "fsck")
    assert broken.exit_code == 1 and "scope_log: ref:divisions" in broken.output
    failed = command(app, "jobs", "--once", "fsck")
    assert failed.exit_code == 1 and runs(app)[-1][2].startswith("Damage: 2 findings, the first: scope_log: ref:div")
    back = command(app, "restore")
    assert back.exit_code == 0, back.output
    assert "everything agrees" in back.output, "fsck runs after a restore"
    assert command(app, "jobs", "--once", "fsck").exit_code == 0
    assert command(app, "jobs", "--once", "verify-restore").exit_code == 0


@pytest.mark.sqlite
def test_only_one_process_keeps_the_timetable_and_nothing_is_restored_under_a_server(app: Flask) -> None:
    data = app.extensions["settings"].data_dir
    assert "there is no backup" in command(app, "restore").output
    with lease(data, "jobs"):
        second = command(app, "jobs", "--once", "sweep")
    assert second.exit_code == 1 and "another jobs process" in second.output
    assert command(app, "backup").exit_code == 0
    with lease(data):
        refused = command(app, "restore")
    assert refused.exit_code == 1 and "stop it first" in refused.output


def test_the_process_keeps_the_lease_and_ends_when_asked(app: Flask) -> None:
    data, everything = app.extensions["settings"].data_dir, {**os.environ, **environ(app), "PYTHONPATH": str(ROOT)}
    everything["PYTHONUNBUFFERED"] = "1"
    process = subprocess.Popen([sys.executable, "-m", "server", "jobs"], cwd=ROOT, env=everything, text=True,
                               stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None and "the timetable is kept" in process.stdout.readline()
        assert is_held(data)
        process.terminate()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    assert not is_held(data)


def is_held(data: Path) -> bool:
    try:
        with lease(data, "jobs"):
            return False
    except Held:
        return True


def test_without_a_database_the_commands_say_what_to_do(app: Flask, tmp_path: Path) -> None:
    nowhere = {**environ(app), "HENGJIAN_DATABASE_URL": f"sqlite:///{tmp_path}/nothing.sqlite3"}
    for one in commands:
        if one.name != "restore":
            result = CliRunner().invoke(one, [], env=nowhere)
            assert result.exit_code == 1 and "run `migrate` first" in result.output
