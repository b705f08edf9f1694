"""Thumbnails, made by a child process with limits, written beside and renamed. They can always be made again.

No request that receives a photo waits for its thumbnail: a job makes it, or whoever looks first.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from server.evidence.storage import Storage
from server.evidence.stores import Store
from server.kernel.ids import uuid7

log = logging.getLogger("hengjian.evidence")
PROGRAM = Path(__file__).with_name("thumbnailer.py")
WAIT_SECONDS = 20
_at_once = threading.BoundedSemaphore(2)


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
