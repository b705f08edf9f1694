"""Backup, safe and restore (P30, P31): only what a verified copy contains is safe, and going back loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from server.extensions import db
from server.kernel.transaction import read, write
from server.operations import backup
from server.operations.backup import Backup, BackupFailed, NotSupported, back_up, copy_database
from server.operations.fsck import fsck
from server.operations.restoring import restore
from server.registry.models import Premises
from server.settings import Settings
from server.sync import meta
from server.sync.models import DeviceStream
from tests.conftest import StandingClock
from tests.factories.phones import Phone, phone, premises
from tests.integration.sync.conftest import hire

pytestmark = pytest.mark.sqlite  # copies are made of SQLite files


@pytest.fixture
def zhang(app: Flask, clock: StandingClock) -> Phone:
    return phone(app, hire(app, clock, "zhang"))


def folder(app: Flask) -> Path:
    found: Path = app.extensions["settings"].backup_dir
    return found


def test_p30_what_a_copy_contains_is_safe_and_nothing_newer(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    assert zhang.push()["safe_seq"] == 0
    made = back_up(app)
    assert made.heads == {(zhang.device_id, 1): 1}
    zhang.create("premises", premises("乙"))
    answer = zhang.push()
    assert (answer["last_seq"], answer["safe_seq"]) == (2, 1)
    assert zhang.pull().header["safe_seq"] == 1
    back_up(app)
    assert zhang.push()["safe_seq"] == 2


def test_p34_photos_are_safe_by_the_time_at_which_the_copy_began(app: Flask, zhang: Phone, clock: StandingClock,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> tuple[str | None, str]:
        answer = zhang.client.get(f"/api/v1/sync/hello?device_id={zhang.device_id}").get_json()
        return answer["safe_until"], answer["server_time"]

    zhang.sync()
    assert told()[0] is None
    began = told()[1]
    real = backup.copy_database

    def slow(settings: Settings) -> Backup:
        clock.forward(minutes=3)
        return real(settings)

    monkeypatch.setattr(backup, "copy_database", slow)
    back_up(app)
    assert told()[0] == began, "what came while the copy was made is not called safe"
    clock.at = clock.at - timedelta(hours=1)
    back_up(app)
    assert told()[0] == began, "it never falls"
    monkeypatch.setattr(backup, "inspect", lambda path: (_ for _ in ()).throw(BackupFailed("sample")))
    clock.forward(hours=5)
    with pytest.raises(BackupFailed):
        back_up(app)
    assert told()[0] == began, "a copy that was not believed says nothing"


def test_p30_what_arrives_while_the_copy_is_made_is_not_safe_yet(app: Flask, zhang: Phone,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """Safe is read from the copy, not from the database that went on."""
    zhang.create("premises", premises("甲"))
    zhang.push()

    def meanwhile(source: Path, target: Path) -> int:
        zhang.create("premises", premises("乙"))
        zhang.push()
        return 0

    monkeypatch.setattr(backup, "copy_blobs", meanwhile)
    back_up(app)
    answer = zhang.push()
    assert (answer["last_seq"], answer["safe_seq"]) == (2, 1)


def test_a_copy_is_one_whole_file(app: Flask, zhang: Phone, tmp_path: Path) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    alone = tmp_path / "alone.sqlite3"
    shutil.copyfile(back_up(app).path, alone)
    with sqlite3.connect(alone) as copy:
        assert copy.execute("select count(*) from premises").fetchone() == (1,)
    assert [path.suffix for path in folder(app).iterdir() if path.is_file()] == [".sqlite3"], "nothing half-made"


def test_p30_a_copy_that_cannot_be_believed_makes_nothing_safe(app: Flask, zhang: Phone,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    real = backup.inspect

    def damaged(path: Path) -> object:
        raw = bytearray(path.read_bytes())
        raw[4096:8192] = b"\xff" * 4096
        path.write_bytes(raw)
        return real(path)

    monkeypatch.setattr(backup, "inspect", damaged)
    with pytest.raises(BackupFailed):
        back_up(app)
    assert list(folder(app).iterdir()) == []
    assert zhang.push()["safe_seq"] == 0


def test_p30_a_copy_of_another_epoch_makes_nothing_safe(app: Flask, zhang: Phone, clock: StandingClock,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    made = copy_database(app.extensions["settings"])
    monkeypatch.setattr(backup, "copy_database", lambda settings: made)
    with app.app_context(), write() as session:
        meta.new_epoch(session, clock())
    back_up(app)
    with app.app_context(), read() as session:
        assert session.scalars(sa.select(DeviceStream.safe_seq)).all() == [0]


def test_only_the_newest_copies_are_kept(app: Flask, zhang: Phone) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], backup_keep=2)
    made = [back_up(app).path for _ in range(4)]
    assert sorted(folder(app).glob("*.sqlite3")) == made[2:]


def test_photos_go_with_the_copy_and_come_back(app: Flask, zhang: Phone, tmp_path: Path) -> None:
    settings = app.extensions["settings"]
    name = "ab" * 32
    photo = settings.data_dir / "blobs" / "ab" / "ab" / name
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"photo")
    (photo.parent / "half.partial").write_bytes(b"x")
    made = back_up(app)
    kept = settings.backup_dir / "blobs" / "ab" / "ab" / name
    assert kept.read_bytes() == b"photo" and [path.name for path in kept.parent.iterdir()] == [name]
    photo.unlink()
    restore(app, made.path)
    assert photo.read_bytes() == b"photo"


def test_no_room_no_copy(app: Flask, zhang: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))  # type: ignore[attr-defined]
    with pytest.raises(BackupFailed, match="room"):
        back_up(app)


def test_postgresql_is_not_copied_from_here(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], database_url="postgresql+psycopg://x/y")
    with pytest.raises(NotSupported):
        back_up(app)


def test_p31_after_a_restore_phones_bring_back_what_was_lost(app: Flask, zhang: Phone) -> None:
    first = zhang.create("premises", premises("备份之前"))
    zhang.sync()
    made = back_up(app)
    second = zhang.create("premises", premises("备份之后"))
    zhang.patch(first, name="备份之后改名")
    zhang.sync()
    old_epoch = zhang.epoch
    aside = restore(app, made.path)
    assert aside is not None and aside.exists(), "what was there is moved, not deleted"
    with app.app_context(), read() as session:
        assert session.get(Premises, second) is None
    zhang.sync()
    zhang.sync()
    assert zhang.epoch != old_epoch and zhang.recoveries == 1
    with app.app_context(), read() as session:
        assert session.get_one(Premises, second).name == "备份之后"
        assert session.get_one(Premises, first).name == "备份之后改名"
    assert list(fsck(app)) == []
    with app.app_context():
        db.engine.dispose()


def test_a_file_that_is_no_copy_is_refused_and_nothing_moves(app: Flask, zhang: Phone, tmp_path: Path) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    wrong = tmp_path / "wrong.sqlite3"
    wrong.write_bytes(b"not a database at all" * 100)
    with pytest.raises(BackupFailed):
        restore(app, wrong)
    zhang.sync()
    assert len([row for row in zhang.base.values() if row.entity == "premises"]) == 1
