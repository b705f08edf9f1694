"""Files that are always on the local disk: uploads as they grow, and thumbnails. Whole photos stand in a store."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from server.evidence.problems import OffsetMismatch, UploadExpired, full_disk_is_a_problem

PIECE = 64 * 1024


@dataclass(frozen=True)
class Storage:
    """The two folders under the data directory."""

    root: Path

    def upload(self, upload_id: str) -> Path:
        return self.root / "uploads" / upload_id

    def thumbnail(self, sha256: str) -> Path:
        return self.root / "thumbnails" / sha256[:2] / sha256[2:4] / (sha256 + ".jpg")

    def begin(self, upload_id: str) -> None:
        """An empty file that will grow."""
        with full_disk_is_a_problem():
            path = self.upload(upload_id)
            path.parent.mkdir(parents=True, exist_ok=True)
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
            with full_disk_is_a_problem():
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
def _a_lost_file_is_a_problem() -> Iterator[None]:
    """An upload whose file is gone (another disk, a restored backup) starts again from nothing, as an expired one."""
    try:
        yield
    except FileNotFoundError as error:
        raise UploadExpired() from error
