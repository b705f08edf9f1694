"""A damaged archive, or a disk that fills up, changes nothing: refused before anything moves."""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from server.evidence.models import Blob
from server.kernel.transaction import read
from server.operations import archive
from server.operations.archive import BackupFailed
from server.operations.backup import back_up, newest
from server.operations.fsck import fsck
from server.operations.restoring import restore
from tests.factories.phones import Phone, premises
from tests.integration.operations.conftest import flip, folder, kept, photo, tree

pytestmark = pytest.mark.sqlite  # copies are made of SQLite files


Damage = Callable[[Flask, Path], None]


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


DAMAGES: dict[str, Damage] = {
    "a byte of the database": lambda app, copy: flip(copy, 5000),
    "a byte of free space in it": lambda app, copy: flip(copy, -1),
    "a byte of the manifest": lambda app, copy: flip(archive.manifest_of(copy), 30),
    "a byte of its list": lambda app, copy: flip(archive.manifest_of(copy), -100),
    "a byte of its own digest": lambda app, copy: flip(archive.manifest_of(copy), -5),
    "no manifest": lambda app, copy: archive.manifest_of(copy).unlink(),
    "half a manifest": lambda app, copy: cut(archive.manifest_of(copy)),
    "half a database": lambda app, copy: cut(copy),
    "no database": lambda app, copy: copy.unlink(),
    "the manifest of another": lambda app, copy: shutil.copyfile(
        archive.manifest_of(back_up(app).path), archive.manifest_of(copy)) and None,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_archive_is_refused_and_nothing_moves(app: Flask, zhang: Phone, damage: str) -> None:
    zhang.create("premises", premises("甲"))
    zhang.sync()
    photo(app)
    made = back_up(app)
    DAMAGES[damage](app, made.path)
    before = tree(app)
    with pytest.raises(BackupFailed):
        restore(app, made.path)
    assert tree(app) == before, "nothing moved, nothing was added"
    assert zhang.sync() is None and zhang.recoveries == 0


def test_a_damaged_photo_is_refused_or_asked_for_again(app: Flask, zhang: Phone) -> None:
    one, two = photo(app), photo(app, b"\xff\xd8\xff other")
    zhang.sync()
    made = back_up(app)
    flip(kept(app, one), 5)
    assert restore(app, made.path), "the live one is whole, and both are the same bytes"
    one.unlink()
    before = tree(app)
    with pytest.raises(BackupFailed, match="1 photos of this archive"):
        restore(app, made.path)
    assert tree(app) == before
    restore(app, made.path, without_photos=True)
    with app.app_context(), read() as session:
        assert session.scalars(sa.select(Blob.sha256)).all() == [two.name], "what is lost is no longer said to be here"
    assert [one.check for one in fsck(app, deep=True) if not one.notice] == []


@contextmanager
def full_disk(most: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes: the kernel refuses, as a full disk does."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_disk_that_fills_up_while_the_copy_is_made_leaves_the_older_ones(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    first = back_up(app)
    zhang.create("premises", premises("乙"))
    zhang.push()
    with full_disk(100_000), pytest.raises(BackupFailed):
        back_up(app)
    assert newest(app.extensions["settings"]) == first.path
    assert sorted(path.name for path in folder(app).iterdir() if path.is_file()) == sorted(
        (first.path.name, archive.manifest_of(first.path).name))
    assert zhang.push()["safe_seq"] == 1
    back_up(app)
    assert zhang.push()["safe_seq"] == 2


def test_a_disk_that_fills_up_during_a_restore_leaves_everything(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    zhang.sync()
    made = back_up(app)
    before = tree(app)
    with full_disk(100_000), pytest.raises(BackupFailed):
        restore(app, made.path)
    assert tree(app) == before
    assert zhang.sync() is None and zhang.recoveries == 0
    restore(app, made.path)


def test_a_file_that_is_no_copy_is_refused_and_nothing_moves(app: Flask, zhang: Phone, tmp_path: Path) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    wrong = tmp_path / "wrong.sqlite3"
    wrong.write_bytes(b"not a database at all" * 100)
    archive.write(tmp_path, archive.describe("sqlite", wrong, archive.Contents(1, {}), (), {}))
    with pytest.raises(BackupFailed):
        restore(app, wrong)
    zhang.sync()
    assert len([row for row in zhang.base.values() if row.entity == "premises"]) == 1
