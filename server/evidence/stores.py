"""Whole photos by digest, behind one interface: a local folder, or an S3-compatible bucket (`s3_store`).

Order of a local blob: its bytes fsynced, renamed into place, the folder fsynced, and only then a row.
A crash in between leaves a file that nobody names, never a row without its file. Growing uploads are always local.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from server.evidence.problems import full_disk_is_a_problem
from server.kernel import failpoints
from server.kernel.ids import uuid7
from server.settings import Settings

DIGEST_LENGTH = 64


@dataclass(frozen=True)
class Kept:
    """What a store says of a blob without reading it."""

    size: int
    since: datetime


class Store(Protocol):
    """Blobs that are whole. A name is believed only by whoever computed its digest."""

    def put(self, path: Path, sha256: str, size: int) -> None:
        """Keep a whole file under its digest; durable when this returns, and safe to repeat."""

    def open(self, sha256: str) -> BufferedReader:
        """A real file of these bytes, with a name and a descriptor; FileNotFoundError when there is none."""

    def stat(self, sha256: str) -> Kept | None: ...

    def delete(self, sha256: str) -> None:
        """Forget a blob; nothing happens when it is not there."""

    def walk(self) -> Iterator[str]:
        """The digests of all blobs."""

    def tidy(self, before: datetime) -> int:
        """Remove what an interrupted `put` left behind earlier than this; how many."""


@dataclass(frozen=True)
class LocalStore:
    """A folder: ab/cd/<sha256>."""

    root: Path

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, path: Path, sha256: str, size: int) -> None:
        """The file keeps its own name too: an upload goes once its row is written."""
        target = self.path(sha256)
        with full_disk_is_a_problem():
            _fsync(path)
            failpoints.hit("blob.fsynced")
            _make_folders(target.parent)
            temporary = target.with_name(f"{sha256}.{uuid7()}")
            try:
                _link_or_copy(path, temporary)
                failpoints.hit("blob.linked")
                os.rename(temporary, target)
            finally:
                temporary.unlink(missing_ok=True)  # renaming onto the same file does nothing
            failpoints.hit("blob.renamed")
            _fsync(target.parent)
            failpoints.hit("blob.durable")

    def open(self, sha256: str) -> BufferedReader:
        return self.path(sha256).open("rb")

    def stat(self, sha256: str) -> Kept | None:
        try:
            found = self.path(sha256).stat()
        except FileNotFoundError:
            return None
        return Kept(found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def delete(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def walk(self) -> Iterator[str]:
        for path in self._files():
            if len(path.name) == DIGEST_LENGTH:
                yield path.name

    def tidy(self, before: datetime) -> int:
        """Names of a `put` carry a dot; each is another name, or a copy, of a file that is elsewhere."""
        left = [path for path in self._files() if len(path.name) > DIGEST_LENGTH and path.name[DIGEST_LENGTH] == "."
                and older(path, before)]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _files(self) -> Iterator[Path]:
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]")):
            yield from sorted(folder.iterdir())


def is_what_it_says(store: Store, sha256: str) -> bool:
    """Whether a blob can be read and has the digest of its name."""
    try:
        with store.open(sha256) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def older(path: Path, before: datetime) -> bool:
    """Whether a file was last written before an instant; one that has just gone is not."""
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False


def store_of(settings: Settings) -> Store:
    """The store this installation chose (HENGJIAN_BLOB_STORE)."""
    if settings.blob_store == "file":
        return LocalStore(settings.data_dir / "blobs")
    return _bucket(settings.blob_store)


@functools.cache
def _bucket(url: str) -> Store:
    from server.evidence.s3_store import S3Store  # its library is large and only a bucket needs it

    return S3Store(url)


def _link_or_copy(path: Path, there: Path) -> None:
    """On one disk another name is enough; across disks, or where links are not allowed, a durable copy."""
    try:
        os.link(path, there)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
            raise
        shutil.copyfile(path, there)
        _fsync(there)


def _make_folders(folder: Path) -> None:
    """Create the folders and make their names durable, outermost first."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        _fsync(one.parent)


def _fsync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
