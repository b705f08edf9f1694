"""The files: pieces only where the file ends, and a blob that is whole or not there."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.evidence.problems import OffsetMismatch, UploadExpired
from server.evidence.storage import Storage
from server.evidence.stores import LocalStore

DIGEST = "ab" * 32


@pytest.fixture
def store(tmp_path: Path) -> Storage:
    made = Storage(tmp_path)
    made.begin("u1")
    return made


@pytest.fixture
def blobs(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "blobs")


def test_a_piece_goes_only_where_the_file_ends(store: Storage) -> None:
    store.append("u1", 0, b"abc")
    for offset in (0, 2, 4):
        with pytest.raises(OffsetMismatch) as caught:
            store.append("u1", offset, b"XYZ")
        assert caught.value.headers["Upload-Offset"] == "3"
    store.append("u1", 3, b"def")
    assert store.upload("u1").read_bytes() == b"abcdef" and store.size("u1") == 6


def test_taking_back_spares_what_another_added(store: Storage) -> None:
    store.append("u1", 0, b"abc")
    store.cut_back("u1", 0, 2)  # somebody went on from there
    assert store.size("u1") == 3
    store.cut_back("u1", 1, 2)
    assert store.upload("u1").read_bytes() == b"a"


def test_a_blob_is_durable_before_it_has_its_name(store: Storage, blobs: LocalStore,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes fsynced, then renamed, then the folder fsynced; the upload keeps its own name until the row is written."""
    store.append("u1", 0, b"abc")
    said: list[str] = []
    real_fsync, real_rename = os.fsync, os.rename
    monkeypatch.setattr(os, "fsync", lambda file: (said.append("fsync " + _kind(file)), real_fsync(file))[1])
    monkeypatch.setattr(os, "rename", lambda a, b: (said.append("rename"), real_rename(a, b))[1])
    blobs.put(store.upload("u1"), DIGEST, 3)
    assert said[0] == "fsync file" and said[-2:] == ["rename", "fsync folder"]
    assert said.count("fsync folder") >= 3  # each new folder's name is made durable too
    assert blobs.open(DIGEST).read() == b"abc" and store.size("u1") == 3
    blobs.put(store.upload("u1"), DIGEST, 3)  # a second time changes nothing
    store.discard("u1")
    assert blobs.open(DIGEST).read() == b"abc" and not store.upload("u1").exists()
    assert [path.name for path in blobs.path(DIGEST).parent.iterdir()] == [DIGEST]


def test_across_disks_a_blob_is_a_durable_copy(store: Storage, blobs: LocalStore,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    store.append("u1", 0, b"abc")

    def refused(*given: object) -> None:
        raise OSError(18, "Invalid cross-device link")
    monkeypatch.setattr(os, "link", refused)
    blobs.put(store.upload("u1"), DIGEST, 3)
    assert blobs.open(DIGEST).read() == b"abc"
    assert not blobs.path(DIGEST).samefile(store.upload("u1"))


def test_what_an_interrupted_put_left_is_tidied_and_a_blob_never(store: Storage, blobs: LocalStore) -> None:
    store.append("u1", 0, b"abc")
    blobs.put(store.upload("u1"), DIGEST, 3)
    left = blobs.path(DIGEST).with_name(DIGEST + ".0190")
    left.write_bytes(b"a")
    now = datetime.now(UTC)
    os.utime(left, (now.timestamp() - 90_000,) * 2)
    os.utime(blobs.path(DIGEST), (1, 1))
    assert blobs.tidy(now - timedelta(hours=30)) == 0 and left.exists()
    assert blobs.tidy(now - timedelta(hours=24)) == 1 and not left.exists()
    assert list(blobs.walk()) == [DIGEST]
    found = blobs.stat(DIGEST)
    assert found is not None and (found.size, found.since.year) == (3, 1970)
    blobs.delete(DIGEST)
    blobs.delete(DIGEST)
    assert (list(blobs.walk()), blobs.stat(DIGEST)) == ([], None)


def test_an_upload_whose_file_is_gone_has_expired(store: Storage) -> None:
    store.discard("u1")
    for use in (lambda: store.size("u1"), lambda: store.append("u1", 0, b"a"), lambda: store.cut_back("u1", 0, 1),
                lambda: store.digest("u1")):
        with pytest.raises(UploadExpired):
            use()


def _kind(file: int) -> str:
    return "folder" if os.path.isdir(f"/proc/self/fd/{file}") else "file"
