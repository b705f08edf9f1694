"""The same promises on a real PostgreSQL: a verified dump makes work safe, a damaged one is refused."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from server.extensions import db
from server.kernel.transaction import read, write
from server.operations import archive, postgres_copy, restoring
from server.operations.archive import BackupFailed, Contents
from server.operations.backup import back_up
from server.operations.fsck import fsck
from server.operations.restoring import restore
from server.operations.verifying import verify_restore
from server.registry.models import Premises
from server.settings import Settings
from server.sync.models import SyncMeta
from tests.factories.phones import Phone, premises
from tests.integration.operations.conftest import flip

pytestmark = pytest.mark.postgresql


@pytest.fixture(autouse=True)
def _tidy(app: Flask) -> Iterator[None]:
    """What a restore moved aside goes with the test."""
    yield
    with app.app_context():
        db.engine.dispose()
    for name in beside(app):
        postgres_copy.drop(url(app), name)


def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


def url(app: Flask) -> sa.URL:
    return sa.make_url(settings(app).database_url)


def beside(app: Flask) -> list[str]:
    """The databases of the server that are named after this test's own."""
    with postgres_copy.connected(url(app).set(database="postgres")) as connection:
        names = connection.scalars(sa.text("SELECT datname FROM pg_database ORDER BY 1")).all()
    return [name for name in names if name.startswith((url(app).database or "")[:30] + "_")]


