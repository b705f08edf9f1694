"""Backup, safe and restore (P30, P31): only what a verified copy contains is safe, and going back loses nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from server import VERSION
from server.evidence.commands import ask_again
from server.extensions import db
from server.kernel.clock import system_clock
from server.kernel.identity import SYSTEM
from server.kernel.transaction import read, write
from server.operations import archive, backup, durable, photos, restoring, sqlite_copy
from server.operations.archive import BackupFailed
from server.operations.backup import Backup, back_up, copy_database, newest, same_disk
from server.operations.fsck import fsck
from server.operations.lease import lease
from server.operations.restoring import restore
from server.operations.verifying import verify_restore
from server.registry.models import Premises
from server.settings import Settings
from server.sync import meta
from server.sync.models import DeviceStream
from tests.conftest import StandingClock
from tests.factories.phones import Phone, premises
from tests.integration.operations.conftest import PHOTO, flip, folder, kept, photo, tree
from tools.steps import ROOT

pytestmark = pytest.mark.sqlite  # copies are made of SQLite files


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
    monkeypatch.setattr(sqlite_copy, "inspect", lambda path: (_ for _ in ()).throw(BackupFailed("sample")))
    clock.forward(hours=5)
    with pytest.raises(BackupFailed):
        back_up(app)
    assert told()[0] == began, "a copy that was not believed says nothing"


def test_p30_what_arrives_while_the_copy_is_made_is_not_safe_yet(app: Flask, zhang: Phone,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """Safe is read from the copy, not from the database that went on."""
    zhang.create("premises", premises("甲"))
    zhang.push()

    def meanwhile(listed: object, source: Path, target: Path) -> list[str]:
        zhang.create("premises", premises("乙"))
        zhang.push()
        return []

    monkeypatch.setattr(photos, "keep", meanwhile)
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
    ends = sorted(path.suffix for path in folder(app).iterdir() if path.is_file())
    assert ends == [".manifest", ".sqlite3"], "nothing half-made"


def test_p30_a_copy_that_cannot_be_believed_makes_nothing_safe(app: Flask, zhang: Phone,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    real = sqlite_copy.inspect

    def damaged(path: Path) -> object:
        raw = bytearray(path.read_bytes())
        raw[4096:8192] = b"\xff" * 4096
        path.write_bytes(raw)
        return real(path)

    monkeypatch.setattr(sqlite_copy, "inspect", damaged)
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


def test_photos_go_with_the_copy_and_come_back(app: Flask, zhang: Phone) -> None:
    one = photo(app)
    made = back_up(app)
    assert kept(app, one).read_bytes() == PHOTO and os.listdir(kept(app, one).parent) == [one.name]
    one.unlink()
    restore(app, made.path)
    assert one.read_bytes() == PHOTO and list(fsck(app, deep=True)) == []


def test_a_manifest_says_what_the_archive_is(app: Flask, zhang: Phone) -> None:
    one = photo(app)
    zhang.create("premises", premises("甲"))
    zhang.push()
    made = back_up(app)
    told = archive.verified(made.path, "sqlite")
    assert told.contents == made.contents and told.contents.blobs == [(one.name, len(PHOTO))]
    assert (told.sha256, told.size) == (hashlib.sha256(made.path.read_bytes()).hexdigest(), made.path.stat().st_size)
    assert told.contents.heads == {(zhang.device_id, 1): 1} and told.contents.epoch == zhang.epoch
    assert told.app == VERSION and f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_everything_is_on_the_disk_before_anything_is_called_safe(app: Flask, zhang: Phone,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    """The order of forcing to disk: the copy, its folder, photos with their folders, the manifest, and then `safe`."""
    zhang.create("premises", premises("甲"))
    zhang.push()
    one = photo(app)
    done: list[str] = []
    real, safe = durable.fsync, backup.mark_safe
    monkeypatch.setattr(durable, "fsync", lambda path: (done.append(path.name), real(path)))
    monkeypatch.setattr(backup, "mark_safe", lambda *given: (done.append("safe"), safe(*given)))
    made = back_up(app)
    blob, stem = kept(app, one), made.path.stem
    order = [f"{stem}.partial", folder(app).name, f"{one.name}.partial", blob.parent.name, f"{stem}.manifest.partial",
             folder(app).name, "safe"]
    places = iter(done)
    assert all(name in places for name in order), done  # in this order, others between
    assert {blob.parent.parent.name, "blobs"} <= set(done), "the names of new folders too"


@pytest.mark.parametrize("linked", [True, False])
def test_photos_are_linked_or_copied_whole(app: Flask, zhang: Phone, monkeypatch: pytest.MonkeyPatch, *,
                                           linked: bool) -> None:
    def other_disk(source: object, target: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    if not linked:
        monkeypatch.setattr(os, "link", other_disk)
    one = photo(app)
    back_up(app)
    there = kept(app, one)
    assert there.read_bytes() == PHOTO and there.samefile(one) == linked
    assert os.listdir(there.parent) == [one.name]


def test_a_photo_that_is_lost_makes_nothing_safe_until_phones_are_asked(app: Flask, zhang: Phone) -> None:
    """The phone may still hold it; called safe, it would forget it."""
    zhang.create("premises", premises("甲"))
    zhang.push()
    one, two = photo(app), photo(app, b"\xff\xd8\xff other")
    one.unlink()
    two.write_bytes(b"\xff\xd8\xff rotte")
    with pytest.raises(BackupFailed, match="2 photos"):
        back_up(app)
    assert zhang.push()["safe_seq"] == 0
    assert len(archive.read(newest(app.extensions["settings"]) or Path()).missing) == 2, "the archive itself is made"
    with app.app_context(), write() as session:
        assert ask_again(session, SYSTEM, [one.name, two.name], now=system_clock()) == sorted((one.name, two.name))
    back_up(app)
    assert zhang.push()["safe_seq"] == 1


def test_keys_come_back_to_an_empty_folder_and_replace_none(app: Flask, zhang: Phone) -> None:
    key = app.extensions["settings"].data_dir / "escrow.key"
    key.write_bytes(b"first")
    made = back_up(app)
    assert oct((folder(app) / "keys").stat().st_mode)[-3:] == "700"
    key.write_bytes(b"second")
    restore(app, made.path)
    assert key.read_bytes() == b"second"
    key.unlink()
    restore(app, made.path)
    assert key.read_bytes() == b"first" and oct(key.stat().st_mode)[-3:] == "600"


def test_what_an_interrupted_run_left_goes_with_the_next(app: Flask, zhang: Phone) -> None:
    back_up(app)
    torn = folder(app) / "hengjian-20990101T000000000000Z.partial"
    for name in (torn.name, torn.name + "-journal", "hengjian-20990101T000000000000Z.sqlite3"):
        (folder(app) / name).write_bytes(b"x")
    old = folder(app) / "hengjian-20200101T000000000000Z.sqlite3"
    old.write_bytes(b"made before there were manifests")
    made = back_up(app)
    assert newest(app.extensions["settings"]) == made.path
    assert sorted(path.name for path in folder(app).glob("*2099*")) == [] and old.exists()


def test_two_backups_at_once_are_one(app: Flask, zhang: Phone) -> None:
    with lease(app.extensions["settings"].data_dir, "backup"), pytest.raises(BackupFailed, match="another backup"):
        back_up(app)


def test_the_new_epoch_is_there_before_the_database_is(app: Flask, zhang: Phone,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed at the last rename, the restored database never serves under its old epoch."""
    zhang.sync()
    made = back_up(app)

    def killed(place: Path, arriving: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "_swapped", killed)
    with pytest.raises(KeyboardInterrupt):
        restore(app, made.path)
    arriving = next(app.extensions["settings"].data_dir.glob("*.arriving"))
    assert sqlite_copy.inspect(arriving).epoch != made.epoch
    monkeypatch.undo()
    assert restore(app, made.path) is not None
    assert not arriving.exists()


