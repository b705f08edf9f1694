"""Thumbnails, made by a child process with limits, written beside and renamed. They can always be made again.

No request that receives a photo waits for its thumbnail: a job makes it, or whoever looks first.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.evidence import commands
from server.evidence.models import Blob
from server.evidence.storage import Storage
from server.evidence.stores import Store
from server.kernel.ids import uuid7
from server.kernel.transaction import read, write

log = logging.getLogger("hengjian.evidence")
PROGRAM = Path(__file__).with_name("thumbnailer.py")
WAIT_SECONDS = 20
AT_ONCE, BATCH_SECONDS = 100, 40
_at_once = threading.BoundedSemaphore(2)


def waiting(session: Session, most: int = AT_ONCE) -> list[str]:
    """Photos nobody has tried to shrink, the newest first: those people will look at."""
    return list(session.scalars(sa.select(Blob.sha256).where(Blob.thumbnail == "none").order_by(
        Blob.received_at.desc(), Blob.sha256).limit(most)))


def make_waiting(files: Storage, whole: Store) -> int:
    """Make thumbnails of the photos that wait; how many were tried. One whose bytes are gone is left to the sweep.

    Not for long at once: photos that want to break the decoder must not hold up the backup, which waits for its turn.
    """
    tried, until = 0, time.monotonic() + BATCH_SECONDS
    with read() as session:
        some = waiting(session)
    for sha256 in some:
        if time.monotonic() > until:
            break
        try:
            made = make(files, whole, sha256)
        except OSError as error:
            log.warning("thumbnail of %s waits: %s", sha256, error)
            continue
        with write() as session:
            commands.note_thumbnail(session, sha256, "ready" if made else "unreadable")
        tried += 1
    return tried


def make(files: Storage, whole: Store, sha256: str) -> bool:
    """Whether a thumbnail of this blob exists now. An unreadable photo is kept as it is and has none."""
    target = files.thumbnail(sha256)
    if target.is_file():
        return True
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{sha256}.{uuid7()}")
    try:
        with whole.open(sha256) as photo:
            made = _run(photo, temporary, sha256)
        if not made:
            return False
        temporary.rename(target)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _run(photo: BinaryIO, target: Path, sha256: str) -> bool:
    command = [sys.executable, "-I", str(PROGRAM), str(target)]
    with _at_once:
        try:
            done = subprocess.run(command, capture_output=True, timeout=WAIT_SECONDS, check=False,  # noqa: S603
                                  stdin=photo, env={})
        except subprocess.TimeoutExpired:
            log.warning("thumbnail of %s took too long", sha256)
            return False
    if done.returncode:
        log.warning("no thumbnail of %s: %s", sha256, done.stderr[-200:].decode(errors="replace").strip())
    return done.returncode == 0
