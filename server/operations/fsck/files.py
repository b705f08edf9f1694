"""Photos: each that is said to be here is a whole file; uploads, links and rows agree; files that no row names."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.evidence.models import Blob, BlobLink, Upload
from server.evidence.storage import Storage
from server.evidence.stores import Store, is_what_it_says
from server.operations.fsck.finding import Finding
from server.operations.synced import SYNCED
from server.sync.models import LedgerEntry

PART = 400
UNDER_WAY_SECONDS = 3600  # a younger file may belong to a request that has not written its row yet


def blobs(session: Session, store: Store, *, deep: bool) -> Iterator[Finding]:
    """Every photo that is said to be here is a file of its size; with `deep`, of its digest."""
    query = sa.select(Blob.sha256, Blob.size).execution_options(yield_per=PART)
    for sha256, size in session.execute(query):
        kept = store.stat(sha256)
        if kept is None:
            yield Finding("blob", sha256, "the file is missing")
        elif kept.size != size:
            yield Finding("blob", sha256, f"has {kept.size} bytes instead of {size}")
        elif deep and not is_what_it_says(store, sha256):
            yield Finding("blob", sha256, "has other content than its name says")


def uploads(session: Session) -> Iterator[Finding]:
    """An upload that ended well has its photo, of the length that was declared."""
    query = sa.select(Upload.id, Upload.sha256, Blob.size).outerjoin(Blob, Blob.sha256 == Upload.sha256).where(
        Upload.completed_at.is_not(None), sa.or_(Blob.sha256.is_(None), Blob.size != Upload.length))
    for id, sha256, size in session.execute(query.execution_options(yield_per=PART)):
        detail = "is not known" if size is None else f"has {size} bytes, not those that were declared"
        yield Finding("upload", id, f"its photo {sha256} {detail}")


def links(session: Session) -> Iterator[Finding]:
    """What names a photo is there itself. A photo that has not arrived is no finding: phones are asked for it."""
    kinds = session.scalars(sa.select(BlobLink.subject_kind).distinct()).all()
    for kind in sorted(kinds):
        column = _subjects(kind)
        if column is None:
            yield Finding("link", kind, "no room answers for this kind of subject")
            continue
        query = sa.select(BlobLink.subject_id, BlobLink.sha256).where(
            BlobLink.subject_kind == kind, ~sa.exists().where(column == BlobLink.subject_id))
        for id, sha256 in session.execute(query.execution_options(yield_per=PART)):
            yield Finding("link", f"{kind} {id}", f"names {sha256} and is not there")


def _subjects(kind: str) -> Any:
    if kind == "operation":
        return LedgerEntry.op_id
    return SYNCED[kind].model.id if kind in SYNCED else None


def unknown(session: Session, storage: Storage) -> Iterator[Finding]:
    """Files that no row names. They harm nobody: a crash leaves them, or a database older than its files."""
    for folder, column in (("blobs", Blob.sha256), ("thumbnails", Blob.sha256), ("uploads", Upload.id)):
        for paths in _some(_settled(storage.root / folder)):
            names = {path: path.name.removesuffix(".jpg") if folder == "thumbnails" else path.name for path in paths}
            known = set(session.scalars(sa.select(column).where(column.in_(names.values()))))
            for path, name in names.items():
                if name not in known:
                    yield Finding("unknown_file", path.relative_to(storage.root).as_posix(), "no row names it", True)


def _some(found: Iterator[Path]) -> Iterator[list[Path]]:
    while paths := list(islice(found, PART)):
        yield paths


def _settled(folder: Path) -> Iterator[Path]:
    before = time.time() - UNDER_WAY_SECONDS
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_mtime < before:
            yield path