def test_a_trial_restore_proves_the_newest_archive_and_leaves_nothing(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    zhang.sync()
    one = photo(app)
    with pytest.raises(BackupFailed, match="no backup"):
        verify_restore(app)
    made = back_up(app)
    before = tree(app)
    assert verify_restore(app) == f"{made.path.name}: restored, fsck clean, 1 photos"
    flip(kept(app, one), 5)
    with pytest.raises(BackupFailed, match="other content than its name says"):
        verify_restore(app)
    assert set(tree(app)) == set(before)


def test_a_trial_restore_finds_what_the_copy_itself_cannot_tell(app: Flask, zhang: Phone) -> None:
    with app.app_context(), write() as session:
        session.execute(sa.text("update scope set head = head + 1 where name = 'ref:divisions'"))
    back_up(app)
    with pytest.raises(BackupFailed, match="fsck found 2: scope_log: ref:divisions"):
        verify_restore(app)


def test_the_same_disk_is_noticed(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["settings"]
    assert same_disk(settings)
    if os.stat("/dev/shm").st_dev != os.stat(settings.data_dir).st_dev:
        assert not same_disk(replace(settings, backup_dir=Path("/dev/shm/not-there-yet")))


def test_no_room_no_copy(app: Flask, zhang: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))  # type: ignore[attr-defined]
    with pytest.raises(BackupFailed, match="room"):
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
