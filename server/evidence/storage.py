"""Files on the local disk: uploads growing, blobs by content, thumbnails. Nothing is believed before it is fsynced.

Order for a blob: its bytes fsynced, renamed into place, the directory fsynced, and only then a row (studies/sync §3.3).
A crash in between leaves a file that nobody names, never a row without its file.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from server.evidence.problems import OffsetMismatch, StorageFull, UploadExpired

PIECE = 64 * 1024
LEAST_FREE = 200 * 1024 * 1024


@dataclass(frozen=True)
class Storage:
    """The three folders under the data directory."""

    root: Path

    def upload(self, upload_id: str) -> Path:
        return self.root / "uploads" / upload_id

    def blob(self, sha256: str) -> Path:
        return self.root / "blobs" / sha256[:2] / sha256[2:4] / sha256

    def thumbnail(self, sha256: str) -> Path:
        return self.root / "thumbnails" / sha256[:2] / sha256[2:4] / (sha256 + ".jpg")

    def begin(self, upload_id: str) -> None:
        """An empty file that will grow; refused while the disk is nearly full, so that records can still be written."""
        with _full_disk_is_a_problem():
            path = self.upload(upload_id)
            path.parent.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(path.parent).free < LEAST_FREE:
                raise StorageFull()
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))

    def size(self, upload_id: str) -> int:
        """How far an upload has come: the size of its file is the truth."""
        with _a_lost_file_is_a_problem():
            return self.upload(upload_id).stat().st_size

    def append(self, upload_id: str, offset: int, piece: bytes) -> None:
        """Add a piece where the file ends, if it ends at `offset`: two senders can never interleave."""
        with self._locked(upload_id) as file:
            size = os.fstat(file).st_size
            if size != offset:
                raise OffsetMismatch(offset=size, headers={"Upload-Offset": str(size)})
            with _full_disk_is_a_problem():
                _write_all(file, piece, offset)

    def cut_back(self, upload_id: str, offset: int, written: int) -> None:
        """Take back what one request added, unless another has gone on from there."""
        with self._locked(upload_id) as file:
            if os.fstat(file).st_size == offset + written:
                os.ftruncate(file, offset)

    def open(self, upload_id: str) -> BufferedReader:
        with _a_lost_file_is_a_problem():
            return self.upload(upload_id).open("rb")

    def digest(self, upload_id: str) -> str:
        with self.open(upload_id) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def keep(self, upload_id: str, sha256: str) -> None:
        """Make an upload the blob of this digest. The upload's own name goes once the row is written (`discard`)."""
        source, target = self.upload(upload_id), self.blob(sha256)
        with _full_disk_is_a_problem():
            with self.open(upload_id) as file:
                os.fsync(file.fileno())
            _make_folders(target.parent)
            temporary = target.with_name(f"{sha256}.{upload_id}")
            temporary.unlink(missing_ok=True)
            with _a_lost_file_is_a_problem():
                os.link(source, temporary)
            os.rename(temporary, target)
            temporary.unlink(missing_ok=True)  # renaming onto the same file does nothing
            _fsync_folder(target.parent)

    def discard(self, upload_id: str) -> None:
        self.upload(upload_id).unlink(missing_ok=True)

    @contextmanager
    def _locked(self, upload_id: str) -> Iterator[int]:
        with _a_lost_file_is_a_problem():
            file = os.open(self.upload(upload_id), os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)


def _write_all(file: int, piece: bytes, offset: int) -> None:
    """All of it or nothing: a disk that fills up half-way leaves the file as it was."""
    try:
        done = 0
        while done < len(piece):
            done += os.pwrite(file, piece[done:], offset + done)
    except OSError:
        os.ftruncate(file, offset)
        raise


@contextmanager
def _full_disk_is_a_problem() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull() from error
        raise


@contextmanager
def _a_lost_file_is_a_problem() -> Iterator[None]:
    """An upload whose file is gone (another disk, a restored backup) starts again from nothing, as an expired one."""
    try:
        yield
    except FileNotFoundError as error:
        raise UploadExpired() from error


def _make_folders(folder: Path) -> None:
    """Create the folders and make their names durable, outermost first."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        _fsync_folder(one.parent)


def _fsync_folder(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
