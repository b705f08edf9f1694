"""Thumbnails, made by a child process with limits, written beside and renamed. They can always be made again."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

from server.evidence.storage import Storage
from server.kernel.ids import uuid7

log = logging.getLogger("hengjian.evidence")
PROGRAM = Path(__file__).with_name("thumbnailer.py")
WAIT_SECONDS = 20
_at_once = threading.BoundedSemaphore(2)


def make(storage: Storage, sha256: str) -> bool:
    """Whether a thumbnail of this blob exists now. An unreadable photo is kept as it is and has none."""
    target = storage.thumbnail(sha256)
    if target.is_file():
        return True
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{sha256}.{uuid7()}")
    try:
        if not _run(storage.blob(sha256), temporary):
            return False
        temporary.rename(target)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _run(source: Path, target: Path) -> bool:
    command = [sys.executable, "-I", str(PROGRAM), str(source), str(target)]
    with _at_once:
        try:
            done = subprocess.run(command, capture_output=True, timeout=WAIT_SECONDS, check=False,  # noqa: S603
                                  stdin=subprocess.DEVNULL, env={})
        except subprocess.TimeoutExpired:
            log.warning("thumbnail of %s took too long", source.name)
            return False
    if done.returncode:
        log.warning("no thumbnail of %s: %s", source.name, done.stderr[-200:].decode(errors="replace").strip())
    return done.returncode == 0
