"""What the night puts right: rows whose photo is gone, photos whose row is gone, and files that nobody needs.

Nothing is deleted that a record, a held operation, an operation's own bytes or an upload under way may still name. A
row is only a promise that bytes are here: without them it goes, and phones are asked again (`missing_from_device`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.evidence import commands
from server.evidence.models import Blob, BlobLink, Upload
from server.evidence.problems import ImageRejected
from server.evidence.receiving import media_type_of
from server.evidence.storage import Storage
from server.evidence.stores import Store, is_what_it_says, older
from server.kernel.identity import SYSTEM
from server.kernel.transaction import read, write

GRACE = timedelta(hours=24)
UNNAMED = timedelta(days=30)
AT_ONCE = 200
T = TypeVar("T")
Named = Callable[[Session, set[str]], set[str]]


@dataclass(frozen=True)
class Place:
    """Where the files are, and since when this history of the database goes on: a restore begins every wait anew."""

    files: Storage
    whole: Store
    epoch_began: datetime | None = None


def ask_again(place: Place, *, now: datetime) -> int:
    """Rows whose photo is gone or cut short go; how many. Phones that still have it are asked for it."""
    with read() as session:
        rows = session.execute(sa.select(Blob.sha256, Blob.size)).all()
    lost = [sha256 for sha256, size in rows if not _is_there(place.whole, sha256, size)]
    for some in _some(lost):
        with write() as session:
            _locked(session)
            for sha256 in some:
                found = session.get(Blob, sha256)
                if found is not None and not _is_there(place.whole, sha256, found.size):
                    commands.ask_again(session, SYSTEM, [sha256], now=now)
    return len(lost)


def adopt(place: Place, *, now: datetime) -> tuple[int, int]:
    """Photos without a row that a record names (a database older than its photos): believed once their digest was
    computed. How many, and how many were damaged: those stay where they are, and are asked for."""
    adopted = damaged = 0
    for some in _some(place.whole.walk()):
        with read() as session:
            orphans = sorted(_without_row(session, set(some)) & _linked(session, set(some)))
        for sha256 in orphans:
            media_type = _media_type(place.whole, sha256)
            kept = place.whole.stat(sha256)
            if media_type is None or kept is None:
                damaged += 1
                continue
            with write() as session:
                _locked(session)
                commands.adopt_blob(session, sha256, kept.size, media_type, now=now)
            adopted += 1
    return adopted, damaged


def forget_unnamed(place: Place, named: Named, *, now: datetime) -> int:
    """Photos that nothing has named for 30 days go, with their rows; how many."""
    if place.epoch_began is not None and place.epoch_began > now - UNNAMED:
        return 0  # phones are still handing in again what named them
    gone = 0
    for some in _some(_old(place.whole, now - UNNAMED)):
        with read() as session:
            unnamed = _unnamed(session, set(some), named, now)
        if not unnamed:
            continue
        with write() as session:
            _locked(session)
            for sha256 in sorted(_unnamed(session, unnamed, named, now)):
                session.execute(sa.delete(Blob).where(Blob.sha256 == sha256))
                place.whole.delete(sha256)
                gone += 1
    return gone


def discard_strays(place: Place, *, now: datetime) -> int:
    """Growing files and thumbnails without a row, and what an interrupted put left, a day old; how many."""
    before, count = now - GRACE, place.whole.tidy(now - GRACE)
    for some in _some(_files(place.files.root / "uploads", before)):
        with read() as session:
            growing = set(session.scalars(sa.select(Upload.id).where(
                Upload.id.in_([path.name for path in some]), Upload.completed_at.is_(None))))
        count += _unlink([path for path in some if path.name not in growing])
    for some in _some(_files(place.files.root / "thumbnails", before)):
        with read() as session:
            without = _without_row(session, {path.name[:64] for path in some})
        count += _unlink([path for path in some if path.name[:64] in without or path.suffix != ".jpg"])
    return count


def _some(things: Iterable[T]) -> Iterator[list[T]]:
    """As many at once as one short transaction should hold."""
    rest = iter(things)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _is_there(whole: Store, sha256: str, size: int) -> bool:
    kept = whole.stat(sha256)
    return kept is not None and kept.size == size


def _old(whole: Store, before: datetime) -> Iterator[str]:
    for sha256 in whole.walk():
        kept = whole.stat(sha256)
        if kept is not None and kept.since < before:
            yield sha256


def _unnamed(session: Session, some: set[str], named: Named, now: datetime) -> set[str]:
    """Those that no record and no upload names, and whose row, if there is one, is as old."""
    young = set(session.scalars(sa.select(Blob.sha256).where(Blob.sha256.in_(some),
                                                             Blob.received_at > now - UNNAMED)))
    growing = set(session.scalars(sa.select(Upload.sha256).where(
        Upload.sha256.in_(some), Upload.completed_at.is_(None), Upload.expires_at > now)))
    left = some - young - growing - _linked(session, some)
    return left - named(session, left) if left else left


def _linked(session: Session, some: set[str]) -> set[str]:
    return set(session.scalars(sa.select(BlobLink.sha256).where(BlobLink.sha256.in_(some))))


def _without_row(session: Session, some: set[str]) -> set[str]:
    return some - set(session.scalars(sa.select(Blob.sha256).where(Blob.sha256.in_(some))))


def _media_type(whole: Store, sha256: str) -> str | None:
    """The type of a photo whose bytes are what its name says, or nothing."""
    if not is_what_it_says(whole, sha256):
        return None
    try:
        with whole.open(sha256) as file:
            return media_type_of(file)
    except (ImageRejected, OSError):
        return None


def _locked(session: Session) -> None:
    """Nobody writes a row of a photo between the look and the deed. SQLite has one writer anyhow.

    Whoever finishes an upload looks once more after the row is written, and puts the bytes again if a sweep that came
    first has taken them.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE blob, blob_link IN SHARE ROW EXCLUSIVE MODE"))


def _files(folder: Path, before: datetime) -> Iterator[Path]:
    for path in folder.rglob("*") if folder.is_dir() else ():
        if path.is_file() and older(path, before):
            yield path


def _unlink(paths: list[Path]) -> int:
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)
