"""The files: pieces only where the file ends, and a blob that is whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.evidence.problems import OffsetMismatch, UploadExpired
from server.evidence.storage import Storage


@pytest.fixture
def store(tmp_path: Path) -> Storage:
    made = Storage(tmp_path)
    made.begin("u1")
    return made


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


def test_a_blob_is_durable_before_it_has_its_name(store: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes fsynced, then renamed, then the folder fsynced; the upload keeps its own name until the row is written."""
    store.append("u1", 0, b"abc")
    said: list[str] = []
    real_fsync, real_rename = os.fsync, os.rename
    monkeypatch.setattr(os, "fsync", lambda file: (said.append("fsync " + _kind(file)), real_fsync(file))[1])
    monkeypatch.setattr(os, "rename", lambda a, b: (said.append("rename"), real_rename(a, b))[1])
    store.keep("u1", "ab" * 32)
    assert said[0] == "fsync file" and said[-2:] == ["rename", "fsync folder"]
    assert said.count("fsync folder") >= 3  # each new folder's name is made durable too
    assert store.blob("ab" * 32).read_bytes() == b"abc" and store.size("u1") == 3
    store.keep("u1", "ab" * 32)  # a second time changes nothing
    store.discard("u1")
    assert store.blob("ab" * 32).read_bytes() == b"abc" and not store.upload("u1").exists()
    assert [path.name for path in store.blob("ab" * 32).parent.iterdir()] == ["ab" * 32]


def test_an_upload_whose_file_is_gone_has_expired(store: Storage) -> None:
    store.discard("u1")
    for use in (lambda: store.size("u1"), lambda: store.append("u1", 0, b"a"), lambda: store.cut_back("u1", 0, 1),
                lambda: store.digest("u1"), lambda: store.keep("u1", "ab" * 32)):
        with pytest.raises(UploadExpired):
            use()
    assert not store.blob("ab" * 32).exists()


def _kind(file: int) -> str:
    return "folder" if os.path.isdir(f"/proc/self/fd/{file}") else "file"