def test_p30_what_a_dump_contains_is_safe_and_nothing_newer(app: Flask, zhang: Phone,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    real = postgres_copy.read

    def meanwhile(live: sa.Connection) -> Contents:
        zhang.create("premises", premises("乙"))
        zhang.push()
        return real(live)

    monkeypatch.setattr(postgres_copy, "read", meanwhile)
    made = back_up(app)
    monkeypatch.undo()
    assert made.heads == {(zhang.device_id, 1): 1}, "the heads are those of the snapshot"
    answer = zhang.push()
    assert (answer["last_seq"], answer["safe_seq"]) == (2, 1)
    assert back_up(app).heads == {(zhang.device_id, 1): 2}
    assert zhang.push()["safe_seq"] == 2
    assert beside(app) == [], "no scratch database is left"
    told = archive.verified(made.path, "postgresql")
    assert told.contents.tables["premises"].startswith("1:") and told.contents.epoch == zhang.epoch


def test_p31_after_a_restore_phones_bring_back_what_was_lost(app: Flask, zhang: Phone) -> None:
    first = zhang.create("premises", premises("备份之前"))
    zhang.sync()
    made = back_up(app)
    second = zhang.create("premises", premises("备份之后"))
    zhang.patch(first, name="备份之后改名")
    zhang.sync()
    old_epoch = zhang.epoch
    aside = restore(app, made.path)
    assert aside is not None and beside(app) == [aside.name], "what was there is renamed, not deleted"
    with app.app_context(), read() as session:
        assert session.get(Premises, second) is None
    zhang.sync()
    zhang.sync()
    assert zhang.epoch != old_epoch and zhang.recoveries == 1
    with app.app_context(), read() as session:
        assert session.get_one(Premises, second).name == "备份之后"
        assert session.get_one(Premises, first).name == "备份之后改名"
    assert list(fsck(app)) == []


@pytest.mark.parametrize("damage", ["database", "manifest", "truncated", "other kind"])
def test_a_damaged_archive_is_refused_and_nothing_moves(app: Flask, zhang: Phone, damage: str) -> None:
    zhang.create("premises", premises("甲"))
    zhang.sync()
    path = back_up(app).path
    if damage == "database":
        flip(path, path.stat().st_size // 2)
    elif damage == "manifest":
        flip(archive.manifest_of(path), 40)
    elif damage == "truncated":
        os.truncate(path, path.stat().st_size - 1)
    else:
        archive.write(path.parent, archive.describe("sqlite", path, Contents(1, {}), (), {}))
    with pytest.raises(BackupFailed):
        restore(app, path)
    assert beside(app) == []
    zhang.sync()
    assert zhang.recoveries == 0 and list(fsck(app)) == []


def test_a_dump_that_does_not_agree_with_its_manifest_is_never_swapped_in(app: Flask, zhang: Phone) -> None:
    """Its bytes are those that were written; what it restores to is not what the manifest names."""
    zhang.create("premises", premises("甲"))
    zhang.sync()
    made = back_up(app)
    other = replace(made.contents, tables={**made.contents.tables, "premises": "2:5"})
    archive.write(made.path.parent, archive.describe("postgresql", made.path, other, (), {}))
    with pytest.raises(BackupFailed, match="does not agree with the snapshot in: premises"):
        restore(app, made.path)
    with pytest.raises(BackupFailed, match="premises"):
        verify_restore(app)
    assert beside(app) == []
    zhang.sync()
    assert zhang.recoveries == 0


def test_a_dump_that_lost_a_row_makes_nothing_safe(app: Flask, zhang: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    real = postgres_copy.fill

    def lossy(settings: Settings, url: sa.URL, dump: Path) -> None:
        real(settings, url, dump)
        with postgres_copy.connected(url) as restored:
            restored.execute(sa.text("DELETE FROM premises"))
            restored.commit()

    monkeypatch.setattr(postgres_copy, "fill", lossy)
    with pytest.raises(BackupFailed, match="premises"):
        back_up(app)
    assert [path.name for path in settings(app).backup_dir.iterdir()] == [] and beside(app) == []
    assert zhang.push()["safe_seq"] == 0


def test_killed_before_the_swap_the_live_database_goes_on(app: Flask, zhang: Phone,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    zhang.create("premises", premises("甲"))
    zhang.sync()
    made, seen = back_up(app), []

    def killed(where: sa.URL, live: str, arriving: str) -> None:
        with postgres_copy.connected(where.set(database=arriving)) as connection:
            seen.append(connection.scalar(sa.select(SyncMeta.epoch)))
        raise KeyboardInterrupt

    monkeypatch.setattr(postgres_copy, "swap", killed)
    with pytest.raises(KeyboardInterrupt):
        restoring.restore(app, made.path)
    assert seen and seen != [made.epoch], "the new epoch was there before the name"
    zhang.sync()
    assert zhang.recoveries == 0 and beside(app) == []


def test_a_trial_restore_passes_fsck_and_leaves_nothing(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    zhang.sync()
    made = back_up(app)
    assert verify_restore(app) == f"{made.path.name}: restored, fsck clean, 0 photos"
    assert beside(app) == [] and list(settings(app).data_dir.glob("verify-*")) == []
    with app.app_context(), write() as session:
        session.execute(sa.text("update scope set head = head + 1 where name = 'ref:divisions'"))
    back_up(app)
    with pytest.raises(BackupFailed, match="fsck found 2: scope_log: ref:divisions"):
        verify_restore(app)


def test_programs_of_another_version_are_refused_with_a_sentence(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    app.extensions["settings"] = replace(settings(app), postgres_bin=folder)
    with pytest.raises(BackupFailed, match="pg_dump was not found"):
        back_up(app)
    for name in ("pg_dump", "pg_restore"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) 9.6.24'\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(BackupFailed, match="pg_dump is of version 9, the server of 1"):
        back_up(app)


def test_a_password_is_never_an_argument(app: Flask, tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$PGPASSWORD" > {told}\necho "$@" >> {told}\n')
    program.chmod(0o700)
    chosen = replace(settings(app), postgres_bin=tmp_path)
    postgres_copy.program(chosen, "pg_dump", sa.make_url("postgresql+psycopg://u:geheim@h:6/d"), "--x")
    password, arguments = told.read_text().splitlines()
    assert password == "geheim" and "geheim" not in arguments and "host=h" in arguments and "--x" in arguments


def test_a_transaction_nobody_goes_on_with_is_ended(app: Flask) -> None:
    with app.app_context(), read() as session:
        told = {name: session.scalar(sa.text(f"SHOW {name}")) for name in (
            "idle_in_transaction_session_timeout", "statement_timeout", "lock_timeout", "TimeZone")}
        pool = db.engine.pool
    assert told == {"idle_in_transaction_session_timeout": "1min", "statement_timeout": "1min", "lock_timeout": "10s",
                    "TimeZone": "UTC"}
    assert pool.size() == settings(app).database_pool == 8  # type: ignore[attr-defined]
