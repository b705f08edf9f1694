"""What whoever runs the system sees of it: health, figures, a log; and what nobody may see in them."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.app import create_app
from server.jobs.models import JobRun
from server.jobs.running import run
from server.kernel import meters
from server.kernel.ids import uuid7
from server.kernel.meters import Meter
from server.kernel.transaction import write
from server.operations.logs import Lines
from server.operations.migrating import heads
from tests.conftest import StandingClock
from tests.factories.phones import Phone, phone, premises
from tests.integration.sync.conftest import hire


@pytest.fixture
def zhang(app: Flask, clock: StandingClock) -> Phone:
    return phone(app, hire(app, clock, "zhang"))


def at_head(app: Flask) -> None:
    with app.app_context(), write() as session:
        session.execute(sa.text("create table alembic_version (version_num varchar(32) not null)"))
        for head in heads():
            session.execute(sa.text("insert into alembic_version values (:head)"), {"head": head})


def ready(app: Flask, **headers: str) -> tuple[int, dict[str, Any]]:
    answer = app.test_client().get("/readyz", headers={key.replace("_", "-"): value for key, value in headers.items()})
    return answer.status_code, answer.get_json()


def ran(app: Flask, job: str, outcome: str = "done", ago: timedelta = timedelta(minutes=1)) -> None:
    ended = datetime.now(UTC) - ago
    with app.app_context(), write() as session:
        session.add(JobRun(id=uuid7(), job=job, started_at=ended, ended_at=ended, outcome=outcome, detail=""))


def test_the_process_lives_whatever_else_is_wrong(app: Flask) -> None:
    assert app.test_client().get("/healthz").get_json() == {"status": "ok"}


def test_another_schema_is_not_ready(app: Flask) -> None:
    status, told = ready(app)
    assert (status, told["status"], told["checks"]["schema"]["state"]) == (503, "failed", "failed")


def test_what_wants_attention_is_degraded_and_still_served(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    at_head(app)
    status, told = ready(app)
    assert (status, told["status"]) == (200, "degraded")
    states = {name: one["state"] for name, one in told["checks"].items()}
    assert states == {"schema": "ok", "disk": states["disk"], "writer": "ok", "backup": "degraded",
                      "backup_disk": "degraded", "job backup": "degraded", "job sweep": "degraded",
                      "job fsck": "degraded", "job verify-restore": "degraded"}
    full = shutil._ntuple_diskusage(10**12, 10**12 - 1000, 1000)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    assert ready(app)[0] == 503, "no room for a record any more"


def test_a_young_system_need_not_have_proved_a_restore_yet(app: Flask) -> None:
    at_head(app)
    ran(app, "backup", ago=timedelta(hours=1))
    told = ready(app)[1]["checks"]
    assert told["job fsck"] == told["job verify-restore"] == {"state": "ok", "detail": "never run"}
    assert told["job backup"]["state"] == "degraded", "an hour is four backups"
    ran(app, "backup", ago=timedelta(days=2))
    told = ready(app)[1]["checks"]
    assert (told["job fsck"]["state"], told["job verify-restore"]["state"]) == ("degraded", "ok")


def test_all_is_well_when_everything_was_done_lately(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    at_head(app)
    roomy = shutil._ntuple_diskusage(10**12, 0, 10**12)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: roomy)
    monkeypatch.setattr("server.operations.backup.same_disk", lambda settings: False)
    from server.jobs.timetable import JOBS

    for job in JOBS:
        assert run(app, job, JOBS[job]) == "done", job
    with app.app_context(), write() as session:  # the application's clock stands still
        session.execute(sa.update(JobRun).values(ended_at=datetime.now(UTC)))
    assert ready(app)[1]["status"] == "ready"
    ran(app, "fsck", "failed", timedelta(0))
    assert ready(app)[1]["checks"]["job fsck"]["state"] == "degraded"
    ran(app, "sweep", ago=timedelta(0))
    with app.app_context(), write() as session:
        session.execute(sa.update(JobRun).where(JobRun.job == "sweep").values(
            ended_at=datetime.now(UTC) - timedelta(hours=30)))
    assert ready(app)[1]["checks"]["job sweep"]["state"] == "degraded", "done, but long ago"


@pytest.mark.sqlite
def test_an_old_backup_and_a_lock_that_is_held_are_told(app: Flask, zhang: Phone) -> None:
    from server.operations.backup import back_up

    at_head(app)
    made = back_up(app)
    assert ready(app)[1]["checks"]["backup"]["state"] == "ok"
    for path in (made.path, made.path.with_suffix(".manifest")):
        path.rename(path.with_name("hengjian-20260101T000000000000Z" + path.suffix))
    assert ready(app)[1]["checks"]["backup"]["state"] == "degraded"
    with app.extensions["writer_lock"].held():
        assert ready(app)[1]["checks"]["writer"]["state"] == "degraded"


def test_details_and_figures_are_for_this_machine_or_the_token(app: Flask) -> None:
    at_head(app)
    client, far = app.test_client(), {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base=far).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404, "a proxy's guest"
    assert "checks" not in client.get("/readyz", environ_base=far).get_json()
    app.extensions["settings"] = replace(app.extensions["settings"], metrics_token="a-token-of-this-test")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a-token-of-this-tesT"}).status_code == 404
    shown = client.get("/metrics", environ_base=far, headers={"Authorization": "Bearer a-token-of-this-test"})
    assert shown.status_code == 200 and shown.content_type.startswith("text/plain; version=0.0.4")


def figures(app: Flask) -> dict[str, float]:
    text = app.test_client().get("/metrics").get_data(as_text=True)
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? [-+.e0-9]+', row) for row in rows), rows
    typed = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert {re.sub(r"(_bucket|_sum|_count)?(\{.*)? .*", "", row) for row in rows} <= typed
    return {row.rpartition(" ")[0]: float(row.rpartition(" ")[2]) for row in rows}


def test_figures_follow_the_work(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    zhang.create("premises", premises("", kind="market"))
    zhang.sync()
    run(app, "sweep", lambda app: "done")
    told = figures(app)
    assert told['hengjian_push_operations_total{outcome="applied"}'] == 1
    assert told['hengjian_push_operations_total{outcome="rejected"}'] == 1
    assert told['hengjian_operations_held{outcome="rejected"}'] == 1 and told["hengjian_operations_unsafe"] == 2
    assert told["hengjian_pull_pages_total"] >= 1 and told["hengjian_pull_lines_total"] >= 1
    assert told['hengjian_job_runs_total{job="sweep",outcome="done"}'] == 1
    push = 'route="/api/v1/sync/push"'
    edges = [told[f'hengjian_http_seconds_bucket{{{push},le="{edge}"}}'] for edge in (0.005, 1.0, 10.0, "+Inf")]
    assert edges == sorted(edges) and edges[-1] == told[f"hengjian_http_seconds_count{{{push}}}"] >= 1


def test_figures_name_nobody_and_do_not_grow_with_addresses(app: Flask, zhang: Phone) -> None:
    id = zhang.create("premises", premises("样例商户"))
    zhang.sync()
    client = app.test_client()
    for number in range(30):
        client.get(f"/api/v1/premises/{uuid7()}")
        client.get(f"/no-such-page-{number}")
        client.open("/healthz", method=f"ODD{number}")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'route="unmatched"' in text and 'method="other"' in text
    assert all(word not in text for word in (id, zhang.device_id, "zhang", "样例", "no-such-page", "ODD"))


def test_the_counts_of_processes_are_added_up(tmp_path: Path) -> None:
    meter = Meter(tmp_path)
    meter.add("a_total", outcome="x")
    child = os.fork()
    if child == 0:
        meter.add("a_total", 2, outcome="x")
        os._exit(0)
    os.waitpid(child, 0)
    meter.add("a_total", outcome='q"\n')
    assert meters.total(tmp_path) == {'a_total{outcome="x"}': 3, 'a_total{outcome="q\\"\\n"}': 1, meters.LOST: 0}
    meters.forget(tmp_path)
    assert meters.total(tmp_path) == {}


def test_more_series_than_there_may_be_are_counted_as_lost(tmp_path: Path) -> None:
    meter = Meter(tmp_path)
    for number in range(meters.SLOTS + 9):
        meter.add("a_total", n=str(number))
    told = meters.total(tmp_path)
    assert len(told) == meters.SLOTS and told[meters.LOST] == 10


def test_without_room_a_process_counts_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    Meter(tmp_path).add("a_total")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def lines(app: Flask) -> Iterator[io.StringIO]:
    """The log as JSON, kept."""
    kept, house = io.StringIO(), logging.getLogger("hengjian")
    handler = logging.StreamHandler(kept)
    handler.setFormatter(Lines())
    house.addHandler(handler)
    access = logging.getLogger("hengjian.access")
    level = access.level
    access.setLevel(logging.INFO)
    yield kept
    house.removeHandler(handler)
    access.setLevel(level)


def test_a_line_a_request_without_names_words_or_tokens(app: Flask, zhang: Phone, lines: io.StringIO) -> None:
    id = zhang.create("premises", premises("样例商户"))
    zhang.sync()
    app.test_client().get(f"/api/v1/premises/{id}?name=secret-word", headers={"Authorization": "Bearer secret-token"})
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    pushed = next(one for one in told if one["route"] == "/api/v1/sync/push")
    assert (pushed["status"], pushed["method"], pushed["role"]) == (200, "POST", "inspector")
    assert len(pushed["request_id"]) == 36 and pushed["ms"] > 0
    refused = told[-1]
    assert (refused["status"], refused["role"], refused["problem"]) == (401, "anonymous", "unauthenticated")
    assert refused["route"].endswith(">"), "the template, not the address"
    text = lines.getvalue()
    assert all(word not in text for word in (id, "zhang", "样例", "secret"))


def test_an_exception_is_logged_by_its_place_without_its_message(app: Flask, lines: io.StringIO,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(session: object) -> None:
        raise ValueError("张三 13800000000")

    monkeypatch.setattr("server.operations.health.checks", broken)
    assert app.test_client().get("/readyz").status_code == 500
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert any("ValueError" in one.get("exception", "") and "broken" in one["exception"] for one in told)
    assert "张三" not in lines.getvalue() and "138000" not in lines.getvalue()


def test_the_setting_chooses_the_form(app: Flask, tmp_path: Path) -> None:
    settings = replace(app.extensions["settings"], log_format="json")
    create_app(settings)
    house = logging.getLogger("hengjian")
    assert [type(one.formatter).__name__ for one in house.handlers if type(one.formatter).__name__ in (
        "Lines", "Quiet")] == ["Lines"]
    create_app(replace(settings, log_format="text"))
    assert [type(one.formatter).__name__ for one in house.handlers if type(one.formatter).__name__ in (
        "Lines", "Quiet")] == ["Quiet"]


def test_the_operator_asks_in_words(app: Flask) -> None:
    settings = app.extensions["settings"]
    at_head(app)
    environ = {**os.environ, "HENGJIAN_DATABASE_URL": settings.database_url,
               "HENGJIAN_DATA_DIR": str(settings.data_dir)}
    done = subprocess.run([sys.executable, "-m", "server", "status"], env=environ, capture_output=True, text=True,
                          cwd=Path(__file__).parents[3], check=False)
    assert done.returncode == 1 and "注意 / degraded  backup: there is none" in done.stdout, done.stderr
    assert "backup_disk: the backup is on the disk it is meant to outlive" in done.stdout
